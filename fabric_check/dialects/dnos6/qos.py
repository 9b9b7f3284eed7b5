"""What DNOS6 commands change of DCB and class of service: for the whole switch, and again for one port.

Values that a manual spells but does not explain are kept as None: known to be said, not known what they mean.
"""

from dataclasses import dataclass, field

from fabric_check.dialects.tree import Node
from fabric_check.model.dcb import DcbxRole
from fabric_check.model.text import printable

TLVS = {"pfc": "pfc", "ets-config": "ets-conf", "ets-recommend": "ets-reco", "application-priority": "app"}
"""What ``lldp tlv-select dcbxp`` calls a TLV, and how facts call it."""


@dataclass(slots=True)
class Qos:
    """What may stand both outside and inside an interface; a port's own rules over the switch's.

    *trust*: the word after ``classofservice trust``, None for its ``no`` form. *queues*: 802.1p priority → traffic class,
    which is the queue. *groups*: traffic class → traffic class group (ETS). *weights*: percent of each group, from 0 on.
    *strict*: groups served before the others. *tlvs*: DCBX TLVs that a line turns on or off.
    """

    trust: tuple[str | None, Node] | None = None
    queues: dict[int, tuple[int, Node]] = field(default_factory=dict)
    groups: dict[int, tuple[int, Node]] = field(default_factory=dict)
    weights: tuple[tuple[int, ...], Node] | None = None
    strict: tuple[frozenset[int] | None, Node] | None = None
    flow_control: tuple[bool | None, Node] | None = None
    tlvs: dict[str, tuple[bool, Node]] = field(default_factory=dict)


@dataclass(slots=True)
class PortQos(Qos):
    """What only a port has. *pfc*: the mode. *no_drop*: each lossless priority. *mute*: the line that stops its LLDP."""

    pfc: tuple[bool, Node] | None = None
    no_drop: dict[int, Node] = field(default_factory=dict)
    role: tuple[DcbxRole, Node] | None = None
    mute: Node | None = None


def quoted(node: Node) -> str:
    """Return a line for a reason: ``line 7, `flowcontrol auto```."""
    return f"line {node.line}, `{printable(node.text)[:80]}`"


def numbers(words: list[str], highest: int) -> list[int] | None:
    """Return ``3,5-7`` or ``30 70 0`` as numbers, or None where it is no list of numbers up to *highest*."""
    found: list[int] = []
    for part in ",".join(words).split(","):
        first, dash, last = part.partition("-")
        ends = (first, last) if dash else (first, first)
        if not all(end.isdecimal() and len(end) <= 3 for end in ends):
            return None
        low, high = (int(end) for end in ends)
        if not low <= high <= highest:
            return None
        found.extend(range(low, high + 1))
    return found
