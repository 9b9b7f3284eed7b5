"""Linux hosts by OpenSSH's own client, against servers on loopback that fail in every way that hosts do."""

import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import paramiko
import pytest
import ssh_server
from ssh_server import Behaviour

from fabric_check.collect import linux
from fabric_check.collect.deadline import stop
from fabric_check.collect.target import CollectError, Failure, Got, Login, Target

SECONDS = 20.0


@pytest.fixture(autouse=True)
def ssh_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the real client, with a configuration of the test's own, first on PATH."""
    real = shutil.which("ssh")
    if real is None:
        if os.environ.get("CI") == "true":
            pytest.fail("ssh is missing")
        pytest.skip("needs openssh-client")
    config = tmp_path / "ssh_config"
    config.write_text(f"UserKnownHostsFile {tmp_path}/nobody\nGlobalKnownHostsFile {os.devnull}\n", "utf-8")
    wrapper = tmp_path / "bin" / "ssh"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\nexec {real} -F {config} "$@"\n', "utf-8")
    wrapper.chmod(0o700)
    monkeypatch.setenv("PATH", f"{wrapper.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    return config


def target(
    server: ssh_server.Server, known_hosts: Path | None, password: str = ssh_server.PASSWORD
) -> Target:
    """Return a target on loopback."""
    return Target(
        "san01", "127.0.0.1", server.port, Login(ssh_server.USER, password), known_hosts, check_identity=True
    )


def collected(one: Target, seconds: float = SECONDS) -> Got:
    """Collect, and insist on the deadline."""
    start = time.monotonic()
    try:
        return linux.collect(one, start + seconds)
    finally:
        assert time.monotonic() - start < seconds + 1


def failure(one: Target, seconds: float = SECONDS) -> CollectError:
    """Return the failure of a collection that must fail."""
    with pytest.raises(CollectError) as caught:
        collected(one, seconds)
    assert caught.value.hint
    return caught.value


def facts(got: Got) -> dict[str, object]:
    """Return the one file that came."""
    assert list(got.files) == ["facts/san01.json"]
    content: dict[str, object] = json.loads(got.files["facts/san01.json"])
    return content


def test_a_password_logs_in_and_the_facts_are_this_kernels(tmp_path: Path) -> None:
    """The real script runs at the far end, and what it says of links is what `ip` says here."""
    with ssh_server.serving(Behaviour(before=b"Welcome to san01!\nno mail\n")) as server:
        content = facts(collected(target(server, server.known_hosts(tmp_path))))
    assert content["os"] == "linux"
    links = json.loads(subprocess.run(["ip", "-j", "link"], capture_output=True, check=True).stdout)
    names = {link["ifname"] for link in content["sections"]["link"]}  # type: ignore[index, call-overload]
    assert names == {link["ifname"] for link in links}
    assert server.scripts[0].startswith(b"#!/bin/sh\n# fabric-check collector\n")


def test_a_wrong_password_is_tried_once(tmp_path: Path) -> None:
    """One try, so that no account is locked, and no password in what is said."""
    with ssh_server.serving() as server:
        error = failure(target(server, server.known_hosts(tmp_path), "wrong-secret"))
    assert error.failure is Failure.AUTHENTICATION
    assert server.passwords == ["wrong-secret"]
    assert "secret" not in f"{error}{error.hint}"


def test_an_unknown_host_key_is_not_accepted(tmp_path: Path) -> None:
    """Without a known key, no password leaves this machine."""
    with ssh_server.serving() as server:
        error = failure(target(server, None))
        assert error.failure is Failure.IDENTITY
        assert "by hand" in error.hint
        assert server.passwords == []


def test_a_changed_host_key_is_refused(tmp_path: Path) -> None:
    """Another key than the known one stops everything, and the hint says what to find out."""
    with ssh_server.serving() as server:
        known = server.known_hosts(tmp_path, paramiko.RSAKey.generate(2048))
        error = failure(target(server, known))
        assert error.failure is Failure.IDENTITY
        assert "changed" in error.hint
        assert server.passwords == []


def test_identity_is_not_checked_where_the_user_says_so() -> None:
    """A key that nobody knows is taken, and is not remembered."""
    with ssh_server.serving() as server:
        login = Login(ssh_server.USER, ssh_server.PASSWORD)
        got = collected(Target("san01", "127.0.0.1", server.port, login, check_identity=False))
    assert facts(got)["os"] == "linux"


def test_a_host_that_hangs_ends_at_the_deadline(tmp_path: Path, ssh_config: Path) -> None:
    """After login nothing comes; the client is ended, and no process is left."""
    with ssh_server.serving(Behaviour(hang=True)) as server:
        error = failure(target(server, server.known_hosts(tmp_path)), 2)
    assert error.failure is Failure.TIMED_OUT
    assert running(ssh_config) == []


def test_an_interrupted_run_ends_at_once(tmp_path: Path, ssh_config: Path) -> None:
    """Ctrl-C does not wait for the deadline of a host that hangs."""
    with ssh_server.serving(Behaviour(hang=True)) as server:
        one = target(server, server.known_hosts(tmp_path))
        interrupt = threading.Timer(0.5, stop.set)
        interrupt.start()
        start = time.monotonic()
        try:
            assert failure(one).failure is Failure.TIMED_OUT
            assert time.monotonic() - start < SECONDS / 4
        finally:
            interrupt.join()
            stop.clear()
    assert running(ssh_config) == []


@pytest.mark.parametrize("cut", [0, 40, 900])
def test_an_answer_that_is_cut_off_is_none(cut: int, tmp_path: Path) -> None:
    """Whatever came before the cut, it is a failure and never half the facts."""
    with ssh_server.serving(Behaviour(cut=cut)) as server:
        error = failure(target(server, server.known_hosts(tmp_path)))
    assert error.failure in {Failure.CUT_OFF, Failure.UNEXPECTED}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"", Failure.UNEXPECTED),
        (b"\xff\xfe\x00rubbish", Failure.UNEXPECTED),
        (b'{"schema": "fabric-check/host/1", "os": "linux"}', Failure.UNEXPECTED),
        (b'{"schema": "fabric-check/host/1", "os": "windows", "sections": {}}', Failure.UNEXPECTED),
        (b'{"schema": "fabric-check/host/1", "os": "linux", "sections": {"link": [{', Failure.CUT_OFF),
        (b'{"schema": "fabric-check/host/1", "os": ' + b"[" * 100_000, Failure.UNEXPECTED),
    ],
    ids=["nothing", "garbage", "no sections", "another system", "half", "bottomless"],
)
def test_an_answer_that_is_no_facts_is_refused(answer: bytes, kind: Failure, tmp_path: Path) -> None:
    """Exit code 0 alone proves nothing: the output must be whole facts of a Linux host."""
    with ssh_server.serving(Behaviour(answer=lambda _: answer)) as server:
        error = failure(target(server, server.known_hosts(tmp_path)))
    assert error.failure is kind


def test_nobody_listens() -> None:
    """A port that nobody listens on is refused, not a time-out."""
    assert failure(Target("san01", "127.0.0.1", 1, Login())).failure is Failure.REFUSED


@pytest.mark.parametrize("address", ["-oProxyCommand=touch x", "a;b", "$(id)", "a b", ""])
def test_an_address_is_never_an_option_or_a_command(address: str) -> None:
    """What stands in fabric.yaml reaches ssh as a name, or not at all."""
    assert failure(Target("san01", address, None, Login())).failure is Failure.UNSUPPORTED


def test_without_an_ssh_program_the_hint_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing client is the user's to install, not a traceback."""
    monkeypatch.setenv("PATH", "/nonexistent")
    error = failure(Target("san01", "127.0.0.1", None, Login()))
    assert error.failure is Failure.UNSUPPORTED
    assert "openssh-client" in error.hint


def test_this_machine_is_asked_without_ssh() -> None:
    """A local collection gives the same file."""
    assert facts(linux.collect_local("san01", time.monotonic() + SECONDS))["os"] == "linux"


def test_a_local_collection_ends_at_its_deadline() -> None:
    """Also a shell that has not begun is ended in time."""
    with pytest.raises(CollectError) as caught:
        linux.collect_local("san01", time.monotonic())
    assert caught.value.failure is Failure.TIMED_OUT


def running(ssh_config: Path) -> list[str]:
    """Return the clients of this test that still run."""
    listed = subprocess.run(["ps", "-A", "-o", "args="], capture_output=True, encoding="utf-8", check=True)
    return [line for line in listed.stdout.splitlines() if str(ssh_config) in line]


@pytest.fixture
def sshd(tmp_path: Path) -> Iterator[str]:
    """Give the command that speaks ssh as OpenSSH's real server on its standard input, in a namespace of its own."""
    server = shutil.which("sshd") or "/usr/sbin/sshd"
    if not Path(server).exists():
        if os.environ.get("CI") == "true":
            pytest.fail("sshd is missing")
        pytest.skip("needs openssh-server")
    Path("/run/sshd").mkdir(exist_ok=True)
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / name], check=True)
    key = (tmp_path / "host.pub").read_text("utf-8")
    (tmp_path / "nobody").write_text(f"san01,jump {key}", "utf-8")
    (tmp_path / "sshd_config").write_text(
        f"HostKey {tmp_path}/host\nAuthorizedKeysFile {tmp_path}/user.pub\nStrictModes no\nUsePAM no\nLogLevel QUIET\n",
        "utf-8",
    )
    namespace = f"fc-{os.getpid()}-{threading.get_ident() % 10000}"
    setup = f"""ip netns add {namespace}
ip -n {namespace} link add eth2 mtu 9000 type veth peer name eth3 mtu 9000
ip -n {namespace} link set eth2 up"""
    for line in setup.splitlines():
        subprocess.run(line.split(), check=True)
    yield f"ip netns exec {namespace} {server} -i -f {tmp_path}/sshd_config"
    subprocess.run(["ip", "netns", "del", namespace], check=True)


@pytest.mark.root
def test_a_real_sshd_answers_and_the_users_configuration_counts(
    sshd: str, ssh_config: Path, tmp_path: Path
) -> None:
    """A key, a host alias and a way to it that stand in the user's configuration alone lead to the host's own links."""
    configure(ssh_config, f"Host san01\n ProxyCommand {sshd}\n IdentityFile {tmp_path}/user\n User root")
    content = facts(collected(Target("san01", "san01", None, Login())))
    sizes = {link["ifname"]: link["mtu"] for link in content["sections"]["link"]}  # type: ignore[index, call-overload]
    assert sizes["eth2"] == 9000
    assert "eth0" not in sizes


@pytest.mark.root
def test_a_jump_host_of_the_users_configuration_is_passed(
    sshd: str, ssh_config: Path, tmp_path: Path
) -> None:
    """The way leads over a real sshd, by its key, to a host that wants a password."""
    outside = sshd.partition(" /")[2]  # not in the namespace, from which no way leads back
    with ssh_server.serving() as server:
        known(server, tmp_path)
        configure(
            ssh_config, f"Host jump\n ProxyCommand /{outside}\n IdentityFile {tmp_path}/user\n User root"
        )
        configure(ssh_config, "Host 127.0.0.1\n ProxyJump jump")
        assert facts(collected(target(server, None)))["os"] == "linux"


def test_a_jump_host_never_hears_the_targets_password(ssh_config: Path, tmp_path: Path) -> None:
    """A jump host that asks for a password gets none: it is the target's alone."""
    with ssh_server.serving() as server, ssh_server.serving() as jump:
        for one in (server, jump):
            known(one, tmp_path)
        configure(ssh_config, f"Host jump\n HostName 127.0.0.1\n Port {jump.port}\n User another")
        configure(ssh_config, "Host 127.0.0.1\n ProxyJump jump")
        assert failure(target(server, None)).failure is Failure.AUTHENTICATION
    assert ssh_server.PASSWORD not in jump.passwords
    assert server.passwords == []


def known(server: ssh_server.Server, folder: Path) -> None:
    """Make a server's key one that the user's own known hosts hold."""
    line = server.known_hosts(folder).read_text("utf-8")
    with (folder / "nobody").open("a", encoding="utf-8") as file:
        file.write(line)


def configure(ssh_config: Path, lines: str) -> None:
    """Add to the user's configuration."""
    with ssh_config.open("a", encoding="utf-8") as file:
        file.write(lines + "\n")
