"""Two hearings of the same sound: what is told, and what is no difference."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from calltools.alignment.monolingual.hearings import heard_otherwise, matters, places

DEMO = Path(__file__).parents[1] / "gold" / "demo-call" / "turns.json"


@pytest.mark.parametrize(
    ("first", "second", "heard", "otherwise"),
    [
        ("一般要等十天左右吧", "一般要等四天左右吧", "十天", "四天"),
        ("我们这里没有供体", "我们这里有供体", "没有", "有"),
        ("我们这里有供体", "我们这里没有供体", "有", "没有"),
        ("去年做了一百多例", "去年做了七百多例", "一百多例", "七百多例"),
        ("大概要等一个月吧", "大概要等吧", "一个月", ""),
        ("这个我不清楚你问主任", "这个我清楚你问主任", "不", ""),
        ("现在收病人", "现在不收病人", "在收", "在不收"),
        ("it takes about ten days here", "it takes about two days here", "ten days", "two days"),
    ],
)
def test_another_figure_and_another_denial_are_told_with_both_readings(
    first: str, second: str, heard: str, otherwise: str
) -> None:
    language = "en" if first.isascii() else "zh"
    (found,) = heard_otherwise(["嗯", first], [second], language)
    assert (found.turn, found.heard, found.otherwise) == (1, heard, otherwise)
    assert first[found.start : found.end] == heard


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["要三十五万"], ["要35万元"]),
        (["没有供体"], ["没供体啊"]),
        (["大概两个月"], ["大概二個月"]),
        (["不用等很快的", "三个月"], ["不用等很快的三个月"]),
        (["供体有的是"], ["工体有的是"]),
        (["我们做了很多例"], ["喂"]),  # as good as nothing was heard again: no opinion
        ([], ["三个月"]),
    ],
)
def test_what_says_the_same_is_no_difference(first: list[str], second: list[str]) -> None:
    assert heard_otherwise(first, second, "zh") == []


def test_the_same_heard_twice_differs_nowhere() -> None:
    texts = [turn["text"] for turn in json.loads(DEMO.read_text("utf-8"))["turns"]]
    assert len(places(texts, "zh")) > 5
    assert heard_otherwise(texts, texts, "zh") == []
    assert heard_otherwise(texts, ["".join(texts)], "zh") == []


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("等三个月", True),
        ("没有", True),
        ("供体到了就通知你", False),
        ("喂，你好", False),
        ("", False),
    ],
)
def test_turns_with_figures_and_denials_matter(text: str, is_so: bool) -> None:
    assert matters(text, "zh") is is_so
