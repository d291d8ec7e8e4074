"""A call as the checks see it: what a register, a publication or the sound tells of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from zoneinfo import ZoneInfo

from calltools.checks.finding import CallFact
from calltools.records import Whole
from calltools.statements.record import Statement
from calltools.transcripts.model import Call

HOSPITALS_ZONE = ZoneInfo("Asia/Shanghai")

_Item = TypeVar("_Item")
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class KnownCall:
    """A call, or a publication of one.

    ``name`` is the recording's, or of a publication ``FILE`` or ``FILE#NUMBER``.  ``weekday`` is
    the day of the week as written; ``duration_ms`` the length of the sound, of a publication the
    one printed, ``rounded`` if it is told as about so much; ``words`` how many were said (a
    Chinese character counts as one).  ``of`` names the call that a publication is known to be of,
    ``copy_of`` the call that this is another recording of, ``alike`` how much so (0 to 1).
    """

    name: str
    call: Call
    city: str | None = None
    weekday: str | None = None
    duration_ms: Whole | None = None
    rounded: bool = False
    words: Whole | None = None
    statements: Sequence[Statement] = field(default=())
    of: str | None = None
    copy_of: str | None = None
    alike: float | None = None

    @property
    def hospital(self) -> str | None:
        """The hospital as it is named."""
        return self.call.hospital


@dataclass(frozen=True, slots=True)
class QuotedCall:
    """A quotation of a report and the hospital that it is said to be from."""

    report: str
    quote: str
    hospital: str | None
    transcript: str | None = None


def facts_of(calls: Iterable[KnownCall], *facts: str) -> tuple[CallFact, ...]:
    """What the calls tell of ``facts``, the names of fields of a call; nothing of what is not
    known."""
    return tuple(
        CallFact(known.name, fact, value)
        for known in calls
        for fact in facts
        if (value := getattr(known.call, fact))
    )


def grouped(items: Iterable[_Item], key: Callable[[_Item], _Key | None]) -> dict[_Key, list[_Item]]:
    """The items by their keys, in order; those of which it is None are left out."""
    groups: dict[_Key, list[_Item]] = {}
    for item in items:
        if (of := key(item)) is not None:
            groups.setdefault(of, []).append(item)
    return groups


def days_of(known: KnownCall) -> tuple[dt.date, ...]:
    """The days on which a call was, as its facts tell: for the caller, and where it rang.

    Empty where no whole date is known.
    """
    call = known.call
    days = [day for day in (_day(call.date), _day(call.date_hospital)) if day]
    if moment := moment_of(known):
        days += [moment.date(), moment.astimezone(HOSPITALS_ZONE).date()]
    return tuple(dict.fromkeys(days))


def moment_of(known: KnownCall) -> dt.datetime | None:
    """When the call began, where date, time and time zone are known."""
    call = known.call
    day, zone = _day(call.date), _zone(call.tz)
    if day is None or zone is None or not call.time:
        return None
    return dt.datetime.combine(day, dt.time.fromisoformat(call.time), zone)


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None


def _zone(text: str | None) -> dt.tzinfo | None:
    """The zone of an offset, of Z or of a name; None for an abbreviation that names several."""
    try:
        return dt.datetime.fromisoformat(f"2000-01-01T00:00{text}").tzinfo
    except ValueError:
        pass
    try:
        return ZoneInfo(text or "")
    except (KeyError, ValueError, OSError):
        return None
