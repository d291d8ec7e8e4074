"""Facts of calls that a person put right: by typing, or by choosing the words that say them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from calltools.errors import SettingsError
from calltools.messages import Message
from calltools.page.dates import clocks, dates, durations
from calltools.page.overrides import GivenFact
from calltools.transcripts.model import Place, Transcript
from calltools.transcripts.sidecar import read_fact
from calltools.transcripts.vocabulary import half_width

LENGTH = "duration_ms"
FACTS = (
    "hospital",
    "date",
    "time",
    LENGTH,
    "phone",
    "recording_no",
    "respondent",
    "investigator",
)
"""The facts of a printed call that can be put right."""

_EXPECTED = {
    "date": Message("a date such as 2000-01-31"),
    "time": Message("a time such as 14:05:00"),
    LENGTH: Message("a length such as 12:34"),
}
_LENGTH = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)")
_LONGEST = 200  # characters of a fact
_NEAR = 4000
"""Characters, at most, from the beginning of a line to words that were chosen in it."""


def fact_said(fact: str, words: str) -> str:
    """What ``words``, printed or typed, say about a fact: a date as 2018-03-06, a length in ms;
    empty for no words.  Raises SettingsError where they say nothing of it."""
    plain = " ".join(half_width(words).split())
    if fact not in FACTS:
        raise SettingsError(fact, Message("expected one of {names}", names=FACTS))
    if len(plain) > _LONGEST:
        told = Message("is longer than {most} characters", most=_LONGEST)
        raise SettingsError(fact, told)
    found = None
    if fact == "date":
        found = next((date.iso for date in dates(plain) if date.iso), None)
    elif fact == "time":
        found = next((clock.time for clock in clocks(plain)), None)
    elif fact == LENGTH and plain:
        return _length(plain)
    try:
        return found or read_fact(fact, " ".join(words.split())) or ""
    except ValueError as error:
        raise _unsaid(fact, plain) from error


def words_near(text: str, words: str, near: int) -> tuple[int, int] | None:
    """Where ``words`` stand in ``text`` from the offset ``near`` on, however they are broken into
    lines; None where they don't."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    found = re.compile(pattern).search(text, near, near + _NEAR) if pattern else None
    return found.span() if found else None


def _length(plain: str) -> str:
    if clock := _LENGTH.fullmatch(plain):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return str(1000 * (3600 * hours + 60 * minutes + seconds))
    told = next((seconds for _start, _end, seconds in durations(plain)), None)
    if told is None:
        raise _unsaid(LENGTH, plain)
    return str(1000 * told)


def _unsaid(fact: str, found: str) -> SettingsError:
    expected = _EXPECTED.get(fact, Message("words of one line"))
    words = Message("expected {expected}, found “{found}”", expected=expected, found=found[:40])
    return SettingsError(fact, words)


def with_facts(
    calls: Sequence[Transcript], facts: Sequence[GivenFact], pages: Sequence[int] = ()
) -> list[Transcript]:
    """The calls with the facts that were given to each."""
    kept = list(calls)
    firsts = [
        min((turn.places[0].start for turn in c.turns if turn.places), default=0) for c in kept
    ]
    for fact in facts if kept else ():
        number = max(bisect_right(firsts, fact.call) - 1, 0)
        kept[number] = _with_fact(kept[number], fact, pages)
    return kept


def _with_fact(call: Transcript, fact: GivenFact, pages: Sequence[int]) -> Transcript:
    places = {name: place for name, place in call.places.items() if name != fact.fact}
    if fact.words is not None:
        page = bisect_right(pages, fact.words[0]) if pages else None
        places[fact.fact] = Place(*fact.words, page)
    if fact.fact == LENGTH:
        return replace(call, places=places, duration_ms=int(fact.value) if fact.value else None)
    value: dict[str, Any] = {fact.fact: fact.value or None}
    known = replace(call.call, **value)
    if fact.fact == "date":
        known = replace(known, date_printed=None)
        places.pop("date_printed", None)
    return replace(call, call=known, places=places)
