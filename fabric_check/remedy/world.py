"""A fabric that changes can be tried on: what every device says, before and after snippets. Touches no device, no file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fabric_check.fabric.build import build
from fabric_check.fabric.scene import Scene
from fabric_check.folder.host_schema import HostFactsFile
from fabric_check.folder.read import Folder, HostFacts
from fabric_check.model.host import HostState
from fabric_check.model.profile import Profile
from fabric_check.model.switch import SwitchFacts
from fabric_check.parse.hosts import host_state
from fabric_check.parse.switches import switch_facts
from fabric_check.remedy.change import HostChange


@dataclass(frozen=True, slots=True)
class World:
    """A folder's devices as facts. *pasted*: by switch, the snippets that its config has been given, in order."""

    folder: Folder
    profiles: Mapping[str, Profile]
    switches: Mapping[str, SwitchFacts]
    hosts: Mapping[str, HostState]
    pasted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _scene: list[Scene] = field(default_factory=list, init=False, compare=False, repr=False)

    @classmethod
    def of(cls, folder: Folder, profiles: Mapping[str, Profile]) -> "World":
        """Return the fabric as the folder's files say it is.

        Raises:
            InputError: a profile is not known.

        """
        intent = folder.intent
        switches = {
            name: switch_facts(
                switch, folder.configs.get(name), profiles, why_missing=folder.collected.missing.get(name)
            )
            for name, switch in intent.switches.items()
        }
        hosts = {
            name: host_state(
                host, folder.facts.get(name), intent.networks, folder.collected.missing.get(name)
            )
            for name, host in intent.hosts.items()
        }
        return cls(folder, profiles, switches, hosts)

    def scene(self) -> Scene:
        """Return what the rules judge; built once, since what is worked out of it is kept in it."""
        if not self._scene:
            self._scene.append(Scene.of(build(self.folder.intent, self.switches, self.hosts)))
        return self._scene[0]

    def paste(self, snippets: Mapping[str, str]) -> "World":
        """Return the fabric after snippets were pasted, one a switch; unchanged switches are not read again."""
        pasted = {
            **self.pasted,
            **{name: (*self.pasted.get(name, ()), text) for name, text in snippets.items()},
        }
        switches = {name: self._switch(name, pasted[name]) for name in snippets}
        return replace(self, switches={**self.switches, **switches}, pasted=pasted)

    def change_hosts(self, changes: Sequence[HostChange]) -> "World":
        """Return the fabric after changes of hosts, in their order."""
        facts = dict(self.folder.facts)
        for change in changes:
            old = facts[change.device]
            facts[change.device] = _with_sections(old, change)
        folder = replace(self.folder, facts=facts)
        intent = folder.intent
        hosts = {
            name: host_state(intent.hosts[name], facts.get(name), intent.networks)
            for name in {change.device for change in changes}
        }
        return replace(self, folder=folder, hosts={**self.hosts, **hosts})

    def taking(self, worlds: Mapping[str, "World"]) -> "World":
        """Return the fabric with each of these devices as another world, made of this one, has it."""
        switches = {name: world.switches[name] for name, world in worlds.items() if name in self.switches}
        pasted = {name: worlds[name].pasted[name] for name in switches}
        hosts = {name: world.hosts[name] for name, world in worlds.items() if name in self.hosts}
        facts = {name: worlds[name].folder.facts[name] for name in hosts}
        return replace(
            self,
            folder=replace(self.folder, facts={**self.folder.facts, **facts}),
            switches={**self.switches, **switches},
            hosts={**self.hosts, **hosts},
            pasted={**self.pasted, **pasted},
        )

    def _switch(self, name: str, pasted: tuple[str, ...]) -> SwitchFacts:
        switch, config = self.folder.intent.switches[name], self.folder.configs.get(name)
        return switch_facts(switch, config, self.profiles, pasted)


def _with_sections(facts: HostFacts, change: HostChange) -> HostFacts:
    """Return the facts after a change; a section that it writes is no longer one that could not be collected."""
    content: HostFactsFile = facts.content
    sections = change.replay(content.sections)
    errors = [one for one in content.errors if sections.get(one.section) is content.sections.get(one.section)]
    return replace(facts, content=content.model_copy(update={"sections": sections, "errors": errors}))
