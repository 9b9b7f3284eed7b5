"""Steps applied to a fabric: switches by folding their snippets, hosts on their facts. Says what refuses and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from fabric_check.model.errors import FabricCheckError
from fabric_check.remedy.case import Step
from fabric_check.remedy.change import HostChange, SwitchChange
from fabric_check.remedy.changes.windows_settled import settled
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
class _Tried:
    """What comes of one device's steps: *why* they are refused; else the snippets, and the start with this device changed."""

    why: str
    snippets: Snippets | None = None
    world: World | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """A fabric with steps applied. *start* is the fabric without any; *refused* gives, by target, why a step cannot be."""

    start: World
    renderer: Renderer
    world: World
    snippets: Mapping[str, Snippets] = field(default_factory=dict)
    refused: Mapping[Target, str] = field(default_factory=dict)
    _known: dict[object, _Tried] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, world: World, renderer: Renderer) -> "Replay":
        """Return the fabric with nothing applied."""
        return cls(world, renderer, world)

    def apply(self, steps: Iterable[Step]) -> "Replay":
        """Return the start with these steps applied; with a refusal, no more than that is to be concluded from it."""
        by_device: dict[str, list[Step]] = {}
        for step in steps:
            by_device.setdefault(step.change.device, []).append(step)
        tried = {device: self._device(device, own) for device, own in by_device.items()}
        refused: dict[Target, str] = {}
        for device, one in tried.items():
            if one.world is None:
                refused |= self._refusals(device, by_device[device], one.why)
        worlds = {device: one.world for device, one in tried.items() if one.world is not None}
        snippets = {device: one.snippets for device, one in tried.items() if one.snippets is not None}
        world = self.start if refused else self.start.taking(worlds)
        return replace(self, world=world, snippets=snippets, refused=refused)

    def _refusals(self, device: str, steps: list[Step], why: str) -> dict[Target, str]:
        """Return, by target, why a device's steps are refused: those that are refused alone, else all of them."""
        alone = {
            step.change.target: one.why
            for step in steps
            if (one := self._device(device, [step])).world is None
        }
        return alone or {step.change.target: why for step in steps}

    def _device(self, device: str, steps: list[Step]) -> _Tried:
        """Return what comes of a device's steps; asked for once, however many plans share them."""
        key = (device, *((step.change, step.why) for step in steps))
        if key not in self._known:
            prove = self._switch if device in self.start.switches else self._host
            try:
                self._known[key] = prove(device, steps)
            except FabricCheckError as error:
                self._known[key] = _Tried(str(error))
        return self._known[key]

    def _switch(self, device: str, steps: list[Step]) -> _Tried:
        before = self.start.switches[device]
        dialect = before.profile.dialect if before.profile else ""
        changes = [step.change for step in _ordered(steps) if isinstance(step.change, SwitchChange)]
        undo = [Part(change.undo(before), "takes back the change above") for change in reversed(changes)]
        text = self.renderer.snippet(dialect, device, _parts(steps))
        back = self.renderer.snippet(dialect, device, undo)
        pasted = self.start.paste({device: text})
        after = pasted.switches[device]
        named = frozenset().union(*(change.touches(before) for change in changes))
        if after.unknown:
            return _Tried(f"the switch would not be readable after it: {after.unknown}")
        if not all(change.holds(after) for change in changes):
            return _Tried("its snippet would not do what it says")
        if more := differences(before, after) - named:
            return _Tried(f"it would also change {_facts(more)}")
        if lost := differences(before, pasted.paste({device: back}).switches[device]):
            return _Tried(f"its rollback would not restore {_facts(lost)}")
        return _Tried("", Snippets(text, back), pasted)

    def _host(self, device: str, steps: list[Step]) -> _Tried:
        before = self.start.folder.facts[device].content
        changes = [step.change for step in _ordered(steps) if isinstance(step.change, HostChange)]
        undo: list[HostChange] = []
        sections = before.sections
        for change in changes:
            undo.insert(0, change.undo(sections))
            sections = change.replay(sections)
        for change in undo:
            sections = change.replay(sections)
        settle = settled if before.os == "windows" else dict
        if settle(sections) != settle(before.sections):
            return _Tried("its rollback would not restore the host's facts")
        text = self.renderer.snippet(before.os, device, _parts(steps))
        back = self.renderer.snippet(
            before.os, device, [Part(change, "takes back the change above") for change in undo]
        )
        return _Tried("", Snippets(text, back), self.start.change_hosts(changes))


def _ordered(steps: Iterable[Step]) -> list[Step]:
    return sorted(steps, key=lambda step: step.change.place)


def _parts(steps: Iterable[Step]) -> list[Part]:
    return [Part(step.change, step.why) for step in _ordered(steps)]


def _facts(keys: frozenset[tuple[str, str]]) -> str:
    """Return ``mtu of Te 0/1 and 3 more facts``."""
    (name, what), *more = sorted(keys)
    first = f"{what} of {name}" if name else f"{what} of the switch"
    return f"{first} and {len(more)} more facts" if more else first
