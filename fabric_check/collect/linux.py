"""Facts of a Linux host, over ssh or of this machine: the collector script, run once. Changes nothing on the host."""

import os

from fabric_check.collect import child, facts, openssh
from fabric_check.collect.openssh_failures import BY_HAND, OVER_TIME
from fabric_check.collect.scripts import script
from fabric_check.collect.target import CollectError, Failure, Got, Target


def collect(target: Target, deadline: float) -> Got:
    """Return facts/HOST.json of a Linux host over ssh; *deadline* is a `time.monotonic` value.

    Raises:
        CollectError: the host gave nothing, or not everything.

    """
    return _got(target.device, openssh.run(target, script("linux"), deadline))


def collect_local(device: str, deadline: float) -> Got:
    """Return facts/HOST.json of this machine, under a device's name.

    Raises:
        CollectError: as `collect`.

    """
    try:
        ended = child.run(("sh", "-s"), script("linux").encode("utf-8"), deadline, os.environ)
    except child.OverTimeError:
        raise CollectError(*OVER_TIME) from None
    except OSError as error:
        raise CollectError(
            Failure.UNSUPPORTED, f"no shell here: {error}", "is this a Linux machine?"
        ) from None
    return _got(device, ended.stdout)


def _got(device: str, output: bytes) -> Got:
    """Return the facts in a shell's output, which may begin with a banner."""
    text = facts.within(output.decode("utf-8", "replace"))
    if text is None:
        raise CollectError(Failure.UNEXPECTED, "the host's shell printed no facts", BY_HAND)
    return facts.got(device, "linux", text)
