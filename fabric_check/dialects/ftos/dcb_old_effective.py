"""PFC and ETS of a port by the older ``dcb-policy input`` and ``dcb-policy output``."""

from fabric_check.dialects.ftos.dcb_effective import (
    NO_ETS,
    NO_PFC,
    NO_PRIORITY,
    Effective,
    SourceOf,
    not_understood,
    quoted,
)
from fabric_check.dialects.ftos.dcb_state import DcbState, PortDcbState
from fabric_check.dialects.tree import Node
from fabric_check.model.dcb import Group, Priorities, Setting
from fabric_check.model.source import Source
from fabric_check.model.text import printable


class Policies:
    """The older policies of a switch, each pair worked out once."""

    def __init__(self, dcb: DcbState, source: SourceOf) -> None:
        self._dcb = dcb
        self._source = source
        self._known: dict[tuple[str | None, str | None], Effective] = {}

    def of(self, port: PortDcbState) -> Effective:
        """Return what a port's policies give it; together they are what a dcb-map is."""
        name_in = port.input[0] if port.input else None
        name_out = port.output[0] if port.output else None
        found = self._known.get((name_in, name_out))
        if found is None:
            found = self._known[name_in, name_out] = self._work_out(name_in, name_out)
        return found

    def _work_out(self, name_in: str | None, name_out: str | None) -> Effective:
        parts = [f"dcb-input {name_in}"] * bool(name_in) + [f"dcb-output {name_out}"] * bool(name_out)
        pfc = self._pfc(name_in) if name_in else NO_PFC
        groups = self._groups(name_out) if name_out else NO_ETS
        return Effective(pfc, groups, ", ".join(parts), self._stanza(name_in, name_out))

    def _stanza(self, name_in: str | None, name_out: str | None) -> Source | None:
        policy = self._dcb.inputs.get(name_in or "") or self._dcb.outputs.get(name_out or "")
        return self._source(policy.stanza) if policy else None

    def _pfc(self, name: str) -> Setting[Priorities]:
        policy = self._dcb.inputs.get(name)
        if policy is None:
            return Setting(None, why=_absent("dcb-input", name))
        if policy.odd is not None:
            return Setting(None, why=not_understood(policy.odd))
        if policy.pfc_off is not None:
            return Setting(NO_PRIORITY, self._source(policy.pfc_off))
        if policy.priorities is None:
            return Setting(NO_PRIORITY, self._source(policy.stanza))
        return Setting(policy.priorities[0], self._source(policy.priorities[1]))

    def _groups(self, name: str) -> Setting[tuple[Group, ...]]:
        policy = self._dcb.outputs.get(name)
        if policy is None:
            return Setting(None, why=_absent("dcb-output", name))
        if policy.odd is not None:
            return Setting(None, why=not_understood(policy.odd))
        if policy.ets_off is not None:
            return Setting((), self._source(policy.ets_off))
        groups = []
        for group, (ets, node) in policy.groups.items():
            found = self._group(group, ets, node)
            if isinstance(found, str):
                return Setting(None, why=found)
            groups.append(found)
        return Setting(tuple(sorted(groups, key=lambda one: one.number)), self._source(policy.stanza))

    def _group(self, name: str, ets: str, node: Node) -> Group | str:
        """Return one group of a dcb-output, or why it cannot be told."""
        group, share = self._dcb.groups.get(name), self._dcb.ets.get(ets)
        if group is None or share is None:
            return f"{quoted(node)} names what is not in the config"
        odd = group.odd or share.odd
        if odd is not None:
            return not_understood(odd)
        if group.number is None or group.priorities is None:
            return f"priority-group {printable(name)[:40]} has no `set-pgid` or no `priority-list`"
        return Group(group.number, group.priorities, share.bandwidth, share.strict, None, self._source(node))


def _absent(kind: str, name: str) -> str:
    return f"{kind} {printable(name)[:40]}, which the port uses, is not in the config"
