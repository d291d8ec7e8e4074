"""Lengths of time in words: one of a unit, and several."""

from __future__ import annotations

from calltools.messages import N_, Message

_LENGTHS = {
    "minute": (N_("{length} minute"), N_("{length} minutes")),
    "hour": (N_("{length} hour"), N_("{length} hours")),
    "day": (N_("{length} day"), N_("{length} days")),
    "week": (N_("{length} week"), N_("{length} weeks")),
    "fortnight": (N_("{length} fortnight"), N_("{length} fortnights")),
    "month": (N_("{length} month"), N_("{length} months")),
    "year": (N_("{length} year"), N_("{length} years")),
}


def length_of_time(length: str, unit: str, *, one: bool) -> Message:
    """``length`` (a number, two of them) of ``unit``; ``one`` where that is one."""
    single, several = _LENGTHS[unit]
    return Message(single if one else several, length=length)
