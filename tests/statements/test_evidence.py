"""Answers that were once recorded as what they are not, and answers that left no record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calltools.statements import Statement, extract
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Transcript, Turn, Word

pytestmark = [pytest.mark.model, pytest.mark.usefixtures("models_dir")]


def said(*turns: str) -> list[Statement]:
    """The statements of a call whose turns are the caller's and the hospital's by turns."""
    roles = (INVESTIGATOR, HOSPITAL)
    made = tuple(Turn(text, role=roles[i % 2]) for i, text in enumerate(turns))
    chinese = any("一" <= c <= "龥" for text in turns for c in text)
    return extract(Transcript(made, language="zh" if chinese else "en"))


@pytest.mark.parametrize(
    ("question", "answer", "category"),
    [
        ("那我们怎么过去", "你们要自己订几票", "price"),
        ("他小时候打过针没有", "接种几何我们不知道", "price"),
        ("要等很长时间吗？", "你联系这个号，分机2978。", "transplant_volume"),
        ("How do I reach him?", "His number is +86-99-1234-5678, extension 2978.", "price"),
        ("他在你们那边透析过吗？", "透析一次四百块，医保能报。", "price"),
        ("要等多久？", "你们要等三个月吗？", "wait_time"),
        ("Hello?", "Will it be three weeks?", "wait_time"),
        ("Is the doctor good?", "He has four years of experience with us.", "wait_time"),
        ("你们什么时候开的科？", "15年以后才有这个科室的。", "wait_time"),
    ],
)
def test_what_only_looks_like_a_statement_makes_none(
    question: str, answer: str, category: str
) -> None:
    assert category not in {s.category for s in said(question, answer)}


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("要等多久？", "不用等太久。"),
        ("How long is the wait?", "If you come today I can show you the ward."),
        ("Do we have to wait for long?", "You will not wait very long."),
    ],
)
def test_not_long_is_not_no_wait(question: str, answer: str) -> None:
    for s in said(question, answer):
        assert (s.wait_min_days, s.wait_max_days) != (0, 0)


@pytest.mark.parametrize(
    ("question", "answer", "category", "values"),
    [
        ("Do you do many?", "More than any hospital in Japan: three hundred a year.",
         "transplant_volume", {"count_min": 300}),
        ("要等多久？", "美国要等三年，我们这里两个星期。", "wait_time", {"wait_max_days": 14}),
        ("你们做肾移植吗？一年多少台？", "我们不做肾移植，一台都没有。", "transplant_volume",
         {"count_max": 0}),
        ("Do you still do transplants?", "We stopped in 2015.", "scheduling", {}),
        ("Where do your livers come from?", "All of ours are donated.", "organ_source", {}),
    ],
)  # fmt: skip
def test_an_answer_leaves_its_record(
    question: str, answer: str, category: str, values: dict[str, int]
) -> None:
    found = [s for s in said(question, answer) if s.category == category]
    assert any(all(getattr(s, n) == v for n, v in values.items()) for s in found)


@pytest.mark.parametrize(
    ("question", "answer", "modality"),
    [
        ("一年能做三百台吧？", "三百台？哪有那么多，一百来台。", "denied"),
        ("听说你们三天就有肝？", "三天？那是骗人的。", "denied"),
        ("我听说两个星期就能做？", "你听谁说的两个星期？没有的事。", "denied"),
        ("要等半年？", "半年？那是谣传，用不了。", "denied"),
        ("要等多久？", "我估摸着得三个月。", "hedged"),
        ("What's the wait?", "Three months, I should imagine.", "hedged"),
        ("要等多久？", "三个月。", "asserted"),
    ],
)
def test_clear_denials_and_hedges_are_told(question: str, answer: str, modality: str) -> None:
    assert said(question, answer)[0].modality == modality


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
