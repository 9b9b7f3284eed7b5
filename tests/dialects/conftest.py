"""How the tests of the dialects read a text, and how they write facts down: one readable line a port."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fabric_check import dialects
from fabric_check.model.dcb import DcbxRole
from fabric_check.model.profile import Counting, DcbDefault, DcbProfile, MtuProfile, Profile, Sourced
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
        Sourced(DcbxRole.MANUAL, OWN),
    ),
    "dnos6": DcbProfile(),
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
    profile = Profile("test/model", "A test's model", dialect, (), mtu, DCB[dialect])
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
            "lags": {name: list(both) for name, both in domain.lags.items()},
        }
    content["ports"] = {name: _port(port) for name, port in facts.ports.items()}
    return content | dcb_words.shown(facts)


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
