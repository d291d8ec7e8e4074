"""What is denied on both sides of a quotation, however it is worded."""

from __future__ import annotations

import pytest
from judging import call, court_of

from calltools.language.polarity import denials
from calltools.quotations.verdicts import GRAVITY

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ("质量不能保证。", "质量没有保证。"),
        ("这个我们不能保证，要看情况。", "这个我们没法保证"),
        ("我们没有去做过。", "我们没去做过"),
        ("您放心，没问题的，随时来。", "没有问题的，随时来"),
        ("不过，肝源我们是有的。", "肝源我们是有的"),
        ("We haven't got any at the moment.", "We have not got any at the moment"),
        ("这个电话里不谈，你来了再说。", "电话里不方便说，见了面再讲"),
        ("我们不是没有，是要排队。", "我们是有，是要排队"),
    ],
)
def test_a_denial_in_other_words_is_nothing_grave(said: str, quote: str) -> None:
    found = court_of(call("怎么样？", said)).judge(quote, "Doctor")
    assert GRAVITY[found.verdict] != "grave", (found.verdict, found.why)


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ("我们现在没有肝源，要等。", "我们现在有肝源，要等"),
        ("质量不能保证。", "质量能保证。"),
        ("您放心，没问题的，随时来。", "您放心，有问题的，随时来"),
        ("他不要肝要肾。", "他要肝不要肾"),
        ("无肝源，别来了。", "有肝源，来了"),
        ("说不好，得看情况。", "没有，得看情况"),
        ("It isn't possible at this hospital.", "It is possible at this hospital"),
        (
            "Well, to be honest with you, we do not have any livers at this hospital.",
            "there are livers available at this hospital",
        ),
        (
            "Well, to be honest with you, we have plenty of livers at this hospital these days.",
            "there are no livers available at this hospital these days",
        ),
    ],
)
def test_what_is_denied_on_one_side_only_is_grave(said: str, quote: str) -> None:
    found = court_of(call("怎么样？" if "。" in said else "And?", said)).judge(quote, "Doctor")
    assert found.verdict == "negation_changed", (found.verdict, found.why)


@pytest.mark.parametrize(
    ("text", "language", "plain", "in_phrases"),
    [
        ("不能保证", "zh", [], ["不能保证"]),
        ("没有保证", "zh", ["没有"], []),
        ("没问题，不用等", "zh", ["不"], ["没问题"]),
        ("有没有肝源", "zh", [], ["有没有"]),
        ("无肝源", "zh", ["无"], []),
        ("it is not here, there is no problem", "en", ["not"], ["no problem"]),
    ],
)
def test_a_denial_knows_the_phrase_that_it_is_part_of(
    text: str, language: str, plain: list[str], in_phrases: list[str]
) -> None:
    found = denials(text, language)
    assert [text[slice(*d.place)] for d in found if d.is_plain] == plain
    assert [text[slice(*d.phrase)] for d in found if not d.is_plain] == in_phrases
