"""DCBX inside ``protocol lldp``, of the switch or of a port: role, version, which TLVs are sent, LLDP off.

Sources: Dell OS9 guides, *Configuring DCBX* and *Disabling LLDP*.
"""

from functools import lru_cache

from fabric_check.dialects.ftos.dcb_port import of
from fabric_check.dialects.ftos.dcb_state import Lldp
from fabric_check.dialects.ftos.state import PortState, State
from fabric_check.dialects.tree import Node
from fabric_check.model.dcb import DcbxRole

ROLES = {
    "auto-upstream": DcbxRole.UPSTREAM,
    "auto-downstream": DcbxRole.DOWNSTREAM,
    "config-source": DcbxRole.SOURCE,
    "manual": DcbxRole.MANUAL,
}
VERSIONS = {"auto": "auto", "cee": "cee", "cin": "cin", "ieee-v2.5": "ieee"}
TLVS = {
    "dcbx-tlv": frozenset({"pfc", "ets-conf", "ets-reco"}),
    "dcbx-appln-tlv": frozenset({"fcoe", "iscsi"}),
}


def apply(state: State, node: Node, rest: str, negated: bool) -> None:
    """``protocol lldp`` of the switch: what holds for ports that say nothing else."""
    if rest.split() != ["lldp"]:
        return
    if negated:
        state.dcb.lldp = Lldp()
    else:
        _block(state, state.dcb.lldp, node)


def protocol(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:
    """``protocol lldp`` of an interface; ``no protocol lldp`` leaves it to the switch's."""
    if words != ["lldp"]:
        return
    if negated:
        if port.dcb is not None:
            port.dcb.lldp = None
        return
    dcb = of(port)
    if dcb.lldp is None:
        dcb.lldp = Lldp()
    _block(state, dcb.lldp, node)


def _block(state: State, lldp: Lldp, node: Node) -> None:
    for child in node.children:
        try:
            read = _read(child.text)
        except ValueError as error:
            state.unread.append((child, str(error)))
            continue
        if read is None:
            continue
        kind, value, on = read
        if kind == "advertise":
            lldp.tlvs.update(dict.fromkeys(value, on))
            lldp.tlv_line = child
        elif kind == "port-role":
            lldp.role = (ROLES[value[0]], child) if on else None
        elif kind == "version":
            lldp.version = (VERSIONS[value[0]], child) if on else None
        elif kind == "disable":
            lldp.disabled = child if on else None
        else:
            lldp.one_way = child if on else None


@lru_cache(maxsize=1024)
def _read(text: str) -> tuple[str, tuple[str, ...], bool] | None:
    """Return what a line of the block sets, to what, and whether on; None: nothing of DCBX. Racks repeat each line.

    Raises:
        ValueError: it is of DCBX, and its arguments mean nothing.

    """
    words = text.split()
    on = words[0] != "no"
    word, *rest = words[not on :] or [""]
    if word == "advertise":
        return _advertise(rest, on=on)
    if word == "dcbx":
        return _dcbx(rest, on=on)
    return (word, (), on) if word in {"disable", "mode"} else None


def _dcbx(words: list[str], *, on: bool) -> tuple[str, tuple[str, ...], bool]:
    """``dcbx port-role ROLE`` and ``dcbx version VERSION``; ``no`` returns to the default."""
    if words[:1] not in (["port-role"], ["version"]):
        raise ValueError("`dcbx` takes port-role or version")
    known = frozenset(ROLES if words[0] == "port-role" else VERSIONS)
    if on and (len(words) != 2 or words[1] not in known):
        raise ValueError(f"`dcbx {words[0]}` takes one of {', '.join(sorted(known))}")
    return words[0], tuple(words[1:2]), on


def _advertise(words: list[str], *, on: bool) -> tuple[str, tuple[str, ...], bool] | None:
    """``advertise dcbx-tlv pfc …`` and ``advertise dcbx-appln-tlv iscsi``; other TLVs are not DCBX's."""
    known = TLVS.get(words[0] if words else "")
    if known is None:
        return None
    if len(words) < 2 or not known.issuperset(words[1:]):
        raise ValueError(f"`advertise {words[0]}` takes {', '.join(sorted(known))}")
    return "advertise", tuple(words[1:]), on
