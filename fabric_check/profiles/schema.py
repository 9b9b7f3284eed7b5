"""The shape of one file below switch_profiles/."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from fabric_check.model.profile import Counting


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SourcedNumber(_Strict):
    """A number with its source, or ``unknown`` with the reason: exactly one of the two."""

    value: int | None = None
    source: Annotated[str, Field(min_length=10)] | None = None
    unknown: Annotated[str, Field(min_length=10)] | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> "SourcedNumber":
        if (self.unknown is None) == (self.value is None or self.source is None):
            raise ValueError("either `value` and `source`, or `unknown` with the reason, is expected")
        return self


class MtuSection(_Strict):
    """How the model counts frames, in the number that its ``mtu`` command takes."""

    counts: Annotated[Counting, Field(strict=False)]
    default: SourcedNumber
    minimum: SourcedNumber
    maximum: SourcedNumber
    tag_on_top_up_to: SourcedNumber | None = None


class ProfileFile(_Strict):
    """One switch model."""

    schema_: Annotated[Literal["fabric-check/profile/1"], Field(alias="schema")]
    name: str
    dialect: str
    recognise: Annotated[
        list[str], Field(description="regular expressions, searched in each line of a running-config")
    ]
    mtu: MtuSection
