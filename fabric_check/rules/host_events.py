"""What the rules on failed migrations share: a host's events of one HRESULT, and the MTU finding to look at first. Holds no rule."""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.dcb import HostDcb, MigrationEvent
from fabric_check.model.outcome import Answer, Evidence, Finding, Severity, Subject
from fabric_check.model.text import printable
from fabric_check.rules import host_nics, words
from fabric_check.rules.registry import all_rules

Cause = tuple[str, Subject]


def failed(scene: Scene, hresult: str) -> Iterator[tuple[str, HostDcb, list[MigrationEvent]]]:
    """Yield each host that logged migrations which failed with an HRESULT, with those."""
    for host in scene.fabric.intent.hosts:
        dcb = scene.fabric.hosts[host].dcb
        events = [one for one in dcb.events if one.hresult == hresult] if dcb else []
        if dcb and events:
            yield host, dcb, events


def by_network(scene: Scene, hresult: str, meaning: str) -> Iterator[Answer]:
    """Answer for an HRESULT that a broken path explains: with the MTU finding on the network that migration uses."""
    for host, dcb, events in failed(scene, hresult):
        used = dcb.migration.value
        cause = _cause(scene, host, used) if used else None
        yield finding(scene, host, events, used or (), f"{meaning}. {_where(dcb, cause)}.", cause)


def finding(
    scene: Scene,
    host: str,
    events: list[MigrationEvent],
    networks: tuple[str, ...],
    says: str,
    cause: Cause | None = None,
) -> Finding:
    """Return the one finding for all of a host's events of an HRESULT."""
    last = max(events, key=lambda one: one.at)
    times = f"{len(events)} times, last" if len(events) > 1 else "once,"
    views = [view for view in scene.views if view.network.name in networks]
    pairs = sum(view.partners(one) for view in views for one in view.attachments if one.nic.host == host)
    return Finding(
        Severity.INFO,
        Subject("device", host),
        networks,
        f"Live migration failed on {host} with {last.hresult} {times} at {printable(last.at)}: {says}",
        words.evidence(host, last.find() if last.find else None) or _declared(scene, host),
        pairs,
        cause=cause,
    )


def _where(dcb: HostDcb, cause: Cause | None) -> str:
    """Return which network migration uses and what to do there."""
    used = dcb.migration.value
    why = printable(dcb.migration.why)
    if used is None:
        return f"Which network migration uses is not known ({why}): look at the MTU findings of each that it may use"
    if not used:
        return f"Migration uses none of the declared networks ({why}): declare the one that it does"
    over = f" over {printable(dcb.migration_over.value)}" if dcb.migration_over.value else ""
    network = f"Migration uses {' and '.join(used)}{over}"
    if cause is not None:
        return f"{network}: repair {cause[0]} there first"
    return f"{network}, which has no MTU finding: measure it with `fabric-check sweep`, then see that ports 6600 and 445 are open"


def _cause(scene: Scene, host: str, used: tuple[str, ...]) -> Cause | None:
    """Return the MTU finding that explains it: on the migration networks, one that concerns the host before others."""
    found = [
        (rule.id, answer)
        for rule in all_rules()
        if rule.id.startswith("MTU")
        for answer in scene.answers(rule.judge)
        if isinstance(answer, Finding) and set(answer.networks) & set(used)
    ]
    found.sort(key=lambda one: (one[1].severity.rank, one[1].device != host, one[0]))
    own = next(iter(found), None)
    if own is None:
        return None
    return own[1].cause or (own[0], own[1].subject)


def _declared(scene: Scene, host: str) -> tuple[Evidence, ...]:
    """Return the line of the first network of the host, for facts that do not lead to a line of their own."""
    networks = scene.fabric.intent.networks
    names = [name for nic in scene.fabric.intent.hosts[host].nics for name in nic.networks]
    return tuple(Evidence(host, host_nics.declared(networks[name])) for name in names[:1])
