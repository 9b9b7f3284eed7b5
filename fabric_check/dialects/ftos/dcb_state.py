"""What FTOS DCB commands change. A node stands for the line that says it; None: no line does.

*odd* is a line that is not understood inside something that decides PFC or ETS: what it decides is then unknown, and
only that. Lines with a known word and arguments that mean nothing go to ``State.unread`` as everywhere.
"""

from dataclasses import dataclass, field

from fabric_check.dialects.tree import Node
from fabric_check.model.dcb import DcbxRole, Priorities


@dataclass(frozen=True, slots=True)
class GroupLine:
    """``priority-group N …`` of a dcb-map."""

    bandwidth: int | None
    strict: bool
    pfc: bool
    node: Node


@dataclass(slots=True)
class DcbMap:
    """``dcb-map NAME``. *pgid*: the group of each 802.1p priority, 0 to 7. *pfc_off*: ``no pfc mode on``."""

    name: str
    stanza: Node
    groups: dict[int, GroupLine] = field(default_factory=dict)
    pgid: tuple[tuple[int, ...], Node] | None = None
    pfc_off: Node | None = None
    odd: Node | None = None


@dataclass(slots=True)
class InputPolicy:
    """``dcb-input NAME``: the PFC of releases before dcb-maps."""

    name: str
    stanza: Node
    priorities: tuple[Priorities, Node] | None = None
    pfc_off: Node | None = None
    odd: Node | None = None


@dataclass(slots=True)
class OutputPolicy:
    """``dcb-output NAME``: the ETS of releases before dcb-maps. *groups*: priority-group → its qos-policy."""

    name: str
    stanza: Node
    groups: dict[str, tuple[str, Node]] = field(default_factory=dict)
    ets_off: Node | None = None
    odd: Node | None = None


@dataclass(slots=True)
class PriorityGroup:
    """``priority-group NAME``: the priorities and the number of a group that a dcb-output uses."""

    priorities: Priorities | None = None
    number: int | None = None
    odd: Node | None = None


@dataclass(slots=True)
class EtsPolicy:
    """``qos-policy-output NAME ets``: the share of a group that a dcb-output uses."""

    bandwidth: int | None = None
    strict: bool = False
    odd: Node | None = None


@dataclass(slots=True)
class Lldp:
    """DCBX in a ``protocol lldp`` block, of the switch or of a port.

    *tlvs*: which are advertised and which are not, where a line says so; *tlv_line* is the last such line.
    """

    role: tuple[DcbxRole, Node] | None = None
    version: tuple[str, Node] | None = None
    tlvs: dict[str, bool] = field(default_factory=dict)
    tlv_line: Node | None = None
    disabled: Node | None = None
    one_way: Node | None = None


@dataclass(slots=True)
class PortDcbState:
    """DCB lines of one interface. *input* and *output* are the older policies, *priorities* a bare ``pfc priority``."""

    map: tuple[str, Node] | None = None
    input: tuple[str, Node] | None = None
    output: tuple[str, Node] | None = None
    priorities: tuple[Priorities, Node] | None = None
    no_drop: Node | None = None
    pfc_off: Node | None = None
    flow_control: tuple[bool, Node] | None = None
    trust: Node | None = None
    service_policy: Node | None = None
    lldp: Lldp | None = None
    odd: Node | None = None


@dataclass(slots=True)
class BufferLine:
    """``dcb stack-unit … pfc-buffering pfc-ports P pfc-queues Q``."""

    ports: int
    queues: int
    node: Node


@dataclass(slots=True)
class DcbState:
    """DCB lines of the switch. *pending*: an ``… on-next-reload``. *buffers* is by stack unit and port set, each or ``all``.

    *stack*: a map or policy for ``stack-ports``.
    """

    maps: dict[str, DcbMap] = field(default_factory=dict)
    inputs: dict[str, InputPolicy] = field(default_factory=dict)
    outputs: dict[str, OutputPolicy] = field(default_factory=dict)
    groups: dict[str, PriorityGroup] = field(default_factory=dict)
    ets: dict[str, EtsPolicy] = field(default_factory=dict)
    enabled: tuple[bool, Node] | None = None
    pending: Node | None = None
    lossless: tuple[int, Node] | None = None
    buffers: dict[tuple[str, str], BufferLine] = field(default_factory=dict)
    trust: Node | None = None
    queues: dict[int, tuple[int, Node]] = field(default_factory=dict)
    lldp: Lldp = field(default_factory=Lldp)
    iscsi: Node | None = None
    fip_snooping: Node | None = None
    stack: Node | None = None
    odd: Node | None = None
