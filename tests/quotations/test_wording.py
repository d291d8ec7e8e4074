"""What was done to the words of a quotation: what each change, cut and elision makes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judging import call, court_of

from calltools.quotations.brackets import without_brackets
from calltools.quotations.verdicts import GRAVITY

ENGLISH = (
    "How many did you do last year, and how long is the wait?",
    "We did 400 last year. You do not have to wait long. The wait is two weeks at the most.",
)
CHINESE = (
    "去年做了多少例，要等多久？",
    "我们去年做了四百例，没有那么多肝，要等两个星期，那个，不用先交钱。",
)
SIGN = "The sign was changed, the people weren't. We only look at whether the liver is good."
CALL = ("Do you have kidneys from the camps?", SIGN, "And the others?", "We had those before.")
CALL_ZH = ("你们医院病人的家属要签字吗？", "他们不知道是谁的，我们也不知道。")
LONG = (
    "这个嘛，你先不要着急，我们这边是这样的，病人来了先住院检查，检查完了专家要会诊，会诊完了才能登记，"
    "现在我们科里没有合适的肝源，要等通知，等到了我们会打电话，押金你先准备好就行。"
)
LISTENED = ("能做吗？", "我们这里不做。", "嗯。", "你去别的地方。")

# An answer, or whole turns; what is quoted of it; the verdict, or how grave it is.
CASES: list[tuple[str | tuple[str, ...], str, str]] = [
    # Beginning or ending in the middle is fair, …
    ("Well, that is hard to say. Ten days or so.", "Ten days or so", "verbatim"),
    ("It is done at night. We are often tired.", "It is done at night", "verbatim"),
    ("We take all types, and we do both livers and kidneys.",
     "we do both livers and kidneys", "verbatim"),
    ("呃，我们这里嘛，比省城便宜。", "比省城便宜", "verbatim"),
    ("都是捐的，每一个都有编号。", "每一个都有编号", "verbatim"),
    ("押金三十万，不够再补。", "押金三十万", "verbatim"),
    ("We only look at whether it fits, we don't ask more.", "we don't ask more", "verbatim"),
    ("没有没有，你别问我。", "没有，你别问我", "verbatim"),
    ("送来的时候只有编号，我们不看名字。", "不看名字", "verbatim"),
    ("你前头还有八个前一阵子一个没来小孩等不起你别有意见", "你前头还有八个", "verbatim"),
    # … but cutting off what qualifies is not.
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
    # Dots are asked what they hide.
    ("It comes by plane, and often at night by car.", "It comes by plane … by car", "elided_fair"),
    ("We do it, Dr. Ames helps, the papers are here.",
     "We do it … the papers are here", "elided_fair"),
    ("We do take them, but never after sixty.",
     "We do take them … after sixty", "elided_meaning_changed"),
    ("Last year forty, this year sixty.", "Last year forty … sixty", "elided_meaning_changed"),
    ("床上十六个，九个做完了，七个在等。", "床上十六个……七个在等", "elided_fair"),
    ("快的十天，慢的两个月都有。", "快的十天……都有", "elided_meaning_changed"),
    ("手续齐的，没手续我不敢做。", "手续齐的……我不敢做", "elided_meaning_changed"),
    ("去年六十台，今年一百台。", "去年六十台……一百台", "elided_meaning_changed"),
    ("顺利的三五天，不顺利就难讲了。", "顺利的三五天……不顺利就难讲了", "punctuation_only"),
    # A denial in other words is nothing grave; what is denied on one side only is.
    ("质量不能保证。", "质量没有保证。", "not grave"),
    ("这个我们不能保证，要看情况。", "这个我们没法保证", "not grave"),
    ("我们没有去做过。", "我们没去做过", "not grave"),
    ("您放心，没问题的，随时来。", "没有问题的，随时来", "not grave"),
    ("不过，肝源我们是有的。", "肝源我们是有的", "not grave"),
    ("We haven't got any at the moment.", "We have not got any at the moment", "not grave"),
    ("这个电话里不谈，你来了再说。", "电话里不方便说，见了面再讲", "not grave"),
    ("我们不是没有，是要排队。", "我们是有，是要排队", "not grave"),
    ("我们现在没有肝源，要等。", "我们现在有肝源，要等", "negation_changed"),
    ("质量不能保证。", "质量能保证。", "negation_changed"),
    ("您放心，没问题的，随时来。", "您放心，有问题的，随时来", "negation_changed"),
    ("他不要肝要肾。", "他要肝不要肾", "negation_changed"),
    ("无肝源，别来了。", "有肝源，来了", "negation_changed"),
    ("说不好，得看情况。", "没有，得看情况", "negation_changed"),
    ("我们没有肝源也没有肾源。", "我们有肝源也有肾源", "negation_changed"),
    ("It isn't possible at this hospital.", "It is possible at this hospital", "negation_changed"),
    # Lost in a short and in a long turn.
    ("没有供体。", "有供体", "negation_changed"),
    (LONG, "会诊完了才能登记，现在我们科里有合适的肝源，要等通知", "negation_changed"),
    (LONG, "现在我们科里没有合适的肝源", "verbatim"),
    (LONG, "有合适的肝源，要等通知", "negation_changed"),
    ("我们也不能保证，大概两个星期吧。", "两个星期", "hedge_dropped"),
    ("Usually, I would say, two weeks.", "two weeks", "hedge_dropped"),
    # The slips that leave texts alike: figure, negation, unit; and harmless fillers.
    (ENGLISH, "We did 4000 last year", "number_changed"),
    (ENGLISH, "We did 400 last year. You do have to wait long", "negation_changed"),
    (ENGLISH, "You do have to wait long", "negation_changed"),
    (ENGLISH, "You do not have to wait long. The wait is two months", "unit_changed"),
    (ENGLISH, "The wait is two months at the most", "unit_changed"),
    (ENGLISH, "have to wait long. The wait is two weeks at the most", "negation_changed"),
    (ENGLISH, "400 last year. You do not have to wait long", "verbatim"),
    (CHINESE, "去年做了四千例", "number_changed"),
    (CHINESE, "四十例，没有那么多肝", "number_changed"),
    (CHINESE, "没有那么多肝，要等二十个星期", "number_changed"),
    (CHINESE, "有那么多肝，要等两个星期", "negation_changed"),
    (CHINESE, "去年做了四百例，有那么多肝，要等两个星期", "negation_changed"),
    (CHINESE, "去年做了四百例，有那么多肝", "negation_changed"),
    (CHINESE, "两个月，那个，不用先交钱", "unit_changed"),
    (CHINESE, "没有那么多肝，要等两个月，不用先交钱", "unit_changed"),
    (CHINESE, "没有那么多肝，要等两个月", "unit_changed"),
    (CHINESE, "要等两个星期，不用先交钱", "filler_dropped"),
    (CHINESE, "用先交钱", "negation_changed"),
    # A figure written otherwise is the same figure; …
    ("We did 35 last year.", "We did thirty-five last year", "clean"),
    ("我们去年做了35例。", "我们去年做了三十五例", "clean"),
    ("我们去年做了三十五例。", "我們去年做了３５例", "clean"),
    ("The deposit is 350,000 yuan.", "the deposit is 350000 yuan", "clean"),
    # … one that only looks alike is none.
    ("There was one in 2009.", "There was one in 2019", "not clean"),
    ("存活率八成五。", "存活率五成八", "not clean"),
    ("It takes 3.5 hours.", "It takes 35 hours", "not clean"),
    ("要等一个月。", "要等一个半月", "not clean"),
    ("大概十来天。", "大概十天", "not clean"),
    ("Ring at 9:30.", "Ring at 9:20", "not clean"),
    # What editors put into a quotation in brackets is not judged as words of the call.
    (CALL, "[t]he sign was changed, the people weren't", "verbatim"),
    (CALL, "only look[s] at whether the liver is good", "verbatim"),
    (CALL, "the people [sic] weren't", "verbatim"),
    (CALL, "We had [kidneys] before", "verbatim"),
    (CALL, "We had [prisoners] before", "word_changed"),
    (CALL, "[t]he sign was changed, the people were", "negation_changed"),
    (CALL_ZH, "他们〔家属〕不知道是谁的", "verbatim"),
    (CALL_ZH, "他们[原文如此]不知道是谁的", "verbatim"),
    (CALL_ZH, "他们〔法院〕不知道是谁的", "word_changed"),
    # Over a sound of listening, and over a question.
    (LISTENED, "我们这里不做，你去别的地方", "filler_dropped"),
    (LISTENED, "我们这里做，你去别的地方", "negation_changed"),
    (("Who?", "All are donated.", "Sure?", "I think so.", "And then?", "We operate."),
     "All are donated … We operate", "elided_meaning_changed"),
    (("Who?", "All are donated.", "Sure?", "I think so.", "And then?", "We operate."),
     "We operate … All are donated", "elided_meaning_changed"),
    # Said with a doubt and without is what was quoted; a doubt before a title is in its clause.
    (("When?", "Perhaps one week. With us one week.", "So?", "We say one week."), "one week",
     "verbatim"),
    ("I think Dr. Ames does the livers. No. The nurse does.", "Ames does the livers",
     "hedge_dropped"),
    ("I think Dr. Ames does the livers. No. The nurse does.", "The nurse does", "verbatim"),
]  # fmt: skip


@pytest.mark.model
@pytest.mark.parametrize(("said", "quote", "verdict"), CASES)
def test_what_a_change_makes_of_a_quotation(
    said: str | tuple[str, ...], quote: str, verdict: str
) -> None:
    turns = said if isinstance(said, tuple) else ("And?" if said.isascii() else "怎么样？", said)
    found = court_of(call(*turns)).judge(quote, "Doctor")
    gravity = GRAVITY[found.verdict]
    if verdict.startswith("not "):
        assert gravity != verdict.removeprefix("not "), (found.verdict, found.why)
    else:
        assert verdict in (found.verdict, gravity), (found.verdict, found.why)


@given(st.text("ab [t]〔腎〕…", max_size=30))
def test_the_rest_stays_where_it_was(text: str) -> None:
    plain, supplied = without_brackets(text)
    assert len(plain) == len(text)
    for one in supplied:
        assert one.words in text[one.start : one.end]
        assert not plain[one.start : one.end].strip()


def test_a_mark_of_elision_is_no_bracket() -> None:
    assert without_brackets("one […] two") == ("one […] two", ())
