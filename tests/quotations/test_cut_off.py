"""What is cut off at the edges of a quotation, and what dots hide."""

from __future__ import annotations

import pytest
from judging import call, court_of

pytestmark = pytest.mark.model

FAIR = [
    ("Well, that is hard to say. Ten days or so.", "Ten days or so"),
    ("It is done at night. We are often tired.", "It is done at night"),
    ("We take all types, and we do both livers and kidneys.", "we do both livers and kidneys"),
    ("呃，我们这里嘛，比省城便宜。", "比省城便宜"),
    ("都是捐的，每一个都有编号。", "每一个都有编号"),
    ("押金三十万，不够再补。", "押金三十万"),
    ("We only look at whether it fits, we don't ask more.", "we don't ask more"),
    ("没有没有，你别问我。", "没有，你别问我"),
    ("送来的时候只有编号，我们不看名字。", "不看名字"),
    ("你前头还有八个前一阵子一个没来小孩等不起你别有意见", "你前头还有八个"),
]
UNFAIR = [
    ("Not all of them are local.", "all of them are local", "negation_changed"),
    ("If it matches, we operate.", "we operate", "hedge_dropped"),
    ("We operate unless there are antibodies.", "We operate", "hedge_dropped"),
    ("There is one this week, but it isn't settled.", "There is one this week", "hedge_dropped"),
    ("Three weeks, I would say.", "Three weeks", "hedge_dropped"),
    ("It takes about six weeks.", "six weeks", "hedge_dropped"),
    ("We do over four hundred.", "four hundred", "hedge_dropped"),
    ("It is 35 thousand.", "It is 35", "number_changed"),
    ("Sometimes we do three a day.", "we do three a day", "hedge_dropped"),
    ("不要打给个人。", "打给个人", "negation_changed"),
    ("大概一个半月左右吧。", "一个半月", "hedge_dropped"),
    ("如果有抗体，就不能做。", "就不能做", "hedge_dropped"),
    ("押金三十五万。", "五万", "number_changed"),
    ("只有主任点头，我们收病人。", "我们收病人", "hedge_dropped"),
    ("这边只有主任点头才能住院。", "能住院", "hedge_dropped"),
    ("没有一个从外地来的捐献者签过字。", "签过字", "negation_changed"),
    ("没有一个从外地来的捐献者签过字", "签过字", "unclear"),
    ("这个礼拜有一个，还没定。", "这个礼拜有一个", "hedge_dropped"),
    ("快的十来天，慢的两个月。", "十来天", "hedge_dropped"),
    ("血压高不行，除非药压得住。", "血压高不行", "hedge_dropped"),
    ("I can't promise you anything, come in May.", "come in May", "unclear"),
    # A term stands in the report's own sentence, and without marks no clause ends.
    ("There won't be a queue.", "a queue", "unclear"),
    ("They aren't real donors.", "real donors", "negation_changed"),
    ("It is twelve thousand a day.", "twelve thousand", "unclear"),
    ("那个病人我们今年没有收过四十万的都是打了折的吧", "四十万的", "unclear"),
    ("那时候都忙我不去省城人生地不熟的再说手艺信得过", "去省城人生地不熟的", "negation_changed"),
]
HIDDEN = [
    ("It comes by plane, and often at night by car.", "It comes by plane … by car", True),
    ("We do it, Dr. Ames helps, the papers are here.", "We do it … the papers are here", True),
    ("We do take them, but never after sixty.", "We do take them … after sixty", False),
    ("Last year forty, this year sixty.", "Last year forty … sixty", False),
    ("床上十六个，九个做完了，七个在等。", "床上十六个……七个在等", True),
    ("快的十天，慢的两个月都有。", "快的十天……都有", False),
    ("手续齐的，没手续我不敢做。", "手续齐的……我不敢做", False),
    ("去年六十台，今年一百台。", "去年六十台……一百台", False),
]


@pytest.mark.parametrize(("said", "quote"), FAIR)
def test_beginning_or_ending_in_the_middle_is_fair(said: str, quote: str) -> None:
    assert court_of(call("And?", said)).judge(quote).verdict == "verbatim"


@pytest.mark.parametrize(("said", "quote", "verdict"), UNFAIR)
def test_cutting_off_what_qualifies_is_not(said: str, quote: str, verdict: str) -> None:
    judged = court_of(call("And?", said)).judge(quote)
    assert judged.verdict == verdict
    assert "clip" in {edit.op for edit in judged.edits}


@pytest.mark.parametrize(("said", "quote", "fair"), HIDDEN)
def test_dots_are_asked_what_they_hide(said: str, quote: str, fair: bool) -> None:
    expected = "elided_fair" if fair else "elided_meaning_changed"
    assert court_of(call("And?", said)).judge(quote).verdict == expected


def test_dots_for_which_nothing_was_left_out_are_punctuation() -> None:
    tried = court_of(call("And?", "顺利的三五天，不顺利就难讲了。"))
    assert tried.judge("顺利的三五天……不顺利就难讲了").verdict == "punctuation_only"


def test_dots_over_turns_hide_what_is_hedged_between() -> None:
    tried = court_of(
        call("Who?", "All are donated.", "Sure?", "I think so.", "And then?", "We operate.")
    )
    assert tried.judge("All are donated … We operate").verdict == "elided_meaning_changed"
    assert tried.judge("We operate … All are donated").verdict == "elided_meaning_changed"
