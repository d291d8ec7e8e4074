from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import demo_call
from calltools.statements import record
from calltools.statements.record import Cue, Statement
from calltools.statements.rows import read_statements, write_statements
from calltools.statements.statement_text import CATEGORIES, value_text, wording


def statement(category: Any = "wait_time", **fields: Any) -> Statement:
    return Statement(category, 0, 0, 1, "嗯", **fields)


def wait(least: int | None, most: int | None, **fields: Any) -> Statement:
    return statement(wait_min_days=least, wait_max_days=most, **fields)


def count(category: str, least: int | None, most: int | None, **fields: Any) -> Statement:
    return statement(category, count_min=least, count_max=most, **fields)


AVAILABLE, VOLUME = "organ_availability", "transplant_volume"
VALUES = [
    (wait(10, 19, vague=True, qualifier="fastest"), "10–19 days, about, fastest"),
    (wait(1, 1), "1 day"),
    (wait(0, 0), "no wait (0 days)"),
    (wait(0, 1), "0–1 days"),
    (wait(7, 7), "7 days (1 week)"),
    (wait(7, 14), "7–14 days (1–2 weeks)"),
    (wait(60, 270, vague=True), "60–270 days (2–9 months), about"),
    (wait(1095, None), "at least 1,095 days (3 years)"),
    (wait(None, 30), "up to 30 days (1 month)"),
    (wait(90, 730), "90–730 days"),
    (statement(vague=True), "no figure"),
    (statement(AVAILABLE, availability="scarce"), "scarce"),
    (
        count(AVAILABLE, 4, 4, availability="available", count_period="month"),
        "available, 4 a month",
    ),
    (count(AVAILABLE, None, None, count_period="week"), "some every week"),
    (count(VOLUME, 2000, 9999, count_period="total", vague=True), "2,000–9,999 in total, about"),
    (statement("price", price_min=350000, price_max=350000, currency="CNY"), "350,000 CNY"),
    (statement("price", price_min=0, price_max=0, currency="USD"), "free of charge"),
    (count("scheduling", 40, 40), "40"),
    (statement("organ_source"), "in words only"),
]


@pytest.mark.parametrize(("said", "words"), VALUES)
def test_values_are_written_as_a_reader_says_them(said: Statement, words: str) -> None:
    assert value_text(said) == words


def test_a_denied_figure_is_announced_before_it_is_said() -> None:
    line = wording(wait(7, 7, modality="denied")).line()
    assert line.index("DENIED") < line.index("7 days")


def test_who_said_it_first_what_it_answers_and_what_it_is_about() -> None:
    answer = wait(
        14, 14, organ="liver", modality="hedged", introduced_by="investigator", assent=True,
        ref_turn=4, about_other_place=True, historic=True, retracts="c-s01", reading="肾源",
    )  # fmt: skip
    text = wording(answer)
    assert text.prompted
    assert text.line() == (
        "Waiting time (liver): hedged: 14 days (2 weeks); "
        "first said by the investigator (prompted); "
        "bare assent to turn 4; about another place; about the past; takes back c-s01; "
        "misheard, read as 肾源"
    )


def test_an_answer_that_does_not_accept_is_not_called_assent() -> None:
    text = wording(statement(assent=False, ref_turn=2))
    assert text.assent == "answers turn 2 without accepting it"
    assert not text.denied


def test_every_category_has_words() -> None:
    assert set(CATEGORIES) == set(record.CATEGORIES)


bounds = st.none() | st.integers(0, 5000)


@given(bounds, bounds)
def test_no_bound_is_lost(least: int | None, most: int | None) -> None:
    if least is not None and most is not None and most < least:
        least, most = most, least
    words = value_text(wait(least, most))
    for bound in (least, most):
        assert bound is None or f"{bound:,}" in words
    assert (words == "no figure") == (least is None and most is None)


def test_the_labelled_statements_of_the_demonstration_call_read_well() -> None:
    rows = (demo_call.FOLDER / "statements.jsonl").read_text("utf-8").splitlines()
    lines = [wording(Statement.from_json(json.loads(row))).line() for row in rows]
    assert lines[0] == (
        "Waiting time (liver): 11–19 days, about, fastest; first said by the hospital"
    )
    assert lines[2] == (
        "Waiting time (liver): DENIED: 7 days (1 week); first said by the investigator (prompted); "
        "answers turn 4 without accepting it"
    )


# What breaks lines for str.splitlines() and not for JSON Lines.
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("\u2028\u2029\x85\r\n\f")
)


@given(st.lists(TEXTS))
def test_statements_survive_the_way_through_their_lines(quotes: list[str]) -> None:
    statements = [
        Statement(
            "wait_time", n, 0, len(quote), quote, word_ids=(0, 1), evidence=(Cue("rule", n, 0, 1),)
        )
        for n, quote in enumerate(quotes)
    ]
    lines = write_statements(statements)
    assert lines.count("\n") == len(statements)
    assert read_statements(lines) == statements
