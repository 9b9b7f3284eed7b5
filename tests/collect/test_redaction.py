"""Secrets of every kind vanish from device text; everything else, and every line's number, stays."""

import json
import time
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


@pytest.mark.parametrize(("dialect", "kind"), [("ftos", "innocent"), ("dnos6", "innocent_dnos6")])
def test_lines_without_a_secret_stay(dialect: str, kind: str) -> None:
    """Commands that only sound like secrets are left alone."""
    assert dialects.get(dialect).redact(KINDS[kind]) == KINDS[kind]


@pytest.mark.parametrize("dialect", ["ftos", "dnos6"])
@pytest.mark.parametrize(("line", "clean"), KINDS["exact"])
def test_what_stands_beside_a_secret_stays(dialect: str, line: str, clean: str) -> None:
    """Of a line, nothing but the secret goes."""
    assert dialects.get(dialect).redact(line.replace("MARK", SECRET)) == clean


@pytest.mark.parametrize("text", KINDS["json"])
def test_facts_lose_their_secrets_and_stay_json(text: str) -> None:
    """A host's JSON is still JSON with the same keys, and its secret is gone."""
    clean = redact_json(text.replace("MARK", SECRET).replace("\n", "\\n"))
    assert SECRET not in clean
    before = json.loads(text.replace("\n", "\\n"))
    assert shape(json.loads(clean)) == shape(before)
    assert json.loads(clean).get("Name") == before.get("Name")


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


@pytest.mark.parametrize(
    "word", [*("password ", "radius ", "snmp-server user u ", "host a ", "://a:", '"'), 'auth md5 "a']
)
def test_a_line_without_an_end_costs_no_more_than_its_length(word: str) -> None:
    """A hostile device that prints half a megabyte in one line does not hold a run up for its time."""
    line = word * (500_000 // len(word))
    start = time.process_time()
    for dialect in ("ftos", "dnos6"):
        dialects.get(dialect).redact(line)
    redact_json(json.dumps([line, {"password": line}]))
    assert time.process_time() - start < 20


def shape(value: Any) -> Any:
    """Return a JSON value with each text replaced by nothing."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return "" if isinstance(value, str) else value
