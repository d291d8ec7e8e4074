"""The roles of the speakers of one printed call, with how sure they are.

A small model weighs who may be the caller: each speaker, or nobody.  Given the caller, everybody
else is of the hospital, a third party (host, narrator, expert, interpreter), or a second caller.
The measures are those of :mod:`speaker_cues`, their weights (``roles.toml``) are fitted by
``benchmarks/fit_print_roles.py``; a confidence is the sum over all who may be the caller.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calltools.arrays import Floats
from calltools.transcripts.layout.aliases import join_aliases
from calltools.transcripts.layout.speaker_cues import SpeakerMeasures, SpokenCall
from calltools.transcripts.layout.vocabulary import counted, fold, is_unknown, label_key
from calltools.transcripts.layout.weights import fitted_tables
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, OTHER, UNKNOWN, Role

KNOWN = 0.7
"""Below this confidence the role is unknown."""

_MOST_CALLERS = 12
"""Of many speakers, those with the most turns may be the caller."""

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


def resolve_roles(
    spoken: Sequence[tuple[str | None, str]],
    declared: Mapping[str, Role],
    elsewhere: Collection[str] = (),
    lead: str = "",
) -> dict[str, SpeakerRole]:
    """The role of each label of one call, by its folded label.

    ``spoken`` are the (label, words) of its turns in order, the label None where none is printed;
    ``declared`` are the roles that a legend gives, and ``elsewhere`` the labels of the other calls
    of the document, both by folded label; ``lead`` is what stands before the call, where its labels
    may be explained.
    """
    speaker_of = join_aliases([label for label, _ in spoken])
    talk = SpokenCall(
        spoken,
        speaker_of,
        {label_key(label): role for label, role in declared.items()},
        frozenset(map(label_key, elsewhere)),
        lead,
    )
    if not talk.speakers:
        return {}
    measures = CallMeasures.of(talk)
    weights = fitted_tables("roles")
    shares = measures.marginals(weights)
    untold = counted(list(speaker_of))
    found = {}
    for label in dict.fromkeys(label for label, _ in spoken if label is not None):
        key = label_key(label)
        i = talk.speakers.index(speaker_of[key])
        role, confidence = _judge(shares[i])
        if (untold or is_unknown(key)) and key not in talk.declared:
            role, confidence = UNKNOWN, 0.0  # voices are told apart, and not whose they are
        evidence = measures.evidence(weights, i, role)
        found[fold(label)] = SpeakerRole(
            role, confidence, evidence, talk.labels[speaker_of[key]][0]
        )
    return found


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

    def marginals(self, by_name: RoleWeights) -> Floats:
        """The share of each of :data:`MODELLED` for each speaker, shape (speakers, 3)."""
        speakers = len(self.other[-1])
        scores, given = [], []
        for row, others in enumerate(self.other):
            caller = self.callers[row] if row < len(self.callers) else None
            score = 0.0 if caller is None else _sum(by_name["caller"], self.caller[row])
            roles = np.zeros((speakers, 3))
            for i, one in enumerate(others):
                if i == caller:
                    roles[i, 0] = 1.0
                    continue
                logits = np.array(
                    [
                        _sum(by_name["second_caller"], one) if caller is not None else -np.inf,
                        0.0,
                        _sum(by_name["other"], one),
                    ]
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
