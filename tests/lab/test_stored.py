"""What a lab's switch shows after something was pasted: cases in cases/LANGUAGE/NAME/case.yaml."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.lab.ssh_switch import config_tree, names, vlan_sets
from fabric_check.lab.ssh_switch.config_session import ConfigSession
from fabric_check.lab.ssh_switch.language import language, spoken, spoken_by

HERE = Path(__file__).parent
CASES = sorted((HERE / "cases").glob("*/*/case.yaml"))
CONFIGS = sorted(file for top in ("examples", "tests") for file in (HERE.parent.parent / top).rglob("*.cfg"))


def paste(dialect: str, before: str, pasted: str) -> tuple[str, list[str]]:
    """Return the running-config after a paste at the privileged prompt, and the lines that were refused."""
    session = ConfigSession(before, language(dialect))
    lines = pasted.splitlines()
    assert lines[0].startswith("configure")
    refused = [line.strip() for line in lines[1:] if not session.ended and not session.feed(line)]
    assert session.ended
    return session.text, refused


def name(file: Path) -> str:
    """Return a case's path for test names."""
    return f"{file.parent.parent.name}/{file.parent.name}"


@pytest.mark.parametrize("file", CASES, ids=name)
def test_what_is_pasted_is_stored(file: Path) -> None:
    """The running-config afterwards is the case's, to the byte, and exactly the case's lines are refused."""
    case: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    after, refused = paste(file.parent.parent.name, case["before"], case["pasted"])
    assert after == case["after"]
    assert refused == case.get("refused", [])


@pytest.mark.parametrize("file", CASES, ids=name)
def test_pasting_twice_changes_nothing_more(file: Path) -> None:
    """The same paste again leaves the config as the first left it."""
    case: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    once, _ = paste(file.parent.parent.name, case["before"], case["pasted"])
    assert paste(file.parent.parent.name, once, case["pasted"])[0] == once


@pytest.mark.parametrize("file", CONFIGS, ids=lambda file: str(file.relative_to(HERE.parent.parent)))
def test_a_config_that_nobody_touches_stays_to_the_byte(file: Path) -> None:
    """Every config of this repository, read as a tree of either language, prints back as it was."""
    text = file.read_text("utf-8", errors="surrogateescape")
    for dialect in spoken():
        assert config_tree.render(config_tree.parse(text, language(dialect))) == text


@given(st.text(alphabet='! \n\tabcexit0/,-"é', max_size=300))
def test_any_text_stays_to_the_byte(text: str) -> None:
    """Any text at all, read as a tree, prints back as it was."""
    for dialect in spoken():
        assert config_tree.render(config_tree.parse(text, language(dialect))) == text


@given(st.lists(st.text(alphabet="intrfacenovldTe10/,- switchpo", max_size=40), max_size=12))
def test_any_paste_is_stored_or_refused(lines: list[str]) -> None:
    """No line that anybody pastes breaks a session."""
    for dialect in spoken():
        session = ConfigSession("configure\ninterface Te1/0/1\nexit\nexit\n", language(dialect))
        for line in lines:
            if not session.ended:
                session.feed(line)
        assert isinstance(session.text, str)


@given(st.frozensets(st.integers(1, 4094)))
def test_a_list_of_vlans_says_what_it_was_written_from(vlans: frozenset[int]) -> None:
    """Writing a set of VLANs and reading it gives the set."""
    assert vlan_sets.numbers(vlan_sets.written(vlans)) == vlans


@given(
    st.lists(
        st.tuples(st.sampled_from(["te", "fo", "Po"]), st.integers(0, 2), st.integers(0, 60)), min_size=1
    )
)
def test_a_list_of_ports_says_what_it_was_written_from(typed: list[tuple[str, int, int]]) -> None:
    """Ports as typed, written as a switch prints them and read again, are the same ports."""
    interfaces = language("ftos").interfaces
    text = ",".join(f"{kind} {unit}/{port}" for kind, unit, port in typed)
    found = set(names.ports(text, interfaces))
    assert {
        port for line in names.listed(list(found), interfaces) for port in names.ports(line, interfaces)
    } == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("! Version 9.9(0.0)\n", "ftos"),
        ("interface TenGigabitEthernet 0/1\n switchport\n", "ftos"),
        ("!System Software Version 6.2.0.5\n", "dnos6"),
        ("interface Te1/0/1\nexit\n", "dnos6"),
        ("version 12.2\ninterface GigabitEthernet0/1\n", None),
    ],
)
def test_the_language_is_told_by_the_config(text: str, expected: str | None) -> None:
    """A switch talks as its running-config is written; one of another maker is not played."""
    assert spoken_by(text) == expected
