"""How a Chinese text and its English rendering differ: one judge for translators and auditors.

Figures, units, names, organs and exchanged parties are compared exactly; what was left out, put
in, denied or made certain is as likely as a fitted model has it (``weighing``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from calltools.comparison.changed_figures import exchanged_figures, figure_differences
from calltools.comparison.changed_names import name_differences
from calltools.comparison.changes import Change
from calltools.comparison.exchanged_parties import exchanged_parties
from calltools.comparison.opposites import contraries
from calltools.comparison.organs import organ_differences
from calltools.comparison.signs import Sign
from calltools.comparison.weighing import LIKELY, ONE_SIDED, LinkReading, likely_changes
from calltools.language.encoders import Encoder
from calltools.language.normalise import TextSpan
from calltools.language.sentences import Language
from calltools.messages import Message

_FIGURES = (Sign.NUMBER_CHANGED, Sign.UNIT_CHANGED)
TOLD = frozenset(
    (
        *_FIGURES,
        Sign.OMISSION,
        Sign.ADDITION,
        Sign.NEGATION_CHANGED,
        Sign.HEDGE_DROPPED,
        Sign.NAME_CHANGED,
        Sign.ORGAN_CHANGED,
    )
)
"""What a translator is told; the other signs are weighed where a rendering is quoted."""


@dataclass(frozen=True, slots=True)
class RenderedPair:
    """A Chinese text and its English: a sentence, a turn, a few turns.

    ``said`` is the language of what was said, and the other renders it.  ``foreign_money`` where
    the call speaks of other money than the yuan.
    """

    zh: str
    en: str
    said: Language = "zh"
    foreign_money: bool = False


def compare_pair(
    pair: RenderedPair, link: LinkReading | None, encoder: Encoder, least: float = LIKELY
) -> list[Change[Sign]]:
    """Where the two do not say the same, each at least as likely as ``least``.

    Of parts left out and put in, denials and doubts nothing is told without what was read of the
    ``link``.
    """
    zh, en = pair.zh, pair.en
    figured = list(figure_differences(zh, en, pair.said, foreign_money=pair.foreign_money))
    if not any(change.kind in _FIGURES for change in figured):
        figured += exchanged_figures(zh, en, encoder)
    exact = [
        *figured,
        *name_differences(zh, en),
        *organ_differences(zh, en),
        *exchanged_parties(zh, en),
        *contraries(zh, en),
    ]
    likely = likely_changes(zh, en, link, least) if link is not None else ()
    return [*(change for change in exact if change.probability >= least), *likely]


def for_translators(changes: Iterable[Change[Sign]]) -> tuple[Change[Sign], ...]:
    """What a translator is told of ``changes``, in the order of the English: one reason for each
    place, and a "perhaps" where it is less likely than not."""
    changes = [change for change in changes if change.kind in TOLD]
    figured = [change for change in changes if change.kind in _FIGURES]
    parts = [
        part
        for part in changes
        if part.kind in ONE_SIDED and not any(_holds(part, figure) for figure in figured)
    ]
    whole = [
        change
        for change in changes
        if change.kind not in ONE_SIDED and not any(_holds(part, change) for part in parts)
    ]
    told = (_worded(change) for change in [*parts, *_without_rivals(whole)])
    return tuple(sorted(told, key=lambda one: (one.right or (0, 0), one.left or (0, 0))))


def _worded(change: Change[Sign]) -> Change[Sign]:
    change = replace(change, probability=round(change.probability, 2))
    if change.probability >= LIKELY:
        return change
    return replace(change, note=Message("perhaps: {change}", change=change.note))


def _holds(part: Change[Sign], change: Change[Sign]) -> bool:
    """Whether a change stands in a part left out or put in: the one explains the other.

    A changed figure is never hidden so.
    """
    return _inside(change.left, part.left) or _inside(change.right, part.right)


def _inside(place: TextSpan | None, part: TextSpan | None) -> bool:
    return place is not None and part is not None and part[0] <= place[0] < part[1]


def _without_rivals(changes: Sequence[Change[Sign]]) -> Iterator[Change[Sign]]:
    """A lost "can't promise" is a negation that changed, and no dropped hedge beside."""
    rivals = {Sign.NEGATION_CHANGED: 0.0, Sign.HEDGE_DROPPED: 0.0}
    for change in changes:
        if change.kind in rivals:
            rivals[change.kind] = max(rivals[change.kind], change.probability)
    likelier = max(rivals, key=rivals.__getitem__)
    return (one for one in changes if one.kind not in rivals or one.kind is likelier)
