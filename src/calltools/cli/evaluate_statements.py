"""``calltools evaluate statements``: extraction against a labelled set."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from calltools.cli.console import (
    print_json,
    print_table,
    reader_for,
    settings_for,
    workspace_here,
    write_stdout,
)
from calltools.cli.options import json_option
from calltools.errors import SettingsError
from calltools.files import bytes_of
from calltools.records import read_objects


@click.command()
@click.argument("gold", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--predictions",
    help="Rows of `calltools extract` (JSON lines), - for stdin.  [default: extract now]",
)
@click.option("--only", help="Dialogues to score: ids or prefixes of ids, by comma.")
@json_option(help="Print one JSON object of figures.")
def statements(gold: Path, predictions: str | None, only: str | None, as_json: bool) -> None:
    """Precision, recall and fields of statements against the labelled folder GOLD.

    GOLD holds dialogues.jsonl, statements.jsonl and, where there are any, negatives.jsonl.
    """
    from calltools.evaluation.statements import score_statements

    dialogues = _rows(gold / "dialogues.jsonl", "id")
    wanted = _wanted(only, [row["id"] for row in dialogues])
    labelled = [r for r in _rows(gold / "statements.jsonl") if r["dialogue_id"] in wanted]
    negatives_file = gold / "negatives.jsonl"
    negatives = _rows(negatives_file) if negatives_file.exists() else []
    negatives = [r for r in negatives if r["dialogue_id"] in wanted]
    found = _rows(predictions) if predictions else _extracted(gold / "dialogues.jsonl", wanted)
    found = [r for r in found if r["dialogue_id"] in wanted]
    languages = {row["id"]: row.get("lang", "unknown") for row in dialogues}
    figures = score_statements(labelled, found, negatives, languages).to_json()
    if as_json:
        print_json(figures)
    else:
        _print_tables(figures)


def _rows(file: Path | str, key: str = "dialogue_id") -> list[dict[str, Any]]:
    return read_objects(file, key)


def _wanted(only: str | None, ids: list[str]) -> set[str]:
    if only is None:
        return set(ids)
    prefixes = tuple(part.strip() for part in only.split(",") if part.strip())
    wanted = {identity for identity in ids if identity.startswith(prefixes)}
    if not wanted:
        raise SettingsError("--only", f"no dialogue begins with {only!r}")
    return wanted


def _extracted(file: Path, wanted: set[str]) -> list[dict[str, Any]]:
    from calltools.statements import extract
    from calltools.statements.dialogues import read_dialogues

    reader = reader_for(settings_for(workspace_here()))
    calls = read_dialogues(bytes_of(file), str(file))
    return [
        s.to_json()
        for identity, call in calls
        if identity in wanted
        for s in extract(call, identity, reader)
    ]


def _print_tables(figures: dict[str, Any]) -> None:
    languages = list(figures["languages"])
    rows = []
    for name, rates in [*figures["categories"].items(), ("all", figures["all"])]:
        split = rates.get("languages", figures["languages"])
        columns = (rates[x] for x in ("precision", "recall", "f1", "labelled"))
        by_language = (split[language]["f1"] for language in languages)
        rows.append((name, *columns, *by_language, figures["values"].get(name)))
    languages = [f"F {language}" for language in languages]
    print_table(("category", "P", "R", "F", "labelled", *languages, "values right"), rows)
    write_stdout("\n")
    print_table(("field", "right"), figures["fields"].items())
    write_stdout(
        f"\nnegatives taken: {figures['negatives_taken']} of {figures['negatives']}\n"
        f"denied recorded as claim: {figures['denied_as_claim']} of {figures['denied']}\n\n"
    )
    _print_confusion(figures["confusion"])


def _print_confusion(cells: list[dict[str, Any]]) -> None:
    """A row for each category labelled, a column for each found."""
    counts = {(cell["labelled"], cell["predicted"]): cell["count"] for cell in cells}
    names = sorted({name for pair in counts for name in pair}, key=lambda n: (n == "(none)", n))
    rows = [(gold, *(counts.get((gold, found)) for found in names)) for gold in names]
    print_table(("labelled, found:", *names), rows)
