"""Checks a switch's host key as ssh does: known and the same, unknown, or changed. Writes only keys that the user accepts."""

import base64
import hashlib
import threading
from pathlib import Path

import paramiko

from fabric_check.collect.target import CollectError, Failure, Target

_SYSTEM_FILE = Path("/etc/ssh/ssh_known_hosts")
_WRITING = threading.Lock()


def prepare(client: paramiko.SSHClient, target: Target) -> None:
    """Make a client check the target's key.

    Raises:
        CollectError: the file of known keys cannot be read.

    """
    file = known_hosts_file(target)
    client.set_missing_host_key_policy(_Unknown(target, file))
    if not target.check_identity:
        return
    # The last key read of a host counts, so the user's own file is read after the machine's.
    for each in (file,) if target.known_hosts else (_SYSTEM_FILE, file):
        try:
            client.load_system_host_keys(str(each))
        except FileNotFoundError:
            continue
        except (OSError, paramiko.SSHException) as error:
            what = f"{each} cannot be read: {getattr(error, 'strerror', None) or 'a line of it holds no key'}"
            hint = "repair the file, or name another one by --known-hosts"
            raise CollectError(Failure.IDENTITY, what, hint) from None


def known_hosts_file(target: Target) -> Path:
    """Return the file that keys are checked against and remembered in."""
    return target.known_hosts or Path.home() / ".ssh" / "known_hosts"


def changed(target: Target, got: paramiko.PKey, expected: paramiko.PKey) -> CollectError:
    """Return the failure for a key that is not the one known."""
    return CollectError(
        Failure.IDENTITY,
        f"the host key of {target.address} has changed: it is {fingerprint(got)}, "
        f"{known_hosts_file(target)} has {fingerprint(expected)}",
        "somebody may listen in between. If the switch was replaced or made a new key, compare the fingerprint on its "
        "console and remove the old line: ssh-keygen -R " + _name(target),
    )


def fingerprint(key: paramiko.PKey) -> str:
    """Return a key's fingerprint in the form that ssh prints."""
    digest = base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode().rstrip("=")
    return f"{key.get_name()} SHA256:{digest}"


def _name(target: Target) -> str:
    """Return the target as it stands in a known_hosts file."""
    return target.address if target.port in (None, 22) else f"[{target.address}]:{target.port}"


class _Unknown(paramiko.MissingHostKeyPolicy):
    """What happens to a key that no file holds."""

    def __init__(self, target: Target, file: Path) -> None:
        self.target = target
        self.file = file

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:  # noqa: ARG002 - paramiko's signature
        """Accept the key where the user said so; else refuse the device.

        Raises:
            CollectError: the key is not known.

        """
        if not self.target.check_identity:
            return
        if not self.target.accept_new:
            raise CollectError(
                Failure.IDENTITY,
                f"the host key of {self.target.address} is not in {self.file}: it is {fingerprint(key)}",
                "compare the fingerprint on the switch's console; then collect once with --accept-new-host-keys",
            )
        line = f"{hostname} {key.get_name()} {key.get_base64()}\n"
        try:
            with _WRITING:
                self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with self.file.open("a", encoding="ascii") as stream:
                    stream.write(line)
        except OSError as error:
            what = (
                f"the host key of {self.target.address} cannot be remembered: {self.file}: {error.strerror}"
            )
            raise CollectError(Failure.IDENTITY, what, "name another file by --known-hosts") from None
