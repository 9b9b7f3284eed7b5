"""Facts of a Windows host over WinRM: the collector script, run in one remote shell. Changes nothing on the host."""

from fabric_check.collect import facts
from fabric_check.collect.scripts import script
from fabric_check.collect.target import Got, Target


def collect(target: Target, deadline: float) -> Got:
    """Return facts/HOST.json of a Windows host; *deadline* is a `time.monotonic` value.

    Raises:
        CollectError: the host gave nothing, or not everything.

    """
    from fabric_check.collect import wsman_shell  # noqa: PLC0415 - pywinrm is slow to import

    return facts.got(target.device, "windows", wsman_shell.run(target, script("windows"), deadline))
