"""Which call of one file is which call of another: by what is printed above them, else by order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from calltools.transcripts.model import Call


def common_facts(one: Call, other: Call) -> int:
    """How many known facts agree: number, date, time, telephone, the number in the name of the
    hospital.  -1 if one of them differs.

    Telephone numbers agree by their last seven digits, as they are printed with and without
    codes; dates by either place's.
    """
    known = compared_facts(one, other).values()
    return sum(known) if all(known) else -1


def compared_facts(one: Call, other: Call) -> dict[str, bool]:
    """Whether the facts agree that are known of both calls, by the names of their fields."""
    facts = {
        "recording_no": _numbers,
        "date": _dates,
        "time": _minutes,
        "phone": _digits,
        "hospital": _hospital_numbers,
    }
    return {
        name: bool(ours & theirs)
        for name, values in facts.items()
        if (ours := values(one)) and (theirs := values(other))
    }


def pair_calls(zh: Sequence[Call], en: Sequence[Call]) -> list[tuple[int, int]]:
    """Pairs of positions, in Chinese order, each call in one pair at most.

    One call on either side is a pair whatever stands above.  Else calls are paired by the facts
    they share, most facts first, and what is left by order where nothing speaks against it and
    both sides have as many.
    """
    if len(zh) == len(en) == 1:
        return [(0, 0)]
    scores = sorted(
        (-common_facts(ours, theirs), i, j)
        for i, ours in enumerate(zh)
        for j, theirs in enumerate(en)
    )
    found: dict[int, int] = {}
    for score, i, j in scores:
        if score < 0 and i not in found and j not in found.values():
            found[i] = j
    left = [i for i in range(len(zh)) if i not in found]
    right = [j for j in range(len(en)) if j not in found.values()]
    if len(left) == len(right):
        by_order = zip(left, right, strict=True)
        found |= {i: j for i, j in by_order if common_facts(zh[i], en[j]) == 0}
    return sorted(found.items())


def _numbers(call: Call) -> set[str]:
    return {call.recording_no} if call.recording_no else set()


def _dates(call: Call) -> set[str]:
    return {date for date in (call.date, call.date_hospital) if date}


def _minutes(call: Call) -> set[str]:
    """The time of the call to the minute, where its place is known too: clocks differ."""
    return {f"{call.time[:5]} {call.tz}"} if call.time and call.tz else set()


def _digits(call: Call) -> set[str]:
    digits = re.sub(r"\D", "", call.phone or "")
    return {digits[-7:]} if len(digits) >= 7 else set()


def _hospital_numbers(call: Call) -> set[str]:
    """All that two languages have in common of a name: the 309 of 解放军309医院."""
    return {" ".join(found)} if (found := re.findall(r"\d{2,}", call.hospital or "")) else set()
