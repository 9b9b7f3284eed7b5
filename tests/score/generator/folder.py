"""Prints a whole fabric folder: fabric.yaml, configs and facts."""

import json
import random
from pathlib import Path

from generator import dnos6, facts, ftos
from generator.model import Fabric, Host, Network

SHORT = (
    ("TenGigabitEthernet ", "Te "), ("fortyGigE ", "Fo "), ("Port-channel ", "Po "), ("port-channel ", "Po"),
)  # fmt: skip


def files(fabric: Fabric) -> dict[str, str]:
    """Return the text of every file, by its path in the folder."""
    found = {"fabric.yaml": fabric_yaml(fabric)}
    for switch in fabric.switches.values():
        printer = ftos if switch.model.dialect == "ftos" else dnos6
        text = printer.running_config(switch, fabric.networks)
        path = f"configs/{switch.name}.cfg"
        if path in fabric.cut:
            lines = text.splitlines(keepends=True)
            text = "".join(lines[: max(1, int(len(lines) * fabric.cut[path]))])
        found[path] = ("\ufeff" if switch.bom else "") + (text.replace("\n", "\r\n") if switch.crlf else text)
    for host in fabric.hosts.values():
        if host.kind != "declared":
            found[f"facts/{host.name}.json"] = facts.host_json(host)
    return {path: text for path, text in found.items() if path not in fabric.lost}


def write(fabric: Fabric, target: Path) -> Path:
    """Write the folder."""
    for path, text in files(fabric).items():
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    return target


def fabric_yaml(fabric: Fabric) -> str:
    """Return the text of fabric.yaml."""
    dice = random.Random(f"spelling {fabric.seed}")
    lines = ["schema: fabric-check/fabric/1", f"name: {fabric.shape}-{fabric.seed}", "networks:"]
    share = ", bandwidth: 50" if fabric.declared else ""
    lines += [f"  {network.name}: {_network(network, share)}" for network in fabric.networks]
    lines.append("switches:")
    for switch in fabric.switches.values():
        said = dice.random() < 0.7 if switch.provisioned else not switch.named
        lines.append(f"  {switch.name}:" + ("" if said else f" {{profile: {switch.model.profile}}}"))
    lines.append("hosts:")
    for host in fabric.hosts.values():
        lines += [f"  {host.name}:", f"    os: {host.os}", "    nics:"]
        lines += _nics(host, dice)
    lines.append("links:")
    for link in fabric.links:
        if link.written:
            ends = [f"{device}:{_spelled(name, fabric, device, dice)}" for device, name in (link.a, link.b)]
            lines.append(f"  - endpoints: {json.dumps(ends)}")
    return "\n".join(lines) + "\n"


def _network(network: Network, share: str) -> str:
    word = "roce" if network.rdma else "lossless"
    lossless = (
        f", {word}: {{priority: {network.priority}{share if network.rdma else ''}}}"
        if network.priority is not None
        else ""
    )
    return f"{{vlan: {network.vlan}, ip_mtu: {network.ip_mtu}{lossless}}}"


def _nics(host: Host, dice: random.Random) -> list[str]:
    names: dict[str, list[str]] = {}
    extra: dict[str, str] = {}
    for endpoint in host.endpoints:
        names.setdefault(endpoint.name, []).append(endpoint.network.name)
        if host.kind == "declared":
            tagged = "true" if endpoint.vlan else "false"
            extra[endpoint.name] = f", ip_mtu: {endpoint.size}, tagged: {tagged}"
        elif host.kind in {"set", "lbfo"} and dice.random() < 0.2:
            extra[endpoint.name] = f", uplink: {json.dumps(endpoint.uplinks)}"
    return [
        f"      {json.dumps(name)}: {{networks: [{', '.join(networks)}]{extra.get(name, '')}}}"
        for name, networks in names.items()
    ]


def _spelled(name: str, fabric: Fabric, device: str, dice: random.Random) -> str:
    if device not in fabric.switches:
        return name
    choice = dice.randrange(4)
    for long, short in SHORT:
        if choice == 1:
            name = name.replace(long, short)
        elif choice == 2:
            name = name.replace(long, short.replace(" ", "").lower())
    return name
