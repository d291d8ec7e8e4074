"""``calltools evaluate statements``: extraction against a labelled set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from calltools.cli.console import write_stdout
from calltools.errors import SettingsError, TranscriptError
from calltools.files import text_of


@click.command()
@click.argument("gold", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--predictions",
    help="Rows of `calltools extract` (JSON lines), - for stdin.  [default: extract now]",
)
@click.option("--only", help="Dialogues to score: ids or prefixes of ids, by comma.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object of figures.")
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
    found = _rows(predictions) if predictions else _extracted(gold / "dialogues.jsonl")
    found = [r for r in found if r["dialogue_id"] in wanted]
    languages = {row["id"]: row.get("lang", "unknown") for row in dialogues}
    figures = score_statements(labelled, found, negatives, languages).to_json()
    if as_json:
        write_stdout(json.dumps(figures, ensure_ascii=False, indent=1) + "\n")
    else:
        write_stdout(_table(figures))


def _rows(file: Path | str, key: str = "dialogue_id") -> list[dict[str, Any]]:
    """The rows of ``file``, each an object with ``key``; TranscriptError for any other line."""
    rows = []
    for number, line in enumerate(text_of(file).split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise TranscriptError(f"{file}:{number}", f"expected JSON: {error}") from error
            if not isinstance(row, dict) or key not in row:
                raise TranscriptError(f"{file}:{number}", f"expected a row with {key}")
            rows.append(row)
    return rows


def _wanted(only: str | None, ids: list[str]) -> set[str]:
    if only is None:
        return set(ids)
    prefixes = tuple(part.strip() for part in only.split(",") if part.strip())
    wanted = {identity for identity in ids if identity.startswith(prefixes)}
    if not wanted:
        raise SettingsError("--only", f"no dialogue begins with {only!r}")
    return wanted


def _extracted(file: Path) -> list[dict[str, Any]]:
    from calltools.statements import extract
    from calltools.statements.dialogues import read_dialogues

    calls = read_dialogues(text_of(file), str(file))
    return [s.to_json() for identity, call in calls for s in extract(call, identity)]


def _table(figures: dict[str, Any]) -> str:
    languages = list(figures["languages"])
    head = f"{'':20}{'P':>7}{'R':>7}{'F':>7}{'n':>6}" + "".join(f"{x:>9}" for x in languages)
    lines = [head]
    for name, rates in [*figures["categories"].items(), ("all", figures["all"])]:
        split = rates.get("languages", figures["languages"])
        cells = "".join(f"{_number(split[x]['f1']):>9}" for x in languages)
        lines.append(
            f"{name:20}{_number(rates['precision']):>7}{_number(rates['recall']):>7}"
            f"{_number(rates['f1']):>7}{rates['labelled']:>6}{cells}"
        )
    values = ", ".join(f"{c} {_number(v)}" for c, v in figures["values"].items())
    fields = ", ".join(f"{c} {_number(v)}" for c, v in figures["fields"].items())
    lines += [
        f"values right: {values}",
        f"fields right: {fields}",
        f"negatives taken: {figures['negatives_taken']} of {figures['negatives']}",
        f"denied recorded as claim: {figures['denied_as_claim']} of {figures['denied']}",
        "",
        *_confusion(figures["confusion"]),
    ]
    return "\n".join(lines) + "\n"


def _confusion(cells: list[dict[str, Any]]) -> list[str]:
    """A line for each category labelled, a column for each found."""
    counts = {(cell["labelled"], cell["predicted"]): cell["count"] for cell in cells}
    names = sorted({name for pair in counts for name in pair}, key=lambda n: (n == "(none)", n))
    width = max((len(name) for name in names), default=0) + 2
    head = f"{'labelled, found:':20}" + "".join(f"{name:>{width}}" for name in names)
    rows = [
        f"{gold:20}" + "".join(f"{counts.get((gold, found), 0) or '-':>{width}}" for found in names)
        for gold in names
    ]
    return [head, *rows] if names else []


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
