"""The chain weighs all ways through a document together."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.page.crf import best, marginals

Chain = tuple[list[np.ndarray], list[np.ndarray]]


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    """Scores of the nodes of a few segments, and of the moves between them."""
    counts = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    weights = st.floats(-4, 4)

    def matrix(rows: int, columns: int) -> np.ndarray:
        values = draw(st.lists(weights, min_size=rows * columns, max_size=rows * columns))
        return np.array(values).reshape(rows, columns)

    scores = [matrix(1, n)[0] for n in counts]
    moves = [matrix(a, b) for a, b in pairwise(counts)]
    return scores, moves


def ways(chain: Chain) -> dict[tuple[int, ...], float]:
    """What every way through weighs."""
    scores, moves = chain
    found = {}
    for way in product(*(range(len(own)) for own in scores)):
        own = sum(s[k] for s, k in zip(scores, way, strict=True))
        steps = zip(moves, way, way[1:], strict=False)
        found[way] = float(own + sum(m[a, b] for m, a, b in steps))
    return found


@given(chains())
def test_the_best_way_weighs_most_of_all(chain: Chain) -> None:
    every = ways(chain)
    assert every[tuple(best(*chain))] == pytest.approx(max(every.values()))


@given(chains())
def test_how_likely_a_node_is_is_its_share_of_all_ways(chain: Chain) -> None:
    every = {way: np.exp(weight) for way, weight in ways(chain).items()}
    whole = sum(every.values())
    for t, likely in enumerate(marginals(*chain)):
        for k, share in enumerate(likely):
            through = sum(v for way, v in every.items() if way[t] == k)
            assert share == pytest.approx(through / whole)


def test_a_document_without_segments_has_no_way() -> None:
    assert best([], []) == [] == marginals([], [])
