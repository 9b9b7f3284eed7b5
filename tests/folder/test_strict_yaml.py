"""The YAML that people write: no surprises, exact places, no bombs."""

import contextlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.folder.strict_yaml import load
from fabric_check.model.errors import InputError

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.text(st.characters(categories=["L", "N", "P", "Z"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abc: -#", min_size=1, max_size=6), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: on", {"a": "on"}),
        ("a: no", {"a": "no"}),
        ("a: 012", {"a": "012"}),
        ("a: 1:30", {"a": "1:30"}),
        ("a: 2027-01-31", {"a": "2027-01-31"}),
        ("a: '5'", {"a": "5"}),
        ("a: 5", {"a": 5}),
        ("a: -5", {"a": -5}),
        ("a: 1.5", {"a": 1.5}),
        ("a: true", {"a": True}),
        ("a: ~", {"a": None}),
        ("120: x", {"120": "x"}),
        ("", None),
        ("a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
    ],
)
def test_values_are_those_of_yaml_1_2_core(text: str, value: object) -> None:
    """Words stay words and numbers numbers, whatever YAML 1.1 made of them."""
    assert load(text, "f").value == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2", "f:2:1: duplicate key 'a'; it already stands on line 1"),
        ("a: [1, 2", "f:2:1: not YAML"),
        ("a: b: c", "f:1:5: not YAML"),
        (
            "a: !!python/object:os.system x",
            "f:1:4: tag 'tag:yaml.org,2002:python/object:os.system' is not allowed",
        ),
        ("a: &a [*a]", "f:1:8: alias *a stands for nothing that is complete before it"),
        ("a: *b", "f:1:4: alias *b stands for nothing"),
        ("? [a]\n: 1", "f:1:3: a key must be a plain word"),
        ("a: 1\n---\nb: 2", "f:2:1: a second document starts here"),
        ("a: \x1b[31m", "f:1:4: not YAML: control characters are not allowed"),
        ("[" * 100_000, "nested more than 50 levels deep"),
        ("- " * 5_000 + "x", "nested more than 50 levels deep"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, said: str) -> None:
    """One clear message with file, line and column, and never a crash."""
    with pytest.raises(InputError) as error:
        load(text, "f")
    assert said in str(error.value)


def test_all_duplicate_keys_come_at_once() -> None:
    """A person repairs a file once, not once for each error."""
    with pytest.raises(InputError) as error:
        load("a: 1\na: 2\nb: {c: 1, c: 2}\n", "f")
    assert len(error.value.problems) == 2


def test_an_alias_bomb_is_refused() -> None:
    """Aliases of aliases that stand for a billion values are refused before they are counted out."""
    names = "abcdefghij"
    levels = [
        f"{name}: &{name} [{', '.join(['*' + before] * 10)}]" for before, name in itertools.pairwise(names)
    ]
    with pytest.raises(InputError, match="aliases stand for more than"):
        load("a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n" + "\n".join(levels), "f")


@given(st.text())
def test_any_text_loads_or_says_why(text: str) -> None:
    """No text raises anything but the one error."""
    with contextlib.suppress(InputError):
        load(text, "f")


@given(plain)
def test_json_is_read_as_itself(value: object) -> None:
    """JSON is YAML: what a program wrote comes back, with a place for each value."""
    import json

    document = load(json.dumps(value, ensure_ascii=False), "f")
    assert document.value == value
    assert () in document.positions
