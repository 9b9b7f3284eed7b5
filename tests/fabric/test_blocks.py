"""The way between two switches holds exactly the links that lie on some simple path, compared with trying them all."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from fabric_check.fabric.blocks import block_forest

VERTICES = 6
edges = st.lists(st.tuples(st.integers(0, VERTICES - 1), st.integers(0, VERTICES - 1)), max_size=9)


def simple_paths(graph: list[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, ...]]:
    """Yield the edge numbers of each simple path, by trying everything."""

    def go(vertex: int, seen: frozenset[int], walked: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if vertex == end:
            yield walked
            return
        for number, (a, b) in enumerate(graph):
            for here, there in ((a, b), (b, a)):
                if here == vertex and there not in seen and a != b:
                    yield from go(there, seen | {there}, (*walked, number))

    yield from go(start, frozenset({start}), ())


@given(edges, st.integers(0, VERTICES - 1), st.integers(0, VERTICES - 1))
def test_blocks_on_the_way_hold_the_edges_of_all_simple_paths(
    graph: list[tuple[int, int]], start: int, end: int
) -> None:
    """Blocks along the block-cut tree and an exhaustive search name the same links."""
    forest = block_forest((a, b, number) for number, (a, b) in enumerate(graph))
    route = forest.routes_from(start).get(end)
    expected = {number for path in simple_paths(graph, start, end) for number in path}
    found = {number for block in route or () for number in forest.blocks[block]}
    if start == end:
        assert route == ()
    else:
        assert (route is not None) == any(True for _ in simple_paths(graph, start, end))
        assert found == expected


def test_a_chain_of_fifty_thousand_switches_needs_no_recursion() -> None:
    """A long chain is answered, each link a block of its own."""
    length = 50_000
    forest = block_forest((number, number + 1, number) for number in range(length))
    assert len(forest.blocks) == length
