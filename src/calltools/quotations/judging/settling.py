"""Whom and which hospital a report means, once it is known whose words it quotes.

By the report alone several readings may be likely (finding).  A report seldom gives words to the
wrong person: of readings that are likely the one is meant under which it is right.  What is given
to another all but surely is a fault; in between nobody but a reader can tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from calltools.quotations.corpus import Corpus, Entry
from calltools.quotations.judging.attribution_check import (
    AttributionCheck,
    check_hospital,
    check_speaker,
)
from calltools.quotations.model import LikelySpeaker, Location, Quotation

_FAULT, _MEANT = 0.05, 0.6
"""How likely it must be that the report means who spoke: below, it gives the words to another;
from the second on, it means whoever spoke.  With whole reports left out of the fit no quotation
that is labelled as given to another person has more than the second, and of 22 right ones that were
called so two have less than the first."""
_FAULT_AT, _MEANT_AT = 0.008, 0.15
"""The same of hospitals, of which the names around a quotation leave less doubt."""


@dataclass(frozen=True, slots=True)
class Settled:
    """``quotation`` given to whom the report means; what of that is wrong, and whether that
    can't be told."""

    quotation: Quotation
    check: AttributionCheck
    unclear: bool = False


def settle(quotation: Quotation, place: Location, entry: Entry, corpus: Corpus) -> Settled:
    """Who is meant by ``quotation``, whose words stand at ``place``.

    A caller's words given to anybody at a hospital are told before the hospital's name.
    """
    turns = [entry.turns[part.turn] for part in place.parts]
    unclear = False
    speaker = check_speaker(quotation.speaker, turns, entry, quotation.hospital)
    if speaker.fault is not None:
        right = [
            one
            for one in quotation.speakers
            if check_speaker(one.name, turns, entry, quotation.hospital).fault is None
        ]
        share = sum(one.share for one in right)
        likeliest = _likeliest(right)
        if share >= _MEANT and likeliest:
            quotation = replace(quotation, speaker=likeliest.name)
            speaker = AttributionCheck()
        unclear = speaker.fault is not None and share >= _FAULT
    if speaker.fault == "callers_words":
        return Settled(quotation, speaker, unclear)
    call = check_hospital(quotation, entry, corpus)
    if call.fault is not None:
        at = [one for one in quotation.hospitals if entry.id in one.meant]
        share = sum(one.share for one in at)
        if share >= _MEANT_AT:
            quotation = replace(quotation, hospital=at[0].name, meant=at[0].meant)
        elif share >= _FAULT_AT or call.claimed is None:
            return Settled(quotation, call, True)
        else:
            return Settled(quotation, call)
    return Settled(quotation, speaker, unclear)


def _likeliest(right: Sequence[LikelySpeaker]) -> LikelySpeaker | None:
    return max(right, key=lambda one: one.share, default=None)
