"""How the tests of the dialects write DCB down: what a line says, and what lines leave unknown; no default."""

from typing import Any

from fabric_check.model.dcb import Group, PortDcb, Setting, SwitchDcb
from fabric_check.model.source import Source
from fabric_check.model.switch import SwitchFacts

UNSAID = (
    "this profile does not say",
    "no page read says which TLVs of DCBX are sent where no line does",
    "not read",
)
"""Why a setting is unknown that no line touches: no case repeats it."""


def shown(facts: SwitchFacts) -> dict[str, Any]:
    """Return the keys that DCB adds to what a case writes down: ``dcb``, and ``dcb_ports``; each where it says something.

    What holds for every port of a switch is written once, in ``dcb``.
    """
    switch = _switch_dcb(facts.dcb) if facts.dcb else []
    every = _port_dcb(facts.unmentioned.dcb) if facts.unmentioned and facts.unmentioned.dcb else []
    switch += [f"every port: {words}" for words in every]
    ports = {name: _port_dcb(port.dcb) for name, port in facts.ports.items() if port.dcb is not None}
    ports = {name: [one for one in words if one not in every] for name, words in ports.items()}
    ports = {name: words for name, words in ports.items() if words}
    return ({"dcb": switch} if switch else {}) | ({"dcb_ports": ports} if ports else {})


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
            "queues": dcb.queues or Setting(None, why=UNSAID[0]),
        }
    )


def _settings(settings: dict[str, Setting[Any]]) -> list[str]:
    """Write what is unknown, with its reason, and what a line says."""
    return [
        f"{name} {_value(setting.value)} ({_line(setting.line())})"
        if setting.known
        else f"{name}? {setting.why}"
        for name, setting in settings.items()
        if setting.line() is not None or (not setting.known and setting.why not in UNSAID)
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
