"""The sweep against real switches in namespaces: a Linux bridge, Open vSwitch, a router, and a forwarder with loss."""

import json
import random
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import pytest
from sweep_lab import AGENT, BridgeLab, ForwarderLab, Lab, OvsLab, RouterLab, run

from fabric_check.probe.remote import RemoteAgent

pytestmark = [pytest.mark.root, pytest.mark.usefixtures("namespaces")]

FIRST, LAST = 576, 12000


def drawn(count: int, seed: int) -> list[tuple[int, int]]:
    """Return pairs of limits, there and back: the same one half of the time, else two."""
    chance = random.Random(seed)
    limits = [(chance.randint(FIRST, LAST), chance.randint(FIRST, LAST)) for _ in range(count)]
    return [(there, there if number % 2 else back) for number, (there, back) in enumerate(limits)]


def wrong(result: dict[str, Any], there: int, back: int, *, silent: bool) -> bool:
    """Return whether a result claims anything that is not so."""
    both = min(there, back)
    claims = [
        result["ip_mtu"] in (None, both),
        result["forward_ip_mtu"] in (None, there),
        result["reverse_ip_mtu"] in (None, back),
        result["verdict"] in ("inconclusive", "unreachable", "limited" if both < LAST else "clear"),
        result["verdict"] != "limited" or result["silent"] == silent,
    ]
    return not all(claims)


def unknown(result: dict[str, Any], there: int, back: int) -> bool:
    """Return whether a result leaves open what it could have told; back stays open where it carries more than there."""
    return None in (result["ip_mtu"], result["forward_ip_mtu"]) or (
        back < there and result["reverse_ip_mtu"] is None
    )


@pytest.mark.parametrize("half", [0, 1])
def test_bridge_is_exact_both_ways_and_one_way(half: int) -> None:
    """Behind a Linux bridge that drops by length without a word, 100 random limits are found to the byte, each way."""
    with BridgeLab() as lab:
        for there, back in drawn(100, half):
            lab.limit(there, back)
            result = lab.sweep(one_way=True)
            assert not wrong(result, there, back, silent=True), (there, back, result)
            assert not unknown(result, there, back), (there, back, result)


@pytest.mark.usefixtures("openvswitch")
@pytest.mark.parametrize("half", [0, 1])
def test_open_vswitch_is_exact_both_ways_and_one_way(half: int) -> None:
    """Behind Open vSwitch, which overflows easily, 100 random limits are found to the byte, each way."""
    with OvsLab() as lab:
        for there, back in drawn(100, 10 + half):
            lab.limit(there, back)
            result = lab.sweep(one_way=True)
            assert not wrong(result, there, back, silent=True), (there, back, result)
            assert not unknown(result, there, back), (there, back, result)


@pytest.mark.parametrize("icmp", [False, True], ids=["silent", "icmp"])
@pytest.mark.parametrize(("loss", "part"), [(0.0, 0), (0.01, 0), (0.05, 0), (0.05, 1)])
def test_loss_gives_no_wrong_size(loss: float, part: int, icmp: bool) -> None:
    """At 0, 1 and 5 % loss each way no size is wrong; none stays unknown, but for 1 in 100 at 5 %."""
    count = 100 if loss == 0.05 else 200
    open_ones = 0
    with ForwarderLab() as lab:
        for number, (there, back) in enumerate(drawn(count, 20 + part)):
            back = there if icmp else back  # noqa: PLW2901 - towards A an error would tell B, not us
            lab.limit(there, back, loss=loss, icmp=icmp, seed=number)
            result = lab.sweep(one_way=True)
            assert not wrong(result, there, back, silent=not icmp), (there, back, result)
            open_ones += unknown(result, there, back)
    assert open_ones <= (count // 100 if loss == 0.05 else 0)


def test_reordering_and_duplicates_do_not_mislead() -> None:
    """A path that holds packets back for 5 ms and doubles others gives the same exact sizes."""
    with ForwarderLab() as lab:
        for number, (there, back) in enumerate(drawn(20, 30)):
            lab.limit(there, back, hold=0.2, held=0.005, twice=0.2, seed=number)
            result = lab.sweep(one_way=True)
            assert not wrong(result, there, back, silent=True), (there, back, result)
            assert not unknown(result, there, back), (there, back, result)


def test_router_is_believed_and_named() -> None:
    """A router that says what fits gives 200 exact sizes in few probes, and the result names it."""
    with RouterLab() as lab:
        for there, _ in drawn(200, 40):
            lab.limit(there)
            result = lab.sweep(one_way=True)
            assert not wrong(result, there, there, silent=False), (there, result)
            assert not unknown(result, there, there), (there, result)
            assert there == LAST or result["limited_by"] == "router 10.99.0.254"
            assert result["probes"] <= 20


def test_router_with_filtered_icmp_is_measured_all_the_same() -> None:
    """Where the router's ICMP errors are filtered, the size is exact and the drop is called silent."""
    with RouterLab() as lab:
        lab.filter_icmp()
        lab.limit(1400)
        result = lab.sweep()
        assert (result["ip_mtu"], result["silent"], result["limited_by"]) == (1400, True, "path")


def test_ipv6_is_exact_both_ways_and_one_way() -> None:
    """Over IPv6 random limits from its minimum of 1280 on are found to the byte, each way."""
    with BridgeLab() as lab:
        for there, back in drawn(20, 50):
            there, back = max(1280, there), max(1280, back)  # noqa: PLW2901 - IPv6's own lower bound
            lab.limit(there, back)
            result = lab.sweep(target="fd99::2", one_way=True)
            assert not wrong(result, there, back, silent=True), (there, back, result)
            assert not unknown(result, there, back), (there, back, result)


def program(lab: Lab, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `fabric-check sweep` in host A."""
    return finished(lab.inside("A", sys.executable, "-m", "fabric_check", "sweep", *words))


def as_nobody(lab: Lab, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `fabric-check sweep` in host A without any privilege; all is imported while it can still be read."""
    script = (
        "import encodings.idna, fcntl, json, os, sys; from fabric_check.cli.main import main; from fabric_check.cli.verbs import sweep; "
        "from fabric_check.probe import agent; os.setgroups([]); os.setgid(65534); os.setuid(65534); main(sys.argv[1:])"
    )
    return finished(lab.inside("A", sys.executable, "-c", script, "sweep", *words))


def finished(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def test_exit_codes_and_sentences_on_a_real_path() -> None:
    """Clear is 0, limited 1, no privilege and no such interface 2, no route, dead and down 3: each with a sentence."""
    with BridgeLab() as lab:
        lab.limit(9198)
        limited = program(lab, "10.99.0.2", "--format", "json")
        assert limited.returncode == 1
        assert json.loads(limited.stdout)["ip_mtu"] == 9198
        clear = program(lab, "10.99.0.2", "--max", "1500", "--source", "10.99.0.1", "--interface", "e0")
        assert clear.returncode == 0
        assert "ICMP payload 1472" in clear.stdout
        assert "this host's interface takes no larger ones" not in clear.stdout
        for words, code, sentence in (
            (("198.51.100.1",), 3, "no route to 198.51.100.1"),
            (("2001:db8::1",), 3, "no route to 2001:db8::1"),
            (("10.99.0.9", "--timeout", "0.1"), 3, "nothing answers at 10.99.0.9"),
            (("10.99.0.2", "--interface", "nope"), 2, "no interface 'nope'"),
        ):
            done = program(lab, *words)
            assert (done.returncode, sentence in done.stdout + done.stderr) == (code, True), done
        lab.ip("A", "link", "set", "e0", "down")
        for words in (("10.99.0.2",), ("10.99.0.2", "--interface", "e0")):
            done = program(lab, *words)
            assert (done.returncode, "down" in done.stderr) == (3, True), done


def test_an_unprivileged_user_measures_where_ping_sockets_are_open() -> None:
    """Without root, ping_group_range decides: closed it is exit 2 with the way out, open the size is exact."""
    with BridgeLab() as lab:
        lab.limit(9198, 9000)
        run(*lab.inside("A", "sysctl", "-qw", "net.ipv4.ping_group_range=1 0"))
        closed = as_nobody(lab, "10.99.0.2")
        assert (closed.returncode, closed.stdout) == (2, "")
        assert "ping_group_range" in closed.stderr
        run(*lab.inside("A", "sysctl", "-qw", "net.ipv4.ping_group_range=0 2147483647"))
        opened = as_nobody(lab, "10.99.0.2", "--one-way", "--format", "json")
        result = json.loads(opened.stdout)
        assert (result["ip_mtu"], result["forward_ip_mtu"], result["reverse_ip_mtu"]) == (9000, 9198, 9000)
        assert "UDP" in opened.stderr


def test_a_target_that_filters_echo_is_not_called_dead() -> None:
    """Where echo is filtered, sweep says so and is inconclusive; --one-way still measures the way there."""
    with BridgeLab() as lab:
        lab.limit(9198)
        run(*lab.inside("B", "sysctl", "-qw", "net.ipv4.icmp_echo_ignore_all=1"))
        reply = lab.explain(timeout=0.2)
        assert (reply["result"]["verdict"], reply["result"]["ip_mtu"]) == ("inconclusive", None)
        assert "does not answer ICMP echo" in reply["notes"][0]
        result = lab.sweep(timeout=0.2, one_way=True)
        assert (result["verdict"], result["forward_ip_mtu"], result["reverse_ip_mtu"]) == (
            "limited",
            9198,
            None,
        )


def test_answers_in_fragments_are_told_apart() -> None:
    """A target whose own route cuts its answers at 1500 is not called clear, although every plain ping comes back."""
    with BridgeLab() as lab:
        lab.limit(LAST)
        lab.ip(
            "B", "route", "replace", "10.99.0.0/24", "dev", "e0", "src", "10.99.0.2", "mtu", "lock", "1500"
        )
        result = lab.sweep(one_way=True)
        assert (result["ip_mtu"], result["reply_fragmented"], result["silent"]) == (1500, True, False)
        assert (result["forward_ip_mtu"], result["reverse_ip_mtu"]) == (LAST, 1500)


def test_the_own_interface_is_no_fault_of_the_path() -> None:
    """Asked for more than the own interface takes, a path that carries what it takes is clear, and says why."""
    with BridgeLab(mtu=9000) as lab:
        lab.limit(LAST)
        result = lab.sweep(max=9600)
        assert (result["verdict"], result["ip_mtu"], result["limited_by"]) == (
            "clear",
            9000,
            "local-interface",
        )
        assert lab.sweep()["limited_by"] is None


def test_flows_and_counts_on_a_real_path() -> None:
    """Further flows cost 1 or 2 probes each and are called likely; an expected size costs 8 probes, a clear path 4."""
    with BridgeLab() as lab:
        lab.limit(9198)
        patient = {"timeout": 8.0, "expected": [9198]}
        one = lab.sweep(**patient)
        assert (one["ip_mtu"], one["probes"] <= 8) == (9198, True)
        reply = lab.explain(**patient, flows=8)
        assert (reply["result"]["ip_mtu"], reply["result"]["flows"]) == (9198, 8)
        assert reply["result"]["probes"] <= 8 + 7 * 2
        assert "likely, not surely" in reply["notes"][-1]
        assert lab.sweep(max=9000, timeout=8.0)["probes"] <= 4
        assert lab.sweep(max=9000, timeout=8.0, expected=[9000])["probes"] <= 2


def test_the_agent_travels_and_measures() -> None:
    """The agent runs from its source alone, sent through the connection, and answers line by line."""
    with BridgeLab() as lab:
        lab.limit(9198)
        with RemoteAgent(lab.inside("A", "sh", "-c"), sys.executable) as agent:
            assert agent.ask({"id": 7, "op": "hello"})["id"] == 7
            reply = agent.ask({"id": 8, "op": "sweep", "target": "10.99.0.2", "one_way": True})
        assert (reply["id"], reply["result"]["ip_mtu"], reply["result"]["forward_ip_mtu"]) == (8, 9198, 9198)


def test_the_agent_dies_with_its_connection() -> None:
    """When its connection ends, the agent is gone at once, even in the middle of a long wait."""
    with BridgeLab() as lab:
        words = lab.inside("A", *AGENT)
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(b'{"op": "hello"}\n{"op": "sweep", "target": "10.99.0.9", "timeout": 60}\n')
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["agent"] == 1
            process.stdin.close()
            assert process.wait(timeout=10) == 0
            assert process.stdout.read() == b""
