"""Texts that ask for endless work get a clear answer; each test's time-out is far above what it takes."""

from collections.abc import Callable
from typing import Any

import pytest

SECONDS = 20
Read = Callable[[str, str], Any]


@pytest.mark.timeout(SECONDS)
def test_many_lines_of_all_vlans_on_dnos6(read: Read) -> None:
    """Ten thousand lines that each create all VLANs cost no more than the VLANs there are."""
    blocks = "vlan 1-4094\nexit\n" * 10_000

    facts = read("dnos6", f"configure\n{blocks}exit\n")

    assert len(facts.vlans) == 4094


@pytest.mark.timeout(SECONDS)
def test_auto_vlan_on_every_port_of_ftos(read: Read) -> None:
    """Hundreds of ports that are members of all VLANs are read at once."""
    ports = "".join(f"interface te 0/{n}\n switchport\n auto vlan\n no shutdown\n" for n in range(500))

    facts = read("ftos", f"{ports}end\n")

    assert len(facts.vlans) == 4094
    assert len(facts.ports) == 500
    assert all(len(port.tagged) == 4093 for port in facts.ports.values())


@pytest.mark.timeout(SECONDS)
@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("ftos", f"interface range {','.join(['te 0/1-500'] * 2000)}\n mtu 12000\nend\n"),
        ("ftos", f"interface te {'1' * 100_000}\nend\n"),
        ("ftos", f"interface Vlan 5\n tagged te {'0/1,' * 50_000}x\nend\n"),
        ("ftos", f"interface {'a-' * 50_000}\nend\n"),
        ("dnos6", f"configure\ninterface range {','.join(['Te1/0/1-500'] * 2000)}\nexit\nexit\n"),
        ("dnos6", f"configure\ninterface Te{'1' * 100_000}\nexit\nexit\n"),
        ("dnos6", f"configure\ninterface {'te-' * 30_000}1\nexit\nexit\n"),
        ("dnos6", f"configure\nvlan {','.join(['1-99999'] * 20_000)}\nexit\nexit\n"),
    ],
    ids=lambda value: value[:40].strip(),
)
def test_endless_arguments(read: Read, dialect: str, text: str) -> None:
    """A list or name of absurd length is refused or ignored at once, and the reason stays short."""
    facts = read(dialect, text)

    assert not facts.ports
    assert len(facts.unknown or "") < 400


@pytest.mark.timeout(SECONDS)
def test_deep_nesting_on_ftos(read: Read) -> None:
    """Each line deeper than the one before: the tree has no depth that it cannot bear."""
    text = "\n".join(" " * depth + "interface te 0/1" for depth in range(2_000))

    assert not read("ftos", f"{text}\nend\n").unknown


@pytest.mark.timeout(SECONDS)
def test_ring_of_port_channels(read: Read) -> None:
    """A ring of port-channels, each a member of the next, is refused by its first line."""
    ring = "".join(f"interface Po {n}\n channel-member Po {n % 100 + 1}\n" for n in range(1, 101))

    assert "line 2, `channel-member Po 2`" in read("ftos", f"{ring}end\n").unknown
