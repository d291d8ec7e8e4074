"""What holds for every call: offsets, scripts, fillers, independence of far-off turns."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.statements import Statement, extract
from calltools.statements.dialogues import read_dialogues
from calltools.transcripts.model import HOSPITAL, Transcript
from plain_reader import PlainReader

GOLD = Path(__file__).parents[1] / "gold" / "statements"
CALLS = read_dialogues((GOLD / "dialogues.jsonl").read_text("utf-8"), "dialogues.jsonl")
CHINESE = [(i, call) for i, call in CALLS if call.language == "zh"]
ENGLISH = [(i, call) for i, call in CALLS if call.language == "en"]
TEXTS = [turn.text for _, call in CALLS for turn in call.turns]
VALUES = (
    "category turn_index wait_min_days wait_max_days count_min count_max price_min price_max "
    "modality organ qualifier availability"
).split()


def found(call: Transcript, identity: str = "") -> list[Statement]:
    """What a plain reader finds: what holds here holds whoever reads."""
    return extract(call, identity, PlainReader())


def values(statements: list[Statement]) -> list[tuple[Any, ...]]:
    return [tuple(getattr(s, name) for name in VALUES) for s in statements]


@cache
def known() -> dict[str, list[tuple[Any, ...]]]:
    """The values of each call as it is."""
    return {identity: values(found(call)) for identity, call in CALLS}


def changed_turn(call: Transcript, at: int, text: str) -> list[tuple[Any, ...]]:
    """The values where one turn has another text."""
    turns = (*call.turns[:at], replace(call.turns[at], text=text), *call.turns[at + 1 :])
    return values(found(replace(call, turns=turns)))


@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=6), st.data())
def test_offsets_hold_for_any_turns_in_any_order(texts: list[str], data: st.DataObject) -> None:
    call = CALLS[0][1]
    roles = [data.draw(st.sampled_from(["investigator", "hospital"])) for _ in texts]
    turns = tuple(
        replace(call.turns[0], text=text, role=role)  # type: ignore[arg-type]
        for text, role in zip(texts, roles, strict=True)
    )
    for s in found(replace(call, turns=turns)):
        assert turns[s.turn_index].text[s.start : s.end] == s.quote
        assert turns[s.turn_index].role == "hospital"
        for cue in s.evidence:
            assert 0 <= cue.start < cue.end <= len(turns[cue.turn_index].text)


@given(st.text(max_size=40))
def test_any_text_can_be_read(text: str) -> None:
    call = CALLS[0][1]
    turns = (call.turns[0], replace(call.turns[1], text=text))
    for s in found(replace(call, turns=turns)):
        assert text[s.start : s.end] == s.quote != ""


def test_both_scripts_give_the_same_records() -> None:
    for identity, call in CHINESE:
        converter = opencc.OpenCC("t2s" if "zht" in identity else "s2t")
        turns = tuple(replace(t, text=converter.convert(t.text)) for t in call.turns)
        assert all(len(a.text) == len(b.text) for a, b in zip(turns, call.turns, strict=True))
        assert values(found(replace(call, turns=turns))) == known()[identity], identity


def test_a_hum_before_or_within_an_answer_of_more_words_is_no_yes() -> None:
    rng = random.Random(5)
    changed = []
    for identity, call in CHINESE:
        at = rng.choice([i for i, turn in enumerate(call.turns) if turn.role == HOSPITAL])
        text = call.turns[at].text
        if re.match(r"[^。？?]{5}", text) is None:
            continue  # 嗯，是的。
        hummed = ("嗯，" + text, re.sub("，", "，嗯，", text, count=1))
        changed += [(identity, t) for t in hummed if changed_turn(call, at, t) != known()[identity]]
    assert len(changed) <= 1, changed


@pytest.mark.parametrize("filler", ["呃", "呃，", "er, ", "um ", "erm... "])
def test_fillers_change_no_value(filler: str) -> None:
    rng = random.Random(5)
    for identity, call in ENGLISH if filler.isascii() else CHINESE:
        at = rng.randrange(len(call.turns))
        text = filler + call.turns[at].text
        assert changed_turn(call, at, text) == known()[identity], (identity, text)


@pytest.mark.parametrize("mark", ["’", "'"])
def test_curly_apostrophes_change_no_value(mark: str) -> None:
    for identity, call in ENGLISH:
        turns = tuple(replace(t, text=t.text.replace("'", mark)) for t in call.turns)
        assert values(found(replace(call, turns=turns))) == known()[identity], identity


def test_another_call_before_it_changes_no_value() -> None:
    again = {identity: values(found(call, identity)) for identity, call in reversed(CALLS[:10])}
    assert all(again[identity] == known()[identity] for identity in again)
