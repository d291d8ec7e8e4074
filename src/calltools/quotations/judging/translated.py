"""A quotation in another language than the transcript: how likely it does not keep the sense.

Part by part it stands beside the words that it renders.  How these differ (``comparison.pairs``),
what the pair reader says and how alike both are is weighed; the weights, and the two thresholds
between which a person is asked, are fitted (training/judging.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log

from calltools.comparison.changes import Change
from calltools.comparison.common_words import other_language
from calltools.comparison.content import ContentAccount, account
from calltools.comparison.pair_reader import PairReader
from calltools.comparison.pairs import RenderedPair, compare_pair
from calltools.comparison.signs import Sign
from calltools.comparison.weighing import KINDS, LIKELY, PERHAPS, read_links
from calltools.language.encoders import Encoder
from calltools.language.normalise import TextSpan
from calltools.language.sentences import Language
from calltools.messages import Message
from calltools.quotations.conditional_logit import Signs, likelihood, weights
from calltools.quotations.corpus import Entry
from calltools.quotations.judging.covered_words import covered
from calltools.quotations.judging.explain import quote
from calltools.quotations.locating.query import ELLIPSIS
from calltools.quotations.model import Edit, Location, Part
from calltools.quotations.symbols import is_chinese

_ALIKE = 0.395
"""Likeness from which a translation need not have all words of its place to be one of it: above all
invented words of gold/quotes and the turns likest to them."""
_ENOUGH, _ALL = 3, 0.9
"""Words, and the share of them, by which a place that is less alike is known."""
_LENGTH = 20
"""Characters that each part counts as: that words are quoted at length says nothing of them."""
_SUREST, _ODDS = 0.9933, 3.0
"""Probabilities are cut off at this, or that much above none; log odds count by the other."""
_TURNED = (Sign.NEGATION_CHANGED, Sign.HEDGE_DROPPED)
"""What is likely of these counts; a part left out of a quotation is fair."""
_EXACT = frozenset((Sign.UNIT_CHANGED, Sign.NAME_CHANGED, Sign.ORGAN_CHANGED, Sign.GIVER_EXCHANGED))
"""What makes a rendering unfaithful by itself."""


@dataclass(frozen=True, slots=True)
class RenderedPart:
    """A part of a quotation, ``rendering``, of the words ``place`` of ``turn``.

    ``language`` is the turn's, ``number`` its place in the transcript.
    """

    number: int
    turn: str
    place: TextSpan
    rendering: str
    language: Language

    @property
    def pair(self) -> RenderedPair:
        """The Chinese and the English."""
        said = self.turn[slice(*self.place)]
        zh, en = (said, self.rendering) if self.language == "zh" else (self.rendering, said)
        return RenderedPair(zh, en, self.language)

    def edit(self, change: Change[Sign]) -> Edit:
        """``change`` as what was done to the words; the whole part where one side has nothing."""
        left = self.pair.zh[slice(*change.left)] if change.left else self.pair.zh
        right = self.pair.en[slice(*change.right)] if change.right else self.pair.en
        said, quoted = (left, right) if self.language == "zh" else (right, left)
        return Edit("mistranslate", said.strip(), quoted.strip(), self.number, "rendering")


@dataclass(frozen=True, slots=True)
class JudgedRendering:
    """How likely a translation does not keep the sense (``unfaithful``, 0 to 1; None where no
    reader tells), what was changed in it, the gravest first, and what was weighed.

    ``stitched`` are parts of places that do not go on in one another; ``supported`` where enough
    speaks for its being a translation of that place.
    """

    unfaithful: float | None
    changes: Sequence[tuple[RenderedPart, Change[Sign]]]
    signs: Signs
    stitched: Sequence[Edit]
    supported: bool

    @property
    def is_faithful(self) -> bool:
        """Whether no more than a few of such translations lost the sense, and nothing that is
        compared exactly differs."""
        exact = any(c.kind not in KINDS and c.probability >= PERHAPS for _, c in self.changes)
        if self.unfaithful is None or self.stitched or exact or not self.supported:
            return False
        return self.unfaithful < weights("verdict", "judging")["faithful_below"]

    @property
    def is_unfaithful(self) -> bool:
        """Whether most of such translations lost the sense, and it can be told where."""
        likely = [change for _, change in self.changes if _is_likely(change)]
        if any(change.kind in _EXACT for change in likely):
            return True
        if self.unfaithful is None:
            return any(change.kind is Sign.NUMBER_CHANGED for change in likely)
        from_here = weights("verdict", "judging")["unfaithful_from"]
        return self.unfaithful >= from_here and bool(self.changes)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What was changed: all that is likely, else the likeliest."""
        likely = [part.edit(change) for part, change in self.changes if _is_likely(change)]
        return (*(likely or [part.edit(c) for part, c in self.changes[:1]]), *self.stitched)

    def why(self) -> str:
        """The gravest change in words; empty for none."""
        if not self.changes:
            return Message("Words of separate places are joined") if self.stitched else ""
        part, change = self.changes[0]
        edit = part.edit(change)
        return Message(
            "{change}: {said} became {quoted}",
            change=change.kind.sentence,
            said=quote(edit.source),
            quoted=quote(edit.quoted),
        )


def judge_rendering(
    quoted: str,
    place: Location,
    entry: Entry,
    encoder: Encoder,
    reader: PairReader | None,
    *,
    doubted: bool = False,
) -> JudgedRendering:
    """What there is against ``quoted`` as a translation of ``place``, and for it.

    ``doubted`` where the report itself says the doubt, so that none is missing.
    """
    parts = list(_parts(quoted, place, entry, encoder))
    texts = [(part.pair.zh, part.pair.en) for part in parts]
    links = read_links(texts, reader, _LENGTH) if reader else None
    found = [
        (part, _turned(change, part.language))
        for number, part in enumerate(parts)
        for change in compare_pair(part.pair, links[number] if links else None, encoder, 0.0)
        if not (doubted and change.kind is Sign.HEDGE_DROPPED)
    ]
    signs: dict[str, float] = {
        **{kind: _odds(kind, found) for kind in _TURNED},
        **{c.kind: 1.0 for _, c in found if c.kind not in KINDS and _is_likely(c)},
    }
    weighed = weights("rendering", "judging")
    found.sort(key=lambda one: one[1].probability * weighed.get(one[1].kind, 0.0), reverse=True)
    return JudgedRendering(
        likelihood(signs, weighed) if links else None,
        [one for one in found if one[1].probability >= _LEAST_TOLD],
        signs,
        list(_seams(quoted, place.parts, entry)),
        place.score >= _ALIKE or _all_said(parts, encoder),
    )


_LEAST_TOLD = 0.1
"""Probability from which a change may be why a person is asked."""


def _is_likely(change: Change[Sign]) -> bool:
    return change.probability >= LIKELY


def _turned(change: Change[Sign], language: Language) -> Change[Sign]:
    """``change`` as it is where the English is what was said: what it lacks was put in."""
    turned = {Sign.OMISSION: Sign.ADDITION, Sign.ADDITION: Sign.OMISSION}
    if language == "zh" or change.kind not in turned:
        return change
    return replace(change, kind=turned[change.kind])


def _all_said(parts: Sequence[RenderedPart], encoder: Encoder) -> bool:
    """Whether the turns have the words of content of the parts, one and all, and these are
    enough."""
    words = [
        word
        for part in parts
        for word in account(
            part.turn, part.language, part.rendering, other_language(part.language), encoder
        )
        .within(*part.place)
        .words
    ]
    enough = len({word.text for word in words}) >= _ENOUGH
    return enough and ContentAccount(tuple(words)).share >= _ALL


def _odds(kind: Sign, found: Sequence[tuple[RenderedPart, Change[Sign]]]) -> float:
    """The log odds of the likeliest change of ``kind``."""
    likely = max((c.probability for _, c in found if c.kind is kind), default=0.0)
    likely = min(max(likely, 1 - _SUREST), _SUREST)
    return log(likely / (1 - likely)) / _ODDS


def _parts(quoted: str, place: Location, entry: Entry, encoder: Encoder) -> Iterator[RenderedPart]:
    """The parts with the words that they render; those that go on in one another are one."""
    for run in _runs(quoted, place.parts, entry):
        numbers = sorted({part.turn for part in run})
        texts = [entry.turns[number].text for number in numbers]
        turn, rendering = "\n".join(texts), quoted[run[0].start : run[-1].end]
        ends = (
            min(part.turn_start for part in run if part.turn == numbers[0]),
            max(part.turn_end for part in run if part.turn == numbers[-1]),
        )
        found = ends[0], len(turn) - len(texts[-1]) + ends[1]
        language: Language = "zh" if is_chinese(turn) else "en"
        at = covered(turn, found, rendering, language, encoder)
        yield RenderedPart(numbers[0], turn, at, rendering, language)


def _runs(quoted: str, parts: Sequence[Part], entry: Entry) -> list[list[Part]]:
    """Parts that follow one another without a seam or an ellipsis."""
    runs: list[list[Part]] = []
    for part in parts:
        last = runs[-1][-1] if runs else None
        if last is not None and not (_is_seam(last, part, entry) or _elided(quoted, last, part)):
            runs[-1].append(part)
        else:
            runs.append([part])
    return runs


def _is_seam(one: Part, following: Part, entry: Entry) -> bool:
    """Whether the second of two parts is said elsewhere, or before the first."""
    backwards = (following.turn, following.turn_start) < (one.turn, one.turn_start)
    apart = one.turn != following.turn and not entry.goes_on(one.turn, following.turn)
    return backwards or apart


def _elided(quoted: str, one: Part, following: Part) -> bool:
    return ELLIPSIS.search(quoted, one.start, following.end) is not None


def _seams(quoted: str, parts: Sequence[Part], entry: Entry) -> Iterator[Edit]:
    """Parts of separate turns without a mark between, or out of order."""
    for one, following in pairwise(parts):
        marked = _elided(quoted, one, following) and following.turn >= one.turn
        if _is_seam(one, following, entry) and not marked:
            words = quoted[following.start : following.end]
            yield Edit("take", "", words, following.turn, "stitched")
