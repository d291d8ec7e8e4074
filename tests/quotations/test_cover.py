"""Covers are the cheapest there are: the array computation against plain recursion."""

from __future__ import annotations

from functools import cache
from math import inf

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from calltools.quotations.locating.cover import LONGEST_SKIP, SKIP, Cover, Prices, covers

TEXT = st.lists(st.integers(0, 3), min_size=1, max_size=7)


def plain(quoted: list[int], text: list[int], turns: list[int], prices: Prices) -> float:
    """The least cost of laying at least one symbol, by trying everything."""

    def onward(origin: int, place: int, i: int) -> float:
        options = [prices.elsewhere[i]]
        if origin < place:
            crossed = sum(turns[k] > turns[k - 1] for k in range(origin + 1, place + 1))
            options.append(SKIP * (place - origin - 1) + prices.crossing[i] * crossed)
            if turns[origin] == turns[place]:
                options.append(LONGEST_SKIP)
        return min(options)

    @cache
    def best(i: int, last: int | None) -> float:
        if i == len(quoted):
            return inf if last is None else 0.0
        options = [1.0 + best(i + 1, last)]
        for place, code in enumerate(text):
            moved = 0.0 if last is None else onward(last, place, i)
            options.append(moved + float(code != quoted[i]) + best(i + 1, place))
        return min(options)

    return best(0, None)


def cost_matrix(quoted: list[int], text: list[int]) -> np.ndarray:
    return (np.array(quoted)[:, None] != np.array(text)).astype(np.float32)


@given(TEXT, TEXT, st.data())
def test_no_cover_is_cheaper(quoted: list[int], text: list[int], data: st.DataObject) -> None:
    steps = data.draw(st.lists(st.booleans(), min_size=len(text), max_size=len(text)))
    turns = np.cumsum(steps).tolist()
    sizes = {"min_size": len(quoted), "max_size": len(quoted)}
    breaks = data.draw(st.lists(st.sampled_from([0.2, 1.5, 2.5]), **sizes))
    crossing = data.draw(st.lists(st.sampled_from([0.5, 1.2]), **sizes))
    prices = Prices(breaks, crossing)
    found = covers(cost_matrix(quoted, text), np.array(turns), prices)
    expected = plain(quoted, text, turns, prices)
    assert found
    for cover in found:
        assert cover.cost == approx(expected, abs=1e-3)


def pieces(cover: Cover) -> list[list[tuple[int, int]]]:
    return [[(step.quoted, step.source) for step in piece] for piece in cover.pieces]


def lay(
    quoted: str, text: str, turns: list[int] | None = None, breaks: dict[int, float] | None = None
) -> list[Cover]:
    costs = cost_matrix([ord(c) for c in quoted], [ord(c) for c in text])
    elsewhere = [(breaks or {}).get(i, 2.5) for i in range(len(quoted))]
    prices = Prices(elsewhere, [1.2] * len(quoted))
    return covers(costs, np.array(turns or [0] * len(text)), prices)


def test_a_piece_goes_on_over_words_left_out() -> None:
    (cover,) = lay("abcdef", "xabcxdefx")
    assert pieces(cover) == [[(0, 1), (1, 2), (2, 3), (3, 5), (4, 6), (5, 7)]]
    assert cover.cost == approx(SKIP)


def test_pieces_in_another_order() -> None:
    (cover,) = lay("fghijabcde", "abcdefghij")
    assert pieces(cover) == [[(i, i + 5) for i in range(5)], [(i + 5, i) for i in range(5)]]


def test_an_ellipsis_makes_going_elsewhere_cheap() -> None:
    (cover,) = lay("abyz", "abcdyz", turns=[0, 0, 0, 1, 1, 1], breaks={2: 0.2})
    assert len(cover.pieces) == 2
    assert cover.cost == approx(0.2)


def test_equal_places_are_all_given_and_near_ones_first() -> None:
    found = lay("abcd", "abcdxabcd")
    assert sorted(pieces(cover)[0][0][1] for cover in found) == [0, 5]
    turns = [0, 0, 0, 1, 1, 1, 1, 4, 4, 4, 4]
    near, far = lay("abcwxyz", "abcwxyzwxyz", turns=turns, breaks={3: 0.2})
    assert (near.pieces[-1][0].source, far.pieces[-1][0].source) == (3, 7)


def test_nothing_in_common_is_no_cover() -> None:
    assert [c for c in lay("abc", "xyz") if any(s.cost < 1 for p in c.pieces for s in p)] == []
    assert covers(np.zeros((2, 0), np.float32), np.zeros(0, int), Prices([], [])) == []
