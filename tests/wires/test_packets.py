"""Real packets on the wires: the cases, exact path MTUs, TCP, many hosts at once, and what is left afterwards."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from wires_cases import CASES, hellos, load, payload, right, tag
from wires_hosts import Hosts, until

from fabric_check.lab.wires.running import Wires
from fabric_check.lab.wires.truth import End, Nic, Port, Truth, Way
from fabric_check.lab.wires.truth_json import from_plain
from fabric_check.model.vlans import VlanSet
from fabric_check.probe.remote import RemoteAgent

pytestmark = [pytest.mark.root, pytest.mark.usefixtures("packets")]

HERE = Path(__file__).parent


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_the_cases_hold_with_packets(file: Path) -> None:
    """What the switches do in memory is what hosts see: whole frames, to the byte, with tag and priority, once."""
    case = load(file)
    with Hosts(case.truth) as hosts:
        for hello in hellos(case):
            hosts.send(*hello)
        for number, frame in enumerate(case.frames):
            data, before = payload(case, frame, number), hosts.counts()
            hosts.send(frame["from"], data, tag(frame))
            arrived = hosts.arrived(frame["to"], data, wanted=bool(frame["arrives"]))
            assert right(frame, arrived), (frame, arrived)
            if "dropped" in frame:
                assert hosts.counts()[frame["dropped"]] == before[frame["dropped"]] + 1


WIDE = Way()


def line(there: Way, back: Way = WIDE, mtu: int = 9600) -> Truth:
    """Return two hosts with a switch each; the link between these is as told in either direction."""
    trunk = VlanSet.of([120])
    host = Port(tagged=trunk)
    return Truth(
        {"a": {"1": host, "2": Port(tagged=trunk, send=there)}, "b": {"1": Port(tagged=trunk, send=back), "2": host}},
        (),
        ((End("a", "2"), End("b", "1")),),
        {f"h{number}": {"eth0": Nic(mtu, (End(switch, port),), f"10.0.120.{number}/24", 120)} for number, switch, port in ((1, "a", "1"), (2, "b", "2"))},
    )  # fmt: skip


def swept(wires: Wires, host: str, **request: Any) -> dict[str, Any]:
    """Return what the agent measures from a host."""
    with RemoteAgent((*wires.prefix(host), "sh", "-c"), sys.executable) as agent:
        return agent.ask({"op": "sweep", **request})["result"]


def test_a_sweep_measures_each_direction_to_the_byte() -> None:
    """The agent finds 9194 there and 9000 back, and what holds after a change."""
    with Wires(line(Way(9216), Way(9022))) as wires:
        found = swept(wires, "h1", target="10.0.120.2", one_way=True)
        assert (found["ip_mtu"], found["forward_ip_mtu"], found["reverse_ip_mtu"]) == (9000, 9194, 9000)
        wires.change(line(Way(9216), Way(9216)))
        assert swept(wires, "h2", target="10.0.120.1")["ip_mtu"] == 9194
        wires.change(line(Way()))
        assert swept(wires, "h2", target="10.0.120.1", max=9600)["verdict"] == "clear"


def test_a_link_that_goes_and_comes_back() -> None:
    """A shut port takes the link from its host; open again, packets flow as before."""
    truth = line(Way())
    shut = {**truth.switches, "b": {**truth.switches["b"], "2": replace(truth.switches["b"]["2"], up=False)}}
    with Wires(truth) as wires:
        carrier = (*wires.prefix("h2"), "ip", "-br", "link", "show", "eth0")
        for there, state, found in (
            (truth, "UP", "clear"),
            (replace(truth, switches=shut), "DOWN", "unreachable"),
            (truth, "UP", "clear"),
        ):
            wires.change(there)
            until(lambda wanted=state: wanted in subprocess.check_output(carrier, text=True).split())
            assert swept(wires, "h1", target="10.0.120.2", timeout=0.2)["verdict"] == found


def test_a_sweep_is_right_through_loss_and_delay() -> None:
    """With a seventh of the frames lost and a hundredth of a second of delay the size is the same."""
    truth = line(Way(9216, loss=1 / 7, delay=0.005), Way(delay=0.005))
    with Wires(replace(truth, seed=1)) as wires:
        found = swept(wires, "h1", target="10.0.120.2")
        lost = {one.device for one in wires.counts() if one.what == "lost_out"}
    assert (found["verdict"], found["ip_mtu"], lost) == ("limited", 9194, {"a"})


def test_one_bad_member_of_a_port_channel_shows_in_some_flows() -> None:
    """Echo takes one member; further flows find the one that is small."""
    trunk = VlanSet.of([120])
    small = Way(1522)
    truth = line(Way())
    switches = {
        name: {**ports, **{str(number): Port(tagged=trunk, lag="Po 1", send=small if number == 8 else Way()) for number in (7, 8)}}
        for name, ports in truth.switches.items()
    }  # fmt: skip
    truth = replace(
        truth,
        switches=switches,
        links=tuple((End("a", str(number)), End("b", str(number))) for number in (7, 8)),
    )
    with Wires(truth) as wires:
        assert swept(wires, "h1", target="10.0.120.2", flows=12)["ip_mtu"] == 1500


SERVER = "import socket; s = socket.create_server(('10.0.120.2', 445)); print('up', flush=True); c = s.accept()[0]\nwhile d := c.recv(1 << 16): print(len(d), flush=True)"
CLIENT = "import socket, sys; c = socket.create_connection(('10.0.120.2', 445)); c.sendall(bytes(300000)); c.close(); print('sent')"


@pytest.mark.parametrize(("frame", "passes"), [(9022, True), (9021, False)])
def test_a_tcp_transfer_stalls_one_byte_below_what_it_needs(frame: int, *, passes: bool) -> None:
    """Hosts at 9000 over a trunk at 9022 bytes transfer; at 9021 they connect, and then nothing arrives at all."""
    with Hosts(line(Way(frame), mtu=9000)) as hosts, contextlib.ExitStack() as stack:
        server = stack.enter_context(hosts.run("h2", sys.executable, "-c", SERVER))
        assert server.stdout.readline() == b"up\n"
        client = stack.enter_context(hosts.run("h1", sys.executable, "-c", CLIENT))
        stack.callback(server.kill)
        stack.callback(client.kill)
        if passes:
            assert client.stdout.readline() == b"sent\n"
            assert sum(map(int, server.stdout.read().split())) == 300000
            assert hosts.counts()["a:2 oversize_out"] == 0
        else:
            # Every full segment meets the same fate.
            until(lambda: hosts.counts()["a:2 oversize_out"] > 1)
            assert not select.select([server.stdout], [], [], 0)[0]


def rails(count: int) -> Truth:
    """Return hosts with two NICs each, on four leaves below a core that is smaller than they are."""
    trunk, core = VlanSet.of([110, 120]), Way(9216)
    leaves = {f"leaf{n}": {str(port): Port(tagged=trunk) for port in range(count)} for n in range(4)}
    return Truth(
        {**leaves, "core": {str(port): Port(tagged=trunk, receive=core, send=core) for port in range(4)}},
        (),
        tuple((End(f"leaf{n}", "0"), End("core", str(n))) for n in range(4)),
        {
            f"h{n}": {
                f"eth{rail}": Nic(9600, (End(f"leaf{n % 4}", str(1 + 2 * (n // 4) + rail)),), f"10.0.{rail}.{n + 1}/24", 110 + 10 * rail)
                for rail in (0, 1)
            }
            for n in range(count)
        },
    )  # fmt: skip


def test_sixteen_hosts_with_two_rails_and_every_way_between_them() -> None:
    """All 480 ordered ways between 32 NICs are measured at once, each by its own NIC, and not one is wrong."""
    truth = rails(16)

    def one(number: int) -> list[object]:
        with RemoteAgent((*wires.prefix(f"h{number}"), "sh", "-c"), sys.executable) as agent:
            return [
                (number, other, rail, found)
                for other in range(16)
                for rail in (0, 1)
                if other != number
                for found in [
                    agent.ask(
                        {"op": "sweep", "target": f"10.0.{rail}.{other + 1}", "source": f"10.0.{rail}.{number + 1}"}
                    )["result"]
                ]
                if found["ip_mtu"] != (9600 if other % 4 == number % 4 else 9194)
            ]  # fmt: skip

    with Wires(truth) as wires, ThreadPoolExecutor(8) as pool:
        assert [wrong for found in pool.map(one, range(16)) for wrong in found] == []


HOLD = """
import json, subprocess, sys
sys.path.append(sys.argv[1])
from fabric_check.lab.wires.running import Wires
from fabric_check.lab.wires.truth_json import from_plain
with Wires(from_plain(json.loads(sys.argv[2]))) as wires:
    words = ("sh", "-c", "echo inside; exec sleep 1000 > /dev/null")
    left = [subprocess.Popen([*wires.prefix(host), *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) for host in ("h1", "h2")]
    for one in left:
        one.stdout.readline()
    print(json.dumps([wires._process.pid, *wires._pids.values(), *(one.pid for one in left)]), flush=True)
    sys.stdin.read()
"""  # fmt: skip
TWO = {
    "switches": {"a": {"ports": {"1": {"untagged": 1}, "2": {"untagged": 1, "max_frame": 9018}}}},
    "hosts": {f"h{n}": {"nics": {"eth0": {"address": f"10.0.0.{n}/24", "ip_mtu": 9600, "ports": [f"a:{n}"]}}} for n in (1, 2)},
}  # fmt: skip


def interfaces() -> list[str]:
    """Return the machine's interfaces."""
    return sorted(one.name for one in Path("/sys/class/net").iterdir())


@pytest.mark.parametrize("victim", ["its owner", "itself"])
def test_nothing_is_left_after_a_crash(root: Path, victim: str) -> None:
    """Killed without a chance to clean up, the wires leave no process, and with these go namespaces and interfaces."""
    before = interfaces()
    words = [sys.executable, "-c", HOLD, str(root), json.dumps(TWO)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as owner:
        pids = json.loads(owner.stdout.readline())
        # What runs in a host is the owner's; only where the owner is gone is it nobody's.
        mine = pids if victim == "its owner" else pids[:3]
        handles = [os.pidfd_open(pid) for pid in mine]
        os.kill(owner.pid if victim == "its owner" else pids[0], signal.SIGKILL)
        for handle in handles:
            assert select.select([handle], [], [], 20)[0]
            os.close(handle)
        for pid in pids[3:]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        owner.kill()
    assert interfaces() == before


UNPRIVILEGED = """
import json, subprocess, sys
sys.path.append(sys.argv[1])
from fabric_check.lab.wires.running import Wires
from fabric_check.lab.wires.truth_json import from_plain
from fabric_check.probe.remote import RemoteAgent
with Wires(from_plain(json.loads(sys.argv[2]))) as wires:
    with RemoteAgent((*wires.prefix("h1"), "sh", "-c"), sys.executable) as agent:
        found = agent.ask({"op": "sweep", "target": "10.0.0.2", "one_way": True})["result"]
    print(json.dumps([wires.own_users, found["ip_mtu"], found["forward_ip_mtu"]]))
"""
OWN = "import subprocess, sys; sys.exit(sys.version_info < (3, 11) or subprocess.call([sys.executable, '-c', '']))"
NOBODY = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--")


@pytest.fixture
def nobody(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return what runs a Python program, told where a copy of the package is, as a user without any privilege."""
    python = next(
        (
            path
            for path in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3")
            if subprocess.run([*NOBODY, path, "-c", OWN], capture_output=True, check=False).returncode == 0
        ),
        None,
    )  # fmt: skip
    if python is None:
        pytest.skip("no Python that a user without privileges may run")
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(root / "fabric_check", Path(folder) / "fabric_check")
        Path(folder).chmod(0o755)
        yield lambda *words: subprocess.run(
            [*NOBODY, python, "-c", words[0], folder, *words[1:]],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


def test_it_works_without_root(nobody: Any) -> None:
    """A user without privileges gets the same answer, in a user namespace of the wires' own."""
    done = nobody(UNPRIVILEGED, json.dumps(TWO))
    if "user namespace is allowed" in done.stderr:
        pytest.skip("this machine allows no user namespaces")
    assert json.loads(done.stdout) == [True, 9000, 9000], done.stderr


def test_where_nothing_is_allowed_it_says_so(root: Path) -> None:
    """With neither root's powers nor a user namespace, the error says what is missing."""
    without = ("setpriv", "--bounding-set", "-all", "--inh-caps", "-all", "--")
    words = [*without, sys.executable, "-c", HOLD, str(root), json.dumps(TWO)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert "neither root nor a user namespace is allowed here" in done.stderr


def test_what_the_kernel_refuses_is_said() -> None:
    """An address that Linux does not take is an error with the words of `ip`."""
    truth = from_plain(TWO)
    nic = replace(truth.hosts["h1"]["eth0"], address="255.255.255.255/0")
    from fabric_check.model.errors import MachineError

    with (
        pytest.raises(MachineError, match="ip: "),
        Wires(replace(truth, hosts={**truth.hosts, "h1": {"eth0": nic}})),
    ):
        pass
