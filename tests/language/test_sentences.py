"""Sentences of Chinese and English speech."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.language.sentences import Language, SpanUnit, spans

CHINESE = (
    ("你好，请问是移植科吗？对，你说。", ["你好，请问是移植科吗？", "对，你说。"]),
    ("有。", ["有。"]),
    ("嗯", ["嗯"]),
    ("他说“没有了。”你再问问吧！", ["他说“没有了。”", "你再问问吧！"]),
    ("那个……大概两周吧。行吗？", ["那个……大概两周吧。", "行吗？"]),
    ("真的吗？！……好吧。", ["真的吗？！……", "好吧。"]),
    ("肌酐1.5，体温36.8度。还行。", ["肌酐1.5，体温36.8度。", "还行。"]),
    ("可以的.你来吧.", ["可以的.", "你来吧."]),
    ("喂\n哪位？", ["喂", "哪位？"]),
    ("请问是一直科吗对你哪里", ["请问是一直科吗", "对你哪里"]),
    ("差不多吧也有快的看情况", ["差不多吧", "也有快的看情况"]),
    ("是吧，你说呢？", ["是吧，你说呢？"]),
    ("要等多久呢", ["要等多久呢"]),
    ("他問：「要多久？」我不知道。", ["他問：「要多久？」", "我不知道。"]),
)
ENGLISH = (
    ("Hello? Who is it?", ["Hello?", "Who is it?"]),
    ("Dr. Lin is out. Ring at 3 p.m. tomorrow.", ["Dr. Lin is out.", "Ring at 3 p.m. tomorrow."]),
    ("Come at 3 p.m. Bring the films.", ["Come at 3 p.m.", "Bring the films."]),
    ("No. Nothing like that.", ["No.", "Nothing like that."]),
    ("It is the No. 2 Hospital. Yes.", ["It is the No. 2 Hospital.", "Yes."]),
    ("Well... about 2.5 weeks. Or so.", ["Well... about 2.5 weeks.", "Or so."]),
    ("Wait… The director is here.", ["Wait…", "The director is here."]),
    ("He said, “There are none.” Ask again.", ["He said, “There are none.”", "Ask again."]),
    ("His type is O. It takes longer.", ["His type is O.", "It takes longer."]),
    ("Ask J. Smith. He knows.", ["Ask J. Smith.", "He knows."]),
    ("So did I. Then they came.", ["So did I.", "Then they came."]),
    ("Yes!", ["Yes!"]),
    ("it costs a lot", ["it costs a lot"]),
    ("[The doctor explains the tests.]", ["[The doctor explains the tests.]"]),
)


def texts(text: str, language: Language) -> list[str]:
    return [text[start:end] for start, end in spans(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "sentences"),
    [*(("zh", *case) for case in CHINESE), *(("en", *case) for case in ENGLISH)],
)
def test_sentences(language: Language, text: str, sentences: list[str]) -> None:
    assert texts(text, language) == sentences


@pytest.mark.parametrize(
    ("text", "language", "clauses"),
    [
        ("不用，来了就做。行吗？", "zh", ["不用，", "来了就做。", "行吗？"]),
        ("三五天、一个礼拜都有；看情况", "zh", ["三五天、", "一个礼拜都有；", "看情况"]),
        ("够的 昨天来了 3 个", "zh", ["够的", "昨天来了 3 个"]),
        ("他说：“没有，”就走了", "zh", ["他说：", "“没有，”", "就走了"]),
        ("Dr. Lin has 1,500 of them, not 3.5.", "en", ["Dr. Lin has 1,500 of them,", "not 3.5."]),
        ("At 9:30 - no, later -- we go", "en", ["At 9:30 -", "no,", "later --", "we go"]),
        ("It is well-known", "en", ["It is well-known"]),
    ],
)
def test_clauses(text: str, language: Language, clauses: list[str]) -> None:
    assert [text[a:b] for a, b in spans(text, language, "clause")] == clauses


def test_long_speech_without_stops_is_cut_at_commas_and_spaces() -> None:
    clause = "我们这边的情况是先登记然后等通知"
    for mark in ("，", " "):
        pieces = texts(mark.join([clause] * 8), "zh")
        assert len(pieces) > 1
        assert all(16 <= len(piece) <= 48 + len(clause) for piece in pieces)
    assert texts("等" * 300, "zh") == ["等" * 300]


@given(
    st.text(st.sampled_from("啊他等。，？！…「」“” .!?,;3aAI\n\t"), max_size=200),
    st.sampled_from(("zh", "en")),
    st.sampled_from(("sentence", "clause")),
)
def test_no_character_is_lost_or_taken_twice(text: str, language: Language, unit: SpanUnit) -> None:
    found = spans(text, language, unit)
    assert all(start < end for start, end in found)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(found))
    covered = "".join(text[start:end] for start, end in found)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() for start, end in found)
