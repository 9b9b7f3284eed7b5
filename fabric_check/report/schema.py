"""The report's shape, ``fabric-check/report/1``: what ``check --format json`` prints. It changes only by adding."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA = "fabric-check/report/1"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class ToolPart(_Part):
    """The program that wrote the report."""

    version: str


class CountsPart(_Part):
    """How many of each; a finding that goes away with another is counted in ``derived`` alone."""

    error: int
    warning: int
    info: int
    unknown: int
    suppressed: int
    derived: int


class SubjectPart(_Part):
    """The thing that was judged."""

    kind: Literal["port", "device", "link", "network", "pair", "map"]
    device: str | None
    interface: str | None
    peer_device: str | None
    peer_interface: str | None
    name: str | None


class EvidencePart(_Part):
    """A line that a finding rests on."""

    device: str
    file: str
    line: int
    text: str


class FindingPart(_Part):
    """Something to repair."""

    id: str
    rule: str
    name: str
    severity: Literal["error", "warning", "info"]
    basis: Literal["configured", "measured", "both", "declared"]
    device: str | None
    interface: str | None
    subject: SubjectPart
    network: str | None
    message: str
    evidence: list[EvidencePart]
    affects: int
    caused_by: str | None


class SuppressedPart(FindingPart):
    """A finding that fabric.yaml accepts, and why."""

    reason: str
    until: str | None


class PathMtuPart(_Part):
    """Sizes of one path, all as IP MTU in bytes."""

    required: int
    configured: int | None
    configured_max: int | None
    measured: int | None
    from_nic: int | None
    to_nic: int | None


class PlacePart(_Part):
    """A port."""

    device: str
    interface: str


class HopPart(PlacePart):
    """A switch port on the way, and what it carries of this network's frames."""

    tagged: bool | None
    ip_mtu: int | None


class PathPart(_Part):
    """The way between two NICs of a network; *count* stands for that many alike pairs in a large network."""

    id: str
    network: str
    from_: str = Field(alias="from")
    to: str
    ip_mtu: PathMtuPart
    limits: list[PlacePart]
    hops: list[HopPart]
    alternatives: int
    verdict: Literal["ok", "limited", "broken", "unknown"]
    count: int | None = None


class LinePart(_Part):
    """A line of a file of the folder."""

    file: str
    line: int


class DcbPart(_Part):
    """PFC of one lossless priority at one physical port on its path, by each who can say; null: not said.

    *config*: the switch's configuration, by *source* or, without a line, by *why*. *operational*: its show commands. *wire*:
    the DCBX that it sends. *host*: the NIC at the other end, *peer*.
    """

    device: str
    interface: str
    peer: str | None
    priority: int
    config: Literal["on", "off"] | None
    operational: Literal["on", "off"] | None
    wire: Literal["on", "off"] | None
    host: Literal["on", "off"] | None
    source: LinePart | None
    why: str


class DevicePart(_Part):
    """A device and what was known of it."""

    device: str
    kind: Literal["switch", "host"]
    model: str | None
    release: str | None
    file: str | None
    unknown: str | None


class LinkPart(_Part):
    """A link as resolved."""

    a: PlacePart
    b: PlacePart


class VlanPart(_Part):
    """The switch ports on a network's paths that carry its VLAN."""

    network: str
    vlan: int
    tagged: list[PlacePart]
    untagged: list[PlacePart]


class UnknownPart(_Part):
    """Something that is not known, why, and which rules could not be decided for it."""

    device: str
    interface: str | None
    what: str
    why: str
    rules: list[str]
    paths: int


class NotEvaluatedPart(_Part):
    """A rule that was not run."""

    rule: str
    why: str


class ReportFile(_Part):
    """One verdict on one fabric folder."""

    model_config = ConfigDict(title="fabric-check report", extra="forbid", frozen=True, populate_by_name=True)

    schema_: Literal["fabric-check/report/1"] = Field(default="fabric-check/report/1", alias="schema")
    tool: ToolPart
    fabric: str
    verdict: Literal["clean", "findings", "inconclusive"]
    basis: list[Literal["configured", "measured"]]
    counts: CountsPart
    findings: list[FindingPart]
    paths: list[PathPart]
    dcb: list[DcbPart]
    devices: list[DevicePart]
    links: list[LinkPart]
    vlans: list[VlanPart]
    unknowns: list[UnknownPart]
    not_evaluated: list[NotEvaluatedPart]
    suppressed: list[SuppressedPart]
    notes: list[str]
