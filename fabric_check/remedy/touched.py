"""Facts of a switch as plain values, so that two of them can be compared fact by fact, whatever lines they come from."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from fabric_check.model.dcb import PortDcb, Setting, SwitchDcb
from fabric_check.model.source import Source
from fabric_check.model.switch import Port, SwitchFacts

_NOT_FACTS = frozenset({"name", "stanza", "down_line", "lag_line", "vlan_lines", "dcb"})
_NOT_DCB = frozenset({"map_source", "apply"})
_OF_THE_SWITCH = ("unknown", "vlan_mtus", "vlan_names", "default_vlan", "peer_domain")


def table(facts: SwitchFacts) -> dict[tuple[str, str], Any]:
    """Return every fact by interface and field; the switch's own have an empty interface."""
    found: dict[tuple[str, str], Any] = {("", name): plain(getattr(facts, name)) for name in _OF_THE_SWITCH}
    found |= _dcb("", facts.dcb)
    found["", "vlans"] = frozenset(facts.vlans)
    for port in facts.ports.values():
        found |= _port(port.name, port)
    return found


def differences(before: SwitchFacts, after: SwitchFacts) -> frozenset[tuple[str, str]]:
    """Return the facts that differ. A port that only one of them mentions is what the platform says of such ports."""
    old, new = table(before), table(after)
    for name in {name for name, _ in old} ^ {name for name, _ in new}:
        side, facts = (old, before) if (name, "up") in new else (new, after)
        if name and facts.unmentioned is not None:
            side |= _port(name, facts.unmentioned)
    return frozenset(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))


def plain(value: Any) -> Any:
    """Return a value without where it is written."""
    if isinstance(value, Source):
        return None
    if isinstance(value, Setting):
        return plain(value.value)
    if is_dataclass(value) and not isinstance(value, type):
        return tuple((field.name, plain(getattr(value, field.name))) for field in fields(value))
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    return value


def _port(name: str, port: Port) -> dict[tuple[str, str], Any]:
    own = {
        (name, field.name): plain(getattr(port, field.name))
        for field in fields(port)
        if field.name not in _NOT_FACTS
    }
    return own | _dcb(name, port.dcb)


def _dcb(name: str, dcb: PortDcb | SwitchDcb | None) -> dict[tuple[str, str], Any]:
    """Return the facts of DCB, each by itself: ``dcb.pfc``."""
    return (
        {
            (name, f"dcb.{field.name}"): plain(getattr(dcb, field.name))
            for field in fields(dcb)
            if field.name not in _NOT_DCB
        }
        if dcb
        else {}
    )
