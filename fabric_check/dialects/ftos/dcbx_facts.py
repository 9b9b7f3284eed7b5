"""DCBX of each port as facts: role, version, what it advertises. What it learned is in no configuration.

Which TLVs a role sends by default: Dell OS9 guides, *DCBX port roles*: all, but auto-upstream ports and configuration
sources no ETS recommendations. Role and version by default are the model's.
"""

from functools import lru_cache
from typing import NamedTuple

from fabric_check.dialects.ftos.dcb_effective import SourceOf, quoted
from fabric_check.dialects.ftos.dcb_facts import stated
from fabric_check.dialects.ftos.dcb_state import Lldp
from fabric_check.model.dcb import DcbxRole, Setting
from fabric_check.model.profile import DcbProfile

_GUIDES = "Dell OS9 guides, DCBX port roles"
_WITHOUT_RECOMMENDATION = frozenset({DcbxRole.UPSTREAM, DcbxRole.SOURCE})
_NOTHING: frozenset[str] = frozenset()


class Dcbx(NamedTuple):
    """A port's DCBX settings."""

    role: Setting[DcbxRole]
    version: Setting[str]
    advertises: Setting[frozenset[str]]


class DcbxFacts:
    """Joins what a port says with what the switch says for all."""

    def __init__(self, switch: Lldp, profile: DcbProfile, source: SourceOf) -> None:
        self._switch = switch
        self._default_role = stated(profile.dcbx_role)
        self._default_version = stated(profile.dcbx_version)
        self._source = source
        self._silent = self._make(Lldp())

    def of(self, lldp: Lldp | None) -> Dcbx:
        """Return the DCBX of a port with this ``protocol lldp`` block."""
        return self._silent if lldp is None else self._make(lldp)

    def _make(self, own: Lldp) -> Dcbx:
        version = own.version or self._switch.version
        role = self._role(own)
        return Dcbx(
            role,
            Setting(version[0], self._source(version[1])) if version is not None else self._default_version,
            self._advertises(own, role),
        )

    def _role(self, own: Lldp) -> Setting[DcbxRole]:
        disabled = own.disabled or self._switch.disabled
        if disabled is not None:
            return Setting(DcbxRole.OFF, self._source(disabled))
        one_way = own.one_way or self._switch.one_way
        if one_way is not None:
            return Setting(None, why=f"DCBX needs LLDP both ways, and {quoted(one_way)} leaves it one")
        return Setting(own.role[0], self._source(own.role[1])) if own.role is not None else self._default_role

    def _advertises(self, own: Lldp, role: Setting[DcbxRole]) -> Setting[frozenset[str]]:
        """Return the TLVs sent; the switch's choice is for ports that have none of their own and no role."""
        if role.value is None:
            return Setting(None, why=role.why)
        if role.value is DcbxRole.OFF:
            return Setting(_NOTHING, role.source)
        said = own if own.tlvs or own.role is not None else self._switch
        sent = _sent(role.value, tuple(said.tlvs.items()))
        if said.tlv_line is None:
            return Setting(sent, why=f"{_GUIDES}: what each role advertises")
        return Setting(sent, self._source(said.tlv_line))


@lru_cache(maxsize=256)
def _sent(role: DcbxRole, said: tuple[tuple[str, bool], ...]) -> frozenset[str]:
    """Return the TLVs that are sent; those of applications are one, ``app``, as long as one application has it."""
    sent = {"pfc", "ets-conf", "ets-reco", "fcoe", "iscsi"}
    if role in _WITHOUT_RECOMMENDATION:
        sent.discard("ets-reco")
    for tlv, on in said:
        (sent.add if on else sent.discard)(tlv)
    applications = sent & {"fcoe", "iscsi"}
    return frozenset(sent - applications) | ({"app"} if applications else set())
