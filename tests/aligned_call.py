"""An invented call and its translation, linked by hand, with a finding of several kinds."""

from __future__ import annotations

from calltools.alignment.model import (
    AlignedCall,
    Alignment,
    Finding,
    HeardComparison,
    HeardDifference,
    Link,
    Sentence,
    TurnSpan,
)
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Call, Transcript, Turn

_ZH = (
    (INVESTIGATOR, "请问现在做一个肝移植要等多久？"),
    (HOSPITAL, "大概一个月吧。我也说不准。"),
    (INVESTIGATOR, "费用呢？"),
    (HOSPITAL, "六十万，不包括<b>&肝源。"),
    (INVESTIGATOR, "好的，谢谢。"),
    (HOSPITAL, "周末不做手术。"),
)
_EN = (
    (INVESTIGATOR, "How long is the wait for a liver now?"),
    (HOSPITAL, "Two months."),
    (HOSPITAL, "We don't operate at weekends."),
    (INVESTIGATOR, "And the cost?"),
    (HOSPITAL, "Six hundred thousand, liver <i>included."),
    (HOSPITAL, "Anything else?"),
)
_ZH_SENTENCES = ((0, 0, 15), (1, 0, 7), (1, 7, 13), (2, 0, 4), (3, 0, 16), (4, 0, 6), (5, 0, 7))


def transcripts(timed: bool = True) -> tuple[Transcript, Transcript]:
    """Both sides; turn ``i`` of the Chinese is spoken from 4 ``i`` s for three seconds."""
    zh = tuple(
        Turn(text, "甲" if role == INVESTIGATOR else "乙", role, start, start + 3000)
        if timed
        else Turn(text, "甲", role)
        for start, (role, text) in zip(range(0, 99000, 4000), _ZH, strict=False)
    )
    en = tuple(Turn(text, role.title(), role) for role, text in _EN)
    return (
        Transcript(zh, "zh-Hans", "published", Call(hospital="云岭医院", date="2019-05-06")),
        Transcript(en, "en", "published", Call(hospital="Yunling Hospital")),
    )


def call(timed: bool = True) -> AlignedCall:
    """The call as the page takes it; one figure was heard otherwise than it is printed."""
    zh, en = transcripts(timed)
    heard = HeardDifference(
        "figure", TurnSpan(3, 0, 3), TurnSpan(3, 0, 3), "六十万", "四十万", 12_100, 12_900
    )
    alike = HeardDifference(
        "sounds_alike", TurnSpan(0, 4, 6), TurnSpan(0, 4, 6), "现在", "献在", 0, 900, "minor"
    )
    compared = HeardComparison((), (heard, alike)) if timed else None
    return AlignedCall("invented", zh, en, alignment(), compared)


def alignment() -> Alignment:
    """Links and findings; the weekend stands elsewhere in the English."""
    zh, en = transcripts()
    return Alignment(
        tuple(Sentence(t, s, e, zh.turns[t].text[s:e]) for t, s, e in _ZH_SENTENCES),
        tuple(Sentence(i, 0, len(turn.text), turn.text) for i, turn in enumerate(en.turns)),
        (
            Link((0,), (0,), 0.9),
            Link((1,), (1,), 0.8),
            Link((2,), (), 0.6),
            Link((3,), (3,), 0.9),
            Link((4,), (4,), 0.4),
            Link((5,), (), 0.7),
            Link((6,), (2,), 0.8, moved=True),
            Link((), (5,), 0.7),
        ),
        (
            Link((0,), (0,), 0.9),
            Link((1,), (1,), 0.8),
            Link((2,), (3,), 0.9),
            Link((3,), (4,), 0.4),
            Link((4,), (), 0.7),
            Link((5,), (2,), 0.8, moved=True),
            Link((), (5,), 0.7),
        ),
        (
            Finding("reordered", (5,), (2,), note="It stands before turn 3.", severity="minor"),
            Finding(
                "number_changed", (1,), (1,), TurnSpan(1, 2, 5), TurnSpan(1, 0, 10),
                "30 days (一个月) against 60 days (“Two months”)", "grave", 0.9,
            ),
            Finding(
                "negation_changed", (3,), (4,), TurnSpan(3, 4, 7), TurnSpan(4, 31, 39),
                "“not” is gone", "grave", 0.7,
            ),
            Finding("omission", (4,), (), note="The turn is left out.", severity="minor"),
            Finding("addition", (), (5,), note="Nobody asks this.", severity="serious"),
        ),
    )  # fmt: skip
