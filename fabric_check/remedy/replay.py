"""Steps applied to a fabric: switches by folding their snippets, hosts on their facts. Says what refuses and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from fabric_check.model.errors import FabricCheckError
from fabric_check.remedy.case import Step
from fabric_check.remedy.change import HostChange, SwitchChange
from fabric_check.remedy.render import Part, Renderer
from fabric_check.remedy.touched import differences
from fabric_check.remedy.world import World

Target = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Snippets:
    """What is pasted into, or run on, one device, and what takes it back."""

    apply: str
    rollback: str


@dataclass(frozen=True, slots=True)
class Replay:
    """A fabric with steps applied. *start* is the fabric without any; *refused* gives, by target, why a step cannot be."""

    start: World
    renderer: Renderer
    world: World
    snippets: Mapping[str, Snippets] = field(default_factory=dict)
    refused: Mapping[Target, str] = field(default_factory=dict)
    _known: dict[object, Snippets | str] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, world: World, renderer: Renderer) -> "Replay":
        """Return the fabric with nothing applied."""
        return cls(world, renderer, world)

    def apply(self, steps: Iterable[Step]) -> "Replay":
        """Return the start with these steps applied; with a refusal, no more than that is to be concluded from it."""
        by_device: dict[str, list[Step]] = {}
        for step in steps:
            by_device.setdefault(step.change.device, []).append(step)
        world = self.start
        snippets: dict[str, Snippets] = {}
        refused: dict[Target, str] = {}
        for device, own in by_device.items():
            answer = self._switch(device, own) if device in world.switches else self._host(device, own)
            if isinstance(answer, Snippets):
                snippets[device] = answer
            else:
                refused |= answer
        if not refused:
            world = world.paste(
                {name: text.apply for name, text in snippets.items() if name in world.switches}
            )
            world = world.change_hosts(
                [
                    step.change
                    for name in snippets
                    for step in _ordered(by_device[name])
                    if isinstance(step.change, HostChange)
                ]
            )
        return replace(self, world=world, snippets=snippets, refused=refused)

    def _switch(self, device: str, steps: list[Step]) -> Snippets | dict[Target, str]:
        """Return a switch's snippets; or, by target, why a step is refused."""
        whole = self._switch_snippets(device, steps)
        if isinstance(whole, Snippets):
            return whole
        alone = {
            step.change.target: why
            for step in steps
            if isinstance(why := self._switch_snippets(device, [step]), str)
        }
        return alone or {step.change.target: whole for step in steps}

    def _switch_snippets(self, device: str, steps: list[Step]) -> Snippets | str:
        """Return a switch's snippets, or why there are none; asked for once, however many plans share the steps."""
        key = (device, *((step.change, step.why) for step in steps))
        if key not in self._known:
            self._known[key] = self._prove(device, steps)
        return self._known[key]

    def _prove(self, device: str, steps: list[Step]) -> Snippets | str:
        before = self.start.switches[device]
        dialect = before.profile.dialect if before.profile else ""
        changes = [step.change for step in _ordered(steps) if isinstance(step.change, SwitchChange)]
        undo = [Part(change.undo(before), "takes back the change above") for change in reversed(changes)]
        try:
            text = self.renderer.snippet(dialect, device, _parts(steps))
            back = self.renderer.snippet(dialect, device, undo)
        except FabricCheckError as error:
            return str(error)
        pasted = self.start.paste({device: text})
        after = pasted.switches[device]
        named = frozenset().union(*(change.touches(before) for change in changes))
        if after.unknown:
            return f"the switch would not be readable after it: {after.unknown}"
        if not all(change.holds(after) for change in changes):
            return "its snippet would not do what it says"
        if more := differences(before, after) - named:
            return f"it would also change {_facts(more)}"
        if lost := differences(before, pasted.paste({device: back}).switches[device]):
            return f"its rollback would not restore {_facts(lost)}"
        return Snippets(text, back)

    def _host(self, device: str, steps: list[Step]) -> Snippets | dict[Target, str]:
        """Return a host's snippets; or, by target, why a step is refused."""
        facts = self.start.folder.facts[device].content
        sections = facts.sections
        undo: list[HostChange] = []
        for step in _ordered(steps):
            if isinstance(step.change, HostChange):
                undo.append(step.change.undo(sections))
                sections = step.change.replay(sections)
        for change in reversed(undo):
            sections = change.replay(sections)
        if sections != facts.sections:
            return {step.change.target: "its rollback would not restore the host's facts" for step in steps}
        parts = [Part(change, "takes back the change above") for change in reversed(undo)]
        try:
            return Snippets(
                self.renderer.snippet(facts.os, device, _parts(steps)),
                self.renderer.snippet(facts.os, device, parts),
            )
        except FabricCheckError as error:
            return {step.change.target: str(error) for step in steps}


def _ordered(steps: Iterable[Step]) -> list[Step]:
    return sorted(steps, key=lambda step: step.change.place)


def _parts(steps: Iterable[Step]) -> list[Part]:
    return [Part(step.change, step.why) for step in _ordered(steps)]


def _facts(keys: frozenset[tuple[str, str]]) -> str:
    """Return ``mtu of Te 0/1 and 3 more facts``."""
    (name, what), *more = sorted(keys)
    first = f"{what} of {name}" if name else f"{what} of the switch"
    return f"{first} and {len(more)} more facts" if more else first
