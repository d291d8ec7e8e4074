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

from calltools.comparison.changed_figures import matched_figures
from calltools.comparison.changes import Change
from calltools.comparison.common_words import is_light
from calltools.comparison.dictionary import terms
from calltools.comparison.parties import parties, times
from calltools.comparison.signs import Sign
from calltools.language.cues import sure_negations
from calltools.language.normalise import TextSpan, simplify
from calltools.language.quantities import agree, quantities
from calltools.language.sentences import Language, spans

_JOINT = re.compile(r"\b(?:and|but|while|whereas|then|so|or)\b", re.IGNORECASE)
_GIVES = re.compile(r"给(?!不)|付|交|发|送|告诉|通知|转|还")
_PASSIVE = re.compile(r"被|由|受|从|向|跟|和|同|让|归")
_PASSIVE_ENGLISH = re.compile(r"\b(?:by|from|of|with|to|for|and|or)\b")
_TALKERS = {"we", "you", "they"}
_THINGS = {("who", organ) for organ in ("liver", "kidney", "heart", "lung")}
"""Named once and meant in the next clause as well."""
_COUNTED = frozenset("一二两三四五六七八九十百千万亿零半几多来余个位次天年月周号例台点")
_NEGATIONS = frozenset("不没无未别")

Detail = tuple[str, str]
"""A kind (who, when, figure, word) and which."""


@dataclass
class _Clauses:
    """The clauses of a text, whether each is denied, and in which of them each item stands."""

    places: Sequence[TextSpan]
    denied: Sequence[bool]
    at: dict[Detail, set[int]] = field(default_factory=dict)

    def add(self, item: Detail, place: TextSpan) -> None:
        """Notes that ``item`` stands at ``place``."""
        for n, (start, end) in enumerate(self.places):
            if start <= place[0] < end:
                self.at.setdefault(item, set()).add(n)

    def only(self, item: Detail) -> int | None:
        """The one clause that ``item`` stands in."""
        found = self.at.get(item, set())
        return next(iter(found)) if len(found) == 1 else None


def exchanged_parties(zh: str, en: str) -> Iterator[Change[Sign]]:
    """Two parties or times that have each other's figures, negations, deeds; who gives and who
    gets."""
    here, there = _read(zh, "zh"), _read(en, "en")
    _add_common(here, there, zh, en)
    placed = {
        item: (ours, theirs)
        for item in here.at.keys() & there.at.keys()
        if (ours := here.only(item)) is not None and (theirs := there.only(item)) is not None
    }
    anchors = sorted(item for item in placed if item[0] in ("who", "when"))
    whole = (0, len(zh)), (0, len(en))
    if any(_cross(*pair, placed, here, there) for pair in combinations(anchors, 2)):
        yield Change(Sign.PARTIES_EXCHANGED, *whole, Sign.PARTIES_EXCHANGED.sentence)
    if _is_turned_round(zh, en):
        yield Change(Sign.GIVER_EXCHANGED, *whole, Sign.GIVER_EXCHANGED.sentence)


def _read(text: str, language: Language) -> _Clauses:
    places = list(_clauses(text, language))
    negated = sure_negations(text, language)
    found = _Clauses(places, [any(a <= n[0] < b for n in negated) for a, b in places])
    for name, place in parties(text, language):
        found.add(("who", name), place)
    for name, place in times(text, language):
        found.add(("when", name), place)
    return found


def _clauses(text: str, language: Language) -> Iterator[TextSpan]:
    """The clauses of a text, those of English parted by "and" as well."""
    for start, end in spans(text, language, "clause"):
        for match in _JOINT.finditer(text, start, end) if language == "en" else ():
            yield start, match.start()
            start = match.start()
        yield start, end


def _add_common(here: _Clauses, there: _Clauses, zh: str, en: str) -> None:
    """Figures and words that both sides have, and spans of time, which figures may go with: 一年
    and "the first year"."""
    for n, (said, printed) in enumerate(matched_figures(zh, en, "zh")):
        here.add(("figure", str(n)), said.span)
        there.add(("figure", str(n)), printed.span)
    for said in quantities(zh, "zh"):
        for printed in quantities(en, "en"):
            if said.scale == printed.scale == "duration" and agree(said, printed) == "same":
                here.add(("when", said.said), said.span)
                there.add(("when", said.said), printed.span)
    stems = list(_stems(en))
    named = [place for _, place in (*parties(zh, "zh"), *times(zh, "zh"))]
    for word, keys, place in _words(simplify(zh)):
        if any(start < place[1] and place[0] < end for start, end in named):
            continue
        for others, at in stems:
            if not keys.isdisjoint(others):
                here.add(("word", word), place)
                there.add(("word", word), at)


def _words(text: str) -> Iterator[tuple[str, frozenset[str], TextSpan]]:
    """The Chinese words, but for the commonest, with their keys."""
    for run in re.finditer(r"[\u3400-\u9fff]+", text):
        at = run.start()
        for word, keys in terms(run[0], "zh"):
            common = set(word) & _NEGATIONS or set(word) <= _COUNTED or is_light(word, "zh")
            if not common:
                yield word, keys, (at, at + len(word))
            at += len(word)


def _stems(text: str) -> Iterator[tuple[frozenset[str], TextSpan]]:
    for match in re.finditer(r"[A-Za-z]+(?:['’][a-z]+)?", text):
        for _, keys in terms(match[0], "en"):
            yield keys, match.span()


def _cross(
    first: Detail,
    second: Detail,
    placed: Mapping[Detail, tuple[int, int]],
    here: _Clauses,
    there: _Clauses,
) -> bool:
    """Whether what stands with the two on the one side is exchanged on the other."""
    (s1, r1), (s2, r2) = placed[first], placed[second]
    if s1 == s2 or r1 == r2:
        return False
    beside = [at for item, at in placed.items() if item not in (first, second, *_THINGS)]
    crossed = sum(at in ((s1, r2), (s2, r1)) for at in beside)
    straight = sum(at in ((s1, r1), (s2, r2)) for at in beside)
    said = here.denied[s1], here.denied[s2]
    printed = there.denied[r1], there.denied[r2]
    if said[0] != said[1] and printed[0] != printed[1]:
        crossed += 2 * (said != printed)
        straight += 2 * (said == printed)
    return crossed > straight


def _is_turned_round(zh: str, en: str) -> bool:
    """Whether A gives B became B gives A: two parties that each side names once, in one clause."""
    here, there = dict(parties(zh, "zh")), dict(parties(en, "en"))
    common = sorted((here.keys() & there.keys()) - _TALKERS, key=lambda name: here[name])
    folded = simplify(zh)
    for first, second in combinations(common, 2):
        (_, start), (end, _) = here[first], here[second]
        between = folded[start:end]
        if not _GIVES.search(between) or re.search(r"[,，。;；?？!！]", between):
            continue
        low, high = there[second][1], there[first][0]
        passive = _PASSIVE.search(folded[:end]) or _PASSIVE_ENGLISH.search(en[low:high].casefold())
        if low < high and not passive:
            return True
    return False
