"""What is denied on both sides of a quotation, however it is worded."""

from __future__ import annotations

import pytest
from judging import call, court_of

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
    ],
)
def test_what_is_denied_on_one_side_only_is_grave(said: str, quote: str) -> None:
    found = court_of(call("怎么样？" if "。" in said else "And?", said)).judge(quote, "Doctor")
    assert found.verdict == "negation_changed", (found.verdict, found.why)
