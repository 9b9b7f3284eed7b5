"""What the repairs of hosts share: a host's facts, its NICs of lossless networks, and the values that a driver takes."""

from collections.abc import Iterable, Iterator, Mapping

from fabric_check.model.dcb import AdapterDcb
from fabric_check.parse.sections import Row, Sections, names, whole_number
from fabric_check.parse.windows import nic as one_nic
from fabric_check.remedy.case import Case, Left
from fabric_check.rules.run import Judged

NO_FACTS = "the host's settings are declared by hand: there are no facts to prove a change on"


def with_facts(case: Case) -> Iterator[tuple[Judged, Sections] | Left]:
    """Yield each finding with the facts of its host; without facts no change of the host can be proven."""
    for judged in case.findings:
        facts = facts_of(case, judged.finding.device or "")
        yield (judged, facts) if facts else Left(judged.id, NO_FACTS)


def facts_of(case: Case, host: str) -> Sections | None:
    """Return what a host's facts say, or None where there are none."""
    facts = case.world.folder.facts.get(host)
    return Sections(facts) if facts else None


def is_linux(facts: Sections) -> bool:
    """Return whether the facts are of a Linux host."""
    return facts.facts.content.os == "linux"


def adapter(case: Case, judged: Judged) -> AdapterDcb | None:
    """Return what is known of DCB of the NIC that a finding is about."""
    dcb = case.world.hosts[judged.finding.device or ""].dcb
    return dcb.adapters.get(judged.finding.interface or "") if dcb else None


def lossless_priorities(case: Case, networks: Iterable[str]) -> frozenset[int]:
    """Return the priorities that these networks declare lossless."""
    declared = (case.world.folder.intent.networks[name].lossless for name in networks)
    return frozenset(one.priority for one in declared if one is not None)


def property_of(facts: Sections, nic: str, keyword: str) -> Row | None:
    """Return the row of a NIC's advanced property."""
    return next((row for _, row in one_nic.keyword(facts, nic, keyword)), None)


def written(row: Row) -> str:
    """Return an advanced property's value as the registry holds it."""
    value = row.get("RegistryValue")
    return str(value[0] if isinstance(value, list) and value else value)


def takes(row: Row, value: int) -> bool:
    """Return whether a driver takes a number: one of its list, or of its range in its steps."""
    listed = names(row.get("ValidRegistryValues"))
    if listed:
        return str(value) in listed
    least, most, step = _range(row)
    in_range = (least is None or least <= value) and (most is None or value <= most)
    return in_range and (not step or not least or (value - least) % step == 0)


def least_from(row: Row, value: int) -> int | None:
    """Return the smallest number from *value* on that a driver takes, or None where there is none."""
    listed = [number for one in names(row.get("ValidRegistryValues")) if (number := whole_number(one))]
    if listed:
        return min((number for number in listed if number >= value), default=None)
    least, _, step = _range(row)
    if least is not None and value < least:
        value = least
    if least is not None and step:
        value += -(value - least) % step
    return value if takes(row, value) else None


def _range(row: Mapping[str, object]) -> tuple[int | None, int | None, int | None]:
    least, most, step = (
        whole_number(row.get(f"NumericParameter{what}Value")) for what in ("Min", "Max", "Step")
    )
    return least, most, step
