"""Names without a title: words that may be somebody's.

Names beside a title are found by :mod:`calltools.comparison.changed_names`.  A Chinese name
without one is told by what a dictionary (CC-CEDICT) does not know: 邬有田 begins with a family
name, and its characters make no word with their neighbours; the weights are fitted on whole
labelled calls (``likely_names.toml``).  An English one is known again by its title elsewhere in the
call: of names without any, weighed evidence found 8 of 195, among 130 proposals.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from calltools.comparison.changed_names import people, surnames, title_end, titled_names
from calltools.comparison.dictionary import (
    begun_words,
    english_words,
    family_names,
    meanings,
    segments,
)
from calltools.data import read_data
from calltools.language.normalise import TextSpan, simplified
from calltools.logistic import logistic
from calltools.page.institutions import institutions

PROPOSED = 0.3
"""So likely is what is proposed: a person looks at each, and a name that is missed is worse."""

_HAN = re.compile(r"[\u3400-\u9fff]+")
_CAPITAL = r"[A-Z][a-zü]+(?:['’-][A-Za-z][a-zü]*)*"
_CAPITALS = re.compile(rf"\b{_CAPITAL}(?:\s{_CAPITAL}){{0,2}}")


@dataclass(frozen=True, slots=True)
class MayBeName:
    """``text[start:end]`` may be a name by its ``evidence``."""

    start: int
    end: int
    evidence: Mapping[str, float]

    @property
    def likely(self) -> float:
        """How likely it is one, 0 to 1."""
        weights = _weights()["zh"]
        total = weights["bias"] + sum(weights[name] * x for name, x in self.evidence.items())
        return logistic(total)


class NamesOfCall:
    """The names in the texts of one call, which tell of each other: a family name that stands
    before a title, a word that stands alone elsewhere."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._families = {person.surname for text in texts for person in people(text)}
        self._han = "\n".join(map(simplified, texts))
        self._words = set(re.findall(r"[A-Za-z]+", "\n".join(texts)))
        self._titled = {
            word for text in texts for a, b in titled_names(text) for word in text[a:b].split()
        }

    def candidates(self, text: str) -> Iterator[MayBeName]:
        """All that may be a Chinese name in one of the texts, each span with its evidence; nothing
        of the names of institutions."""
        places = _institutions(text)
        for run in _HAN.finditer(simplified(text)):
            for words in self._chinese(run[0], run.start()):
                if _is_apart((words.start, words.end), places):
                    yield words

    def likely(self, text: str) -> list[TextSpan]:
        """The spans of a text that are likely names, Chinese ones with the titles behind them; of
        those that overlap the likeliest."""
        spans = [span for span in self._known_again(text) if _is_apart(span, _institutions(text))]
        for words in sorted(self.candidates(text), key=lambda words: -words.likely):
            if words.likely >= PROPOSED and _is_apart((words.start, words.end), spans):
                spans.append((words.start, title_end(text, words.end)))
        return sorted(spans)

    def _known_again(self, text: str) -> Iterator[TextSpan]:
        """Runs of capitals with a name that has a title elsewhere, without the words of the
        language that stand before it (Director), and none with a word that the call has small."""
        for run in _CAPITALS.finditer(text):
            names, start = run[0].split(), run.start()
            while len(names) > 1 and names[0].lower() in english_words():
                start = text.index(names[1], start + len(names[0]))
                del names[0]
            is_word = any(name.lower() in self._words for name in names)
            if not is_word and not self._titled.isdisjoint(names):
                yield start, run.end()

    def _chinese(self, run: str, first: int) -> Iterator[MayBeName]:
        cuts = set(accumulate(map(len, segments(run)), initial=0))
        for at in range(len(run)):
            size = next((n for n in (2, 1) if run[at : at + n] in _families()), 0)
            ends = [at + size + more for more in (0, 1, 2) if size]
            for end in ends:
                if end <= len(run) and (end > at + size or title_end(run, end) > end):
                    evidence = self._chinese_evidence(run, (at, at + size, end), cuts)
                    yield MayBeName(first + at, first + end, evidence)

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


def _institutions(text: str) -> list[TextSpan]:
    return [(place.start, place.end) for place in institutions(text)]


def _is_apart(words: TextSpan, spans: Iterable[TextSpan]) -> bool:
    return all(words[1] <= start or end <= words[0] for start, end in spans)


@cache
def _families() -> frozenset[str]:
    return family_names() | surnames()


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    return tomllib.loads(read_data("redaction/likely_names.toml"))
