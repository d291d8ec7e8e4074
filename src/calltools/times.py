"""Times are integer milliseconds everywhere; seconds appear only in formats that want them."""

from __future__ import annotations

from datetime import UTC, datetime

from calltools.messages import Message

WEEKDAYS = (
    Message("Monday"),
    Message("Tuesday"),
    Message("Wednesday"),
    Message("Thursday"),
    Message("Friday"),
    Message("Saturday"),
    Message("Sunday"),
)
"""The days of the week, in the order of :meth:`datetime.date.weekday`."""


def to_ms(seconds: float) -> int:
    """Seconds to the nearest millisecond."""
    return round(seconds * 1000)


def to_seconds(ms: int) -> float:
    """Milliseconds to seconds, exact to three decimals."""
    return round(ms / 1000, 3)


def clock(ms: int, *, decimal: str = ".", hours: bool = True) -> str:
    """``3723004`` as ``01:02:03.004``; without ``hours``, minutes may exceed 59 (``62:03.004``)."""
    if ms < 0:
        raise ValueError(f"a time can't be negative: {ms} ms")
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    if not hours:
        return f"{minutes:02d}:{seconds:02d}{decimal}{rest:03d}"
    hour, minutes = divmod(minutes, 60)
    return f"{hour:02d}:{minutes:02d}:{seconds:02d}{decimal}{rest:03d}"


def position(ms: int) -> str:
    """``75430`` as ``1:15.4``, for people; from an hour, ``1:02:03.4``."""
    seconds, tenth = divmod(ms // 100, 10)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    front = f"{hour}:{minute:02d}" if hour else f"{minute}"
    return f"{front}:{second:02d}.{tenth}"


def span(milliseconds: float) -> Message:
    """A duration for people: ``8 s``, ``3 min 05 s``, ``1 h 02 min``."""
    seconds = round(milliseconds / 1000)
    if seconds < 60:
        return Message("{seconds} s", seconds=seconds)
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return Message("{minutes} min {seconds} s", minutes=minutes, seconds=f"{seconds:02d}")
    hours, minutes = divmod(minutes, 60)
    return Message("{hours} h {minutes} min", hours=hours, minutes=f"{minutes:02d}")


def utc_now() -> str:
    """The present moment, ISO 8601 in UTC to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
