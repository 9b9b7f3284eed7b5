"""DCB of each port as facts. Ports that say nothing share one object, since a rack has thousands of them."""

from fabric_check.dialects.ftos.dcb_effective import (
    NO_ETS,
    NO_PFC,
    NO_PRIORITY,
    Effective,
    Maps,
    SourceOf,
    contradiction,
    quoted,
    unknown,
)
from fabric_check.dialects.ftos.dcb_facts import stated
from fabric_check.dialects.ftos.dcb_old_effective import Policies
from fabric_check.dialects.ftos.dcb_state import PortDcbState
from fabric_check.dialects.ftos.dcbx_facts import DcbxFacts
from fabric_check.dialects.ftos.state import PortState, State
from fabric_check.dialects.tree import Node
from fabric_check.model.dcb import DcbxRole, PortDcb, Setting
from fabric_check.model.profile import DcbDefault, DcbProfile

_SILENT = PortDcbState()
_LEARNS = frozenset({DcbxRole.UPSTREAM, DcbxRole.DOWNSTREAM, DcbxRole.SOURCE})
"""Roles whose port works with settings that DCBX brought: a configuration source, too, does not store what it receives."""


class PortsDcb:
    """Makes each port's DCB from its lines, its port-channel's, the switch's and the model's defaults."""

    def __init__(self, state: State, profile: DcbProfile, source: SourceOf) -> None:
        self._state = state
        self._profile = profile
        self._source = source
        self._maps = Maps(state.dcb, source)
        self._policies = Policies(state.dcb, source)
        self._dcbx = DcbxFacts(state.dcb.lldp, profile, source)
        self._flow_control = stated(profile.flow_control)
        trust = state.dcb.trust
        self._trusts = stated(profile.trusts_dot1p) if trust is None else Setting(True, source(trust))
        self._unsaid = self._by_default()
        self._silent = self._make(_SILENT, None)

    def of(self, port: PortState, lag: str | None) -> PortDcb:
        """Return a port's DCB; *lag* is the port-channel that it is a member of."""
        above = self._state.ports[lag].dcb if lag is not None else None
        if port.dcb is None and above is None:
            return self._silent
        return self._make(port.dcb or _SILENT, above)

    def _by_default(self) -> Effective:
        """Return what holds without any line: nothing, unless each port sets itself up."""
        dcb = self._state.dcb
        if self._profile.default.value is DcbDefault.AUTO and dcb.enabled is None:
            return unknown(
                "the port sets itself up by the DCBX that it receives, which no configuration shows"
            )
        if dcb.stack is not None:
            return unknown(
                f"{quoted(dcb.stack)}: Dell's guides say of it both that it is for stacked ports and that it is for all ports of "
                "the stack, and no line of the port's own says more"
            )
        return Effective(NO_PFC, NO_ETS)

    def _make(self, port: PortDcbState, above: PortDcbState | None) -> PortDcb:
        said, apply = self._said(port)
        role, version, advertises = self._dcbx.of(port.lldp)
        why = contradiction(port, said.pfc.value) or self._learned(port, role)
        effective = unknown(why) if why else said
        pause = port.flow_control
        return PortDcb(
            effective.pfc,
            Setting(pause[0], self._source(pause[1])) if pause is not None else self._flow_control,
            self._trust(port, above),
            role,
            version,
            effective.groups,
            said.map,
            said.map_source,
            self._source(apply) if apply is not None else None,
            advertises,
        )

    def _said(self, port: PortDcbState) -> tuple[Effective, Node | None]:
        """Return what the port's lines say, and the line that applies what it uses."""
        if port.map is not None:
            return self._maps.of(port.map[0]), port.map[1]
        if (older := port.input or port.output) is not None:
            return self._policies.of(port), older[1]
        if port.priorities is not None:
            return Effective(Setting(port.priorities[0], self._source(port.priorities[1])), NO_ETS), None
        if (off := port.no_drop or port.pfc_off) is not None:
            return Effective(Setting(NO_PRIORITY, self._source(off)), NO_ETS), None
        return self._unsaid, None

    def _trust(self, port: PortDcbState, above: PortDcbState | None) -> Setting[bool]:
        """Return whether 802.1p counts: by a service policy, else the switch's ``service-class``, else the port's."""
        policy = port.service_policy or (above.service_policy if above is not None else None)
        if policy is not None:
            return Setting(
                None, why=f"{quoted(policy)} decides which queue a priority takes, and is not read"
            )
        trust = port.trust or (above.trust if above is not None else None)
        if trust is None or self._state.dcb.trust is not None:
            return self._trusts
        return Setting(True, self._source(trust))

    def _learned(self, port: PortDcbState, role: Setting[DcbxRole]) -> str:
        """Return why the port's own settings need not be those that it works with, or nothing."""
        said = port.lldp.role if port.lldp is not None else None
        if said is not None and said[0] in _LEARNS:
            return f"{quoted(said[1])}: what the port takes over by DCBX is not in the configuration"
        if said is None and role.value is None and self._profile.dcbx_role.value is None:
            return f"the port may take it over by DCBX, whose role is not known: {role.why}"
        return ""
