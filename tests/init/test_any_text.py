"""Whatever stands in descriptions, names of VLANs, of NICs and of files: the proposal is a fabric that check accepts."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabric_check.folder import fabric_yaml
from fabric_check.parse.proposal.quote import quoted, remark, word

VERDICTS = {"clean", "findings", "inconclusive"}
TRAPS = (
    "tor-b", "TOR-B Te1/0/1", "hv01 eth0", "tor-b: te1/0/2 # x", '"', "'", "\\", "\\x", "]}", "- a: b", "#", "# ?", "!!python/x",
    "&a", "*a", "%YAML", "---", "...", "null", "yes", "012", "1e5", "{{ x }}", "{% x %}", "\x85", "\u2028", "\ufeff",
    "\ufffe", "\U0001f600", "\x07", "\x9f", "ſ", "K", "İ", "<<", "=", "<which port>", "a\tb", "vlan-120", "leaf-a", "x" * 2000,
)  # fmt: skip
TEXT = (
    st.lists(st.sampled_from(TRAPS) | st.text(max_size=8), max_size=4)
    .map(" ".join)
    .map(lambda text: text.encode("utf-8", "replace").decode("utf-8").replace("\n", " ").replace("\r", " "))
)


def leaf(descriptions: list[str], names: list[str]) -> str:
    """Return a switch with these descriptions and names of VLANs."""
    ports = "".join(
        f"interface TenGigabitEthernet 0/{number}\n description {text}\n mtu 12000\n switchport\n no shutdown\n!\n"
        for number, text in enumerate(descriptions)
    )
    vlans = "".join(
        f"interface Vlan {number}\n name {text}\n tagged TenGigabitEthernet 0/0-1\n!\n"
        for number, text in enumerate(names, 100)
    )
    return f"stack-unit 0 provision S4810\n{ports}{vlans}end\n"


def tor(descriptions: list[str]) -> str:
    """Return a switch of the other command language with these descriptions."""
    ports = "".join(
        f"interface Te1/0/{number}\ndescription {text}\nexit\n" for number, text in enumerate(descriptions, 1)
    )
    return f'!System Description "PowerConnect 8132, 5.1.0.1, VxWorks 6.6"\nconfigure\n{ports}exit\n'


def facts(os: str, names: list[str]) -> str:
    """Return a host with NICs of these names."""
    sections = {
        "netAdapter": [{"Name": name, "VlanID": 100 + number} for number, name in enumerate(names)],
        "link": [{"ifname": name, "mtu": 9000, "operstate": "UP"} for name in names],
    }
    return json.dumps({"schema": "fabric-check/host/1", "os": os, "sections": sections})


@settings(max_examples=150)
@given(
    descriptions=st.lists(TEXT, min_size=2, max_size=6),
    answers=st.lists(TEXT, max_size=4),
    names=st.lists(TEXT, max_size=5),
    nics=st.lists(TEXT, max_size=4),
    os=st.sampled_from(("windows", "linux")),
)
def test_no_text_of_a_device_becomes_structure(
    *,
    tmp_path_factory: pytest.TempPathFactory,
    proposed: Callable[[Path], str],
    judged: Callable[[Path, str], str],
    completed: Callable[[str], Any],
    descriptions: list[str],
    answers: list[str],
    names: list[str],
    nics: list[str],
    os: str,
) -> None:
    """The proposal holds the devices of the folder and no others, and check gives a verdict on it."""
    folder = tmp_path_factory.mktemp("hostile")
    for file, text in {
        "configs/leaf-a.cfg": leaf(descriptions, names),
        "configs/tor-b.cfg": tor(answers),
        "facts/hv01.json": facts(os, nics),
    }.items():
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_text(text, "utf-8", newline="")
    text = proposed(folder)
    intent = fabric_yaml.read(text)
    assert set(intent.switches) == {"leaf-a", "tor-b"}
    assert set(intent.hosts) == {"hv01"}
    assert {nic.name for nic in intent.hosts["hv01"].nics} <= set(nics)
    assert set(completed(text)) <= {"schema", "name", "networks", "switches", "hosts", "links"}
    assert judged(folder, text) in VERDICTS


@settings(max_examples=300)
@given(TEXT | st.text())
def test_quoting_brings_text_back(text: str) -> None:
    """A quoted text reads as itself, but for lone surrogates, which UTF-8 cannot hold."""
    expected = "".join("\ufffd" if "\ud800" <= one <= "\udfff" else one for one in text)
    for written in (quoted(text), word(text)):
        document = f"a: [{written}]   # {remark(text)}\nb: 1\n"
        assert fabric_yaml.strict_yaml.load(document, "f").value == {"a": [expected], "b": 1}


@pytest.mark.parametrize(
    "bad", ["a b.cfg", ".cfg", "-x.cfg", "ü.cfg", "a:b.cfg", "a\nb.cfg", "x" * 64 + ".cfg"]
)
def test_a_file_that_names_no_device_is_left_out(
    tmp_path: Path, proposed: Callable[[Path], str], judged: Callable[[Path, str], str], bad: str
) -> None:
    """Such a file is said to be left out, and takes nothing from the others."""
    (tmp_path / "configs").mkdir()
    for name in (bad, "good.cfg"):
        (tmp_path / "configs" / name).write_text(leaf(["x", "y"], []), "utf-8")
    text = proposed(tmp_path)
    assert list(fabric_yaml.read(text).switches) == ["good"]
    assert "was left out" in text
    assert judged(tmp_path, text) in VERDICTS


def test_a_command_that_is_not_understood_stays_in_its_comment(
    tmp_path: Path, proposed: Callable[[Path], str], judged: Callable[[Path, str], str]
) -> None:
    """Why a config cannot be read is told in its own words, whatever characters these hold."""
    (tmp_path / "configs").mkdir()
    config = "stack-unit 0 provision S4810\ninterface Te 0/1\n mtu \ufffe\u2028networks: x\nend\n"
    (tmp_path / "configs" / "leaf.cfg").write_text(config, "utf-8", newline="")
    text = proposed(tmp_path)
    assert "`mtu \\ufffe\\u2028networks: x`, is not understood" in text
    assert judged(tmp_path, text) in VERDICTS
