"""DCB of the whole switch as facts: its lines, else what its model's profile says, else unknown with the reason."""

from dataclasses import replace

from fabric_check.dialects.ftos.dcb_effective import SourceOf, not_understood, quoted
from fabric_check.dialects.ftos.dcb_state import BufferLine, DcbState
from fabric_check.dialects.ftos.numbers import PRIORITIES
from fabric_check.dialects.ftos.state import State
from fabric_check.dialects.tree import Node
from fabric_check.model.dcb import Buffers, Setting, SwitchDcb
from fabric_check.model.profile import DcbDefault, DcbProfile
from fabric_check.model.sourced import Sourced, Value

_NO_BUFFERS = BufferLine(0, 0, Node(0, ""))
_AUTO = "each port turns DCB on by the DCBX that it receives, which no configuration shows"


def switch_dcb(state: State, profile: DcbProfile, source: SourceOf) -> SwitchDcb:
    """Return what holds for the switch; *profile* is that of the running release."""
    dcb = state.dcb
    pending = _pending(dcb, profile)
    return SwitchDcb(
        capable=stated(profile.capable),
        enabled=_enabled(dcb, profile.default, pending, source),
        queues=_queues(dcb, profile, source),
        lossless_limit=Setting(dcb.lossless[0], source(dcb.lossless[1]))
        if dcb.lossless
        else stated(profile.lossless_limit),
        buffers=_buffers(state, source),
        pending=(source(pending),) if pending is not None else (),
        iscsi=source(dcb.iscsi) if dcb.iscsi is not None else None,
        maps=frozenset(dcb.maps),
    )


def stated(value: Sourced[Value]) -> Setting[Value]:
    """Return what a profile says, or why it does not, as a default."""
    return Setting(value.value, why=value.source, one_of=value.one_of)


def _pending(dcb: DcbState, profile: DcbProfile) -> Node | None:
    """Return the line that waits for a reload. An aggregator prints the mode that it has by default: none waits."""
    node = dcb.pending
    if node is None or dcb.enabled is not None or profile.default.value is not DcbDefault.AUTO:
        return node
    return None if node.text.startswith("dcb enable auto-detect") else node


def _enabled(
    dcb: DcbState, default: Sourced[DcbDefault], pending: Node | None, source: SourceOf
) -> Setting[bool]:
    if dcb.odd is not None:
        return Setting(None, why=not_understood(dcb.odd))
    if dcb.enabled is not None:
        return Setting(dcb.enabled[0], source(dcb.enabled[1]))
    if pending is not None:
        why = (
            f"{quoted(pending)} holds from a reload on, and whether there was one since is not in the config"
        )
        return Setting(None, why=why)
    if default.value is DcbDefault.AUTO:
        return Setting(None, why=f"{_AUTO} ({default.source})")
    other = dcb.iscsi or dcb.fip_snooping
    if default.value is DcbDefault.OFF and other is not None:
        return Setting(None, why=f"no `dcb enable`, but {quoted(other)} may turn DCB on ({default.source})")
    on = None if default.value is None else default.value is DcbDefault.ON
    return Setting(on, why=default.source)


def _queues(dcb: DcbState, profile: DcbProfile, source: SourceOf) -> Setting[tuple[int, ...]]:
    """``service-class dot1p-mapping`` changes the queues of the priorities that it names; the default is the model's."""
    default = stated(profile.dot1p_queues)
    if not dcb.queues:
        return default
    tables = default.possible or ((),)
    if not tables[0] and len(dcb.queues) <= PRIORITIES:
        return default
    changed = dict.fromkeys(_changed(table, dcb) for table in tables)
    if len(changed) > 1:
        return replace(default, one_of=tuple(changed))
    _, last = max(dcb.queues.values(), key=lambda said: said[1].line)
    return Setting(next(iter(changed)), source(last))


def _changed(table: tuple[int, ...], dcb: DcbState) -> tuple[int, ...]:
    """Return the queue of each priority after the lines of the config."""
    queues = list(table or range(PRIORITIES + 1))
    for priority, (queue, _) in dcb.queues.items():
        queues[priority] = queue
    return tuple(queues)


def _buffers(state: State, source: SourceOf) -> Buffers | None:
    """Return what is reserved in all units together: each line speaks of one unit, or of every one alike.

    None as well where units reserve for different numbers of queues: one number would be wrong for one of them.
    """
    said: list[BufferLine] = []
    for unit in sorted(set(filter(None, map(_unit, state.ports)))):
        own = [line for (where, _), line in state.dcb.buffers.items() if where == unit]
        said += (
            own or [line for (where, _), line in state.dcb.buffers.items() if where == "all"] or [_NO_BUFFERS]
        )
    if len({line.queues for line in said}) != 1 or _NO_BUFFERS in said:
        return None
    return Buffers(sum(line.ports for line in said), said[0].queues, source(said[0].node))


def _unit(name: str) -> str:
    """Return a port's stack unit; nothing for what has none, and for management ports, which absent units have as well."""
    kind, _, numbers = name.partition(" ")
    return numbers.partition("/")[0] if "/" in numbers and kind != "ManagementEthernet" else ""
