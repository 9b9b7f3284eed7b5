"""What the wires' tests share: where their helpers are, and what a test with real packets needs."""

import os
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode leaves helpers next to the tests unfound


def need(*programs: str) -> None:
    """Skip without root; without a program skip too, but fail where CI=true promised it."""
    if os.geteuid():
        pytest.skip("needs root for network namespaces")
    path = os.environ["PATH"] + ":/usr/sbin:/sbin"
    missing = [name for name in programs if not shutil.which(name, path=path)]
    if missing:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(
            f"missing programs: {', '.join(missing)}"
        )


@pytest.fixture
def packets() -> None:
    """Ask for what real packets need."""
    need("ip", "nsenter", "setpriv")


@pytest.fixture
def openvswitch(packets: None) -> None:
    """Ask for Open vSwitch as well."""
    need("ovs-vswitchd", "ovsdb-server", "ovs-vsctl", "ovs-ofctl", "ovs-appctl")
