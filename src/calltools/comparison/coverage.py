"""Clauses that nothing on the other side renders: parts left out, parts put in.

Each clause is judged by four measures: the share of its words, figures and names that the other
text has (dictionary), its likeness to the nearest stretch of it, how much more alike the two
texts are without the clause (embeddings), and how much of its length the other text is short of.
The weights come from a logistic regression on faithful renderings from which clauses were taken
(benchmarks/fit_coverage.py); left out whole calls at a time they find nine of ten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from math import exp

import numpy as np

from calltools.comparison.changes import Change
from calltools.comparison.dictionary import terms
from calltools.comparison.names import name_is_said, spelled_names
from calltools.comparison.signs import Sign
from calltools.comparison.words import is_backchannel, is_courtesy, is_light
from calltools.language.encoders import Encoder
from calltools.language.normalise import TextSpan
from calltools.language.quantities import agree, quantities
from calltools.language.quantities import match as match_quantities
from calltools.language.sentences import Language

Measures = tuple[float, float, float, float]
"""Share of words had, likeness of the nearest stretch, gain without, length missing."""

_WEIGHTS: dict[Language, tuple[Measures, float]] = {
    "zh": ((-3.48, -4.59, 3.28, 2.44), 2.06),
    "en": ((-3.46, -3.58, 3.40, 2.36), 0.77),
}
"""By the language of the clause: weights and intercept."""

_LEAST: dict[Language, tuple[float, float]] = {"zh": (0.85, 0.95), "en": (0.845, 0.96)}
"""From which probability a sentence, or a clause of one, counts as not rendered."""
_LEAST_ALONE = 0.8
"""The same for a sentence that has no link."""
_LEAST_WORDS = {"zh": 2, "en": 1}
"""Words of content that a part has at least."""
_LEFT_OVER = 0.3, 0.22
"""Share of words had and likeness below which nothing renders a clause, however long it is."""
_FEW_WORDS = 0.5
"""The share of a piece that has at most one word of two in the rest."""
_UNLIKE = 0.1
_ALIKE, _MARGIN = 0.3, 0.1
"""From which likeness a piece renders a clause, and by how much it must exceed that to the rest:
fitted on insertions into 28 faithful calls, of which it costs 2 % and spares half of the
alarms."""
_MOST_FREELY = 3.0
"""How many times longer than usual a free rendering may be, or shorter."""
_SAME_PLACE = 0.35
"""How far apart, in lengths of the texts, what renders a clause may stand."""
_WORDS_PER_CHARACTER = 0.78
_WIDEST = 3
"""Clauses of the other side that may render one."""

_PIECE = {
    "zh": re.compile(r"[^，,。.！!？?；;\n]+[，,。.！!？?；;\n]*"),
    "en": re.compile(r"(?:[^.,;:?!—\n]|[.,](?=\d)|(?<=\bDr)\.|(?<=\bNo)\.)+[.,;:?!—\n]*\s*"),
}
_STOP = ".?!。？！\n"
_SHORTEST = {"zh": 4, "en": 3}


def coverage_differences(
    zh: str,
    en: str,
    encoder: Encoder,
    zh_alone: Sequence[TextSpan] = (),
    en_alone: Sequence[TextSpan] = (),
) -> Iterator[Change[Sign]]:
    """Parts of ``zh`` left out in ``en``, and parts of ``en`` that are not in ``zh``.

    ``zh_alone`` and ``en_alone`` are the sentences that an aligner left without a link.
    """
    for place, confidence in unrendered(zh, en, "zh", encoder, zh_alone):
        note = f"left out: {zh[slice(*place)].strip()}"
        yield Change(Sign.OMISSION, place, None, note, confidence)
    for place, confidence in unrendered(en, zh, "en", encoder, en_alone):
        note = f"not in the Chinese: “{en[slice(*place)].strip()}”"
        yield Change(Sign.ADDITION, None, place, note, confidence)


def unrendered(
    text: str, other: str, language: Language, encoder: Encoder, alone: Sequence[TextSpan] = ()
) -> Iterator[tuple[TextSpan, float]]:
    """The clauses of ``text`` that ``other`` does not render, neighbours joined."""
    clauses = split_clauses(text, language)
    if len(clauses) < 2:
        return
    likely = [probability(m, language) for m in measures(text, other, language, encoder)]
    unlinked = [any(a <= start < b for a, b in alone) for start, _ in clauses]
    least = [_LEAST_ALONE if one else _LEAST[language][0] for one in unlinked]
    lost = [k for k, p in enumerate(likely) if p >= least[k]]
    lost = [k for k in lost if not is_free_rendering(text, clauses[k], other, language, encoder)]
    if len(lost) == len(clauses):  # something is rendered, or the two would not be linked
        lost.remove(min(lost, key=lambda k: likely[k]))
    figure_lost = lost_figures(text, other, language) if lost else []
    for run in _runs(lost):
        start, end = clauses[run[0]][0], clauses[run[-1]][1]
        start += len(text[start:end]) - len(text[start:end].lstrip())
        end = start + len(text[start:end].rstrip())
        best = max(likely[k] for k in run)
        if is_backchannel(text[start:end], language) or is_courtesy(text[start:end], language):
            continue
        said = terms(text[start:end], language)
        if sum(not is_light(word, language) for word, _ in said) < _LEAST_WORDS[language]:
            continue
        sure = any(unlinked[k] for k in run) or any(start <= f[0] < end for f in figure_lost)
        if sure or best >= _LEAST[language][not _is_sentence(text, start, end)]:
            yield (start, end), round(best, 2)


def is_free_rendering(
    text: str, place: TextSpan, other: str, language: Language, encoder: Encoder
) -> bool:
    """Whether ``other`` has a clause that is at about the same place and of no rendering but this.

    An idiom ("there's no telling" for 这可没准儿) shares neither words nor, for the encoder,
    meaning with what it stands for; without it that is left over.
    """
    start, end = place
    rest = text[:start] + text[end:]
    if not re.search(r"\w", rest):
        return False
    other_language: Language = "en" if language == "zh" else "zh"
    middle = (start + end) / 2 / len(text)
    longest = _MOST_FREELY * _size(text, place, language) * _rate(language)
    near = [
        match.span()
        for match in _PIECE[other_language].finditer(other)
        if abs((match.start() + match.end()) / 2 / len(other) - middle) <= _SAME_PLACE
    ]
    near = [
        piece
        for piece in near
        if _size(text, place, language) * _rate(language)
        <= _MOST_FREELY * _size(other, piece, other_language)
        and _size(other, piece, other_language) <= longest
        and not is_backchannel(other[slice(*piece)], other_language)
    ]
    said = [other[slice(*piece)] for piece in near]
    if len(list(_PIECE[other_language].finditer(other))) < 2 or not said:
        return False
    vectors = encoder.encode([*said, text[start:end]])
    nearest = (vectors[:-1] @ encoder.encode(stretches(rest, language)).T).max(axis=1)
    alike = vectors[:-1] @ vectors[-1]
    return any(
        _is_left_over(share_had(piece, rest, other_language), float(n), float(a), language)
        for piece, n, a in zip(said, nearest, alike, strict=True)
    )


def _is_left_over(share: float, nearest: float, alike: float, language: Language) -> bool:
    """Whether a piece of the other side is rendered by the clause in question and by nothing else.

    ``share`` of its words and ``nearest`` likeness are those to the rest, ``alike`` the likeness to
    the clause.  English needs less to be spared: what a translator puts into a clause of its own is
    an idiom of three characters in the Chinese.
    """
    if share < _LEFT_OVER[0] and nearest < _LEFT_OVER[1]:
        return True
    return (
        language == "en"
        and share <= _FEW_WORDS
        and (nearest < _UNLIKE or (alike >= _ALIKE and alike - nearest >= _MARGIN))
    )


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for k in numbers:
        if runs and runs[-1][-1] == k - 1:
            runs[-1].append(k)
        else:
            runs.append([k])
    return runs


def lost_figures(text: str, other: str, language: Language) -> list[TextSpan]:
    """Figures of ``text`` that ``other`` has neither so nor otherwise."""
    other_language: Language = "en" if language == "zh" else "zh"
    left, right = match_quantities(
        quantities(text, language), quantities(other, other_language)
    ).unequal
    if any(not figure.weak for figure in right):
        return []
    return [figure.span for figure in left if not figure.weak]


def loss(text: str, place: TextSpan, other: str, language: Language, encoder: Encoder) -> float:
    """How likely it is that ``other`` leaves out ``text[place]``, 0 to 1: its surest clause."""
    inside = [
        probability(measured, language)
        for (start, end), measured in zip(
            split_clauses(text, language), measures(text, other, language, encoder), strict=True
        )
        if start < place[1] and place[0] < end
    ]
    return max(inside, default=0.0)


def _is_sentence(text: str, start: int, end: int) -> bool:
    before = text[:start].rstrip(' \t”"')
    return (not before or before[-1] in _STOP) and text[end - 1 : end] in tuple(_STOP)


def probability(measured: Measures, language: Language) -> float:
    """How likely it is, 0 to 1, that a clause of ``language`` is not rendered."""
    weights, intercept = _WEIGHTS[language]
    score = intercept + sum(w * m for w, m in zip(weights, measured, strict=True))
    return 1 / (1 + exp(-score))


def split_clauses(text: str, language: Language) -> list[TextSpan]:
    """Clauses with the marks behind them.

    Very short ones go with the clause before them in their sentence, else with the one behind.
    """
    clauses: list[TextSpan] = []
    joined = False  # the clause before was too short to stand alone
    for match in _PIECE[language].finditer(text):
        short = _size(text, match.span(), language) < _SHORTEST[language]
        back = bool(clauses) and short and not _ends(text, clauses[-1])
        if joined or back:
            clauses[-1] = (clauses[-1][0], match.end())
        else:
            clauses.append(match.span())
        joined = _size(text, clauses[-1], language) < _SHORTEST[language]
    if joined and len(clauses) > 1:
        last = clauses.pop()
        clauses[-1] = (clauses[-1][0], last[1])
    return clauses


def _ends(text: str, clause: TextSpan) -> bool:
    """Whether a sentence ends with the clause."""
    return text[slice(*clause)].rstrip(' \t”"')[-1:] in tuple(_STOP)


def _size(text: str, place: TextSpan, language: Language) -> int:
    """Characters of Chinese, words of English."""
    return len(re.findall(r"\w" if language == "zh" else r"[\w'’]+", text[slice(*place)]))


def measures(text: str, other: str, language: Language, encoder: Encoder) -> list[Measures]:
    """The measures of each clause of ``text``."""
    clauses = split_clauses(text, language)
    widths = stretches(other, "en" if language == "zh" else "zh")
    n = len(clauses)
    said = [text[a:b] for a, b in clauses]
    without = [text[:a] + text[b:] for a, b in clauses]
    vectors = encoder.encode([*said, *without, text])
    nearest = (vectors[:n] @ encoder.encode(widths).T).max(axis=1)
    likeness = vectors[n:] @ encoder.encode([other])[0]
    gains = likeness[:n] - likeness[n]
    shares = [share_had(clause, other, language) for clause in said]
    missing = _missing(text, other, clauses, language)
    return [
        (float(s), float(m), float(g), float(x))
        for s, m, g, x in zip(shares, nearest, gains, missing, strict=True)
    ]


def stretches(text: str, language: Language) -> list[str]:
    """What may render a clause: one to three clauses that follow one another."""
    pieces = split_clauses(text, language)
    return [
        text[pieces[i][0] : pieces[j][1]]
        for i in range(len(pieces))
        for j in range(i, min(i + _WIDEST, len(pieces)))
    ] or [text]


def share_had(clause: str, other: str, language: Language) -> float:
    """The share of what can be looked up that ``other`` has: words, figures, names."""
    other_language: Language = "en" if language == "zh" else "zh"
    known = frozenset[str]().union(*(keys for _, keys in terms(other, other_language)))
    words = [keys for word, keys in terms(clause, language) if not is_light(word, language)]
    had = sum(not keys.isdisjoint(known) for keys in words)
    there = quantities(other, other_language)
    here = [figure for figure in quantities(clause, language) if not figure.weak]
    had_figures = sum(any(agree(figure, one) == "same" for one in there) for figure in here)
    names = _names_had(clause, other, language)
    return (had + 2 * had_figures + 2 * names + 0.5) / (
        max(len(words), had) + 2 * len(here) + 2 * names + 1
    )


def _names_had(clause: str, other: str, language: Language) -> int:
    zh, en = (clause, other) if language == "zh" else (other, clause)
    return sum(name_is_said(name, zh) for name in spelled_names(en))


def _rate(language: Language) -> float:
    """Words of English for a character of Chinese, or characters for a word."""
    return _WORDS_PER_CHARACTER if language == "zh" else 1 / _WORDS_PER_CHARACTER


def _missing(
    text: str, other: str, clauses: Sequence[TextSpan], language: Language
) -> Iterator[float]:
    """What ``other`` is short of, in lengths of each clause, from -2 to 2."""
    other_language: Language = "en" if language == "zh" else "zh"
    rate = _rate(language)
    expected = rate * _size(text, (0, len(text)), language)
    short = expected - _size(other, (0, len(other)), other_language)
    for clause in clauses:
        yield float(np.clip(short / max(rate * _size(text, clause, language), 1.0), -2, 2))
