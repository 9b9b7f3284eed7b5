"""Windows hosts over WinRM, against the lab's endpoint: pywinrm, NTLM and encryption are real, PowerShell is not there."""

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from faulty_host import LOGIN, Certificates, Fault, FaultyHost, certificates, serving

from fabric_check.collect import winrs, wsman_shell
from fabric_check.collect.deadline import stop
from fabric_check.collect.scripts import script
from fabric_check.collect.target import CollectError, Failure, Got, Login, Target
from fabric_check.collect.windows import collect

SECONDS = 20.0
FACTS = json.dumps(
    {
        "schema": "fabric-check/host/1",
        "host": "HV01",
        "os": "windows",
        "os_version": "10.0.14393",
        "collected": "2026-03-02T09:30:00Z",
        "sections": {"netAdapter": [{"Name": "SLOT 3 Port \u00e9 \ud83d", "MtuSize": 9600}]},
        "errors": [
            {"section": "teamMapping", "type": "CommandNotFound", "message": "not there"},
            {"section": "vmHost", "type": "VirtualizationException", "message": "Access is denied."},
        ],
    }
)
BY_PASSWORD = Login(LOGIN.username, LOGIN.password)


def target(host: FaultyHost, login: Login = BY_PASSWORD, *, check_identity: bool = True) -> Target:
    """Return a target on loopback."""
    return Target("hv01", "127.0.0.1", host.port, login, check_identity=check_identity)


def collected(one: Target, seconds: float = SECONDS) -> Got:
    """Collect, and insist that it ends at its deadline and leaves no thread."""
    start, threads = time.monotonic(), threading.active_count()
    try:
        return collect(one, start + seconds)
    finally:
        assert time.monotonic() - start < seconds + 0.5
        assert threading.active_count() == threads


def failure(one: Target, seconds: float = SECONDS) -> CollectError:
    """Return the failure of a collection that must fail; it says what to try, and no password."""
    with pytest.raises(CollectError) as caught:
        collected(one, seconds)
    assert caught.value.hint
    assert LOGIN.password not in f"{caught.value}{caught.value.hint}"
    return caught.value


@pytest.fixture(scope="session")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Return certificates for the whole run: making keys takes its time."""
    return certificates(tmp_path_factory.mktemp("pem"))


def test_facts_come_encrypted_over_http_and_the_shell_is_deleted() -> None:
    """NTLM seals every message; four questions do it, and what comes is stored one value a line."""
    with serving(FACTS) as host:
        got = collected(target(host))
        assert host.encrypted
        assert host.actions == ["Create", "Command", "Receive", "Delete"]
        assert host.shells.open == {}
    stored = got.files["facts/hv01.json"]
    assert json.loads(stored) == json.loads(FACTS)
    assert '   "MtuSize": 9600\n' in stored
    stored.encode("utf-8")  # half a surrogate pair stays an escape


def test_what_could_not_be_read_is_noted_and_what_is_not_there_is_not() -> None:
    """A refused section is worth a word in the manifest; a feature that is not installed is not."""
    with serving(FACTS) as host:
        assert collected(target(host)).notes == ("vmHost: VirtualizationException: Access is denied.",)


def test_the_host_gets_the_collector_itself() -> None:
    """What the variables carry is the script, and no variable or command line is longer than Windows takes."""
    with serving(FACTS) as host:
        collected(target(host))
        (environment,) = host.environments
        (line,) = host.received
    assert environment == winrs.environment(script("windows"))
    assert all(len(value) < 8191 for value in environment.values())
    assert len(line) < 8191
    assert "-NoProfile -NonInteractive" in line


def test_a_long_answer_comes_in_pieces() -> None:
    """More than one envelope holds is put together again."""
    rows = [{"Name": f"NIC {number}", "MtuSize": 1500} for number in range(20_000)]
    facts = json.dumps({**json.loads(FACTS), "sections": {"netAdapter": rows}})
    with serving(facts) as host:
        got = collected(target(host))
        assert host.actions.count("Receive") > 5
    assert json.loads(got.files["facts/hv01.json"])["sections"]["netAdapter"] == rows


def test_noise_around_the_answer_does_not_matter() -> None:
    """A banner in an old code page, wrapped lines and progress records on the error stream change nothing."""
    fault = Fault(
        lambda out: b"Willkommen \x81\xff\r\n" + out.replace(b"A", b"A\r\n") + b"\r\nBye",
        stderr=b'#< CLIXML\r\n<Objs><Obj S="progress" RefId="0"/></Objs>',
    )
    with serving(FACTS, fault) as host:
        assert json.loads(collected(target(host)).files["facts/hv01.json"]) == json.loads(FACTS)


@pytest.mark.parametrize(
    ("fault", "kind", "said"),
    [
        (Fault(lambda out: out[:-5]), Failure.CUT_OFF, "end mark"),
        (Fault(lambda out: out[:60] + out[70:]), Failure.CUT_OFF, "not whole"),
        (Fault(lambda _: b""), Failure.UNEXPECTED, "exit code 0: and said nothing"),
        (
            Fault(
                lambda _: b"",
                exit_code=1,
                stderr=b'#< CLIXML\r\n<Objs><S S="Error">Cannot &lt;create&gt; type._x000D__x000A_</S></Objs>',
            ),
            Failure.UNEXPECTED,
            "exit code 1: Cannot <create> type.",
        ),
        (Fault(lambda _: winrs.BEGIN.encode() + b"e30=" + winrs.END.encode()), Failure.UNEXPECTED, "schema"),
        (Fault(lambda _: winrs.BEGIN.encode() + b"/w==" + winrs.END.encode()), Failure.CUT_OFF, "utf-8"),
        (Fault(login_refused=True), Failure.AUTHENTICATION, "NTLM"),
        (Fault(refusals={"Create": (5, "Access is denied.")}), Failure.PRIVILEGE, "Access is denied."),
        (
            Fault(refusals={"Create": (2150859173, "The maximum number of concurrent shells is exceeded")}),
            Failure.REFUSED,
            "maximum number",
        ),
        (Fault(refusals={"Command": (2150858770, "Gone \u202e")}), Failure.UNEXPECTED, "2150858770"),
        (Fault(cut="Create"), Failure.CUT_OFF, "ended the connection"),
        (Fault(cut="Command"), Failure.CUT_OFF, "ended the connection"),
        (Fault(cut="Receive"), Failure.CUT_OFF, "ended the connection"),
    ],
    ids=[
        "base64 without its end", "base64 with a hole", "exit 0 with nothing", "an error", "no facts", "no text",
        "401 to everybody", "no administrator", "too many shells", "another fault", "cut at Create", "cut at Command",
        "cut at Receive",
    ],
)  # fmt: skip
def test_each_fault_is_a_failure_that_leaves_no_shell(fault: Fault, kind: Failure, said: str) -> None:
    """Nothing of it looks like facts, and the shell is deleted on a connection of its own where the first one broke."""
    with serving(FACTS, fault) as host:
        error = failure(target(host))
        assert host.shells.open == {}
    assert error.failure is kind
    assert said in error.what
    assert "\u202e" not in error.what


@pytest.mark.parametrize("receive", ["never", "hang", "drip"])
def test_a_command_that_does_not_end_is_left_at_the_deadline(receive: str) -> None:
    """Whether the host says "not yet", says nothing, or sends a byte now and then: time is up, and the shell deleted."""
    with serving(FACTS, Fault(receive=receive)) as host:
        assert failure(target(host), 2).failure is Failure.TIMED_OUT
        assert host.shells.open == {}


@pytest.mark.parametrize("receive", ["never", "hang"])
def test_an_interrupted_run_ends_at_once_and_leaves_no_shell(receive: str) -> None:
    """Ctrl-C does not wait for the deadline of a host that hangs, and its shell is deleted all the same."""
    with serving(FACTS, Fault(receive=receive)) as host:
        interrupt = threading.Timer(0.5, stop.set)
        interrupt.start()
        try:
            start = time.monotonic()
            assert failure_of(lambda: collect(target(host), start + SECONDS)).failure is Failure.TIMED_OUT
            assert time.monotonic() - start < SECONDS / 4
            assert host.shells.open == {}
        finally:
            interrupt.join()
            stop.clear()


def failure_of(work: Callable[[], Got]) -> CollectError:
    """Return the failure that a collection raises."""
    with pytest.raises(CollectError) as caught:
        work()
    return caught.value


def test_a_shell_that_cannot_be_deleted_costs_no_answer() -> None:
    """The answer is whole, so it counts; the host deletes the idle shell itself."""
    with serving(FACTS, Fault(cut="Delete")) as host:
        assert collected(target(host)).files
        assert host.actions.count("Delete") == 2


def test_a_wrong_password_is_tried_once() -> None:
    """One handshake, so that no account is locked."""
    with serving(FACTS) as host:
        error = failure(target(host, Login(LOGIN.username, "wrong")))
        assert host.actions == []
    assert error.failure is Failure.AUTHENTICATION
    assert "DOMAIN" in error.hint


def test_a_missing_user_name_is_said() -> None:
    """NTLM without a user is the user's to complete."""
    error = failure(Target("hv01", "127.0.0.1", 1, Login()))
    assert error.failure is Failure.AUTHENTICATION
    assert "username" in error.what


@pytest.mark.parametrize("transport", ["basic", "ntlm"])
def test_https_is_trusted_by_its_authority(transport: str, pem: Certificates) -> None:
    """A certificate that the named authority vouches for is taken; passwords go over TLS."""
    login = Login(LOGIN.username, LOGIN.password, transport=transport, ca_file=pem.authority)
    with serving(FACTS, tls=pem.server()) as host:
        assert collected(target(host, login)).files
        assert not host.encrypted  # TLS does it


def test_an_unknown_authority_is_not_trusted(pem: Certificates) -> None:
    """No password is sent to a host that nobody vouches for, and the hint says how to name who does."""
    login = Login(LOGIN.username, LOGIN.password, transport="basic")
    with serving(FACTS, tls=pem.server()) as host:
        error = failure(target(host, login))
        assert host.actions == []
    assert error.failure is Failure.IDENTITY
    assert "ca_file" in error.hint


def test_identity_is_not_checked_where_the_user_says_so(pem: Certificates) -> None:
    """An unknown authority is taken for once."""
    login = Login(LOGIN.username, LOGIN.password, transport="basic")
    with serving(FACTS, tls=pem.server()) as host:
        assert collected(target(host, login, check_identity=False)).files


def test_a_client_certificate_logs_in(pem: Certificates) -> None:
    """A certificate with its key needs no password."""
    login = Login(transport="certificate", cert_file=pem.certificate, key_file=pem.key, ca_file=pem.authority)
    with serving(FACTS, tls=pem.server(clients=True)) as host:
        assert collected(target(host, login)).files


def test_a_certificate_file_that_is_none_is_said(tmp_path: Path) -> None:
    """A missing or wrong file is named."""
    login = Login(LOGIN.username, LOGIN.password, transport="basic", ca_file=tmp_path / "missing.pem")
    error = failure(Target("hv01", "127.0.0.1", 1, login))
    assert error.failure is Failure.IDENTITY
    assert "missing.pem" in error.hint


def test_basic_never_goes_in_clear_text() -> None:
    """Against an http port, basic fails before it says anything."""
    login = Login(LOGIN.username, LOGIN.password, transport="basic")
    with serving(FACTS) as host:
        assert failure(target(host, login), 2).failure is Failure.TIMED_OUT
        assert host.actions == []


@pytest.mark.parametrize("transport", ["kerberos", "credssp"])
def test_a_missing_extra_is_named(transport: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kerberos and CredSSP say which extra to install."""
    monkeypatch.setattr(f"winrm.transport.HAVE_{transport.upper()}", False)
    login = Login(LOGIN.username, LOGIN.password, transport=transport)
    error = failure(Target("hv01", "127.0.0.1", 1, login))
    assert error.failure is Failure.UNSUPPORTED
    assert f"fabric-check[{transport}]" in error.hint


def test_nobody_listens() -> None:
    """A closed port is refused, and the hint says how WinRM is turned on."""
    error = failure(Target("hv01", "127.0.0.1", 1, BY_PASSWORD))
    assert error.failure is Failure.REFUSED
    assert "Enable-PSRemoting" in error.hint


def test_a_name_without_an_address_is_not_reached() -> None:
    """A name that does not resolve is the folder's to correct."""
    assert failure(Target("hv01", "hv01.invalid", None, BY_PASSWORD)).failure is Failure.NOT_REACHED


@pytest.mark.parametrize("name", ["http_proxy", "HTTPS_PROXY", "ALL_PROXY"])
def test_proxies_of_the_environment_are_not_used(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A management network is reached directly, whatever the environment says."""
    monkeypatch.setenv(name, "http://127.0.0.1:1")
    with serving(FACTS) as host:
        assert collected(target(host)).files


def test_an_answer_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """No host can fill our memory."""
    monkeypatch.setattr(wsman_shell, "MOST_BYTES", 1000)
    change: Callable[[bytes], bytes] = lambda out: out * 10_000  # noqa: E731 - a fault in one line
    with serving(FACTS, Fault(change)) as host:
        error = failure(target(host))
        assert host.shells.open == {}
    assert "does not end" in error.what


def test_many_hosts_at_once_do_not_disturb_each_other() -> None:
    """Eight threads, each with its own connection, get eight answers."""
    results: list[Got] = []
    with serving(FACTS) as host:
        one = target(host)
        threads = [
            threading.Thread(target=lambda: results.append(collect(one, time.monotonic() + SECONDS)))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert host.shells.open == {}
    assert len(results) == 8
