"""What a claim is worth and how it is put: its figure, its modality; questions claim nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.statements.claims import Claim, is_question
from calltools.statements.figures import figure_in, values_of
from calltools.statements.manner import DENIED_MAYBE, DENIED_SURELY, modality
from calltools.statements.proposal import CHOICES, Category, Proposal
from calltools.statements.view import View, read_turn
from case_tables import rows

MODALITIES = CHOICES["modality"]


def claim(text: str, shares: dict[str, float], words: str = "", asked: str = "") -> Claim:
    """The claim that ``words`` of ``text`` make (by default all), in answer to ``asked``."""
    language = "en" if text.isascii() else "zh"
    question = read_turn(0, "investigator", asked, language) if asked else None
    view = read_turn(1, "hospital", text, language)
    start = view.text.index(words)
    end = start + len(words or view.text)
    proposal = Proposal(1, start, end, "wait_time", 0.9, choices={"modality": shares})
    figure = next(iter(view.quantities), None)
    return Claim(proposal, view, start, end, figure=figure, question=question)


@given(weights=st.lists(st.floats(0.001, 1), min_size=5, max_size=5))
def test_a_likely_denial_never_becomes_a_claim(weights: list[float]) -> None:
    shares = {name: w / sum(weights) for name, w in zip(MODALITIES, weights, strict=True)}
    told = modality(claim("两个星期做不了", shares))
    likeliest = max(shares, key=lambda name: shares[name])
    if shares["denied"] >= DENIED_SURELY:
        assert told == "denied"
    elif shares["denied"] >= DENIED_MAYBE or likeliest == "denied":
        assert told == "unclear"
    else:
        assert told == likeliest


@pytest.mark.parametrize(
    ("asked", "text", "is_one"),
    [
        ("", "要等三个月吗？", True),
        ("要多久？", "你要等三个月吗", True),
        ("", "how long is it, two weeks?", True),
        ("要三个月？", "三个月吗？", False),
        ("", "要等三个月。", False),
        ("", "要等三个月。您哪里人？", False),
    ],
)
def test_a_question_of_its_own_claims_nothing(asked: str, text: str, is_one: bool) -> None:
    words = text.split("。")[0].rstrip("？?")
    assert is_question(claim(text, {"asserted": 1.0}, words, asked)) is is_one
    assert not is_question(claim(text, {"denied": 1.0}, words, asked))


@pytest.mark.parametrize(
    ("asked", "text", "words"),
    [
        ("一个月得做三四十个吧？", "三四十个那得累死我，二十个顶天。", "三四十个那得累死我"),
        (
            "your waiting is one week?",
            "one week is history. now half a year",
            "one week is history",
        ),
    ],
)
def test_a_callers_figure_said_over_is_unclear_where_the_turn_goes_on_to_another(
    asked: str, text: str, words: str
) -> None:
    sure = {"asserted": 1.0}
    assert modality(claim(text, sure, words=words, asked=asked)) == "unclear"
    assert modality(claim(text, {"denied": 1.0}, words=words, asked=asked)) in ("denied", "unclear")
    alone = text[: len(words)]
    assert modality(claim(alone, sure, asked=asked)) == "asserted"
    of_its_own = text[len(words) :].lstrip("，。. ").rstrip("。")
    assert modality(claim(text, sure, words=of_its_own, asked=asked)) == "asserted"
    assert modality(claim(text, sure, words=words, asked="how is he?")) == "asserted"


def view(text: str) -> View:
    chinese = any("一" <= c <= "龥" for c in text)
    return read_turn(0, "hospital", text, "zh" if chinese else "en")


def read(category: Category, text: str, before: str = "") -> dict[str, Any]:
    own = view(text)
    said = reversed(view(before).quantities)
    return values_of(category, figure_in(category, own, 0, len(own.text), said), own.text)


@pytest.mark.parametrize(
    ("category", "least", "most", "currency", "text", "before"), rows("statements/data/values.tsv")
)
def test_what_a_figure_is_worth(
    category: Category, least: str, most: str, currency: str, text: str, before: str
) -> None:
    found = read(category, text, before)
    wait = category == "wait_time"
    names = ("wait_min_days", "wait_max_days") if wait else ("price_min", "price_max")
    expected = [None if bound == "-" else int(bound) for bound in (least, most)]
    assert [found.get(name) for name in names] == expected
    assert found.get("currency") == (None if currency == "-" else currency)


def test_a_bare_number_takes_the_unit_of_the_question() -> None:
    assert read("wait_time", "Eight", "How many weeks? Ten weeks?")["wait_min_days"] == 56
    assert "wait_min_days" not in read("wait_time", "Eight", "And who is your doctor?")


def test_what_is_counted_beside_organs_is_no_count() -> None:
    assert "count_min" not in read("organ_availability", "有，年底这一批多")
    assert read("organ_availability", "来了两个")["count_min"] == 2
    assert read("transplant_volume", "一台都没有")["count_max"] == 0
    assert "count_min" not in read("scheduling", "先交一万再排")
    assert read("scheduling", "排到四十多号")["count_max"] == 49
