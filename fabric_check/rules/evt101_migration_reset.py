"""Live migration failed with 0x80072746: the connection was reset.

## What it checks
Whether a host logged failed live migrations with HRESULT 0x80072746 (10054, WSAECONNRESET).

## Why it matters
The connection stands, small packets pass, and it is reset once the memory pages follow in full-size packets: what a broken jumbo
path looks like, while ping works.

## How it is decided
By the HRESULT in the event's message or properties, never by event numbers. Events count since the cluster's `RecentEventsResetTime`,
else within 24 hours before the facts were collected. Where the facts tell which network migration really uses (its migration
networks, the cluster's exclusions), `caused_by` names the MTU finding there.

## Example that fails
"… failed to send data for a Virtual Machine migration: An existing connection was forcibly closed by the remote host. (0x80072746)"

## Example that passes
No such event in that time.

## Fix and its safety
Repair the MTU finding that is named. Without one, measure the path with `fabric-check sweep`.

## Limits
A reset has other causes: a stopped service, a firewall, the other host's crash. That is why this is information. Without the
section `events` nothing is said.

## References
Microsoft, Windows Sockets error codes: 10054. Microsoft, troubleshooting live migration.
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.outcome import Answer
from fabric_check.rules import host_events


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each host that logged such an event."""
    return host_events.by_network(scene, "0x80072746", "the connection was reset")
