"""Snippets for Windows by a PowerShell parser: no name becomes a command, and -WhatIf reaches every cmdlet."""

import re
from collections.abc import Iterator

import host_changes
import pytest
import tree_sitter
import tree_sitter_pwsh
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.model.errors import FabricCheckError
from fabric_check.model.text import printable
from fabric_check.remedy.render import powershell

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_pwsh.language()))
NASTY = st.sampled_from(
    ["'; Restart-Computer #", "$(Restart-Computer)", '"; Restart-Computer', "\u2019; Restart-Computer", "{{ 7 * 7 }}",
     "{% for x in y %}", "& { Restart-Computer }", "a | Restart-Computer", "-WhatIf:$false", "#", "@'"]
)  # fmt: skip
WILD = set("*?[]`")


def nodes(node: tree_sitter.Node, kind: str) -> Iterator[str]:
    """Yield the text of each node of a kind."""
    if node.type == kind and node.text is not None:
        yield node.text.decode()
    for child in node.children:
        yield from nodes(child, kind)


def parsed(text: str) -> tree_sitter.Node:
    """Return a script's tree, which must be without errors."""
    root = PARSER.parse(text.encode()).root_node
    assert not root.has_error, text
    return root


def commands(text: str) -> list[str]:
    """Return the commands that a script calls."""
    return list(nodes(parsed(text), "command_name"))


def literals(text: str) -> list[str]:
    """Return the single-quoted literals of a script."""
    return list(nodes(parsed(text), "verbatim_string_characters"))


USUAL = host_changes.snippet("windows", host_changes.windows("A"))


@given(name=st.text(min_size=1, max_size=30) | NASTY, why=st.text(max_size=30) | NASTY)
def test_no_name_changes_what_a_snippet_does(name: str, why: str) -> None:
    """The same commands are called whatever a name is, and the name is one literal; a pattern or a control makes none."""
    changes = host_changes.windows(name)
    if WILD & set(name) or printable(name) != name:
        with pytest.raises(FabricCheckError, match=r"pattern of names|control character"):
            host_changes.snippet("windows", changes, why)
        return
    text = host_changes.snippet("windows", changes, why)
    assert commands(text) == commands(USUAL)
    assert literals(text) == [powershell(name) if one == "'A'" else one for one in literals(USUAL)]


@pytest.mark.parametrize("number", range(len(host_changes.windows("A"))))
def test_every_kind_refuses_a_pattern_of_names(number: int) -> None:
    """A name with a star makes no snippet, wherever it would stand."""
    plain, wild = (host_changes.windows(name)[number] for name in ("A", "A*"))
    if "'A'" in literals(host_changes.snippet("windows", [plain])):
        with pytest.raises(FabricCheckError, match="pattern of names"):
            host_changes.snippet("windows", [wild])


def test_every_cmdlet_takes_what_the_script_is_asked() -> None:
    """-WhatIf and Stop reach the cmdlets by default parameters, since functions of modules do not see a script's own."""
    text = host_changes.snippet("windows", host_changes.windows("A"))
    assert "[CmdletBinding(SupportsShouldProcess)]\nparam()\n" in text
    defaults = next(line for line in text.split("\n") if line.startswith("$PSDefaultParameterValues = "))
    for part in ("'*:ErrorAction' = 'Stop'", "'*:WhatIf' = [bool]$WhatIfPreference", "'*:Confirm' = $false"):
        assert part in defaults
    assert text.index(defaults) < min(text.index(name) for name in commands(text))


def test_only_cmdlets_of_networks_are_called() -> None:
    """Whatever is set, the commands are those that the change is about."""
    called = set(commands(host_changes.snippet("windows", host_changes.windows("A"))))
    about = r"(Get|Set|New|Remove|Enable|Disable|Rename|Install)-(Net|VMNetworkAdapter|WindowsFeature)\w*"
    assert {name for name in called if not re.fullmatch(about, name)} == {"Where-Object", "ForEach-Object"}
