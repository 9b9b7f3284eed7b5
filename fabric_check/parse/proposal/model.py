"""What is proposed for a fabric.yaml: certain things stand in it, likely ones as comments, each with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass

from fabric_check.model.switch import SwitchFacts


@dataclass(frozen=True, slots=True)
class Role:
    """What a preset declares of a network, in fabric.yaml's words; *why* names the source."""

    name: str
    declares: str
    why: str


@dataclass(frozen=True, slots=True)
class ProposedNetwork:
    """A VLAN as a network; *why* says where the IP MTU comes from. *role*: what a preset makes of it."""

    name: str
    vlan: int
    ip_mtu: int
    why: str
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class ProposedNic:
    """A host's NIC; without networks, *why* says what is not known."""

    name: str
    networks: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class ProposedHost:
    """A host of which there are facts."""

    name: str
    os: str
    nics: tuple[ProposedNic, ...]


@dataclass(frozen=True, slots=True)
class Stranger:
    """A device that only descriptions name: by interface (None where none is named) its networks and who says so."""

    name: str
    nics: Mapping[str | None, tuple[tuple[str, ...], str]]


@dataclass(frozen=True, slots=True)
class End:
    """One end of a link; None is what nobody says."""

    device: str | None
    interface: str | None


@dataclass(frozen=True, slots=True)
class ProposedLink:
    """A link, and what makes it certain or only likely."""

    a: End
    b: End
    why: str
    likely: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """All of it. *skipped*: files that stand for no device, and why; *left_out*: VLANs of which no network is made.

    *roles*: what a preset declares and no network's name speaks of.
    """

    name: str
    switches: Mapping[str, SwitchFacts]
    networks: tuple[ProposedNetwork, ...]
    left_out: str
    hosts: tuple[ProposedHost, ...]
    strangers: tuple[Stranger, ...]
    links: tuple[ProposedLink, ...]
    skipped: tuple[tuple[str, str], ...]
    roles: tuple[Role, ...] = ()
