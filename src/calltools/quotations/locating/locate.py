"""Where in the transcripts a quotation comes from: by its words, else by its sense.

Similarity locates here and never judges: the most dangerous edits are the most similar.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from calltools.language.sentences import Language
from calltools.quotations.locating.cover import UNQUOTED, Cover, SymbolPair, covers
from calltools.quotations.locating.query import Quoted
from calltools.quotations.locating.senses import Senses
from calltools.quotations.locating.text_index import Index, Layer
from calltools.quotations.locating.window import TurnWindow
from calltools.quotations.model import Location, Part
from calltools.quotations.symbols import Numbers, is_chinese
from calltools.transcripts.model import Role

_LEAST_SCORE, _LEAST_ELSEWHERE = 0.54, 0.65
"""Similarity that a place must have; in several pieces, or where another call is meant."""
_LEAST_SYMBOLS, _LEAST_WHERE_MEANT = {"zh": 3.5, "en": 2.6}, 1.9
"""Symbols that a place must have of the quotation, after what its edits cost; where the report
says which call is meant, fewer do."""
_SURE, _SURE_WHERE_MEANT = 0.75, 0.6  # scores from which the sense is not asked; not measured
_PREFERRED, _ROLE = 0.08, 0.01  # added for the call and the role that are meant; not measured
_SHORT = 2  # symbols; fewer stand everywhere
_MOST_PLACES = 500  # bound on time; not measured
_CANDIDATES = 10  # transcripts laid under a quotation; not measured
_LEAST_SHARE = 0.5  # of the best transcript's weight; not measured
_UNRELATED = 0.6  # likeness below which words are unrelated; not measured


def locate(
    text: str,
    index: Index,
    language: Language | None = None,
    *,
    prefer: Collection[str] = (),
    role: Role | None = None,
    senses: Senses | None = None,
) -> list[Location]:
    """The places that ``text``, a quotation, may come from, best first; none if it is nowhere.

    It is looked for by its words; with ``senses``, where those tell nothing or little, by what it
    says as well: in the transcripts of its own language, and of the other one.

    ``language`` (zh or en) is the quotation's; told by its letters where it is None.  ``prefer``
    are ids of the transcripts that the report means, ``role`` the party it names: they rank
    places that fit alike.  A quotation of one symbol is only looked for where the report says, and
    one of two that several calls have is nowhere unless the report says in which.  Of places that
    fit equally some hundred are given.
    """
    name: Language = "zh" if language == "zh" or (not language and is_chinese(text)) else "en"
    quoted = Quoted.of(text, name)
    if not len(quoted.symbols):
        return []
    by_words = _Search(index.layers[name], quoted, frozenset(prefer), role).locations()
    if senses is None or len(quoted.symbols) == 1 or _is_sure(by_words, quoted, prefer):
        return by_words
    return senses.locate(text, name, prefer, role) or by_words


def _is_sure(found: Sequence[Location], quoted: Quoted, prefer: Collection[str]) -> bool:
    """Whether the best place is one by its words alone: where another call is meant, by more than
    one symbol."""
    if found and found[0].transcript in prefer:
        return found[0].score >= _SURE_WHERE_MEANT
    return bool(found) and found[0].score - quoted.one_symbol * bool(prefer) >= _SURE


@dataclass(frozen=True, slots=True)
class _Search:
    """One quotation looked for in one language's transcripts."""

    layer: Layer
    quoted: Quoted
    prefer: frozenset[str]
    role: Role | None

    def locations(self) -> list[Location]:
        """The places, best first."""
        exact = list(self._exact())
        meant = self.prefer & self.layer.numbers.keys()
        in_meant = [place for place in exact if place.transcript in meant]
        size = len(self.quoted.symbols)
        if size == 1:
            exact = in_meant
        elif size <= _SHORT and not meant and len({place.transcript for place in exact}) > 1:
            exact = []
        elif not exact or (meant and not in_meant):
            others = {place.parts: place for place in self._covered(exact)}
            exact += others.values()
        return sorted(exact, key=self._rank, reverse=True)

    def _rank(self, place: Location) -> float:
        entry = self.layer.entries[self.layer.numbers[place.transcript]]
        role = entry.turns[place.parts[0].turn].role
        # One symbol that differs does not outweigh what the report says.
        preferred = _PREFERRED + self.quoted.one_symbol
        return (
            place.score
            + preferred * (place.transcript in self.prefer)
            + _ROLE * (role == self.role)
        )

    def _exact(self) -> Iterator[Location]:
        """Where every symbol of the quotation stands, one after the other; the first of many."""
        layer, size = self.layer, len(self.quoted.symbols)
        positions = layer.exact(self.quoted.symbols.codes)
        numbers = layer.entries_at(positions)
        if len(positions) > _MOST_PLACES:
            wanted = [layer.numbers[id_] for id_ in self.prefer & layer.numbers.keys()]
            kept = np.argsort(~np.isin(numbers, wanted), kind="stable")[:_MOST_PLACES]
            numbers, positions = numbers[kept], positions[kept]
        ends = layer.turns_at(positions), layer.turns_at(positions + size - 1)
        for number, at, low, high in zip(numbers, positions, *ends, strict=True):
            first = layer.entry_first[number]
            turns = range(int(low - first), int(high - first) + 1)
            window = TurnWindow.of(layer.entries[number], turns, layer.language)
            begin = int(at - layer.turn_first[low])
            steps = tuple(SymbolPair(i, begin + i, 0.0) for i in range(size))
            yield self._location(window, Cover((steps,), 0.0))

    def _covered(self, exact: Sequence[Location]) -> Iterator[Location]:
        """Where pieces of the quotation cover it best, transcript by transcript: those that are
        meant, and where it stands ``exact``ly in none, those with the most of it."""
        layer = self.layer
        hits = layer.hits(self.quoted.symbols.codes)
        numbers = [layer.numbers[id_] for id_ in self.prefer if id_ in layer.numbers]
        if not exact:
            best = layer.best_entries(hits, _CANDIDATES)
            numbers += [n for n, weight in best if weight >= _LEAST_SHARE * best[0][1]]
        for number in dict.fromkeys(numbers):
            window = layer.window(number, hits)
            for cover in self._covers(window):
                place = self._location(window, cover)
                if self._is_enough(place):
                    yield place

    def _is_enough(self, place: Location) -> bool:
        """Whether ``place`` has so much of the quotation that chance is unlikely."""
        is_meant = place.transcript in self.prefer
        least = _LEAST_WHERE_MEANT if is_meant else _LEAST_SYMBOLS[self.layer.language]
        is_elsewhere = not is_meant and (bool(self.prefer) or len(place.parts) > 1)
        score = _LEAST_ELSEWHERE if is_elsewhere else _LEAST_SCORE
        return place.score >= max(score, least * self.quoted.one_symbol)

    def _covers(self, window: TurnWindow) -> list[Cover]:
        """The cheapest covers; of a long quotation one, put together from its chunks'."""
        costs, prices = self._costs(window), self.quoted.prices
        chunks = self.quoted.chunks()
        if len(chunks) == 1:
            return covers(costs, window.turns, prices)
        pieces: list[tuple[SymbolPair, ...]] = []
        cost = 0.0
        for start, end in chunks:
            cheapest = covers(costs[start:end], window.turns, prices.part(start, end))
            cost += cheapest[0].cost if cheapest else UNQUOTED * (end - start)
            pieces += [
                tuple(step._replace(quoted=step.quoted + start) for step in piece)
                for piece in (cheapest[0].pieces if cheapest else ())
            ]
        return [Cover(tuple(pieces), cost)] if pieces else []

    def _costs(self, window: TurnWindow) -> NDArray[np.float32]:
        """What it costs to take each symbol of the window for each of the quotation."""
        quoted, there = self.quoted.symbols, window.symbols.codes
        if self.layer.language == "zh":
            different: NDArray[np.float32] = (quoted.codes[:, None] != there).astype(np.float32)
            return different
        from rapidfuzz import fuzz, process

        kinds, first, which = np.unique(there, return_index=True, return_inverse=True)
        places = zip(quoted.starts, quoted.ends, strict=True)
        asked = [self.quoted.text[start:end].casefold() for start, end in places]
        alike = process.cdist(asked, window.words(first), scorer=fuzz.ratio, dtype=np.float32) / 100
        costs = np.where(alike >= _UNRELATED, 1 - alike, np.float32(UNQUOTED))
        costs[quoted.codes[:, None] == kinds] = 0
        return costs[:, which].astype(np.float32)

    def _location(self, window: TurnWindow, cover: Cover) -> Location:
        """The place of a cover: each of its runs with the quotation up to the next."""
        quoted = self.quoted.symbols
        runs = _runs(cover, window.turns, self.quoted)
        edges = [0, *(run[0].quoted for run in runs[1:]), len(quoted)]
        parts = []
        for run, (begin, end) in zip(runs, pairwise(edges), strict=False):
            places = [step.source for step in run]
            at = window.span(min(places), max(places) + 1)
            parts.append(Part(int(quoted.starts[begin]), int(quoted.ends[end - 1]), *at))
        score = 1 - cover.cost * self.quoted.one_symbol
        return Location(window.entry.id, tuple(parts), max(score, 0.0))


def _runs(cover: Cover, turns: Numbers, quoted: Quoted) -> list[list[SymbolPair]]:
    """The steps turn by turn; what goes on in the same turn without an ellipsis is one run.

    A turn of which no symbol is the quotation's was only touched by replacing: it does not count.
    """
    runs: list[list[SymbolPair]] = []
    for piece in cover.pieces:
        for turn, steps in groupby(piece, key=lambda step: int(turns[step.source])):
            run = list(steps)
            if all(step.cost >= UNQUOTED for step in run):
                continue
            for step in run:
                last = runs[-1][-1] if runs else None
                if (
                    last is not None
                    and int(turns[last.source]) == turn
                    and last.source < step.source
                    and not quoted.elided_between(last.quoted, step.quoted)
                ):
                    runs[-1].append(step)
                else:
                    runs.append([step])
    return runs
