"""``calltools evaluate diarization``: who speaks when, against a reference."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calltools.cli.console import write_stdout

if TYPE_CHECKING:
    from calltools.evaluation.diarization import DiarizationErrors, DiarizationScore


@click.command()
@click.argument("reference", type=click.Path(path_type=Path))
@click.argument("hypothesis", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object of figures.")
def diarization(reference: Path, hypothesis: Path, as_json: bool) -> None:
    """Diarization error rate of HYPOTHESIS against REFERENCE.

    Each is RTTM, JSON with times (a calltools or WhisperX transcript, turns, or spans), or a
    folder of these, matched by name.  Overlapping speech counts.  "wrong" is the share of speech
    given to another than who speaks; "role" the same for roles, where both sides have them.
    """
    from calltools.evaluation.diarization import pooled, score
    from calltools.evaluation.spoken import read_spoken
    from calltools.evaluation.texts import pair
    from calltools.speech.runtime import require

    require("pyannote.metrics")
    references, hypotheses = pair(read_spoken(reference), read_spoken(hypothesis))
    scores = {name: score(references[name], hypotheses[name]) for name in sorted(references)}
    total = pooled(scores.values())
    if as_json:
        figures = {
            "pooled": total.to_json(),
            "files": {name: result.to_json() for name, result in scores.items()},
        }
        write_stdout(json.dumps(figures, ensure_ascii=False, indent=1) + "\n")
    else:
        write_stdout(_table({**scores, "all together": total}))


def _table(scores: dict[str, DiarizationScore]) -> str:
    """A line for each recording and collar, in per cent of its speech."""
    lines = [
        f"{'collar':>7} {'DER %':>6} {'missed':>6} {'false':>6} {'wrong':>6} {'role':>6} "
        f"{'speech':>8}  recording"
    ]
    for name, result in scores.items():
        for collar_ms, errors in result.by_collar.items():
            role = _percent(result.by_role, "confusion_ms") if collar_ms == 0 else ""
            lines.append(
                f"{collar_ms / 1000:>5.2f} s {_percent(errors):>6} "
                f"{_percent(errors, 'missed_ms'):>6} {_percent(errors, 'false_alarm_ms'):>6} "
                f"{_percent(errors, 'confusion_ms'):>6} {role:>6} "
                f"{errors.total_ms / 1000:>6.1f} s  {name}"
            )
    return "\n".join(lines) + "\n"


def _percent(errors: DiarizationErrors | None, part: str = "") -> str:
    if errors is None or errors.rate is None:
        return "-"
    share = getattr(errors, part) / errors.total_ms if part else errors.rate
    return f"{100 * share:.1f}"
