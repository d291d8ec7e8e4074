"""``calltools extract``: statements out of transcripts and dialogues."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from calltools.cli.console import (
    done_each,
    partial,
    print_table,
    reader_here,
    say,
    write_result,
)
from calltools.cli.options import json_option
from calltools.cli.options import roles as roles_of
from calltools.errors import CalltoolsError, TranscriptError
from calltools.progress import Progress
from calltools.transcripts.certainty import doubtful_roles, is_unsure
from calltools.transcripts.model import UNKNOWN
from calltools.transcripts.warning import NOT_TAKEN

if TYPE_CHECKING:
    from calltools.statements.extraction import Extraction
    from calltools.transcripts.model import Role, Transcript


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True)
@click.option("-o", "--output", help="Write JSON rows to this file, - for stdout.")
@click.option(
    "--roles", metavar="VOICE=ROLE,…", multiple=True, help="Roles of voices, for this run only."
)
@click.option(
    "--why",
    is_flag=True,
    help="Show everything that was weighed, and the figures that are in no record.",
)
@json_option(help="Print JSON rows, also on a terminal.")
def command(
    files: tuple[str, ...],
    output: str | None,
    roles: tuple[str, ...],
    why: bool,
    as_json: bool,
) -> None:
    """Find statements of the hospital side: waits, supply, volume, price, source, scheduling.

    FILE is a transcript that calltools wrote, anything `calltools parse` reads, or dialogues as
    JSON lines (one call a line); - is stdin.  On a terminal a table is shown; a program gets one
    JSON row a statement.  Turns whose role is unknown are not read, and records of those whose role
    is not sure say so: how many is told, with exit code 3, and --roles says whose they are.
    """
    from calltools.statements.extraction import extraction
    from calltools.statements.rows import write_statements
    from calltools.tables.frames import HEADINGS, statement_rows
    from calltools.views.extraction_text import untaken_lines, weighed_lines

    given = roles_of("--roles", (pair for option in roles for pair in option.split(",")))
    reader = reader_here()
    doubts: list[CalltoolsError] = []

    def extract(file: str, _: Progress) -> list[tuple[str, Extraction]]:
        calls = _calls(file, given)
        for name, call in calls:
            doubts.extend(_doubts(file if len(calls) == 1 else f"{file} ({name})", call))
        return [(name, extraction(call, name, reader)) for name, call in calls]

    of_files, failed = done_each("extract", files, extract)
    extractions = [pair for of_file in of_files for pair in of_file]
    statements = [statement for _, found in extractions for statement in found.statements]
    if len(failed) == len(files):
        partial(failed, len(files), "extract")
    if output is None and not as_json and sys.stdout.isatty():
        print_table(HEADINGS, statement_rows(statements))
    else:
        write_result(output or "-", write_statements(statements))
    for name, found in extractions if why else ():  # on stderr: the rows on stdout stay rows
        say("\n".join(weighed_lines(name, found)))
    for line in untaken_lines(extractions, each=why):
        say(line)
    for doubt in doubts:
        say(f"warning: {doubt}")
    partial(failed, len(files), "extract", needs_person=doubts)


def _calls(file: str, roles: Mapping[str, Role]) -> list[tuple[str, Transcript]]:
    """The calls of a file, with the roles that are given."""
    from calltools.page.named_labels import NamedLabels
    from calltools.page.parse_files import check_labels
    from calltools.statements.dialogues import read_named_calls

    calls = read_named_calls(file)
    check_labels(roles, (call for _, call in calls), file)
    return [(name, NamedLabels(roles).with_roles(call)) for name, call in calls]


def _doubts(where: str, call: Transcript) -> Iterator[CalltoolsError]:
    """What was not read, or not surely, and what to do for it."""
    for _, words in doubtful_roles(call):
        yield TranscriptError(where, words, _remedy(call))
    for warning in call.warnings:
        if warning.kind == NOT_TAKEN:
            yield TranscriptError(where, warning.words, "see them with calltools parse --page")


def _remedy(call: Transcript) -> str:
    """The option that says whose the turns are that have no role, or no sure one."""
    doubtful = [t for t in call.turns if t.role == UNKNOWN or is_unsure(t, call)]
    voices = list(dict.fromkeys(turn.speaker for turn in doubtful if turn.speaker))
    if not voices:
        return "name the speaker of each turn and give --roles"
    named = ",".join(f"{voice}=ROLE" for voice in voices[:4])
    return f"say whose they are: --roles {shlex.quote(named)} (hospital, investigator, other)"
