"""Aligned calls for people at a terminal: findings, differences from what was heard, links."""

from __future__ import annotations

from calltools.alignment.exchange.units import ranked, units
from calltools.alignment.items import FINDING_NAMES
from calltools.alignment.model import AlignedCall, HeardDifference, Severity, TurnSpan
from calltools.alignment.times import turns_time
from calltools.language.plain_text import visible
from calltools.times import position
from calltools.transcripts.model import Transcript

Rows = list[tuple[str, ...]]

_MARKS: dict[Severity, str] = {"grave": "!!", "serious": "!", "minor": ""}
_DIFFERENCES = {
    "figure": "figures differ",
    "not_heard": "not heard",
    "not_printed": "not printed",
    "other_words": "other words",
    "sounds_alike": "sounds alike",
}


def tables(call: AlignedCall) -> list[tuple[str, tuple[str, ...], Rows]]:
    """What is listed of a call: title, headings and rows of findings (gravest first), of what was
    heard otherwise than it is printed (without the recogniser's spelling) and of links."""
    differences = call.comparison.differences if call.comparison else ()
    heard = [_difference(d) for d in differences if d.severity != "minor"]
    languages = ("Chinese", "English")
    return [
        ("findings", ("", "Time", "Finding", "Turns", *languages, "Why"), _finding_rows(call)),
        (
            "differences from what was heard",
            ("", "Time", "Difference", "Turn", "Printed", "Heard"),
            heard,
        ),
        ("links", ("Time", "Turns", *languages), _link_rows(call)),
    ]


def _finding_rows(call: AlignedCall) -> Rows:
    rows: Rows = []
    for finding in ranked(call.alignment.findings):
        time = turns_time(call.zh, finding.zh_turns)
        rows.append(
            (
                _MARKS[finding.severity],
                _position(time.start_ms if time else None),
                FINDING_NAMES[finding.type],
                _turns(finding.zh_turns, finding.en_turns),
                _words(call.zh, finding.zh_span, finding.zh_turns),
                _words(call.en, finding.en_span, finding.en_turns),
                visible(finding.note),
            )
        )
    return rows


def _difference(difference: HeardDifference) -> tuple[str, ...]:
    printed = difference.printed
    return (
        _MARKS[difference.severity],
        _position(difference.start_ms),
        _DIFFERENCES[difference.kind],
        "" if printed is None else str(printed.turn),
        visible(difference.printed_text),
        visible(difference.heard_text),
    )


def _link_rows(call: AlignedCall) -> Rows:
    rows: Rows = []
    for unit in units(call):
        zh, en = unit.link.zh, unit.link.en
        rows.append(
            (
                _position(unit.time.start_ms if unit.time else None),
                _turns(zh, en),
                _words(call.zh, None, zh),
                _words(call.en, None, en),
            )
        )
    return rows


def _position(ms: int | None) -> str:
    return "" if ms is None else position(ms)


def _turns(zh: tuple[int, ...], en: tuple[int, ...]) -> str:
    return " = ".join(",".join(map(str, side)) or "-" for side in (zh, en))


def _words(transcript: Transcript, span: TurnSpan | None, turns: tuple[int, ...]) -> str:
    if span is not None:
        return visible(transcript.turns[span.turn].text[span.start : span.end])
    return visible("\n".join(transcript.turns[turn].text for turn in turns))
