"""Names without a title, by weighed evidence: words that may be somebody's, and how likely.

What a title stands beside, :mod:`calltools.comparison.names` finds.  The rest is told by what a
dictionary (CC-CEDICT) does not know: 邬有田 begins with a family name, and its characters make no
word with their neighbours; Tarn is no English word.  The weights are fitted on whole labelled
calls (``likely.toml``).
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from calltools.comparison.dictionary import (
    begun_words,
    english_words,
    family_names,
    meanings,
    segments,
)
from calltools.comparison.names import people, surnames, title_end, titled_names
from calltools.data import read_data
from calltools.language.normalise import simplify
from calltools.logistic import logistic
from calltools.page.institutions import institutions

PROPOSED = 0.3
"""So likely is what is proposed: a person looks at each, and a name that is missed is worse."""

_HAN = re.compile(r"[\u3400-\u9fff]+")
_CAPITAL = r"[A-Z][a-zü]+(?:['’-][A-Za-z][a-zü]*)*"
_LATIN = re.compile(rf"\b{_CAPITAL}(?:\s{_CAPITAL}){{0,2}}")
_JOINS = " \n\t’'.-"
_ENDS = '.?!:;…"“”‘([>*-—\n'


@dataclass(frozen=True, slots=True)
class MayBeName:
    """``text[start:end]`` may be a name by its ``evidence``; ``language`` says whose weights."""

    start: int
    end: int
    language: str
    evidence: Mapping[str, float]

    @property
    def likely(self) -> float:
        """How likely it is one, 0 to 1."""
        weights = _weights()[self.language]
        total = weights["bias"] + sum(weights[name] * x for name, x in self.evidence.items())
        return logistic(total)


class NamesOfCall:
    """The names in the texts of one call, which tell of each other: a family name that stands
    before a title, a word that stands alone elsewhere."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._families = {person.surname for text in texts for person in people(text)}
        self._han = "\n".join(map(simplify, texts))
        self._words = Counter(re.findall(r"[A-Za-z]+", "\n".join(texts)))
        self._titled = {
            word for text in texts for a, b in titled_names(text) for word in text[a:b].split()
        }

    def candidates(self, text: str) -> Iterator[MayBeName]:
        """All that may be a name in one of the texts, each span with its evidence; nothing of the
        names of institutions."""
        places = [(one.start, one.end) for one in institutions(text)]
        for one in self._all(text):
            if all(one.end <= start or end <= one.start for start, end in places):
                yield one

    def _all(self, text: str) -> Iterator[MayBeName]:
        folded = simplify(text)
        if len(folded) == len(text):
            for run in _HAN.finditer(folded):
                yield from self._chinese(run[0], run.start())
        for match in _LATIN.finditer(text):
            yield from self._latin(text, match)

    def likely(self, text: str) -> list[tuple[int, int]]:
        """The spans of a text that are likely names, with the titles behind them; of those that
        overlap the likeliest."""
        found: list[tuple[int, int]] = []
        ranked = sorted(self.candidates(text), key=lambda one: -one.likely)
        for one in ranked:
            if one.likely < PROPOSED:
                break
            if all(one.end <= start or end <= one.start for start, end in found):
                found.append((one.start, title_end(text, one.end)))
        return sorted(found)

    def _chinese(self, run: str, first: int) -> Iterator[MayBeName]:
        cuts = {0}
        for word in segments(run):
            cuts.add(max(cuts) + len(word))
        for at in range(len(run)):
            size = next((n for n in (2, 1) if run[at : at + n] in _families()), 0)
            ends = [at + size + more for more in (0, 1, 2) if size]
            for end in ends:
                if end <= len(run) and (end > at + size or title_end(run, end) > end):
                    evidence = self._chinese_evidence(run, (at, at + size, end), cuts)
                    yield MayBeName(first + at, first + end, "zh", evidence)

    def _chinese_evidence(
        self, run: str, places: tuple[int, int, int], cuts: Collection[int]
    ) -> Mapping[str, float]:
        """Evidence for the family name and the given one that begin and end at ``places``."""
        start, given, end = places
        family, span = run[start:given], run[start:end]
        whole = start in cuts and end in cuts
        inside = sum(cut in cuts for cut in range(start + 1, end))
        return {
            "bounded": float(whole),
            "unknown": float(whole and inside == len(span) - 1),
            "a word": float(whole and inside == 0),
            "titled": float(title_end(run, end) > end),
            "titled alone": float(end == given),
            "two given": float(end - given == 2),
            "compound": float(given - start == 2),
            "family known": float(family in self._families),
            "begins": float(start == 0),
            "ends": float(end == len(run)),
            "common": math.log10(1 + begun_words().get(family, 0)),
            "meanings": math.log2(1 + meanings(family)),
            "often": math.log2(1 + self._han.count(family) - self._han.count(span)),
            "common given": math.log10(
                1 + min((begun_words().get(c, 0) for c in run[given:end]), default=0)
            ),
        }

    def _latin(self, text: str, match: re.Match[str]) -> Iterator[MayBeName]:
        """A run of capitals, without the words of the language that stand before it: Director."""
        vocabulary = english_words()
        names, end = match[0].split(), match.end()
        start = match.start()
        while len(names) > 1 and names[0].lower() in vocabulary:
            start = text.index(names[1], start + len(names[0]))
            del names[0]
        before, rest = text[: match.start()].rstrip(), text[end:].lstrip()
        opens = not before or before[-1] in _ENDS
        behind = start > match.start()
        unknown = [name.lower() not in vocabulary for name in names]
        yield MayBeName(
            start,
            end,
            "en",
            {
                "unknown": sum(unknown) / len(names),
                "known in capitals": float(any(name in vocabulary for name in names)),
                "last unknown": float(unknown[-1]),
                "opens": float(opens and not behind),
                "opens known": float(opens and not behind and not unknown[0]),
                "behind words": float(behind),
                "alone": float(len(names) == 1),
                "two": float(len(names) == 2),
                "small elsewhere": float(any(self._words[name.lower()] for name in names)),
                "titled elsewhere": float(any(name in self._titled for name in names)),
                "again": float(self._words[names[-1]] > 1),
                "label": float(text.strip() == match[0]),
                "ends": float(not rest or rest[0] in ",.?!"),
                "then number": float(rest.lstrip(_JOINS)[:1].isdecimal()),
            },
        )


@cache
def _families() -> frozenset[str]:
    return family_names() | surnames()


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    return tomllib.loads(read_data("redaction/likely.toml"))
