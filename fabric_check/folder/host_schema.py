"""The envelope of facts/HOST.json; what stands inside a section is read by ``parse``."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA = "fabric-check/host/1"


class SectionErrorFile(BaseModel):
    """A section that the collector could not read; ``CommandNotFound`` on a DCB cmdlet means: not installed."""

    model_config = ConfigDict(extra="ignore")

    section: str
    type: str = ""
    message: str = ""


class HostFactsFile(BaseModel):
    """What the collector returned from one host; unknown fields are ignored."""

    model_config = ConfigDict(title="facts/HOST.json", extra="ignore")

    schema_: Annotated[Literal["fabric-check/host/1"], Field(alias="schema")]
    host: str = ""
    os: Literal["windows", "linux"]
    os_version: str = ""
    collected: Annotated[str, Field(description="RFC 3339, UTC")] = ""
    sections: Annotated[
        dict[str, Any],
        Field(
            description="windows: lists of objects with the cmdlets' own property names; linux: the commands' own output"
        ),
    ]
    errors: list[SectionErrorFile] = Field(default_factory=list)
