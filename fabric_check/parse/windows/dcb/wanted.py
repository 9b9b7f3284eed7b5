"""Policy sets of Windows: PFC, traffic classes and Willing, as the rows of a host or of one of its adapters say them."""

from collections.abc import Iterable
from dataclasses import dataclass

from fabric_check.model.dcb import Group, Priorities, Setting
from fabric_check.parse.sections import Row, Sections, flag, text, whole_number
from fabric_check.parse.settings import PRIORITIES, listed, unknown
from fabric_check.parse.windows.rows import Found, enum, first

FLOW_CONTROL = "qosFlowControl"
CLASSES = "qosTrafficClass"
DCBX = "dcbxSetting"
_ALGORITHMS = ("strict", "", "ets")
"""MSFT_NetQosTrafficClassSettingData: Strict 0, ETS 2."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A policy set: the host's, or what holds for one adapter."""

    pfc: Setting[Priorities]
    classes: Setting[tuple[Group, ...]]
    willing: Setting[bool]


def installed(sections: Sections) -> Setting[bool]:
    """Return whether the Data-Center-Bridging feature is there; its three cmdlets come with it."""
    for section in (FLOW_CONTROL, CLASSES, DCBX):
        if sections.not_installed(section):
            return Setting(value=False, find=sections.error(section))
    for section in (FLOW_CONTROL, CLASSES, DCBX):
        if sections.why_unknown(section) is None:
            return Setting(value=True, find=sections.evidence(section, None))
    return unknown(sections.why_unknown(FLOW_CONTROL) or "")


def of_host(sections: Sections) -> Wanted:
    """Return the policy set of the whole host. Without the feature it wants nothing."""
    return Wanted(_host_pfc(sections), _host_classes(sections), _host_willing(sections))


def pfc(sections: Sections, rows: Iterable[Found], whose: str) -> Setting[Priorities]:
    """Return the priorities that some rows switch on; each of the eight must be told."""
    told: dict[int, tuple[bool | None, int | None]] = {}
    for index, row in rows:
        priority, on = whole_number(row.get("Priority")), flag(row.get("Enabled"))
        if priority is not None:
            agreed = on if told.get(priority, (on,))[0] == on else None
            told[priority] = (agreed, index)
    for priority in range(PRIORITIES):
        if told.get(priority, (None,))[0] is None:
            why = f"{sections.file}: section {FLOW_CONTROL} does not say whether priority {priority} of {whose} is on"
            return unknown(why)
    on_lines = {
        priority: index for priority, (on, index) in told.items() if on and priority in range(PRIORITIES)
    }
    shown = next((on_lines[priority] for priority in sorted(on_lines)), None)
    return Setting(frozenset(on_lines), find=sections.evidence(FLOW_CONTROL, shown))


def classes(sections: Sections, rows: Iterable[Found], whose: str) -> Setting[tuple[Group, ...]]:
    """Return the traffic classes of some rows, the default one first."""
    groups = []
    ordered = sorted(rows, key=lambda found: not is_default(found[1]))
    for number, (index, row) in enumerate(ordered):
        priorities = listed(row.get("Priority"))
        algorithm = enum(row.get("Algorithm"), _ALGORITHMS)
        bandwidth = whole_number(row.get("BandwidthPercentage", row.get("Bandwidth")))
        if priorities is None or not algorithm or (algorithm == "ets" and bandwidth is None):
            what = text(row.get("Name"))[:80]
            return unknown(
                f"{sections.file}: section {CLASSES} does not say all of class {what!r} of {whose}"
            )
        strict = algorithm == "strict"
        find = sections.evidence(CLASSES, index)
        groups.append(Group(number, priorities, None if strict else bandwidth, strict, find=find))
    if not groups:
        return unknown(f"{sections.file}: section {CLASSES} lists no class of {whose}")
    return Setting(tuple(groups), find=sections.evidence(CLASSES, None))


def willing(sections: Sections, rows: Iterable[Found]) -> Setting[bool] | None:
    """Return what some rows say of Willing, or None where they say nothing."""
    for index, row in rows:
        if (value := flag(row.get("Willing"))) is not None:
            return Setting(value, find=sections.evidence(DCBX, index, "Willing"))
    return None


def is_default(row: Row) -> bool:
    """Return whether a row is of the class that is always there."""
    return text(row.get("Name")).casefold() == "[default]"


def own(sections: Sections, section: str, nic: str) -> list[Found]:
    """Return the rows that a section has of one adapter, by its alias or its index."""
    adapter = first(sections, "netAdapter", nic)
    index = whole_number(adapter[1].get("InterfaceIndex")) if adapter else None
    names = {nic.casefold(), index or nic.casefold()}
    return [found for found in sections.rows(section) if _adapter(found) in names]


def _shared(sections: Sections, section: str) -> list[Found]:
    """Return the rows of the host's own policy set."""
    return [found for found in sections.rows(section) if not _adapter(found)]


def _host_pfc(sections: Sections) -> Setting[Priorities]:
    if sections.not_installed(FLOW_CONTROL):
        return Setting(frozenset(), find=sections.error(FLOW_CONTROL))
    if why := sections.why_unknown(FLOW_CONTROL):
        return unknown(why)
    return pfc(sections, _shared(sections, FLOW_CONTROL), "the host")


def _host_classes(sections: Sections) -> Setting[tuple[Group, ...]]:
    if sections.not_installed(CLASSES):
        return Setting((), find=sections.error(CLASSES))
    if why := sections.why_unknown(CLASSES):
        return unknown(why)
    return classes(sections, _shared(sections, CLASSES), "the host")


def _host_willing(sections: Sections) -> Setting[bool]:
    file = sections.file
    if sections.not_installed(DCBX):
        return unknown(f"{file}: without the Data-Center-Bridging feature, Windows has no Willing bit")
    if why := sections.why_unknown(DCBX):
        return unknown(why)
    said = willing(sections, _shared(sections, DCBX))
    return said or unknown(f"{file}: section {DCBX} does not say Willing for the host")


def _adapter(found: Found) -> str | int | None:
    """Return which adapter a row is of: its alias or index; None for the host's own policy set."""
    _, row = found
    alias = text(row.get("InterfaceAlias")) or text(row.get("ifAlias"))
    specific = text(row.get("PolicySet")).casefold() == "adapterspecific"
    return alias.casefold() or whole_number(row.get("InterfaceIndex")) or ("?" if specific else None)
