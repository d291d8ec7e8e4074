"""Places that say what a quotation says in other words, or in another language.

Sentence embeddings and a dictionary propose them; whether the sense was kept is not judged here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calltools.comparison.dictionary import Term, terms
from calltools.comparison.pair_reader import PairReader
from calltools.language.encoders import Encoder, Vectors
from calltools.language.normalise import simplify
from calltools.language.sentences import Language, spans
from calltools.quotations.corpus import Entry
from calltools.quotations.locating.query import ELLIPSIS
from calltools.quotations.locating.text_index import Index
from calltools.quotations.model import Location, Part
from calltools.transcripts.model import Role

_MARKS = " ，。？！；：、,.;:?!…"
_MOST_CLAUSES = 6  # of a stretch that is embedded; not measured
_MOST_TURNS = 5_000
"""Of transcripts to look through where nothing tells which are meant."""
_WORDS = 0.3
"""What common words count, beside a cosine."""
_LENGTH = 0.15
"""What lengths that do not fit take off at most."""
_LONGER = {("zh", "zh"): 1.0, ("en", "en"): 1.0, ("zh", "en"): 3.1, ("en", "zh"): 1 / 3.1}
"""How many times as long as the quotation, in characters, what it quotes is, by the languages."""
_PREFERRED, _ROLE, _WRONG_ROLE = 0.08, 0.1, 0.08  # for the call and role meant; not measured
_MEANT = {True: 0.32, False: 0.455}
_NOT_MEANT = {True: 0.56, False: 0.7}
_UNKNOWN = {True: 0.43, False: 0.56}
"""Likeness a place must have, for translations (True) and other words of one language: where the
report means its transcript, where it means another, and where nothing tells which it means
(chosen on all labelled reports, where invented words come as near as this)."""

_OTHER_VERSION = 0.52
"""The same where the call is there in the quotation's own language, and has nothing like it."""
_BESIDE, _GAIN = 2, 0.03
"""How many turns away words may go on in another turn, and by how much likelier the two must be
than one: chosen on invented merges over 嗯."""

_Place = Sequence[tuple[int, int, int]]
"""Neighbouring clauses of a turn, or two turns in which one voice goes on: the turn, and the code
points of it from one to another."""


@dataclass(frozen=True, slots=True)
class SensedTexts:
    """Texts of one language with what tells their sense: vectors, and words of the dictionary."""

    language: Language
    vectors: Vectors
    terms: Sequence[Sequence[Term]]
    lengths: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Iterable[str], language: Language, encoder: Encoder) -> SensedTexts:
        """``texts``, in either script."""
        folded = [simplify(text) for text in texts]
        words = [terms(text, language) for text in folded]
        lengths = np.array([max(len(text), 1) for text in folded])
        return cls(language, encoder.encode(folded), words, lengths)

    def likeness(self, others: SensedTexts) -> NDArray[np.float64]:
        """How alike each of them (rows) is to each of the ``others``, about 0 to 1: cosine and
        common words, less where the lengths do not fit."""
        words = [[_common(own, other) for other in others.terms] for own in self.terms]
        longer = _LONGER[self.language, others.language]
        ratio = np.log(others.lengths[None, :] / (longer * self.lengths[:, None]))
        cosines = self.vectors @ others.vectors.T
        both: NDArray[np.float64] = (cosines + _WORDS * np.array(words)) / (1 + _WORDS)
        both *= 1 - _LENGTH * (1 - np.exp(-abs(ratio)))
        return both


class Senses:
    """Looks for what was said in other words; a transcript is embedded when it is first needed.

    The ``reader`` is for those who judge what is found in another language.
    """

    def __init__(self, index: Index, encoder: Encoder, reader: PairReader | None = None) -> None:
        self.index = index
        self.encoder = encoder
        self.reader = reader
        self._known: dict[str, tuple[Sequence[_Place], SensedTexts]] = {}

    def locate(
        self, text: str, language: Language, prefer: Collection[str] = (), role: Role | None = None
    ) -> list[Location]:
        """Places, best first, that are more like ``text`` than chance makes them.

        A call that is there in the quotation's ``language`` is looked for in the other one only
        where nothing is found: the report may quote the other version, or translate anew.
        Only a corpus of moderate size is looked through beyond the transcripts of ``prefer``.
        """
        segments = list(_segments(text))
        if not segments:
            return []
        quoted = SensedTexts.of((text[a:b] for a, b in segments), language, self.encoder)
        for least, candidates in self._candidates(language, prefer):
            found: list[tuple[float, Location]] = []
            for entry, spoken in candidates:
                place = self._best(text, segments, quoted, entry, spoken, role)
                if place and place.score >= max(least, _least(place, entry, prefer, role)):
                    found.append((place.score + _PREFERRED * (entry.id in prefer), place))
            if found:
                return [place for _, place in sorted(found, key=lambda pair: -pair[0])]
        return []

    def _candidates(
        self, language: Language, prefer: Collection[str]
    ) -> Iterator[tuple[float, list[tuple[Entry, Language]]]]:
        """Transcripts to look through, each with its language, and how alike a place must be at
        least; then the other versions of calls that are there in the quotation's language."""
        own: list[tuple[Entry, Language]] = []
        versions: list[tuple[Entry, Language]] = []
        for spoken, layer in self.index.layers.items():
            for entry in layer.entries:
                is_version = spoken != language and entry.id in self.index.corpus.counterparts
                (versions if is_version else own).append((entry, spoken))
        meant = [(entry, spoken) for entry, spoken in own if entry.id in prefer]
        yield 0.0, own if sum(len(entry.turns) for entry, _ in own) <= _MOST_TURNS else meant
        yield _OTHER_VERSION, [(entry, spoken) for entry, spoken in versions if entry.id in prefer]

    def _best(
        self,
        text: str,
        segments: Sequence[tuple[int, int]],
        quoted: SensedTexts,
        entry: Entry,
        spoken: Language,
        role: Role | None,
    ) -> Location | None:
        """The places of ``entry`` that are most like the segments of ``text``, as one."""
        if entry.id not in self._known:
            places: Sequence[_Place] = list(_places(entry, spoken))
            said = (" ".join(entry.turns[n].text[a:b] for n, a, b in place) for place in places)
            self._known[entry.id] = places, SensedTexts.of(said, spoken, self.encoder)
        places, passages = self._known[entry.id]
        if not places:
            return None
        roles = np.array([entry.turns[place[0][0]].role for place in places])
        two_turns = np.array([len(place) > 1 for place in places])
        likeness = quoted.likeness(passages)
        best = np.argmax(likeness + _ROLE * (roles == role) - _GAIN * two_turns, axis=1)
        parts = [
            part
            for segment, place in zip(segments, best, strict=True)
            for part in _laid_over(text, segment, places[place], quoted.language)
        ]
        score = float(np.minimum(likeness[np.arange(len(best)), best], 1.0).mean())
        return Location(entry.id, tuple(parts), score, translated=spoken != quoted.language)


def _common(one: Sequence[Term], other: Sequence[Term]) -> float:
    """Share of the words of both that the other has."""
    keys = [frozenset[str]().union(*(own for _, own in side)) for side in (one, other)]
    shared = sum(not own.isdisjoint(keys[1]) for _, own in one)
    shared += sum(not own.isdisjoint(keys[0]) for _, own in other)
    return shared / max(len(one) + len(other), 1)


def _places(entry: Entry, language: Language) -> Iterator[_Place]:
    """Every run of up to some clauses of a turn, the whole of it, and the whole of two turns in
    which one voice goes on."""
    for number, turn in enumerate(entry.turns):
        clauses = [
            (start, start + len(turn.text[start:end].rstrip(_MARKS)))
            for start, end in spans(turn.text, language, "clause")
        ]
        for i, (start, _) in enumerate(clauses):
            for _, end in clauses[i : i + _MOST_CLAUSES]:
                yield [(number, start, end)]
        if len(clauses) > _MOST_CLAUSES:
            yield [(number, clauses[0][0], clauses[-1][1])]
        for other in range(number + 1, min(number + _BESIDE + 1, len(entry.turns))):
            if entry.goes_on(number, other):
                yield [(number, 0, len(turn.text)), (other, 0, len(entry.turns[other].text))]


def _laid_over(
    text: str, segment: tuple[int, int], place: _Place, language: Language
) -> Iterator[Part]:
    """The segment over its place: over two turns cut at the clause nearest to their lengths."""
    start, end = segment
    for following in place[1:]:
        wanted = start + place[0][2] / (place[0][2] + following[2]) * (end - start)
        clauses = [start + a for a, _ in spans(text[start:end], language, "clause")]
        cut = min(clauses[1:], key=lambda at: abs(at - wanted), default=end)
        yield Part(start, cut, *place[0])
        start = cut
    if start < end:
        yield Part(start, end, *place[-1])


def _least(place: Location, entry: Entry, prefer: Collection[str], role: Role | None) -> float:
    """The likeness that ``place`` must have."""
    meant = _MEANT if entry.id in prefer else _NOT_MEANT if prefer else _UNKNOWN
    others = role is not None and all(entry.turns[part.turn].role != role for part in place.parts)
    return meant[place.translated] + _WRONG_ROLE * others


def _segments(text: str) -> Iterator[tuple[int, int]]:
    """What stands between marks of elision and has a letter or digit."""
    edges = [0, *(at for match in ELLIPSIS.finditer(text) for at in match.span()), len(text)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        piece = text[start:end]
        if any(map(str.isalnum, piece)):
            yield end - len(piece.lstrip()), start + len(piece.rstrip())
