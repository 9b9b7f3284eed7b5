"""Puts hosts on switches: bare NICs, SET and LBFO with vNICs, teams, bonds, VLAN devices, and NICs declared by hand."""

from generator.build import Builder
from generator.model import Endpoint, Host, Network, Nic, Port, Switch

KINDS = ("bare", "bare", "set", "set", "lbfo", "team", "plain", "plain", "bond", "lacp", "declared")

LAST_PAIRED_NUMBER = 45


def attach(builder: Builder, number: int, switches: tuple[Switch, ...]) -> None:
    """Add a host below one switch, or below two that both reach the fabric."""
    dice = builder.dice
    kind = dice.choice(KINDS)
    system = "windows" if kind in {"bare", "set", "lbfo", "team"} else "linux"
    prefix = "hv" if system == "windows" else "san"
    host = Host(f"{prefix}{number:02d}", system, kind)
    if any(builder.free(switch, "access") < 2 for switch in switches):
        return
    if not _fitting(builder, host):
        return
    builder.fabric.hosts[host.name] = host
    if kind in {"bare", "plain", "declared"}:
        _alone(builder, host, switches)
    else:
        _above(builder, host, switches)


def _nic(builder: Builder, host: Host, number: int, size: int) -> Nic:
    name = f"SLOT 3 Port {number}" if host.os == "windows" else f"eth{number - 1}"
    nic = Nic(name, size, header=builder.dice.choice((14, 14, 14, 14, 18)) if host.os == "windows" else 0)
    host.nics.append(nic)
    return nic


def _alone(builder: Builder, host: Host, switches: tuple[Switch, ...]) -> None:
    """Give each NIC a network of its own."""
    dice = builder.dice
    fitting = _fitting(builder, host)
    networks = dice.sample(fitting, min(len(fitting), dice.choice((1, 2))))
    for number, network in enumerate(networks, 1):
        switch = switches[(number - 1) % len(switches)]
        nic = _nic(builder, host, number, network.ip_mtu)
        port = builder.cable(host, nic.name, switch)
        tagged = network.priority is not None or dice.random() < 0.6
        vlan = network.vlan if tagged else 0
        native = None if tagged else network.vlan
        builder.carry(port, switch, {network.vlan} if tagged else set(), native)
        name = f"{nic.name}.{vlan}" if host.kind == "plain" and tagged else nic.name
        if host.kind == "bare":
            nic.vlan = vlan
            nic.roce_frame = dice.choice((1024, 2048)) if _fits(network) else None
        host.endpoints.append(Endpoint(name, network, vlan, network.ip_mtu, [nic.name]))


def _fitting(builder: Builder, host: Host) -> list[Network]:
    """Return the networks that a host can be in: LBFO passes no RDMA, and of what is declared by hand nobody knows its DCB."""
    if host.kind == "declared":
        return [network for network in builder.fabric.networks if network.priority is None]
    if host.kind in {"lbfo", "team"}:
        return [network for network in builder.fabric.networks if not network.rdma]
    return builder.fabric.networks


def _fits(network: Network) -> bool:
    return network.rdma and network.ip_mtu >= 4000


def _above(builder: Builder, host: Host, switches: tuple[Switch, ...]) -> None:
    """Put endpoints above two NICs that carry all their VLANs."""
    dice = builder.dice
    fitting = _fitting(builder, host)
    wanted = dice.sample(fitting, dice.randint(1, len(fitting)))
    if host.os == "linux":
        wanted = wanted[:2]
    untagged = _untagged(builder, host, wanted)
    largest = max(network.ip_mtu for network in wanted)
    tagged = {network.vlan for network in wanted if network is not untagged}
    native = untagged.vlan if untagged else None
    ports = []
    for number in (1, 2):
        switch = switches[(number - 1) % len(switches)]
        nic = _nic(builder, host, number, largest)
        if host.os == "windows" and any(_fits(network) for network in wanted):
            nic.roce_frame = 1024
        ports.append((switch, builder.cable(host, nic.name, switch)))
    bundled = host.kind == "lacp" or (host.kind in {"team", "lbfo"} and dice.random() < 0.3)
    if bundled and _bundles(builder, switches):
        _bundle(builder, ports, tagged, native)
    else:
        host.kind = "bond" if host.kind == "lacp" else host.kind
        for switch, port in ports:
            builder.carry(port, switch, tagged, native)
    for network in wanted:
        vlan = 0 if network is untagged else network.vlan
        host.endpoints.append(_endpoint(builder, host, network, vlan))


def _bundles(builder: Builder, switches: tuple[Switch, ...]) -> bool:
    """Return whether one port-channel can go to these: one switch, or the two of a pair, while numbers last."""
    return len(switches) == 1 or (
        switches[0].peer == switches[1].name and _number(builder) <= LAST_PAIRED_NUMBER
    )


def _number(builder: Builder) -> int:
    return 30 + len(builder.fabric.hosts)


def _bundle(builder: Builder, ports: list[tuple[Switch, Port]], tagged: set[int], native: int | None) -> None:
    groups: dict[str, list[tuple[Switch, Port]]] = {}
    for switch, port in ports:
        groups.setdefault(switch.name, []).append((switch, port))
    number = _number(builder) if len(groups) > 1 else 0
    for members in groups.values():
        switch = members[0][0]
        lag = builder.lag(switch, [port for _, port in members], "access", static=False, number=number)
        lag.pair_id = number or None
        builder.carry(lag, switch, tagged, native)


def _untagged(builder: Builder, host: Host, wanted: list[Network]) -> Network | None:
    largest = max(network.ip_mtu for network in wanted)
    plain = [
        network
        for network in wanted
        if network.priority is None and (host.os == "windows" or network.ip_mtu == largest)
    ]
    rare = 0.25 if host.kind != "team" or len(wanted) == 1 else 0.0
    return builder.dice.choice(plain) if plain and builder.dice.random() < rare else None


def _endpoint(builder: Builder, host: Host, network: Network, vlan: int) -> Endpoint:
    names = [nic.name for nic in host.nics]
    dice = builder.dice
    if host.kind in {"set", "lbfo"}:
        pinned = host.kind == "set" and dice.random() < 0.3
        uplinks = [dice.choice(names)] if pinned else names
        isolation = bool(vlan) and dice.random() < 0.25
        name = f"vEthernet ({network.name.upper()})"
        return Endpoint(name, network, vlan, network.ip_mtu, uplinks, pinned=pinned, isolation=isolation)
    base = "Team1" if host.kind == "team" else "bond0"
    joint = f"{base} - VLAN {vlan}" if host.kind == "team" else f"{base}.{vlan}"
    return Endpoint(joint if vlan else base, network, vlan, network.ip_mtu, names)
