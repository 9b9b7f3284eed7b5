"""The shape of fabric.yaml as pydantic models: what JSON Schema is generated from and what a file is checked against.

Shapes only; whether names resolve is checked in ``fabric_yaml``.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

SCHEMA = "fabric-check/fabric/1"

DeviceName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$")]
NetworkName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}$")]
InterfaceName = Annotated[
    str, StringConstraints(min_length=1, max_length=256, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$")
]
SecretReference = Annotated[str, StringConstraints(pattern=r"^(ask|(env|file|keyring):.+)$")]
Hostname = Annotated[
    str,
    Field(
        description="where it is reached: a name or an IP address, perhaps with a port, as in `192.0.2.1:22`"
    ),
]
Priority = Annotated[int, Field(ge=0, le=7, description="802.1p priority (PCP)")]
IpMtuBytes = Annotated[int, Field(ge=68, le=65535, description="IP MTU: the largest IP packet in bytes")]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _empty_is_mapping(value: Any) -> Any:
    return {} if value is None else value


class Strict(BaseModel):
    """A mapping that a person writes: no other key, no value of another kind."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=False)


class RoceFile(Strict):
    """RDMA over Converged Ethernet: a lossless class whose frames keep their priority end to end."""

    priority: Priority
    bandwidth: Annotated[int, Field(ge=1, le=100, description="ETS share in percent")] | None = None
    trust: Literal["pcp", "dscp"] = "pcp"


class LosslessFile(Strict):
    """A lossless class without RDMA, such as iSCSI."""

    priority: Priority


class NetworkFile(Strict):
    """One VLAN and what it must carry."""

    vlan: Annotated[int, Field(ge=1, le=4094, description="VLAN id")]
    ip_mtu: IpMtuBytes
    roce: RoceFile | None = None
    lossless: LosslessFile | None = None
    priority: Priority | None = None


class SwitchFile(Strict):
    """A switch; its saved running-config is configs/NAME.cfg."""

    profile: (
        Annotated[str, Field(description="model, as in `dell/s4810`; recognised from the config when absent")]
        | None
    ) = None
    hostname: Hostname | None = None
    credentials: Annotated[str | None, Field(description="an entry of `credentials`")] = None


class NicFile(Strict):
    """A host's NIC; its settings come from facts/HOST.json, or stand here where no facts can be had."""

    networks: Annotated[list[NetworkName], Field(min_length=1)]
    address: str | None = None
    uplink: (
        Annotated[
            list[InterfaceName],
            BeforeValidator(_as_list),
            WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
            Field(min_length=1, description="the physical NIC below a vSwitch, team or bond, or all of them"),
        ]
        | None
    ) = None
    ip_mtu: IpMtuBytes | None = None
    tagged: Annotated[bool, Field(description="whether this NIC tags the network's frames")] | None = None


class HostFile(Strict):
    """A host; its facts are facts/NAME.json."""

    os: Literal["windows", "linux"]
    nics: dict[InterfaceName, NicFile] = Field(default_factory=dict)
    hostname: Hostname | None = None
    credentials: Annotated[str | None, Field(description="an entry of `credentials`")] = None


class LinkFile(Strict):
    """A cable, or a port-channel on both ends: two `device:interface`, split at the first colon."""

    endpoints: Annotated[list[str], Field(min_length=2, max_length=2)]


class CredentialsFile(Strict):
    """How to log in; secrets by reference only. An entry named `default` is for devices that name none."""

    username: str
    password: SecretReference | None = None
    secret: Annotated[SecretReference | None, Field(description="a switch's enable password")] = None
    key_file: Annotated[
        str | None, Field(description="an ssh key, or the key of a WinRM client certificate")
    ] = None
    cert_file: Annotated[str | None, Field(description="a WinRM client certificate")] = None
    ca_file: Annotated[str | None, Field(description="who vouches for a WinRM endpoint's certificate")] = None
    transport: Annotated[
        Literal["ntlm", "basic", "certificate", "kerberos", "credssp"] | None,
        Field(description="how to log in to WinRM; ntlm where nothing is said"),
    ] = None


class IgnoreFile(Strict):
    """A finding that its owner accepts, and why."""

    rule: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}[0-9]{0,3}$")]
    where: Annotated[str, StringConstraints(min_length=1)]
    reason: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
    until: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] | None = None


class FabricFile(Strict):
    """fabric.yaml: intent, devices and links of one fabric."""

    model_config = ConfigDict(title="fabric.yaml", extra="forbid", strict=True, frozen=True)

    schema_: Annotated[Literal["fabric-check/fabric/1"], Field(alias="schema")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    networks: dict[NetworkName, NetworkFile]
    dcbx: Literal["off", "switch", "host"] = "off"
    switches: dict[DeviceName, Annotated[SwitchFile, BeforeValidator(_empty_is_mapping)]] = Field(
        default_factory=dict
    )
    hosts: dict[DeviceName, HostFile] = Field(default_factory=dict)
    links: list[LinkFile] = Field(default_factory=list)
    credentials: dict[str, CredentialsFile] = Field(default_factory=dict)
    ignore: list[IgnoreFile] = Field(default_factory=list)
