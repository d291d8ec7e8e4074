"""Aligned calls for people at a terminal: findings, differences from what was heard, links."""

from __future__ import annotations

from calltools.alignment.exchange.units import ranked, units
from calltools.alignment.items import DIFFERENCE_NAMES, FINDING_NAMES
from calltools.alignment.model import AlignedCall, HeardDifference, Severity, TurnSpan
from calltools.alignment.times import turns_time
from calltools.language.plain_text import visible
from calltools.messages import Translate, in_language
from calltools.times import position
from calltools.transcripts.model import Transcript
from calltools.views.languages import catalogue

Rows = list[tuple[str, ...]]

_MARKS: dict[Severity, str] = {"grave": "!!", "serious": "!", "minor": ""}


def tables(call: AlignedCall, language: str = "en") -> list[tuple[str, tuple[str, ...], Rows]]:
    """What is listed of a call: title, headings and rows of findings (gravest first), of what was
    heard otherwise than it is printed (without the recogniser's spelling) and of links.

    What was found is said in a ``language`` of the interface.
    """
    translate = catalogue(language).gettext
    differences = call.comparison.differences if call.comparison else ()
    heard = [_difference(d, translate) for d in differences if d.severity != "minor"]
    languages = ("Chinese", "English")
    return [
        (
            "findings",
            ("", "Time", "Finding", "Turns", *languages, "Why"),
            _finding_rows(call, translate),
        ),
        (
            "differences from what was heard",
            ("", "Time", "Difference", "Turn", "Printed", "Heard"),
            heard,
        ),
        ("links", ("Time", "Turns", *languages), _link_rows(call)),
    ]


def _finding_rows(call: AlignedCall, translate: Translate) -> Rows:
    rows: Rows = []
    for finding in ranked(call.alignment.findings):
        time = turns_time(call.zh, finding.zh_turns)
        rows.append(
            (
                _MARKS[finding.severity],
                _position(time.start_ms if time else None),
                in_language(FINDING_NAMES[finding.type], translate),
                _turns(finding.zh_turns, finding.en_turns),
                _words(call.zh, finding.zh_span, finding.zh_turns),
                _words(call.en, finding.en_span, finding.en_turns),
                visible(in_language(finding.note, translate)),
            )
        )
    return rows


def _difference(difference: HeardDifference, translate: Translate) -> tuple[str, ...]:
    printed = difference.printed
    return (
        _MARKS[difference.severity],
        _position(difference.start_ms),
        in_language(DIFFERENCE_NAMES[difference.kind], translate),
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
