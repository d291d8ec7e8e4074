"""All differences between a Chinese text and its English rendering."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from calltools.comparison.changes import Change
from calltools.comparison.coverage import coverage_differences
from calltools.comparison.figures import exchanged_figures, quantity_differences
from calltools.comparison.hedges import hedge_differences
from calltools.comparison.names import name_differences
from calltools.comparison.negation import negation_differences
from calltools.comparison.organs import organ_differences
from calltools.comparison.signs import Sign
from calltools.comparison.weighing import LIKELY, LinkReading, weighed
from calltools.language.cues import hedges
from calltools.language.encoders import Encoder
from calltools.language.normalise import TextSpan

_LEAST_CONTENT = 7
"""Characters beside the hedges."""
_PARTS = (Sign.OMISSION, Sign.ADDITION)


def differences(
    zh_text: str,
    en_text: str,
    encoder: Encoder,
    link: LinkReading | None = None,
    *,
    machine: bool = False,
    zh_alone: Sequence[TextSpan] = (),
    en_alone: Sequence[TextSpan] = (),
    foreign_money: bool = False,
    least: float = LIKELY,
) -> tuple[Change[Sign], ...]:
    """Where ``en_text`` does not say what ``zh_text`` says, in the order of the English.

    The two are taken to render one another: a sentence, a turn, a few turns.  Of parts left out and
    put in, negations and doubts is told what is likely by what was read of the ``link``; without,
    the rules hold alone.  ``machine`` where the Chinese is a recogniser's: without punctuation,
    clauses can't be told and parts that are missing are not looked for by rules.  ``zh_alone`` and
    ``en_alone`` are places of sentences that an aligner left without a link.  ``foreign_money``
    where the call speaks of other money than the yuan.  What is less likely than ``least`` is not
    told, what is less likely than not with a "perhaps".
    """
    softened = list(hedge_differences(zh_text, en_text))
    parts = (
        [] if machine else list(coverage_differences(zh_text, en_text, encoder, zh_alone, en_alone))
    )
    denied = list(negation_differences(zh_text, en_text, encoder))
    if link is not None:
        likely = list(weighed(zh_text, en_text, link, [*softened, *parts, *denied], least))
        parts = [one for one in likely if one.kind in _PARTS]
        softened = [one for one in likely if one.kind == Sign.HEDGE_DROPPED]
        denied = [one for one in likely if one.kind == Sign.NEGATION_CHANGED]
    if softened:  # "I reckon … may not be accurate" is no part of its own
        parts = [part for part in parts if not _only_softens(zh_text, part)]
    figured = list(quantity_differences(zh_text, en_text, foreign_money=foreign_money))
    figured = figured or list(exchanged_figures(zh_text, en_text, encoder))
    parts = [part for part in parts if not any(_holds(part, one) for one in figured)]
    whole = [
        *softened,
        *figured,
        *denied,
        *name_differences(zh_text, en_text),
        *organ_differences(zh_text, en_text),
    ]
    found = [*parts, *_not_inside(whole, parts)]
    told = [_worded(one) for one in _one_reason_each(found) if one.probability >= least]
    return tuple(sorted(told, key=lambda one: (one.right or (0, 0), one.left or (0, 0))))


def _worded(one: Change[Sign]) -> Change[Sign]:
    return one if one.probability >= LIKELY else replace(one, note=f"perhaps: {one.note}")


def _only_softens(zh: str, part: Change[Sign]) -> bool:
    """Whether a part left out says little beside its hedge."""
    if part.left is None:
        return False
    clause = zh[slice(*part.left)]
    softening = sum(end - start for start, end in hedges(clause, "zh"))
    return len(re.findall(r"\w", clause)) - softening < _LEAST_CONTENT


def _holds(part: Change[Sign], figure: Change[Sign]) -> bool:
    """Whether a part seems left out or put in for the changed figure in it: nothing hides that."""
    return _inside(figure.left, part.left) or _inside(figure.right, part.right)


def _not_inside(whole: list[Change[Sign]], parts: list[Change[Sign]]) -> Iterator[Change[Sign]]:
    """Without what a part left out or put in explains."""
    for one in whole:
        if not any(
            _inside(one.left, part.left) or _inside(one.right, part.right) for part in parts
        ):
            yield one


def _inside(place: TextSpan | None, part: TextSpan | None) -> bool:
    return place is not None and part is not None and part[0] <= place[0] < part[1]


def _one_reason_each(found: list[Change[Sign]]) -> Iterator[Change[Sign]]:
    """A lost "can't promise" is a negation that changed, and no dropped hedge beside."""
    rivals = [one for one in found if one.kind in (Sign.NEGATION_CHANGED, Sign.HEDGE_DROPPED)]
    sure = max((one.probability for one in rivals), default=0.0)
    both = len({one.kind for one in rivals}) > 1
    spared = (
        Sign.HEDGE_DROPPED
        if _is_sure(rivals, Sign.NEGATION_CHANGED, sure)
        else Sign.NEGATION_CHANGED
    )
    yield from (one for one in found if not both or one.kind != spared)


def _is_sure(found: list[Change[Sign]], kind: Sign, least: float) -> bool:
    return any(one.kind == kind and one.probability >= least for one in found)
