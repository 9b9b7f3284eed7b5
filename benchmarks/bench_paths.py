"""Every pair's limit over hundreds of links, as a ratio to networkx finding the blocks and articulation points alone."""

import time
from collections.abc import Callable

import networkx as nx

from fabric_check.fabric.blocks import block_forest

ROUNDS = 20
RACKS = 150


def best(task: Callable[[], object]) -> float:
    """Return the shortest of several runs, in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return min(times)


def all_limits(
    edges: list[tuple[str, str, int]], sizes: list[int], racks: list[str]
) -> dict[tuple[str, str], int]:
    """Return the smallest size over all ways between each two racks."""
    forest = block_forest(edges)
    smallest = [min(sizes[number] for number in block) for block in forest.blocks]
    limits = {}
    for rack in racks:
        for other, blocks in forest.routes_from(rack).items():
            limits[rack, str(other)] = min((smallest[block] for block in blocks), default=12000)
    return limits


racks = [f"rack{number}" for number in range(RACKS)]
edges = [
    (rack, core, 2 * number + side)
    for number, rack in enumerate(racks)
    for side, core in enumerate(("a", "b"))
]
edges.append(("a", "b", len(edges)))
sizes = [9216 if number % 7 else 1554 for number in range(len(edges))]
graph = nx.MultiGraph([(a, b) for a, b, _ in edges])
simple = nx.Graph(graph)

ours = best(lambda: all_limits(edges, sizes, racks))
blocks = best(lambda: block_forest(edges))
peer = best(lambda: (list(nx.biconnected_components(simple)), list(nx.articulation_points(simple))))
print(
    f"{len(edges)} links: blocks {blocks * 1000:.1f} ms, with the limit of each of {RACKS * (RACKS - 1) // 2} pairs "
    f"{ours * 1000:.1f} ms; networkx, blocks alone, {peer * 1000:.1f} ms; ratio {peer / blocks:.1f}"
)
