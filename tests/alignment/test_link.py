"""Calls linked with their translations: identity, symmetry, gaps, moved turns, labelled calls."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from calltools.alignment.align import link, read_row
from calltools.alignment.model import Alignment
from calltools.language.encoders import Encoder
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Turn

pytestmark = pytest.mark.model

GOLD = Path(__file__).parents[1] / "gold" / "bilingual" / "calls.jsonl"
ROWS = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]

# Written for these tests.
CALL = (
    ("喂，你好，是移植中心吗？", "Hello, is that the transplant centre?"),
    ("对，我是值班护士。请讲。", "Yes, I'm the nurse on duty. Go ahead."),
    (
        "我叔叔肝癌，想问问能不能换肝。",
        "My uncle has liver cancer. I want to ask about a transplant.",
    ),
    ("有没有转移？片子带来给主任看。", "Has it spread? Bring the scans for the director to see."),
    ("没有转移。要等多长时间？", "It hasn't spread. How long would he wait?"),
    ("上个礼拜做的那个等了二十天。", "The one we did last week waited twenty days."),
    ("住院押金交多少？", "How much is the deposit on admission?"),
    ("先交十五万，不够再补。", "150,000 first, and more if that isn't enough."),
    ("供体是从哪个城市来的？", "Which city do the donors come from?"),
    ("这个我不能告诉你。", "I can't tell you that."),
    ("那我明天坐火车过来办手续。", "Then I'll take the train tomorrow and do the paperwork."),
    ("好的，到了给我打电话。", "Good, ring me when you arrive."),
)


def side_of_call(side: int) -> list[Turn]:
    roles = (INVESTIGATOR, HOSPITAL)
    return [Turn(pair[side], role=roles[number % 2]) for number, pair in enumerate(CALL)]


ZH, EN = side_of_call(0), side_of_call(1)


def pairs(alignment: Alignment) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(link.zh, link.en) for link in alignment.links]


ONE_TO_ONE = [((i,), (i,)) for i in range(len(CALL))]


def test_a_faithful_translation_is_linked_turn_by_turn(encoder: Encoder) -> None:
    found = link(ZH, EN, encoder)
    assert pairs(found) == ONE_TO_ONE
    assert all(0 <= one.confidence <= 1 and not one.moved for one in found.links)
    for sentences, side in ((found.zh_sentences, ZH), (found.en_sentences, EN)):
        for sentence in sentences:
            assert side[sentence.turn].text[sentence.start : sentence.end] == sentence.text


def test_roles_are_not_needed_and_wrong_ones_do_no_harm(encoder: Encoder) -> None:
    unknown = [Turn(turn.text) for turn in EN]
    assert pairs(link(ZH, unknown, encoder)) == ONE_TO_ONE
    other = {HOSPITAL: INVESTIGATOR, INVESTIGATOR: HOSPITAL}
    swapped = [Turn(turn.text, role=other[turn.role]) for turn in EN]
    assert pairs(link(ZH, swapped, encoder)) == ONE_TO_ONE


@pytest.mark.parametrize("text", [ZH, EN], ids=["zh", "en"])
def test_a_text_with_itself_is_the_identity(text: list[Turn], encoder: Encoder) -> None:
    found = link(text, text, encoder)
    count = len(found.zh_sentences)
    assert pairs(found) == ONE_TO_ONE
    linked = [(one.zh, one.en) for one in found.sentence_links]
    assert linked == [((i,), (i,)) for i in range(count)]


@pytest.mark.parametrize("row", ROWS[:3], ids=lambda row: row["id"])
def test_sides_exchanged_mirror_the_links(row: dict[str, object], encoder: Encoder) -> None:
    zh, en = (transcript.turns for transcript in read_row(row))
    there, back = link(zh, en, encoder), link(en, zh, encoder)

    for links, others in (
        (there.sentence_links, back.sentence_links), (there.links, back.links)
    ):  # fmt: skip
        as_set = {(one.zh, one.en, one.moved) for one in links}
        assert as_set == {(one.en, one.zh, one.moved) for one in others}


def test_what_is_left_out_and_put_in_has_an_empty_side(encoder: Encoder) -> None:
    added = Turn("Our hospital has won many prizes.", role=HOSPITAL)
    found = link(ZH, [*EN[:3], *EN[5:9], added, *EN[9:]], encoder)
    assert pairs(found) == [
        *(((i,), (i,)) for i in range(3)), ((3, 4), ()), *(((i,), (i - 2,)) for i in range(5, 9)),
        ((), (7,)), *(((i,), (i - 1,)) for i in range(9, 12)),
    ]  # fmt: skip


def test_a_long_stretch_that_only_one_side_has_is_got_over(encoder: Encoder) -> None:
    other = [turn for row in ROWS[6:9] for turn in read_row(row)[1].turns]
    longer = [*EN[:6], *other, *EN[6:]]
    expected = {((i,), (i if i < 6 else i + len(other),)) for i in range(len(CALL))}
    for found in (
        pairs(link(ZH, longer, encoder)),
        [(left, right) for right, left in pairs(link(longer, ZH, encoder))],
    ):
        assert len(expected & set(found)) >= len(CALL) - 1
        assert sorted(j for _, right in found for j in right) == list(range(len(longer)))


def test_merged_and_split_turns_make_groups(encoder: Encoder) -> None:
    split = [Turn("Yes, I'm the nurse on duty.", role=HOSPITAL), Turn("Go ahead.", role=HOSPITAL)]
    merged = Turn(f"{EN[6].text} {EN[7].text}", role=INVESTIGATOR)
    found = link(ZH, [EN[0], *split, *EN[2:6], merged, *EN[8:]], encoder)
    assert ((1,), (1, 2)) in pairs(found)
    assert ((6, 7), (7,)) in pairs(found)


def test_a_turn_that_stands_elsewhere_is_found_and_marked(encoder: Encoder) -> None:
    found = link(ZH, [*EN[:2], EN[8], *EN[2:8], *EN[9:]], encoder)
    assert [(one.zh, one.en) for one in found.links if one.moved] == [((8,), (2,))]
    assert ((7,), (8,)) in pairs(found)


def test_empty_sides_and_one_turn(encoder: Encoder) -> None:
    assert link([], [], encoder).links == ()
    assert pairs(link(ZH[:2], [], encoder)) == [((0, 1), ())]
    assert pairs(link([], EN[:1], encoder)) == [((), (0,))]
    assert pairs(link(ZH[:1], EN[:1], encoder)) == [((0,), (0,))]
    assert pairs(link([Turn("")], [Turn("Yes.")], encoder)) == [((), (0,)), ((0,), ())]


def test_links_do_not_depend_on_threads_or_run(tmp_path: Path) -> None:
    program = (
        "import json, sys\n"
        "from calltools.alignment.align import link\n"
        "from calltools.language.encoders import load_encoder\n"
        "from calltools.alignment.align import read_row\n"
        "encoder = load_encoder(threads=int(sys.argv[2]))\n"
        "for line in list(open(sys.argv[1], encoding='utf-8'))[:1]:\n"
        "    zh, en = (transcript.turns for transcript in read_row(json.loads(line)))\n"
        "    for one in link(zh, en, encoder).sentence_links:\n"
        "        print(one.zh, one.en, one.moved, round(one.confidence, 3))\n"
    )
    printed = set()
    for threads in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": threads}
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
            environment[name] = threads
        run = subprocess.run(
            [sys.executable, "-c", program, str(GOLD), threads],
            capture_output=True, text=True, check=True, env=environment, cwd=tmp_path,
        )  # fmt: skip
        printed.add(run.stdout)
    assert len(printed) == 1
    assert printed.pop().count("\n") > 20
