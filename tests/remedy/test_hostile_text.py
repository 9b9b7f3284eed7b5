"""What devices and people call things never changes what a snippet does."""

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabric_check.cli.fixing import Fix, as_page, fix
from fabric_check.remedy.plan import Wanted
from fabric_check.remedy.render import comment
from fabric_check.report.fix_page import fence, markdown

TODAY = dt.date(2026, 6, 1)
NASTY = st.sampled_from(
    [
        "$(reload)", "`reload`", "; reload", "' \" reload", "{{ 7 * 7 }}", "{% for x in y %}", "\\x1b[2J", "--> <script>",
        "! end", "exit", "no shutdown", "| md", "[a](http://evil)", "</pre>", "interface Vlan 1", "?", "\u202e", "a\u2028reload",
    ]
) | st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), min_size=1, max_size=30)  # fmt: skip
RACK = Path(__file__).parent.parent / "rules" / "bases" / "dcb"


def commands(made: Fix) -> dict[str, list[str]]:
    """Return what a snippet does: its lines without comments."""
    return {
        name: [line for line in text.split("\n") if not line.lstrip().startswith(("!", "#"))]
        for name, text in made.files.items()
    }


@pytest.fixture
def rack(tmp_path: Path) -> Callable[..., Fix]:
    """Return what fixes a rack that lacks a VLAN and a lossless priority, with names of someone's choice in it."""

    def go(description: str, vlan_name: str, nic: str) -> Fix:
        folder = tmp_path / "fabric"
        for file in ("fabric.yaml", "configs/s4810-a.cfg", "configs/pc8132-a.cfg"):
            text = (RACK / file).read_text("utf-8")
            text = text.replace("priority-pgid 0 0 0 1 0 0 0 0", "priority-pgid 0 0 0 1 1 0 0 0")
            text = text.replace(" name live-migration", f" name {vlan_name}")
            text = text.replace("allowed vlan 110,120,140", "allowed vlan 110,140")
            text = text.replace(" no ip address\n mtu", f" description {description}\n no ip address\n mtu")
            text = text.replace("SMB: {", f"{json.dumps(nic)}: {{").replace("hv03:SMB", f"hv03:{nic}")
            text = text.replace("hv02:SMB", f"hv02:{nic}").replace("hv01:SMB", f"hv01:{nic}")
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(text, "utf-8", newline="")
        return fix(folder, Wanted(TODAY))

    return go


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NASTY, NASTY)
def test_descriptions_and_vlan_names_change_no_command(
    rack: Callable[..., Fix], description: str, vlan_name: str
) -> None:
    """Snippets do the same whatever ports and VLANs are called."""
    usual = rack("to hv01", "live-migration", "SMB")
    made = rack(f"to hv01 {description}", f"lm {vlan_name}", "SMB")
    assert usual.plan.closed
    assert commands(made) == commands(usual)


@settings(max_examples=40)
@given(st.text(min_size=1, max_size=30).map(lambda text: re.sub(r"\s", "_", text)) | NASTY)
def test_a_map_with_an_odd_name_is_replaced_or_left(name: str) -> None:
    """A map's name that is no plain word makes no snippet; the finding says so."""
    from fabric_check.cli.fixing import templates
    from fabric_check.model.errors import FabricCheckError
    from fabric_check.remedy.changes.dcb_map import Applied, PortPfc
    from fabric_check.remedy.render import Part, Renderer

    change = PortPfc("sw", "Te 0/1", Applied(map=name), Applied(map="NEW"))
    try:
        text = Renderer(templates()).snippet("ftos", "sw", [Part(change, "")])
    except FabricCheckError:
        return
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._:/-]*", name)
    assert f"\n no dcb-map {name}\n dcb-map NEW\n" in text


@given(NASTY | st.text())
def test_text_on_the_page_stays_text(text: str) -> None:
    """On the ticket's page no text is markup: no line break, no tag, no link, no code, no table cell."""
    shown = markdown(text)
    assert "\n" not in shown
    bare = re.sub(r"\\.", "", shown.replace("&lt;", "").replace("&gt;", "").replace("&amp;", ""))
    assert not re.search(r"[\\`*_\[\]<>#!|~&$@]|://", bare)


@given(st.text("`\n~ a"))
def test_nothing_ends_a_code_block_but_its_end(text: str) -> None:
    """The fence of a code block is longer than any run of backticks inside it."""
    first, *inside, last = fence(text, "sw.cfg").split("\n")
    assert first == f"{last}text"
    assert all(not line.startswith(last) for line in inside)


def test_the_page_names_a_hostile_nic_as_text(rack: Callable[..., Fix]) -> None:
    """A NIC that is called like a tag does not become one."""
    page = as_page(rack("x", "y", "<img src=x onerror=alert(1)>"))
    assert "&lt;img src=x" in page
    assert "<img" not in re.sub(r"^```.*?^```$", "", page, flags=re.DOTALL | re.MULTILINE)


@given(st.text(max_size=3000) | NASTY.map(lambda text: text * 200))
def test_a_comment_stays_one(text: str) -> None:
    """Each line of a comment begins with its mark, and none is longer than a terminal, whatever a device calls things."""
    for line in comment(text, "!").split("\n"):
        assert re.fullmatch(r"! [^?\x00-\x1f\x7f]{0,118}", line)
