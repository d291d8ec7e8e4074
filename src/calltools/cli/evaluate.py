"""``calltools evaluate``: scores of results against references."""

from __future__ import annotations

import json
from pathlib import Path

import click

from calltools.cli.console import write_stdout
from calltools.cli.evaluate_alignment import alignment
from calltools.cli.evaluate_diarization import diarization
from calltools.cli.evaluate_formats import formats
from calltools.cli.evaluate_quotations import quotations
from calltools.cli.evaluate_statements import statements
from calltools.cli.options import FILE


@click.group(name="evaluate")
def command() -> None:
    """Score results against references, as a table or as JSON."""


command.add_command(alignment)
command.add_command(diarization)


command.add_command(formats)
command.add_command(statements)
command.add_command(quotations)


@command.command()
@click.argument("reference", type=FILE)
@click.argument("hypothesis", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object of figures.")
def asr(reference: Path, hypothesis: Path, as_json: bool) -> None:
    """Character error rate of HYPOTHESIS against REFERENCE.

    Each is a transcript (JSON, or text that holds the words alone), a TSV manifest with the
    columns file and reference, or a folder of these, matched by name.  Script, width, case,
    punctuation and the spelling of numbers do not count.
    """
    from calltools.evaluation.asr import pooled, score_texts
    from calltools.evaluation.texts import pair, read_texts

    scores = score_texts(*pair(read_texts(reference), read_texts(hypothesis)))
    total = pooled(scores.values())
    if as_json:
        figures = {
            "pooled": total.to_json(),
            "files": {name: score.to_json() for name, score in scores.items()},
        }
        write_stdout(json.dumps(figures, ensure_ascii=False, indent=1) + "\n")
        return
    lines = [f"{'CER %':>6} {'errors':>6} {'sub':>5} {'del':>5} {'ins':>5} {'length':>6}  text"]
    for name, score in [*scores.items(), ("all together", total)]:
        rate = "-" if score.rate is None else f"{100 * score.rate:.1f}"
        lines.append(
            f"{rate:>6} {score.errors:>6} {score.substitutions:>5} {score.deletions:>5} "
            f"{score.insertions:>5} {score.length:>6}  {name}"
        )
    write_stdout("\n".join(lines) + "\n")
