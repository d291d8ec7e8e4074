"""Voices across calls: how likely two are one, and what follows from it.  Always proposals.

A voice is the mean of CAM++ embeddings over what a party says alone; how likely two are one is a
logistic regression over their cosine and the length of the shorter (``voice_score.toml``).  Of two
parties taken at random few are one person: that is reckoned in.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np

from calltools.checks.finding import CallFact, CallFinding
from calltools.data import read_data
from calltools.logistic import logistic
from calltools.messages import Message
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, ROLE_NAMES, Role

_PRIOR = math.log(0.02 / 0.98)
"""Log-odds that two parties of two calls are one person, before they are heard."""
_LIKELY = 0.9
"""From this probability on two voices are proposed as one."""
_SHORTEST_S = 4.0
"""Who says less is not compared: nothing shorter was measured."""
_LONGEST_S = 30.0
"""Nothing longer was measured either; who says more counts as this."""


@dataclass(frozen=True, slots=True)
class VoicePoint:
    """A voice as a point on the sphere of voices: ``seconds`` is how much speech it is made of,
    ``centre`` has length 1, shape (192,)."""

    seconds: float
    centre: tuple[float, ...]

    @property
    def is_comparable(self) -> bool:
        """Whether it is made of as much speech as was measured."""
        return self.seconds >= _SHORTEST_S


@dataclass(frozen=True, slots=True)
class PartyVoice:
    """The voice of a party of a call; ``confirmed`` where a person said which role it has."""

    speaker: str
    role: Role
    confirmed: bool
    point: VoicePoint


HeardParty = tuple[str, PartyVoice]
"""The name of a call, and a party of it."""


@cache
def _weights() -> Mapping[str, float]:
    table: dict[str, float] = tomllib.loads(read_data("checks/voice_score.toml"))["score"]
    return table


def log_likelihood_ratio(one: VoicePoint, other: VoicePoint) -> float:
    """How much likelier two voices of two calls sound so if they are one person's."""
    weights = _weights()
    shorter = min(one.seconds, other.seconds, _LONGEST_S)
    return (
        weights["constant"]
        + weights["cosine"] * float(np.dot(one.centre, other.centre))
        + weights["log_seconds"] * math.log(shorter / 10)
    )


def probability_of_one(one: VoicePoint, other: VoicePoint) -> float:
    """How likely two voices of two calls are one person's, 0 to 1."""
    return logistic(_PRIOR + log_likelihood_ratio(one, other))


def compared_voices(calls: Mapping[str, Sequence[PartyVoice]]) -> Iterator[CallFinding]:
    """What the voices of ``calls``, by their names, tell about each other.

    First whose voice is an investigator's, known from calls in which a person said so; then which
    parties of several hospitals' calls, or several calls of one, sound like one person.
    """
    heard = [
        (name, voice)
        for name, voices in calls.items()
        for voice in voices
        if voice.point.is_comparable
    ]
    known = [party for party in heard if party[1].confirmed and party[1].role == INVESTIGATOR]
    others: list[HeardParty] = []
    for party in heard:
        _, voice = party
        like, score = _nearest(party, known)
        if like is None and voice.role == HOSPITAL:
            others.append(party)
        elif like and not voice.confirmed and voice.role != INVESTIGATOR:
            yield _investigator(party, like, score)
    yield from _respondents(others)


def _nearest(party: HeardParty, known: Sequence[HeardParty]) -> tuple[HeardParty | None, float]:
    """The known voice of another call that is most likely the same, if any is, and how likely."""
    best, score = None, 0.0
    for other in known:
        if other[0] != party[0]:
            likely = probability_of_one(party[1].point, other[1].point)
            if likely >= _LIKELY and likely > score:
                best, score = other, likely
    return best, score


def _investigator(party: HeardParty, like: HeardParty, score: float) -> CallFinding:
    name, voice = party
    return CallFinding(
        "investigator_voice",
        "proposal",
        (name, like[0]),
        Message(
            "{voice} of {call} sounds like the investigator of {other}, and has the role {role}. "
            "If so: calltools correct {call} --role {voice}=investigator",
            voice=voice.speaker,
            call=name,
            other=like[0],
            role=ROLE_NAMES[voice.role],
        ),
        _voice_facts((party, like)),
        round(score, 3),
    )


def _respondents(heard: Sequence[HeardParty]) -> Iterator[CallFinding]:
    """Groups of parties of whom each sounds like another of the group."""
    group_of = list(range(len(heard)))
    scores: dict[int, float] = {}
    for i, j in combinations(range(len(heard)), 2):
        if heard[i][0] == heard[j][0]:
            continue
        score = probability_of_one(heard[i][1].point, heard[j][1].point)
        if score >= _LIKELY:
            scores[i] = min(score, scores.get(i, 1.0))
            old, new = group_of[j], group_of[i]
            group_of = [new if group == old else group for group in group_of]
    for group in dict.fromkeys(group_of):
        members = [i for i, of in enumerate(group_of) if of == group]
        if len(members) > 1:
            least = min(scores[i] for i in members if i in scores)
            yield _one_voice([heard[i] for i in members], least)


def _one_voice(heard: Sequence[HeardParty], score: float) -> CallFinding:
    who = [Message("{voice} of {call}", voice=voice.speaker, call=name) for name, voice in heard]
    return CallFinding(
        "same_voice",
        "proposal",
        tuple(name for name, _ in heard),
        Message(
            "{voices}: these may be one person's voice. Listen before you believe it.", voices=who
        ),
        _voice_facts(heard),
        round(score, 3),
    )


def _voice_facts(heard: Sequence[HeardParty]) -> tuple[CallFact, ...]:
    """Evidence that stays the same when a voice is measured again: who, in which role."""
    return tuple(
        CallFact(name, fact, value)
        for name, voice in heard
        for fact, value in (
            ("voice", voice.speaker),
            ("role", f"{voice.role}{', as a person said' if voice.confirmed else ''}"),
            ("speech", f"{voice.point.seconds:.0f} s"),
        )
    )
