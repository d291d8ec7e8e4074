"""``calltools extract``: statements out of transcripts and dialogues."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
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
from calltools.errors import EXIT_PARTIAL, CalltoolsError, SettingsError, TranscriptError
from calltools.progress import Progress
from calltools.transcripts.certainty import doubtful_roles, is_unsure
from calltools.transcripts.model import UNKNOWN

if TYPE_CHECKING:
    from calltools.statements.extraction import Extraction
    from calltools.statements.proposal import Reader
    from calltools.transcripts.model import Role, Transcript

_LEAST_TOLD = 0.05
"""Readings less likely than this are not told."""


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True)
@click.option("-o", "--output", help="Write JSON rows to this file, - for stdout.")
@click.option(
    "--roles",
    metavar="VOICE=ROLE,…",
    multiple=True,
    help="Roles of voices, this time: SPEAKER_00=investigator,SPEAKER_01=hospital.",
)
@click.option(
    "--why",
    is_flag=True,
    help="Tell all that was weighed, taken or not, how likely each reading is, and which figures "
    "no record took.",
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
    from calltools.publish.tables import HEADINGS, statement_rows
    from calltools.statements.rows import write_statements

    given = roles_of("--roles", (pair for option in roles for pair in option.split(",")))
    judge = reader_here()
    failed: list[CalltoolsError] = []
    untold: list[CalltoolsError] = []

    def extract(file: str, _: Progress) -> list[tuple[str, Extraction]]:
        return _extract(file, given, judge, untold)

    extractions = [pair for pairs in done_each("extract", files, extract, failed) for pair in pairs]
    found = [statement for _, extraction in extractions for statement in extraction.statements]
    if len(failed) == len(files):
        partial(failed, len(files), "extract")
    if output is None and not as_json and sys.stdout.isatty():
        print_table(HEADINGS, statement_rows(found))
    else:
        write_result(output or "-", write_statements(found))
    if why:
        _tell_weighed(extractions)
    _tell_untaken(extractions, why)
    for warning in untold:
        say(f"warning: {warning}")
    partial(failed, len(files), "extract")
    if untold:
        raise SystemExit(EXIT_PARTIAL)


def _tell_weighed(extractions: Sequence[tuple[str, Extraction]]) -> None:
    """All that was weighed, on stderr: the rows on stdout stay rows."""
    for identity, extraction in extractions:
        taken = sum(not each.reason for each in extraction.weighed)
        say(f"{identity or 'call'}: {len(extraction.weighed)} weighed, {taken} taken:")
        for each in extraction.weighed:
            outcome = f"not taken: {each.reason}" if each.reason else each.record
            head = f"turn {each.turn_index}: {each.category} {each.probability:.2f}, {outcome}"
            say(f"  {head}: {each.quote}")
            say(f"    {'; '.join(map(_shares, each.choices.items()))}")


def _shares(field: tuple[str, Mapping[str, float]]) -> str:
    """The values of a field that may be, the likeliest first."""
    name, shares = field
    likely = sorted(shares.items(), key=lambda share: -share[1])
    told = [f"{value} {share:.2f}" for value, share in likely if share >= _LEAST_TOLD]
    return f"{name} {', '.join(told)}"


def _tell_untaken(extractions: Sequence[tuple[str, Extraction]], why: bool) -> None:
    """The hospital's figures that are no record's: each with its place, or how many they are."""
    untaken = [(identity, figure) for identity, e in extractions for figure in e.untaken]
    if not untaken:
        return
    told = "" if why else "; --why lists them"
    say(f"figures of the hospital's that no record took: {len(untaken)}{told}")
    for identity, figure in untaken if why else ():
        where = f"{identity} turn {figure.turn_index}, {figure.start}-{figure.end}".strip()
        say(f"  {where}: {figure.quote} in: {figure.clause}")


def _extract(
    file: str, roles: Mapping[str, Role], reader: Reader, untold: list[CalltoolsError]
) -> list[tuple[str, Extraction]]:
    """What is found in each call of a file; ``untold`` gets a line where turns have no role."""
    from calltools.statements.dialogues import read_named_calls
    from calltools.statements.extraction import extraction
    from calltools.transcripts.warning import NOT_TAKEN

    calls = [(name, _with_roles(call, roles)) for name, call in read_named_calls(file)]
    turns = [turn for _, call in calls for turn in call.turns]
    voices = {turn.speaker for turn in turns if turn.speaker}
    if missing := sorted(roles.keys() - voices):
        known = ", ".join(sorted(voices)) or "none is named"
        raise SettingsError(
            "--roles", f"expected a voice of {file} ({known}), found {missing[0]!r}"
        )
    for name, call in calls:
        untold += [
            TranscriptError(file if len(calls) == 1 else f"{file} ({name})", words, _remedy(call))
            for _, words in doubtful_roles(call)
        ]
    untold += [
        TranscriptError(file, warning.words, "see them with calltools parse --page")
        for _, call in calls
        for warning in call.warnings
        if warning.kind == NOT_TAKEN
    ]
    return [(name, extraction(call, name, reader)) for name, call in calls]


def _with_roles(call: Transcript, roles: Mapping[str, Role]) -> Transcript:
    turns = tuple(replace(t, role=roles.get(t.speaker or "", t.role)) for t in call.turns)
    parties = tuple(
        replace(p, role=roles[p.speaker], confidence=1.0, source="given")
        if p.speaker in roles
        else p
        for p in call.parties
    )
    return replace(call, turns=turns, parties=parties)


def _remedy(call: Transcript) -> str:
    """The option that says whose the turns are that have no role, or no sure one."""
    doubtful = [t for t in call.turns if t.role == UNKNOWN or is_unsure(t, call)]
    voices = list(dict.fromkeys(turn.speaker for turn in doubtful if turn.speaker))
    if not voices:
        return "name the speaker of each turn and give --roles"
    named = ",".join(f"{voice}=ROLE" for voice in voices[:4])
    return f"say whose they are: --roles {shlex.quote(named)} (hospital, investigator, other)"
