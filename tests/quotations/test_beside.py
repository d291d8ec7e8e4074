from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from calltools.language.encoders import Encoder
from calltools.quotations.corpus import Corpus, read_corpus
from calltools.quotations.model import Audited, Location, Part, Quotation
from calltools.quotations.other_language import beside

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@pytest.fixture
def corpus() -> Corpus:
    return read_corpus([EXAMPLES / "demo-call.zh.txt", EXAMPLES / "demo-call.en.txt"])


def quoted(transcript: str) -> Audited:
    place = Location(transcript, (Part(0, 3, 3, 0, 3),), 1.0)
    return Audited(Quotation(0, 3, "abc", "“”"), "verbatim", "", place)


@pytest.mark.model
def test_the_other_language_and_what_differs_stand_beside_a_turn(
    corpus: Corpus, encoder: Encoder
) -> None:
    found = beside(["demo-call.en"], corpus, encoder)
    assert found.words["demo-call.en", 3] == "快的话十几天，慢的话一个多月吧。"
    assert any("Number changed" in note for note in found.findings["demo-call.en", 3])
    assert not any(id_ == "demo-call.zh" for id_, _ in found.words)
    translated, original = quoted("demo-call.en").location, quoted("demo-call.zh").location
    assert (found.translations, found.translation_differs(original)) == ({"demo-call.en"}, ())
    assert found.translation_differs(translated) == found.findings["demo-call.en", 3]
    across = beside(["demo-call.zh"], corpus, encoder)
    assert across.words["demo-call.zh", 5] == "Here it can certainly be done in a week."


def test_calls_are_the_same_by_their_id_else_by_a_date_of_their_own(corpus: Corpus) -> None:
    zh, en = corpus.entries
    third = replace(zh, id="another")
    named = replace(en, call="c1", date=None)
    for entries, pairs in (
        ((zh, en), {zh.id: en, en.id: zh}),
        ((zh, en, third), {}),
        ((replace(zh, call="c1"), third, named), {zh.id: named, en.id: replace(zh, call="c1")}),
        ((replace(zh, call="c2"), third, named), {}),
        ((replace(zh, date=None), en), {}),
    ):
        assert Corpus(entries).counterparts == pairs
