"""A truth as JSON's plain values and back; the same form is what a person writes as YAML. No I/O.

::

    switches: {s4810-a: {ports: {Te 0/1: {tagged: "110,120", max_frame: 9216, send: {loss: 0.1}}}}}
    pairs: [{between: [s4810-a, s4810-b], link: [Po 100, Po 100], lags: [[Po 10, Po 10]]}]
    links: [["s4810-a:Te 0/48", "pc8132-a:Te1/0/1"]]
    hosts: {hv01: {nics: {eth0: {address: 10.0.120.1/24, ip_mtu: 9000, vlan: 120, ports: ["s4810-a:Te 0/1"]}}}}

``max_frame``, ``loss`` and ``delay`` of a port are those of both directions; ``receive`` and ``send`` say one alone.
"""

import ipaddress
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from fabric_check.lab.wires.truth import End, Nic, Pair, Port, Truth, Way
from fabric_check.model.vlans import HIGHEST_VLAN, VlanSet

Value = TypeVar("Value")
Place = tuple[str | int, ...]

LEAST_MTU, MOST_MTU = 68, 65535
"""The smallest IPv4 MTU (RFC 791), and the largest packet that there is."""


class TruthError(ValueError):
    """A value is not what it should be; *place* are the keys and numbers on the way to it."""

    def __init__(self, place: Place, message: str) -> None:
        super().__init__(f"{'.'.join(map(str, place)) or 'the file'}: {message}")
        self.place = place
        self.message = message


def to_plain(truth: Truth) -> dict[str, Any]:
    """Return a truth as dicts, lists, text and numbers."""
    return {
        "seed": truth.seed,
        "switches": {
            name: {"ports": {port: _port_plain(one) for port, one in ports.items()}}
            for name, ports in truth.switches.items()
        },
        "pairs": [
            {"between": list(one.between), "link": one.link and list(one.link), "lags": list(map(list, one.lags))}
            for one in truth.pairs
        ],
        "links": [[str(a), str(b)] for a, b in truth.links],
        "hosts": {
            name: {"nics": {nic: _nic_plain(one) for nic, one in nics.items()}} for name, nics in truth.hosts.items()
        },
    }  # fmt: skip


def _port_plain(port: Port) -> dict[str, Any]:
    plain: dict[str, Any] = {"up": port.up, "tagged": str(port.tagged), "untagged": port.untagged}
    plain |= {"tag_counts": port.tag_counts, "keeps_pcp": port.keeps_pcp, "lag": port.lag, "lacp": port.lacp}
    if port.receive == port.send:
        return plain | _way_plain(port.send)
    return plain | {"receive": _way_plain(port.receive), "send": _way_plain(port.send)}


def _way_plain(way: Way) -> dict[str, Any]:
    return {"max_frame": way.max_frame, "loss": way.loss, "delay": way.delay}


def _nic_plain(nic: Nic) -> dict[str, Any]:
    ports = [str(port) for port in nic.ports]
    return {
        "address": nic.address,
        "ip_mtu": nic.ip_mtu,
        "vlan": nic.vlan,
        "ports": ports,
        "network": nic.network,
    }


def from_plain(value: Any) -> Truth:
    """Return the truth that plain values say.

    Raises:
        TruthError: a value is wrong, or a name does not resolve.

    """
    top = _Reader(value, ())
    truth = Truth(
        switches=top.each("switches", lambda one: one.each("ports", _port, last=True)),
        pairs=tuple(_pair(_Reader(one, place)) for one, place in top.items("pairs")),
        links=tuple(_link(one, place) for one, place in top.items("links")),
        hosts=top.each("hosts", lambda one: one.each("nics", _nic, last=True)),
        seed=top.take("seed", int, 0),
    )
    top.end()
    _resolve(truth)
    return truth


class _Reader:
    """Takes the keys of a mapping, one after the other; what is left at the end is nobody's."""

    def __init__(self, value: Any, place: Place) -> None:
        if value is not None and not isinstance(value, Mapping):
            raise TruthError(place, "a mapping is expected")
        self.left = dict(value or {})
        self.place = place

    def take(self, key: str, kind: type[Value], default: Value) -> Value:
        """Return a value of one kind, or the default where it is absent or null."""
        value = self.left.pop(key, None)
        if value is None:
            return default
        if kind is float and type(value) is int:
            value = float(value)
        # True is an int to Python, and to nobody else.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise TruthError((*self.place, key), f"{_WORDS[kind]} is expected")
        return value

    def number(self, key: str, low: float, high: float, default: Any = None) -> Any:
        """Return a number within two ends, or the default."""
        value = self.take(key, float if isinstance(default, float) else int, default)
        if value is not None and not low <= value <= high:
            raise TruthError((*self.place, key), f"{value} is not between {low} and {high}")
        return value

    def items(self, key: str) -> list[tuple[Any, Place]]:
        """Return a list's values, each with its place."""
        return [(one, (*self.place, key, number)) for number, one in enumerate(self.take(key, list, []))]

    def each(self, key: str, make: Callable[["_Reader"], Value], *, last: bool = False) -> dict[str, Value]:
        """Return what is made of each value of a mapping."""
        inner = _Reader(self.left.pop(key, None), (*self.place, key))
        found = {}
        for name, value in inner.left.items():
            reader = _Reader(value, (*inner.place, name))
            found[name] = make(reader)
            reader.end()
        if last:
            self.end()
        return found

    def end(self) -> None:
        """Refuse what nobody took."""
        for key in self.left:
            raise TruthError((*self.place, key), "no such key")


_WORDS: dict[type, str] = {int: "a whole number", float: "a number", str: "text", bool: "true or false", list: "a list"}  # fmt: skip


def _port(reader: _Reader) -> Port:
    both = _way(reader, Way())
    receive, send = (_one_way(reader, key, both) for key in ("receive", "send"))
    tagged = reader.left.pop("tagged", None)
    try:
        # YAML reads a single VLAN as a number.
        vlans = VlanSet.parse(str(tagged)) if tagged not in (None, "") else VlanSet()
    except ValueError as error:
        raise TruthError((*reader.place, "tagged"), str(error)) from None
    return Port(
        up=reader.take("up", bool, True),
        tagged=vlans,
        untagged=reader.number("untagged", 1, HIGHEST_VLAN),
        receive=receive,
        send=send,
        tag_counts=reader.take("tag_counts", bool, True),
        keeps_pcp=reader.take("keeps_pcp", bool, True),
        lag=reader.take("lag", str, "") or None,
        lacp=reader.take("lacp", bool, False),
    )


def _one_way(reader: _Reader, key: str, both: Way) -> Way:
    inner = _Reader(reader.left.pop(key, None), (*reader.place, key))
    way = _way(inner, both)
    inner.end()
    return way


def _way(reader: _Reader, default: Way) -> Way:
    return Way(
        reader.number("max_frame", 64, 2 * MOST_MTU, default.max_frame),
        reader.number("loss", 0, 1, default.loss),
        reader.number("delay", 0, 60, default.delay),
    )


def _pair(reader: _Reader) -> Pair:
    between, *_ = _names(reader, "between", [reader.left.pop("between", None)])
    link = reader.left.pop("link", None)
    lags = _names(reader, "lags", reader.take("lags", list, []))
    found = Pair(between, _names(reader, "link", [link])[0] if link is not None else None, tuple(lags))
    reader.end()
    return found


def _names(reader: _Reader, key: str, values: list[Any]) -> list[tuple[str, str]]:
    found = []
    for value in values:
        if not isinstance(value, list) or [type(one) for one in value] != [str, str]:
            raise TruthError((*reader.place, key), "a list of two names is expected")
        found.append((value[0], value[1]))
    return found


def _link(value: Any, place: Place) -> tuple[End, End]:
    if not isinstance(value, list) or len(value) != 2:
        raise TruthError(place, "a list of two ends is expected, such as `switch:port`")
    return _end(value[0], place), _end(value[1], place)


def _end(value: Any, place: Place) -> End:
    switch, colon, port = str(value).partition(":")
    if not colon:
        raise TruthError(place, f"{value!r} is not `switch:port`")
    return End(switch.strip(), port.strip())


def _nic(reader: _Reader) -> Nic:
    address = reader.take("address", str, "") or None
    ports = tuple(_end(one, place) for one, place in reader.items("ports"))
    try:
        if address is not None:
            ipaddress.IPv4Interface(address)
    except ValueError:
        raise TruthError(
            (*reader.place, "address"), f"{address!r} is no IPv4 address with a prefix length"
        ) from None
    return Nic(
        reader.number("ip_mtu", LEAST_MTU, MOST_MTU, 1500),
        ports,
        address,
        reader.number("vlan", 1, HIGHEST_VLAN),
        reader.take("network", str, ""),
    )


def _resolve(truth: Truth) -> None:
    """Check that every name that is mentioned is there, and that no port has two cables."""
    cabled: set[End] = set()
    for number, link in enumerate(truth.links):
        for end in link:
            _free_port(truth, end, cabled, ("links", number))
            cabled.add(end)
    for host, nics in truth.hosts.items():
        for name, nic in nics.items():
            for end in nic.ports:
                _free_port(truth, end, cabled, ("hosts", host, "nics", name, "ports"))
    for number, pair in enumerate(truth.pairs):
        for switch in pair.between:
            if switch not in truth.switches:
                raise TruthError(("pairs", number, "between"), f"there is no switch {switch}")


def _free_port(truth: Truth, end: End, cabled: set[End], place: Place) -> None:
    if end.port not in truth.switches.get(end.switch, {}):
        raise TruthError(place, f"there is no port {end}")
    if end in cabled:
        raise TruthError(place, f"{end} has a cable to a switch already")
