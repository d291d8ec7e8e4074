"""What finding the place of a quotation stands on: texts folded to symbols, an index of them, and
the cheapest cover of one text by another."""

from __future__ import annotations

from functools import cache
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.language.sentences import Language
from calltools.quotations.corpus import Corpus, Entry
from calltools.quotations.locating.cover import LONGEST_SKIP, SKIP, Prices, covers
from calltools.quotations.locating.text_index import build_index, language_of
from calltools.quotations.symbols import BITS, symbols
from calltools.transcripts.model import Turn
from case_tables import rows


def spelt(text: str, language: Language) -> list[str]:
    found = symbols(text, language)
    return [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)]


@pytest.mark.parametrize(("are", "language", "one", "other"), rows("quotations/data/spellings.tsv"))
def test_spellings_of_one_thing_are_equal_and_other_words_are_not(
    are: str, language: Language, one: str, other: str
) -> None:
    both = [symbols(text, language).codes.tolist() for text in (one, other)]
    assert (both[0] == both[1]) is (are == "same")


def test_symbols_know_where_they_stand() -> None:
    assert spelt("呃，30万。", "zh") == ["呃", "3", "0", "万"]
    assert spelt(" Er, I don't – know 'them'.", "en") == ["Er", "I", "don't", "know", "them"]


@given(st.text(), st.sampled_from(["zh", "en"]))
def test_any_text_is_folded_to_places_in_order(text: str, language: Language) -> None:
    found = symbols(text, language)
    assert len(found.codes) == len(found.starts) == len(found.ends)
    assert all(0 < code < 1 << BITS for code in found.codes)
    assert all(0 <= a < b <= len(text) for a, b in zip(found.starts, found.ends, strict=True))
    assert (found.starts[1:] >= found.starts[:-1]).all()


texts = st.text(st.sampled_from("有没不等三个月的。，a"), max_size=8)
calls = st.lists(st.lists(texts, max_size=4), max_size=4)


def corpus(calls: list[list[str]]) -> Corpus:
    return Corpus(tuple(Entry(str(i), tuple(map(Turn, turns))) for i, turns in enumerate(calls)))


def running(turns: list[str]) -> list[int]:
    return [int(code) for turn in turns for code in symbols(turn, "zh").codes]


@given(calls, texts.filter(lambda text: bool(len(symbols(text, "zh")))))
def test_exact_places_are_those_of_a_plain_search(made: list[list[str]], text: str) -> None:
    made = [["有个"], *made, ["三个月不等", "没有。"]]
    layer = build_index(corpus([["有" + t for t in turns] for turns in made])).layers["zh"]
    asked = [int(code) for code in symbols(text, "zh").codes]
    expected = []
    for number, turns in enumerate(made):
        codes = running(["有" + turn for turn in turns])
        ends = range(len(codes) - len(asked) + 1)
        expected += [(number, at) for at in ends if codes[at : at + len(asked)] == asked]
    positions = layer.exact(np.array(asked))
    entries = layer.entries_at(positions)
    ids = [int(layer.entries[entry].id) for entry in entries]
    begins = layer.turn_first[layer.entry_first[entries]]
    assert list(zip(ids, (positions - begins).tolist(), strict=True)) == expected


@given(calls)
def test_every_turn_is_where_the_layer_says(made: list[list[str]]) -> None:
    index = build_index(corpus(made))
    for layer in index.layers.values():
        turns = [turn for entry in layer.entries for turn in entry.turns]
        assert len(layer.turn_first) == len(turns) + 1
        for number, turn in enumerate(turns):
            start, end = layer.turn_first[number], layer.turn_first[number + 1]
            codes = layer.codes[start:end]
            assert codes[codes > 0].tolist() == symbols(turn.text, layer.language).codes.tolist()


def test_languages_are_told_by_the_words() -> None:
    made = [["Is there a wait?", "No."], ["要等吗？", "要做CT。"]]
    index = build_index(corpus(made))
    assert [entry.id for entry in index.layers["en"].entries] == ["0"]
    assert [entry.id for entry in index.layers["zh"].entries] == ["1"]
    assert language_of(Entry("x", (), "zh-Hans")) == "zh"


def test_an_empty_corpus_has_nothing() -> None:
    for layer in build_index(Corpus(())).layers.values():
        codes = symbols("有没有", layer.language).codes
        assert not len(layer.exact(codes))
        assert layer.best_entries(layer.hits(codes), 3) == []


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
        assert cover.cost == pytest.approx(expected, abs=1e-3)


def test_where_there_is_no_text_there_is_no_cover() -> None:
    assert covers(np.zeros((2, 0), np.float32), np.zeros(0, int), Prices([], [])) == []


def test_of_equal_covers_the_nearer_comes_first() -> None:
    costs = cost_matrix([ord(c) for c in "abcwxyz"], [ord(c) for c in "abcwxyzwxyz"])
    prices = Prices([2.5, 2.5, 2.5, 0.2, 2.5, 2.5, 2.5], [1.2] * 7)
    near, far = covers(costs, np.array([0, 0, 0, 1, 1, 1, 1, 4, 4, 4, 4]), prices)
    assert (near.pieces[-1][0].source, far.pieces[-1][0].source) == (3, 7)
