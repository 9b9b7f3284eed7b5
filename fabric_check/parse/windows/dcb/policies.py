"""QoS policies of a Windows host: those in effect, each with whether it is stored too.

The section holds the rows of both stores; ``PolicyStore`` is ``ActiveStore`` on those in effect and empty on those that the
machine keeps. Properties are read by their own names or by the aliases that the cmdlet prints.
"""

from typing import Any

from fabric_check.model.dcb import QosPolicy, Setting
from fabric_check.parse.sections import Row, Sections, text, whole_number
from fabric_check.parse.settings import PRIORITIES, unknown
from fabric_check.parse.windows.rows import Found

SECTION = "qosPolicy"
_ACTIVE = "activestore"
_GROUP_POLICY = "group policy"


def policies(sections: Sections) -> Setting[tuple[QosPolicy, ...]]:
    """Return the policies in effect, or why they are not known."""
    if sections.not_installed(SECTION):
        return Setting((), find=sections.error(SECTION))
    if why := sections.why_unknown(SECTION):
        return unknown(why)
    rows = [found for found in sections.rows(SECTION) if text(found[1].get("Name"))]
    active = [found for found in rows if _store(found[1]) == _ACTIVE]
    kept = {_name(row) for _, row in rows if _store(row) not in {None, _ACTIVE}}
    found = tuple(_policy(sections, one, kept) for one in active or rows)
    return Setting(found, find=sections.evidence(SECTION, None))


def _policy(sections: Sections, found: Found, kept: set[str]) -> QosPolicy:
    index, row = found
    return QosPolicy(
        text(row.get("Name")),
        _priority(row),
        _number(row, "NetDirectPort", "NetDirectPortMatchCondition"),
        _port(row),
        _word(row, "IPProtocol", "IPProtocolMatchCondition"),
        _word(row, "Template", "TemplateMatchCondition"),
        _stored(row, kept),
        sections.evidence(SECTION, index),
    )


def _stored(row: Row, kept: set[str]) -> bool | None:
    """Return whether a policy outlives a boot. What a group policy sets is stored there."""
    if _name(row) in kept or text(row.get("Owner")).casefold().startswith(_GROUP_POLICY):
        return True
    return False if _store(row) == _ACTIVE else None


def _store(row: Row) -> str | None:
    """Return the store of a row, folded; None where it does not say."""
    value = row.get("PolicyStore")
    return value.strip().casefold() if isinstance(value, str) else None


def _priority(row: Row) -> int | None:
    """Return the 802.1p priority that a policy gives; −1 is none."""
    value = _first(row, "PriorityValue8021Action", "PriorityValue")
    number = whole_number(value)
    return number if number in range(PRIORITIES) else None


def _port(row: Row) -> int | None:
    """Return the one TCP or UDP port that a policy matches."""
    if port := _number(row, "IPPort", "IPPortMatchCondition"):
        return port
    start = _number(row, "IPDstPortStart", "IPDstPortStartMatchCondition")
    end = _number(row, "IPDstPortEnd", "IPDstPortEndMatchCondition")
    return start if start == end else None


def _number(row: Row, *keys: str) -> int | None:
    """Return a number; 0 stands for a condition that is not set."""
    return whole_number(_first(row, *keys)) or None


def _word(row: Row, *keys: str) -> str:
    """Return an enum's text. Its numbers are documented nowhere, so a bare one says nothing."""
    word = text(_first(row, *keys))
    return "" if word.isdecimal() or word.casefold() == "none" else word


def _first(row: Row, *keys: str) -> Any:
    return next((row[key] for key in keys if row.get(key) is not None), None)


def _name(row: Row) -> str:
    return text(row.get("Name")).casefold()
