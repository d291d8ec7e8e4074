"""What is heard twice: the figures and denials of a call that were not heard surely."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from calltools.alignment.heard_differences import answered, assertions
from calltools.alignment.letters import Letters, Pairs, letters_of, pair
from calltools.arithmetic import exact
from calltools.language.cues import negations
from calltools.language.normalise import Rewrite
from calltools.language.sounds import syllable
from calltools.media.pcm import Pcm
from calltools.progress import Progress, silent
from calltools.provenance import Step
from calltools.settings import Settings
from calltools.speech.hearing_differences import HeardOtherwise, SecondHearing
from calltools.speech.intervals import Region
from calltools.speech.leakage import leaks
from calltools.speech.model import Diarization, Heard
from calltools.speech.runtime import side_by_side
from calltools.speech.second_hearing import SecondRecogniser
from calltools.speech.turns import to_turns
from calltools.transcripts.model import Turn, Word

# ---- figures and denials that a text spells by sound alone: 时来天 is 十来天, 步用 is 不用


_NUMERALS = "一二两三四五六七八九十百千万几半"
_ABOUT = "来多几"
_UNITS = (
    "天", "周", "年", "月", "个月", "个半月", "星期", "个星期", "礼拜", "个礼拜", "小时", "万",
    "台", "例", "岁", "块",
)  # fmt: skip
_DENIAL = "不"


def spelt_by_sound(text: str) -> Iterator[Rewrite]:
    """(start, end, reading) of stretches of Chinese ``text`` that sound like a figure with its
    unit, or like 不, and have other characters; readings have as many characters."""
    for match in _figure().finditer("".join(_as_numeral(character) for character in text)):
        start, end = match.span()
        unit = next(u for u in _UNITS if _in_sounds(u) == match["unit"])
        reading = match["figure"] + unit
        if reading != text[start:end] and not any(c.isdigit() for c in text[start:end]):
            yield start, end, reading
    for at, character in enumerate(text):
        if character != _DENIAL and syllable(character) == syllable(_DENIAL):
            yield at, at + 1, _DENIAL


@cache
def _as_numeral(character: str) -> str:
    """The numeral or word of measure with the sound of a character, else that itself."""
    sound = syllable(character)
    spelt = _NUMERALS + _ABOUT + "".join(_UNITS)
    return next((written for written in spelt if syllable(written) == sound), character)


def _in_sounds(written: str) -> str:
    return "".join(map(_as_numeral, written))


@cache
def _figure() -> re.Pattern[str]:
    units = "|".join(sorted(map(_in_sounds, _UNITS), key=len, reverse=True))
    about = _in_sounds(_ABOUT)
    return re.compile(f"(?P<figure>[{_NUMERALS}]+[{about}]?)(?P<unit>{units})")


# ---- two hearings of the same sound: figures and denials on which they differ


_LEAST_HEARD = 0.5
"""Share of a text that a second hearing must have at all to be an opinion on it."""

_AROUND = 2
"""Letters before and after a denial that tell whether it is one (别的, 别动)."""


def places(texts: Sequence[str], language: str) -> list[tuple[int, int, int]]:
    """Where figures and denials stand in ``texts``: the turn, begin and end of each."""
    letters = letters_of(texts)
    spans = (letters.span(a.letters) for a in assertions(letters, language))
    return [(span.turn, span.start, span.end) for span in spans if span]


def heard_otherwise(
    first: Sequence[str], second: Sequence[str], language: str, *, by_ear: bool = False
) -> list[HeardOtherwise]:
    """Every figure and denial of either hearing that the other one has not, at its place in the
    turns ``first``; ``second`` is what was heard again, in the same order of time.

    Figures in other words and equal value are the same, and so is what only marks set apart.  A
    turn of which less than half was heard again is left out.  ``by_ear``: a second hearing that has
    the same syllables in other characters (时来天 for 十来天) contradicts no figure and no denial,
    and one that has neither there contradicts no figure: of seventeen such two in three were heard
    rightly at first.
    """
    ours, theirs = letters_of(first), letters_of(second)
    pairs = pair(ours, theirs)
    answers = answered(
        assertions(ours, language), assertions(theirs, language), ours, theirs, pairs
    )
    differences = []
    for answer in sorted(answers, key=lambda answer: answer.printed.start):
        place = ours.span(answer.printed)
        if answer.agree or place is None or _is_in_the_same_words(answer.printed, ours, pairs):
            continue
        if (pairs.partner[ours.turn == place.turn] >= 0).mean() < _LEAST_HEARD:
            continue
        words = ours.text(answer.printed)
        otherwise = theirs.text(_same_stretch(answer.heard, answer.printed, pairs, theirs))
        if by_ear and not _contradicts(words, otherwise, language):
            continue
        differences.append(HeardOtherwise(place.turn, place.start, place.end, words, otherwise))
    return differences


def _contradicts(words: str, otherwise: str, language: str) -> bool:
    """Whether a reading has another figure than ``words``, or denies otherwise."""
    if otherwise == words:
        return bool(negations(words, language))
    if places([words], language) and _sounds(words) == _sounds(otherwise):
        return False
    return bool(negations(words, language) or places([otherwise], language))


def _sounds(text: str) -> list[str]:
    syllables: list[str] = letters_of([text]).sounds[1].tolist()
    return syllables


def _is_in_the_same_words(here: range, ours: Letters, pairs: Pairs) -> bool:
    """Whether the letters ``here`` and those beside them are the same in both hearings."""
    turn = ours.turn[here.start]
    around = np.arange(max(0, here.start - _AROUND), min(len(ours), here.stop + _AROUND))
    around = around[ours.turn[around] == turn]
    partners = pairs.partner[around]
    return bool(
        (partners >= 0).all() and (np.diff(partners) == 1).all() and not pairs.cost[around].any()
    )


def _same_stretch(again: range, here: range, pairs: Pairs, theirs: Letters) -> range:
    """The letters ``again``, from the partner of the first letter of ``here`` to that of the last,
    so that both readings tell the same stretch."""
    if not again:
        return again
    edges = [int(pairs.partner[at]) for at in (here[0], here[-1])]
    inside = [at for at in edges if at >= 0 and theirs.turn[at] == theirs.turn[again.start]]
    return range(min([again.start, *inside]), max([again.stop, *(at + 1 for at in inside)]))


# ---- what is heard twice: the figures and denials of a call that were not heard surely


_SURE = 0.55
"""Score of the words of a figure or denial, and of those beside, from which on it is not heard
again.  On four calls as they are and in GSM, and one of them in noise, 16 of 29 wrong ones are
marked, in 14% of the time of recognition (17 in 18% with 0.6, 12 in 13% with 0.5)."""

_SPELT = 0.6
"""Score below which words may be homophones of a figure."""

_CONTEXT_MS = 5_000
"""So much is heard before and after, within the turn: a recogniser needs what stands around.  Of
spans of a second or two fewer errors were marked, and more in vain."""

_LONGEST_MS = 20_000  # of a turn that is heard whole; not measured

_WINDOW_MS = 28_000
"""So much is heard in one go, which with a second of silence is what Whisper hears at once.  Each
turn by itself costs a third less, and three times as many right ones are marked; ten seconds in one
go, twice as many."""

_AROUND_MS = 200
"""Word times drift by about as much."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """The words ``first`` to ``last`` of turn number ``turn``, to be heard again."""

    turn: int
    first: Word
    last: Word


_Window = tuple[tuple[int | None, str], list[Doubt]]
"""What is heard in one go: its channel (None: the mix), its language, and the doubts in it."""


class HearsTwice:
    """Hears again what matters and was not heard surely; its model is loaded when first needed."""

    def __init__(self, settings: Settings) -> None:
        """Raises what :class:`~calltools.speech.second_hearing.SecondRecogniser` does."""
        self._recogniser = SecondRecogniser(settings)
        self._language = settings.language

    def step(self, inputs: Mapping[str, str]) -> Step:
        """What would be done with ``inputs``: the sound, who speaks and what was heard, by their
        hashes."""
        return Step(
            "second",
            inputs=inputs,
            models=self._recogniser.models,
            parameters=self._recogniser.parameters,
        )

    @exact()
    def hear(
        self, pcm: Pcm, heard: Heard, diarization: Diarization, progress: Progress = silent
    ) -> SecondHearing:
        """Where figures and denials are heard otherwise, or sound so."""
        turns = to_turns(heard.segments, diarization)
        language = heard.language.code if heard.language else self._language
        found = list(misspelt(turns, language))
        silenced = leaks(diarization)
        regions: list[Region] = []
        windows = list(_windows(turns, doubtful(turns, language), diarization, language))

        def again(window: _Window) -> str:
            (channel, spoken), doubts = window
            return self._recogniser.text(
                pcm,
                [_region(doubt) for doubt in doubts],
                spoken,
                channel=channel,
                silenced=() if channel is None else silenced.get(channel, ()),
            )

        texts = side_by_side(again, windows, self._recogniser.at_a_time)
        for number, (((_, spoken), doubts), text) in enumerate(zip(windows, texts, strict=True), 1):
            found += _differences(turns, doubts, text, spoken)
            regions += map(_region, doubts)
            progress(number / len(windows))
        return SecondHearing(tuple(sorted(regions)), tuple(sorted(found, key=_order)))


def _windows(
    turns: Sequence[Turn], doubts: Iterable[Doubt], diarization: Diarization, language: str
) -> Iterator[_Window]:
    """``doubts`` that are heard in one go, with their channel (None: the mix) and language."""

    kinds: dict[tuple[int | None, str], list[list[Doubt]]] = {}
    for doubt in doubts:
        turn = turns[doubt.turn]
        channel = diarization.channels.get(turn.speaker or "")
        windows = kinds.setdefault((channel, turn.language or language), [[]])
        if sum(end - start for start, end in map(_region, [*windows[-1], doubt])) > _WINDOW_MS:
            windows.append([])
        windows[-1].append(doubt)
    for kind, windows in kinds.items():
        yield from ((kind, window) for window in windows if window)


def _order(difference: HeardOtherwise) -> tuple[int, int, int]:
    return difference.turn, difference.start, difference.end


def doubtful(turns: Sequence[Turn], language: str) -> Iterator[Doubt]:
    """What stands around each figure and denial of ``turns`` that was not heard surely; no word
    is in two."""
    for number, turn in enumerate(turns):
        runs: list[range] = []
        for _, start, end in places([turn.text], turn.language or language):
            told = [i for i, w in enumerate(turn.words) if w.start < end and start < w.end]
            beside = turn.words[max(0, told[0] - 1) : told[-1] + 2] if told else ()
            if any((word.score or 0.0) < _SURE for word in beside):
                run = _around(turn.words, told)
                if runs and run.start < runs[-1].stop:
                    both = range(runs[-1].start, run.stop)
                    is_short = _length_ms(turn.words, both) <= _LONGEST_MS
                    run = both if is_short else range(runs[-1].stop, run.stop)
                    runs = runs[:-1] if is_short else runs
                runs += [run] if run else []
        yield from (Doubt(number, turn.words[run[0]], turn.words[run[-1]]) for run in runs)


def _length_ms(words: Sequence[Word], run: range) -> int:
    return (words[run[-1]].end_ms or 0) - (words[run[0]].start_ms or 0)


def _around(words: Sequence[Word], told: Sequence[int]) -> range:
    """The words that are spoken shortly before and after those at ``told``."""
    begin, end = words[told[0]].start_ms or 0, words[told[-1]].end_ms or 0
    near = [
        at
        for at, word in enumerate(words)
        if (word.end_ms or 0) > begin - _CONTEXT_MS and (word.start_ms or 0) < end + _CONTEXT_MS
    ]
    return range(min(near), max(near) + 1)


def _region(doubt: Doubt) -> Region:
    start, end = doubt.first.start_ms, doubt.last.end_ms
    assert start is not None and end is not None, "it was heard"
    return max(0, start - _AROUND_MS), end + _AROUND_MS


def _differences(
    turns: Sequence[Turn], doubts: Sequence[Doubt], again: str, language: str
) -> Iterator[HeardOtherwise]:
    """Those between the words of ``doubts`` and what was heard ``again`` of all."""
    words = [turns[d.turn].text[d.first.start : d.last.end] for d in doubts]
    for found in heard_otherwise(words, [again], language, by_ear=True):
        doubt = doubts[found.turn]
        begin = doubt.first.start
        yield replace(found, turn=doubt.turn, start=begin + found.start, end=begin + found.end)


def misspelt(turns: Sequence[Turn], language: str) -> Iterator[HeardOtherwise]:
    """Figures and denials that were heard as other words of the same sound, and those not surely;
    ``otherwise`` is how they would be written."""
    for number, turn in enumerate(turns):
        if (turn.language or language).startswith("en"):
            continue
        for start, end, reading in spelt_by_sound(turn.text):
            changed = {at for at in range(start, end) if turn.text[at] != reading[at - start]}
            scores = [w.score for w in turn.words if changed & set(range(w.start, w.end))]
            if all(score is not None and score < _SPELT for score in scores):
                written = turn.text[:start] + reading + turn.text[end:]
                for found in heard_otherwise([turn.text], [written], "zh"):
                    yield replace(found, turn=number)
