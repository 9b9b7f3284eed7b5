"""Live migration failed with 0x8007274C: the connection timed out.

## What it checks
Whether a host logged failed live migrations with HRESULT 0x8007274C (10060, WSAETIMEDOUT).

## Why it matters
A path that passes the small packets of a connection's start and drops full-size ones ends in this as often as in a reset.

## How it is decided
As [EVT101](EVT101.md): by the HRESULT, in the same time, with the MTU finding on the network that migration really uses.

## Example that fails
"… failed to establish a connection with host …: … did not properly respond after a period of time … (0x8007274C)"

## Example that passes
No such event in that time.

## Fix and its safety
Repair the MTU finding that is named. Without one, measure the path with `fabric-check sweep`.

## Limits
A firewall, and a host that is off, time out as well. That is why this is information. Without the section `events` nothing is said.

## References
Microsoft, Windows Sockets error codes: 10060. Microsoft, troubleshooting live migration.
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.outcome import Answer
from fabric_check.rules import host_events


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each host that logged such an event."""
    return host_events.by_network(scene, "0x8007274C", "the connection timed out")
