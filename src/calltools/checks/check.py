"""All checks over a register, what was published of it, and what reports quote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from calltools.checks.dates_and_lengths import (
    printed_lengths,
    recording_order,
    speaking_rates,
    weekdays,
)
from calltools.checks.finding import FACT_NAMES, CallFact, CallFinding
from calltools.checks.known_call import KnownCall, QuotedCall, facts_of, grouped
from calltools.checks.numbers import area_codes, shared_numbers
from calltools.checks.outlying_figures import outliers
from calltools.checks.published_calls import (
    matched,
    published_otherwise,
    quoted_without_call,
    unpublished,
    without_call,
)
from calltools.checks.respondents import conflicting_pretexts, same_respondents
from calltools.messages import SENTENCES, Message
from calltools.times import span

_ORDER = {"contradiction": 0, "proposal": 1, "gap": 2}
_SAID_ALIKE = ("hospital", "date", "phone", "recording_no")
"""What two sidecars of one call should say alike."""


def check(
    calls: Sequence[KnownCall],
    publications: Sequence[KnownCall] = (),
    quotations: Iterable[QuotedCall] = (),
) -> list[CallFinding]:
    """What ``calls`` tell about each other; contradictions first, by kind.

    ``publications`` are calls as they were printed, ``quotations`` what reports quote of them.
    A call of which there are several recordings is checked once.
    """
    doubled = list(recorded_twice(calls))
    copied = {known.name for known in calls if known.copy_of is not None}
    calls = [known for known in calls if known.name not in copied]
    pairs, strangers = matched(calls, publications)
    printed = {known.name: publication for known, publication in reversed(pairs)}
    found = [
        *doubled,
        *area_codes(calls),
        *shared_numbers(calls),
        *weekdays([*calls, *publications]),
        *recording_order(calls),
        *printed_lengths(pairs),
        *speaking_rates(calls, printed),
        *conflicting_pretexts(calls),
        *published_otherwise(pairs),
        *without_call(strangers),
        *quoted_without_call(quotations, calls, publications),
        *outliers(calls),
        *same_respondents(calls),
        *unpublished(calls, pairs),
    ]
    once = {finding.id: finding for finding in found}
    return sorted(once.values(), key=lambda finding: _ORDER[finding.weight])


def recorded_twice(calls: Sequence[KnownCall]) -> Iterator[CallFinding]:
    """The calls of which there are several recordings, each with all of them."""
    by_name = {known.name: known for known in calls}
    for first, others in grouped(calls, lambda known: known.copy_of).items():
        members = [by_name[first], *others]
        names = [known.name for known in members]
        least = min(known.alike or 0.0 for known in others)
        same = (
            Message("the same sound")
            if least == 1
            else Message("nearly the same words in as much time")
        )
        note = Message("{names} are one call: {same}. It counts once.", names=names, same=same)
        told = [facts_of(members, fact) for fact in _SAID_ALIKE]
        differing = [facts for facts in told if len({fact.value for fact in facts}) > 1]
        if differing:
            which = [FACT_NAMES[facts[0].fact] for facts in differing]
            but = Message("They are recorded differently in: {facts}.", facts=which)
            note = Message(SENTENCES, one=note, other=but)
        yield CallFinding(
            "one_call",
            "proposal",
            tuple(names),
            note,
            (
                *(
                    CallFact(known.name, "length", span(known.duration_ms or 0))
                    for known in members
                ),
                *(fact for facts in differing for fact in facts),
            ),
            round(least, 3),
        )
