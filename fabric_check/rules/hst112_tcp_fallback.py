"""SMB runs over TCP between two hosts that both could use RDMA.

## What it checks
For each SMB Multichannel connection that is selected and has not failed, and whose two ends are both capable of RDMA: it uses RDMA.
Connections between NICs of a network that declares `roce` are judged.

## Why it matters
This is how RoCE breaks: no error, no event that anybody reads, only a slow cluster with busy processors.

## How it is decided
`Get-SmbMultichannelConnection`: `ClientRdmaCapable` and `ServerRdmaCapable` are true, `Selected` is true, `Failed` is false,
`RdmaConnectionCount` is 0 and `TcpConnectionCount` is not. The addresses say which NICs: `address` in fabric.yaml. Where fabric.yaml
gives none, the server's name says which host, and the networks are those that both hosts share.

`caused_by` names RDMA of different kinds at the two ends (HST105).

## Example that fails
`RdmaConnectionCount` 0 and `TcpConnectionCount` 2 between 10.0.110.1 and 10.0.110.2, both capable of RDMA.

## Example that passes
`RdmaConnectionCount` 2.

## Fix and its safety
Look at the other findings of this network first: the kind of RDMA, PFC, the VLAN's tag. Without any, look at the NICs' RDMA counters
and at SMB's own signing and encryption settings.

## Limits
A snapshot: connections that did not exist when the facts were collected are not judged, and that is no unknown. Servers that
fabric.yaml does not declare are not judged.

## References
Microsoft, MSFT_SmbMultichannelConnection; deploying SMB Direct: verifying that RDMA is used.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from fabric_check.fabric.scene import Scene
from fabric_check.model.dcb import SmbConnection
from fabric_check.model.intent import Intent, Nic
from fabric_check.model.outcome import Answer, Finding, Pass, Severity, Subject
from fabric_check.rules import host_nics, words
from fabric_check.rules import hst105_rdma_flavour_differs as hst105


@dataclass(frozen=True, slots=True)
class _Pair:
    """The two ends of a connection; *networks*: the RoCE networks that it may run in."""

    client: tuple[str, str | None]
    server: tuple[str, str | None]
    networks: tuple[str, ...]

    @property
    def subject(self) -> Subject:
        """The pair as a subject."""
        return Subject("pair", self.client[0], self.client[1], self.server[0], self.server[1])


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each pair of hosts with an SMB connection that could use RDMA."""
    intent = scene.fabric.intent
    answers: dict[Subject, Answer] = {}
    for name in intent.hosts:
        dcb = scene.fabric.hosts[name].dcb
        for connection in dcb.connections if dcb else ():
            pair = _pair(intent, name, connection) if _could(connection) else None
            if pair is not None and not isinstance(answers.get(pair.subject), Finding):
                answers[pair.subject] = _answer(scene, name, pair, connection)
    yield from answers.values()


def _could(one: SmbConnection) -> bool:
    return one.client_rdma and one.server_rdma and one.selected and not one.failed


def _pair(intent: Intent, host: str, one: SmbConnection) -> _Pair | None:
    """Return which NICs, or at least which hosts, a connection joins; the end that comes first in fabric.yaml first."""
    by_address = {nic.address: nic for other in intent.hosts.values() for nic in other.nics if nic.address}
    client, server = by_address.get(one.client_address), by_address.get(one.server_address)
    far = server.host if server else _host(intent, one.server)
    if far is None or far == host or (client is not None and client.host != host):
        return None
    networks = tuple(
        name
        for name, network in intent.networks.items()
        if network.lossless is not None
        and network.lossless.rdma
        and _in(intent, host, client, name)
        and _in(intent, far, server, name)
    )
    ends = [(host, client.name if client else None), (far, server.name if server else None)]
    first, second = sorted(ends, key=lambda end: intent.device_order[end[0]])
    return _Pair(first, second, networks) if networks else None


def _host(intent: Intent, server: str) -> str | None:
    """Return the declared host that a server's name means, with its domain or without."""
    short = server.strip("\\").partition(".")[0].casefold()
    return next((name for name in intent.hosts if name.partition(".")[0].casefold() == short), None)


def _in(intent: Intent, host: str, nic: Nic | None, network: str) -> bool:
    nics = (nic,) if nic else intent.hosts[host].nics
    return any(network in one.networks for one in nics)


def _answer(scene: Scene, host: str, pair: _Pair, one: SmbConnection) -> Answer:
    if one.rdma_connections or not one.tcp_connections:
        return Pass(pair.subject)
    ends = " and ".join(f"{name}:{nic}" if nic else name for name, nic in (pair.client, pair.server))
    place = host_nics.declared(scene.fabric.intent.networks[pair.networks[0]])
    lines = words.evidence(host, one.find() if one.find else None) or words.evidence(host, place)
    return Finding(
        Severity.ERROR,
        pair.subject,
        pair.networks,
        f"SMB between {ends} runs over {one.tcp_connections} TCP connection{'s' if one.tcp_connections > 1 else ''} and "
        f"no RDMA, although both ends are capable of it.",
        lines,
        1,
        cause=_cause(scene, pair),
    )


def _cause(scene: Scene, pair: _Pair) -> tuple[str, Subject] | None:
    """Return the finding that the two ends speak different kinds of RDMA."""
    hosts = {pair.client[0], pair.server[0]}
    for answer in scene.answers(hst105.judge):
        if (
            isinstance(answer, Finding)
            and answer.device in hosts
            and set(answer.networks) & set(pair.networks)
        ):
            return ("HST105", answer.subject)
    return None
