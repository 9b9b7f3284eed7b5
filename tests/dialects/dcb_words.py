"""How the tests of the dialects write DCB down: only what a line says, and what lines leave unknown."""

from typing import Any

from fabric_check.model.dcb import PortDcb, Setting
from fabric_check.model.source import Source
from fabric_check.model.switch import SwitchFacts

UNSAID = (
    "this profile does not say",
    "no page read says which TLVs of DCBX are sent where no line does",
    "not read",
)
"""Why a setting is unknown that no line touches: no case repeats it."""


def shown(facts: SwitchFacts) -> dict[str, Any]:
    """Return the keys that DCB adds to what a case writes down: ``switch_dcb``, and ``dcb`` by port; each where it says something."""
    switch = settings(facts.dcb) if facts.dcb else {}
    if facts.dcb and facts.dcb.iscsi:
        switch["iscsi"] = f"line {facts.dcb.iscsi.line}"
    if facts.dcb and facts.dcb.pending:
        switch["pending"] = ", ".join(f"line {source.line}" for source in facts.dcb.pending)
    if facts.dcb and (buffers := facts.dcb.buffers):
        switch["buffers"] = f"{buffers.ports} ports, {buffers.queues} queues (line {buffers.source.line})"
    every = settings(facts.unmentioned.dcb) if facts.unmentioned and facts.unmentioned.dcb else {}
    if every:
        switch["every_port"] = every
    ports = {name: _differing(port.dcb, every) for name, port in facts.ports.items() if port.dcb}
    ports = {name: said for name, said in ports.items() if said}
    return ({"switch_dcb": switch} if switch else {}) | ({"dcb": ports} if ports else {})


def settings(said: object) -> dict[str, str]:
    """Return the settings of a port or a switch that a line makes, or that lines leave unknown."""
    values = {name: getattr(said, name) for name in said.__dataclass_fields__}  # type: ignore[attr-defined] - a dataclass
    return {name: _words(one) for name, one in values.items() if isinstance(one, Setting) and _said(one)}


def _differing(dcb: PortDcb, every: dict[str, str]) -> dict[str, str]:
    applied = (
        {"map": f"{dcb.map} ({_line(dcb.map_source)}), applied by {_line(dcb.apply)}"} if dcb.map else {}
    )
    return applied | {name: words for name, words in settings(dcb).items() if every.get(name) != words}


def _line(source: Source | None) -> str:
    return f"line {source.line}" if source else "no line"


def _said(setting: Setting[Any]) -> bool:
    return setting.line() is not None or (setting.value is None and setting.why not in UNSAID)


def _words(setting: Setting[Any]) -> str:
    if setting.value is None:
        return f"unknown: {setting.why}"
    line = setting.line()
    return f"{_value(setting.value)} (line {line.line})" if line else _value(setting.value)


def _value(value: Any) -> str:
    if isinstance(value, frozenset):
        return str(sorted(value))
    if isinstance(value, tuple):
        return ", ".join(_value(item) for item in value) or "none"
    if hasattr(value, "priorities"):
        share = "" if value.bandwidth is None else f" {value.bandwidth} %"
        return f"{value.number}: {sorted(value.priorities)}{share}{' strict' if value.strict else ''}{' pfc' if value.pfc else ''}"
    return str(value).lower()
