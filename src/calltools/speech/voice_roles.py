"""Which voice is the investigator's and which the hospital's, from what they say.

Each cue of :mod:`calltools.language.role_cues` adds its weight to the score of the person who says
it, and the difference of two scores is the log-odds that the one is the investigator and the other
the hospital."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from calltools.errors import SettingsError
from calltools.language.role_cues import count_cues, count_words, cues, plain
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, UNKNOWN, Party, Role, Turn

_KNOWN = 0.8
"""Below this confidence the role is unknown: at least one in five would be wrong."""

_FEWEST_WORDS = 5
"""Who says less (Chinese characters count as words) may be a slip of the diarizer."""

_SUREST = 0.99
"""The weights are fitted to invented calls, and real ones may surprise."""

_BOTH = 0.25
"""Of 98 invented calls given to one voice, in 72% what speaks for one party is at least this share
of what speaks for the other; of what a caller says alone in 18%, a hospital in 41%."""

_EVIDENCE = 3  # cues that are shown
_SIDES = {"left": 0, "right": 1}


@dataclass(frozen=True, slots=True)
class _Voice:
    """What one speaker said: the words, how often each cue, and an example of each."""

    speaker: str
    words: int
    counts: tuple[int, ...]
    examples: tuple[str, ...]

    @property
    def score(self) -> float:
        return sum(cue.weight * n for cue, n in zip(cues(), self.counts, strict=True))

    @property
    def says_both(self) -> bool:
        """Whether there is much of what either party says."""
        said = [cue.weight * n for cue, n in zip(cues(), self.counts, strict=True)]
        less, more = sorted(sum(max(0.0, sign * weight) for weight in said) for sign in (1, -1))
        return less >= _BOTH * more

    def evidence(self, role: Role) -> tuple[str, ...]:
        """The cues that say most for ``role``, readable."""
        sign = 1 if role == INVESTIGATOR else -1
        found = zip(cues(), self.counts, self.examples, strict=True)
        ranked = sorted(
            ((sign * cue.weight * n, cue.name, n, example) for cue, n, example in found if n),
            reverse=True,
        )
        return tuple(
            f"{name}, {n} times: {example}"
            for weight, name, n, example in ranked[:_EVIDENCE]
            if weight > 0
        )


def probability(log_odds: float) -> float:
    """Log-odds as a probability, never surer than the weights deserve."""
    bounded = max(-50.0, min(50.0, log_odds))
    return min(_SUREST, max(1 - _SUREST, 1 / (1 + math.exp(-bounded))))


def infer_roles(
    turns: Iterable[Turn],
    *,
    investigator: str = "",
    channels: Mapping[str, int] | None = None,
) -> tuple[Party, ...]:
    """A party with role, confidence and evidence for each speaker, in order of appearance.

    ``investigator`` is the speaker label of the investigator where known, or ``left`` or
    ``right``, a channel that ``channels`` gives a speaker; the role is then given, not inferred.
    Turns without speaker are left out.  Raises SettingsError if there is no such speaker.
    """
    voices = _voices(turns)
    given = _given(investigator, [voice.speaker for voice in voices], channels or {})
    if given:
        return _parties_given(voices, given)
    sure = [voice for voice in voices if voice.words >= _FEWEST_WORDS]
    if not sure:
        return tuple(Party(voice.speaker) for voice in voices)
    caller = max(sure, key=lambda voice: voice.score)
    called = max((v for v in voices if v is not caller), key=lambda v: v.words, default=None)
    odds = caller.score - (called.score if called else 0.0)
    if len(voices) == 1:
        role: Role = INVESTIGATOR if odds >= 0 else HOSPITAL
        # One voice that asks and answers is that of two people whom the diarizer took for one.
        confidence = 0.5 if caller.says_both else probability(abs(odds))
        return (_party(caller, role, confidence),)
    return tuple(
        _party(voice, INVESTIGATOR if voice is caller else HOSPITAL, probability(odds))
        if voice in (caller, called)
        else _bystander(voice, caller)
        for voice in voices
    )


def _party(voice: _Voice, role: Role, confidence: float) -> Party:
    """The party, its role unknown where what was said is too weak or too little."""
    known = confidence >= _KNOWN and voice.words >= _FEWEST_WORDS
    return Party(
        speaker=voice.speaker,
        role=role if known else UNKNOWN,
        confidence=round(confidence, 3),
        evidence=voice.evidence(role),
    )


def _bystander(voice: _Voice, caller: _Voice) -> Party:
    """A third voice: the doctor after the nurse if it talks like the hospital, or much less like an
    investigator than ``caller``; else unknown.

    Half the difference, for somebody who stands beside the investigator may be the third.
    """
    odds = max(-voice.score, (caller.score - voice.score) / 2)
    return _party(voice, HOSPITAL, probability(odds))


def _parties_given(voices: Sequence[_Voice], investigator: str) -> tuple[Party, ...]:
    """The one who was named, and the others: in a call of two, the other is the hospital."""
    others = sum(voice.speaker != investigator for voice in voices)
    caller = next((voice for voice in voices if voice.speaker == investigator), None)
    parties = []
    for voice in voices:
        if voice.speaker == investigator:
            parties.append(Party(voice.speaker, INVESTIGATOR, 1.0, "given"))
        elif others == 1:
            parties.append(Party(voice.speaker, HOSPITAL, 1.0, "given"))
        else:
            parties.append(_bystander(voice, caller or voice))
    return tuple(parties)


def _given(investigator: str, speakers: Sequence[str], channels: Mapping[str, int]) -> str:
    """The label of the speaker whom ``investigator`` names; empty if it names nobody."""
    if investigator in _SIDES:
        on_side = [s for s, channel in channels.items() if channel == _SIDES[investigator]]
        if len(on_side) != 1:
            raise SettingsError(
                "investigator",
                f"{investigator} is a channel, and no single speaker was found by channel there",
                f"name a speaker: {', '.join(speakers)}" if speakers else "",
            )
        return on_side[0]
    if investigator and investigator not in {*speakers, *channels}:
        known = ", ".join(speakers) or "none"
        raise SettingsError("investigator", f"no speaker {investigator!r}, found: {known}")
    return investigator


def _voices(turns: Iterable[Turn]) -> list[_Voice]:
    said: dict[str, list[str]] = {}
    for turn in turns:
        if turn.speaker is not None:
            said.setdefault(turn.speaker, []).append(turn.text)
    return [_voice(speaker, texts) for speaker, texts in said.items()]


def _voice(speaker: str, texts: Sequence[str]) -> _Voice:
    readable = [(text, plain(text)) for text in texts]
    examples = [
        next((text for text, said in readable if cue.pattern.search(said)), "") for cue in cues()
    ]
    return _Voice(
        speaker=speaker,
        words=sum(count_words(said) for _, said in readable),
        counts=count_cues(texts),
        examples=tuple(" ".join(example.split())[:40] for example in examples),
    )
