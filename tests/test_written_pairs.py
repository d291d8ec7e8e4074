"""Calls written with a translation: what the notation says, and that the training set is whole."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from calltools.alignment.model import FindingType
from training.written_pairs import Row, read_pairs

SETS = sorted((Path(__file__).parents[1] / "training" / "bilingual").glob("*.txt"))

CALL = """== c1 Hans edited 2017-05-03 问/Caller | 霁山医院 | Jishan Hospital

问：有吗？
答：有，两个。
Doctor: There are two.

答：活体便宜。
Doctor ^a: A live one is cheaper.
! reordered 活体便宜 | A live one

问：贵吗？
答：不贵。
Caller: Is it dear?
Caller: Not dear.
! speaker_swapped 不贵 | Not dear ; answer

^a

答：嗯。
! omission 嗯 | -

Doctor: Bye.
!2 addition - | Bye.
"""


@pytest.fixture
def call(tmp_path: Path) -> Row:
    file = tmp_path / "calls.txt"
    file.write_text(CALL, "utf-8")
    (row,) = read_pairs(file)
    return row


def test_paragraphs_are_links_and_as_many_turns_of_both_are_pairs(call: Row) -> None:
    assert call["links"] == [
        [[0, 1], [0]],
        [[2], [3]],
        [[3], [1]],
        [[4], [2]],
        [[5], []],
        [[], [4]],
    ]
    assert call["en_turns"][3]["text"] == "A live one is cheaper."


def test_findings_name_the_turns_that_hold_their_words(call: Row) -> None:
    told = [(f["type"], f["zh_turns"], f["en_turns"]) for f in call["findings"]]
    assert told == [
        ("reordered", [2], [3]),
        ("speaker_swapped", [4], [2]),
        ("omission", [5], []),
        ("addition", [5], [4]),
    ]
    assert [t["role"] for t in call["en_turns"]][1:3] == ["caller", "caller"]
    assert (call["faithful"], call["date"]) == (False, "2017-05-03")


def test_a_span_that_no_turn_has_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "calls.txt"
    file.write_text(CALL.replace("! omission 嗯", "! omission 哦"), "utf-8")
    with pytest.raises(ValueError, match=r"c1: in no turn of its finding: 哦"):
        list(read_pairs(file))


@pytest.mark.parametrize("file", SETS, ids=lambda file: file.stem)
def test_calls_to_fit_on_are_whole(file: Path) -> None:
    for call in read_pairs(file):
        for at, side in enumerate(("zh_turns", "en_turns")):
            linked = sorted(i for link in call["links"] for i in link[at])
            assert linked == list(range(len(call[side]))), call["id"]
        assert {f["type"] for f in call["findings"]} <= {*get_args(FindingType)}, call["id"]
        found = {i for f in call["findings"] if not f["en_turns"] for i in f["zh_turns"]}
        left = [i for zh, en in call["links"] if not en for i in zh if i not in found]
        assert all(len(call["zh_turns"][i]["text"]) < 6 for i in left), call["id"]
