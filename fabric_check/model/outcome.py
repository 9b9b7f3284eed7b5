"""What a rule answers for each subject: pass, finding, unknown or not applicable."""

from dataclasses import dataclass
from enum import StrEnum

from fabric_check.model.source import Source


class Severity(StrEnum):
    """How bad a finding is, worst first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Subject:
    """The thing that a rule judges: a port, device, link, network, pair or map."""

    kind: str
    device: str | None = None
    interface: str | None = None
    peer_device: str | None = None
    peer_interface: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """Something that is not known, and why; *interface* empty means: the device as a whole."""

    device: str
    interface: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A line of a file of one device that a finding rests on."""

    device: str
    source: Source


@dataclass(frozen=True, slots=True)
class Pass:
    """The rule holds for the subject."""

    subject: Subject


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The rule says nothing about the subject, and why."""

    subject: Subject
    why: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The rule could not be decided for the subject, because of *gaps*; *paths* pairs of NICs depend on it."""

    subject: Subject
    gaps: tuple[Gap, ...]
    paths: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to repair: *subject*, or *end* where the subject is a link and one end is to change.

    *networks* are those that suffer, by name; *affects* counts the pairs of NICs. *cause* is the id of the rule and the
    subject of the finding whose repair would make this one go away.
    """

    severity: Severity
    subject: Subject
    networks: tuple[str, ...]
    message: str
    evidence: tuple[Evidence, ...]
    affects: int
    basis: str = "configured"
    cause: tuple[str, Subject] | None = None
    end: Subject | None = None

    @property
    def device(self) -> str | None:
        """The device to change; None where it is a network."""
        return (self.end or self.subject).device

    @property
    def interface(self) -> str | None:
        """The interface to change; None for a setting of the whole device, or a network."""
        return (self.end or self.subject).interface


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Evidence bears out the finding of another rule, *of*, by its id and subject: its basis becomes ``both``.

    *sentence* and *evidence* join its own; *severity* is what it has at least. *otherwise* is said where there is no such
    finding, because its rule was not asked. *network*: of several on one subject, that of this network alone.
    """

    of: tuple[str, Subject]
    sentence: str
    evidence: tuple[Evidence, ...]
    severity: Severity = Severity.INFO
    otherwise: Finding | None = None
    network: str | None = None

    @property
    def subject(self) -> Subject:
        """The subject of the finding that is borne out."""
        return self.of[1]


Answer = Pass | NotApplicable | Unknown | Finding | Confirmed
