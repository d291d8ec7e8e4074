"""What was done to the words of a quotation: what each change, cut and elision makes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judging import call, court_of

from calltools.quotations.brackets import without_brackets
from calltools.quotations.verdicts import GRAVITY
from case_tables import rows

CALLS = {
    "ENGLISH": "How many did you do last year, and how long is the wait?|"
    "We did 400 last year. You do not have to wait long. The wait is two weeks at the most.",
    "CHINESE": "去年做了多少例，要等多久？|"
    "我们去年做了四百例，没有那么多肝，要等两个星期，那个，不用先交钱。",
    "CALL": "Do you have kidneys from the camps?|The sign was changed, the people weren't. "
    "We only look at whether the liver is good.|And the others?|We had those before.",
    "CALL_ZH": "你们医院病人的家属要签字吗？|他们不知道是谁的，我们也不知道。",
    "LISTENED": "能做吗？|我们这里不做。|嗯。|你去别的地方。",
    "LONG": "怎么样？|这个嘛，你先不要着急，我们这边是这样的，病人来了先住院检查，"
    "检查完了专家要会诊，会诊完了才能登记，现在我们科里没有合适的肝源，要等通知，"
    "等到了我们会打电话，押金你先准备好就行。",
}


@pytest.mark.model
@pytest.mark.parametrize(("verdict", "quote", "said"), rows("quotations/data/wording.tsv"))
def test_what_a_change_makes_of_a_quotation(verdict: str, quote: str, said: str) -> None:
    turns = CALLS.get(said, said).split("|")
    if len(turns) == 1:
        turns.insert(0, "And?" if said.isascii() else "怎么样？")
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
