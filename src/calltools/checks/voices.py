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
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Role

_PRIOR = math.log(0.02 / 0.98)
"""Log-odds that two parties of two calls are one person, before they are heard."""
_LIKELY = 0.9
"""From this probability on two voices are proposed as one."""
_SHORTEST_S = 4.0
"""Who says less is not compared: nothing shorter was measured."""
_LONGEST_S = 30.0
"""Nothing longer was measured either; who says more counts as this."""


@dataclass(frozen=True, slots=True)
class PartyVoice:
    """A party of a call as a point on the sphere of voices.

    ``confirmed`` where a person said which role it has; ``seconds`` is how much speech the point
    is made of, ``centre`` has length 1, shape (192,).
    """

    speaker: str
    role: Role
    confirmed: bool
    seconds: float
    centre: tuple[float, ...]

    @property
    def is_comparable(self) -> bool:
        """Whether it is made of as much speech as was measured."""
        return self.seconds >= _SHORTEST_S


HeardParty = tuple[str, PartyVoice]
"""The name of a call, and a party of it."""


@cache
def _weights() -> Mapping[str, float]:
    table: dict[str, float] = tomllib.loads(read_data("checks/voice_score.toml"))["score"]
    return table


def log_likelihood_ratio(one: PartyVoice, other: PartyVoice) -> float:
    """How much likelier two voices of two calls sound so if they are one person's."""
    weights = _weights()
    cosine = float(np.dot(one.centre, other.centre))
    shorter = min(one.seconds, other.seconds, _LONGEST_S)
    return (
        weights["constant"]
        + weights["cosine"] * cosine
        + weights["log_seconds"] * math.log(shorter / 10)
    )


def probability_of_one(one: PartyVoice, other: PartyVoice) -> float:
    """How likely two voices of two calls are one person's, 0 to 1."""
    odds = _PRIOR + log_likelihood_ratio(one, other)
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))


def compared_voices(calls: Mapping[str, Sequence[PartyVoice]]) -> Iterator[CallFinding]:
    """What the voices of ``calls``, by their names, tell about each other.

    First whose voice is an investigator's, known from calls in which a person said so; then which
    parties of several hospitals' calls, or several calls of one, sound like one person.
    """
    heard = [
        (name, voice) for name, voices in calls.items() for voice in voices if voice.is_comparable
    ]
    known = [one for one in heard if one[1].confirmed and one[1].role == INVESTIGATOR]
    callers = {id(voice): _nearest((name, voice), known) for name, voice in heard}
    for name, voice in heard:
        like = callers[id(voice)]
        if like and not voice.confirmed and voice.role != INVESTIGATOR:
            yield _investigator(name, voice, *like)
    others = [one for one in heard if one[1].role == HOSPITAL and not callers[id(one[1])]]
    yield from _respondents(others)


def _nearest(one: HeardParty, known: Sequence[HeardParty]) -> tuple[HeardParty, float] | None:
    """The known voice of another call that is most likely the same, if any is."""
    scored = [
        (other, probability_of_one(one[1], other[1])) for other in known if other[0] != one[0]
    ]
    best = max(scored, key=lambda scored: scored[1], default=None)
    return best if best and best[1] >= _LIKELY else None


def _investigator(name: str, voice: PartyVoice, like: HeardParty, score: float) -> CallFinding:
    return CallFinding(
        "investigator_voice",
        "proposal",
        (name, like[0]),
        f"{voice.speaker} of {name} sounds like the investigator of {like[0]}, and has the role"
        f" {voice.role}. If so: calltools correct {name} --role {voice.speaker}=investigator",
        f"{name}的{voice.speaker}听起来是{like[0]}的调查员，而这里的角色是{voice.role}。",
        _voice_facts([(name, voice), like]),
        round(score, 3),
    )


def _respondents(heard: Sequence[HeardParty]) -> Iterator[CallFinding]:
    """Groups of parties of whom each sounds like another of the group."""
    group_of = list(range(len(heard)))
    least: dict[tuple[int, int], float] = {}
    for i, j in combinations(range(len(heard)), 2):
        if heard[i][0] != heard[j][0]:
            score = probability_of_one(heard[i][1], heard[j][1])
            if score >= _LIKELY:
                least[i, j] = score
                old, new = group_of[j], group_of[i]
                group_of = [new if group == old else group for group in group_of]
    for group in dict.fromkeys(group_of):
        members = [i for i, of in enumerate(group_of) if of == group]
        if len(members) > 1:
            score = min(s for (i, _), s in least.items() if i in members)
            yield _one_voice([heard[i] for i in members], score)


def _one_voice(heard: Sequence[HeardParty], score: float) -> CallFinding:
    who = ", ".join(f"{voice.speaker} of {name}" for name, voice in heard)
    who_zh = "、".join(f"{name}的{voice.speaker}" for name, voice in heard)
    return CallFinding(
        "same_voice",
        "proposal",
        tuple(name for name, _ in heard),
        f"{who}: these may be one person's voice. Listen before you believe it.",
        f"{who_zh}可能是同一个人的声音，请先听录音再判断。",
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
            ("speech", f"{voice.seconds:.0f} s"),
        )
    )
