"""What editors put into a quotation in brackets is not judged as words of the call."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from judging import call, court_of

from calltools.quotations.brackets import without_brackets
from calltools.quotations.corpus import Corpus

SIGN = "The sign was changed, the people weren't. We only look at whether the liver is good."
CALL = call("Do you have kidneys from the camps?", SIGN, "And the others?", "We had those before.")
CALL_ZH = call("你们医院病人的家属要签字吗？", "他们不知道是谁的，我们也不知道。")


@pytest.mark.parametrize(
    ("corpus", "quote", "verdict"),
    [
        (CALL, "[t]he sign was changed, the people weren't", "verbatim"),
        (CALL, "only look[s] at whether the liver is good", "verbatim"),
        (CALL, "the people [sic] weren't", "verbatim"),
        (CALL, "We had [kidneys] before", "verbatim"),
        (CALL, "We had [prisoners] before", "word_changed"),
        (CALL, "[t]he sign was changed, the people were", "negation_changed"),
        (CALL_ZH, "他们〔家属〕不知道是谁的", "verbatim"),
        (CALL_ZH, "他们[原文如此]不知道是谁的", "verbatim"),
        (CALL_ZH, "他们〔法院〕不知道是谁的", "word_changed"),
    ],
)
@pytest.mark.model
def test_brackets_of_editors(corpus: Corpus, quote: str, verdict: str) -> None:
    assert court_of(corpus).judge(quote, "Doctor").verdict == verdict


@given(st.text("ab [t]〔腎〕…", max_size=30))
def test_the_rest_stays_where_it_was(text: str) -> None:
    plain, supplied = without_brackets(text)
    assert len(plain) == len(text)
    for one in supplied:
        assert one.words in text[one.start : one.end]
        assert not plain[one.start : one.end].strip()


def test_a_mark_of_elision_is_no_bracket() -> None:
    assert without_brackets("one […] two") == ("one […] two", ())
