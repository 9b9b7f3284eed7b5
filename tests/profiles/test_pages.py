"""The pages on profiles and command languages: their examples are read as they stand (tests/docs runs the commands)."""

import re
from pathlib import Path

import pytest

from fabric_check import dialects
from fabric_check.folder.read import ConfigText
from fabric_check.model.intent import Place, Switch
from fabric_check.parse.switches import switch_facts
from fabric_check.profiles.load import load_all

DOCS = Path(__file__).resolve().parents[2] / "docs"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: str, language: str) -> list[str]:
    """Return the fenced blocks of a page in one language."""
    text = (DOCS / page).read_text("utf-8")
    return [body for given, body in BLOCK.findall(text) if given == language]


def write_files(page: str, folder: Path) -> None:
    """Write each block that names its file in its first line."""
    for body in blocks(page, "yaml") + blocks(page, "python"):
        name = re.match(r"# file: (\S+)\n", body)
        assert name, "a file's block begins with its name"
        path = folder / name[1]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, "utf-8")


def test_the_page_names_every_key_of_a_profile() -> None:
    """Whoever reads the page meets every section's keys."""
    from fabric_check.profiles.schema import DcbSection, MtuSection, ProfileFile

    text = (DOCS / "writing-a-profile.md").read_text("utf-8")
    for shape in (ProfileFile, MtuSection, DcbSection):
        for key in shape.model_fields:
            assert key.removesuffix("_") in text


def test_the_example_language_reads_its_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page's dialect, profile and config together give facts with sizes, VLANs and lines."""
    page = "adding-a-command-language.md"
    write_files(page, tmp_path)
    monkeypatch.setattr(dialects, "__path__", [*dialects.__path__, str(tmp_path)])
    profiles = load_all(tmp_path / "profiles")
    config = ConfigText("configs/sw1.cfg", blocks(page, "text")[0])
    facts = switch_facts(Switch("sw1", Place(1, 1)), config, profiles)
    assert (facts.unknown, facts.release) == (None, "P8-1.2")
    one, two = facts.ports["1"], facts.ports["2"]
    assert str(facts.port_ip_mtu(one, 120)) == "9000"
    assert str(facts.port_ip_mtu(two, 110)) == "1500"
    assert one.carries(121)
    assert not two.carries(120)
    assert one.mtu is not None
    assert one.mtu.source is not None
    assert one.mtu.source.line == 2


def test_the_example_language_never_guesses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A config that ends early or holds a strange line makes the device unknown, with the reason."""
    page = "adding-a-command-language.md"
    write_files(page, tmp_path)
    monkeypatch.setattr(dialects, "__path__", [*dialects.__path__, str(tmp_path)])
    profile = load_all(tmp_path / "profiles")["acme/plain-8"]
    language = dialects.get("plain")
    short = language.read("release P8-1.2\nport 1 vlan 1\n", device="a", file="f", profile=profile)
    assert short.unknown == "f: the last line is not `done`"
    strange = language.read("release P8-1.2\nport x\ndone\n", device="a", file="f", profile=profile)
    assert strange.unknown == "f: line 2 is not understood"
    assert language.canonical("Port 7") == language.canonical("7") == "7"
