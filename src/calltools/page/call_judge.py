"""Whether what was found as a call is one: a telephone call with a hospital, and not an interview,
a hearing, a play, a chat or a list of questions and answers.

Judged with the whole of it in view: who speaks and how surely, how they take turns, what heads
it, and what it is about (sentence vectors).  The weights are data, fitted by
``python -m training fit page``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from calltools.language.encoders import Vectors
from calltools.logistic import logistic
from calltools.page.call_begins import PARTS
from calltools.page.dates import dates
from calltools.page.drafts import CallDraft
from calltools.page.header import fields, hospital_in
from calltools.page.legend import legend
from calltools.page.line_cues import CALL_WORDS, GREETS, asks
from calltools.page.roles import SpeakerRole
from calltools.page.tagger import PageModel, vectors_of
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, OTHER, Role
from calltools.transcripts.readers.document import Line
from calltools.transcripts.spoken import TurnWords
from calltools.transcripts.vocabulary import fold, role_by_name

_FIRST, _ABOVE, _TOP, _MOST = 12, 6, 5, 200
"""So many turns, lines above, first lines of the document, and characters of each tell what is
talked about."""
_SURE = 0.01
"""A likelihood closer than this to certain counts as this close."""


@dataclass(frozen=True, slots=True)
class FoundCall:
    """What was found as a call, with the words of each turn and the roles by folded label."""

    draft: CallDraft
    words: Sequence[TurnWords]
    roles: Mapping[str, SpeakerRole]

    @property
    def turn_roles(self) -> list[Role | None]:
        """The role of each turn."""
        return [turn.role for turn in self.draft.turns]


def likely_call(found: FoundCall, lines: Sequence[Line], model: PageModel) -> float:
    """How likely ``found``, of a document of ``lines``, is a call with a hospital, 0 to 1."""
    if all(turn.kind == "cue" for turn in found.draft.turns):
        return 1.0
    score = sum(model.call.get(name, 0.0) * v for name, v in call_measures(found).items())
    return logistic(score + float(np.concatenate(matters(found, lines)) @ model.topics))


def call_measures(found: FoundCall) -> dict[str, float]:
    """What speaks for a call and against one, by name."""
    turns = found.draft.turns
    count = len(turns)
    words = [one.text for one in found.words]
    roles = found.turn_roles
    known = [role_by_name(turn.label or "") for turn in turns]
    sure = [r.confidence for r in found.roles.values() if r.role in (INVESTIGATOR, HOSPITAL)]
    likely = [min(max(turn.confidence, _SURE), 1 - _SURE) for turn in turns]
    odds = [math.log(p / (1 - p)) for p in likely]
    measures: dict[str, float] = {
        "always": 1.0,
        "turns": math.log(count),
        "labels": math.log1p(len({fold(turn.label) for turn in turns if turn.label})),
        "party, mean": _mean(odds),
        "party, least": min(odds),
        "role, mean": _mean(sure),
        "role, least": min(sure, default=0.0),
        "caller's turns": roles.count(INVESTIGATOR) / count,
        "hospital's turns": roles.count(HOSPITAL) / count,
        "others' turns": roles.count(OTHER) / count,
        "named caller": known.count(INVESTIGATOR) / count,
        "narrated": _mean([turn.narrated for turn in turns]),
        "each once": len({turn.label for turn in turns}) == count > 1,
        "greets first": any(map(GREETS.match, words[:2])),
        "parts last": any(map(PARTS.search, words[-2:])),
    }
    for side in (INVESTIGATOR, HOSPITAL):
        said = [text for text, role in zip(words, roles, strict=True) if role == side]
        measures[f"{side} asks"] = _mean([asks(text) for text in said])
    measures |= {f"kind {turn.kind}": 1.0 for turn in turns}
    return measures | _above(found.draft.header)


def _above(header: Sequence[Line]) -> dict[str, float]:
    texts = [line.text for line in header]
    measures: dict[str, float] = {
        "above: hospital": any(map(hospital_in, texts)),
        "above: date": any(map(dates, texts)),
        "above: of calls": any(map(CALL_WORDS.search, texts)),
        "above: legend": any(map(legend, header)),
        "above: lines": math.log1p(len(header)),
        "above: heading": any(line.kind == "heading" for line in header),
    }
    told = {field for line in header for field, _key, value in fields(line) if value}
    return measures | {f"above: key {field}": 1.0 for field in told}


def matters(found: FoundCall, lines: Sequence[Line]) -> list[Vectors]:
    """What the turns, the lines above and the first lines of the document speak of: a vector
    each, of as many dimensions as the encoder has."""
    said = [one.text[:_MOST] for one in found.words[:_FIRST]]
    above = [line.text[-_MOST:] for line in found.draft.header[-_ABOVE:]]
    top = [line.text[:_MOST] for line in islice((n for n in lines if n.kind != "rule"), _TOP)]
    return [
        vectors_of(texts).mean(0) if texts else vectors_of([""])[0] for texts in (said, above, top)
    ]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
