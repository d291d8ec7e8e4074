"""Aligned calls for people at a terminal: findings, differences from what was heard, links."""

from __future__ import annotations

from collections.abc import Sequence

from calltools.alignment.carried_times import TimeSpan, turns_time
from calltools.alignment.exchange.units import ranked
from calltools.alignment.items import DIFFERENCE_NAMES, FINDING_NAMES, words
from calltools.alignment.model import AlignedCall, Severity
from calltools.language.plain_text import visible
from calltools.messages import in_language
from calltools.times import position
from calltools.views.interface_languages import catalogue

_MARKS: dict[Severity, str] = {"grave": "!!", "serious": "!", "minor": ""}


def tables(
    call: AlignedCall, language: str = "en"
) -> list[tuple[str, Sequence[str], Sequence[tuple[str, ...]]]]:
    """What is listed of a call: title, headings and rows of findings (gravest first), of what was
    heard otherwise than it is printed (without the recogniser's spelling) and of links.

    What was found is said in a ``language`` of the interface.
    """
    translate = catalogue(language).gettext
    differences = call.comparison.differences if call.comparison else ()
    findings = [
        (
            _MARKS[one.severity],
            _begins(turns_time(call.zh, one.zh_turns)),
            in_language(FINDING_NAMES[one.type], translate),
            _turns(one.zh_turns, one.en_turns),
            visible(words(call.zh, one.zh_span, one.zh_turns)),
            visible(words(call.en, one.en_span, one.en_turns)),
            visible(in_language(one.note, translate)),
        )
        for one in ranked(call.alignment.findings)
    ]
    heard = [
        (
            _MARKS[one.severity],
            "" if one.start_ms is None else position(one.start_ms),
            in_language(DIFFERENCE_NAMES[one.kind], translate),
            "" if one.printed is None else str(one.printed.turn),
            visible(one.printed_text),
            visible(one.heard_text),
        )
        for one in differences
        if one.severity != "minor"
    ]
    links = [
        (
            _begins(turns_time(call.zh, link.zh)),
            _turns(link.zh, link.en),
            visible(words(call.zh, None, link.zh)),
            visible(words(call.en, None, link.en)),
        )
        for link in call.alignment.links
    ]
    return [
        ("findings", ("", "Time", "Finding", "Turns", "Chinese", "English", "Why"), findings),
        (
            "differences from what was heard",
            ("", "Time", "Difference", "Turn", "Printed", "Heard"),
            heard,
        ),
        ("links", ("Time", "Turns", "Chinese", "English"), links),
    ]


def _begins(time: TimeSpan | None) -> str:
    return "" if time is None else position(time.start_ms)


def _turns(zh: Sequence[int], en: Sequence[int]) -> str:
    return " = ".join(",".join(map(str, side)) or "-" for side in (zh, en))
