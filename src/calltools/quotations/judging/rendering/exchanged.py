"""Who does what, and when: parties and times that changed places in a rendering.

"We can see it, the family can't" holds the same words as "the family can see it, we can't".  So
clauses are compared by what stands together in them: two parties (times, kinds) of separate
clauses, and the figures, negations and verbs beside them.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from calltools.alignment.dictionary import terms
from calltools.language.normalise import simplify
from calltools.language.sentences import Language
from calltools.quotations.judging.rendering.figures import matched_figures
from calltools.quotations.judging.rendering.model import Unfaithful, denials, other
from calltools.quotations.judging.rendering.parties import Place, parties, times

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


@dataclass
class _Clauses:
    """The clauses of a text, and in which of them each item stands."""

    spans: Sequence[Place]
    denied: Sequence[bool]
    at: dict[Hashable, set[int]] = field(default_factory=dict)

    def add(self, item: Hashable, place: Place) -> None:
        """Notes that ``item`` stands at ``place``."""
        for n, (start, end) in enumerate(self.spans):
            if start <= place[0] < end:
                self.at.setdefault(item, set()).add(n)

    def only(self, item: Hashable) -> int | None:
        """The one clause that ``item`` stands in."""
        found = self.at.get(item, set())
        return next(iter(found)) if len(found) == 1 else None


def exchanged(said: str, rendering: str, language: Language) -> Iterator[Unfaithful]:
    """Two parties or times that have each other's figures, negations, deeds."""
    here, there = _read(said, language), _read(rendering, other(language))
    _add_common(here, there, said, rendering, language)
    placed = {
        item: (here.only(item), there.only(item))
        for item in here.at.keys() & there.at.keys()
        if here.only(item) is not None and there.only(item) is not None
    }
    anchors = [item for item in placed if isinstance(item, tuple) and item[0] in ("who", "when")]
    for one, second in combinations(sorted(anchors), 2):
        if _cross(one, second, placed, here, there):
            yield Unfaithful("Who or when was exchanged", said, rendering, sure=False)
            return
    if _turned_round(said, rendering, language):
        yield Unfaithful("Who gives and who gets was exchanged", said, rendering, sure=False)


def _read(text: str, language: Language) -> _Clauses:
    spans = [m.span() for m in _CLAUSE[language].finditer(text) if any(map(str.isalnum, m[0]))]
    negated = denials(text, language)
    found = _Clauses(spans, [any(a <= n[0] < b for n in negated) for a, b in spans])
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
        here.add(("figure", n), one.place)
        there.add(("figure", n), another.place)
    zh, en = (here, there) if language == "zh" else (there, here)
    zh_text, en_text = (said, rendering) if language == "zh" else (rendering, said)
    stems = list(_stems(en_text))
    for word, place in _verbs(simplify(zh_text)):
        for keys, at in stems:
            if not word[1].isdisjoint(keys):
                zh.add(("verb", word[0]), place)
                en.add(("verb", word[0]), at)


def _verbs(text: str) -> Iterator[tuple[tuple[str, frozenset[str]], Place]]:
    """Chinese words that may be verbs of content, with their keys."""
    for run in re.finditer(r"[\u3400-\u9fff]+", text):
        at = run.start()
        for word, keys in terms(run[0], "zh"):
            if word not in _NO_VERBS:
                yield (word, keys), (at, at + len(word))
            at += len(word)


_NO_VERBS = frozenset("是有没没有不能会要可以得做去来到在说讲就都也还很")


def _stems(text: str) -> Iterator[tuple[frozenset[str], Place]]:
    for match in re.finditer(r"[A-Za-z]+(?:['’][a-z]+)?", text):
        for _, keys in terms(match[0], "en"):
            yield keys, match.span()


def _cross(
    one: Hashable,
    second: Hashable,
    placed: Mapping[Hashable, tuple[int | None, int | None]],
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
    if here.denied[s1] != here.denied[s2] and there.denied[r1] != there.denied[r2]:
        crossed += 2 * (there.denied[r1] == here.denied[s2])
        straight += 2 * (there.denied[r1] == here.denied[s1])
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
