"""What a network's view says of a pair, compared with trying every simple path of a small random fabric."""

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from fabric_check.fabric.build import build
from fabric_check.fabric.hops import Step
from fabric_check.fabric.view import NetworkView
from fabric_check.model.host import HostState, NicMtu, NicState, NicTag
from fabric_check.model.intent import End, Host, Intent, Link, Network, Nic, Place, Switch
from fabric_check.model.source import Source
from fabric_check.model.switch import Mtu, Port, SwitchFacts
from fabric_check.model.units import IpMtu
from fabric_check.model.vlans import VlanSet
from fabric_check.profiles.load import built_in

VLAN = 120
SWITCHES = 4
HERE = Place(1, 1)
LINE = Source("f", 1, "x")


@dataclass(frozen=True)
class RandomEnd:
    """One end of a random link: its frame size, and whether it carries the VLAN and is up."""

    mtu: int
    carries: bool
    up: bool


ends = st.builds(
    RandomEnd,
    st.sampled_from([1554, 9216, 12000]),
    st.sampled_from([True, True, True, False]),
    st.sampled_from([True] * 5 + [False]),
)
trunks = st.lists(
    st.tuples(st.integers(0, SWITCHES - 1), st.integers(0, SWITCHES - 1), ends, ends), max_size=7
)


def fabric(links: list[tuple[int, int, RandomEnd, RandomEnd]]) -> NetworkView:
    """Return the view of a fabric with a host on the first and on the last switch."""
    ports: dict[int, dict[str, Port]] = {number: {} for number in range(SWITCHES)}
    written = []

    def port(switch: int, end: RandomEnd) -> End:
        name = f"TenGigabitEthernet 0/{len(ports[switch])}"
        tagged = VlanSet.of([VLAN]) if end.carries else VlanSet()
        ports[switch][name] = Port(name, end.up, True, Mtu(end.mtu, LINE), tagged, None, LINE, LINE)
        return End(f"s{switch}", name, HERE)

    for a, b, one, other in links:
        written.append(Link(port(a, one), port(b, other)))
    hosts, states = {}, {}
    for name, switch in (("h1", 0), ("h2", SWITCHES - 1)):
        written.append(Link(End(name, "eth0", HERE), port(switch, RandomEnd(12000, carries=True, up=True))))
        hosts[name] = Host(name, "linux", (Nic(name, "eth0", ("lm",), HERE),))
        nic = NicState(("eth0",), NicMtu(IpMtu(9000), "eth0", "mtu 9000"), tag=NicTag(VLAN))
        states[name] = HostState(name, ("eth0",), {("eth0", "lm"): nic})
    profile = built_in()["dell/s4810"].at("9.9(0.0)")
    facts = {
        f"s{number}": SwitchFacts(f"s{number}", "f", profile, ports=found, vlans={VLAN: LINE})
        for number, found in ports.items()
    }
    network = Network("lm", VLAN, IpMtu(9000), HERE)
    intent = Intent(
        "f", {"lm": network}, {name: Switch(name, HERE) for name in facts}, hosts, tuple(written), ()
    )
    return NetworkView(build(intent, facts, states), network)


def simple_paths(steps: list[Step], start: str, end: str) -> Iterator[tuple[Step, ...]]:
    """Yield every simple path between two switches, by trying everything."""

    def go(switch: str, seen: frozenset[str], walked: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
        if switch == end:
            yield walked
            return
        for step in steps:
            a, b = (hop.ref.device for hop in step.hops)
            for here, there in ((a, b), (b, a)):
                if here == switch and there not in seen:
                    yield from go(there, seen | {there}, (*walked, step))

    yield from go(start, frozenset({start}), ())


@given(trunks)
def test_a_pair_is_what_all_its_simple_paths_say(links: list[tuple[int, int, RandomEnd, RandomEnd]]) -> None:
    """The ports of a route are those of all simple paths, and where there are none, of the cheapest repairs."""
    view = fabric(links)
    [first, second] = view.attachments
    route = view.route(first, second)
    everything = list(view.router.trunks)
    paths = list(simple_paths(everything, "s0", f"s{SWITCHES - 1}"))
    if route is None:
        assert not paths
        return
    usable = [path for path in paths if all(step.usable for step in path)]
    if usable:
        assert not route.repairs
        assert {step.cable.number for step in route.trunks} == {
            step.cable.number for path in usable for step in path
        }
        widest = max(
            min(min(hop.size.low for hop in step.hops if hop.size) for step in path) for path in usable
        )
        assert route.best is not None
        assert route.best.low <= widest
        return
    costs = [sum(step.repairs for step in path) for path in paths]
    cheapest = [path for path, cost in zip(paths, costs, strict=True) if cost == min(costs)]
    mended = {step.cable.number for path in cheapest for step in path if step.repairs}
    assert {step.cable.number for step in route.repairs} == mended


@given(trunks)
def test_each_use_of_a_port_is_counted_once(links: list[tuple[int, int, RandomEnd, RandomEnd]]) -> None:
    """With one pair of NICs, no port is used by more than one pair."""
    view = fabric(links)
    assert all(use.pairs == 1 for use in view.uses.values())
