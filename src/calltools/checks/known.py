"""A call as the checks see it: what a register, a publication or the sound tells of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from calltools.records import Whole
from calltools.statements.record import Statement
from calltools.transcripts.model import Call

HOSPITALS_ZONE = ZoneInfo("Asia/Shanghai")
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")


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


def days_of(known: KnownCall) -> tuple[dt.date, ...]:
    """The days on which a call was, as its facts tell: for the caller, and where it rang.

    Empty where no whole date is known.
    """
    call = known.call
    found = [day for day in (_day(call.date), _day(call.date_hospital)) if day]
    if moment := moment_of(known):
        found += [moment.date(), moment.astimezone(HOSPITALS_ZONE).date()]
    return tuple(dict.fromkeys(found))


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
    if not text:
        return None
    if match := _OFFSET.fullmatch(text):
        minutes = int(match[2]) * 60 + int(match[3])
        return dt.timezone(dt.timedelta(minutes=minutes if match[1] == "+" else -minutes))
    try:
        return ZoneInfo("UTC" if text == "Z" else text)
    except (KeyError, ValueError, OSError):  # an abbreviation that names several zones
        return None
