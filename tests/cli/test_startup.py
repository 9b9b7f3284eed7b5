"""Starting costs little: nothing heavy is loaded before a verb needs it."""

import json
import subprocess
import sys

HEAVY = {"scapy", "netmiko", "winrm", "rich", "paramiko", "jinja2", "pydantic", "yaml"}


def loaded(*words: str) -> set[str]:
    """Return the top-level modules that a run of the program loads."""
    code = (
        "import sys, json, atexit\n"
        "atexit.register(lambda: sys.stderr.write('\\n' + json.dumps(sorted({name.split('.')[0] for name in sys.modules}))))\n"
        f"sys.argv = ['fabric-check', *{words!r}]\n"
        "from fabric_check.cli.main import main\n"
        "main()\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    return set(json.loads(result.stderr.splitlines()[-1]))


def test_help_loads_nothing_heavy() -> None:
    """--help needs neither scapy, netmiko, winrm nor rich, nor our own models."""
    assert not loaded("--help") & HEAVY


def test_check_loads_no_transport() -> None:
    """Check works where scapy, netmiko and pywinrm are not even installed."""
    assert not loaded("check", "no-such-folder") & {"scapy", "netmiko", "winrm", "paramiko", "rich"}


def test_help_of_collect_loads_no_transport() -> None:
    """Asking how to collect, or for the script to run by hand, costs as little as any other help."""
    for words in (("collect", "--help"), ("run", "--help"), ("collect", "--print-script", "linux")):
        assert not loaded(*words) & {"scapy", "netmiko", "winrm", "paramiko", "rich", "asyncssh", "requests"}
