"""The roles of the speakers of one printed call, with how sure they are.

A small model weighs who may be the caller: each speaker, or nobody.  Given the caller, everybody
else is of the hospital, a third party (host, narrator, expert, interpreter), or a second caller.
The measures are those of :mod:`speaker_cues`, their weights (``roles.toml``) are fitted by
``benchmarks/fit_print_roles.py``; a confidence is the sum over all who may be the caller.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calltools.arrays import Floats
from calltools.transcripts.layout.aliases import join_aliases
from calltools.transcripts.layout.speaker_cues import SpeakerMeasures, SpokenCall
from calltools.transcripts.layout.vocabulary import counted, fold, is_sign, is_unknown, label_key
from calltools.transcripts.layout.voices import VoiceWeights, voices
from calltools.transcripts.layout.weights import fitted_tables
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, OTHER, UNKNOWN, Role

KNOWN = 0.7
"""Below this confidence the role is unknown."""

_MOST_CALLERS = 12
"""Of many speakers, those with the most turns may be the caller."""

_TURNED = 0.1
"""So often a label has another role in another call of the document."""

_IN_TURN = 40
"""So many turns without labels tell who begins."""

_EVIDENCE = 3

MODELLED: tuple[Role, ...] = (INVESTIGATOR, HOSPITAL, OTHER)

RoleWeights = Mapping[str, Mapping[str, float]]
"""``caller``, ``other`` and ``second_caller``: the weight of each measure by its name."""


@dataclass(frozen=True, slots=True)
class SpeakerRole:
    """A role with its confidence (0 to 1) and what speaks for it, readable; ``speaker`` is the
    label under which the speaker was first printed."""

    role: Role
    confidence: float
    evidence: tuple[str, ...]
    speaker: str


@dataclass(frozen=True, slots=True)
class PrintedCall:
    """What the roles of a call are told from.

    ``spoken`` are the (label, words) of its turns in order, the label None where none is printed;
    ``declared`` are the roles that a legend gives, and ``elsewhere`` the labels of other calls of
    the document, both by folded label; ``lead`` is what stands before the call, where its labels
    may be explained.
    """

    spoken: Sequence[tuple[str | None, str]]
    declared: Mapping[str, Role]
    elsewhere: Collection[str] = ()
    lead: str = ""

    def heard(self, voice: VoiceWeights | None = None) -> SpokenCall:
        """The call with what is to be seen of its speakers."""
        return SpokenCall(
            self.spoken,
            join_aliases([label for label, _ in self.spoken]),
            {label_key(label): role for label, role in self.declared.items()},
            frozenset(map(label_key, self.elsewhere)),
            self.lead,
            voice,
        )


def resolve_roles(calls: Sequence[PrintedCall]) -> list[dict[str, SpeakerRole]]:
    """For each of a document's calls the role of each of its labels, by folded label."""
    talks = [call.heard() for call in calls]
    measures = [CallMeasures.of(talk) for talk in talks]
    shares = joint_shares(talks, measures, fitted_tables("roles"))
    return [
        dict(_told(*one)) if one[0].speakers else {}
        for one in zip(talks, measures, shares, strict=True)
    ]


def first_by_words(words: Sequence[str]) -> Role | None:
    """Who begins, of two that speak in turn without labels; None where that is not known."""
    said = words[:_IN_TURN]
    odds = voices(said, ["", *said[:-1]])["caller"]
    share = 1 / (1 + np.exp((odds[1::2].sum() - odds[::2].sum()) / 2))  # neighbours are no two
    if max(share, 1 - share) < KNOWN or len(words) < 2:
        return None
    return INVESTIGATOR if share > 0.5 else HOSPITAL


def _told(
    talk: SpokenCall, measures: CallMeasures, shares: Floats
) -> Iterator[tuple[str, SpeakerRole]]:
    """Each label of a call, folded, with its role."""
    untold = counted([label_key(label) for labels in talk.labels.values() for label in labels])
    for i, speaker in enumerate(talk.speakers):
        for label in talk.labels[speaker]:
            key = label_key(label)
            role, confidence = _judge(shares[i])
            if (untold or is_unknown(key)) and not talk.is_explained(label):
                role, confidence = UNKNOWN, 0.0  # voices are told apart, and not whose they are
            evidence = measures.evidence(fitted_tables("roles"), i, role)
            yield fold(label), SpeakerRole(role, confidence, evidence, talk.labels[speaker][0])


def joint_shares(
    talks: Sequence[SpokenCall], measures: Sequence[CallMeasures], weights: RoleWeights
) -> list[Floats]:
    """The share of each of :data:`MODELLED` for each speaker of each of a document's calls: first
    by itself, then with what the other calls say of who has the same label there."""
    alone = [one.marginals(weights) for one in measures]
    said: dict[str, list[Floats]] = defaultdict(list)
    for talk, shares in zip(talks, alone, strict=True):
        for key, i in _undeclared(talk):
            said[key].append(_message(shares[i]))
    totals = {key: (len(found), np.sum(found, axis=0)) for key, found in said.items()}
    together = []
    for talk, one, shares in zip(talks, measures, alone, strict=True):
        prior = np.zeros_like(shares)
        for key, i in _undeclared(talk):
            count, total = totals[key]
            if count > 1:
                prior[i] += (total - _message(shares[i])) / (count - 1)
        together.append(one.marginals(weights, prior) if prior.any() else shares)
    return together


def _undeclared(talk: SpokenCall) -> Iterator[tuple[str, int]]:
    """The labels of a call, as they are compared, with their speakers: those that no legend
    explains, and no signs, which every call may deal out anew."""
    for i, speaker in enumerate(talk.speakers):
        for key in dict.fromkeys(map(label_key, talk.labels[speaker])):
            if key not in talk.declared and not is_sign(key):
                yield key, i


def _message(shares: Floats) -> Floats:
    """What a speaker's shares in one call say of the same label in another, as log-odds."""
    told: Floats = np.log((1 - _TURNED) * shares + _TURNED / 2 * (1 - shares))
    return told


def _judge(shares: Floats) -> tuple[Role, float]:
    best = int(shares.argmax())
    confidence = round(float(shares[best]), 3)
    return (MODELLED[best] if confidence >= KNOWN else UNKNOWN), confidence


@dataclass(frozen=True, slots=True)
class CallMeasures:
    """The measures of the speakers of one call.

    ``caller[c]`` of speaker c as the caller; ``other[c][s]`` of speaker s where c is (the last
    row: where nobody is); ``callers`` are the speakers that may be.
    """

    caller: Sequence[SpeakerMeasures]
    other: Sequence[Sequence[SpeakerMeasures]]
    callers: Sequence[int]

    @staticmethod
    def of(talk: SpokenCall) -> CallMeasures:
        """The measures of ``talk``."""
        always = {"always": 1.0}
        own = [always | talk.by_label(s) | talk.by_speech(s) for s in talk.speakers]
        by_turns = sorted(range(len(own)), key=lambda i: -own[i]["share of turns"])
        callers = sorted(by_turns[:_MOST_CALLERS])
        return CallMeasures(
            caller=[own[c] | talk.as_caller(talk.speakers[c]) for c in callers],
            other=[
                *(
                    [
                        own[i] | (talk.beside_caller(s, talk.speakers[c]) if i != c else {})
                        for i, s in enumerate(talk.speakers)
                    ]
                    for c in callers
                ),
                [one | {"nobody calls": 1.0} for one in own],
            ],
            callers=callers,
        )

    def marginals(self, by_name: RoleWeights, prior: Floats | None = None) -> Floats:
        """The share of each of :data:`MODELLED` for each speaker, shape (speakers, 3); ``prior``,
        of that shape, are log-odds of what is known besides."""
        speakers = len(self.other[-1])
        known = np.zeros((speakers, 3)) if prior is None else prior
        scores, given = [], []
        for row, others in enumerate(self.other):
            caller = self.callers[row] if row < len(self.callers) else None
            score = 0.0
            if caller is not None:
                score = _sum(by_name["caller"], self.caller[row]) + known[caller, 0]
            roles = np.zeros((speakers, 3))
            for i, one in enumerate(others):
                if i == caller:
                    roles[i, 0] = 1.0
                    continue
                logits = (
                    np.array(
                        [
                            _sum(by_name["second_caller"], one) if caller is not None else -np.inf,
                            0.0,
                            _sum(by_name["other"], one),
                        ]
                    )
                    + known[i]
                )
                most = logits.max()
                share = np.exp(logits - most)
                score += most + float(np.log(share.sum()))
                roles[i] = share / share.sum()
            scores.append(score)
            given.append(roles)
        odds = np.exp(np.array(scores) - max(scores))
        shares: Floats = np.einsum("c,csr->sr", odds / odds.sum(), np.array(given))
        return shares

    def evidence(self, by_name: RoleWeights, speaker: int, role: Role) -> tuple[str, ...]:
        """The measures that say most for ``role``."""
        one = next(
            (row for row, c in zip(self.caller, self.callers, strict=True) if c == speaker),
            self.other[-1][speaker],
        )
        of_role = by_name["other" if role == OTHER else "caller"]
        sign = -1 if role == HOSPITAL else 1
        ranked = sorted(
            ((sign * of_role.get(name, 0.0) * value, name) for name, value in one.items()),
            reverse=True,
        )
        return tuple(name for weight, name in ranked[:_EVIDENCE] if weight > 0.1)


def _sum(by_name: Mapping[str, float], measures: SpeakerMeasures) -> float:
    return sum(by_name.get(name, 0.0) * value for name, value in measures.items())
