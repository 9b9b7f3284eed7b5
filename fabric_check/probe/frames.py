"""Tagged frames between Linux hosts: whether the tag arrives, with its priority, also on the longest frames.

All hosts listen, then all speak, then all are asked what came: three requests a host, however many pairs there are.
A frame that did not come is lost only once something that was sent behind it has come: senders end with an echo.
"""

import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from typing import Any

from fabric_check.model.text import printable
from fabric_check.probe.host import HostError
from fabric_check.probe.plan import Pair, Tag

TIMES = 5
"""Frames of each kind: all of them are lost by chance once in three million runs at 5 % loss."""
PAUSE = 0.3
"""Seconds without a frame after which no more are waited for."""

_SHAPES: Mapping[str, Mapping[str, type]] = {
    "listen": {"macs": dict, "refused": dict},
    "speak": {"refused": dict, "silent": list},
    "heard": {"frames": list},
}
"""What each answer has."""
_MAC = re.compile(r"[0-9a-f]{12}")

Ask = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Asks one host's agent. Raises HostError."""
Tagged = Mapping[str, Any]


def measure(
    asks: Mapping[str, Ask], pairs: Mapping[Pair, bool], rate: int, executor: Executor
) -> Iterator[tuple[Pair, Tagged | str]]:
    """Yield each pair whose sender tags with what became of its frames, or why that is not known.

    *pairs*: whether echo was answered on their way.
    """
    wanted = [(number, pair, pair.tag) for number, pair in enumerate(pairs) if pair.tag is not None]
    nonce = secrets.token_hex(8)
    addresses: dict[str, set[str]] = {}
    for _, pair, _ in wanted:
        for end in (pair.sender, pair.receiver):
            addresses.setdefault(end.host, set()).add(end.address)
    there = {host: sorted(found) for host, found in addresses.items() if host in asks}
    listening = _each(
        executor,
        asks,
        {host: {"op": "listen", "nonce": nonce, "addresses": found} for host, found in there.items()},
    )
    reasons: dict[int, str] = {}
    frames: dict[str, list[dict[str, Any]]] = {}
    behind: dict[str, list[tuple[str, str]]] = {}
    for number, pair, tag in wanted:
        why = _why_not(pair, asks, listening)
        if why:
            reasons[number] = why
        else:
            mac = listening[pair.receiver.host]["macs"][pair.receiver.address]
            frames.setdefault(pair.sender.host, []).extend(_frames(number, pair, tag, mac))
            if pairs[pair]:
                ends = (pair.receiver.address, pair.sender.address)
                behind.setdefault(pair.sender.host, []).append(ends)
    said = _each(
        executor,
        asks,
        {
            host: {
                "op": "speak",
                "nonce": nonce,
                "times": TIMES,
                "rate": rate,
                "frames": own,
                "behind": behind.get(host, []),
            }
            for host, own in frames.items()
        },
    )
    heard = _each(
        executor,
        asks,
        {host: {"op": "heard", "wait": PAUSE} for host in listening if "macs" in listening[host]},
    )
    for number, pair, tag in wanted:
        yield pair, reasons.get(number) or _result(number, pair, tag, said, heard)


def _each(
    executor: Executor, asks: Mapping[str, Ask], requests: Mapping[str, Mapping[str, Any]]
) -> dict[str, Mapping[str, Any]]:
    """Ask several hosts at once; return each one's result, or ``{"error": why}``."""

    def one(host: str) -> Mapping[str, Any]:
        try:
            reply = asks[host](requests[host])
        except HostError as error:
            return {"error": str(error)}
        result = reply.get("result")
        shapes = _SHAPES[requests[host]["op"]]
        if isinstance(result, dict) and all(
            isinstance(result.get(key), kind) for key, kind in shapes.items()
        ):
            return result
        why = reply.get("error")
        said = why.get("message") if isinstance(why, dict) else "its answer is not what it should be"
        return {"error": printable(str(said))[:200]}

    return dict(zip(requests, executor.map(one, requests), strict=True))


def _why_not(pair: Pair, asks: Mapping[str, Ask], listening: Mapping[str, Mapping[str, Any]]) -> str:
    for end in (pair.sender, pair.receiver):
        if end.host not in asks:
            return f"{end.host} is not a Linux host that was reached: tagged frames want both ends"
        said = listening[end.host]
        if "error" in said:
            return f"{end.host}: {said['error']}"
        if end.address in said["refused"]:
            return f"{end.host}: {printable(str(said['refused'][end.address]))[:200]}"
        if not _MAC.fullmatch(str(said["macs"].get(end.address))):
            return f"{end.host} does not tell its MAC address"
    return ""


def _frames(number: int, pair: Pair, tag: Tag, mac: str) -> Iterator[dict[str, Any]]:
    frame = {"number": number, "source": pair.sender.address, "to": mac, "vlan": tag.vlan, "pcp": tag.pcp}
    yield frame
    if tag.size:
        yield frame | {"size": tag.size}


def _result(
    number: int,
    pair: Pair,
    tag: Tag,
    said: Mapping[str, Mapping[str, Any]],
    heard: Mapping[str, Mapping[str, Any]],
) -> Tagged | str:
    """Return what became of a pair's frames (key ``tagged`` of probes/*.json)."""
    for host, reply in (
        (pair.sender.host, said[pair.sender.host]),
        (pair.receiver.host, heard[pair.receiver.host]),
    ):
        if "error" in reply:
            return f"{host}: {reply['error']}"
    refused = said[pair.sender.host]["refused"].get(str(number))
    if refused:
        return f"{pair.sender.host}: {printable(str(refused))[:200]}"
    if pair.receiver.address in said[pair.sender.host]["silent"]:
        return f"{pair.receiver.host} no longer answered when the frames were sent"
    found: dict[bool, Counter[tuple[int | None, int | None]]] = {False: Counter(), True: Counter()}
    for row in heard[pair.receiver.host]["frames"]:
        if isinstance(row, list) and row[:1] == [number] and _is_row(row):
            found[bool(row[1])][row[2], row[3]] += row[5]
    small = found[False] or found[True]
    vlan, pcp = small.most_common(1)[0][0] if small else (None, None)
    result = {
        "sent_vlan": tag.vlan, "sent_pcp": tag.pcp, "got_vlan": vlan, "got_pcp": pcp, "arrived": bool(small),
    }  # fmt: skip
    return result | ({"sized": {"ip_mtu": tag.size, "arrived": bool(found[True])}} if tag.size else {})


def _is_row(row: Sequence[Any]) -> bool:
    """Return whether a host's word of what came can be one: number, sized, VLAN, priority, device, count."""
    if len(row) != 6 or type(row[5]) is not int:
        return False
    return row[2:4] == [None, None] or (
        type(row[2]) is int and type(row[3]) is int and 0 <= row[2] < 4096 and 0 <= row[3] < 8
    )
