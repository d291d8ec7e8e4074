"""The index finds what a plain search over all turns finds, and nothing else."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from calltools.quotations.corpus import Corpus, Entry
from calltools.quotations.locating.text_index import build_index, language_of
from calltools.quotations.symbols import symbols
from calltools.transcripts.model import Turn

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


@given(calls, texts)
def test_hits_are_places_of_grams(made: list[list[str]], text: str) -> None:
    layer = build_index(corpus([["有没有三个月"], *made])).layers["zh"]
    asked = symbols(text, "zh").codes
    hits = layer.hits(asked)
    grams = {tuple(asked[i : i + n].tolist()) for i in range(len(asked)) for n in (1, 2, 3)}
    for at in hits.positions:
        assert any(tuple(layer.codes[at : at + n].tolist()) in grams for n in (1, 2, 3))
    assert (hits.weights >= 0).all()


def test_the_transcript_with_most_of_the_quotation_comes_first() -> None:
    made = [["押金三十万，多退少补。"], ["押金要先交。", "三十万左右。"], ["今天下雨。"]]
    layer = build_index(corpus(made)).layers["zh"]
    best = layer.best_entries(layer.hits(symbols("押金三十万，多退少补", "zh").codes), 5)
    assert [layer.entries[number].id for number, _ in best] == ["0", "1"]
    assert best[0][1] > best[1][1]


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
