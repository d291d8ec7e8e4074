"""A record in the making, and what is known of the call while it is made."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from calltools.language.lexicon import phrase
from calltools.language.quantities import Quantity
from calltools.statements.acts import Question, Topic
from calltools.statements.record import Category
from calltools.statements.view import Clause, View


@dataclass(frozen=True, slots=True)
class Reading:
    """What a figure means: its category and why."""

    category: Category
    rule: str
    values: dict[str, Any]


@dataclass
class Candidate:
    """A candidate: where it stands in its view, what it claims, and why we think so."""

    category: Category
    view: View
    start: int
    end: int
    clause: Clause
    rule: str
    values: dict[str, Any] = field(default_factory=dict)
    figure: Quantity | None = None
    cues: list[tuple[str, int, int, int]] = field(default_factory=list)
    """Evidence: rule or cue name, turn, start and end in that turn's view."""
    bare: bool = False

    def overlaps(self, other: Candidate) -> bool:
        """Whether both stand on some of the same words."""
        return self.view is other.view and self.start < other.end and other.start < self.end


@dataclass
class Context:
    """What has been said up to the turn at hand."""

    organ: str | None = None
    groups: set[str] = field(default_factory=set)
    """The patient's blood group, as far as known."""
    topic: Topic | None = None
    unit: str | None = None
    """The unit of the duration said last."""
    unfinished: str = ""
    """A sentence of the hospital that was broken off and whose end is still to come."""
    caller_said: str = ""
    """All that the caller has said so far, folded."""
    question: Question | None = None
    """The caller's turn that waits for an answer."""
    place: str | None = None
    away: bool = False
    """Whether the talk is of another place: "they" and "there" are those of that place."""
    first_said: dict[tuple[str, int | None, int | None, str], str] = field(default_factory=dict)
    """Who said a figure first: (kind, low, high, unit) to role."""
    only_organ: str | None = None
    """The organ of the call, where no other is named in it."""
    taiwan: bool = False
    """Whether words of the call place it in Taiwan."""
    drafts: list[Candidate] = field(default_factory=list)

    def made_in(self, view: View) -> list[Candidate]:
        """The drafts of the turn that is being read."""
        return list(takewhile(lambda draft: draft.view is view, reversed(self.drafts)))

    def hear(self, view: View, role: str) -> None:
        """Takes in who says which figure, and the organ under discussion."""
        for clause in view.clauses:
            for q in clause.quantities:
                if q.kind == "count" and q.low == q.high == 1 and not q.unit:
                    continue  # "one" is what organs are called
                self.first_said.setdefault((q.kind, q.low, q.high, q.unit), role)
                if q.kind == "duration":
                    self.unit = q.unit
        if any("other_place" in clause.manner for clause in view.clauses):
            self.away = True
        elif phrase("our_side").search(view.text):
            self.away = False
        named = {organ for c in view.clauses for organ in c.organs}
        one_by_one = organ_after(self.organ, (c.organs for c in view.clauses))
        self.organ = one_by_one if len(named) < 2 else None


def organ_after(organ: str | None, clauses: Iterable[frozenset[str]]) -> str | None:
    """The organ under discussion after ``clauses``; None once several are talked of together."""
    named: set[str] = set()
    for organs in clauses:
        if len(organs) == 1:
            (organ,) = organs
            named.add(organ)
        elif organs:
            return None
    return organ


_GROUP_ZH = re.compile(r"(?<![a-z])(ab|a|b|o)(?=型|的|血|[,。、 ]|$)")
_GROUP_EN = re.compile(
    r"\b(?:group|type|blood) (ab|a|b|o)\b|\bfor (ab|b|o)\b|"
    r"\b(ab|b|o) (?:patient|group|type|ones?)\b|\b(ab|a|b|o) (?:positive|negative)\b|"
    r"\ban (a) (?:patient|group|type)\b"
)


def groups_of(text: str, language: str) -> set[str]:
    """The blood groups named in folded text."""
    pattern = _GROUP_ZH if language == "zh" else _GROUP_EN
    return {group for match in pattern.finditer(text) for group in match.groups() if group}


@dataclass(frozen=True, slots=True)
class Claim:
    """What a clause without a figure of its own says."""

    category: Category
    rule: str
    values: dict[str, Any] = field(default_factory=dict)
    modality: str | None = None
    answers: bool = False
    """Whether it answers the question without accepting it (refusal, denial, "don't know")."""


def draft_of(claim: Claim, clause: Clause, view: View, question: Question | None) -> Candidate:
    """The draft that ``claim``, made by ``clause``, becomes."""
    draft = Candidate(
        claim.category, view, clause.start, clause.end, clause, claim.rule, dict(claim.values)
    )
    if claim.modality:
        draft.values["modality"] = claim.modality
    if claim.answers:
        draft.values["assent"] = False
    draft.cues.append((claim.rule, view.index, clause.start, clause.end))
    if question is not None and "assent" in draft.values:
        draft.cues.append(
            ("question", question.turn, question.clauses[0].start, question.clauses[-1].end)
        )
    trim(draft)
    return draft


def trim(draft: Candidate) -> None:
    """Leaves out what opens or closes a clause without saying anything."""
    text = draft.view.text[draft.start : draft.end]
    match = phrase("opener").match(text)
    if match and (not draft.figure or draft.start + match.end() <= draft.figure.core[0]):
        draft.start += match.end()
    stripped = draft.view.text[draft.start : draft.end]
    draft.start += len(stripped) - len(stripped.lstrip())
    stripped = stripped.strip()
    trailing = re.search(r"(?<=\S\S)[吧啊呀嘛哦呢]$", stripped)
    draft.end = draft.start + len(stripped) - bool(trailing)
