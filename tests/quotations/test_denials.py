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
        ("我们没有肝源也没有肾源。", "我们有肝源也有肾源"),
        ("It isn't possible at this hospital.", "It is possible at this hospital"),
    ],
)
def test_what_is_denied_on_one_side_only_is_grave(said: str, quote: str) -> None:
    found = court_of(call("怎么样？" if "。" in said else "And?", said)).judge(quote, "Doctor")
    assert found.verdict == "negation_changed", (found.verdict, found.why)


LONG = (
    "这个嘛，你先不要着急，我们这边是这样的，病人来了先住院检查，检查完了专家要会诊，会诊完了才能登记，"
    "现在我们科里没有合适的肝源，要等通知，等到了我们会打电话，押金你先准备好就行。"
)


@pytest.mark.parametrize(
    ("said", "quote", "verdict"),
    [
        ("没有供体。", "有供体", "negation_changed"),
        (LONG, "会诊完了才能登记，现在我们科里有合适的肝源，要等通知", "negation_changed"),
        (LONG, "现在我们科里没有合适的肝源", "verbatim"),
        (LONG, "有合适的肝源，要等通知", "negation_changed"),
        ("我们也不能保证，大概两个星期吧。", "两个星期", "hedge_dropped"),
        ("Usually, I would say, two weeks.", "two weeks", "hedge_dropped"),
    ],
)
def test_a_denial_or_doubt_lost_in_a_short_and_in_a_long_turn(
    said: str, quote: str, verdict: str
) -> None:
    assert (
        court_of(call("怎么样？" if "。" in said else "And?", said)).judge(quote).verdict == verdict
    )


@pytest.mark.parametrize(
    ("quote", "verdict"),
    [
        ("我们这里不做，你去别的地方", "filler_dropped"),
        ("我们这里做，你去别的地方", "negation_changed"),
    ],
)
def test_what_is_quoted_over_a_sound_of_listening_is_judged_as_one(
    quote: str, verdict: str
) -> None:
    tried = court_of(call("能做吗？", "我们这里不做。", "嗯。", "你去别的地方。"))
    assert tried.judge(quote, "Doctor").verdict == verdict
