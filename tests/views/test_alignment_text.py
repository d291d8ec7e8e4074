"""What a terminal shows of an aligned call: the gravest first, nothing that hides."""

from __future__ import annotations

from dataclasses import replace

from calltools.alignment.heard_differences import compare
from calltools.alignment.model import AlignedCall, Alignment, Finding, Link, Sentence, TurnSpan
from calltools.transcripts.model import Transcript, Turn
from calltools.views.alignment_text import tables

ZH, EN = "一共做了六十台。", "Sixteen in all\u202e."


def call() -> AlignedCall:
    alignment = Alignment(
        (Sentence(0, 0, len(ZH), ZH),),
        (Sentence(0, 0, len(EN), EN),),
        (Link((0,), (0,)),),
        (Link((0,), (0,)), Link((1,), ())),
        (
            Finding("omission", (1,), (), severity="minor", note="Not translated."),
            Finding(
                "number_changed",
                (0,),
                (0,),
                TurnSpan(0, 4, 7),
                TurnSpan(0, 0, 7),
                "60, 16",
                "grave",
            ),
        ),
    )
    zh = Transcript((Turn(ZH, start_ms=61_500, end_ms=63_000), Turn("好。")))
    heard = (Turn("一共左了四十台", start_ms=61_500, end_ms=63_000),)
    comparison = compare(zh.turns, heard)
    return AlignedCall("a", zh, Transcript((Turn(EN),), "en"), alignment, comparison)


def test_the_gravest_comes_first_spelling_is_left_out_and_nothing_hides() -> None:
    findings, differences, links = (rows for _, _, rows in tables(call()))
    assert findings == [
        ("!!", "1:01.5", "Number changed", "0 = 0", "六十台", "Sixteen", "60, 16"),
        ("", "", "Omission", "1 = -", "好。", "", "Not translated."),
    ]
    assert [row[2:] for row in differences] == [
        ("Heard: another figure", "0", "六十台", "四十台"),
        ("Heard: not these words", "1", "好", ""),
    ]
    assert links == [
        ("1:01.5", "0 = 0", ZH, "Sixteen in all[U+202E]."),
        ("", "1 = -", "好。", ""),
    ]
    assert tables(replace(call(), comparison=None))[1][2] == []
