"""Calls of which there are several recordings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from calltools.checks.finding import CallFact, CallFinding
from calltools.checks.known import KnownCall
from calltools.times import span

_FACTS = ("hospital", "date", "phone", "recording_no")
"""What two sidecars of one call should say alike."""


def recorded_twice(calls: Sequence[KnownCall]) -> Iterator[CallFinding]:
    """The calls of which there are several recordings, each with all of them."""
    by_name = {known.name: known for known in calls}
    groups: dict[str, list[KnownCall]] = {}
    for known in calls:
        if known.copy_of is not None:
            groups.setdefault(known.copy_of, [by_name[known.copy_of]]).append(known)
    for members in groups.values():
        names = [known.name for known in members]
        least = min(known.alike for known in members if known.alike is not None)
        same = "the same sound" if least == 1 else "nearly the same words in as much time"
        same_zh = "声音相同" if least == 1 else "时长相近，内容几乎相同"
        other = _told_otherwise(members)
        but = f" They are told to differ in: {', '.join(dict.fromkeys(f.fact for f in other))}."
        yield CallFinding(
            "one_call",
            "proposal",
            tuple(names),
            f"{', '.join(names)} are one call: {same}. It counts once." + (but if other else ""),
            f"{'、'.join(names)}是同一次通话：{same_zh}，只计一次。",
            (*(_length(known) for known in members), *other),
            round(least, 3),
        )


def _length(known: KnownCall) -> CallFact:
    return CallFact(known.name, "length", span(known.duration_ms or 0))


def _told_otherwise(members: Sequence[KnownCall]) -> list[CallFact]:
    """The facts that the recordings of one call are told to differ in."""
    told = {
        fact: [(known.name, value) for known in members if (value := getattr(known.call, fact))]
        for fact in _FACTS
    }
    return [
        CallFact(name, fact, value)
        for fact, values in told.items()
        if len({value for _, value in values}) > 1
        for name, value in values
    ]
