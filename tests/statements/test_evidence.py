"""Answers that were once recorded as what they are not, and answers that left no record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calltools.statements import Statement, extract
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, OTHER, Transcript, Turn, Word
from case_tables import rows

pytestmark = [pytest.mark.model, pytest.mark.usefixtures("models_dir")]


def said(*turns: str, origin: str = "published") -> list[Statement]:
    """The statements of a call whose turns are the caller's and the hospital's by turns."""
    roles = (INVESTIGATOR, HOSPITAL)
    made = tuple(Turn(text, role=roles[i % 2]) for i, text in enumerate(turns))
    chinese = any("一" <= c <= "龥" for text in turns for c in text)
    language = "zh" if chinese else "en"
    return extract(Transcript(made, language=language, origin=origin))  # type: ignore[arg-type]


@pytest.mark.parametrize(("recorded", "question", "answer"), rows("statements/data/evidence.tsv"))
def test_what_an_answer_leaves_on_record(recorded: str, question: str, answer: str) -> None:
    found = said(question, answer)
    match recorded.split():
        case ["no", category]:
            assert category not in {s.category for s in found}
        case ["some", "wait"]:
            assert all((s.wait_min_days, s.wait_max_days) != (0, 0) for s in found)
        case ["denied" | "hedged" | "asserted" as modality]:
            assert found[0].modality == modality
        case [category, *values]:
            of_category = [s.to_json() for s in found if s.category == category]
            pairs = [value.split("=") for value in values]
            assert any(all(str(row[n]) == v for n, v in pairs) for row in of_category)


def test_a_past_wait_is_told_from_the_present_one() -> None:
    before, now = said("以前等多长时间？", "前几年要等两年，现在一个月。")
    assert (before.wait_min_days, before.historic) == (730, True)
    assert (now.wait_min_days, now.historic) == (30, False)


def test_a_period_of_another_sentence_reaches_no_total() -> None:
    found = said(
        "How many have you done?",
        "Somebody is operated on every day. There are visitors, too. All in all we've done eight "
        "hundred transplants.",
    )
    assert all(s.count_period in (None, "total") for s in found if s.count_min == 800)


def test_a_currency_that_nobody_named_is_not_guessed_in_english() -> None:
    found = said("What does the operation cost?", "Forty-five thousand, all included.")
    assert [(s.price_min, s.currency) for s in found if s.category == "price"] == [(45_000, None)]


def test_a_denied_figure_is_never_a_claim() -> None:
    found = said("一周就能做吗？", "一周？不可能的。", "要给四十万吧？", "没有那么多的。")
    assert found
    assert all(s.modality in ("denied", "unclear") for s in found if s.category == "wait_time")


def test_a_record_has_its_quotation_as_a_second_hearing_has_it() -> None:
    text = "一般要等十天左右。"
    words = tuple(
        Word(c, i, i + 1, 100 * i, 100 * (i + 1), 0.9, otherwise="四天" if c in "十天" else None)
        for i, c in enumerate(text)
    )
    asked = Turn("要等多长时间？", role=INVESTIGATOR, start_ms=0, end_ms=10)
    heard = Turn(text, role=HOSPITAL, start_ms=0, end_ms=1000, words=words)
    (record,) = extract(Transcript((asked, heard)))
    assert record.heard_otherwise == record.quote.replace("十天", "四天") != record.quote
    plain = tuple(replace(word, otherwise=None) for word in words)
    (without,) = extract(Transcript((asked, replace(heard, words=plain))))
    assert without == replace(record, heard_otherwise=None)


def test_the_usual_and_the_urgent_wait_are_told_apart() -> None:
    usual, urgent = said("要等多久", "一般五天急的两天", origin="machine")
    assert (usual.wait_min_days, usual.wait_max_days, usual.qualifier) == (5, 5, "typical")
    assert (urgent.wait_min_days, urgent.wait_max_days) == (2, 2)
    assert urgent.qualifier != "typical"


@pytest.mark.parametrize("origin", ["machine", "published"])
def test_two_sums_are_two_prices(origin: str) -> None:
    found = said("做一个要多少钱？", "材料费一万二手术费六千。", origin=origin)
    assert [(s.price_min, s.price_max) for s in found] == [(12_000, 12_000), (6_000, 6_000)]


@pytest.mark.parametrize(
    ("turns", "first"),
    [
        ("要等多久？|快的话一个星期。|一个星期是吧？|对。", "hospital"),
        ("要等多久？|快的话一个星期。|七天是吧？|对，七天。", "hospital"),
        ("一个星期能做上吗？|对。", "investigator"),
        ("一个星期能做上吗？|七天差不多。", "investigator"),
        ("How long is it?|About a week.|A week?|Yes.", "hospital"),
        ("Can you do it in a week?|A week, yes.", "investigator"),
    ],
)
def test_who_said_a_figure_first_is_asked_of_the_whole_call(turns: str, first: str) -> None:
    found = [s for s in said(*turns.split("|")) if s.turn_index == turns.count("|")]
    assert {s.introduced_by for s in found} == {first}


def test_a_yes_to_a_third_party_accepts_no_figure_of_the_callers() -> None:
    turns = (
        Turn("一个星期能做上吗？", role=INVESTIGATOR),
        Turn("李护士，药取了没有？", role=OTHER),
        Turn("取了。", role=HOSPITAL),
    )
    assert all(s.wait_min_days != 7 for s in extract(Transcript(turns)))
