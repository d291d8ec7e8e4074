"""``calltools extract``: statements out of transcripts and dialogues."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calltools.cli.console import going_on, partial, print_table, write_stdout
from calltools.cli.options import json_option
from calltools.errors import CalltoolsError

if TYPE_CHECKING:
    from calltools.statements import Statement


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True)
@click.option("-o", "--output", help="Write JSON rows to this file, - for stdout.")
@json_option(help="Print JSON rows, also on a terminal.")
def command(files: tuple[str, ...], output: str | None, as_json: bool) -> None:
    """Find statements of the hospital side: waits, supply, volume, price, source, scheduling.

    FILE is a transcript that calltools wrote, anything `calltools parse` reads, or dialogues as
    JSON lines (one call a line); - is stdin.  On a terminal a table is shown; a program gets one
    JSON row a statement.
    """
    found: list[Statement] = []
    failed: list[CalltoolsError] = []
    for file in files:
        with going_on(failed, file):
            found += _extract(file)
    if len(failed) == len(files):
        partial(failed, len(files), "extract")
    if output is None and not as_json and sys.stdout.isatty():
        _print_table(found)
    else:
        _write_rows(found, output or "-")
    partial(failed, len(files), "extract")


def _extract(file: str) -> list[Statement]:
    from calltools.statements import extract
    from calltools.statements.dialogues import read_named_calls

    return [
        statement
        for identity, transcript in read_named_calls(file)
        for statement in extract(transcript, identity)
    ]


def _write_rows(found: list[Statement], output: str) -> None:
    from calltools.statements.rows import write_statements
    from calltools.workspace import atomic_write

    rows = write_statements(found)
    if output == "-":
        write_stdout(rows)
    else:
        atomic_write(Path(output), rows)


def _print_table(found: list[Statement]) -> None:
    from calltools.publish.tables import HEADINGS, statement_rows

    print_table(HEADINGS, statement_rows(found))
