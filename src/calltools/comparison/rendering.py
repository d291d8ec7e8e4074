"""A quotation in another language than the transcript: is the sense kept?

The checks for translators (``translation``) spare them false alarms.  Here a changed figure or
negation must not pass, and a rendering is faithful only on positive evidence: its words must be
accounted for by the words of the place, and what tells how many, how sure, when and who must stand
on both sides.  A person is asked where that is all there is against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from calltools.comparison.concepts import changed_concepts
from calltools.comparison.content import ContentAccount, account
from calltools.comparison.contraries import contraries
from calltools.comparison.dictionary import terms
from calltools.comparison.exchanged_parties import exchanged
from calltools.comparison.figures import changed_figures, matched_figures
from calltools.comparison.rendered_negations import changed_negations, changed_reach
from calltools.comparison.signs import Sign
from calltools.comparison.surroundings import hedged_after, hedged_before
from calltools.comparison.tokens import read
from calltools.comparison.translation import differences
from calltools.comparison.unfaithful import Unfaithful, other
from calltools.language.cues import cues, hedges, negations
from calltools.language.encoders import Encoder
from calltools.language.normalise import simplify
from calltools.language.sentences import Language

_CLAUSE = re.compile(r"(?:[^,，.。;；:：?？!！、\n—…]|(?<=\d)[.,:](?=\d))+")
_LEAST_LIKENESS = 0.15
_COMMON = 0.5
_LEAST_SHARE: dict[Language, float] = {"en": 0.6, "zh": 0.5}
"""Share of the words of a rendering, and of a clause of it, that what was said must have."""
_PUT_IN = 0.7
"""Share from which a clause that seemed put in, or left out, is there in other words."""


def compare_rendering(
    turn: str, place: tuple[int, int], rendering: str, language: Language, encoder: Encoder
) -> list[Unfaithful]:
    """What ``rendering`` of the words ``place`` of ``turn``, which is in ``language``, says
    otherwise than these; they are all that it renders (:func:`covered`)."""
    start, end = place
    said = turn[start:end]
    zh, en = (said, rendering) if language == "zh" else (rendering, said)
    known = account(rendering, other(language), turn, language, encoder)
    rendered = account(turn, language, rendering, other(language), encoder)
    found = list(_checked(zh, en, start, language, encoder, known, rendered))
    signs = {one.sign for one in found}
    found += changed_figures(turn, said, rendering, language)
    found += contraries(said, rendering, language)
    found += changed_concepts(turn, said, rendering, language)
    found += exchanged(said, rendering, language, encoder)
    found += changed_reach(said, rendering, language)
    if Sign.NEGATION_CHANGED not in signs:
        found += changed_negations(said, rendering, language)
    if language == "en":
        found += _lost_doubt(said, rendering)
    if not hedges(rendering, other(language)):
        found += _cut_hedges(turn, start, end, rendering, language)
    return [*found, *_unaccounted(said, rendering, other(language), known)]


def _unaccounted(
    said: str, rendering: str, language: Language, known: ContentAccount
) -> Iterator[Unfaithful]:
    """Words of the rendering for which nothing was said."""
    if known.missing:
        words = ", ".join(word.text for word in known.missing)
        yield Unfaithful(Sign.WORDS_NOT_SAID, said, words)
        return
    for match in _CLAUSE.finditer(rendering):
        clause = known.within(*match.span())
        if len(clause.words) > 1 and clause.share < _LEAST_SHARE[language]:
            yield Unfaithful(Sign.CLAUSE_NOT_SAID, said, match[0])
            return


def covered(
    turn: str, place: tuple[int, int], rendering: str, language: Language, encoder: Encoder
) -> tuple[int, int]:
    """The words of ``turn`` from the first to the last clause that the rendering is of.

    ``place`` is where it was found, which its likest clauses may go beyond.
    """
    clauses = [match.span() for match in _CLAUSE.finditer(turn) if _has_words(match[0])]
    parts = [match[0] for match in _CLAUSE.finditer(rendering) if _has_words(match[0])]
    if len(clauses) < 2 or not parts:
        return place
    if len(parts) >= len(clauses):
        return clauses[0][0], clauses[-1][1]
    texts = [simplify(turn[a:b]) for a, b in clauses]
    vectors = encoder.encode([simplify(part) for part in parts])
    likeness = vectors @ encoder.encode(texts).T
    known = [terms(text, language) for text in texts]
    start, end = place
    for row, part in zip(likeness, parts, strict=True):
        asked = terms(part, other(language))
        scores = [
            float(value) + _COMMON * _common(asked, words)
            for value, words in zip(row, known, strict=True)
        ]
        best = max(range(len(scores)), key=scores.__getitem__)
        if scores[best] >= _LEAST_LIKENESS:
            start, end = min(start, clauses[best][0]), max(end, clauses[best][1])
    figures = [one.span for one, _ in matched_figures(turn, rendering, language)]
    for a, b in clauses:
        if any(a <= place[0] < b for place in figures):
            start, end = min(start, a), max(end, b)
    return start, end


def _has_words(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _common(
    one: Sequence[tuple[str, frozenset[str]]], another: Sequence[tuple[str, frozenset[str]]]
) -> float:
    """The share of the words of the shorter side that the other has."""
    keys = frozenset[str]().union(*(k for _, k in another))
    common = sum(not k.isdisjoint(keys) for _, k in one)
    return common / max(min(len(one), len(another)), 1)


def _checked(
    zh: str,
    en: str,
    start: int,
    language: Language,
    encoder: Encoder,
    known: ContentAccount,
    rendered: ContentAccount,
) -> Iterator[Unfaithful]:
    """What the checks for translators find; parts left out are fair, unless they qualify, and
    parts put in or left out are there if the other side has their words."""
    for one in differences(zh, en, encoder):
        left = zh[slice(*one.left)] if one.left else ""
        right = en[slice(*one.right)] if one.right else ""
        said, quoted = (left, right) if language == "zh" else (right, left)
        kind = one.kind
        if language == "en" and kind in (Sign.OMISSION, Sign.ADDITION):
            kind = Sign.ADDITION if kind is Sign.OMISSION else Sign.OMISSION
        if kind is Sign.OMISSION:
            place = (one.left if language == "zh" else one.right) or (0, 0)
            clause = rendered.within(start + place[0], start + place[1])
            if not _qualifies(said, language) or _is_there(clause):
                continue
        if kind is Sign.ADDITION:
            place = (one.right if language == "zh" else one.left) or (0, 0)
            put_in = known.within(*place)
            if _is_there(put_in) or (len(put_in.words) < 2 and not put_in.missing):
                continue
        yield Unfaithful(kind, said, quoted)


def _is_there(clause: ContentAccount) -> bool:
    return bool(clause.words) and not clause.missing and clause.share >= _PUT_IN


def _qualifies(said: str, language: Language) -> bool:
    return bool(cues(said, language, "denial", "hedge", "condition"))


def _lost_doubt(said: str, rendering: str) -> Iterator[Unfaithful]:
    """Doubt of English words of which their Chinese rendering has nothing; the other direction
    is checked for translators."""
    doubts = [said[a:b].casefold() for a, b in hedges(said, "en")]
    if not doubts or hedges(rendering, "zh") or _DOUBTFUL.search(simplify(rendering)):
        return
    denied = any(re.search(r"n't|not|hard|difficult", doubt) for doubt in doubts)
    if denied and negations(rendering, "zh"):
        return
    if not any(_DOUBT.search(doubt) for doubt in doubts):
        return
    yield Unfaithful(Sign.DOUBT_CUT_OFF, ", ".join(doubts), rendering)


_DOUBTFUL = re.compile(
    r"[来多几]|上下|左右|难|不[敢好清]|吧|算|听说|说是|觉得|最好|前后|约|差不多|可以|能|"
    r"一两|两三|三四|四五|五六|六七|七八|八九"
)
_DOUBT = re.compile(
    r"\b(?:say|sure|certain|know|think|reckon|guess|suppose|believe|perhaps|maybe|may|might|"
    r"probab\w+|possibly|promise|guarantee|about|around|roughly|approximately|estimate|expect|"
    r"seems?|appears?|likely|or so|hope|try|should)\b"
)


def _cut_hedges(
    turn: str, start: int, end: int, rendering: str, language: Language
) -> Iterator[Unfaithful]:
    """A clause beside the words that hedges them, where the rendering is certain."""
    tokens = read(turn, language)
    inside = [i for i, t in enumerate(tokens.items) if t.start < end and start < t.end]
    if not inside:
        return
    for beside in (hedged_before(tokens, inside[0]), hedged_after(tokens, inside[-1] + 1)):
        if beside is not None:
            yield Unfaithful(Sign.DOUBT_CUT_OFF, tokens.text(*beside), rendering)
