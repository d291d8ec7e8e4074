"""Two hearings of the same sound: what is told, and what is no difference."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from calltools.alignment.doubtful_words import doubtful, heard_otherwise, misspelt, places
from calltools.transcripts.model import Turn, Word
from case_tables import rows

DEMO = Path(__file__).parents[1] / "gold" / "demo-call" / "turns.json"


@pytest.mark.parametrize(
    ("heard", "otherwise", "first", "second"), rows("alignment/data/hearings.tsv")
)
def test_another_figure_and_another_denial_are_told_with_both_readings(
    heard: str, otherwise: str, first: str, second: str
) -> None:
    language = "en" if heard != "-" and first.isascii() else "zh"
    turns, again = first.split("|") if first else [], second.split("|")
    if heard == "-":
        assert heard_otherwise(turns, again, language) == []
        return
    (one,) = heard_otherwise(["嗯", *turns], again, language)
    assert (one.turn, one.heard, one.otherwise) == (1, heard, otherwise)
    assert first[one.start : one.end] == heard


def test_the_same_heard_twice_differs_nowhere() -> None:
    texts = [turn["text"] for turn in json.loads(DEMO.read_text("utf-8"))["turns"]]
    assert len(places(texts, "zh")) > 5
    assert heard_otherwise(texts, texts, "zh") == []
    assert heard_otherwise(texts, ["".join(texts)], "zh") == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("护士说十来天就能等到", "护士说时来天就能等到"),
        ("不合格的不用", "不合格的布用"),
        ("第一年一个月四千多", "第一年一个月时间多"),
        ("礼拜二上午打过来", "离拜二上午打过来"),
    ],
)
def test_a_second_hearing_that_has_homophones_or_no_figure_contradicts_none(
    first: str, second: str
) -> None:
    assert heard_otherwise([first], [second], "zh", by_ear=True) == []
    assert heard_otherwise([second], [first], "zh", by_ear=True) != []


def said(text: str, *, unsure: str = "", begin_ms: int = 0) -> Turn:
    """A turn whose words are its characters, 250 ms each; those of ``unsure`` have little score."""
    doubted = range(at := text.find(unsure), at + len(unsure))
    times = [begin_ms + 250 * i for i in range(len(text) + 1)]
    words = [
        Word(c, i, i + 1, times[i], times[i + 1], 0.3 if i in doubted else 0.9)
        for i, c in enumerate(text)
    ]
    return Turn(text, words=tuple(words), start_ms=begin_ms, end_ms=words[-1].end_ms)


def test_what_stands_around_doubtful_figures_and_denials_is_heard_again() -> None:
    long = "那个" * 40
    turns = [
        said("要等三个月", unsure="三"),
        said("要等三个月"),
        said("供体到了就通知你", unsure="供体"),
        said(long + "没有肝源" + long, unsure="没有"),
    ]
    first, second = doubtful(turns, "zh")
    assert (first.turn, first.first.start, first.last.end) == (0, 0, 5)
    assert (second.turn, second.first.start, second.last.end) == (3, 60, 102)


def test_figures_that_are_spelt_by_sound_are_told_where_they_were_not_heard_surely() -> None:
    turns = [
        said("护士说时来天就能等到", unsure="时来天"),
        said("护士说时来天就能等到"),
        said("不合格的步用", unsure="步"),
        said("这是一个部门"),
    ]
    assert [(d.turn, d.heard, d.otherwise) for d in misspelt(turns, "zh")] == [
        (0, "时来天", "十来天"),
        (2, "步", "不"),
    ]
    assert list(misspelt(turns, "en")) == []
