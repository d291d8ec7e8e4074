"""``calltools evaluate formats``: what ``parse`` makes of a labelled set of layouts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from calltools.cli.console import print_json, print_table, say
from calltools.cli.options import json_option
from calltools.errors import CalltoolsError
from calltools.files import bytes_of


@click.command()
@click.argument("gold", type=click.Path(path_type=Path, file_okay=False))
@json_option(help="Print one JSON object of figures.")
def formats(gold: Path, as_json: bool) -> None:
    """Turns and headers of the files in GOLD against its expected.json.

    A turn counts when its role and its words are as labelled.
    """
    from calltools.evaluation.formats import Score, score_file, total
    from calltools.transcripts.files import read_file
    from calltools.transcripts.writers.published import to_published

    scores: dict[str, Score] = {}
    for name, expected in _expected(gold).items():
        try:
            found = [to_published(call) for call in read_file(gold / name).calls]
        except CalltoolsError as error:
            say(f"error: {error}")
            found = []
        scores[name] = score_file(expected["calls"], found)
    everything = total(scores.values())
    if as_json:
        figures = everything.to_json() | {"files": {n: s.to_json() for n, s in scores.items()}}
        print_json(figures)
        return
    rows = [
        (
            (score.turns_exact, score.turns),
            score.spurious,
            (score.fields_exact, score.fields),
            (score.notes_exact, score.notes),
            (score.calls_separated, score.calls),
            score.calls_found,
            name,
        )
        for name, score in [*scores.items(), ("all together", everything)]
    ]
    print_table(("turns", "spurious", "header", "notes", "calls", "found", "file"), rows)


def _expected(gold: Path) -> dict[str, Any]:
    """The labels by file name.  Raises CalltoolsError if they can't be read."""
    labels = gold / "expected.json"
    try:
        files: dict[str, Any] = json.loads(bytes_of(labels))["files"]
    except (ValueError, KeyError, TypeError) as error:
        raise CalltoolsError(labels, 'expected {"files": …} with labelled calls') from error
    return files
