"""Settings of a host's NIC that spoil DCB: Willing, priorities that are cut off, 802.3x pause, DCB switched off."""

from collections.abc import Callable, Iterator

from fabric_check.parse.linux.dcb.dcb import entry
from fabric_check.parse.sections import Sections, flag, whole_number
from fabric_check.parse.windows.dcb import keywords, operational, wanted
from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.change import HostChange
from fabric_check.remedy.changes import linux_dcb
from fabric_check.remedy.changes.windows import AdvancedProperty
from fabric_check.remedy.changes.windows_features import AdapterQos, Feature
from fabric_check.remedy.changes.windows_qos import Willing
from fabric_check.remedy.hosts import is_linux, property_of, takes, with_facts, written
from fabric_check.rules.run import Judged


def repair(case: Case) -> Iterator[Step | Left]:
    """Answer for each NIC or host."""
    for found in with_facts(case):
        if isinstance(found, Left):
            yield found
            continue
        judged, facts = found
        change, why = _REPAIRS[judged.rule.id](case, judged, facts)
        yield Left(judged.id, why) if change is None else Step(change, frozenset({judged.id}), why)


Answer = tuple[HostChange | None, str]
"""The change and why it is made; or None and why there is none."""


def _willing(case: Case, judged: Judged, facts: Sections) -> Answer:
    host, nic = judged.finding.device or "", judged.finding.interface or ""
    on = case.world.folder.intent.dcbx == "switch"
    why = f"fabric.yaml says `dcbx: {case.world.folder.intent.dcbx}`"
    if not is_linux(facts):
        own = any(flag(row.get("Willing")) is not None for _, row in wanted.own(facts, wanted.DCBX, nic))
        return Willing(host, nic if own else None, on), why
    mode = entry(facts, "dcb_dcbx", nic)
    if on and not isinstance(mode, str) and flag(mode.get("static")):
        return (
            None,
            "its DCBX is static: whether the NIC's firmware or a daemon is to speak is a person's choice",
        )
    return linux_dcb.Willing(host, nic, on), why


def _priority_tag(_: Case, judged: Judged, facts: Sections) -> Answer:
    why = f"the priority in the tag is wanted by {', '.join(judged.finding.networks)}"
    return _keyword(judged, facts, keywords.PRIORITY_TAG, (3, 1), why)


def _pause(_: Case, judged: Judged, facts: Sections) -> Answer:
    host, nic = judged.finding.device or "", judged.finding.interface or ""
    why = "802.3x pause and PFC exclude each other"
    if not is_linux(facts):
        return _keyword(judged, facts, keywords.FLOW_CONTROL, (0,), why)
    negotiated = linux_dcb.pause(facts.facts.content.sections, nic).get("autonegotiate")
    return linux_dcb.Pause(host, nic, autoneg=False if negotiated else None), why


def _keyword(judged: Judged, facts: Sections, keyword: str, values: tuple[int, ...], why: str) -> Answer:
    """Return the change of an advanced property to the first of some values that the driver takes."""
    host, nic = judged.finding.device or "", judged.finding.interface or ""
    row = property_of(facts, nic, keyword)
    value = next((one for one in values if row and takes(row, one)), None)
    if row is None or value is None:
        return None, f"the driver of {nic} does not take {keyword} {values[0]}"
    return AdvancedProperty(host, nic, str(row["RegistryKeyword"]), str(value), written(row)), why


def _qos(_: Case, judged: Judged, facts: Sections) -> Answer:
    host, nic = judged.finding.device or "", judged.finding.interface
    if nic is None:
        return Feature(host), "the cmdlets and policies of DCB come with the feature Data-Center-Bridging"
    keys = ("Name", "InterfaceAlias")
    rows = [row for key in keys for _, row in facts.named(operational.SECTION, nic, key)]
    qos = property_of(facts, nic, "*QOS")
    if not any(flag(row.get("Enabled")) is False for row in rows) and (
        rows or qos is None or whole_number(qos.get("RegistryValue")) != 0
    ):
        return None, "Windows lists no DCB for the NIC: its driver, or the card, has to bring it"
    return AdapterQos(host, nic), "with DCB off, no policy reaches the NIC"


_REPAIRS: dict[str, Callable[[Case, Judged, Sections], Answer]] = {
    "HST107": _willing,
    "HST108": _priority_tag,
    "HST109": _pause,
    "HST111": _qos,
}
RULES = tuple(_REPAIRS)
