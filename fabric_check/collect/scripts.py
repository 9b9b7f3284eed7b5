"""The collector scripts, which read a host and print its facts: sent by us, or run by hand. Never changed on the way."""

from typing import Literal

from fabric_check import resources

FILES = {"windows": "windows.ps1", "linux": "linux.sh"}


def script(os: Literal["windows", "linux"]) -> str:
    """Return the collector for an operating system: PowerShell or POSIX sh, as text.

    Raises:
        FabricCheckError: the program was installed without its templates.

    """
    return (resources.data("templates") / "collect" / FILES[os]).read_text(encoding="utf-8")
