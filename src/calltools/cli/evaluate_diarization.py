"""``calltools evaluate diarization``: who speaks when, against a reference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calltools.cli.console import Cell, print_json, print_table
from calltools.cli.options import json_option
from calltools.evaluation.counts import rate

if TYPE_CHECKING:
    from calltools.evaluation.diarization import DiarizationScore

_HEADINGS = ("collar s", "DER %", "missed", "false", "wrong", "role", "speech s", "recording")


@click.command()
@click.argument("reference", type=click.Path(path_type=Path))
@click.argument("hypothesis", type=click.Path(path_type=Path))
@json_option(help="Print one JSON object of figures.")
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
        print_json(figures)
    else:
        print_table(_HEADINGS, _rows({**scores, "all together": total}), decimals=1)


def _rows(scores: dict[str, DiarizationScore]) -> Iterator[Sequence[Cell]]:
    """A row for each recording and collar, in per cent of its speech."""
    for name, result in scores.items():
        for collar_ms, errors in result.by_collar.items():
            roles = result.by_role if collar_ms == 0 else None
            yield (
                f"{collar_ms / 1000:.2f}",
                _percent(errors.rate),
                _percent(rate(errors.missed_ms, errors.total_ms)),
                _percent(rate(errors.false_alarm_ms, errors.total_ms)),
                _percent(errors.wrong_party),
                _percent(roles.wrong_party if roles else None),
                errors.total_ms / 1000,
                name,
            )


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
