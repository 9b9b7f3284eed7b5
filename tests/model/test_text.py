"""Text from devices cannot act on a terminal."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from fabric_check.model.text import natural_key, printable


@given(st.text())
def test_nothing_printable_controls_a_terminal(text: str) -> None:
    """No control, format or surrogate character is left, and the text stays one line."""
    shown = printable(text)
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in shown)
    assert not set(shown) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200b\u200e\u200f\ufeff")
    assert len(shown.splitlines()) <= 1


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_stays_as_it_is(text: str) -> None:
    """What was safe before is not changed."""
    assert printable(text) == text


@given(st.lists(st.text()))
def test_any_names_can_be_sorted(names: list[str]) -> None:
    """Natural order is defined for whatever a device calls its ports."""
    assert len(sorted(names, key=natural_key)) == len(names)


def test_port_two_comes_before_port_ten() -> None:
    """Numbers in names are compared as numbers."""
    assert sorted(["Te 0/10", "Te 0/2", "te 0/1"], key=natural_key) == ["te 0/1", "Te 0/2", "Te 0/10"]
