"""Exchanges that have nothing to do with each other may stand in any order; hums change nothing.

Two exchanges next to each other in a real dialogue are unrelated if each caller's turn raises a
matter of its own, each exchange reads alone as it does in its place, and no figure stands in both.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from calltools.language.normalise import casefold, nfkc, normalise, simplified
from calltools.language.quantities import find_quantities
from calltools.statements import Statement, extract
from calltools.statements.acts import read_question
from calltools.statements.dialogues import read_dialogues
from calltools.statements.view import read_turn
from calltools.transcripts.model import INVESTIGATOR, Transcript, Turn

pytestmark = pytest.mark.slow

GOLD = Path(__file__).parents[1] / "gold" / "statements"
CALLS = read_dialogues((GOLD / "dialogues.jsonl").read_text("utf-8"), "dialogues.jsonl")
VALUES = (
    "quote category wait_min_days wait_max_days count_min count_max count_period price_min "
    "price_max modality qualifier availability assent introduced_by historic"
).split()
"""All but the turn's number, and the organ and the place, which the talk around makes known."""
Exchange = tuple[Turn, ...]


def said(statements: list[Statement]) -> list[str]:
    return sorted(repr([getattr(s, name) for name in VALUES]) for s in statements)


def exchanges(call: Transcript) -> tuple[Exchange, list[Exchange]]:
    """What comes before the caller's first turn, and each caller's turn with its answers."""
    turns = call.turns
    starts = [
        i
        for i, turn in enumerate(turns)
        if turn.role == INVESTIGATOR and (i == 0 or turns[i - 1].role != INVESTIGATOR)
    ]
    ends = [*starts[1:], len(turns)]
    first = starts[0] if starts else len(turns)
    return turns[:first], [turns[a:b] for a, b in zip(starts, ends, strict=True)]


def raises_its_own_matter(exchange: Exchange, language: str) -> bool:
    if len(exchange) != 2:
        return False
    question = read_question(read_turn(0, INVESTIGATOR, exchange[0].text, language))
    return question.topic is not None and not question.carried


def figures(exchange: Exchange, language: str) -> set[tuple[int | None, int | None]]:
    rules = [nfkc, casefold, simplified] if language == "zh" else [casefold]
    return {
        (q.low, q.high)
        for turn in exchange
        for q in find_quantities(normalise(turn.text, rules).text, language)
    }


def unrelated(call: Transcript) -> list[int]:
    """The exchanges of ``call`` that may change places with the next one."""
    head, parts = exchanges(call)
    whole = extract(call)
    own = []
    at = len(head)
    for part in parts:
        there = [s for s in whole if at <= s.turn_index < at + len(part)]
        at += len(part)
        alone = said(there) == said(extract(replace(call, turns=part)))
        own.append(alone and raises_its_own_matter(part, call.language))
    return [
        k
        for k in range(len(parts) - 1)
        if own[k]
        and own[k + 1]
        and own[k + 2 : k + 3] in ([], [True])
        and not figures(parts[k], call.language) & figures(parts[k + 1], call.language)
    ]


@pytest.mark.parametrize(("language", "least"), [("zh", 60), ("en", 40)])
def test_unrelated_exchanges_read_the_same_in_either_order(language: str, least: int) -> None:
    swapped = 0
    for identity, call in CALLS:
        if call.language != language:
            continue
        head, parts = exchanges(call)
        for k in unrelated(call):
            order = [*parts[:k], parts[k + 1], parts[k], *parts[k + 2 :]]
            turns = head + tuple(turn for part in order for turn in part)
            swapped += 1
            assert said(extract(replace(call, turns=turns))) == said(extract(call)), (identity, k)
    assert swapped >= least


@pytest.mark.parametrize("filler", ["呃，", "那个，", "那个……", "这个，"])
def test_fillers_between_clauses_change_no_value(filler: str) -> None:
    """In every turn, at every stop, but where a hum that may be a yes stands beside it."""
    tried = 0
    for identity, call in CALLS:
        if call.language != "zh":
            continue
        before = said(extract(call))
        for at, turn in enumerate(call.turns):
            if turn.text.startswith("嗯"):
                continue
            places = [0, *(m.end() for m in re.finditer("[，。；]", turn.text[:-1]))]
            text = turn.text
            for place in reversed(places):
                text = text[:place] + filler + text[place:]
            turns = (*call.turns[:at], replace(turn, text=text), *call.turns[at + 1 :])
            after = extract(replace(call, turns=turns))
            plain = [re.sub(re.escape(filler), "", row) for row in said(after)]
            assert sorted(plain) == before, (identity, at, text)
            tried += 1
    assert tried > 500


def test_a_hum_in_a_callers_turn_changes_nothing() -> None:
    for identity, call in CALLS:
        if call.language == "zh":
            turns = tuple(
                replace(t, text=f"嗯，{t.text}") if t.role == INVESTIGATOR else t
                for t in call.turns
            )
            assert said(extract(replace(call, turns=turns))) == said(extract(call)), identity


@pytest.mark.parametrize("filler", ["er, ", "um... ", "Uh, "])
def test_english_fillers_at_every_stop_change_no_value(filler: str) -> None:
    for identity, call in CALLS:
        if call.language != "en":
            continue
        before = said(extract(call))
        for at, turn in enumerate(call.turns):
            places = [0, *(m.end() for m in re.finditer(r"[,.;] ", turn.text))]
            text = turn.text
            for place in reversed(places):
                text = text[:place] + filler + text[place:]
            turns = (*call.turns[:at], replace(turn, text=text), *call.turns[at + 1 :])
            after = said(extract(replace(call, turns=turns)))
            plain = [row.replace(filler, "") for row in after]
            assert sorted(plain) == before, (identity, at, text)


def test_no_date_age_or_number_is_recorded_as_a_wait() -> None:
    kinds = "age phone_number calendar_date clinic_day room_number dose drug_schedule lab_value"
    rows = [
        row
        for line in (GOLD / "negatives.jsonl").read_text("utf-8").splitlines()
        if (row := json.loads(line))["neg_type"] in kinds.split()
    ]
    waits = [
        (identity, s)
        for identity, call in CALLS
        for s in extract(call)
        if s.category == "wait_time"
    ]
    assert len(rows) > 50
    taken = [
        (row["quote"], s.quote)
        for row in rows
        for identity, s in waits
        if (identity, s.turn_index) == (row["dialogue_id"], row["turn_index"])
        and s.start < row["end"]
        and row["start"] < s.end
    ]
    assert taken == []
