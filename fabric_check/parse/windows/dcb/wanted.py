"""What Windows wants of its NICs: PFC, traffic classes and Willing, for the whole host and for single adapters.

Asked for one adapter, the cmdlets always print eight priorities and a ``[Default]`` class, configured or not. An adapter's
own policy set replaces the host's once something is in it (Microsoft, *Manage Data Center Bridging*: individual policies
override all global ones); one that holds the defaults alone is taken as not applied.
"""

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
_DEFAULT = "[default]"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A policy set: the host's, or what holds for one adapter."""

    pfc: Setting[Priorities]
    classes: Setting[tuple[Group, ...]]


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
    return Wanted(_host_pfc(sections), _host_classes(sections))


def of_adapter(sections: Sections, nic: str, host: Wanted) -> Wanted:
    """Return what holds for one adapter: its own policy set where something is in it, else the host's."""
    pfc, classes = _own(sections, FLOW_CONTROL, nic), _own(sections, CLASSES, nic)
    own_pfc = _pfc(sections, pfc, repr(nic)) if pfc else None
    only_defaults = own_pfc is None or own_pfc.value == frozenset()
    if only_defaults and all(_name(row) == _DEFAULT for _, row in classes):
        return host
    return Wanted(own_pfc or host.pfc, _classes(sections, classes, repr(nic)) if classes else host.classes)


def willing(sections: Sections, nic: str) -> Setting[bool]:
    """Return whether an adapter takes the switch's configuration: its own row says so, else the host's."""
    if sections.not_installed(DCBX):
        return unknown(
            f"{sections.file}: without the Data-Center-Bridging feature, Windows has no Willing bit"
        )
    if why := sections.why_unknown(DCBX):
        return unknown(why)
    for index, row in (*_own(sections, DCBX, nic), *_global(sections, DCBX)):
        if (value := flag(row.get("Willing"))) is not None:
            return Setting(value, find=sections.evidence(DCBX, index, "Willing"))
    return unknown(f"{sections.file}: section {DCBX} says Willing neither for the host nor for {nic!r}")


def _host_pfc(sections: Sections) -> Setting[Priorities]:
    if sections.not_installed(FLOW_CONTROL):
        return Setting(frozenset(), find=sections.error(FLOW_CONTROL))
    if why := sections.why_unknown(FLOW_CONTROL):
        return unknown(why)
    return _pfc(sections, _global(sections, FLOW_CONTROL), "the host")


def _host_classes(sections: Sections) -> Setting[tuple[Group, ...]]:
    if sections.not_installed(CLASSES):
        return Setting((), find=sections.error(CLASSES))
    if why := sections.why_unknown(CLASSES):
        return unknown(why)
    return _classes(sections, _global(sections, CLASSES), "the host")


def _pfc(sections: Sections, rows: Iterable[Found], whose: str) -> Setting[Priorities]:
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


def _classes(sections: Sections, rows: Iterable[Found], whose: str) -> Setting[tuple[Group, ...]]:
    groups = []
    ordered = sorted(rows, key=lambda found: _name(found[1]) != _DEFAULT)
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


def _global(sections: Sections, section: str) -> list[Found]:
    return [found for found in sections.rows(section) if not _adapter(found)]


def _own(sections: Sections, section: str, nic: str) -> list[Found]:
    adapter = first(sections, "netAdapter", nic)
    index = whole_number(adapter[1].get("InterfaceIndex")) if adapter else None
    return [
        found
        for found in sections.rows(section)
        if _adapter(found) in {nic.casefold(), index or nic.casefold()}
    ]


def _adapter(found: Found) -> str | int | None:
    """Return which adapter a row is of: its alias or index; None for the host's own policy set."""
    _, row = found
    alias = text(row.get("InterfaceAlias")) or text(row.get("ifAlias"))
    own = text(row.get("PolicySet")).casefold() == "adapterspecific"
    return alias.casefold() or whole_number(row.get("InterfaceIndex")) or ("?" if own else None)


def _name(row: Row) -> str:
    return text(row.get("Name")).casefold()
