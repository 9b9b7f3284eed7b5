"""Windows hosts: the search over a script's pings, against a model of the path; the script, by a PowerShell grammar."""

import json
import os
import re
import subprocess
import sys
from itertools import accumulate, pairwise
from pathlib import Path

import pytest
import tree_sitter
import tree_sitter_pwsh
from hypothesis import given
from hypothesis import strategies as st
from windows_host import ProbedDevice, Windows

from fabric_check.lab.device import LabLogin
from fabric_check.lab.loop import LoopThread
from fabric_check.probe.host import HostError, Limits, Measured, Unmeasured
from fabric_check.probe.plan import End, Pair
from fabric_check.probe.windows import AT_ONCE, WindowsHost, script, windows

TARGET = "10.0.110.2"
HARMLESS = {
    "Add-Type", "ConvertFrom-Json", "ConvertTo-Json", "ForEach-Object", "Get-CimInstance", "New-Object", "Remove-TypeData",
    "Set-StrictMode", "Where-Object",
}  # fmt: skip
PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_pwsh.language()))
LOGIN = LabLogin("lab", "Sesame-1", "")


def pair(target: str = TARGET, expected: tuple[int, ...] = (), source: str = "10.0.110.1") -> Pair:
    """Return a pair whose sender is the host."""
    return Pair("rail-0", End("hv01", "NIC 0", source), End("hv02", "NIC 0", target), expected)


def measured(host: Windows, one: Pair) -> Measured | Unmeasured:
    """Measure one pair."""
    found = list(WindowsHost(host.run, Limits(), lambda: None).sweeps([one]))
    assert len(found) == 1
    return found[0]


def sweep(host: Windows, one: Pair) -> dict[str, object]:
    """Measure one pair that has a result."""
    found = measured(host, one)
    assert isinstance(found, Measured)
    return dict(found.sweep)


@given(limit=st.integers(64, 9600), expected=st.lists(st.integers(64, 12000), max_size=2))
def test_any_limit_is_found_to_the_byte(limit: int, expected: list[int]) -> None:
    """Whatever the path carries and whatever was expected of it."""
    found = sweep(Windows({TARGET: limit}), pair(expected=tuple(expected)))
    assert (found["verdict"], found["ip_mtu"]) == ("clear" if limit == 9600 else "limited", limit)
    assert limit == 9600 or (found["silent"], found["limited_by"]) == (True, "path")


@pytest.mark.parametrize(("limit", "rounds", "pings"), [(9198, 2, 8), (9600, 1, 2)])
def test_an_expected_size_is_settled_in_8_pings(limit: int, rounds: int, pings: int) -> None:
    """A path whose configuration is right costs a look and a proof, each one run of the script; a clear one the look."""
    host = Windows({TARGET: limit})
    found = sweep(host, pair(expected=(limit,)))
    assert (found["ip_mtu"], found["probes"]) == (limit, pings)
    assert len(host.scripts) == 1 + rounds  # the first asks for the adapters alone


@given(start=st.integers(0, 40), length=st.integers(0, 24), limit=st.sampled_from([1500, 9000, 9198, 9600]))
def test_a_host_that_stands_still_gives_no_wrong_number(start: int, length: int, limit: int) -> None:
    """Whole windows of pings that nobody answers in time count for nothing: the right size, or none."""
    targets = [f"10.0.110.{number}" for number in range(2, 6)]
    host = Windows(dict.fromkeys(targets, limit), still=(start, start + length))
    pairs = [pair(target, expected=(9000,)) for target in targets]
    for found in WindowsHost(host.run, Limits(), lambda: None).sweeps(pairs):
        assert isinstance(found, Measured)
        assert found.sweep["ip_mtu"] in {limit, None}


@given(
    st.lists(st.tuples(st.just(None), st.sampled_from(["", "10.0.0.1"]), st.integers(1, 40).map(range))),
)
def test_what_one_search_sends_shares_a_window(going: list[tuple[None, str, range]]) -> None:
    """No window has more than 8 pings or both kinds, and a round of 8 or fewer is never cut in two."""
    going.sort(key=lambda one: bool(one[1]))
    made = windows(going)  # type: ignore[arg-type]
    ends = {0, *accumulate(made)}
    starts = [0, *accumulate(len(sizes) for _, _, sizes in going)]
    assert max(ends) == starts[-1]
    assert max(made, default=0) <= AT_ONCE
    assert sum(len(sizes) for _, source, sizes in going if not source) in ends
    for first, behind in pairwise(starts):
        assert behind - first > AT_ONCE or not ends & {*range(first + 1, behind)}


def test_a_router_that_refuses_is_named() -> None:
    """Too big, said by another address than the host's own, is a router's word."""
    host = Windows({TARGET: 1500}, refuses=(11009, "10.0.110.254"))
    found = sweep(host, pair())
    assert (found["limited_by"], found["silent"], found["ip_mtu"]) == ("router 10.0.110.254", False, 1500)


def test_a_target_that_never_answers_has_no_size() -> None:
    """Silence at the smallest size is unreachable or filtered, never an MTU."""
    found = sweep(Windows({TARGET: None}), pair())
    assert (found["verdict"], found["ip_mtu"]) == ("unreachable", None)


@given(seed=st.integers(0, 1000), limit=st.sampled_from([1500, 9000, 9198, 9600]))
def test_loss_makes_no_wrong_number(seed: int, limit: int) -> None:
    """One ping in thirty lost: the right size, or none."""
    host = Windows({TARGET: limit}, loses=lambda number: (number * 7919 + seed) % 30 == 0)
    found = sweep(host, pair(expected=(limit,)))
    assert found["ip_mtu"] in {limit, None}


def test_a_source_is_chosen_only_where_windows_might_take_another() -> None:
    """Two NICs in one subnet: the ping names its source; alone in it, .NET's own ping will do."""
    two = Windows({TARGET: 9000}, ("10.0.110.1/24", "10.0.110.9/24"))
    assert sweep(two, pair())["ip_mtu"] == 9000
    assert '"10.0.110.1"' in requests(two)[1]
    alone = Windows({TARGET: 9000}, ("10.0.110.1/24", "10.0.111.1/24"))
    assert sweep(alone, pair())["ip_mtu"] == 9000
    assert "10.0.110.1" not in "".join(requests(alone))


def requests(host: Windows) -> list[str]:
    """Return the pings that were asked for, as JSON text."""
    import base64

    from windows_host import REQUEST

    found = [REQUEST.search(text) for text in host.scripts]
    return [base64.b64decode(one[1]).decode() for one in found if one]


def test_where_the_source_cannot_be_chosen_nothing_is_measured() -> None:
    """Without Add-Type the other NIC might answer for this one: the pair is not measured, and why is said."""
    two = Windows({TARGET: 9000}, ("10.0.110.1/24", "10.0.110.9/24"), compiles=False)
    found = measured(two, pair())
    assert isinstance(found, Unmeasured)
    assert "two NICs of hv01 are in this subnet" in found.why


def test_an_address_that_the_host_does_not_have_is_said() -> None:
    """The folder's address is stale, or the NIC is down."""
    found = measured(Windows({TARGET: 9000}), pair(source="10.0.110.77"))
    assert isinstance(found, Unmeasured)
    assert "no address 10.0.110.77" in found.why


@pytest.mark.parametrize(
    "said", ["", "[]", "{}", '{"schema": "fabric-check/pings/1", "answers": [1]}', "null"]
)
def test_an_answer_that_is_none_fails_the_host(said: str) -> None:
    """Whatever it prints, there is no traceback and no number."""
    with pytest.raises(HostError):
        list(WindowsHost(lambda _: said, Limits(), lambda: None).sweeps([pair()]))


def test_the_script_parses_and_only_reads() -> None:
    """Its PowerShell has no error, is plain ASCII, keeps to version 4, and calls nothing that changes a host."""
    text = script({"pings": [], "windows": [], "ping_ms": 2, "counters": False})
    root = PARSER.parse(text.encode()).root_node
    assert not root.has_error
    assert text.isascii()
    powershell = re.sub(r"(?s)@'.*?'@", "", text)  # what stands there is C#
    assert not re.search(r"::new\(|(?<!\$)\bclass \w|\busing \w|-AsArray|\?\?|&&", powershell)
    stack, called, own = [root], set(), set()
    while stack:
        node = stack.pop()
        stack += node.children
        first = node.children[0].text if node.children else None
        if node.type == "command" and first:
            called.add(first.decode())
        own |= {one.text.decode() for one in node.children if one.type == "function_name" and one.text}
    assert called <= HARMLESS | own


def test_a_request_cannot_leave_its_quotes() -> None:
    """Names of the folder travel as base64: nothing of them is PowerShell."""
    text = script(
        {
            "pings": [["'; Remove-Item C:\\ -Recurse; '", "", 64, 100]],
            "windows": [1],
            "ping_ms": 0,
            "counters": False,
        }
    )
    assert "Remove-Item" not in text


def test_a_windows_host_is_measured_over_winrm(tmp_path: Path) -> None:
    """The verb, a real WS-Management session with NTLM, and the files: sizes of two pairs, counters before and after."""
    host = Windows(
        {"10.0.110.2": 9198, "10.0.110.3": 9600}, counters=[{"Class": "Win32_PerfRawData_X", "Name": "a"}]
    )
    device = ProbedDevice("hv01", host, LOGIN)
    loop = LoopThread()
    loop.start()
    try:
        loop.run(device.start())
        write(tmp_path, device.port)
        done = subprocess.run(
            [sys.executable, "-m", "fabric_check", "probe", str(tmp_path), "--trust-folder"],
            env={**os.environ, "RACK_PW": LOGIN.password}, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
    finally:
        loop.run(device.stop())
        loop.stop()
    assert done.returncode == 3, done.stdout + done.stderr
    assert "2 of 6 ordered pairs measured: 1 carry 9198, 1 carry 9600" in done.stdout
    assert "not measured from, without a `hostname` or not asked for: hv02, hv03" in done.stderr
    found = json.loads(
        (tmp_path / "probes" / "lm--hv01-SLOT-3-Port-1--hv02-SLOT-3-Port-1.json").read_text("utf-8")
    )
    assert (found["from"], found["to"]) == ("hv01:SLOT 3 Port 1", "hv02:SLOT 3 Port 1")
    assert found["sweep"]["ip_mtu"] == 9198
    counted = json.loads((tmp_path / "counters" / "hv01.json").read_text("utf-8"))
    assert [one["sections"]["counters"][0]["Name"] for one in counted["samples"]] == ["a", "a"]
    assert not device.shells.open


def write(folder: Path, port: int) -> None:
    """Write a fabric of three Windows hosts, of which one can be logged in to."""
    nic = "SLOT 3 Port 1"
    hosts = {
        f"hv0{number}": {
            "os": "windows",
            **({"hostname": f"127.0.0.1:{port}"} if number == 1 else {}),
            "nics": {
                nic: {"networks": ["lm"], "address": f"10.0.110.{number}", "ip_mtu": 9600, "tagged": True}
            },
        }
        for number in (1, 2, 3)
    }
    content = {
        "schema": "fabric-check/fabric/1",
        "name": "win",
        "networks": {"lm": {"vlan": 110, "ip_mtu": 9000}},
        "hosts": hosts,
        "credentials": {"default": {"username": LOGIN.username, "password": "env:RACK_PW"}},
    }
    (folder / "fabric.yaml").write_text(json.dumps(content), "utf-8")
