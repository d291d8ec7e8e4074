"""What goes out and comes back unchanged changes nothing, whatever the words are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import aligned_call
from calltools.alignment.corrected_alignment import carried_spans, corrected_call
from calltools.alignment.exchange import read_returned, written
from calltools.alignment.exchange.returned import changes_in
from calltools.alignment.exchange.units import MemoryRules
from calltools.alignment.model import AlignedCall
from calltools.corrections.translation import (
    TranslatedPassage,
    TranslationCorrection,
    fold_translation,
)

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=40).map(
    lambda text: " ".join(text.split())
)
ALL = MemoryRules(without=())


def with_english(texts: list[str]) -> AlignedCall:
    """The invented call with other English, as people would have written it."""
    call = aligned_call.call()
    zh, en = ([turn.text for turn in side.turns] for side in (call.zh, call.en))
    corrections = [
        TranslationCorrection(TranslatedPassage("en", turn, en[turn]), en[turn], text)
        for turn, text in enumerate(texts)
        if text != en[turn]
    ]
    return corrected_call(call, fold_translation(zh, en, corrections)).call


@pytest.mark.parametrize("kind", ["docx", "xliff", "tmx"])
@given(texts=st.lists(WORDS, min_size=6, max_size=6))
@settings(max_examples=25, deadline=None)
def test_what_nobody_changed_comes_back_as_it_went_out(kind: str, texts: list[str]) -> None:
    call = with_english(texts)
    data = written(kind, [call], rules=ALL)
    raw = data if isinstance(data, bytes) else data.encode()
    for returned in read_returned(raw, f"x.{kind}"):
        changes = changes_in(returned, call)
        assert (len(changes), changes.remarks) == (0, [])


@pytest.mark.parametrize("kind", ["docx", "xliff", "tmx"])
@given(before=WORDS.filter(bool), after=WORDS)
@settings(max_examples=25, deadline=None)
def test_what_was_changed_comes_back_as_it_was_written(kind: str, before: str, after: str) -> None:
    texts = [turn.text for turn in aligned_call.call().en.turns]
    out, back = with_english([before, *texts[1:]]), with_english([after, *texts[1:]])
    data = written(kind, [replace(back, as_of=out.as_of)], rules=ALL)
    (returned,) = read_returned(data if isinstance(data, bytes) else data.encode(), f"x.{kind}")
    changes = changes_in(returned, out)
    if kind == "tmx" and not after:  # no pair any more
        assert not changes.texts
    else:
        assert changes.texts == ({} if before == after else {0: after})


@given(parts=st.lists(WORDS.filter(bool), min_size=1, max_size=4), after=WORDS)
def test_the_sentences_of_a_corrected_turn_hold_all_of_its_words(
    parts: list[str], after: str
) -> None:
    before = " ".join(parts)
    spans, at = [], 0
    for part in parts:
        spans.append((at, at + len(part)))
        at += len(part) + 1
    carried = carried_spans(before, after, spans)
    assert len(carried) == len(spans)
    assert " ".join(filter(None, (after[start:end] for start, end in carried))) == after
