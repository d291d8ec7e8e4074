"""Words of calls that running text quotes: which are turns, whose, and of which call."""

from __future__ import annotations

import textwrap

import pytest

from calltools.page.parse_files import read_bytes
from calltools.transcripts.model import Transcript, Turn

ARTICLE = """# Ringing the north

On 3 May 2012 I telephoned Qingshan Workers' Hospital. "Who gave you the number?" asked the nurse.
I asked how long a liver took. "A week, if you are lucky," she said, "and we are mostly lucky."

On 5 May 2012 I called Baihe City Hospital. A Dr. Sun answered. "We have stopped," he said.
"Could you start again for my father?" I asked. "No," said Dr. Sun, "not even for mine."

Professor Alma Reed, an ethicist, listened to the tape. "A week is no waiting time," she told us.
"""

ZH_ARTICLE = """三月的两通电话

2012年3月4日，调查员致电青岭市人民医院。护士说：“肝这个礼拜有，下个礼拜不好说。”问到价钱，她答：“你来了再谈。”

2012年3月6日，调查员致电白河县中医院。值班医生说：“我们不做移植，你打别家问问。”

一位旅居海外的律师对本报说：“这些话应当有人负责。”
"""

RESULTS = """去电摘录

1、3月2日，澜河市第一人民医院肾内科医生：这几天刚做了两个，你什么时候能来？（录音01）
2、3月5日，青岭铁路医院值班护士：主任不在，你明天再打。（录音02）
3、3月6日，白河医科大学附属医院协调员：去年做了两百多例，今年还没数。（录音03）
"""

NO_CALL = """# The waiting room

“Sit where you like,” says the porter of St Orrin's Hospital. My surgeon, Dr. Ruth Aldous, does
not like the word “harvest”. “We retrieve,” she says.

“Fourteen months,” a man in the canteen tells me. “I've read everything on the trolley twice.”
"""


def calls_of(text: str, name: str = "page.md") -> tuple[Transcript, ...]:
    return read_bytes(text.encode(), name).calls


def turns_of(text: str, name: str = "page.md") -> list[Turn]:
    return [turn for call in calls_of(text, name) for turn in call.turns]


def words(calls: tuple[Transcript, ...]) -> list[list[str]]:
    return [[turn.text for turn in call.turns] for call in calls]


def test_quotations_of_calls_are_turns_of_their_calls_and_those_of_others_are_not() -> None:
    calls, turns = calls_of(ARTICLE), turns_of(ARTICLE)
    assert words(calls) == [
        ["Who gave you the number?", "A week, if you are lucky,", "and we are mostly lucky."],
        ["We have stopped,", "Could you start again for my father?", "No,", "not even for mine."],
    ]
    assert [(call.call.hospital, call.call.date) for call in calls] == [
        ("Qingshan Workers' Hospital", "2012-05-03"), ("Baihe City Hospital", "2012-05-05"),
    ]  # fmt: skip
    # Who asks in the first person is the caller; pronouns name nobody.
    roles = ["hospital"] * 4 + ["investigator"] + ["hospital"] * 2
    assert [turn.role for turn in turns] == roles
    assert [turn.speaker for turn in turns][:3] == ["nurse", None, None]


TABLE = (
    "<table><tr><th>No.</th><th>Date</th><th>Hospital</th><th>Who</th><th>Words</th></tr>"
    "<tr><td>1</td><td>2019-03-04</td><td>Qingshan Workers' Hospital</td><td>Nurse</td>"
    "<td>We had two on Sunday, you should have rung then.</td></tr>"
    "<tr><td>2</td><td>2019-03-05</td><td>Baihe City Hospital</td><td>Porter</td>"
    "<td>They are all upstairs. Do you want me to shout?</td></tr></table>"
)


@pytest.mark.parametrize(
    ("page", "name", "said", "speakers"),
    [
        (
            ZH_ARTICLE,
            "page.txt",
            [["肝这个礼拜有，下个礼拜不好说。", "你来了再谈。"], ["我们不做移植，你打别家问问。"]],
            ["护士", None, "值班医生"],
        ),
        (
            RESULTS,
            "page.txt",
            [
                ["这几天刚做了两个，你什么时候能来？"],
                ["主任不在，你明天再打。"],
                ["去年做了两百多例，今年还没数。"],
            ],
            ["肾内科医生", "值班护士", "协调员"],
        ),
        (
            TABLE,
            "page.html",
            [
                ["We had two on Sunday, you should have rung then."],
                ["They are all upstairs. Do you want me to shout?"],
            ],
            ["Nurse", "Porter"],
        ),
    ],
    ids=["an article", "a list of results", "a table of results"],
)
def test_quotations_and_items_of_results_are_calls(
    page: str, name: str, said: list[list[str]], speakers: list[str | None]
) -> None:
    calls = calls_of(page, name)
    assert words(calls) == said
    turns = [turn for call in calls for turn in call.turns]
    assert [turn.speaker for turn in turns] == speakers
    assert {turn.role for turn in turns} == {"hospital"}


def test_an_article_without_a_call_has_no_turn() -> None:
    assert calls_of(NO_CALL) == ()


@pytest.mark.parametrize("wrapped", [44, 60])
def test_a_quotation_over_wrapped_lines_has_a_place_in_each(wrapped: int) -> None:
    page = "\n\n".join(textwrap.fill(p, wrapped) for p in ARTICLE.split("\n\n"))
    turns = turns_of(page, "page.txt")
    assert "Could you start again for my father?" in [turn.text for turn in turns]
    assert len(turns) == 7
