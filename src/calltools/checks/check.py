"""All checks over a register, what was published of it, and what reports quote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from calltools.checks.dates import recording_order, weekdays
from calltools.checks.figures import outliers
from calltools.checks.finding import CallFinding
from calltools.checks.known import KnownCall, QuotedCall
from calltools.checks.lengths import printed_lengths, speaking_rates
from calltools.checks.numbers import area_codes, shared_numbers
from calltools.checks.people import conflicting_pretexts, same_respondents
from calltools.checks.published import (
    matched,
    published_otherwise,
    quoted_without_call,
    unpublished,
    without_call,
)
from calltools.checks.several_recordings import recorded_twice
from calltools.checks.voices import PartyVoice, compared_voices

_ORDER = {"contradiction": 0, "proposal": 1, "gap": 2}


def check(
    calls: Sequence[KnownCall],
    publications: Sequence[KnownCall] = (),
    quotations: Iterable[QuotedCall] = (),
    voices: Mapping[str, Sequence[PartyVoice]] = MappingProxyType({}),
) -> list[CallFinding]:
    """What ``calls`` tell about each other; contradictions first, by kind.

    ``publications`` are calls as they were printed, ``quotations`` what reports quote of them,
    ``voices`` the parties' voices by the names of calls.  A call of which there are several
    recordings is checked once.
    """
    doubled = list(recorded_twice(calls))
    copied = {known.name for known in calls if known.copy_of is not None}
    calls = [known for known in calls if known.name not in copied]
    voices = {name: heard for name, heard in voices.items() if name not in copied}
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
        *compared_voices(voices),
        *unpublished(calls, pairs),
    ]
    once = {finding.id: finding for finding in found}
    return sorted(once.values(), key=lambda finding: _ORDER[finding.weight])
