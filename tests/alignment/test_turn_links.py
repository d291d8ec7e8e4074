"""Links of turns out of links of sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.alignment.links import turn_links
from calltools.alignment.model import Link, Sentence
from calltools.transcripts.model import Turn

Links = list[tuple[tuple[int, ...], tuple[int, ...]]]


def sides(counts: list[int]) -> tuple[list[Sentence], list[Turn]]:
    """Turns with so many sentences each."""
    sentences = [Sentence(turn, 0, 1, "x") for turn, n in enumerate(counts) for _ in range(n)]
    return sentences, [Turn("x") for _ in counts]


def linked(zh: list[int], en: list[int], links: Links) -> Links:
    (zh_sentences, zh_turns), (en_sentences, en_turns) = sides(zh), sides(en)
    made = turn_links(
        [Link(*link) for link in links], zh_sentences, en_sentences, zh_turns, en_turns
    )
    return [(link.zh, link.en) for link in made]


@pytest.mark.parametrize(
    ("zh", "en", "links", "expected"),
    [
        # Sentences of one turn keep its passages together.
        ([2, 1], [1, 1, 1], [((0,), (0,)), ((1,), (1,)), ((2,), (2,))],
         [((0,), (0, 1)), ((1,), (2,))]),
        # A turn between two of a group belongs to it.
        ([1, 1, 1], [2], [((0,), (0,)), ((1,), ()), ((2,), (1,))], [((0, 1, 2), (0,))]),
        # Unlinked neighbours are one omission; English alone stands where it is said.
        ([1] * 4, [1] * 3, [((0,), (0,)), ((1,), ()), ((2,), ()), ((), (1,)), ((3,), (2,))],
         [((0,), (0,)), ((), (1,)), ((1, 2), ()), ((3,), (2,))]),
    ],
)  # fmt: skip
def test_turns_are_linked_by_their_sentences(
    zh: list[int], en: list[int], links: Links, expected: Links
) -> None:
    assert linked(zh, en, links) == expected


def test_a_summary_in_brackets_takes_the_unlinked_turns_beside_it() -> None:
    zh_sentences, zh = sides([1] * 5)
    en_sentences, en = sides([1] * 3)
    en[1] = Turn("[They speak of the fee.]")
    links = [Link((0,), (0,)), Link((2,), (1,)), Link((4,), (2,))]
    made = turn_links(links, zh_sentences, en_sentences, zh, en)
    assert [(link.zh, link.en) for link in made] == [((0,), (0,)), ((1, 2, 3), (1,)), ((4,), (2,))]


def test_a_moved_turn_is_linked_and_a_sentence_that_left_its_turn_takes_nothing_along() -> None:
    zh_sentences, zh = sides([1, 1, 2])
    en_sentences, en = sides([1, 1, 1])
    links = [Link((0,), (1,)), Link((1,), (0,), moved=True), Link((2,), (2,))]
    made = turn_links(links, zh_sentences, en_sentences, zh, en)
    assert [(link.zh, link.en, link.moved) for link in made] == [
        ((0,), (1,), False),
        ((1,), (0,), True),
        ((2,), (2,), False),
    ]
    left = [Link((0,), (1,)), Link((2,), (2,)), Link((3,), (0,), moved=True)]
    made = turn_links(left, zh_sentences, en_sentences, zh, en)
    assert ((2,), (2,)) in [(link.zh, link.en) for link in made]


SIZES = st.lists(st.integers(1, 3), min_size=1, max_size=3)
SHAPES = st.sampled_from([(1, 1), (0, 1), (1, 0), (2, 1), (1, 3), (2, 2)])


def turns_of(sizes: list[int], count: int) -> list[int]:
    """Sentences a turn, ``sizes`` over and over until there are ``count``."""
    counts: list[int] = []
    while sum(counts) < count:
        counts.append(min(sizes[len(counts) % len(sizes)], count - sum(counts)))
    return counts


@given(st.lists(SHAPES, max_size=12), SIZES, SIZES)
def test_every_turn_stands_in_exactly_one_link_in_chinese_order(
    shapes: list[tuple[int, int]], zh_sizes: list[int], en_sizes: list[int]
) -> None:
    links = []
    i = j = 0
    for a, b in shapes:
        links.append((tuple(range(i, i + a)), tuple(range(j, j + b))))
        i, j = i + a, j + b
    zh, en = turns_of(zh_sizes, i), turns_of(en_sizes, j)
    made = linked(zh, en, links)
    assert sorted(turn for left, _ in made for turn in left) == list(range(len(zh)))
    assert sorted(turn for _, right in made for turn in right) == list(range(len(en)))
    firsts = [left[0] for left, _ in made if left]
    assert firsts == sorted(firsts)
