"""A quotation in another language than the transcript: how likely it keeps the sense.

Part by part it stands beside the words that it renders.  What the checks find there, how alike both
are and what the pair reader says is weighed; the weights are fitted by benchmarks/fit_judging.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from calltools.comparison.content import ContentAccount, ContentWord, account
from calltools.comparison.pair_reader import CHANGE_KINDS, PairReader
from calltools.comparison.rendering import compare_rendering, covered
from calltools.comparison.signs import Sign
from calltools.comparison.unfaithful import Unfaithful, other
from calltools.language.encoders import Encoder
from calltools.language.normalise import TextSpan
from calltools.language.sentences import Language
from calltools.quotations.corpus import Entry
from calltools.quotations.judging.explain import quote
from calltools.quotations.locating.quoted import ELLIPSIS
from calltools.quotations.model import Edit, Location, Part
from calltools.quotations.symbols import is_chinese
from calltools.quotations.weighing import Signs, likelihood, weights

_ENOUGH, _ALL = 3, 0.9
"""Words, and the share of them, by which a place that is little alike is known."""
_ALIKE = 0.42
"""Likeness from which a translation need not have all words of its place to be called faithful."""
_LOGITS = 10.0
"""The reader's logits are cut off at this, and count by it."""


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
    def said(self) -> str:
        """The words that are rendered."""
        return self.turn[slice(*self.place)]

    @property
    def pair(self) -> tuple[str, str]:
        """The Chinese and the English."""
        return (self.said, self.rendering) if self.language == "zh" else (self.rendering, self.said)


@dataclass(frozen=True, slots=True)
class JudgedRendering:
    """What speaks against a translation, each with the turn where it is, and what to weigh.

    ``supported`` where enough speaks for its being one of that place.
    """

    found: Sequence[tuple[int, Unfaithful]]
    signs: Signs
    supported: bool

    @property
    def known(self) -> bool:
        """Whether anything speaks against it, or enough for it."""
        return bool(self.found) or self.supported

    @property
    def unfaithful(self) -> float:
        """How likely it does not keep the sense, 0 to 1."""
        return likelihood(self.signs, weights(_model(self.signs), "judging"))

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What was found, as edits."""
        return tuple(
            Edit("take", "", one.quoted, turn, "stitched")
            if one.sign is Sign.STITCHED
            else Edit("mistranslate", one.said, one.quoted, turn, "rendering")
            for turn, one in self.found
        )

    def without(self, signs: Collection[Sign]) -> JudgedRendering:
        """The same where what ``signs`` tell of is said beside the quotation."""
        left = tuple((turn, one) for turn, one in self.found if one.sign not in signs)
        weighed = {name: value for name, value in self.signs.items() if name not in signs}
        return replace(self, found=left, signs=weighed)

    def why(self) -> str:
        """The weightiest of what was found, in words; empty for nothing."""
        weighed = weights(_model(self.signs), "judging")
        found = [one for _, one in self.found]
        gravest = max(found, key=lambda one: weighed.get(one.sign, 0.0), default=None)
        if gravest is None or not gravest.said:
            return gravest.sign.sentence if gravest else ""
        return f"{gravest.sign.sentence}: {quote(gravest.said)} became {quote(gravest.quoted)}"


def judge_rendering(
    quoted: str, place: Location, entry: Entry, encoder: Encoder, reader: PairReader | None
) -> JudgedRendering:
    """What there is against ``quoted`` as a translation of ``place``, and for it.

    Without a ``reader`` the checks alone are weighed.
    """
    parts = list(_parts(quoted, place, entry, encoder))
    found = [
        (part.number, one)
        for part in parts
        for one in compare_rendering(part.turn, part.place, part.rendering, part.language, encoder)
    ]
    found += _seams(quoted, place.parts, entry)
    signs: dict[str, float] = {"likeness": place.score, **{one.sign: 1.0 for _, one in found}}
    if reader is not None:
        read = reader.read([part.pair for part in parts])
        for number, kind in enumerate(CHANGE_KINDS):
            logits = [float(one.whole[number]) for one in read]
            signs[f"read_{kind}"] = float(np.clip(max(logits) / _LOGITS, -1, 1))
    supported = place.score >= _ALIKE or _all_rendered(parts, encoder)
    return JudgedRendering(found, signs, supported)


def _model(signs: Signs) -> str:
    return "rendering" if f"read_{CHANGE_KINDS[0]}" in signs else "rendering_by_rules"


def _parts(quoted: str, place: Location, entry: Entry, encoder: Encoder) -> Iterator[RenderedPart]:
    for part in place.parts:
        turn, rendering = entry.turns[part.turn].text, quoted[part.start : part.end]
        language: Language = "zh" if is_chinese(turn) else "en"
        at = covered(turn, (part.turn_start, part.turn_end), rendering, language, encoder)
        yield RenderedPart(part.turn, turn, at, rendering, language)


def _all_rendered(parts: Sequence[RenderedPart], encoder: Encoder) -> bool:
    """Whether the parts have, one and all, the words of their places, and these are enough."""
    words: list[ContentWord] = []
    for part in parts:
        found = account(part.turn, part.language, part.rendering, other(part.language), encoder)
        words += found.within(*part.place).words
    enough = len({word.text for word in words}) >= _ENOUGH
    return enough and ContentAccount(tuple(words)).share >= _ALL


def _seams(quoted: str, parts: Sequence[Part], entry: Entry) -> Iterator[tuple[int, Unfaithful]]:
    """Parts of separate turns, or out of order."""
    for one, following in pairwise(parts):
        marked = ELLIPSIS.search(quoted, one.start, following.end) is not None
        backwards = (following.turn, following.turn_start) < (one.turn, one.turn_start)
        apart = one.turn != following.turn and not entry.goes_on(one.turn, following.turn)
        if backwards or (apart and not marked):
            words = quoted[following.start : following.end]
            yield following.turn, Unfaithful(Sign.STITCHED, "", words)
