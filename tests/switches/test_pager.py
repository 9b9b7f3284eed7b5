"""A pager's prompts vanish from what a switch prints, however the text is cut into pieces."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.collect.switches.pager import Pager

PAGERS = [
    ("--More--", "\b" * 8 + " " * 8 + "\b" * 8),
    ("--More-- or (q)uit", "\r" + " " * 18 + "\r"),
    (" --More-- ", "\r          \r"),
    ("--More--", "\x1b[2K\r"),
    ("\x1b[7m--More--\x1b[0m", "\r\x1b[K"),
    ("--More--", "\x1b[8D        \x1b[8D"),
    ("--More--", "\x1b[1G\x1b[0m        \x1b[1G"),
]
LINES = st.lists(
    st.sampled_from(["interface Te 0/1", " mtu 12000", "!", "", "   deep", "a-b", "end"]), max_size=12
)


@pytest.mark.parametrize(("prompt", "wipe"), PAGERS)
@given(lines=LINES, more=LINES, cuts=st.lists(st.integers(0, 300)))
def test_two_pages_are_one_text(
    prompt: str, wipe: str, lines: list[str], more: list[str], cuts: list[int]
) -> None:
    """The text is that of the switch without its pager, and a key is asked for exactly once."""
    first = "".join(f"{line}\r\n" for line in [*lines, "first"])
    second = "".join(f"{line}\r\n" for line in [*more, "last"]) + "sw1#"
    pager, shown, keys = Pager(), "", 0
    for page in (first + prompt, wipe + second):
        edges = sorted({0, len(page), *(cut for cut in cuts if cut < len(page))})
        for start, end in itertools.pairwise(edges):
            text, waits = pager.feed(page[start:end])
            shown, keys = shown + text, keys + waits
    assert shown == first + second
    assert keys == 1


def test_a_text_that_mentions_a_pager_is_left_alone() -> None:
    """The words inside a line are no prompt."""
    text = "description press --More-- here\r\nsw1#"
    assert Pager().feed(text) == (text, False)


@given(lines=LINES, cuts=st.lists(st.integers(0, 300)))
def test_escapes_vanish_wherever_they_are_cut(lines: list[str], cuts: list[int]) -> None:
    """A terminal's colours, modes and NULs are none of the text, also when they come in pieces."""
    plain = "".join(f"{line}\r\n" for line in [*lines, "last"]) + "sw1#"
    text = "\x1b[?25h" + plain.replace("\r\n", "\x1b[0;1m\r\n\x00\x1b[K") + "\x1b(B\x1b[m"
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    pager = Pager()
    assert "".join(pager.feed(text[start:end])[0] for start, end in itertools.pairwise(edges)) == plain
