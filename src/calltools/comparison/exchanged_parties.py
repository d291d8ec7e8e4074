"""Who does what, and when: parties and times that changed places in a rendering.

"We can see it, the family can't" holds the same words as "the family can see it, we can't".  So
clauses are compared by what stands together in them: two parties (times, kinds) of separate
clauses, and the figures, negations and verbs beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from calltools.comparison.dictionary import terms
from calltools.comparison.figures import matched_figures
from calltools.comparison.parties import parties, times
from calltools.comparison.signs import Sign
from calltools.comparison.unfaithful import Unfaithful, other
from calltools.comparison.words import is_light
from calltools.language.cues import sure_negations
from calltools.language.encoders import Encoder
from calltools.language.normalise import TextSpan, simplify
from calltools.language.quantities import agree, quantities
from calltools.language.sentences import Language

_CLAUSE = {
    "zh": re.compile(r"(?:[^,，.。;；:：?？!！、\n—…]|(?<=\d)[.,](?=\d))+"),
    "en": re.compile(
        r"(?:(?!\b(?:and|but|while|whereas|then|so|or)\b)[^,.;:?!\n—…]|(?<=\d)[.,](?=\d))+",
        re.IGNORECASE,
    ),
}
_PASSIVE = {
    "zh": re.compile(r"被|由|受|从|向|跟|和|同|让|归"),
    "en": re.compile(r"\b(?:by|from|of|with|to|for|and|or)\b"),
}
_GIVES = re.compile(r"给(?!不)|付|交|发|送|告诉|通知|转|还")


_TALKERS = {"we", "you", "they"}
_THINGS = {("who", organ) for organ in ("liver", "kidney", "heart", "lung")}
"""Named once and meant in the next clause as well."""
_LEAST_LIKENESS = 0.2


Detail = tuple[str, str]
"""A kind (who, when, figure, word) and which."""


@dataclass
class _Clauses:
    """The clauses of a text, and in which of them each item stands."""

    spans: Sequence[TextSpan]
    denials: Sequence[int]
    at: dict[Detail, set[int]] = field(default_factory=dict)

    def add(self, item: Detail, place: TextSpan) -> None:
        """Notes that ``item`` stands at ``place``."""
        for n, (start, end) in enumerate(self.spans):
            if start <= place[0] < end:
                self.at.setdefault(item, set()).add(n)

    def only(self, item: Detail) -> int | None:
        """The one clause that ``item`` stands in."""
        found = self.at.get(item, set())
        return next(iter(found)) if len(found) == 1 else None


def exchanged(
    said: str, rendering: str, language: Language, encoder: Encoder
) -> Iterator[Unfaithful]:
    """Two parties or times that have each other's figures, negations, deeds."""
    here, there = _read(said, language), _read(rendering, other(language))
    _add_common(here, there, said, rendering, language)
    placed = {
        item: (here.only(item), there.only(item))
        for item in here.at.keys() & there.at.keys()
        if here.only(item) is not None and there.only(item) is not None
    }
    anchors = [item for item in placed if item[0] in _KINDS]
    crossed = any(
        _cross(one, second, placed, here, there) for one, second in combinations(sorted(anchors), 2)
    )
    if crossed or _other_partners(here, there):
        yield Unfaithful(Sign.PARTIES_EXCHANGED, said, rendering)
    elif _moved_negation(here, there, said, rendering, encoder):
        yield Unfaithful(Sign.NEGATION_MOVED, said, rendering)
    if _turned_round(said, rendering, language):
        yield Unfaithful(Sign.GIVER_EXCHANGED, said, rendering)


_KINDS = ("who", "when")


def _other_partners(here: _Clauses, there: _Clauses) -> bool:
    """Whether what goes with one party, or time, goes with another of the words in the rendering,
    both of which both sides have."""
    common = sorted(here.at.keys() & there.at.keys())
    for kind in _KINDS:
        anchors = [item for item in common if item[0] == kind and item[1] not in _TALKERS]
        for item in common:
            if item[0] == kind:
                continue
            before = {one for one in anchors if here.at[one] & here.at[item]}
            now = {one for one in anchors if there.at[one] & there.at[item]}
            if before and now and before.isdisjoint(now):
                return True
    return False


def _moved_negation(
    here: _Clauses, there: _Clauses, said: str, rendering: str, encoder: Encoder
) -> bool:
    """Whether a clause is denied that was not, and another one is not that was."""
    if len(here.spans) < 2 or len(here.spans) != len(there.spans):
        return False
    ours = encoder.encode([simplify(said[a:b]) for a, b in here.spans])
    theirs = encoder.encode([simplify(rendering[a:b]) for a, b in there.spans])
    likeness = theirs @ ours.T
    changes = {
        there.denials[n] > here.denials[best]
        for n, best in _matched(likeness)
        if there.denials[n] != here.denials[best]
    }
    return len(changes) == 2


def _matched(likeness: NDArray[np.float32]) -> Iterator[tuple[int, int]]:
    """Clauses of the rendering and of what was said, each once, the likest first."""
    free = likeness.astype(np.float64)
    for _ in range(min(free.shape)):
        n, best = divmod(int(free.argmax()), free.shape[1])
        if free[n, best] < _LEAST_LIKENESS:
            return
        yield n, best
        free[n, :] = free[:, best] = -1


def _read(text: str, language: Language) -> _Clauses:
    spans = [m.span() for m in _CLAUSE[language].finditer(text) if any(map(str.isalnum, m[0]))]
    negated = sure_negations(text, language)
    found = _Clauses(spans, [sum(a <= n[0] < b for n in negated) for a, b in spans])
    for name, place in parties(text, language):
        found.add(("who", name), place)
    for name, place in times(text, language):
        found.add(("when", name), place)
    return found


def _add_common(
    here: _Clauses, there: _Clauses, said: str, rendering: str, language: Language
) -> None:
    """Figures and verbs that both sides have."""
    for n, (one, another) in enumerate(matched_figures(said, rendering, language)):
        here.add(("figure", str(n)), one.span)
        there.add(("figure", str(n)), another.span)
    zh, en = (here, there) if language == "zh" else (there, here)
    zh_text, en_text = (said, rendering) if language == "zh" else (rendering, said)
    _add_times(zh, en, zh_text, en_text)
    stems = list(_stems(en_text))
    named = [place for _, place in (*parties(zh_text, "zh"), *times(zh_text, "zh"))]
    for word, place in _words(simplify(zh_text)):
        if any(start < place[1] and place[0] < end for start, end in named):
            continue
        for keys, at in stems:
            if not word[1].isdisjoint(keys):
                zh.add(("word", word[0]), place)
                en.add(("word", word[0]), at)


def _add_times(zh: _Clauses, en: _Clauses, zh_text: str, en_text: str) -> None:
    """Spans of time, which figures may go with: 一年 and "the first year"."""
    for one in quantities(zh_text, "zh"):
        for another in quantities(en_text, "en"):
            if one.kind == another.kind == "duration" and agree(one, another) == "same":
                zh.add(("when", one.said), one.span)
                en.add(("when", one.said), another.span)


def _words(text: str) -> Iterator[tuple[tuple[str, frozenset[str]], TextSpan]]:
    """The Chinese words, but for the commonest, with their keys."""
    for run in re.finditer(r"[\u3400-\u9fff]+", text):
        at = run.start()
        for word, keys in terms(run[0], "zh"):
            if not (
                word in _COMMON
                or set(word) & _NEGATIONS
                or set(word) <= _COUNTED
                or is_light(word, "zh")
            ):
                yield (word, keys), (at, at + len(word))
            at += len(word)


_COUNTED = frozenset("一二两三四五六七八九十百千万亿零半几多来余个位次天年月周号例台点")
_NEGATIONS = frozenset("不没无未别")
_COMMON = frozenset(
    "是 有 没 没有 不 不过 能 会 要 可以 得 做 去 来 到 在 说 讲 就 都 也 还 很 有的 有些".split()
)


def _stems(text: str) -> Iterator[tuple[frozenset[str], TextSpan]]:
    for match in re.finditer(r"[A-Za-z]+(?:['’][a-z]+)?", text):
        for _, keys in terms(match[0], "en"):
            yield keys, match.span()


def _cross(
    one: Detail,
    second: Detail,
    placed: Mapping[Detail, tuple[int | None, int | None]],
    here: _Clauses,
    there: _Clauses,
) -> bool:
    """Whether what stands with the two on the one side is exchanged on the other."""
    (s1, r1), (s2, r2) = placed[one], placed[second]
    if s1 == s2 or r1 == r2 or None in (s1, s2, r1, r2):
        return False
    crossed = straight = 0
    for item, (s, r) in placed.items():
        if item in (one, second) or item in _THINGS:
            continue
        crossed += (s, r) in ((s1, r2), (s2, r1))
        straight += (s, r) in ((s1, r1), (s2, r2))
    assert s1 is not None and s2 is not None and r1 is not None and r2 is not None
    said = bool(here.denials[s1]), bool(here.denials[s2])
    rendered = bool(there.denials[r1]), bool(there.denials[r2])
    if said[0] != said[1] and rendered[0] != rendered[1]:
        crossed += 2 * (said != rendered)
        straight += 2 * (said == rendered)
    return crossed > straight


def _turned_round(said: str, rendering: str, language: Language) -> bool:
    """Whether A gives B became B gives A: two parties that each side names once, in one clause."""
    zh, en = (said, rendering) if language == "zh" else (rendering, said)
    here, there = dict(parties(zh, "zh")), dict(parties(en, "en"))
    common = sorted((here.keys() & there.keys()) - _TALKERS, key=lambda name: here[name])
    for first, second in combinations(common, 2):
        (_, start), (end, _) = here[first], here[second]
        between = simplify(zh)[start:end]
        if not _GIVES.search(between) or re.search(r"[,，。;；?？!！]", between):
            continue
        if _PASSIVE["zh"].search(simplify(zh)[:end]):
            continue
        low, high = there[second][1], there[first][0]
        if low < high and not _PASSIVE["en"].search(en[low:high].casefold()):
            return True
    return False
