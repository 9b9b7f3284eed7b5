"""From what a folder says to what then happens on a lab's wires, if every switch and NIC does what it is told.

The lab itself never reads with our parsers; a truth that differs from the folder is how both are tried against each other.
"""

from collections.abc import Iterator
from pathlib import Path

from fabric_check.cli.checking import scene_of
from fabric_check.cli.truth_addresses import Key, assign
from fabric_check.cli.truth_cables import Cabling
from fabric_check.fabric.build import Fabric, canonical
from fabric_check.fabric.ports import PortRef
from fabric_check.folder.read import read_folder
from fabric_check.lab.wires import truth_file
from fabric_check.lab.wires.truth import End, Nic, Pair, Port, Truth, Way
from fabric_check.model import switch as facts_of
from fabric_check.model.host import NicState
from fabric_check.model.intent import Nic as DeclaredNic
from fabric_check.model.vlans import ALL_VLANS, VlanSet


def truth_of(fabric: Fabric) -> tuple[Truth, tuple[str, ...]]:
    """Return a fabric's truth, and notes of what had to be assumed."""
    made = _Maker(fabric)
    return made.truth(), tuple(dict.fromkeys(made.notes))


def truth_in(
    path: Path, changes: Path | None = None, profile_folders: tuple[Path, ...] = ()
) -> tuple[Truth, tuple[str, ...]]:
    """Return the truth of a fabric folder, with what a file of *changes* says instead, and notes.

    Raises:
        InputError: a file is not what it should be.

    """
    fabric = scene_of(read_folder(path), profile_folders).fabric
    truth, notes = truth_of(fabric)

    def spelled(switch: str, written: str) -> str:
        if switch not in fabric.switches:
            raise ValueError(f"there is no switch {switch} in this fabric")
        return canonical(fabric.intent, fabric.switches, fabric.hosts, switch, written)

    return (truth_file.override(truth, changes, spelled) if changes else truth), notes


def nic_name(nic: DeclaredNic, network: str) -> str:
    """Return what a NIC is called in a truth: its name, and for its second network and on the network's as well."""
    return nic.name if nic.networks[0] == network else f"{nic.name} ({network})"


class _Maker:
    """Makes one truth."""

    def __init__(self, fabric: Fabric) -> None:
        self.fabric = fabric
        self.cabling = Cabling(fabric)
        self.notes = self.cabling.notes

    def truth(self) -> Truth:
        links = tuple((_end(a), _end(b)) for a, b in self.cabling.links)
        used = [end for link in self.cabling.links for end in link]
        used += [port for ports in self.cabling.plugs.values() for port in ports]
        switches: dict[str, dict[str, Port]] = {name: {} for name in self.fabric.switches}
        for ref in sorted(dict.fromkeys(used), key=PortRef.natural):
            switches[ref.device][ref.interface] = self._port(ref)
        return Truth(switches, tuple(self._pairs()), links, self._hosts())

    def _port(self, ref: PortRef) -> Port:
        """Return what a port does; one of which nothing is known passes everything."""
        facts, port = self.fabric.switches[ref.device], self.fabric.port(ref)
        if (gap := self.fabric.gap(ref)) or port is None:
            self.notes.append(
                f"{ref}: passes everything in the lab: {gap.why if gap else 'nothing is known'}"
            )
            return Port(tagged=ALL_VLANS)
        lag = self.fabric.port(PortRef(ref.device, port.lag)) if port.lag else None
        ruling = lag or port
        deciding = [ruling] if facts.members_follow_lag else [ruling, port]
        sizes = [size for one in deciding if (size := self._largest(facts, one))]
        largest, counts = min(sizes, default=(None, True))
        way = Way(largest)
        exist = VlanSet.of({*facts.vlans, facts.default_vlan})
        untagged = ruling.untagged if ruling.switching and (ruling.untagged or 0) in exist else None
        return Port(
            up=port.up and ruling.up,
            tagged=ruling.tagged & exist if ruling.switching else VlanSet(),
            untagged=untagged,
            receive=way,
            send=way,
            tag_counts=counts,
            lag=port.lag,
            lacp=port.lacp,
        )

    def _largest(self, facts: facts_of.SwitchFacts, port: facts_of.Port) -> tuple[int, bool] | None:
        """Return a port's largest frame, and whether a tag counts towards it; None where its MTU is not known."""
        if facts.profile is None or port.mtu is None:
            self.notes.append(
                f"{facts.device}:{port.name}: passes every size in the lab: its MTU is not known"
            )
            return None
        mtu, value = facts.profile.mtu, port.mtu.value
        plain, tagged = (mtu.ip_mtu(value, tagged=tags).low for tags in (False, True))
        # Where the maker leaves it open whether the tag is inside, in the lab it is.
        return plain.frame(tagged=False).bytes, plain != tagged

    def _pairs(self) -> Iterator[Pair]:
        switches = self.fabric.switches
        for pair in self.fabric.peers:
            one, other = (switches[name].peer_domain for name in (pair.a, pair.b))
            ends = pair.link(switches)
            by_number = {number: lag for lag, number in other.lags.items()} if other else {}
            shared = tuple(
                (lag, by_number[number])
                for lag, number in (one.lags.items() if one else ())
                if number in by_number
            )
            yield Pair((pair.a, pair.b), (ends[0].interface, ends[1].interface) if ends else None, shared)

    def _hosts(self) -> dict[str, dict[str, Nic]]:
        addresses, notes = assign(self._wanted())
        self.notes += notes
        return {name: self._nics(name, addresses) for name in self.fabric.intent.hosts}

    def _wanted(self) -> Iterator[Iterator[tuple[Key, str | None]]]:
        intent = self.fabric.intent
        for network in intent.networks:
            yield (
                ((nic.host, nic_name(nic, network)), nic.address if nic.networks[0] == network else None)
                for nic in intent.nics(network)
            )

    def _nics(self, host: str, addresses: dict[Key, str]) -> dict[str, Nic]:
        found: dict[str, Nic] = {}
        below: dict[str, int] = {}
        for nic in self.fabric.intent.hosts[host].nics:
            for network in nic.networks:
                state = self.fabric.nic_state(nic, network)
                name = nic_name(nic, network)
                found[name] = self._nic(nic, network, state, addresses[host, name])
                for uplink in state.uplinks:
                    below[uplink] = max(below.get(uplink, 0), found[name].ip_mtu)
        if self.fabric.intent.hosts[host].os == "linux":
            # Tagged probes go out by the physical interface, below the VLAN devices and bonds.
            found |= {
                name: Nic(size, self._plugged(host, (name,)))
                for name, size in below.items()
                if name not in found
            }
        return found

    def _nic(self, nic: DeclaredNic, network: str, state: NicState, address: str) -> Nic:
        """Return a NIC in one of its networks; what is not known is as the network wants it."""
        wanted = self.fabric.intent.networks[network]
        ports = self._plugged(nic.host, state.ends)
        size = state.mtu.ip_mtu if state.mtu else wanted.ip_mtu
        if state.mtu is None:
            self.notes.append(f"{nic.host}:{nic.name}: has {wanted.ip_mtu} in the lab: {state.why_no_mtu}")
        vlan = state.tag.vlan if state.tag else wanted.vlan
        if state.tag is None:
            self.notes.append(f"{nic.host}:{nic.name}: tags {wanted.vlan} in the lab: {state.why_no_tag}")
        return Nic(size.bytes, ports, address, vlan, network)

    def _plugged(self, host: str, names: tuple[str, ...]) -> tuple[End, ...]:
        plugs = (self.cabling.plugs.get(PortRef(host, name), ()) for name in names)
        return tuple(dict.fromkeys(_end(port) for ports in plugs for port in ports))


def _end(ref: PortRef) -> End:
    return End(ref.device, ref.interface)
