"""Inheritance and the shape of a profile: what is taken over, what never is, and errors with their place."""

from pathlib import Path

import jsonschema
import pytest

from fabric_check import resources
from fabric_check.folder import strict_yaml
from fabric_check.model.errors import InputError
from fabric_check.model.profile import Profile
from fabric_check.profiles.load import load_all
from fabric_check.profiles.schema import ProfileFile

NUMBERS = """\
  scope: {value: port, source: "the manual, page 1"}
  default: {value: 1500, source: "the manual, page 2"}
  minimum: {value: 1280, source: "the manual, page 2"}
  maximum: {value: 9000, source: "the manual, page 2"}
"""
WHOLE = f"""\
schema: fabric-check/profile/1
name: One
dialect: ftos
recognise: ['one ']
examples: ['one 1']
mtu:
  counts: ip
{NUMBERS}"""
FAMILY = f"schema: fabric-check/profile/1\nfamily: true\ndialect: ftos\ncollect: [show vlan]\nmtu:\n  counts: ip\n{NUMBERS}"
CHILD = "schema: fabric-check/profile/1\ninherits: family/f\nname: Two\nrecognise: ['two ']\nexamples: ['two 2']\n"


def folder(path: Path, **files: str) -> Path:
    """Write profiles; a name's two underscores stand for a slash."""
    for name, text in files.items():
        file = path / f"{name.replace('__', '/')}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    return path


def problems(path: Path, **files: str) -> str:
    """Return the errors of a folder of profiles as one text."""
    with pytest.raises(InputError) as caught:
        load_all(folder(path, **files), "p")
    return str(caught.value)


def two(path: Path, extra: str = "") -> Profile:
    """Return the model that inherits from the family, with more lines of its own."""
    return load_all(folder(path, family__f=FAMILY, two=CHILD + extra), "p")["two"]


def test_a_model_takes_over_what_it_does_not_say(tmp_path: Path) -> None:
    """A model has its family's language, commands and numbers."""
    model = two(tmp_path)
    assert (model.name, model.dialect, model.collect) == ("Two", "ftos", ("show vlan",))
    assert model.mtu.maximum.value == 9000


def test_a_family_is_no_model(tmp_path: Path) -> None:
    """A family is not listed, so no config can be recognised as one."""
    assert list(load_all(folder(tmp_path, family__f=FAMILY, two=CHILD))) == ["two"]


def test_a_number_is_replaced_whole(tmp_path: Path) -> None:
    """A model's `unknown` replaces the family's value and source; the rest of the section stays."""
    model = two(tmp_path, "mtu:\n  maximum: {unknown: 'two pages disagree'}\n")
    assert (model.mtu.maximum.value, model.mtu.maximum.source) == (None, "two pages disagree")
    assert model.mtu.default.value == 1500


def test_patterns_are_never_inherited(tmp_path: Path) -> None:
    """A model that inherits from another must say itself how it is recognised."""
    child = "schema: fabric-check/profile/1\ninherits: one\n"
    assert "key 'recognise' is missing" in problems(tmp_path, one=WHOLE, other=child)


def test_an_unknown_parent_is_named_at_its_place(tmp_path: Path) -> None:
    """A misspelled parent is an error at the word, with the nearest name."""
    text = problems(tmp_path, family__f=FAMILY, two=CHILD.replace("family/f", "family/g"))
    assert text == "p/two.yaml:2:11: inherits 'family/g', which is no profile; did you mean 'family/f'?"


def test_a_circle_is_one_error(tmp_path: Path) -> None:
    """Three files that inherit from each other, and one that inherits from them, give one error."""
    head = "schema: fabric-check/profile/1\ninherits: "
    text = problems(tmp_path, a=f"{head}b\n", b=f"{head}c\n", c=f"{head}a\n", d=f"{head}b\n")
    assert text == "p/a.yaml:2:11: inheritance goes in a circle: a → b → c → a"


def test_a_file_that_inherits_from_itself_is_a_circle(tmp_path: Path) -> None:
    """The shortest circle is found too."""
    text = problems(tmp_path, a="schema: fabric-check/profile/1\ninherits: a\n")
    assert text == "p/a.yaml:2:11: inheritance goes in a circle: a → a"


def test_an_inherited_error_is_told_once_where_it_stands(tmp_path: Path) -> None:
    """A fault in a family is reported in the family's file, once for all its models."""
    broken = FAMILY.replace("value: 9000", "value: much")
    text = problems(tmp_path, family__f=broken, two=CHILD, three=CHILD)
    assert text.startswith("p/family/f.yaml:10:20: mtu.maximum.value: 'much' is not a whole number")
    assert len(text.splitlines()) == 1


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "value: 1500, source",
            "value: 9001, source",
            "11:12: the default, 9001, is above the maximum, 9000",
        ),
        ("value: 1280, source", "value: 1501, source", "9:12: the minimum, 1501, is above the default, 1500"),
        (', source: "the manual, page 1"', "", "either `value` and `source`, or `unknown` with the reason"),
        ("value: 1500, source", "one_of: [1500, 1600], value: 1500, source", "`one_of` goes with `unknown`"),
        ("source: ", "unknown: ", "either `value` and `source`, or `unknown` with the reason"),
        ("'one '", "'one ('", "4:13: 'one (' is not a regular expression"),
        ("'one '", "'(one) '", "4:13: '(one) ' captures"),
        ("'one '", "'(?i)one '", "4:13: '(?i)one ' is not a regular expression"),
        ("'one '", "'(?:one)?'", "4:13: '(?:one)?' matches an empty line"),
        ("counts: ip", "counts: bytes", "7:11: mtu.counts: 'bytes'"),
        ("name: One\n", "", "1:1: key 'name' is missing, here and in what this file inherits"),
        ("name: One", "name: One\nspeed: 10", "unknown key 'speed'"),
        ("profile/1", "profile/2", "fabric-check/profile/2 is newer than this fabric-check"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, old: str, new: str, expected: str) -> None:
    """Each fault of a profile is one sentence with file, line and column."""
    assert old in WHOLE
    text = problems(tmp_path, one=WHOLE.replace(old, new, 1))
    assert text.startswith("p/one.yaml:")
    if expected == "11:12: the default, 9001, is above the maximum, 9000":
        expected = expected.replace("8:12", "11:12")
    assert expected in text


def test_order_is_checked_in_every_release(tmp_path: Path) -> None:
    """A maximum that falls below the default in a later release is found, and the release named."""
    spans = (
        "  maximum:\n    by_release:\n"
        '      - {below: "2.0", value: 9000, source: "the manual, page 2"}\n'
        '      - {from: "2.0", value: 1400, source: "the manual, page 3"}\n'
    )
    text = problems(
        tmp_path, one=WHOLE.replace('  maximum: {value: 9000, source: "the manual, page 2"}\n', spans)
    )
    assert "the default, 1500, is above the maximum, 1400 in release 2.0" in text


def test_the_json_schema_takes_what_the_program_takes() -> None:
    """Every built-in file, family or model, is valid by the schema that editors use."""
    schema = ProfileFile.model_json_schema(by_alias=True)
    validator = jsonschema.Draft202012Validator(schema)
    files = sorted(Path(str(resources.data("switch_profiles"))).rglob("*.yaml"))
    assert files
    for file in files:
        validator.validate(strict_yaml.load(file.read_text("utf-8"), file.name).value)


@pytest.mark.parametrize(
    "mtu",
    [
        {"maximum": {"value": 9216}},
        {"maximum": {"value": 9216, "source": "the manual, page 1", "unknown": "two pages disagree"}},
        {"maximum": {"value": "9216", "source": "the manual, page 1"}},
        {
            "maximum": {
                "by_release": [{"from": "9", "value": 1}, {"below": "9", "unknown": "no page was read"}]
            }
        },
    ],
)
def test_the_json_schema_refuses_a_number_without_a_source(mtu: dict[str, object]) -> None:
    """The schema knows that a value needs a source, and that a value is never also unknown."""
    validator = jsonschema.Draft202012Validator(ProfileFile.model_json_schema(by_alias=True))
    assert not validator.is_valid({"schema": "fabric-check/profile/1", "mtu": mtu})


def test_the_json_schema_has_readable_names() -> None:
    """The definitions are named after what they mean, and `from` is spelled as in the file."""
    definitions = ProfileFile.model_json_schema(by_alias=True)["$defs"]
    assert "StatedBytes" in definitions
    assert "from" in definitions["SpanFileBytes"]["properties"]
    assert max(map(len, definitions)) < 30
