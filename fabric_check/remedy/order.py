"""In which order devices are changed, so that no host ever sends more than its path carries.

Hosts that lower come first, then the switches, then the other hosts; a switch that lowers comes last.
"""

from fabric_check.remedy.plan import Plan


def order(plan: Plan) -> list[str]:
    """Return the devices that change, in the order in which to change them."""
    phases: dict[str, int] = {}
    for step in plan.steps:
        device = step.change.device
        phases[device] = max(phases.get(device, 0), step.change.phase)
    rank = plan.replay.start.folder.intent.device_order
    return sorted(phases, key=lambda device: (phases[device], rank[device]))
