"""Regions on a graph: they hang together, and what is remembered while they are evened out is what is true."""

from collections import Counter

import numpy as np
import pytest

from grids.regions import EVEN, Graph, _Balance, regions


def a_field(columns: int, rows: int, *, seed: int = 1) -> Graph:
    """Pieces like the squares of a board, each of some weight."""
    weight = np.random.default_rng(seed).integers(1, 6, columns * rows).tolist()
    place = [(float(x), float(y)) for y in range(rows) for x in range(columns)]
    beside: list[dict[int, float]] = [
        {
            (y + down) * columns + x + right: 1.0
            for right, down in ((1, 0), (-1, 0), (0, 1), (0, -1))
            if 0 <= x + right < columns and 0 <= y + down < rows
        }
        for y in range(rows)
        for x in range(columns)
    ]
    return Graph(weight, place, beside)


@pytest.mark.parametrize("count", [2, 5, 9])
def test_regions_of_a_board_are_even_and_have_their_pinned_piece(count: int) -> None:
    graph = a_field(12, 10)
    pinned = [0, 1][:count]

    label = regions(graph, range(120), count=count, pinned=pinned)

    assert [label[one] for one in pinned] == list(range(len(pinned)))
    loads = Counter[int]()
    for one, region in label.items():
        loads[region] += graph.weight[one]
    assert sorted(loads) == list(range(count))
    assert max(loads.values()) <= EVEN * min(loads.values())


def test_what_is_remembered_while_regions_are_evened_out_is_true() -> None:
    """Strips of the board, the first as broad as the others together: everything has to travel through all of them."""
    graph = a_field(16, 6)
    strip = {one: max(0, one % 16 - 8) // 2 for one in range(96)}
    balance = _Balance(graph, strip, 4, frozenset())

    balance.even_out()

    assert max(balance.loads) <= EVEN * min(balance.loads)
    for region in range(4):
        members = {one for one in balance.label if balance.label[one] == region}
        assert balance.members[region] == members
        assert balance.loads[region] == sum(graph.weight[one] for one in members)
        beside = Counter(balance.label[other] for one in members for other in graph.borders[one])
        assert +balance.common[region] == beside
