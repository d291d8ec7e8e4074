"""Findings of whole calls: invented ones, those of the labelled set, and damaged ones."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest

from calltools.alignment.align import align, link, read_row
from calltools.alignment.findings import findings
from calltools.alignment.model import Alignment, Link
from calltools.comparison.pair_reader import PairReader
from calltools.comparison.weighing import LIKELY, PERHAPS
from calltools.language.encoders import Encoder, load_encoder
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Turn
from training import damage

pytestmark = pytest.mark.model

CALLS = Path(__file__).parent / "data" / "calls.jsonl"
FREE = Path(__file__).parents[1] / "gold" / "bilingual-fresh-5" / "calls.jsonl"
GOLD = Path(__file__).parents[1] / "gold" / "bilingual" / "calls.jsonl"


def as_linked(*links: tuple[int | None, int | None]) -> Alignment:
    sides = [Link(() if i is None else (i,), () if j is None else (j,)) for i, j in links]
    return Alignment((), (), (), tuple(sides))


def hospital(text: str) -> Turn:
    return Turn(text, role=HOSPITAL)


def caller(text: str) -> Turn:
    return Turn(text, role=INVESTIGATOR)


def test_invented_calls_have_the_findings_written_beside_them(
    encoder: Encoder, reader: PairReader
) -> None:
    for line in CALLS.read_text("utf-8").splitlines():
        call = json.loads(line)
        zh, en = read_row(call)
        found = align(zh.turns, en.turns, encoder, reader).findings
        assert Counter(finding.type for finding in found) == Counter(
            label["type"] for label in call["findings"]
        ), call["id"]
        for label in call["findings"]:
            (one,) = (
                f
                for f in found
                if f.type == label["type"]
                and {*label["zh_turns"], *label["en_turns"]} & {*f.zh_turns, *f.en_turns}
            )
            assert one.note


def test_who_asks_for_doubtful_ones_is_told_of_what_is_less_likely_than_not(
    encoder: Encoder, reader: PairReader
) -> None:
    likely = doubtful = 0
    for line in FREE.read_text("utf-8").splitlines()[:2]:
        zh, en = read_row(json.loads(line))
        told = align(zh.turns, en.turns, encoder, reader).findings
        asked = align(zh.turns, en.turns, encoder, reader, least=PERHAPS).findings
        perhaps = [one for one in asked if one.note.startswith("perhaps: ")]
        assert all(PERHAPS <= one.confidence < LIKELY for one in perhaps)
        assert all(one.confidence >= LIKELY for one in told)
        assert len(asked) - len(perhaps) <= len(told)  # one may stand beside another's place
        likely, doubtful = likely + len(told), doubtful + len(perhaps)
        for one in asked:
            sides = ((one.zh_span, zh, one.zh_turns), (one.en_span, en, one.en_turns))
            for span, side, listed in sides:
                assert span is None or span.turn in listed
                assert not span or 0 <= span.start < span.end <= len(side.turns[span.turn].text)
    assert likely and doubtful


def test_a_figure_in_a_statement_comes_first(encoder: Encoder) -> None:
    zh = [
        caller("您贵姓？"), hospital("我姓祝。"),
        caller("要等多久？"), hospital("一个月就能做上。"),
    ]  # fmt: skip
    en = [
        caller("What's your name?"), hospital("My name is Zhao."),
        caller("How long is the wait?"), hospital("It can be done within two months."),
    ]  # fmt: skip
    found = findings(zh, en, as_linked((0, 0), (1, 1), (2, 2), (3, 3)), encoder)
    assert [(f.id, f.type, f.severity) for f in found] == [
        ("f1", "number_changed", "grave"), ("f2", "name_changed", "serious"),
    ]  # fmt: skip


def test_backchannels_left_out_are_no_finding_but_an_answer_is(encoder: Encoder) -> None:
    zh = [
        hospital("现在要等。"), caller("哦，这样。"), caller("那肾呢，有没有？"), hospital("有。"),
    ]  # fmt: skip
    en = [hospital("One has to wait now."), caller("And kidneys, are there any?")]
    linked = as_linked((0, 0), (1, None), (2, 1), (3, None))
    found = findings(zh, en, linked, encoder)
    assert [(f.type, f.zh_turns) for f in found] == [("omission", (3,))]


def test_roles_of_a_machine_are_no_finding(encoder: Encoder) -> None:
    zh, en = [caller("我们这里一个月做二十台")], [hospital("We do twenty a month here.")]
    linked = as_linked((0, 0))
    assert findings(zh, en, linked, encoder, machine=True) == ()
    assert [f.type for f in findings(zh, en, linked, encoder)] == ["speaker_swapped"]


def test_labels_exchanged_throughout_are_not_told_turn_by_turn(
    encoder: Encoder, reader: PairReader
) -> None:
    zh, en = read_row(json.loads(CALLS.read_text("utf-8").splitlines()[3]))
    turned = [caller(t.text) if t.role == HOSPITAL else hospital(t.text) for t in en.turns]
    found = align(zh.turns, turned, encoder, reader).findings
    assert "speaker_swapped" not in {f.type for f in found}


def test_a_stage_direction_is_no_summary_and_no_addition(encoder: Encoder) -> None:
    zh, en = [hospital("您等一下。")], [hospital("Hold on."), hospital("[A door closes.]")]
    assert findings(zh, en, as_linked((0, 0), (None, 1)), encoder) == ()


def test_an_empty_side(encoder: Encoder, reader: PairReader) -> None:
    assert findings([], [], as_linked(), encoder) == ()
    found = align([hospital("肝源都是半夜送来的。")], [], encoder, reader).findings
    assert [f.type for f in found] == ["omission"]


def test_damage_is_found(encoder: Encoder, reader: PairReader) -> None:
    """How much of it, by kind and over many calls, tells ``python -m benchmarks findings``."""
    (row,) = [r for r in map(json.loads, GOLD.read_text("utf-8").splitlines()) if r["id"] == "b07"]
    zh, en = read_row(row)
    tally = damage.measure(
        [(zh.turns, en.turns)],
        lambda zh, en: align(zh, en, encoder, reader, machine=False).findings,
        random.Random(20),
        each=1,
    )
    found = "delete_turn insert_turn insert_sentence swap_speaker move_turn change_number"
    for name in found.split():
        assert tally.recall(name) == 1, (name, tally)
    assert tally.precision() == 1, tally


def test_the_same_links_and_order_of_findings_each_time(encoder: Encoder) -> None:
    zh, en = read_row(json.loads(GOLD.read_text("utf-8").splitlines()[1]))
    linked = link(zh.turns, en.turns, encoder)
    first = findings(zh.turns, en.turns, linked, encoder)
    assert first == findings(zh.turns, en.turns, linked, load_encoder())


def test_each_figure_that_a_translation_changed_is_told_across_a_hum_as_well(
    encoder: Encoder, reader: PairReader
) -> None:
    zh = [
        caller("你们去年做了多少台？"),
        hospital("去年做了六十三台，费用大概三十五万，要等两个星期。"),
        caller("嗯。"),
        hospital("半个月算快的，慢的要一个半月。"),
        caller("好的，谢谢您。"),
    ]
    en = [
        caller("How many did you do last year?"),
        hospital(
            "Last year we did ninety-three. It costs about 380,000, and you wait two weeks. "
            "Two weeks is quick, the slow ones take six months."
        ),
        caller("All right, thank you."),
    ]
    found = align(zh, en, encoder, reader).findings
    told = [zh[f.zh_span.turn].text[f.zh_span.start : f.zh_span.end] for f in found if f.zh_span]
    assert [f.type for f in found] == ["number_changed"] * 3
    assert told == ["六十三台", "大概三十五万", "一个半月"]
