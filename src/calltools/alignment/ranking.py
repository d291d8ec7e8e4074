"""How grave a finding is, and in which order findings are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from calltools.alignment.model import SEVERITIES, Finding, Severity
from calltools.alignment.turn_findings import Sides
from calltools.transcripts.model import HOSPITAL

_CHANGES_A_CLAIM = frozenset(
    ("number_changed", "unit_changed", "negation_changed", "speaker_swapped")
)


def ranked(findings: Iterable[Finding], sides: Sides) -> tuple[Finding, ...]:
    """Findings with severity and id, gravest first, then as they stand in the call."""
    rated = [replace(finding, severity=_severity(finding, sides)) for finding in findings]
    rated.sort(
        key=lambda f: (
            SEVERITIES.index(f.severity), f.zh_turns or (_beside(f, sides),), f.en_turns, f.type
        )
    )  # fmt: skip
    return tuple(replace(finding, id=f"f{k}") for k, finding in enumerate(rated, 1))


def _beside(finding: Finding, sides: Sides) -> int:
    """About where in the Chinese an addition stands."""
    return round(finding.en_turns[0] * len(sides.zh) / max(len(sides.en), 1))


def _severity(finding: Finding, sides: Sides) -> Severity:
    """What changes a figure, a "not" or the speaker of what the hospital says is grave."""
    turns = [sides.zh[i] for i in finding.zh_turns] + [sides.en[j] for j in finding.en_turns]
    of_hospital = any(turn.role == HOSPITAL for turn in turns)
    if finding.type in _CHANGES_A_CLAIM:
        return "grave" if of_hospital else "serious"
    if finding.type in ("omission", "addition"):
        return "serious" if of_hospital else "minor"
    return "minor" if finding.type == "reordered" else "serious"
