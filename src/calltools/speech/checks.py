"""What a reader should doubt: text that may be invented, speech that was not written down.

Recognisers of this kind write fluent sentences where nothing was said.  Nothing is deleted here;
turns get flags, and stretches without words become gaps.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from calltools.data import read_data
from calltools.language.normalise import CER, normalise
from calltools.messages import Message
from calltools.speech.intervals import Region, subtract
from calltools.speech.loops import is_compressible, is_repetitive, looping
from calltools.speech.model import Diarization, Heard, HeardSegment
from calltools.speech.otherwise import HeardOtherwise
from calltools.times import position
from calltools.transcripts.model import UNHEARD, Gap, Turn
from calltools.transcripts.warning import CallWarning

if TYPE_CHECKING:
    from calltools.media import Tone

LIKELY_INVENTED = "likely_invented"
REPETITION = "repetition"
LOW_CONFIDENCE = "low_confidence"
TEXT_WITHOUT_SPEECH = "text_without_speech"
OVERLAP = "overlap"
HEARD_OTHERWISE = "heard_otherwise"
SPEECH_WITHOUT_TEXT = "speech_without_text"

# Whisper's own bound for "nothing is said here".  By itself it says little: of real speech it
# reaches 0.75.
_NO_SPEECH_PROB = 0.6

# Of 48 real utterances five are below, with a third to all of their characters wrong; of the four
# read calls nothing is.
_LOW_LOGPROB = -0.6

# Mean probability of a turn's words.  Of 143 turns and utterances the seven below had two thirds of
# their characters wrong, the others a fifth.
_LOW_SCORE = 0.6

# Whisper's word times drift by about a quarter of a second, so that a word this near to speech may
# belong to it.
_DRIFT_MS = 300

# A shorter stretch of speech without words is a breath, or the end of a word timed too short.
_SHORTEST_GAP_MS = 700

# Less is the edge of a turn, not talking at once.
_SHORTEST_OVERLAP_MS = 200


def check_turns(
    turns: Iterable[Turn], segments: Sequence[HeardSegment], diarization: Diarization
) -> tuple[Turn, ...]:
    """``turns`` with flags added.

    ``segments`` are what the turns were made of, ``diarization`` says where there is speech.
    """
    loops = looping(segments)
    return tuple(
        replace(turn, flags=tuple(dict.fromkeys((*turn.flags, *flags))))
        for turn in turns
        for flags in [_flags(turn, _segments_of(turn, segments), loops, diarization)]
    )


def with_second_hearing(
    turns: Sequence[Turn], differences: Iterable[HeardOtherwise]
) -> tuple[Turn, ...]:
    """``turns`` with both readings at each word of a difference, and flagged where there is one."""
    marked = list(turns)
    for difference in differences:
        turn = marked[difference.turn]
        words = tuple(
            replace(word, otherwise=difference.otherwise)
            if word.start < difference.end and difference.start < word.end
            else word
            for word in turn.words
        )
        flags = tuple(dict.fromkeys((*turn.flags, HEARD_OTHERWISE)))
        marked[difference.turn] = replace(turn, words=words, flags=flags)
    return tuple(marked)


def find_gaps(
    heard: Heard, diarization: Diarization, tones: Sequence[Tone] = ()
) -> tuple[Gap, ...]:
    """Stretches with something to hear and no words, in order of time.

    Speech without words; whatever was withheld from the recogniser, however short, for it may
    be a mere 有; what it only heard a loop in; and ``tones`` of the network, under which no speech
    is missed.
    """
    told = [Gap(tone.kind, tone.start_ms, tone.end_ms) for tone in tones]
    told += [Gap(UNHEARD, *region) for again in heard.rehearings for region in again.unheard]
    worded = [
        (word.start_ms - _DRIFT_MS, word.end_ms + _DRIFT_MS)
        for segment in heard.segments
        for word in segment.words
    ]
    worded += [(gap.start_ms, gap.end_ms) for gap in told]
    unwritten = subtract([*diarization.speech, *heard.withheld], worded)
    missed = [
        Gap(SPEECH_WITHOUT_TEXT, start, end)
        for start, end in unwritten
        if end - start >= _SHORTEST_GAP_MS
        or any(first < end and last > start for first, last in heard.withheld)
    ]
    return tuple(sorted(told + missed, key=lambda gap: (gap.start_ms, gap.end_ms)))


def unwritten_parties(turns: Iterable[Turn], diarization: Diarization) -> tuple[CallWarning, ...]:
    """A warning for each speaker of whom no word at all was written."""
    speaking = {turn.speaker for turn in turns}
    silent = sorted({span.speaker for span in diarization.spans} - speaking)
    found = []
    for speaker in silent:
        theirs = [span for span in diarization.spans if span.speaker == speaker]
        total_ms = sum(span.end_ms - span.start_ms for span in theirs)
        found.append(
            CallWarning(
                "party_unwritten",
                Message(
                    "{speaker} speaks for {length} s and not a word of it was written: "
                    "listen from {place}",
                    speaker=speaker,
                    length=f"{total_ms / 1000:.1f}",
                    place=position(theirs[0].start_ms),
                ),
            )
        )
    return tuple(found)


def has_invented_phrase(text: str) -> bool:
    """Whether ``text`` holds a phrase that Whisper learnt from subtitles and nobody says."""
    plain = normalise(text, CER).text
    return any(phrase in plain for phrase in _invented_phrases())


def _flags(
    turn: Turn,
    segments: Sequence[HeardSegment],
    loops: frozenset[HeardSegment],
    diarization: Diarization,
) -> list[str]:
    unheard = _is_without_speech(turn, diarization.speech)
    unlikely_words = any(_is_under(s.avg_logprob, _LOW_LOGPROB) for s in segments)
    no_speech = any(not _is_under(s.no_speech_prob or 0.0, _NO_SPEECH_PROB) for s in segments)
    found = {
        # Each sign by itself is seen in real speech, no two of them together.
        LIKELY_INVENTED: has_invented_phrase(turn.text)
        or unheard + unlikely_words + no_speech >= 2,
        REPETITION: is_repetitive(turn.text)
        or any(s in loops or is_compressible(s) for s in segments),
        LOW_CONFIDENCE: (score := _score(turn)) is not None and score < _LOW_SCORE,
        TEXT_WITHOUT_SPEECH: unheard,
        OVERLAP: _shared_ms(turn, diarization.overlap) >= _SHORTEST_OVERLAP_MS,
    }
    return [flag for flag, is_so in found.items() if is_so]


def _is_under(measured: float | None, bound: float) -> bool:
    """Whether a measure that not every engine has is below ``bound``."""
    return measured is not None and measured < bound


def _segments_of(turn: Turn, segments: Sequence[HeardSegment]) -> list[HeardSegment]:
    """The segments that the turn's words come from: those with a word in the middle of it."""
    middles = _middles(turn)
    if not middles:
        return []
    first, last = min(middles), max(middles)
    return [
        s
        for s in segments
        if s.start_ms <= last
        and s.end_ms >= first
        and any(s.start_ms <= at <= s.end_ms for at in middles)
    ]


def _middles(turn: Turn) -> list[float]:
    return [
        (word.start_ms + word.end_ms) / 2
        for word in turn.words
        if word.start_ms is not None and word.end_ms is not None
    ]


def _is_without_speech(turn: Turn, speech: Sequence[Region]) -> bool:
    """Whether at least half of the words are where nobody speaks."""
    middles = _middles(turn)
    outside = sum(not _is_near(at, speech) for at in middles)
    return bool(middles) and 2 * outside >= len(middles)


def _is_near(at: float, speech: Sequence[Region]) -> bool:
    """Whether ``at`` is in one of the regions (in order, apart), or as near as times drift."""
    index = bisect_right(speech, at + _DRIFT_MS, key=lambda region: region[0]) - 1
    return index >= 0 and at <= speech[index][1] + _DRIFT_MS


def _score(turn: Turn) -> float | None:
    """The words' mean probability, where the recogniser gave any."""
    scores = [word.score for word in turn.words if word.score is not None]
    return sum(scores) / len(scores) if scores else turn.confidence


def _shared_ms(turn: Turn, regions: Sequence[Region]) -> int:
    if turn.start_ms is None or turn.end_ms is None:
        return 0
    begin, stop = turn.start_ms, turn.end_ms
    return sum(max(0, min(end, stop) - max(start, begin)) for start, end in regions)


@cache
def _invented_phrases() -> tuple[str, ...]:
    lines = map(str.strip, read_data("speech/invented_phrases.txt").splitlines())
    return tuple(normalise(line, CER).text for line in lines if line and not line.startswith("#"))
