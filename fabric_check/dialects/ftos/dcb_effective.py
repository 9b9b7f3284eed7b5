"""Which of a port's DCB lines decide its PFC and ETS: a dcb-map, the older policies, or the port's own ``pfc``.

Where the guides do not say which of two wins, PFC is unknown with that reason; so it is where a line inside what
decides is not understood. It is never taken to be off for such a reason.
"""

from collections.abc import Callable
from dataclasses import dataclass

from fabric_check.dialects.ftos.dcb_state import DcbMap, DcbState, PortDcbState
from fabric_check.dialects.tree import Node
from fabric_check.model.dcb import Group, Priorities, Setting
from fabric_check.model.source import Source
from fabric_check.model.text import printable

SourceOf = Callable[[Node], Source]
NO_PRIORITY: Priorities = frozenset()
NO_PFC: Setting[Priorities] = Setting(
    NO_PRIORITY, why="Dell OS9 guides, data center bridging: without a DCB map PFC is on for no priority"
)
NO_ETS: Setting[tuple[Group, ...]] = Setting(
    (), why="Dell OS9 guides, data center bridging: no ETS settings are applied to a port by default"
)


@dataclass(frozen=True, slots=True)
class Effective:
    """PFC and ETS, and what says them: its name and the line that opens it."""

    pfc: Setting[Priorities]
    groups: Setting[tuple[Group, ...]]
    map: str | None = None
    map_source: Source | None = None


def unknown(why: str, name: str | None = None, stanza: Source | None = None) -> Effective:
    """Return that neither is known."""
    return Effective(Setting(None, why=why), Setting(None, why=why), name, stanza)


def quoted(node: Node) -> str:
    """Return a line of the device, made safe, as messages quote it."""
    return f"`{printable(node.text)[:80]}` (line {node.line})"


def not_understood(node: Node) -> str:
    """Return the reason for a line that is not understood."""
    return f"{quoted(node)} is not understood"


class Maps:
    """The dcb-maps of a switch, each worked out once however many ports it is applied to."""

    def __init__(self, dcb: DcbState, source: SourceOf) -> None:
        self._dcb = dcb
        self._source = source
        self._known: dict[str, Effective] = {}

    def of(self, name: str) -> Effective:
        """Return what a map gives a port that it is applied to."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._work_out(name)
        return found

    def _work_out(self, name: str) -> Effective:
        given = self._dcb.maps.get(name)
        if given is None:
            return unknown(f"dcb-map {printable(name)[:40]}, which the port uses, is not in the config", name)
        stanza = self._source(given.stanza)
        why = _doubt(given)
        if why:
            return unknown(why, name, stanza)
        return Effective(self._pfc(given), self._groups(given), name, stanza)

    def _pfc(self, given: DcbMap) -> Setting[Priorities]:
        """Without ``priority-pgid`` the ports have their defaults: PFC on for no priority."""
        if given.pfc_off is not None:
            return Setting(NO_PRIORITY, self._source(given.pfc_off))
        if given.pgid is None:
            return Setting(NO_PRIORITY, self._source(given.stanza))
        numbers, node = given.pgid
        lossless = frozenset(priority for priority, number in enumerate(numbers) if given.groups[number].pfc)
        return Setting(lossless, self._source(node))

    def _groups(self, given: DcbMap) -> Setting[tuple[Group, ...]]:
        if given.pgid is None:
            return Setting((), self._source(given.stanza))
        numbers, node = given.pgid
        groups = tuple(
            Group(
                number,
                frozenset(priority for priority, group in enumerate(numbers) if group == number),
                line.bandwidth,
                line.strict,
                line.pfc and given.pfc_off is None,
                self._source(line.node),
            )
            for number, line in sorted(given.groups.items())
        )
        return Setting(groups, self._source(node))


def _doubt(given: DcbMap) -> str:
    """Return why a map's PFC and ETS cannot be told, or nothing."""
    if given.odd is not None:
        return not_understood(given.odd)
    if given.pgid is None:
        return ""
    numbers, node = given.pgid
    missing = sorted(set(numbers) - given.groups.keys())
    return f"{quoted(node)} names group {missing[0]}, which the map does not define" if missing else ""


def contradiction(port: PortDcbState, pfc: Priorities | None) -> str:
    """Return why it is open which of the port's lines count, or nothing. *pfc* is what its map or policy pauses."""
    if port.odd is not None:
        return not_understood(port.odd)
    older = port.input or port.output
    if port.map is not None and older is not None:
        return (
            f"{quoted(port.map[1])} and {quoted(older[1])} stand on one port: a dcb-map takes the place of "
            "dcb-policies, which must be gone for it to hold"
        )
    applied = port.map or older
    if applied is not None and port.priorities is not None:
        return f"{quoted(applied[1])} and {quoted(port.priorities[1])} exclude each other on a port"
    off = port.no_drop or port.pfc_off
    if off is not None and (pfc or port.priorities is not None):
        return f"{quoted(off)} is for a port whose PFC is off, and other lines turn it on here"
    return ""
