"""``Get-NetAdapterQos`` of one NIC: DCB on or off, the PFC its driver runs, and what the switch told it by DCBX.

The objects hold arrays by priority (MSFT_NetAdapterQosSettingData). Where only the rendered text is at hand, it is read too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fabric_check.model.dcb import Priorities, Setting
from fabric_check.model.host import Evidence
from fabric_check.parse.sections import Row, Sections, flag, whole_number
from fabric_check.parse.settings import switched_on, unknown
from fabric_check.parse.windows import nic as one_nic
from fabric_check.parse.windows.dcb import operational_text
from fabric_check.parse.windows.rows import first

SECTION = "adapterQos"
PFC = "PriorityFlowControlEnableArray"
_FLAGS = ("FlowControlEnabled", "TransmissionSelectionEnabled", "ClassificationEnabled")


@dataclass(frozen=True, slots=True)
class Operational:
    """What Windows says of a NIC's DCB in operation; *remote* is what the switch sent."""

    qos: Setting[bool]
    pfc: Setting[Priorities]
    remote: Setting[Priorities]
    class_limit: Setting[int]


def operational(sections: Sections, nic: str) -> Operational:
    """Return a NIC's DCB in operation; its keyword ``*QOS`` stands in where only that was collected."""
    content = sections.content(SECTION)
    if operational_text.is_text(content):
        return _of_text(sections, nic, operational_text.Report(content))
    if sections.not_installed(SECTION):
        return _without(sections, nic, sections.error(SECTION))
    if why := sections.why_unknown(SECTION):
        return Operational(_keyword(sections, nic, why), unknown(why), unknown(why), unknown(why))
    found = first(sections, SECTION, nic) or first(sections, SECTION, nic, "InterfaceAlias")
    # "The cmdlet returns nothing for an adapter without DCB" (its documentation).
    return (
        _of_row(sections, nic, *found) if found else _without(sections, nic, sections.evidence(SECTION, None))
    )


def _without(sections: Sections, nic: str, find: Evidence) -> Operational:
    why = f"{sections.file}: Get-NetAdapterQos lists no DCB for {nic!r}"
    return Operational(
        Setting(value=False, find=find, why=why),
        Setting(frozenset(), find=find, why=why),
        unknown(why),
        unknown(why),
    )


def _of_row(sections: Sections, nic: str, index: int | None, row: Row) -> Operational:
    def at(*keys: str | int) -> Evidence:
        return sections.evidence(SECTION, index, *keys)

    where = f"{sections.file}: {SECTION} of {nic!r}"
    on = flag(row.get("Enabled"))
    qos = Setting(on, find=at("Enabled")) if on is not None else unknown(f"{where} does not say Enabled")
    limit = _limit(row, where, at, on)
    if on is False:
        off = f"{where}: DCB is off on the NIC"
        return Operational(qos, Setting(frozenset(), find=at("Enabled")), unknown(off), limit)
    return Operational(qos, _pfc(row, where, at), _remote(row, where, at), limit)


def _pfc(row: Row, where: str, at: Any) -> Setting[Priorities]:
    settings = row.get("OperationalSettings")
    if not isinstance(settings, Mapping):
        return unknown(_why(where, "OperationalSettings", settings))
    find = at("OperationalSettings", PFC)
    if flag(settings.get("FlowControlEnabled")) is False:
        return Setting(frozenset(), find=find)
    on = switched_on(settings.get(PFC))
    return Setting(on, find=find) if on is not None else unknown(_why(where, PFC, settings.get(PFC)))


def _remote(row: Row, where: str, at: Any) -> Setting[Priorities]:
    """Return what the switch's DCBX said of PFC: nothing where all of it is false or absent."""
    settings = row.get("RemoteSettings")
    if settings is None:
        return unknown(f"{where}: no DCBX was heard, RemoteSettings is empty")
    if not isinstance(settings, Mapping):
        return unknown(_why(where, "RemoteSettings", settings))
    on = switched_on(settings.get(PFC))
    if on is None and settings.get(PFC) is not None:
        return unknown(_why(where, PFC, settings.get(PFC)))
    told = flag(settings.get("FlowControlEnabled"))
    if on is not None and (told or (told is None and on)):
        return Setting(on, find=at("RemoteSettings", PFC))
    heard = any(flag(settings.get(name)) for name in _FLAGS)
    what = (
        "the switch's DCBX says nothing of PFC" if heard else "no DCBX was heard, RemoteSettings is all false"
    )
    return unknown(f"{where}: {what}")


def _limit(row: Row, where: str, at: Any, on: bool | None) -> Setting[int]:
    """Return the traffic classes that the NIC has. With DCB off, only what the hardware could do means anything."""
    for key in ("CurrentCapabilities", "HardwareCapabilities") if on else ("HardwareCapabilities",):
        capabilities = row.get(key)
        number = (
            whole_number(capabilities.get("NumberOfTrafficClasses"))
            if isinstance(capabilities, Mapping)
            else None
        )
        if number:
            return Setting(number, find=at(key, "NumberOfTrafficClasses"))
    return unknown(f"{where} does not say how many traffic classes the NIC has")


def _why(where: str, what: str, value: Any) -> str:
    if isinstance(value, str) and value.strip():
        return f"{where}: {what} was cut off to text; collect it again with ConvertTo-Json -Depth 8"
    return f"{where} does not say {what}"


def _keyword(sections: Sections, nic: str, why: str) -> Setting[bool]:
    for index, row in one_nic.keyword(sections, nic, "*QOS"):
        if (value := flag(row.get("RegistryValue"))) is None:
            value = flag(whole_number(row.get("RegistryValue")))
        if value is not None:
            return Setting(value, find=sections.evidence("advancedProperty", index, "RegistryValue"))
    return unknown(why)


def _of_text(sections: Sections, nic: str, report: operational_text.Report) -> Operational:
    found = report.adapters.get(nic.casefold())
    if found is None:
        return _without(sections, nic, sections.evidence(SECTION, None))
    where = f"{sections.file}: {SECTION} of {nic!r}"

    def at(label: str) -> Evidence:
        return sections.evidence(SECTION, found.lines.get(label))

    on = flag(found.values.get("Enabled"))
    qos = Setting(on, find=at("Enabled")) if on is not None else unknown(f"{where} does not say Enabled")
    limit = (
        Setting(found.class_limit, find=at("Capabilities"))
        if found.class_limit
        else unknown(f"{where} does not say how many traffic classes the NIC has")
    )
    remote = found.pfc("RemoteFlowControl")
    told = (
        Setting(remote, find=at("RemoteFlowControl"))
        if remote
        else unknown(f"{where}: the switch's DCBX says nothing of PFC")
    )
    if on is False:
        return Operational(qos, Setting(frozenset(), find=at("Enabled")), told, limit)
    pfc = found.pfc("OperationalFlowControl")
    own = (
        Setting(pfc, find=at("OperationalFlowControl"))
        if pfc is not None
        else unknown(f"{where} does not say OperationalFlowControl")
    )
    return Operational(qos, own, told, limit)
