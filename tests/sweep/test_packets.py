"""What goes on the wire and what comes back: built, parsed and told apart from other people's packets."""

import ast
import struct
import sys
import traceback
from importlib.util import module_from_spec
from pathlib import Path as File
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.probe import agent
from fabric_check.probe.agent.carried import Carried
from fabric_check.probe.agent.channel import Path, offender
from fabric_check.probe.agent.echo import ICMP6_ECHO, ICMP_ECHO, Echo, checksum
from fabric_check.probe.agent.flow import MOST_PROBES
from fabric_check.probe.agent.one_way import CLOSED_PORT, Syn, Udp
from fabric_check.probe.agent.probes import Event
from fabric_check.probe.agent.search import SMALL
from fabric_check.probe.agent.serve import answer
from fabric_check.probe.remote import source

FOUR = Path(2, "192.0.2.2", 0, "192.0.2.1", None, "e0", 9000)
SIX = Path(10, "2001:db8::2", 0, "2001:db8::1", None, "e0", 9000)
PATHS = st.sampled_from([FOUR, SIX])
INDEXES = st.integers(0, MOST_PROBES)


def bare(kind: type[Any], path: Path, **fields: object) -> Any:
    """Return a channel without a socket: enough to build and to parse."""
    channel = kind.__new__(kind)
    vars(channel).update(path=path, **fields)
    return channel


def echo(path: Path, *, raw: bool = True) -> Any:
    """Return an echo channel."""
    types = ICMP6_ECHO if path.v6 else ICMP_ECHO
    return bare(Echo, path, ident=7, cookie=b"abcd", types=types, raw=raw)


def syn(path: Path, base: int = 1000) -> Any:
    """Return a SYN channel."""
    import socket

    ends = {name: socket.inet_pton(path.family, getattr(path, name)) for name in ("source", "target")}
    return bare(Syn, path, source_port=40000, base=base, **ends)


def test_checksum_is_that_of_the_rfc() -> None:
    """The example of RFC 1071 section 3 sums to ddf2, so its checksum is the complement; odd lengths are padded."""
    assert checksum(bytes.fromhex("0001f203f4f5f6f7")) == 0xFFFF - 0xDDF2
    assert checksum(b"\x01") == 0xFFFF - 0x0100


@given(path=PATHS, index=INDEXES, size=st.integers(SMALL, 65535))
def test_packets_have_the_wanted_length_and_a_right_checksum(path: Path, index: int, size: int) -> None:
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
def test_an_echo_answer_tells_its_number(path: Path, index: int, raw: bool) -> None:
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
    path: Path, index: int, payload: int, open_port: bool, base: int
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
    assert channel.judge(3, refused, (3, 3), 0, "192.0.2.2") == Event("passed", 3)
    assert channel.judge(3, refused, (3, 3), 0, "192.0.2.254").kind == "trouble"
    assert channel.judge(None, refused, (3, 3), 0, "192.0.2.2") is None


def test_a_router_that_names_no_size_gives_no_hint() -> None:
    """An old router's "fragmentation needed" with an MTU of 0 (RFC 1191 section 5) refuses without a hint."""
    channel = echo(FOUR)
    assert channel.judge(3, 90, (3, 4), 0, "192.0.2.254") == Event("refused", 3, 0, "router 192.0.2.254")
    assert channel.judge(3, 90, (3, 4), 1400, "192.0.2.254").value == 1400
    assert channel.judge(3, 113, (3, 1), 0, "192.0.2.1").who.startswith("no neighbour answers")


def test_offenders_of_both_families_are_read() -> None:
    """The address of whoever sent an ICMP error is read from either family's sockaddr."""
    assert offender(struct.pack("=HH4s8x", 2, 0, bytes([192, 0, 2, 7]))) == "192.0.2.7"
    assert offender(struct.pack("=HHI16sI", 10, 0, 0, bytes(15) + b"\1", 0)) == "::1"
    assert offender(b"") == "unknown"


MODULES = sorted(File(agent.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.stem)
def test_the_agent_is_old_python_alone(file: File) -> None:
    """Each of its modules has the syntax of Python 3.6, and imports the standard library and its siblings alone."""
    tree = ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 6))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names |= {str(node.module) for node in froms if not node.level}
    assert {name.partition(".")[0] for name in names} <= set(sys.stdlib_module_names) - {"dataclasses"}
    assert {node.module for node in froms if node.level} <= {file.stem for file in MODULES}
    assert {node.level for node in froms} <= {0, 1}


def test_the_agent_travels_as_one_text() -> None:
    """All modules are in it, it is the same each time, and plain ASCII, so that its length is the same everywhere."""
    text = source()
    assert text == source()
    assert text.isascii()
    assert all(f"agent.{file.stem}" in text for file in MODULES if file.stem != "__init__")


def test_an_error_at_the_far_end_shows_its_line() -> None:
    """A traceback of a module that was imported from memory names its file and shows the line."""
    carried = Carried({"agent": "", "agent.wrong": "def act():\n    return 1 / 0\n"})
    spec = carried.find_spec("agent.wrong")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    with pytest.raises(ZeroDivisionError) as caught:
        module.act()
    said = "".join(traceback.format_exception(caught.value))
    assert 'File "agent/wrong.py", line 2' in said
    assert "return 1 / 0" in said


@pytest.mark.parametrize(
    ("line", "kind"),
    [('{"id": 1, "op": "dance"}', "usage"), ("not JSON", "internal"), ('{"op": "sweep"}', "internal")],
)
def test_a_bad_request_gets_an_error_and_the_agent_lives(line: str, kind: str) -> None:
    """Whatever the request, the agent replies with one JSON object that says what was wrong."""
    assert answer(line)["error"]["type"] == kind
