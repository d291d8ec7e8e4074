"""Whether what stands in quotation marks is given as words of a call, or is a term or another's.

The report alone seldom tells of a word or two: that they stand in the very call that it speaks of
says more.  What stands in no call may be invented, which must be told, or nobody ever claimed it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from calltools.quotations.model import Location, Quotation
from calltools.quotations.weighing import likelihood, weights

_LEAST = 0.37
"""How likely it must be words of a call: an invented quotation that passes for a term does more
harm than a law that is not found, and of either few are left (with whole reports left out of the
fit 4 to 7 of 768 and 20 to 22 of 70)."""
_LIKELY = 0.2
_NOBODYS = "in no call, and nobody of one is said to say it"


def likely_meant(quotation: Quotation) -> frozenset[str]:
    """The transcripts of the hospitals that the report may well mean."""
    likely = (one.meant for one in quotation.hospitals if one.share >= _LIKELY)
    return frozenset[str]().union(*likely)


def evidence(quotation: Quotation, places: Sequence[Location]) -> Mapping[str, float]:
    """What the report and the calls tell of whether ``quotation``, which may stand at ``places``,
    is one."""
    best = places[0] if places else None
    meant = quotation.meant or likely_meant(quotation)
    nowhere = float(best is None)
    return {
        **quotation.signs,
        "found": best.score if best else 0.0,
        "found_where_meant": best.score if best and best.transcript in meant else 0.0,
        "nowhere": nowhere,
        # What holds another quotation is seldom invented: a law, a headline, a bystander's story.
        "nowhere_holds": nowhere * quotation.signs["holds"],
    }


def as_words_of_a_call(quotation: Quotation, places: Sequence[Location]) -> Quotation:
    """``quotation`` as one, or as none with the reason."""
    if likelihood(evidence(quotation, places), weights("speech", "judging")) >= _LEAST:
        return replace(quotation, is_quotation=True, reason="", frame=quotation.frame or "own")
    return replace(
        quotation,
        is_quotation=False,
        reason=quotation.reason or _NOBODYS,
        frame=None,
        speaker=None,
        hospital=None,
        meant=frozenset(),
    )
