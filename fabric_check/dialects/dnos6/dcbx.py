"""``lldp …``: DCBX's version, the role of a port, and which of its TLVs are sent. LLDP's own settings are not read."""

from fabric_check.dialects.dnos6.qos import TLVS, Qos
from fabric_check.dialects.dnos6.state import PortState, State
from fabric_check.dialects.tree import Node
from fabric_check.model.dcb import DcbxRole

VERSIONS = frozenset({"auto", "cee", "cin", "ieee"})
ROLES = {
    "auto-up": DcbxRole.UPSTREAM,
    "auto-down": DcbxRole.DOWNSTREAM,
    "configuration-source": DcbxRole.SOURCE,
    "manual": DcbxRole.MANUAL,
}


def switch(state: State, node: Node, words: list[str], negated: bool) -> None:
    """``lldp dcbx version …`` and ``lldp tlv-select dcbxp …`` for all ports."""
    match words:
        case ["dcbx", "version", *_] if negated:
            state.dcbx_version = None
        case ["dcbx", "version", version] if version in VERSIONS:
            state.dcbx_version = (version, node)
        case ["dcbx", "version", *_]:
            state.unread.append((node, f"`lldp dcbx version` takes one of {', '.join(sorted(VERSIONS))}"))
        case ["tlv-select", "dcbxp", *tlvs]:
            _select(state.qos, node, tlvs, negated=negated)


def port(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:
    """``lldp dcbx port-role …``, ``lldp tlv-select dcbxp …`` and ``no lldp transmit`` of one port."""
    match words:
        case ["dcbx", "port-role", *_] if negated:
            port.own().role = None
        case ["dcbx", "port-role", role] if role in ROLES:
            port.own().role = (ROLES[role], node)
        case ["dcbx", "port-role", *_]:
            state.unread.append((node, f"`lldp dcbx port-role` takes one of {', '.join(sorted(ROLES))}"))
        case ["tlv-select", "dcbxp", *tlvs]:
            _select(port.own(), node, tlvs, negated=negated)
        case ["transmit"]:
            port.own().mute = node if negated else None


def _select(qos: Qos, node: Node, tlvs: list[str], *, negated: bool) -> None:
    """Without a name, all of them; a name that is none of DCBX's four changes nothing that we judge."""
    for word in tlvs or TLVS:
        if word in TLVS:
            qos.tlvs[TLVS[word]] = (not negated, node)
