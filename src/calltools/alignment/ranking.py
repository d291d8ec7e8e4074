"""How grave a finding is, and in which order findings are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from calltools.alignment.model import Finding, Severity
from calltools.alignment.turn_findings import Sides
from calltools.reader.view import read_turn
from calltools.transcripts.model import HOSPITAL, Turn

_CHANGES_A_CLAIM = frozenset(
    ("number_changed", "unit_changed", "negation_changed", "speaker_swapped")
)
_FIGURES = frozenset(("duration", "money", "count", "ordinal"))
_RANK: dict[Severity, int] = {"grave": 0, "serious": 1, "minor": 2}


def ranked(found: Iterable[Finding], sides: Sides) -> tuple[Finding, ...]:
    """Findings with severity and id, gravest first, then as they stand in the call."""
    stated = _stated(sides)
    rated = [replace(finding, severity=_severity(finding, sides, stated)) for finding in found]
    rated.sort(
        key=lambda f: (_RANK[f.severity], f.zh_turns or (_beside(f, sides),), f.en_turns, f.type)
    )
    return tuple(replace(finding, id=f"f{k}") for k, finding in enumerate(rated, 1))


def _beside(finding: Finding, sides: Sides) -> int:
    """About where in the Chinese an addition stands."""
    return round(finding.en_turns[0] * len(sides.zh) / max(len(sides.en), 1))


def _severity(finding: Finding, sides: Sides, stated: tuple[set[int], set[int]]) -> Severity:
    """What changes a figure, a "not" or the speaker of a statement is grave."""
    zh, en = stated
    claimed = bool(zh.intersection(finding.zh_turns) or en.intersection(finding.en_turns))
    if finding.type in _CHANGES_A_CLAIM:
        return "grave" if claimed else "serious"
    if finding.type == "reordered":
        return "minor"
    if finding.type in ("omission", "addition") and not claimed:
        turns = [sides.zh[i] for i in finding.zh_turns] or [sides.en[j] for j in finding.en_turns]
        return "serious" if any(turn.role == HOSPITAL for turn in turns) else "minor"
    return "serious"


def _stated(sides: Sides) -> tuple[set[int], set[int]]:
    """The turns of both sides that may hold a statement of the hospital: those of its turns that
    have a figure or speak of what statements are about."""
    return _of_matter(sides.zh, "zh"), _of_matter(sides.en, "en")


def _of_matter(turns: Sequence[Turn], language: str) -> set[int]:
    found = set()
    for index, turn in enumerate(turns):
        if turn.role == HOSPITAL:
            clauses = read_turn(index, turn.role, turn.text, language).clauses
            if any(c.cues or {q.kind for q in c.quantities} & _FIGURES for c in clauses):
                found.add(index)
    return found
