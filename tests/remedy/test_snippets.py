"""A name from a device never changes what a snippet does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.cli.fixing import templates
from fabric_check.model.errors import FabricCheckError
from fabric_check.model.text import printable
from fabric_check.remedy.changes.windows import JUMBO_PACKET, AdvancedProperty
from fabric_check.remedy.render import Part, Renderer, powershell

RENDERER = Renderer(templates())
QUOTES = "'\u2018\u2019\u201a\u201b"


def jumbo(nic: str) -> AdvancedProperty:
    """Return a change of a NIC of this name."""
    return AdvancedProperty("hv01", nic, JUMBO_PACKET, "9014", "9614")


def read_literal(text: str) -> tuple[str, str]:
    """Return what PowerShell reads a single-quoted literal as, and what stands behind it."""
    assert text[0] == "'"
    value, rest = "", text[1:]
    while rest:
        if rest[0] in QUOTES:
            if len(rest) < 2 or rest[1] not in QUOTES:
                return value, rest[1:]
            value, rest = value + rest[1], rest[2:]
        else:
            value, rest = value + rest[0], rest[1:]
    raise AssertionError(text)


@given(st.text())
def test_a_name_in_quotes_is_that_name_and_nothing_more(name: str) -> None:
    """Quotes, dollars, backticks and semicolons stay inside the literal."""
    value, rest = read_literal(powershell(name))
    assert (value, rest) == (name, "")


def commands(text: str) -> list[str]:
    """Return a script's lines without comments and empty ones."""
    return [one for one in text.split("\n") if one and not one.startswith("#")]


@given(st.text(min_size=1), st.text())
def test_a_snippet_has_as_many_commands_whatever_the_name(name: str, why: str) -> None:
    """A name makes no further line and no further command; a pattern, or one with control characters, makes no snippet."""
    if printable(name) != name or set(name) & set("*?[]`"):
        with pytest.raises(FabricCheckError, match=r"control character|pattern of names"):
            RENDERER.snippet("windows", "hv01", [Part(jumbo(name), why)])
        return
    usual = commands(RENDERER.snippet("windows", "hv01", [Part(jumbo("A"), "a reason")]))
    lines = commands(RENDERER.snippet("windows", "hv01", [Part(jumbo(name), why)]))
    assert len(lines) == len(usual)
    command = lines[-1].removeprefix("Set-NetAdapterAdvancedProperty -Name ")
    assert read_literal(command) == (name, " -RegistryKeyword '*JumboPacket' -RegistryValue '9014'")


def test_template_syntax_in_a_name_is_text() -> None:
    """A name that looks like a template is not evaluated."""
    assert "{{ 7 - 7 }}" in RENDERER.snippet("windows", "hv01", [Part(jumbo("{{ 7 - 7 }}"), "{{ 6 * 6 }}")])


def test_replay_changes_what_the_change_names_alone() -> None:
    """The NIC's keyword and both sizes that follow from it change; other NICs and the facts given do not."""
    other = {"Name": "B", "RegistryKeyword": "*JumboPacket", "RegistryValue": ["9614"]}
    facts = {
        "advancedProperty": [
            {"Name": "A", "RegistryKeyword": "*JumboPacket", "RegistryValue": ["9614"]},
            other,
        ],
        "ipInterface": [{"InterfaceAlias": "A", "NlMtu": 9600}],
        "netAdapter": [{"Name": "A", "MtuSize": 9600}, {"Name": "B", "MtuSize": 9600}],
    }
    change = jumbo("A")
    after = change.replay(facts)
    assert after["advancedProperty"] == [
        {"Name": "A", "RegistryKeyword": "*JumboPacket", "RegistryValue": ["9014"]},
        other,
    ]
    assert after["ipInterface"] == [{"InterfaceAlias": "A", "NlMtu": 9000}]
    assert after["netAdapter"] == [{"Name": "A", "MtuSize": 9000}, {"Name": "B", "MtuSize": 9600}]
    assert facts["ipInterface"] == [{"InterfaceAlias": "A", "NlMtu": 9600}]
    assert change.undo(facts).replay(after) == facts
