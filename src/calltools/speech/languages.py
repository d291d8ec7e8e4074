"""Which language is spoken, Chinese or English, by the recogniser's own probabilities.

Every turn is judged by itself, so that a call that changes language is noticed.  Measured on 82
turns of four calls in Mandarin, on 48 short utterances and on a sample in English: from 1.5 s on, a
turn judged for one language with the probability below was never in the other; shorter ones (a
mere 对) were, and count for nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from calltools.media.pcm import Samples
from calltools.messages import Message
from calltools.speech.intervals import Region
from calltools.speech.model import SpokenLanguage
from calltools.speech.runtime import side_by_side
from calltools.transcripts.warning import CallWarning

CHINESE, ENGLISH = "zh", "en"
_NAMES = {CHINESE: Message("Chinese"), ENGLISH: Message("English")}
_IN_CHINESE = (CHINESE, "yue")
"""Codes that are counted as Chinese."""

Changes = Sequence[tuple[int, str]]
"""From when on (milliseconds) which language is spoken on a channel; the first is from 0."""

_SHORTEST_MS = 1_500  # Whisper guesses on less; not measured
_LONGEST_MS = 10_000
"""Longer turns are judged in pieces, in case the language changes within."""
_JUDGED_MS = 3_000
"""So much of a piece tells as much as all of it, in a fifth of the time."""

_SURE = 0.9  # probability; not measured
_KNOWN = 0.5
"""The least that Chinese and English together must have of the probability of all languages."""

_CHANGE_MS = 4_000
_CHANGE_SHARE = 0.02
"""So much must surely be in the other language before a call is said to change it."""

_DOUBTFUL = 0.8  # confidence below which people are warned; not measured


@dataclass(frozen=True, slots=True)
class _Judged:
    """A piece of a turn: how likely it is Chinese rather than English, and how likely either."""

    start_ms: int
    end_ms: int
    chinese: float
    known: float

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.start_ms

    @property
    def code(self) -> str:
        return CHINESE if self.chinese >= 0.5 else ENGLISH

    @property
    def sure(self) -> bool:
        return self.known >= _KNOWN and max(self.chinese, 1 - self.chinese) >= _SURE


def find_languages(
    turns: Mapping[int | None, Iterable[Region]],
    read: Callable[[int | None, int, int], Samples],
    judge: Callable[[Samples], Mapping[str, float]],
    threads: int = 1,
) -> tuple[SpokenLanguage, dict[int | None, Changes]]:
    """The language of a call, and for each channel where it changes.

    ``turns`` are those of each channel (None: of the mix), ``read`` gives the sound of a channel
    from and to a millisecond, ``judge`` the probability of each language in it; ``threads`` are
    judged side by side.
    """
    pieces = [(channel, *piece) for channel in turns for piece in _pieces(turns[channel])]

    def judged_in(channel: int | None, start: int, end: int) -> _Judged:
        return _judged(start, end, judge(read(channel, *_middle(start, end))))

    judged: dict[int | None, list[_Judged]] = {channel: [] for channel in turns}
    each = side_by_side(lambda piece: judged_in(*piece), pieces, threads)
    for (channel, *_), of_piece in zip(pieces, each, strict=True):
        judged[channel].append(of_piece)
    found = _spoken([piece for pieces in judged.values() for piece in pieces])
    changes: dict[int | None, Changes] = {
        channel: _changes(pieces, found.code) if found.mixed else [(0, found.code)]
        for channel, pieces in judged.items()
    }
    return found, changes


def _pieces(turns: Iterable[Region]) -> Iterator[Region]:
    for start, end in turns:
        count = -(-(end - start) // _LONGEST_MS)
        edges = [start + (end - start) * n // count for n in range(count + 1)] if count else []
        for piece in pairwise(edges):
            if piece[1] - piece[0] >= _SHORTEST_MS:
                yield piece


def _middle(start_ms: int, end_ms: int) -> Region:
    """The _JUDGED_MS in the middle of a piece."""
    left_out = max(0, end_ms - start_ms - _JUDGED_MS) // 2
    return start_ms + left_out, end_ms - left_out


def _judged(start_ms: int, end_ms: int, probabilities: Mapping[str, float]) -> _Judged:
    chinese = sum(probabilities.get(code, 0.0) for code in _IN_CHINESE)
    known = chinese + probabilities.get(ENGLISH, 0.0)
    return _Judged(start_ms, end_ms, chinese / known if known else 0.5, known)


def _spoken(pieces: Sequence[_Judged]) -> SpokenLanguage:
    """The language of most of what is said; of two alike, or where it seems to be neither, Chinese,
    for what is heard in English is written in English, whatever was said."""
    weight = sum(piece.length_ms * piece.known for piece in pieces)
    if not weight:
        return SpokenLanguage(CHINESE, 0.0, 0)
    chinese = sum(piece.length_ms * piece.known * piece.chinese for piece in pieces) / weight
    all_ms = sum(piece.length_ms for piece in pieces)
    unknown = weight < _KNOWN * all_ms
    code, confidence = (CHINESE, chinese) if chinese >= 0.5 or unknown else (ENGLISH, 1 - chinese)
    other_ms = sum(piece.length_ms for piece in pieces if piece.sure and piece.code != code)
    mixed = other_ms >= max(_CHANGE_MS, _CHANGE_SHARE * all_ms)
    other = _NAMES[ENGLISH if code == CHINESE else CHINESE]
    warnings: dict[str, str] = {}
    if mixed:
        warnings["language_changes"] = Message(
            "the call changes language ({other} for {length} s of {whole}): each turn was "
            "recognised in its own",
            other=other,
            length=f"{other_ms / 1000:.0f}",
            whole=f"{all_ms / 1000:.0f}",
        )
    elif other_ms:
        warnings["other_language"] = Message(
            "{length} s may be in {other}: listen to the turns",
            length=f"{other_ms / 1000:.1f}",
            other=other,
        )
    if unknown:
        warnings["language_unknown"] = Message(
            "the language may be neither Chinese nor English: say which with language"
        )
    elif confidence < _DOUBTFUL and not mixed:
        warnings["language_doubtful"] = Message(
            "the language is doubtful ({language}, confidence {confidence}): say which with "
            "language",
            language=_NAMES[code],
            confidence=f"{confidence:.2f}",
        )
    told = tuple(CallWarning(kind, words) for kind, words in warnings.items())
    return SpokenLanguage(code, round(confidence, 3), len(pieces), mixed, told)


def _changes(pieces: Sequence[_Judged], otherwise: str) -> Changes:
    """From when on which language is spoken: changes lie halfway between two turns that are surely
    in different ones, for a turn that is not belongs with those nearest to it."""
    sure = [piece for piece in pieces if piece.sure]
    found = [(0, sure[0].code if sure else otherwise)]
    for before, after in pairwise(sure):
        if after.code != before.code:
            found.append(((before.end_ms + after.start_ms) // 2, after.code))
    return found
