"""Puts a fabric together: switches, cables, port-channels and the ports of hosts, all with the settings that the intent wants."""

import random

from generator.catalogue import MODELS
from generator.model import Fabric, Host, Link, Model, Port, Switch

LAG_NAMES = {"ftos": "Port-channel {}", "3": "ch{}", "dnos6": "port-channel {}"}


class Builder:
    """A fabric in the making, and the dice that decide about it."""

    def __init__(self, fabric: Fabric, dice: random.Random) -> None:
        self.fabric = fabric
        self.dice = dice
        self._free: dict[tuple[str, str], list[str]] = {}
        self._lags: dict[str, int] = {}
        self._sizes: dict[str, int | None] = {}
        self.vlti_listed = dice.random() < 0.5

    def switch(self, name: str, model_name: str) -> Switch:
        """Add a switch that knows every network's VLAN."""
        model = MODELS[model_name]
        release = self.dice.choice(model.releases)
        switch = Switch(name, model, release, created={one.vlan for one in self.fabric.networks})
        switch.crlf, switch.bom = self.dice.random() < 0.15, self.dice.random() < 0.05
        self._sizes[name] = self._size(model)
        if model.generation == "6" and model.dialect == "dnos6":
            switch.system_mtu = self._sizes[name]
        self._free[name, "access"] = list(model.access)
        self._free[name, "uplink"] = list(model.uplinks)
        self.fabric.switches[name] = switch
        if model.dialect == "ftos" and self.fabric.jumbo and self.dice.random() < 0.6:
            switch.vlan_mtu = dict.fromkeys(switch.created, self._sizes[name] or 1554)
        return switch

    def _size(self, model: Model) -> int | None:
        if self.fabric.jumbo:
            return self.dice.choice((model.maximum, 9216, max(9216, model.maximum)))
        return None if model.default is not None else self.dice.choice((1554, 9216))

    def free(self, switch: Switch, role: str) -> int:
        """Return how many ports of a role are left."""
        return len(self._free[switch.name, role])

    def port(self, switch: Switch, role: str) -> Port:
        """Take the next free port."""
        pool = "access" if role == "access" else "uplink"
        names = self._free[switch.name, pool] or self._free[switch.name, "access"]
        size = None if switch.system_mtu or _by_device(switch) else self._sizes[switch.name]
        port = Port(names.pop(0), role, mtu=size)
        switch.ports[port.name] = port
        return port

    def lag(self, switch: Switch, members: list[Port], role: str, *, static: bool, number: int = 0) -> Port:
        """Bundle ports; what the port-channel carries is set on it."""
        number = number or self._next_lag(switch)
        form = LAG_NAMES["3" if switch.model.generation == "3" else switch.model.dialect]
        bundle = Port(form.format(number), role, mtu=members[0].mtu, lag=True, static=static)
        for member in members:
            member.member_of = bundle.name
        switch.ports[bundle.name] = bundle
        return bundle

    def _next_lag(self, switch: Switch) -> int:
        self._lags[switch.name] = self._lags.get(switch.name, 0) + 1
        return self._lags[switch.name]

    def trunk(self, port: Port, switch: Switch) -> None:
        """Let a port between switches carry everything, in one of the ways that its switch has for it."""
        port.tagged = {one.vlan for one in self.fabric.networks}
        if switch.model.dialect == "dnos6":
            port.mode = self.dice.choice(("trunk", "trunk", "general"))
            port.all_vlans = port.mode == "trunk" and self.dice.random() < 0.3
            port.lists_one = port.mode == "trunk" and self.dice.random() < 0.5

    def join(
        self, a: Switch, b: Switch, cables: int = 1, bundle: str | None = None, role: str = "uplink"
    ) -> None:
        """Lay cables between two switches, bundled into a port-channel at both ends where *bundle* says so."""
        ends = [(switch, [self.port(switch, role) for _ in range(cables)]) for switch in (a, b)]
        if bundle is None:
            for one, other in zip(ends[0][1], ends[1][1], strict=True):
                self.trunk(one, a)
                self.trunk(other, b)
                self.link((a.name, one.name), (b.name, other.name))
            return
        lags = [self.lag(switch, ports, role, static=bundle == "static") for switch, ports in ends]
        for switch, bundle_port in zip((a, b), lags, strict=True):
            self.trunk(bundle_port, switch)
        if self.dice.random() < 0.5:
            self.link((a.name, lags[0].name), (b.name, lags[1].name))
        else:
            for one, other in zip(ends[0][1], ends[1][1], strict=True):
                self.link((a.name, one.name), (b.name, other.name))

    def pair(self, a: Switch, b: Switch) -> None:
        """Make a VLT or vPC pair: a peer link of two cables."""
        number = 100 if a.model.dialect == "ftos" else 48
        ends = [(switch, [self.port(switch, "peer-link") for _ in range(2)]) for switch in (a, b)]
        lags = [self.lag(switch, ports, "peer-link", static=True, number=number) for switch, ports in ends]
        for switch, lag in zip((a, b), lags, strict=True):
            self.trunk(lag, switch)
            if switch.model.dialect == "ftos" and not self.vlti_listed:
                lag.tagged = set()
        a.peer, b.peer = b.name, a.name
        for one, other in zip(ends[0][1], ends[1][1], strict=True):
            self.link((a.name, one.name), (b.name, other.name))

    def below_pair(self, low: Switch, pair: tuple[Switch, Switch], number: int) -> None:
        """Hang a switch below a pair: one port-channel there, one leg on each peer."""
        mine = [self.port(low, "uplink") for _ in pair]
        bundle = self.lag(low, mine, "uplink", static=False)
        self.trunk(bundle, low)
        for peer, member in zip(pair, mine, strict=True):
            leg = self.port(peer, "uplink")
            lag = self.lag(peer, [leg], "uplink", static=False, number=number)
            lag.pair_id = number
            self.trunk(lag, peer)
            self.link((low.name, member.name), (peer.name, leg.name))

    def link(self, a: tuple[str, str], b: tuple[str, str]) -> None:
        """Write a cable down."""
        self.fabric.links.append(Link(a, b))

    def cable(self, host: Host, nic: str, switch: Switch) -> Port:
        """Plug a host's NIC in."""
        port = self.port(switch, "access")
        port.description = f"{host.name} {nic}"
        self.link((host.name, nic), (switch.name, port.name))
        return port

    def carry(self, port: Port, switch: Switch, tagged: set[int], native: int | None) -> None:
        """Let a host's port carry these VLANs."""
        port.tagged, port.native = set(tagged), native
        if switch.model.dialect == "dnos6":
            if not tagged:
                port.mode = "access" if native else "trunk"
            else:
                port.mode = self.dice.choice(("trunk", "trunk", "general"))
                port.all_vlans = port.mode == "trunk" and native is None and self.dice.random() < 0.15


def _by_device(switch: Switch) -> bool:
    return switch.model.dialect == "dnos6" and switch.model.generation == "6"
