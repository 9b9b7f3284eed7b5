"""The shape of counters/HOST.json: a host's counters at two times or more, with load between them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from fabric_check.folder.instants import Instant

SCHEMA = "fabric-check/counters/1"


class SampleFile(BaseModel):
    """The counters at one time, in the sections of facts/HOST.json: ``ethtool_S`` of Linux, ``counters`` of Windows."""

    model_config = ConfigDict(extra="ignore", strict=True)

    at: Instant
    sections: dict[str, Any]


class CountersFile(BaseModel):
    """What a host counted; the first sample and the last are compared, and one alone tells nothing. Unknown fields are ignored."""

    model_config = ConfigDict(title="counters/HOST.json", extra="ignore", strict=True)

    schema_: Annotated[Literal["fabric-check/counters/1"], Field(alias="schema")]
    host: str = ""
    samples: Annotated[list[SampleFile], Field(min_length=1, max_length=100)]
