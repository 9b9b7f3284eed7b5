"""The shape of one file of switch_profiles/: a model, or a family that models inherit from.

Every key but ``schema`` may be absent from a file that inherits; ``build`` says what a whole model must have.
"""

import json
import re
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from fabric_check.model.dcb import DcbxRole
from fabric_check.model.profile import Counting, DcbDefault, Scope

SCHEMA = "fabric-check/profile/1"

Value = TypeVar("Value")
Bytes = Annotated[int, Field(ge=1, le=65_535)]
QueueCount = Annotated[int, Field(ge=1, le=8)]
LosslessCount = Annotated[int, Field(ge=0, le=8)]
Queue = Annotated[int, Field(ge=0, le=7)]
Words = Annotated[str, Field(min_length=10, description="a manual, page, or `observed: …`, in words")]
Line = Annotated[str, Field(min_length=1, max_length=200)]
Release = Annotated[str, Field(pattern=r"[0-9]", max_length=100)]
YesNo = Literal["yes", "no"]
OnOff = Literal["on", "off"]
DotOneP = Annotated[list[Queue], Field(min_length=8, max_length=8)]
ScopeWord = Annotated[Scope, Field(strict=False)]
DefaultWord = Annotated[DcbDefault, Field(strict=False)]
RoleWord = Annotated[DcbxRole, Field(strict=False)]
VersionWord = Literal["auto", "ieee", "cee", "cin"]

STATED_KEYS = frozenset({"value", "source", "unknown", "one_of", "by_release"})


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


_WORDS = (
    *((Bytes, "Bytes"), (QueueCount, "QueueCount"), (LosslessCount, "LosslessCount"), (DotOneP, "DotOneP")),
    *((ScopeWord, "Scope"), (DefaultWord, "DcbDefault"), (YesNo, "YesNo"), (OnOff, "OnOff")),
    *((RoleWord, "DcbxRole"), (VersionWord, "DcbxVersion")),
)


class _Sourced(_Strict, Generic[Value]):
    """What is true of every value that has a source."""

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """Return ``Stated[Bytes]``: the name under which the JSON Schema defines the shape."""
        word = next((name for kind, name in _WORDS if kind is params[0]), None)
        return f"{cls.__name__}[{word}]" if word else super().model_parametrized_name(params)


class SpanFile(_Sourced[Value], Generic[Value]):
    """A value in some releases: ``from`` one (included), ``below`` another (excluded)."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["value", "source"]}, {"required": ["unknown"]}]}
    )

    from_: Annotated[Release | None, Field(alias="from")] = None
    below: Release | None = None
    value: Value | None = None
    source: Words | None = None
    unknown: Words | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> "SpanFile[Value]":
        _valued_or_unknown(self.value, self.source, self.unknown)
        return self


class Stated(_Sourced[Value], Generic[Value]):
    """A value with its source, or ``unknown`` with the reason, or ``by_release``: exactly one of the three."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {"required": ["value", "source"]},
                {"required": ["unknown"]},
                {"required": ["by_release"]},
            ]
        }
    )

    value: Value | None = None
    source: Words | None = None
    unknown: Words | None = None
    one_of: (
        Annotated[list[Value], Field(min_length=2, description="beside `unknown`: what sources leave open")]
        | None
    ) = None
    by_release: Annotated[list[SpanFile[Value]], Field(min_length=2)] | None = None

    @model_validator(mode="after")
    def _one_of_three(self) -> "Stated[Value]":
        if self.one_of is not None and self.unknown is None:
            raise ValueError("`one_of` goes with `unknown`, which says why it is open")
        if self.by_release is None:
            _valued_or_unknown(self.value, self.source, self.unknown)
        elif (self.value, self.source, self.unknown) != (None, None, None):
            raise ValueError("beside `by_release` nothing else is expected")
        return self


def _valued_or_unknown(value: object, source: str | None, unknown: str | None) -> None:
    """Refuse a value without a source, a source without a value, and a value that is called unknown."""
    stated = value is not None and source is not None and unknown is None
    absent = value is None and source is None and unknown is not None
    if not stated and not absent:
        raise ValueError("either `value` and `source`, or `unknown` with the reason, is expected")


class MtuSection(_Strict):
    """How the model counts frames, in the number that its ``mtu`` command takes."""

    counts: Annotated[Counting, Field(strict=False)] | None = None
    scope: (
        Annotated[Stated[ScopeWord], Field(description="what one line sets: a port or the device")] | None
    ) = None
    default: Stated[Bytes] | None = None
    minimum: Stated[Bytes] | None = None
    maximum: Stated[Bytes] | None = None
    tag_on_top_up_to: (
        Annotated[Stated[Bytes], Field(description="largest number on top of which a tag still fits")] | None
    ) = None


class DcbSection(_Strict):
    """Lossless Ethernet: what the hardware can do, and what holds where no line of a config says."""

    capable: Annotated[Stated[YesNo], Field(description="has priority flow control")] | None = None
    queues: Annotated[Stated[QueueCount], Field(description="data queues a port")] | None = None
    dot1p_queues: (
        Annotated[Stated[DotOneP], Field(description="default queue of the priorities 0 to 7, in order")]
        | None
    ) = None
    lossless_limit: (
        Annotated[Stated[LosslessCount], Field(description="lossless queues a port may have")] | None
    ) = None
    default: Annotated[Stated[DefaultWord], Field(description="DCB where no line says")] | None = None
    flow_control: Annotated[Stated[OnOff], Field(description="802.3x pause where no line says")] | None = None
    trusts_dot1p: (
        Annotated[Stated[YesNo], Field(description="incoming 802.1p is mapped where no line says")] | None
    ) = None
    dcbx_role: (
        Annotated[Stated[RoleWord], Field(description="DCBX role of a port where no line says")] | None
    ) = None
    dcbx_version: (
        Annotated[Stated[VersionWord], Field(description="DCBX version where no line says")] | None
    ) = None


class StatementFile(_Strict):
    """Where the switch names its own model outside its running-config."""

    command: Line
    pattern: Line
    example: Line


class ProfileFile(_Strict):
    """One switch model, or one family."""

    @classmethod
    def model_json_schema(cls, *words: Any, **named: Any) -> dict[str, Any]:
        """Return the JSON Schema, its definitions named by their titles: pydantic's own names spell out whole types."""
        schema = super().model_json_schema(*words, **named)
        names = {name: re.sub(r"\W", "", shape["title"]) for name, shape in schema["$defs"].items()}
        schema["$defs"] = {names[name]: shape for name, shape in schema["$defs"].items()}
        text = json.dumps(schema)
        for name, short in names.items():
            text = text.replace(f'"#/$defs/{name}"', f'"#/$defs/{short}"')
        renamed: dict[str, Any] = json.loads(text)
        return renamed

    schema_: Annotated[Literal["fabric-check/profile/1"], Field(alias="schema")]
    family: Annotated[bool, Field(description="true: only there to be inherited from, no model")] = False
    inherits: Annotated[str, Field(description="the id of a family or model")] | None = None
    name: Line | None = None
    dialect: Annotated[str, Field(description="the command language: ftos or dnos6")] | None = None
    recognise: (
        Annotated[
            list[Line],
            Field(
                min_length=1,
                description="regular expressions for the beginning of a line that only this model's running-config has",
            ),
        ]
        | None
    ) = None
    examples: (
        Annotated[list[Line], Field(min_length=1, description="lines that `recognise` must match")] | None
    ) = None
    stated_by: list[StatementFile] | None = None
    device_type: Annotated[str, Field(description="netmiko's name for how to log in")] | None = None
    collect: Annotated[list[Line], Field(description="read-only show commands worth keeping")] | None = None
    mtu: MtuSection | None = None
    dcb: DcbSection | None = None
