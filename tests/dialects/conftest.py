"""How the tests of the dialects read a text, and how they write facts down: one readable line a port.

Of DCB, what a line says and what is unknown is written; what is a default is not, unless an empty config would differ.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fabric_check import dialects
from fabric_check.model.dcb import Group, PortDcb, Setting, SwitchDcb
from fabric_check.model.profile import Counting, DcbDefault, DcbProfile, MtuProfile, Profile, Sourced
from fabric_check.model.source import Source
from fabric_check.model.switch import Port, SwitchFacts
from fabric_check.model.vlans import VlanSet

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode leaves helpers next to the tests unfound

import dcb_words

DEFAULT_MTU = {"ftos": 1554, "dnos6": 1518}
OWN = "a test's own"
DCB = {
    "ftos": DcbProfile(
        Sourced(True, OWN),
        Sourced(4, OWN),
        Sourced((0, 0, 0, 1, 2, 3, 3, 3), OWN),
        Sourced(2, OWN),
        Sourced(DcbDefault.OFF, OWN),
        Sourced(False, OWN),
        Sourced(False, OWN),
    )
}
Read = Callable[[str, str], SwitchFacts]
Shown = Callable[[SwitchFacts], dict[str, Any]]


@pytest.fixture(scope="session")
def read() -> Read:
    """Return what reads a text as a config of a dialect."""
    return _read


@pytest.fixture(scope="session")
def shown() -> Shown:
    """Return what writes facts as the expected.yaml of a case does."""
    return _shown


def _read(dialect: str, text: str) -> SwitchFacts:
    nothing: Sourced[int] = Sourced(None, "not needed here")
    default = Sourced(DEFAULT_MTU[dialect], OWN)
    mtu = MtuProfile(Counting.FRAME_WITH_TAG, default, nothing, nothing, nothing)
    profile = Profile("test/model", "A test's model", dialect, (), mtu, DCB.get(dialect, DcbProfile()))
    return dialects.get(dialect).read(text, device="leaf", file="leaf.cfg", profile=profile)


def _shown(facts: SwitchFacts) -> dict[str, Any]:
    """Return the facts that are not what an empty config has, in words."""
    content: dict[str, Any] = {}
    if facts.unknown:
        return {"unknown": facts.unknown}
    if facts.release:
        content["release"] = facts.release
    if facts.default_vlan != 1:
        content["default_vlan"] = facts.default_vlan
    content["vlans"] = str(VlanSet.of(facts.vlans))
    if facts.vlan_mtus:
        content["vlan_mtus"] = {vlan: mtu.value for vlan, mtu in facts.vlan_mtus.items()}
    if domain := facts.peer_domain:
        content["peer_domain"] = {
            "name": domain.name,
            "line": domain.source.line,
            "peer_link": domain.peer_link,
            "lags": dict(domain.lags),
        }
    content["ports"] = {name: _port(port) for name, port in facts.ports.items()}
    if facts.profile is not None and facts.profile.dialect == "dnos6":
        return content | dcb_words.shown(facts)
    if facts.dcb is not None and (words := _switch_dcb(facts.dcb)):
        content["dcb"] = words
    ports = {name: _port_dcb(port.dcb) for name, port in facts.ports.items() if port.dcb is not None}
    if any(ports.values()):
        content["dcb_ports"] = {name: words for name, words in ports.items() if words}
    return content


def _port(port: Port) -> str:
    words = ["up" if port.up else f"down by line {port.down_line.line}" if port.down_line else "down"]
    if not port.switching:
        words.append("routed")
    if port.mtu is not None:
        said = f"line {port.mtu.source.line}" if port.mtu.source else "default"
        words.append(f"mtu {port.mtu.value} ({'switch, ' if port.mtu.device_wide else ''}{said})")
    if port.tagged:
        words.append(f"tagged {port.tagged}")
    if port.untagged is not None:
        words.append(f"untagged {port.untagged}")
    if port.lag is not None:
        words.append(f"in {port.lag} by line {port.lag_line.line if port.lag_line else '?'}")
    return ", ".join(words)


def _switch_dcb(dcb: SwitchDcb) -> list[str]:
    words = _settings(
        {
            "capable": dcb.capable,
            "enabled": dcb.enabled,
            "queues": dcb.queues,
            "lossless limit": dcb.lossless_limit,
        }
    )
    if dcb.buffers is not None:
        words.append(f"buffers for {dcb.buffers.ports}x{dcb.buffers.queues} (line {dcb.buffers.source.line})")
    words += [f"pending (line {source.line})" for source in dcb.pending]
    return words + ([f"iscsi (line {dcb.iscsi.line})"] if dcb.iscsi else [])


def _port_dcb(dcb: PortDcb) -> list[str]:
    words = [f"map {dcb.map} ({_line(dcb.map_source)}) by {_line(dcb.apply)}"] if dcb.map else []
    return words + _settings(
        {
            "pfc": dcb.pfc,
            "groups": dcb.groups,
            "flow control": dcb.flow_control,
            "dot1p": dcb.trusts_dot1p,
            "role": dcb.role,
            "version": dcb.version,
            "advertises": dcb.advertises,
        }
    )


def _settings(settings: dict[str, Setting[Any]]) -> list[str]:
    """Write what is unknown, with its reason, and what a line says."""
    return [
        f"{name} {_value(setting.value)} ({_line(setting.line())})"
        if setting.known
        else f"{name}? {setting.why}"
        for name, setting in settings.items()
        if not setting.known or setting.line() is not None
    ]


def _value(value: Any) -> str:
    if isinstance(value, Group):
        what = ["strict"] * value.strict + [f"{value.bandwidth}%"] * (value.bandwidth is not None)
        what += ["pfc"] * bool(value.pfc)
        return " ".join([f"{value.number}={_value(value.priorities)}", *what])
    if isinstance(value, tuple) and value and isinstance(value[0], Group):
        return "; ".join(_value(group) for group in value)
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple | frozenset):
        return " ".join(map(str, value if isinstance(value, tuple) else sorted(value))) or "none"
    return str(value)


def _line(source: Source | None) -> str:
    return f"line {source.line}" if source is not None else "no line"
