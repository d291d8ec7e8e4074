"""The roles of a document's labels: what the page model says about each of their turns, pooled.

A name has one role in the whole document; a sign (A, 甲) may be dealt out anew in every call.
What a legend says about a label stands over all else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from calltools.arrays import Floats
from calltools.page.drafts import CallDraft, TurnDraft
from calltools.page.legend import legends
from calltools.page.segments import stream
from calltools.page.tagger import page_model, scored, tag_segments, weighed
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, OTHER, UNKNOWN, Role
from calltools.transcripts.readers.document import Line, one_span
from calltools.transcripts.vocabulary import counted, fold, is_sign, is_unknown, label_key

KNOWN = 0.6
"""Below this confidence a role is unknown."""
_ALIKE = 1.0
"""The turns under one label are not independent witnesses: each counts for so much."""
_EVIDENCE = 3  # cues that are shown
MODELLED: tuple[Role, ...] = (INVESTIGATOR, HOSPITAL, OTHER)
"""The roles in the order of the page model's odds."""


@dataclass(frozen=True, slots=True)
class SpeakerRole:
    """A role with its confidence (0 to 1) and what speaks for it, readable."""

    role: Role
    confidence: float
    evidence: tuple[str, ...] = ()


def assign_roles(
    drafts: Sequence[CallDraft], lines: Sequence[Line]
) -> list[dict[str, SpeakerRole]]:
    """For each call the role of each of its labels, by folded label; gives every turn its role.

    ``lines`` are those of the document, in which legends may stand.
    """
    declared = legends(lines)
    pooled: dict[object, Floats] = defaultdict(lambda: np.zeros(len(MODELLED)))
    evidence: dict[object, Counter[str]] = defaultdict(Counter)
    for number, draft in enumerate(drafts):
        for turn in draft.turns:
            if turn.odds is not None:
                pooled[_who(turn, number)] += _ALIKE * np.array(turn.odds)
                evidence[_who(turn, number)].update(turn.evidence)
    found = []
    for number, draft in enumerate(drafts):
        told = {label_key(label): role for label, role in declared.items()}
        told |= {label_key(label): role for label, role in legends(draft.header).items()}
        untold = counted([label_key(t.label) for t in draft.turns if t.label])
        roles: dict[str, SpeakerRole] = {}
        for turn in draft.turns:
            explained = any(name.startswith("explained") for name in turn.evidence)
            role = _role(turn, number, told, pooled, untold=untold and not explained)
            if not role.evidence and role.role != UNKNOWN:
                common = evidence[_who(turn, number)].most_common(_EVIDENCE)
                role = replace(role, evidence=tuple(name for name, _count in common))
            turn.role = role.role
            if turn.label:
                roles[fold(turn.label)] = role
        found.append(roles)
    return found


def _who(turn: TurnDraft, call: int) -> object:
    """Whose turn it is: all points of a call are one speaker's, a quotation without a name is its
    own."""
    if turn.label:
        key = label_key(turn.label)
        return (call, key) if is_sign(key) else key
    return (call, "point") if turn.kind == "point" else id(turn)


def _role(
    turn: TurnDraft,
    call: int,
    told: Mapping[str, Role],
    pooled: Mapping[object, Floats],
    *,
    untold: bool,
) -> SpeakerRole:
    key = label_key(turn.label) if turn.label else None
    if key is not None and key in told:
        return SpeakerRole(told[key], 1.0, (f"legend says {told[key]}",))
    voice = untold or is_unknown(key) if key is not None else turn.kind == "cue"
    if voice or turn.odds is None:  # voices are told apart, and not whose they are
        return SpeakerRole(UNKNOWN, 0.0)
    odds = pooled[_who(turn, call)]
    shares = np.exp(odds - odds.max())
    shares /= shares.sum()
    most = int(shares.argmax())
    confidence = round(float(shares[most]), 3)
    least = KNOWN if turn.label else 0.0
    return SpeakerRole(MODELLED[most] if confidence >= least else UNKNOWN, confidence)


def roles_of(spoken: Sequence[tuple[str, str]]) -> dict[str, Role]:
    """The role of each label, folded, of a call of which only who said what is known: ``spoken``
    are (label, words) in order."""
    lines = [Line(words, one_span(0, len(words)), voice=label) for label, words in spoken]
    page = stream(lines)
    model = page_model()
    tags = tag_segments(scored(weighed(page, model.basis), model))
    of_lines = [t for s, t in zip(page.segments, tags, strict=True) if s.quotation is None]
    turns = [
        TurnDraft(label, odds=tag.odds)
        for (label, _words), tag in zip(spoken, of_lines, strict=True)
    ]
    (roles,) = assign_roles([CallDraft(turns=turns)], ())
    return {label: role.role for label, role in roles.items()}
