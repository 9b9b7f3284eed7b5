"""Where a value stands in a JSON file."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fabric_check.folder.json_positions import spans

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(values, st.sampled_from([None, 1, 4]), st.booleans())
def test_each_span_holds_its_value(value: Any, indent: int | None, ascii_only: bool) -> None:
    """The text at a path's span is that path's value, with its key in front where it has one."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    for path, (start, end) in spans(text).items():
        found = value
        for key in path:
            found = found[key]
        part = text[start:end]
        assert json.loads(f"{{{part}}}" if path and isinstance(path[-1], str) else part) == (
            {path[-1]: found} if path and isinstance(path[-1], str) else found
        )


@given(values)
def test_no_value_is_without_a_span(value: Any) -> None:
    """Every value of the document has a place."""

    def paths(item: Any, path: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        inner = item.items() if isinstance(item, dict) else enumerate(item) if isinstance(item, list) else ()
        return [path, *(one for key, each in inner for one in paths(each, (*path, key)))]

    assert set(spans(json.dumps(value))) == set(paths(value, ()))
