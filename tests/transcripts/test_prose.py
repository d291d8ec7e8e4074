"""Words of calls that running text quotes: which are turns, whose, and of which call."""

from __future__ import annotations

import pytest

from calltools.transcripts.layout.prose import QuotedTurn, quoted_turns
from calltools.transcripts.layout.together import probabilities
from calltools.transcripts.readers import read_document
from calltools.transcripts.readers.document import Line

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


def lines_of(text: str, name: str = "page.md") -> tuple[Line, ...]:
    return read_document(text.encode(), name).lines


def found(text: str, name: str = "page.md") -> list[QuotedTurn]:
    lines = lines_of(text, name)
    return quoted_turns(lines, [False] * len(lines))


def words(text: str, turns: list[QuotedTurn], name: str = "page.md") -> list[str]:
    lines = lines_of(text, name)
    return [" ".join(lines[i].text[a:b] for i, a, b in turn.parts) for turn in turns]


def test_quotations_of_calls_are_turns_and_those_of_others_are_not() -> None:
    assert words(ARTICLE, found(ARTICLE)) == [
        "Who gave you the number?",
        "A week, if you are lucky,",
        "and we are mostly lucky.",
        "We have stopped,",
        "Could you start again for my father?",
        "No,",
        "not even for mine.",
    ]


def test_each_hospital_called_begins_a_call_where_it_is_named() -> None:
    turns = found(ARTICLE)
    lines = lines_of(ARTICLE)
    assert [turn.call for turn in turns] == [0, 0, 0, 1, 1, 1, 1]
    begins = {turn.call: turn.begins for turn in turns}
    heads = [lines[line].text[offset:][:13] for line, offset in begins.values()]
    assert heads == ["On 3 May 2012", "On 5 May 2012"]


def test_whoever_asks_in_the_first_person_is_the_caller() -> None:
    roles = [turn.role for turn in found(ARTICLE)]
    assert roles == ["hospital"] * 4 + ["investigator"] + ["hospital"] * 2


def test_speakers_are_named_as_printed_and_pronouns_name_nobody() -> None:
    assert [turn.speaker for turn in found(ARTICLE)][:3] == ["nurse", None, None]


def test_chinese_quotations_are_turns_of_their_calls() -> None:
    turns = found(ZH_ARTICLE, "page.txt")
    assert words(ZH_ARTICLE, turns, "page.txt") == [
        "肝这个礼拜有，下个礼拜不好说。",
        "你来了再谈。",
        "我们不做移植，你打别家问问。",
    ]
    assert [turn.call for turn in turns] == [0, 0, 1]
    assert [turn.speaker for turn in turns] == ["护士", None, "值班医生"]


def test_an_item_of_a_result_list_is_a_call_without_its_closing_bracket() -> None:
    turns = found(RESULTS, "page.txt")
    assert words(RESULTS, turns, "page.txt") == [
        "这几天刚做了两个，你什么时候能来？",
        "主任不在，你明天再打。",
        "去年做了两百多例，今年还没数。",
    ]
    assert [turn.call for turn in turns] == [0, 1, 2]
    assert [turn.speaker for turn in turns] == ["肾内科医生", "值班护士", "协调员"]
    assert all(turn.listed for turn in turns)


def test_a_row_of_a_result_table_is_a_call() -> None:
    page = (
        "<table><tr><th>No.</th><th>Date</th><th>Hospital</th><th>Who</th><th>Words</th></tr>"
        "<tr><td>1</td><td>2019-03-04</td><td>Qingshan Workers' Hospital</td><td>Nurse</td>"
        "<td>We had two on Sunday, you should have rung then.</td></tr>"
        "<tr><td>2</td><td>2019-03-05</td><td>Baihe City Hospital</td><td>Porter</td>"
        "<td>They are all upstairs. Do you want me to shout?</td></tr></table>"
    )
    turns = found(page, "page.html")
    assert words(page, turns, "page.html") == [
        "We had two on Sunday, you should have rung then.",
        "They are all upstairs. Do you want me to shout?",
    ]
    assert [(turn.call, turn.speaker) for turn in turns] == [(0, "Nurse"), (1, "Porter")]


def test_an_article_without_a_call_has_no_turn() -> None:
    assert found(NO_CALL) == []


def test_a_title_that_repeats_the_words_of_a_turn_is_none() -> None:
    page = ZH_ARTICLE.replace("三月的两通电话", "“肝这个礼拜有，下个礼拜不好说。”", 1)
    lines = lines_of(page, "page.txt")
    turns = quoted_turns(lines, [False] * len(lines))
    assert len(turns) == 3
    assert turns[0].parts[0][0] > 0


def test_lines_that_are_taken_hold_no_quoted_turn() -> None:
    lines = lines_of(ZH_ARTICLE, "page.txt")
    assert quoted_turns(lines, [True] * len(lines)) == []


@pytest.mark.parametrize("wrapped", [44, 60])
def test_a_quotation_over_wrapped_lines_has_a_part_in_each(wrapped: int) -> None:
    import textwrap

    page = "\n\n".join(textwrap.fill(p, wrapped) for p in ARTICLE.split("\n\n"))
    turns = found(page, "page.txt")
    assert "Could you start again for my father?" in words(page, turns, "page.txt")
    assert len(turns) == 7


def test_a_document_without_lines_has_no_turn() -> None:
    assert quoted_turns([], []) == []


def test_answers_in_a_chain_lean_on_their_neighbours() -> None:
    alone = probabilities([2.0, -0.5, 2.0], [(0.0, 0.0)] * 3)
    together = probabilities([2.0, -0.5, 2.0], [(0.0, 0.0), (1.0, 1.0), (1.0, 1.0)])
    assert alone[1] < 0.5 < together[1]


def test_a_chain_gives_the_shares_of_all_ways_to_answer() -> None:
    from itertools import product
    from math import exp

    own, alike = [0.3, -1.2, 0.8], [(0.0, 0.0), (0.4, -0.2), (-0.7, 1.1)]
    every = {
        ways: exp(
            sum(o for o, yes in zip(own, ways, strict=True) if yes)
            + sum(alike[i][ways[i]] for i in (1, 2) if ways[i] == ways[i - 1])
        )
        for ways in product((0, 1), repeat=3)
    }
    whole = sum(every.values())
    shares = [sum(v for w, v in every.items() if w[i]) / whole for i in range(3)]
    assert probabilities(own, alike) == pytest.approx(shares)
