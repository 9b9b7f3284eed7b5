"""Every folder below cases/ whose expected.yaml has a part ``dcb``: what must be concluded of the host's DCB and RDMA.

A setting that is not known is written as ``? `` and a part of its reason; ``NAME because`` is a part of the reason that comes
with a known one, ``NAME line`` a part of the line that makes it.
"""

from dataclasses import fields, is_dataclass
from functools import singledispatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from host_cases import CASES, agrees, host, settings

from fabric_check.model.dcb import AdapterDcb, Application, Driver, HostDcb, RdmaFlavour, Setting

DCB_CASES = [case for case in CASES if "\ndcb:\n" in (case / "expected.yaml").read_text("utf-8")]


def dcb(case: Path) -> HostDcb:
    """Return what is concluded of a case's host."""
    found = host(case).dcb
    assert found is not None
    return found


@singledispatch
def plain(value: Any) -> Any:
    """Return a value as a case writes it."""
    if not is_dataclass(value):
        return str(value) if isinstance(value, RdmaFlavour) else value
    return {key: part for key, part in vars_of(value).items() if key not in {"find", "source", "pfc"}}


@plain.register
def _(value: Setting) -> Any:
    return plain(value.value) if value.known else f"? {value.why}"


@plain.register
def _(value: frozenset) -> Any:
    return sorted(value)


@plain.register
def _(value: tuple) -> Any:
    return [plain(one) for one in value]


@plain.register
def _(value: Application) -> Any:
    return f"{value.selector} {value.number} {value.priority}"


@plain.register
def _(value: Driver) -> Any:
    return [value.model, value.name, value.version, value.firmware]


def vars_of(value: Any) -> dict[str, Any]:
    """Return a dataclass's fields as a case writes them."""
    return {field.name: plain(getattr(value, field.name)) for field in fields(value)}


def said(facts: HostDcb | AdapterDcb) -> dict[str, Any]:
    """Return everything that a case may state of a host or of an adapter."""
    found: dict[str, Any] = {}
    for field in fields(facts):
        value = getattr(facts, field.name)
        found[field.name] = plain(value)
        if isinstance(value, Setting):
            line = value.line()
            found[f"{field.name} because"] = value.why
            found[f"{field.name} line"] = line.text if line else None
    return found


def wrong(facts: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """Return what is not as wanted; of a text, a part is enough."""
    return {key: (facts[key], value) for key, value in wanted.items() if not as_wanted(facts[key], value)}


def as_wanted(found: Any, wanted: Any) -> bool:
    """Return whether a value is the one wanted; of an unknown one, a part of the reason is enough."""
    if isinstance(wanted, str) and isinstance(found, str) and wanted.startswith("? "):
        return found.startswith("? ") and wanted[2:] in found
    if isinstance(wanted, list) and isinstance(found, list):
        return len(found) == len(wanted) and all(map(agrees, found, wanted))
    return agrees(found, wanted)


@pytest.mark.parametrize("case", DCB_CASES, ids=lambda case: case.name)
def test_case(case: Path) -> None:
    """DCB, RDMA, connections and events of a host and of its adapters are those that its case states."""
    expected = yaml.safe_load((case / "expected.yaml").read_text("utf-8"))
    wanted = expected["dcb"]
    found = dcb(case)
    adapters = wanted.pop("adapters", {})
    assert wrong(said(found), wanted) == {}, expected["says"]
    assert set(adapters) <= set(found.adapters), expected["says"]
    for name, its in adapters.items():
        assert wrong(said(found.adapters[name]), its) == {}, f"{name}: {expected['says']}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_interface_on_the_way_has_its_dcb(case: Path) -> None:
    """Each declared NIC, each uplink and each interface between them has an adapter, under the name that NICs use."""
    state = host(case)
    on_the_way = {name for nic in state.nics.values() for name in (*nic.uplinks, *nic.between)}
    assert set(dcb(case).adapters) == on_the_way | {nic for nic, _ in state.nics}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_unknown_has_its_reason(case: Path) -> None:
    """A setting that is not known says why, and one that no line makes says by what it is so."""
    for setting in settings(dcb(case)):
        assert setting.known or setting.why
        assert setting.line() or setting.why


@pytest.mark.parametrize("case", DCB_CASES, ids=lambda case: case.name)
def test_evidence_shows_the_line_it_names(case: Path) -> None:
    """The line that a setting, policy, class, connection, event or driver rests on stands in the facts at its number."""
    lines = (case / "facts.json").read_text("utf-8").splitlines()
    found = dcb(case)
    groups = (group for one in (found, *found.adapters.values()) for group in one.classes.value or ())
    drivers = (one.driver for one in found.adapters.values() if one.driver)
    parts = (
        *settings(found),
        *(found.policies.value or ()),
        *found.connections,
        *found.events,
        *groups,
        *drivers,
    )
    for part in parts:
        if part.find is not None:
            source = part.find()
            assert source.text in " ".join(" ".join(lines[source.line - 1 :]).split())
