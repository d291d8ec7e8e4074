"""All differences between a Chinese text and its English rendering."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from calltools.comparison.coverage import coverage_differences
from calltools.comparison.exchanged import exchanged_figures
from calltools.comparison.hedges import hedge_differences
from calltools.comparison.model import Difference
from calltools.comparison.names import name_differences
from calltools.comparison.negation import negation_differences
from calltools.comparison.organs import organ_differences
from calltools.comparison.quantities import quantity_differences
from calltools.comparison.weighing import LIKELY, LinkReading, weighed
from calltools.language.encoders import Encoder
from calltools.language.normalise import TextSpan
from calltools.language.polarity import hedges

_LEAST_CONTENT = 7
"""Characters beside the hedges."""
_PARTS = ("omission", "addition")


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
) -> tuple[Difference, ...]:
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
        parts = [one for one in likely if one.type in _PARTS]
        softened = [one for one in likely if one.type == "hedge_dropped"]
        denied = [one for one in likely if one.type == "negation_changed"]
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
    told = [_worded(one) for one in _one_reason_each(found) if one.confidence >= least]
    return tuple(sorted(told, key=lambda one: (one.en or (0, 0), one.zh or (0, 0))))


def _worded(one: Difference) -> Difference:
    return one if one.confidence >= LIKELY else replace(one, note=f"perhaps: {one.note}")


def _only_softens(zh: str, part: Difference) -> bool:
    """Whether a part left out says little beside its hedge."""
    if part.zh is None:
        return False
    clause = zh[slice(*part.zh)]
    softening = sum(end - start for start, end in hedges(clause, "zh"))
    return len(re.findall(r"\w", clause)) - softening < _LEAST_CONTENT


def _holds(part: Difference, figure: Difference) -> bool:
    """Whether a part seems left out or put in for the changed figure in it: nothing hides that."""
    return _inside(figure.zh, part.zh) or _inside(figure.en, part.en)


def _not_inside(whole: list[Difference], parts: list[Difference]) -> Iterator[Difference]:
    """Without what a part left out or put in explains."""
    for one in whole:
        if not any(_inside(one.zh, part.zh) or _inside(one.en, part.en) for part in parts):
            yield one


def _inside(place: TextSpan | None, part: TextSpan | None) -> bool:
    return place is not None and part is not None and part[0] <= place[0] < part[1]


def _one_reason_each(found: list[Difference]) -> Iterator[Difference]:
    """A lost "can't promise" is a negation that changed, and no dropped hedge beside."""
    rivals = [one for one in found if one.type in ("negation_changed", "hedge_dropped")]
    sure = max((one.confidence for one in rivals), default=0.0)
    both = len({one.type for one in rivals}) > 1
    spared = "hedge_dropped" if _is_sure(rivals, "negation_changed", sure) else "negation_changed"
    yield from (one for one in found if not both or one.type != spared)


def _is_sure(found: list[Difference], kind: str, least: float) -> bool:
    return any(one.type == kind and one.confidence >= least for one in found)
