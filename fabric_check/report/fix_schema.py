"""The fix's shape, ``fabric-check/fix/1``: what ``fix`` writes as fix.json. It changes only by adding."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA = "fabric-check/fix/1"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class ChangePart(_Part):
    """One setting of one device. *findings*: those that it closes, alone or with others. *why*: why this change."""

    device: str
    interface: str | None = Field(description="null: the device as a whole")
    findings: list[str]
    file: str
    rollback: str
    safety: Literal["safe", "disruptive", "reload"]
    safety_why: str
    why: str


class LeftPart(_Part):
    """A finding that stays, and why."""

    id: str
    why: str


class ProofPart(_Part):
    """What every rule says after the replay: findings that are gone, new ones, and those that stay."""

    closed: list[str]
    opened: list[str]
    left: list[LeftPart]


class TurnPart(_Part):
    """What is down, or worse than before, while and after a device is changed."""

    device: str
    notes: list[str]


class RepairedPart(_Part):
    """A finding that the fix is about."""

    id: str
    rule: str
    severity: Literal["error", "warning", "info"]
    device: str | None
    interface: str | None
    message: str


class FixFile(_Part):
    """The whole fix. *order*: the devices, as they are to be changed; *meanwhile*: what each turn costs."""

    schema_: Literal["fabric-check/fix/1"] = Field(alias="schema")
    fabric: str
    changes: list[ChangePart]
    proof: ProofPart
    order: list[str]
    meanwhile: list[TurnPart]
    findings: list[RepairedPart]
