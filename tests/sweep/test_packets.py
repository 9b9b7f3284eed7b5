"""What goes on the wire and what comes back: built, parsed and told apart from other people's packets."""

import ast
import struct
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.probe import agent
from fabric_check.probe.agent import CLOSED_PORT, Echo, Syn, Udp, checksum, offender

FOUR = agent.Path(2, "192.0.2.2", 0, "192.0.2.1", None, "e0", 9000)
SIX = agent.Path(10, "2001:db8::2", 0, "2001:db8::1", None, "e0", 9000)
PATHS = st.sampled_from([FOUR, SIX])
INDEXES = st.integers(0, agent.MOST_PROBES)


def bare(kind: type[Any], path: agent.Path, **fields: object) -> Any:
    """Return a channel without a socket: enough to build and to parse."""
    channel = kind.__new__(kind)
    vars(channel).update(path=path, **fields)
    return channel


def echo(path: agent.Path, *, raw: bool = True) -> Any:
    """Return an echo channel."""
    types = agent.ICMP6_ECHO if path.v6 else agent.ICMP_ECHO
    return bare(Echo, path, ident=7, cookie=b"abcd", types=types, raw=raw)


def syn(path: agent.Path, base: int = 1000) -> Any:
    """Return a SYN channel."""
    import socket

    ends = {name: socket.inet_pton(path.family, getattr(path, name)) for name in ("source", "target")}
    return bare(Syn, path, source_port=40000, base=base, **ends)


def test_checksum_is_that_of_the_rfc() -> None:
    """The example of RFC 1071 section 3 sums to ddf2, so its checksum is the complement; odd lengths are padded."""
    assert checksum(bytes.fromhex("0001f203f4f5f6f7")) == 0xFFFF - 0xDDF2
    assert checksum(b"\x01") == 0xFFFF - 0x0100


@given(path=PATHS, index=INDEXES, size=st.integers(agent.SMALL, 65535))
def test_packets_have_the_wanted_length_and_a_right_checksum(path: agent.Path, index: int, size: int) -> None:
    """With its IP header, each kind of probe is exactly as long as asked, and its checksum verifies to zero."""
    length = size - path.header
    request = echo(path).packet(index, length)
    assert len(request) == length
    if not path.v6:
        assert checksum(request) == 0
    segment = syn(path).packet(index, length)
    assert len(segment) == length
    pseudo = syn(path).source + syn(path).target + struct.pack("!IHH", length, 0, 6)
    assert checksum(pseudo + segment) == 0
    assert (
        len(bare(Udp, path, cookie=b"abcd").packet(index, length)) == length - 8
    )  # the kernel adds the UDP header


@given(path=PATHS, index=INDEXES, raw=st.booleans())
def test_an_echo_answer_tells_its_number(path: agent.Path, index: int, raw: bool) -> None:
    """The answer to a probe gives its number back, behind an IP header only on a raw IPv4 socket."""
    channel = echo(path, raw=raw)
    request = channel.packet(index, 1000)
    reply = bytes([channel.types[1]]) + request[1:]
    header = b"\x45" + bytes(19) if raw and not path.v6 else b""
    assert channel.reply(header + reply) == index
    assert channel.quoted(request) == index
    assert channel.quoted(request[:8]) == (index if raw else None) or not raw
    assert channel.reply(header + reply[:8] + b"else" + reply[12:]) is None
    assert channel.reply(header + request) is None


@given(
    path=PATHS,
    index=INDEXES,
    payload=st.integers(0, 65000),
    open_port=st.booleans(),
    base=st.integers(0, 2**32 - 1),
)
def test_a_tcp_answer_tells_its_number(
    path: agent.Path, index: int, payload: int, open_port: bool, base: int
) -> None:
    """A RST acknowledges SYN and payload, an open port's SYN-ACK the SYN alone: both give the number, wraps included."""
    channel = syn(path, base)
    sequence = struct.unpack("!I", channel.packet(index, 20 + payload)[4:8])[0]
    acknowledged = (sequence + 1 + (0 if open_port else payload)) & 0xFFFFFFFF
    flags = 0x12 if open_port else 0x14
    reply = struct.pack("!HHIIBBHHH", CLOSED_PORT, 40000, 0, acknowledged, 5 << 4, flags, 0, 0, 0)
    header = b"" if path.v6 else b"\x45" + bytes(19)
    assert channel.reply(header + reply) == index
    assert channel.quoted(channel.packet(index, 20 + payload)[:8]) == index
    other = struct.pack("!HHIIBBHHH", CLOSED_PORT, 40001, 0, acknowledged, 5 << 4, flags, 0, 0, 0)
    assert channel.reply(header + other) is None


def test_a_refused_connection_is_an_answer_only_from_the_target() -> None:
    """For UDP the target's port unreachable means that the probe got there; a router's means nothing of the kind."""
    channel = bare(Udp, FOUR, cookie=b"abcd")
    refused = 111
    assert channel.judge(3, refused, (3, 3), 0, "192.0.2.2") == agent.Event("passed", 3)
    assert channel.judge(3, refused, (3, 3), 0, "192.0.2.254").kind == "trouble"
    assert channel.judge(None, refused, (3, 3), 0, "192.0.2.2") is None


def test_a_router_that_names_no_size_gives_no_hint() -> None:
    """An old router's "fragmentation needed" with an MTU of 0 (RFC 1191 section 5) refuses without a hint."""
    channel = echo(FOUR)
    assert channel.judge(3, 90, (3, 4), 0, "192.0.2.254") == agent.Event(
        "refused", 3, 0, "router 192.0.2.254"
    )
    assert channel.judge(3, 90, (3, 4), 1400, "192.0.2.254").value == 1400
    assert channel.judge(3, 113, (3, 1), 0, "192.0.2.1").who.startswith("no neighbour answers")


def test_offenders_of_both_families_are_read() -> None:
    """The address of whoever sent an ICMP error is read from either family's sockaddr."""
    assert offender(struct.pack("=HH4s8x", 2, 0, bytes([192, 0, 2, 7]))) == "192.0.2.7"
    assert offender(struct.pack("=HHI16sI", 10, 0, 0, bytes(15) + b"\1", 0)) == "::1"
    assert offender(b"") == "unknown"


def test_the_agent_is_one_file_of_old_python() -> None:
    """The agent's syntax is that of Python 3.6, and it imports nothing beyond the standard library."""
    text = Path(agent.__file__).read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 6))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names <= set(sys.stdlib_module_names) - {"dataclasses", "__future__"}


@pytest.mark.parametrize(
    ("line", "kind"),
    [('{"id": 1, "op": "dance"}', "usage"), ("not JSON", "internal"), ('{"op": "sweep"}', "internal")],
)
def test_a_bad_request_gets_an_error_and_the_agent_lives(line: str, kind: str) -> None:
    """Whatever the request, the agent replies with one JSON object that says what was wrong."""
    assert agent.answer(line)["error"]["type"] == kind
