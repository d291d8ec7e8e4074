"""Terms of the trade that words heard may be: proposed beside them, never written over them.

Recognisers write homophones (肝移植 as 甘疑只).  Terms that sound as a stretch of a turn does, or
nearly, are put in its place, and the recogniser weighs both texts on the same sound; it is given no
prompt and no words to look for, which make it write them where nobody said them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from calltools.arithmetic import exact
from calltools.language.lexicon import heard_words
from calltools.language.sounds import difference, syllable
from calltools.progress import Progress, silent
from calltools.speech.intervals import Region
from calltools.transcripts.model import Turn, Word

PROPOSED = "reading_proposed"
"""The flag of a turn in which a reading is proposed."""

_LARGEST_DIFFERENCE = 2.0
_LARGEST_SHARE = 0.75
"""So far (:func:`calltools.language.sounds.difference`) a character may be from the term's, and
all of them in the mean."""

_PER_CHARACTER = 3.0
"""What a character that sounds as the term's does counts for the term, against the recogniser's
opinion of it, in nats.  Chosen on the four read calls, clean, by channel, through GSM and in noise,
two more and 11 minutes of other speech; from 2 to 3.5 as many in a hundred proposed were said."""

_SURE = 0.9
"""Of words each of which is likelier than this only the exact sound of a term is asked about: of
86 readings that were said two had been so sure, and both sound alike.  It saves a fifth."""

_SHORTEST_PHRASE = 4
"""Shorter ones are of everyday speech, and sound like one another (说不定 and 说不清)."""

_BEFORE_MS = 2_500
_AFTER_MS = 1_000
"""What is heard around a stretch; with more, less or no other was proposed and it took longer."""

_AROUND_MS = 200
"""Word times drift by about as much."""

_LONGEST_MS = 25_000


@dataclass(frozen=True, slots=True)
class ProposedReading:
    """``proposed`` is what may have been said where ``heard`` stands in the turn ``turn`` from
    ``start`` to ``end`` (code points); ``score`` is how much speaks for it, in nats from 0 on."""

    turn: int
    start: int
    end: int
    heard: str
    proposed: str
    score: float


@dataclass(frozen=True, slots=True)
class LikeSounding:
    """A term that ``text[start:end]`` sounds like: ``apart`` so far."""

    start: int
    end: int
    term: str
    apart: float


Weigh = Callable[[str | None, Region, Sequence[str]], Sequence[float]]
"""The natural logarithms of the probabilities of texts in what a speaker says in a region (ms)."""


def trade_terms() -> frozenset[str]:
    """The terms that are proposed in every call."""
    long = {phrase for phrase in heard_words("phrases") if len(phrase) >= _SHORTEST_PHRASE}
    return heard_words("terms") | heard_words("proposed") | long


def like_sounding(text: str, terms: Iterable[str]) -> list[LikeSounding]:
    """The ``terms`` that stretches of Chinese ``text`` sound like and are not, in order; none where
    a longer one of them, or one as long, stands already."""
    sounds = [syllable(character) for character in text]
    found = [place for term in terms for place in _like(text, sounds, term)]
    there = [place for place in found if text[place.start : place.end] == place.term]
    unlike = [
        place
        for place in found
        if not any(
            term.start < place.end
            and place.start < term.end
            and term.end - term.start >= place.end - place.start
            for term in there
        )
    ]
    return sorted(unlike, key=lambda place: (place.start, place.end, place.term))


def _like(text: str, sounds: Sequence[str], term: str) -> Iterator[LikeSounding]:
    size, wanted = len(term), [syllable(character) for character in term]
    most = _LARGEST_SHARE * size
    for start in range(len(text) - size + 1):
        apart = 0.0
        for here, there in zip(sounds[start : start + size], wanted, strict=True):
            unlike = difference(here, there) if here.isascii() and here.isalpha() else most + 1
            apart += unlike if unlike <= _LARGEST_DIFFERENCE else most + 1
            if apart > most:
                break
        else:
            yield LikeSounding(start, start + size, term, apart)


def proposed_readings(
    number: int, turn: Turn, terms: Iterable[str], weigh: Weigh
) -> list[ProposedReading]:
    """What is proposed in ``turn``, the call's ``number``, in order; readings do not overlap."""
    readings = [
        ProposedReading(number, p.start, p.end, turn.text[p.start : p.end], p.term, round(score, 2))
        for places in _overlapping(_doubtful(turn, like_sounding(turn.text, terms)))
        for p, score in zip(places, _scores(turn, places, weigh), strict=True)
        if score >= 0
    ]
    chosen: list[ProposedReading] = []
    for reading in sorted(readings, key=lambda r: (-r.score, r.start - r.end, r.start, r.proposed)):
        if all(reading.end <= other.start or other.end <= reading.start for other in chosen):
            chosen.append(reading)
    return sorted(chosen, key=lambda reading: reading.start)


def _doubtful(turn: Turn, places: Iterable[LikeSounding]) -> list[LikeSounding]:
    """Those of ``places`` that are worth asking about."""
    doubted = [word for word in turn.words if word.score is None or word.score < _SURE]
    return [
        place
        for place in places
        if not place.apart
        or any(word.start < place.end and place.start < word.end for word in doubted)
    ]


def _overlapping(places: Iterable[LikeSounding]) -> list[list[LikeSounding]]:
    """Places in order, those that overlap together."""
    groups: list[list[LikeSounding]] = []
    end = 0
    for place in places:
        if not groups or place.start >= end:
            groups.append([])
        groups[-1].append(place)
        end = max(end, place.end)
    return groups


def _scores(turn: Turn, places: Sequence[LikeSounding], weigh: Weigh) -> list[float]:
    """How much speaks for the term at each of ``places``."""
    start, end = places[0].start, max(place.end for place in places)
    around = _around(turn.words, start, end)
    if around is None:
        return [-1.0] * len(places)
    region, (first, last) = around
    texts = [
        turn.text[first:last],
        *(turn.text[first : p.start] + p.term + turn.text[p.end : last] for p in places),
    ]
    heard, *others = weigh(turn.speaker, region, texts)
    return [
        other - heard + _PER_CHARACTER * (p.end - p.start - p.apart)
        for p, other in zip(places, others, strict=True)
    ]


def _around(words: Sequence[Word], start: int, end: int) -> tuple[Region, Region] | None:
    """When the words around the code points ``start`` to ``end`` of a turn are said (ms), and
    where they stand in it; None where that is nowhere, or too long."""
    times = [(word.start_ms or 0, word.end_ms or 0) for word in words]
    inside = [i for i, word in enumerate(words) if word.start < end and start < word.end]
    if not inside:
        return None
    first, last = inside[0], inside[-1]
    begin_ms, stop_ms = times[first][0] - _BEFORE_MS, times[last][1] + _AFTER_MS
    while first and times[first - 1][0] >= begin_ms:
        first -= 1
    while last + 1 < len(words) and times[last + 1][1] <= stop_ms:
        last += 1
    region = max(0, times[first][0] - _AROUND_MS), times[last][1] + _AROUND_MS
    if region[1] - region[0] > _LONGEST_MS:
        return None
    return region, (words[first].start, words[last].end)


@exact()
def propose(
    turns: Sequence[Turn],
    language: str,
    terms: Iterable[str],
    weigh: Weigh,
    progress: Progress = silent,
) -> tuple[ProposedReading, ...]:
    """What is proposed of ``terms`` in the ``turns`` of a call, those that are in Chinese."""
    readings: list[ProposedReading] = []
    wanted = sorted(terms)
    for number, turn in enumerate(turns):
        if (turn.language or language).startswith("zh"):
            readings += proposed_readings(number, turn, wanted, weigh)
        progress((number + 1) / len(turns))
    return tuple(readings)


def with_readings(turns: Sequence[Turn], readings: Iterable[ProposedReading]) -> tuple[Turn, ...]:
    """``turns`` with what is proposed at each word that it is proposed for, whole words at a time,
    and flagged where anything is."""
    marked = list(turns)
    for reading in readings:
        turn = marked[reading.turn]
        there = [w for w in turn.words if w.start < reading.end and reading.start < w.end]
        if not there:
            continue
        before = turn.text[there[0].start : reading.start]
        proposed = before + reading.proposed + turn.text[reading.end : there[-1].end]
        words = tuple(replace(w, proposed=proposed) if w in there else w for w in turn.words)
        flags = tuple(dict.fromkeys((*turn.flags, PROPOSED)))
        marked[reading.turn] = replace(turn, words=words, flags=flags)
    return tuple(marked)
