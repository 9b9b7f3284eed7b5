"""Secrets of every kind vanish from device text; everything else, and every line's number, stays."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fabric_check import dialects
from fabric_check.model.secrets import redact_json

SECRET = "S3cr3tW0rd"
KINDS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "secrets.yaml").read_text("utf-8"))
LINES = [
    (dialect, line) for dialect in ("ftos", "dnos6") for line in KINDS[dialect].splitlines() if "MARK" in line
]


@pytest.mark.parametrize(("dialect", "line"), LINES)
def test_a_line_loses_its_secret_alone(dialect: str, line: str) -> None:
    """The secret is gone, the words before it are there, and redacting again changes nothing."""
    redact = dialects.get(dialect).redact
    once = redact(line.replace("MARK", SECRET))
    assert SECRET not in once
    assert "<redacted>" in once
    assert once.split()[:2] == [word for word in line.split()[:2] if "MARK" not in word] + once.split()[
        1:2
    ] * ("MARK" in line.split()[1])
    assert redact(once) == once


@pytest.mark.parametrize("dialect", ["ftos", "dnos6"])
def test_a_whole_config_keeps_its_lines(dialect: str) -> None:
    """Between other lines a secret is found just so, and no line moves."""
    text = KINDS[dialect].replace("MARK", SECRET)
    clean = dialects.get(dialect).redact(text)
    assert SECRET not in clean
    assert clean.count("\n") == text.count("\n")


def test_lines_without_a_secret_stay() -> None:
    """Commands that only sound like secrets are left alone on FTOS."""
    assert dialects.get("ftos").redact(KINDS["innocent"]) == KINDS["innocent"]


@pytest.mark.parametrize("text", KINDS["json"])
def test_facts_lose_their_secrets_and_stay_json(text: str) -> None:
    """A host's JSON is still JSON with the same keys, and its secret is gone."""
    clean = redact_json(text.replace("MARK", SECRET).replace("\n", "\\n"))
    assert SECRET not in clean
    assert json.loads(clean).keys() == json.loads(text.replace("\n", "\\n")).keys()


@pytest.mark.parametrize("dialect", ["ftos", "dnos6"])
@given(
    text=st.text(
        alphabet=st.sampled_from('password secret key snmp-server community 7"\n\r:=@/<>-x'), max_size=200
    )
)
def test_any_text_keeps_its_number_of_lines(dialect: str, text: str) -> None:
    """Whatever the text, its lines keep their numbers."""
    assert dialects.get(dialect).redact(text).count("\n") == text.count("\n")


@given(
    st.recursive(
        st.text() | st.sampled_from(['password x\\" y', "password ", "pwd=a\\"]) | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just("password"), inner),
    )
)
def test_any_json_stays_json_of_the_same_shape(value: Any) -> None:
    """Whatever stands in a host's facts, redacting gives JSON with the same keys, lists and numbers."""
    clean = json.loads(redact_json(json.dumps(value, indent=1)))
    assert shape(clean) == shape(value)


def shape(value: Any) -> Any:
    """Return a JSON value with each text replaced by nothing."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return "" if isinstance(value, str) else value
