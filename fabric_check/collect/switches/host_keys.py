"""Checks a switch's host key as ssh does: known and the same, unknown, changed or revoked. Writes only keys that the user accepts."""

import base64
import hashlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import paramiko

from fabric_check.collect.switches import known_hosts
from fabric_check.collect.switches.known_hosts import Known
from fabric_check.collect.target import CollectError, Failure, Target

_SYSTEM_FILE = Path("/etc/ssh/ssh_known_hosts")
_WRITING = threading.Lock()
_NAMES_OF_RSA = frozenset({"rsa-sha2-512", "rsa-sha2-256"})
"""Signature algorithms whose key is of the type ssh-rsa (RFC 8332)."""


def prepare(
    client: paramiko.SSHClient, target: Target, alias: str | None = None
) -> Callable[..., paramiko.Transport]:
    """Make a client check the target's key; return what makes its transport, which prefers the types that are known.

    *alias*: how the files name the target, if not by address and port.

    Raises:
        CollectError: the file of known keys cannot be read.

    """
    name = alias or _name(target)
    known = _known(target, name) if target.check_identity else ()
    client.set_missing_host_key_policy(_Checked(target, name, known))
    kinds = {one.kind for one in known if not one.revoked}

    def transport(*words: Any, **more: Any) -> paramiko.Transport:
        made = paramiko.Transport(*words, **more)
        options = made.get_security_options()
        options.key_types = tuple(sorted(options.key_types, key=lambda name: _kind(name) not in kinds))
        return made

    return transport


def _kind(algorithm: str) -> str:
    return "ssh-rsa" if algorithm in _NAMES_OF_RSA else algorithm


def _known(target: Target, name: str) -> tuple[Known, ...]:
    """Return what the files have for the target."""
    file = known_hosts_file(target)
    found: list[Known] = []
    for each in (file,) if target.known_hosts else (file, _SYSTEM_FILE):
        try:
            found.extend(known_hosts.read(each, name))
        except OSError as error:
            what = f"{each} cannot be read: {error.strerror}"
            hint = "repair the file, or name another one by --known-hosts"
            raise CollectError(Failure.IDENTITY, what, hint) from None
    return tuple(found)


def known_hosts_file(target: Target) -> Path:
    """Return the file that keys are checked against and remembered in."""
    return target.known_hosts or Path.home() / ".ssh" / "known_hosts"


def fingerprint(kind: str, blob: bytes) -> str:
    """Return a key's fingerprint in the form that ssh prints."""
    digest = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    return f"{kind} SHA256:{digest}"


def _name(target: Target) -> str:
    """Return the target as it stands in a known_hosts file."""
    return target.address if target.port in (None, 22) else f"[{target.address}]:{target.port}"


class _Checked(paramiko.MissingHostKeyPolicy):
    """Judges the key that a switch shows. paramiko is told of no known keys, so it asks here about each."""

    def __init__(self, target: Target, name: str, known: tuple[Known, ...]) -> None:
        self.target = target
        self.name = name
        self.known = known

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:  # noqa: ARG002 - paramiko's signature
        """Accept a key that is known, or new where the user said so; else refuse the device.

        Raises:
            CollectError: the key is not known, has changed or was revoked.

        """
        if not self.target.check_identity:
            return
        blob, shown = key.asbytes(), fingerprint(key.get_name(), key.asbytes())
        same = [one for one in self.known if one.blob == blob]
        if any(one.revoked for one in same):
            raise self._refused(
                f"was revoked in {same[0].file}: {shown}",
                "somebody may use a key that was lost; let the switch make a new one (crypto key generate rsa)",
            )
        if same:
            return
        if others := [one for one in self.known if not one.revoked]:
            expected = next((one for one in others if one.kind == key.get_name()), others[0])
            raise self._refused(
                f"has changed: it is {shown}, {expected.file} has {fingerprint(expected.kind, expected.blob)}",
                "somebody may listen in between. If the switch was replaced or made a new key, compare the fingerprint "
                f"on its console and remove the old line: ssh-keygen -R {self.name}",
            )
        if not self.target.accept_new:
            raise self._refused(
                f"is not in {known_hosts_file(self.target)}: it is {shown}",
                "compare the fingerprint on the switch's console; then collect once with --accept-new-host-keys",
            )
        self._remember(f"{self.name} {key.get_name()} {key.get_base64()}\n")

    def _refused(self, why: str, hint: str) -> CollectError:
        return CollectError(Failure.IDENTITY, f"the host key of {self.target.address} {why}", hint)

    def _remember(self, line: str) -> None:
        file = known_hosts_file(self.target)
        try:
            with _WRITING:
                file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with file.open("ab+") as stream:
                    # A last line that somebody left open is not ours to spoil.
                    if stream.tell() and (stream.seek(-1, 2), stream.read(1))[1] != b"\n":
                        line = "\n" + line
                    stream.write(line.encode("ascii"))
        except OSError as error:
            what = f"cannot be remembered: {file}: {error.strerror}"
            raise self._refused(what, "name another file by --known-hosts") from None
