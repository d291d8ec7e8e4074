"""The reader's judgement held against the words: no veto turns a denial into a claim."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.reader.fields import CHOICES
from calltools.reader.proposal import Proposal
from calltools.reader.view import read_turn
from calltools.statements.assembly import Claim
from calltools.statements.manner import modality, only_asks, period

MODALITIES = CHOICES["modality"]
TEXTS = ("两个星期就能做", "没有两个星期做不了", "a fortnight as a rule", "it is not a fortnight")


def claim(
    text: str, shares: dict[str, float], month: str = "none", words: str = "", asked: str = ""
) -> Claim:
    """The claim that ``words`` of ``text`` make (by default all), in answer to ``asked``."""
    chinese = not text.isascii()
    language = "zh" if chinese else "en"
    question = read_turn(0, "investigator", asked, language) if asked else None
    view = read_turn(1, "hospital", text, language)
    choices = {"modality": shares, "count_period": {"none": 0.4, month: 0.6}}
    start = view.text.index(words)
    end = start + len(words or view.text)
    proposal = Proposal(1, start, end, "wait_time", 0.9, choices=choices)
    figure = next((q for c in view.clauses for q in c.quantities), None)
    return Claim(proposal, view, start, end, figure=figure, question=question)


@given(
    text=st.sampled_from(TEXTS),
    weights=st.lists(st.floats(0.001, 1), min_size=len(MODALITIES), max_size=len(MODALITIES)),
)
def test_a_likely_denial_never_becomes_a_claim(text: str, weights: list[float]) -> None:
    shares = {name: w / sum(weights) for name, w in zip(MODALITIES, weights, strict=True)}
    found = modality(claim(text, shares))
    likeliest = max(shares, key=lambda name: shares[name])
    assert found in (likeliest, "unclear")
    if shares["denied"] >= 0.25:
        assert found in ("denied", "unclear")


def test_a_claim_that_may_be_a_denial_is_unclear() -> None:
    assert modality(claim("a fortnight as a rule", {"asserted": 0.89, "denied": 0.11})) == (
        "asserted"
    )
    assert modality(claim("it is not a fortnight", {"asserted": 0.89, "denied": 0.11})) == (
        "unclear"
    )


@pytest.mark.parametrize(
    ("asked", "text", "is_question"),
    [
        ("", "要等三个月吗？", True),
        ("要多久？", "你要等三个月吗", True),
        ("", "how long is it, two weeks?", True),
        ("要三个月？", "三个月吗？", False),
        ("", "要等三个月。", False),
        ("", "要等三个月。您哪里人？", False),
    ],
)
def test_a_question_of_its_own_claims_nothing(asked: str, text: str, is_question: bool) -> None:
    words = text.split("。")[0].rstrip("？?")
    made = claim(text, {"asserted": 1.0}, words=words, asked=asked)
    assert only_asks(made) is is_question
    assert not only_asks(claim(text, {"denied": 1.0}, words=words, asked=asked))


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


def test_a_day_or_a_week_counts_only_where_it_is_named() -> None:
    shares = {"asserted": 1.0}
    assert period(claim("we did eight hundred", shares, "day")) is None
    assert period(claim("we do eight every day", shares, "day")) == "day"
    assert period(claim("we did eight hundred", shares, "total")) == "total"
