"""Who answers in several calls, and what was told to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from calltools.checks.finding import CallFact, CallFinding
from calltools.checks.known import KnownCall
from calltools.checks.names import full_name
from calltools.language.lexicon import load


def same_respondents(calls: Sequence[KnownCall]) -> Iterator[CallFinding]:
    """People whose full name stands with several calls.  A surname alone tells nobody apart."""
    for name, group in _by_name(calls).items():
        where = list(dict.fromkeys(known.hospital or "?" for known in group))
        yield CallFinding(
            "same_respondent",
            "proposal",
            tuple(known.name for known in group),
            f"{name} answers in {len(group)} calls ({'; '.join(where)}): it may be one person.",
            f"{name}在{len(group)}次通话中接听（{'；'.join(where)}），可能是同一个人。",
            tuple(
                CallFact(known.name, fact, value or "")
                for known in group
                for fact, value in (
                    ("respondent", known.call.respondent),
                    ("hospital", known.hospital),
                    ("date", known.call.date),
                )
            ),
        )


def conflicting_pretexts(calls: Sequence[KnownCall]) -> Iterator[CallFinding]:
    """Stories told to one person that can't both be so: for a liver here, for a kidney there."""
    for name, group in _by_name(calls).items():
        for one, other in combinations(group, 2):
            if differ(one.call.pretext, other.call.pretext):
                yield CallFinding(
                    "pretexts",
                    "contradiction",
                    (one.name, other.name),
                    f"{name} was told two stories: “{one.call.pretext}”, “{other.call.pretext}”.",
                    f"对{name}用了两种说法：“{one.call.pretext}”和“{other.call.pretext}”。",
                    tuple(
                        CallFact(known.name, fact, value or "")
                        for known in (one, other)
                        for fact, value in (
                            ("pretext", known.call.pretext),
                            ("respondent", known.call.respondent),
                            ("date", known.call.date),
                        )
                    ),
                )


def differ(one: str | None, other: str | None) -> bool:
    """Whether two pretexts ask for different organs; of what names none nothing is known."""
    first, second = _organs(one), _organs(other)
    return bool(first and second) and not first & second


def _organs(pretext: str | None) -> frozenset[str]:
    return frozenset(
        organ for language in ("zh", "en") for organ in load(language).find("organ", pretext or "")
    )


def _by_name(calls: Sequence[KnownCall]) -> dict[str, list[KnownCall]]:
    """Calls in which one full name answers, two at least."""
    found: dict[str, list[KnownCall]] = {}
    for known in calls:
        if name := full_name(known.call.respondent):
            found.setdefault(name, []).append(known)
    return {name: group for name, group in found.items() if len(group) > 1}
