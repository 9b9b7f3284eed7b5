"""What the sweep's tests share: where their helpers are, and what a test in namespaces needs."""

import os
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode leaves helpers next to the tests unfound

PROGRAMS = ("ip", "nft", "ethtool", "sysctl")


def need(*programs: str) -> None:
    """Skip without root; without a program skip too, but fail where CI=true promised it."""
    if os.geteuid():
        pytest.skip("needs root for network namespaces")
    missing = [
        name for name in programs if not shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    ]
    if missing:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(
            f"missing programs: {', '.join(missing)}"
        )


@pytest.fixture
def namespaces() -> None:
    """Ask for what every lab needs."""
    need(*PROGRAMS)


@pytest.fixture
def openvswitch(namespaces: None) -> None:
    """Ask for Open vSwitch as well."""
    need("ovs-vswitchd", "ovsdb-server", "ovs-vsctl", "ovs-ofctl", "ovs-appctl")
