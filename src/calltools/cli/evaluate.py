"""``calltools evaluate``: scores of results against references."""

from __future__ import annotations

from pathlib import Path

import click

from calltools.cli.console import print_json, print_table
from calltools.cli.evaluate_alignment import alignment
from calltools.cli.evaluate_diarization import diarization
from calltools.cli.evaluate_formats import formats
from calltools.cli.evaluate_quotations import quotations
from calltools.cli.evaluate_statements import statements
from calltools.cli.options import FILE, json_option


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
@json_option(help="Print one JSON object of figures.")
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
        print_json(figures)
        return
    rows = [
        (
            None if score.rate is None else 100 * score.rate,
            score.errors,
            score.substitutions,
            score.deletions,
            score.insertions,
            score.length,
            name,
        )
        for name, score in [*scores.items(), ("all together", total)]
    ]
    print_table(("CER %", "errors", "sub", "del", "ins", "length", "text"), rows, decimals=1)
