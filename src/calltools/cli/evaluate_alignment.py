"""``calltools evaluate alignment``: links and findings against a labelled set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from calltools.cli.console import Cell, cell_text, print_json, print_table, write_stdout
from calltools.cli.options import FILE, json_option
from calltools.errors import TranscriptError
from calltools.records import read_objects


@click.command()
@click.argument("gold", type=FILE)
@click.option(
    "--predicted",
    help="Rows of `calltools align --pairs` (JSON lines), - for stdin.  [default: align now]",
)
@json_option(help="Print one JSON object of figures.")
def alignment(gold: Path, predicted: str | None, as_json: bool) -> None:
    """Links and findings of calls against GOLD (JSON lines with both languages and the labels).

    Links count strictly (the very link) and laxly (a pair of turns of it); findings match by type
    and turns.  Calls whose Chinese is a recogniser's are counted apart.
    """
    from calltools.evaluation.alignment import score_alignments

    labelled = _rows(gold)
    found = _rows(predicted) if predicted else _aligned(labelled, gold)
    figures = score_alignments(labelled, found)
    if as_json:
        print_json(figures)
    else:
        _print_tables(figures)


def _rows(file: Path | str) -> list[dict[str, Any]]:
    return read_objects(file, "id", "links", "findings")


def _aligned(labelled: list[dict[str, Any]], gold: Path) -> list[dict[str, Any]]:
    from calltools.alignment.align import align
    from calltools.alignment.exchange.contract import read_row, to_row
    from calltools.comparison.pair_reader import pair_reader
    from calltools.language.encoders import load_encoder

    encoder, reader = load_encoder(), pair_reader()
    found = []
    for row in labelled:
        try:
            zh, en = (transcript.turns for transcript in read_row(row))
        except ValueError as error:
            raise TranscriptError(gold, f"call {row['id']}: {error}") from error
        found.append(to_row(row["id"], zh, en, align(zh, en, encoder, reader)))
    return found


def _print_tables(figures: dict[str, Any]) -> None:
    for name, part in figures.items():
        links, findings = part["links"], part["findings"]
        rows: list[Sequence[Cell]] = [
            (f"links, {kind}", *(links[kind][x] for x in "prf"), links["links"])
            for kind in ("strict", "lax")
        ]
        for label, rates in [("findings", findings["all"]), *findings["types"].items()]:
            rows.append((label, *(rates[x] for x in ("precision", "recall", "f1", "labelled"))))
        write_stdout(f"{name}: {part['calls']} calls\n")
        print_table(("", "P", "R", "F", "labelled"), rows)
        each = cell_text(part["findings_per_faithful_call"])
        write_stdout(f"findings per faithful call: {each} of {part['faithful_calls']}\n")
