"""From flows to the result: directions, flows, names and routes, each with its sentence; and the verb around it."""

import json
import socket
import sys
from typing import Any

import pytest
from click.testing import CliRunner
from fake_path import Clock, FakePath
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.cli.verbs import sweep as verb
from fabric_check.model.errors import FabricCheckError
from fabric_check.probe import agent
from fabric_check.probe.agent import measuring, paths, serve
from fabric_check.probe.agent import sweep as flows
from fabric_check.probe.agent.channel import Path
from fabric_check.probe.agent.echo import Echo
from fabric_check.probe.agent.errors import AgentError, UnreachableError
from fabric_check.probe.agent.one_way import Syn, Udp
from fabric_check.probe.remote import RemoteAgent

PATH = Path(socket.AF_INET, "192.0.2.2", 0, "192.0.2.1", None, "e0", 9600)


def measured(
    monkeypatch: pytest.MonkeyPatch, over: dict[type, list[FakePath]], **request: Any
) -> tuple[dict[str, Any], list[str]]:
    """Return a measurement over paths in memory: for each kind of probe, the paths of its flows in turn."""
    monkeypatch.setattr(FakePath, "close", lambda _: None, raising=False)
    for module in (measuring, flows):
        monkeypatch.setattr(module, "find_path", lambda *_: PATH)
    for kind, queue in over.items():
        waiting = list(queue)
        for module in (measuring, flows):
            opened = lambda _, waiting=waiting: waiting.pop(0)  # noqa: E731 - one for both modules
            monkeypatch.setattr(module, kind.__name__, opened, raising=False)
    return agent.measure({"target": "192.0.2.2", **request})


DEAD = 0  # answers no probe at all


@pytest.mark.parametrize(
    ("there", "back", "forward", "reverse"),
    [(9198, 9000, 9198, 9000), (9000, 9198, 9000, None), (9600, 9600, 9600, 9600), (9600, 4000, 9600, 4000)],
)
def test_directions_are_derived_from_echo_where_they_can_be(
    monkeypatch: pytest.MonkeyPatch, there: int, back: int, forward: int, reverse: int | None
) -> None:
    """Echo gives the smaller of both ways, so the way back follows where it is the smaller one, and else stays open."""
    paths = {Echo: [FakePath(limit=there, back=back)], Syn: [FakePath(limit=there)]}
    result, _ = measured(monkeypatch, paths, one_way=True)
    assert (result["ip_mtu"], result["forward_ip_mtu"], result["reverse_ip_mtu"]) == (
        min(there, back),
        forward,
        reverse,
    )


def test_udp_stands_in_where_tcp_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A firewall that drops TCP to the closed port does not end one-way: UDP is tried next."""
    paths = {Echo: [FakePath(back=9000)], Syn: [FakePath(limit=DEAD)], Udp: [FakePath()]}
    result, _ = measured(monkeypatch, paths, one_way=True)
    assert (result["forward_ip_mtu"], result["reverse_ip_mtu"]) == (9198, 9000)


def test_a_narrower_member_sets_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """When one flow of several carries less, its size is the result, and the note says which one."""
    paths = {Echo: [FakePath()], Syn: [FakePath(), FakePath(limit=9000), FakePath()]}
    result, notes = measured(monkeypatch, paths, flows=4)
    assert (result["ip_mtu"], result["flows"], result["verdict"]) == (9000, 4, "limited")
    assert "flow 3 of 4 carries only 9000 bytes" in notes[0]


@pytest.mark.parametrize("dead", [{0}, {1}, {0, 1}, {5, 6}])
def test_a_dead_member_leaves_no_size(monkeypatch: pytest.MonkeyPatch, dead: set[int]) -> None:
    """When some flows of several are not answered at all, whichever, no size is claimed for the whole."""
    paths = {
        Echo: [FakePath()],
        Syn: [FakePath(limit=DEAD if number in dead else 9198) for number in range(7)],
    }
    result, notes = measured(monkeypatch, paths, flows=8)
    assert (result["ip_mtu"], result["verdict"]) == (None, "inconclusive")
    assert f"{len(dead)} of 8 flows are not answered at all" in notes[-1]


def test_where_tcp_is_closed_echo_has_the_further_flows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A firewall that drops all of TCP is no dead member: the flows differ in their identifier, and the note says so."""
    paths = {
        Echo: [FakePath() for _ in range(8)],
        Syn: [FakePath(limit=DEAD) for _ in range(7)],
    }
    result, notes = measured(monkeypatch, paths, flows=8)
    assert (result["ip_mtu"], result["flows"]) == (9198, 8)
    assert notes[0].startswith("TCP is closed to us")


def test_no_answer_of_any_kind_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A target that answers neither echo nor TCP nor UDP is unreachable, and no size is claimed."""
    dead = {kind: [FakePath(limit=DEAD)] for kind in (Echo, Syn, Udp)}
    result, notes = measured(monkeypatch, dead)
    assert (result["verdict"], result["ip_mtu"]) == ("unreachable", None)
    assert "nothing answers" in notes[-1]


WAIT = 0.3
AT_ONCE = st.floats(0, 0.06)
LONG = st.floats(0, 6 * WAIT)


@given(start=AT_ONCE, length=LONG)
def test_a_machine_that_stands_still_kills_no_member(start: float, length: float) -> None:
    """Further flows are silent while everything stops, for longer than they are waited for: none is called dead."""
    time = Clock(((start, start + length),))
    with pytest.MonkeyPatch.context() as patch:
        paths = {Echo: [FakePath(time=time) for _ in range(2)]}
        paths[Syn] = [FakePath(time=time) for _ in range(7)]
        request = {"flows": 8, "timeout": WAIT, "expected": [9198], "beside": "192.0.2.3"}
        result, _ = measured(patch, paths, **request)
    assert (result["ip_mtu"], result["flows"], result["verdict"]) == (9198, 8, "limited")


@given(start=AT_ONCE, length=LONG, way=st.booleans())
def test_a_machine_that_stands_still_invents_no_filter(start: float, length: float, way: bool) -> None:
    """Echo or TCP that is silent only while everything is, is not called filtered: both ways are measured."""
    time = Clock(((start, start + length),))
    with pytest.MonkeyPatch.context() as patch:
        paths = {
            Echo: [FakePath(time=time, back=9000)],
            Syn: [FakePath(time=time), FakePath(time=time)],
            Udp: [FakePath(time=time)],
        }
        result, notes = measured(patch, paths, one_way=way, timeout=WAIT)
    assert "filter" not in "".join(notes)
    assert result["verdict"] in {"limited", "unreachable"}
    if result["verdict"] == "limited":
        assert (result["ip_mtu"], result["forward_ip_mtu"]) == (9000, 9198 if way else None)
    else:
        assert length > WAIT


@pytest.mark.parametrize("up", [True, False])
def test_a_silent_target_beside_one_that_answers(monkeypatch: pytest.MonkeyPatch, up: bool) -> None:
    """While nothing is answered, an address that answered before is asked too: only beside its answer is silence one."""
    time = Clock(((0.0, 5 * WAIT),))
    paths = {
        Echo: [FakePath(time=time, limit=9198 if up else DEAD), FakePath(time=time)],
        **{kind: [FakePath(time=time, limit=DEAD)] for kind in (Syn, Udp)},
    }
    result, _ = measured(monkeypatch, paths, timeout=WAIT, beside="192.0.2.3")
    assert (result["verdict"], result["ip_mtu"]) == (("limited", 9198) if up else ("unreachable", None))


def names(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every name resolve to these addresses."""
    found = [
        (socket.AF_INET6, 2, 17, "", (a, 0, 0, 0)) if ":" in a else (socket.AF_INET, 2, 17, "", (a, 0))
        for a in addresses
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: found)


def no_route(*_: object) -> tuple[str, str]:
    """Stand for a host without any route."""
    raise OSError(101, "Network is unreachable")


def test_a_name_with_ipv6_only_is_measured_over_ipv6(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that has only IPv6 addresses is measured over IPv6; without a route the sentence says so."""
    names(monkeypatch, "::1")
    assert paths.find_path("six.example", None, None).family == socket.AF_INET6
    monkeypatch.setattr(paths, "route", no_route)
    with pytest.raises(UnreachableError, match=r"no route to six\.example \(it has IPv6 addresses only\)"):
        paths.find_path("six.example", None, None)
    with pytest.raises(AgentError, match="has no IPv4 address to go with source"):
        paths.find_path("six.example", "192.0.2.1", None)


def test_the_first_address_with_a_route_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a name's addresses the first one that has a route is measured."""
    names(monkeypatch, "2001:db8::2", "127.0.0.1")
    real = paths.route
    monkeypatch.setattr(
        paths, "route", lambda family, *rest: no_route() if family == socket.AF_INET6 else real(family, *rest)
    )
    assert paths.find_path("both.example", None, None).target == "127.0.0.1"


def invoke(*words: str) -> Any:
    """Run the verb as the entry point does, without turning errors into exits."""
    return CliRunner().invoke(verb.command, words, standalone_mode=False)


@pytest.mark.parametrize(
    ("verdict", "code"), [("clear", 0), ("limited", 1), ("inconclusive", 3), ("unreachable", 3)]
)
def test_each_verdict_has_the_contracts_exit_code(
    monkeypatch: pytest.MonkeyPatch, verdict: str, code: int
) -> None:
    """Clear is 0, limited 1, all else 3; JSON stands alone on standard output, notes on standard error."""
    result = {**agent.blank("192.0.2.2"), "verdict": verdict, "ip_mtu": 9000 if code < 2 else None}
    monkeypatch.setattr(agent, "measure", lambda _: (result, ["a note"]))
    done = invoke("192.0.2.2", "--format", "json")
    assert (done.return_value, json.loads(done.stdout), done.stderr) == (code, result, "note: a note\n")
    assert invoke("192.0.2.2", "-q").stderr == ""
    assert invoke("192.0.2.2").stdout.startswith(f"{verdict}: ")


def test_the_text_does_the_arithmetic(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text says what to type into ping and what the frame measures, tagged and not; IPv6 headers are longer."""
    for target, payload in (("192.0.2.2", 9170), ("2001:db8::2", 9150)):
        result = {
            **agent.blank(target),
            "verdict": "limited",
            "silent": True,
            "limited_by": "path",
            "ip_mtu": 9198,
        }
        monkeypatch.setattr(agent, "measure", lambda _, result=result: (result, []))
        out = invoke(target).stdout
        assert out.startswith(
            f"limited: IP packets of 9198 bytes get through to {target}, 9199 do not; larger ones vanish"
        )
        assert f"IP MTU 9198 = ICMP payload {payload} = untagged frame 9216 = tagged frame 9220" in out


def test_output_goes_to_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """With --output the result stands in the file and standard output stays empty."""
    monkeypatch.setattr(agent, "measure", lambda _: (agent.blank("192.0.2.2"), []))
    done = invoke("192.0.2.2", "--format", "json", "--output", str(tmp_path / "out.json"))
    assert done.stdout == ""
    assert json.loads((tmp_path / "out.json").read_text())["schema"] == "fabric-check/sweep/1"
    failed = invoke("192.0.2.2", "--output", str(tmp_path / "none" / "out.json"))
    assert isinstance(failed.exception, FabricCheckError)
    assert "cannot be written" in str(failed.exception)


@pytest.mark.parametrize(
    "words",
    [
        ("192.0.2.2", "--max", "60"),
        ("192.0.2.2", "--flows", "0"),
        ("127.0.0.1", "--source", "here"),
        ("127.0.0.1", "--timeout", "nan"),
        ("255.255.255.255",),
        ("127.0.0.1", "--source", "192.0.2.77"),
    ],
)
def test_nonsense_is_a_usage_error(words: tuple[str, ...]) -> None:
    """A size below what IP carries, no flows, no seconds, no single target, and a source that is not ours: exit 2."""
    import click

    done = invoke(*words)
    assert isinstance(done.exception, click.UsageError)


def test_an_unknown_name_is_exit_2(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that does not resolve ends with exit code 2 and one sentence."""

    def nobody(*_: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    done = invoke("nowhere.example")
    assert isinstance(done.exception, FabricCheckError)
    assert str(done.exception) == "nowhere.example does not resolve: Name or service not known"


def test_the_agent_travels_through_a_shell_without_a_file(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The agent's source goes through standard input: nothing is written where it runs."""
    monkeypatch.chdir(tmp_path)
    with RemoteAgent(["sh", "-c"], sys.executable) as remote:
        assert remote.ask({"id": 1, "op": "hello"})["agent"] == serve.VERSION
    assert list(tmp_path.iterdir()) == []
