"""Clauses that one side denies and the other affirms: what tells for and against it.

The rules (``negation``) count the negations of a whole text.  In a long turn one is lost beside
others, and where a call is rendered freely their number proves little, so clauses are looked at
one by one.  But a "not" is often gone in a faithful rendering (看不见, "blind"; 不急, "take your
time"), so it is weighed: is the rendering, turned round, nearer to the clause; which side denies;
is a word there negative in sense; is it asked; is it made up for beside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from calltools.comparison.coverage import share_had, split_clauses
from calltools.comparison.negated_text import affirmed, negative_words
from calltools.comparison.unfaithful import denials
from calltools.language.encoders import Encoder
from calltools.language.normalise import TextSpan, simplify
from calltools.language.sentences import Language

_SHARED, _FAR, _RIVAL = 0.4, 0.5, 0.5
"""What words in common count beside likeness, what it costs to stand elsewhere (in lengths of the
texts), and what another clause's likeness to the same words costs."""
_WIDEST = 3
_ASKED = re.compile(r"[?？]|吗|呢")
_EMPHATIC = re.compile(
    r"\b(?:do|does|did) (?!(?:not|you|we|they|i|he|she|it|the|this|that)\b)[a-z]+", re.IGNORECASE
)
_AUXILIARY = re.compile(
    r"\b(?:do|does|did|is|are|was|were|can|could|will|would|has|have|had|must|should|may|might|am)"
    r"\b|['’](?:re|ll|ve|d|s|m)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"\b(?:I|you|we|they|he|she|it)\b", re.IGNORECASE)
_VERB = re.compile("有|能|会|是|要|想|敢|肯|让|可以|得|行|用|算|好|多|难|够|知道|清楚")


def counterparts(zh: str, en: str, encoder: Encoder) -> list[tuple[TextSpan, TextSpan]]:
    """Each clause of ``zh`` with the one to three clauses of ``en`` that most likely render it."""
    clauses = split_clauses(zh, "zh")
    pieces = split_clauses(en, "en") or [(0, len(en))]
    if not clauses:
        return []
    said, printed = [zh[slice(*c)] for c in clauses], [en[slice(*p)] for p in pieces]
    shared = np.array([[share_had(clause, piece, "zh") for piece in printed] for clause in said])
    apart = np.abs(_middles(clauses)[:, None] - _middles(pieces)[None, :])
    alike = encoder.encode(said) @ encoder.encode(printed).T + _SHARED * shared - _FAR * apart
    owners = alike.argmax(axis=0)
    found = []
    for k, clause in enumerate(clauses):
        rivals = np.delete(alike, k, axis=0).max(axis=0) if len(clauses) > 1 else 0.0
        best = int((alike[k] - _RIVAL * np.maximum(rivals, 0.0)).argmax())
        first = last = best
        while first > 0 and owners[first - 1] == k and last - first + 1 < _WIDEST:
            first -= 1
        while last + 1 < len(pieces) and owners[last + 1] == k and last - first + 1 < _WIDEST:
            last += 1
        found.append((clause, (pieces[first][0], pieces[last][1])))
    return found


def _middles(places: Sequence[TextSpan]) -> np.ndarray:
    lengths = np.array([end - start for start, end in places], dtype=float)
    middles: np.ndarray = (lengths.cumsum() - lengths / 2) / lengths.sum()
    return middles


def denied_clauses(
    zh: str, en: str, encoder: Encoder
) -> Iterator[tuple[TextSpan, TextSpan, Mapping[str, float]]]:
    """The clauses of ``zh``, with their counterparts in ``en``, that only one of the two denies,
    and what tells whether that was changed."""
    pairs = counterparts(zh, en, encoder)
    surplus = [
        len(denials(zh[slice(*c)], "zh")) - len(denials(en[slice(*p)], "en")) for c, p in pairs
    ]
    for k, (clause, place) in enumerate(pairs):
        if surplus[k] % 2 == 0:
            continue
        said, printed = zh[slice(*clause)], en[slice(*place)]
        negative = negative_words(said, "zh") or negative_words(printed, "en")
        beside = surplus[max(k - 1, 0) : k] + surplus[k + 1 : k + 2]
        yield (
            clause,
            place,
            {
                "denied_in_chinese": float(surplus[k] > 0),
                "nearer_turned": _gain(said, printed, encoder, turn_english=surplus[k] > 0),
                "negative_word": float(bool(negative)),
                "asked": float(bool(_ASKED.search(said + printed))),
                "emphatic": float(bool(_EMPHATIC.search(printed))),
                "evened_beside": float(any(other * surplus[k] < 0 for other in beside)),
            },
        )


def _gain(said: str, printed: str, encoder: Encoder, *, turn_english: bool) -> float:
    """By how much the side that does not deny, or denies less, is nearer when it is turned round
    (cosine)."""
    one, other = (printed, said) if turn_english else (said, printed)
    others = list(_turned(one, "en" if turn_english else "zh"))
    vectors = encoder.encode([other, one, *others])
    alike = vectors[1:] @ vectors[0]
    return float(alike[1:].max() - alike[0])


def _turned(text: str, language: Language) -> Iterator[str]:
    """``text`` without each of its negations; denied, where it has none."""
    found = denials(text, language)
    for start, end in found:
        word = text[start:end].casefold().replace("’", "'")
        yield re.sub("  +", " ", text[:start] + affirmed(word) + text[end:])
    if found:
        return
    if language == "zh":
        verb = _VERB.search(simplify(text))
        at = verb.start() if verb else 0
        yield text[:at] + ("没" if verb and verb[0] == "有" else "不") + text[at:]
    elif verb := _AUXILIARY.search(text):
        yield f"{text[: verb.end()]} not{text[verb.end() :]}"
    elif subject := _SUBJECT.search(text):
        yield f"{text[: subject.end()]} don't{text[subject.end() :]}"
    else:
        yield f"Not {text[:1].lower()}{text[1:]}"
