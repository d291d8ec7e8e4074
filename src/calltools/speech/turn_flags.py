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
from calltools.language.misheard_terms import reread
from calltools.language.normalise import CER, nfkc, normalise, simplified
from calltools.messages import Message
from calltools.speech.edges import DRIFT_MS, SHORTEST_GAP_MS
from calltools.speech.hearing_differences import HeardOtherwise
from calltools.speech.intervals import Region, subtract
from calltools.speech.loops import is_compressible, is_repetitive
from calltools.speech.model import Diarization, Heard, HeardSegment, HeardWord
from calltools.times import position
from calltools.transcripts.model import SPEECH_WITHOUT_TEXT, UNHEARD, Gap, Turn
from calltools.transcripts.warning import CallWarning

if TYPE_CHECKING:
    from calltools.media import Tone

LIKELY_INVENTED = "likely_invented"
REPETITION = "repetition"
LOW_CONFIDENCE = "low_confidence"
TEXT_WITHOUT_SPEECH = "text_without_speech"
OVERLAP = "overlap"
HEARD_OTHERWISE = "heard_otherwise"
PROPOSED = "reading_proposed"

# Whisper's own bound for "nothing is said here".  By itself it says little: of real speech it
# reaches 0.75.
_NO_SPEECH_PROB = 0.6

# Of 48 real utterances five are below, with a third to all of their characters wrong; of the four
# read calls nothing is.
_LOW_LOGPROB = -0.6

# Mean probability of a turn's words.  Of 143 turns and utterances the seven below had two thirds of
# their characters wrong, the others a fifth.
_LOW_SCORE = 0.6

# Less is the edge of a turn, not talking at once.
_SHORTEST_OVERLAP_MS = 200


def flags_of(
    turn: Turn,
    words: Sequence[HeardWord],
    segments: Sequence[HeardSegment],
    loops: frozenset[HeardSegment],
    diarization: Diarization,
) -> list[str]:
    """What a reader should doubt of a turn.

    ``words`` are the turn's as they were heard, in ``segments``; ``loops`` are those segments of
    the call that go round in one.
    """
    unheard = _is_without_speech(words, diarization.speech)
    unlikely_words = any((s.avg_logprob or 0.0) < _LOW_LOGPROB for s in segments)
    no_speech = any((s.no_speech_prob or 0.0) >= _NO_SPEECH_PROB for s in segments)
    found = {
        # Each sign by itself is seen in real speech, no two of them together.
        LIKELY_INVENTED: has_invented_phrase(turn.text)
        or unheard + unlikely_words + no_speech >= 2,
        REPETITION: is_repetitive(turn.text)
        or any(s in loops or is_compressible(s) for s in segments),
        LOW_CONFIDENCE: turn.confidence is not None and turn.confidence < _LOW_SCORE,
        TEXT_WITHOUT_SPEECH: unheard,
        OVERLAP: _shared_ms((turn.start_ms or 0, turn.end_ms or 0), diarization.overlap)
        >= _SHORTEST_OVERLAP_MS,
    }
    return [flag for flag, is_so in found.items() if is_so]


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
    turns: Sequence[Turn], heard: Heard, diarization: Diarization, tones: Sequence[Tone] = ()
) -> tuple[Gap, ...]:
    """Stretches with something to hear and no words, in order of time.

    What somebody says without having words in ``turns`` then, whoever else does; whatever was
    withheld from the recogniser, however short, for it may be a mere 有; what it only heard a
    loop in; and ``tones`` of the network, under which no speech is missed.
    """
    spans = diarization.spans
    told = [Gap(tone.kind, tone.start_ms, tone.end_ms) for tone in tones]
    told += [
        Gap(UNHEARD, *region, _speaker_in(region, again.channel, diarization))
        for again in heard.rehearings
        for region in again.unheard
    ]
    holes = [(gap.start_ms, gap.end_ms) for gap in told]
    found = list(told)
    for speaker in sorted({span.speaker for span in spans}):
        theirs = [(span.start_ms, span.end_ms) for span in spans if span.speaker == speaker]
        worded = _worded(turn for turn in turns if turn.speaker == speaker)
        found += _missed(theirs, [*holes, *worded], heard.withheld, speaker)
    holes += [*_worded(turns), *((span.start_ms, span.end_ms) for span in spans)]
    found += _missed([*diarization.speech, *heard.withheld], holes, heard.withheld, None)
    return tuple(sorted(found, key=lambda gap: (gap.start_ms, gap.end_ms)))


def _speaker_in(region: Region, channel: int | None, diarization: Diarization) -> str | None:
    """Who speaks most in a region of a channel, or of the mix; None where nobody does."""
    shares: dict[str, int] = {}
    for span in diarization.spans:
        shared = _shared_ms(region, [(span.start_ms, span.end_ms)])
        if shared and diarization.channels.get(span.speaker) in (channel, None):
            shares[span.speaker] = shares.get(span.speaker, 0) + shared
    return max(sorted(shares), key=lambda speaker: shares[speaker], default=None)


def _worded(turns: Iterable[Turn]) -> list[Region]:
    """Where words are, or may be."""
    return [
        (word.start_ms - DRIFT_MS, word.end_ms + DRIFT_MS)
        for turn in turns
        for word in turn.words
        if word.start_ms is not None and word.end_ms is not None
    ]


def _missed(
    regions: Iterable[Region],
    holes: Iterable[Region],
    withheld: Sequence[Region],
    speaker: str | None,
) -> list[Gap]:
    """What of ``regions`` is in none of ``holes``, but for breaths."""
    return [
        Gap(SPEECH_WITHOUT_TEXT, start, end, speaker)
        for start, end in subtract(regions, holes)
        if end - start >= SHORTEST_GAP_MS or _shared_ms((start, end), withheld)
    ]


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


def _is_without_speech(words: Sequence[HeardWord], speech: Sequence[Region]) -> bool:
    """Whether at least half of the words are where nobody speaks."""
    outside = sum(not _is_near((word.start_ms + word.end_ms) / 2, speech) for word in words)
    return bool(words) and 2 * outside >= len(words)


def _is_near(at: float, speech: Sequence[Region]) -> bool:
    """Whether ``at`` is in one of the regions (in order, apart), or as near as times drift."""
    index = bisect_right(speech, at + DRIFT_MS, key=lambda region: region[0]) - 1
    return index >= 0 and at <= speech[index][1] + DRIFT_MS


def _shared_ms(stretch: Region, regions: Iterable[Region]) -> int:
    begin, stop = stretch
    return sum(max(0, min(end, stop) - max(start, begin)) for start, end in regions)


@cache
def _invented_phrases() -> tuple[str, ...]:
    lines = map(str.strip, read_data("speech/invented_phrases.txt").splitlines())
    return tuple(normalise(line, CER).text for line in lines if line and not line.startswith("#"))


def with_readings(turns: Sequence[Turn], language: str) -> tuple[Turn, ...]:
    """``turns`` of a call in ``language`` with the terms that Chinese words sound like, proposed at
    whole words and flagged; nothing is written over."""
    return tuple(
        _with_readings(turn) if (turn.language or language).startswith("zh") else turn
        for turn in turns
    )


def _with_readings(turn: Turn) -> Turn:
    folded = normalise(turn.text, (nfkc, simplified))
    for begin, stop, term in reread(folded.text)[1]:
        start, end = folded.original(begin, stop)
        there = [w for w in turn.words if w.start < end and start < w.end]
        if there:
            proposed = turn.text[there[0].start : start] + term + turn.text[end : there[-1].end]
            words = tuple(replace(w, proposed=proposed) if w in there else w for w in turn.words)
            flags = tuple(dict.fromkeys((*turn.flags, PROPOSED)))
            turn = replace(turn, words=words, flags=flags)
    return turn
