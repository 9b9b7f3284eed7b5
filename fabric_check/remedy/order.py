"""In which order devices are changed, so that no host ever sends more than its path carries; and what suffers meanwhile.

The order is proven as the plan is: devices are changed one after the other on the facts, and MTU102 is asked after each. The
phases of the changes give the order to try first: hosts that lower, switches, other hosts, switches that lower.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from fabric_check.fabric.view import NetworkView
from fabric_check.model.outcome import Finding, Severity
from fabric_check.model.text import natural_key
from fabric_check.remedy.case import Step
from fabric_check.remedy.change import Safety
from fabric_check.remedy.plan import Plan
from fabric_check.remedy.prune import Judge, trials
from fabric_check.remedy.world import World
from fabric_check.rules import mtu102_host_exceeds_path as mtu102

_NOT_REPLAYED = (
    "so many devices change that the order is by kind of change alone, and not replayed one by one"
)


@dataclass(frozen=True, slots=True)
class Turn:
    """A device whose snippet is due. *notes*: what is down, or worse than before, while and after it is pasted."""

    device: str
    notes: tuple[str, ...] = ()


def order(plan: Plan, judge: Judge | None = None) -> list[Turn]:
    """Return the devices that change, in the order in which to change them; *judge* says what each leaves worse."""
    phases: dict[str, int] = {}
    for step in plan.steps:
        phases[step.change.device] = max(phases.get(step.change.device, 0), step.change.phase)
    rank = plan.replay.start.folder.intent.device_order
    waiting = sorted(phases, key=lambda device: (phases[device], rank[device]))
    if len(waiting) > trials(plan.replay.start):
        return [Turn(device, (_NOT_REPLAYED, *_restarts(plan, device))) for device in waiting]
    return _proven(plan, waiting, judge)


def _proven(plan: Plan, waiting: list[str], judge: Judge | None) -> list[Turn]:
    """Take of the devices that are left the first after which no host exceeds its path that did not before or at the end."""
    start = plan.replay.start
    known = _exceeding(start) | _exceeding(plan.replay.world)
    ends = {judged.id for outcome in (plan.before, plan.after) for judged in outcome.findings}
    done: list[str] = []
    turns: list[Turn] = []
    while waiting:
        worlds = ((one, _after(plan, [*done, one])) for one in waiting)
        found = next((one for one in worlds if _exceeding(one[1]) <= known), None)
        device, world = found or (waiting[0], _after(plan, [*done, waiting[0]]))
        waiting.remove(device)
        done.append(device)
        notes = list(_restarts(plan, device))
        if found is None and waiting:
            notes.append(f"until {waiting[0]} is changed too, hosts send more than their path carries")
        if judge is not None and waiting:
            notes += _worse(judge, world, ends, waiting)
        turns.append(Turn(device, tuple(notes)))
    return turns


def _after(plan: Plan, devices: Collection[str]) -> World:
    """Return the fabric once these devices are changed; with all of them it is the plan's own."""
    steps = [step for step in plan.steps if step.change.device in devices]
    return plan.replay.world if len(steps) == len(plan.steps) else plan.replay.apply(steps).world


def _exceeding(world: World) -> set[tuple[str | None, str | None]]:
    """Return the NICs whose full-size packets vanish."""
    return {
        (answer.device, answer.interface)
        for answer in world.scene().answers(mtu102.judge)
        if isinstance(answer, Finding) and answer.severity is Severity.ERROR
    }


def _worse(judge: Judge, world: World, ends: set[str], waiting: Sequence[str]) -> list[str]:
    """Return what is wrong now that was not before and will not be at the end."""
    outcome = judge(world)
    return [
        f"until {', '.join(waiting)} is changed too: {judged.finding.message}"
        for judged in outcome.findings
        if judged.id not in ends and judged.caused_by is None and judged.finding.severity is Severity.ERROR
    ]


def _restarts(plan: Plan, device: str) -> tuple[str, ...]:
    """Return which ports may go down while a snippet is pasted, and how many pairs of which networks have a way there."""
    by_reason: dict[str, list[Step]] = {}
    for step in plan.steps:
        safety, reason = step.change.safety
        if step.change.device == device and safety is not Safety.SAFE:
            by_reason.setdefault(reason, []).append(step)
    notes = []
    for reason, steps in by_reason.items():
        names = sorted({name for step in steps if (name := step.change.interface)}, key=natural_key)
        where = ", ".join(names) or "the whole switch"
        notes.append(f"{where}: {reason}{_crossing(plan, device, names)}")
    return tuple(notes)


def _crossing(plan: Plan, device: str, names: Sequence[str]) -> str:
    """Return how many pairs of NICs have a way over some ports; their traffic is what may stop."""
    world = plan.replay.start
    facts = world.switches.get(device)
    logical = {facts.ports[name].lag or name for name in names if name in facts.ports} if facts else set()
    pairs = {
        view.network.name: _pairs(view, device, logical | set(names))
        if names or facts is None
        else view.device_pairs(device)
        for view in world.scene().views
    }
    said = ", ".join(f"{name} ({count})" for name, count in pairs.items() if count)
    return f"; pairs of NICs with a way there: {said}" if said else ""


def _pairs(view: NetworkView, device: str, names: Collection[str]) -> int:
    """Return how many pairs have a way over some ports of a switch, or are of some NICs of a host."""
    ports = [use.pairs for ref, use in view.uses.items() if ref.device == device and ref.interface in names]
    nics = [
        view.partners(one)
        for one in view.attachments
        if one.nic.host == device and not {one.nic.name, *one.state.ends}.isdisjoint(names)
    ]
    return max(ports, default=0) + sum(nics)
