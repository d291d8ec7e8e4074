"""A quotation in another language than the transcript, part by part beside its turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from calltools.comparison.content import ContentAccount, ContentWord, account
from calltools.comparison.rendering import compare_rendering, covered
from calltools.comparison.unfaithful import other
from calltools.language.encoders import Encoder
from calltools.language.sentences import Language
from calltools.quotations.corpus import Entry
from calltools.quotations.judging.explain import quote
from calltools.quotations.locating.quoted import ELLIPSIS
from calltools.quotations.model import Edit, Location, Part
from calltools.quotations.symbols import is_chinese

_ENOUGH, _ALL = 3, 0.9
"""Words, and the share of them, by which a place that is little alike is known."""


def mistranslations(
    quoted: str, place: Location, entry: Entry, encoder: Encoder
) -> Iterator[tuple[Edit, str, bool]]:
    """What ``quoted``, found in another language at ``place``, says otherwise: the edit, the
    reason, and whether that is sure."""
    for part in place.parts:
        rendering = quoted[part.start : part.end]
        turn = entry.turns[part.turn].text
        language: Language = "zh" if is_chinese(turn) else "en"
        place_of = part.turn_start, part.turn_end
        for one in compare_rendering(turn, place_of, rendering, language, encoder):
            edit = Edit("mistranslate", one.said, one.quoted, part.turn, "rendering")
            yield edit, f"{one.reason}: {quote(one.said)} became {quote(one.quoted)}.", one.sure
    yield from _seams(quoted, place.parts)


def is_all_rendered(quoted: str, place: Location, entry: Entry, encoder: Encoder) -> bool:
    """Whether ``quoted`` has, one and all, the words of its place, and these are enough to tell."""
    words: list[ContentWord] = []
    for part in place.parts:
        turn, rendering = entry.turns[part.turn].text, quoted[part.start : part.end]
        language: Language = "zh" if is_chinese(turn) else "en"
        place_of = part.turn_start, part.turn_end
        start, end = covered(turn, place_of, rendering, language, encoder)
        found = account(turn, language, rendering, other(language), encoder)
        words += found.within(start, end).words
    return (
        len({word.text for word in words}) >= _ENOUGH and ContentAccount(tuple(words)).share >= _ALL
    )


def _seams(quoted: str, parts: Sequence[Part]) -> Iterator[tuple[Edit, str, bool]]:
    """Parts of separate turns, or out of order."""
    for one, following in pairwise(parts):
        marked = ELLIPSIS.search(quoted, one.start, following.end) is not None
        backwards = (following.turn, following.turn_start) < (one.turn, one.turn_start)
        if backwards or (one.turn != following.turn and not marked):
            words = quoted[following.start : following.end]
            edit = Edit("take", "", words, following.turn, "stitched")
            yield edit, "Words of separate places are joined.", False
