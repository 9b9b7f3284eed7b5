"""QoS policies of a Windows host: SMB Direct gets its network's priority, by a policy that outlives a boot."""

from collections.abc import Iterator

from fabric_check.model.dcb import QosPolicy
from fabric_check.parse.sections import Row, Sections, text, whole_number
from fabric_check.parse.windows.dcb.policies import SECTION
from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.changes.windows_policy import ACTIVE, Filters, Policy, PolicyPriority, PolicyStore
from fabric_check.remedy.hosts import lossless_priorities, with_facts
from fabric_check.rules.hst103_no_rdma_policy import for_rdma
from fabric_check.rules.run import Judged

RULES = ("HST103", "HST114")
_NAME = "SMBDirect"
_TEMPLATES = ("SMB", "LiveMigration", "Cluster", "NFS", "iSCSI", "FCOE", "Default")
"""Conditions that New-NetQosPolicy has as switches."""
_SAID = {"name", "owner", "policystore", "template", "templatematchcondition"} | {
    "netdirectport",
    "netdirectportmatchcondition",
    "priorityvalue",
    "priorityvalue8021action",
}
_NEUTRAL = {"precedence", "instanceid", "version", "networkprofile", "caption", "description", "elementname"}
_UNSET: tuple[object, ...] = (None, "", 0, -1, "0", "-1", "None", [])


def repair(case: Case) -> Iterator[Step | Left]:
    """Answer for each host."""
    for found in with_facts(case):
        if isinstance(found, Left):
            yield found
        else:
            yield from (_priority if found[0].rule.id == "HST103" else _stored)(case, *found)


def _priority(case: Case, judged: Judged, facts: Sections) -> Iterator[Step | Left]:
    host, ids = judged.finding.device or "", frozenset({judged.id})
    wanted = lossless_priorities(case, judged.finding.networks)
    policies = _policies(case, host)
    own = next((one for one in policies if for_rdma(one)), None)
    declared = lossless_priorities(case, _networks(case, host))
    if len(wanted) != 1 or (own is not None and own.priority in declared):
        yield Left(judged.id, "its RoCE networks declare several priorities, and SMB Direct has one port")
        return
    (priority,) = wanted
    why = f"priority {priority}, as {', '.join(judged.finding.networks)} has it"
    if own is None:
        yield Step(Policy(host, _free_name(facts), priority), ids, why)
    elif own.priority is None or _of_group_policy(facts, own.name):
        yield Left(
            judged.id,
            "the policy that matches SMB Direct gives no priority, or is a group policy's: a person's choice",
        )
    else:
        yield from _kept(judged, facts, own)
        yield Step(PolicyPriority(host, own.name, priority, own.priority), ids, why)


def _stored(case: Case, judged: Judged, facts: Sections) -> Iterator[Step | Left]:
    host = judged.finding.device or ""
    priorities = lossless_priorities(case, _networks(case, host))
    for policy in _policies(case, host):
        if for_rdma(policy) or policy.priority in priorities:
            yield from _kept(judged, facts, policy)


def _kept(judged: Judged, facts: Sections, policy: QosPolicy) -> Iterator[Step | Left]:
    """Yield what stores a policy that is in effect alone."""
    if policy.stored is not False:
        return
    rows = [
        row for _, row in facts.named(SECTION, policy.name, "Name") if text(row.get("PolicyStore")) == ACTIVE
    ]
    filters = _filters(rows[0]) if len(rows) == 1 else None
    if filters is None:
        yield Left(judged.id, "the policy has conditions that have to be made again by hand")
        return
    change = PolicyStore(
        judged.finding.device or "", text(rows[0].get("Name")), filters, policy.priority, row=rows[0]
    )
    yield Step(change, frozenset({judged.id}), "what is in the active store alone is gone at the next boot")


def _filters(row: Row) -> Filters | None:
    """Return a policy's conditions as parameters; None where it has others than can be told for sure."""
    more = {
        name for name, value in row.items() if name.casefold() not in _SAID | _NEUTRAL and value not in _UNSET
    }
    if more:
        return None
    port = whole_number(row.get("NetDirectPortMatchCondition", row.get("NetDirectPort")))
    template = text(row.get("Template"))
    if template and template != "None":
        known = next((one for one in _TEMPLATES if one.casefold() == template.casefold()), None)
        return ((known, ""),) if known and not port else None
    return (("NetDirectPortMatchCondition", str(port)),) if port else None


def _policies(case: Case, host: str) -> tuple[QosPolicy, ...]:
    dcb = case.world.hosts[host].dcb
    return (dcb.policies.value if dcb else None) or ()


def _networks(case: Case, host: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(network for _, network in case.world.hosts[host].nics))


def _of_group_policy(facts: Sections, name: str) -> bool:
    rows = (row for _, row in facts.named(SECTION, name, "Name"))
    return any(text(row.get("Owner")).casefold().startswith("group policy") for row in rows)


def _free_name(facts: Sections) -> str:
    taken = {text(row.get("Name")).casefold() for _, row in facts.rows(SECTION)}
    numbered = (f"{_NAME}{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (_NAME, *numbered) if name.casefold() not in taken)
