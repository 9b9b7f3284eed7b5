"""The shape of probes/*.json: one measurement of one ordered pair of NICs, as ``fabric-check probe`` writes it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from fabric_check.folder.instants import Instant

SCHEMA = "fabric-check/probe/1"

Bytes = Annotated[int, Field(ge=0, le=65_535)]
VlanId = Annotated[int, Field(ge=0, le=4095)]
Priority = Annotated[int, Field(ge=0, le=7)]


class SweepFile(BaseModel):
    """What a sweep found: ``fabric-check/sweep/1``. Sizes are IP packets in bytes; unknown fields are ignored."""

    model_config = ConfigDict(extra="ignore", strict=True)

    verdict: Literal["clear", "limited", "unreachable", "inconclusive"]
    ip_mtu: Annotated[Bytes | None, Field(description="the largest size that got through whole")] = None
    silent: bool = False
    limited_by: Annotated[str | None, Field(description="path, local-interface or router ADDRESS")] = None
    local_ip_mtu: Annotated[Bytes | None, Field(description="what the sender's interface takes")] = None
    forward_ip_mtu: Bytes | None = None
    reverse_ip_mtu: Bytes | None = None

    @model_validator(mode="after")
    def _has_a_size(self) -> "SweepFile":
        if self.verdict in {"clear", "limited"} and self.ip_mtu is None:
            raise ValueError(f"a sweep that is {self.verdict} has an `ip_mtu`")
        return self


class TaggedFile(BaseModel):
    """What became of a frame that was sent with an 802.1Q tag. A tag that did not arrive has neither VLAN nor priority."""

    model_config = ConfigDict(extra="ignore", strict=True)

    sent_vlan: VlanId
    sent_pcp: Priority
    got_vlan: Annotated[VlanId | None, Field(description="null: it arrived without its tag, or not at all")]
    got_pcp: Priority | None
    arrived: Annotated[
        bool | None, Field(description="false: it did not arrive; absent: nobody says which")
    ] = None


class ProbeFile(BaseModel):
    """One measurement of one ordered pair; unknown fields are ignored."""

    model_config = ConfigDict(title="probes/*.json", extra="ignore", strict=True, populate_by_name=True)

    schema_: Annotated[Literal["fabric-check/probe/1"], Field(alias="schema")]
    network: Annotated[str, Field(description="a network of fabric.yaml")]
    from_: Annotated[str, Field(alias="from", description="host:nic, as fabric.yaml names them")]
    to: str
    at: Instant
    sweep: SweepFile
    tagged: TaggedFile | None = None
