"""Whether what stands in quotation marks is given as words of a call, or is a term or another's.

A report quotes laws, newspapers, signs on a wall and its own neighbours as it quotes a call.  What
leads up to the words and how they are worded tell of it, and so does whether a call has them, and
the quotation before.  What stands in no call may be invented, which must be told, or nobody ever
claimed it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from calltools.arrays import Floats
from calltools.data import data_bytes
from calltools.language.encoders import Encoder
from calltools.language.net import read_arrays
from calltools.messages import Message
from calltools.quotations.conditional_logit import likelihood, weights
from calltools.quotations.model import Location, Quotation

_LEAST = 0.3
"""How likely it must be words of a call: an invented quotation that passes for a term does more
harm than a law that is not found."""
_LIKELY = 0.2  # share from which a hospital may be meant; not measured
_NEARLY = 0.85
"""Likeness from which a place has nearly the very words."""
_NOTHING = "-"
"""Stands for words that are not there."""
_NOBODYS = Message("in no call, and not given to anybody in one")
_ANOTHERS = Message("not given as words of a call")


def likely_meant(quotation: Quotation) -> frozenset[str]:
    """The transcripts of the hospitals that the report may well mean."""
    likely = (one.meant for one in quotation.hospitals if one.share >= _LIKELY)
    return frozenset[str]().union(*likely)


def as_worded(quotations: Sequence[Quotation], encoder: Encoder) -> list[Quotation]:
    """``quotations`` with the sign of how they and the words before them are worded: in log odds,
    from the sentence vectors of both.
    """
    asked = [one for one in quotations if one.signs]
    if not asked:
        return list(quotations)
    arrays = vector_weights()
    vectors = worded(asked, encoder)
    told = iter(vectors @ np.concatenate([arrays["lead"], arrays["text"]]) + arrays["offset"])
    return [
        replace(one, signs={**one.signs, "worded": float(next(told))}) if one.signs else one
        for one in quotations
    ]


def worded(quotations: Sequence[Quotation], encoder: Encoder) -> Floats:
    """The vectors of what leads up to each quotation, and of its own words, side by side."""
    leads = encoder.encode([one.lead.strip() or _NOTHING for one in quotations])
    texts = encoder.encode([one.text for one in quotations])
    return np.concatenate([leads, texts], axis=1)


@cache
def vector_weights() -> Mapping[str, Floats]:
    """The weights of the vectors, as they are fitted."""
    return read_arrays(data_bytes("quotations/judging/worded.npz"))


def following(quotation: Quotation, before: Sequence[Location] | None) -> Quotation:
    """``quotation`` with the sign that no call has the one before it, which may stand at
    ``before``; None where there is none before."""
    if not quotation.signs or before is None:
        return quotation
    return replace(quotation, signs={**quotation.signs, "after_nowhere": float(not before)})


def evidence(quotation: Quotation, places: Sequence[Location]) -> Mapping[str, float]:
    """What the report and the calls tell of whether ``quotation``, which may stand at ``places``,
    is one."""
    best = places[0] if places else None
    meant = quotation.meant or likely_meant(quotation)
    return {
        **quotation.signs,
        "found_where_meant": best.score if best and best.transcript in meant else 0.0,
        "found_nearly": float(best is not None and best.score >= _NEARLY),
        "nowhere": float(best is None),
    }


def as_words_of_a_call(quotation: Quotation, places: Sequence[Location]) -> Quotation:
    """``quotation`` as one, or as none with the reason."""
    if likelihood(evidence(quotation, places), weights("speech", "judging")) >= _LEAST:
        return quotation
    return replace(
        quotation,
        is_quotation=False,
        reason=_ANOTHERS if places else _NOBODYS,
        frame=None,
        speaker=None,
        hospital=None,
        meant=frozenset(),
    )
