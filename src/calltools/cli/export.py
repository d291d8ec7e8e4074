"""``calltools export``: what was extracted as tables, a database or a picture; all as a bag."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calltools.alignment.formats import FORMATS as LINK_FORMATS
from calltools.cli.bar import At
from calltools.cli.console import (
    Faults,
    done_each,
    partial,
    progress_bar,
    say,
    workspace_here,
    workspace_or_fail,
    write_result,
)
from calltools.cli.options import FILE, refuse_bom, written_options
from calltools.cli.signing import KeyChoice, key_options
from calltools.errors import CalltoolsError, SettingsError, WorkspaceError
from calltools.files import format_of, write_output
from calltools.progress import Progress
from calltools.publish.formats import BINARY_FORMATS, TABLE_FORMATS
from calltools.records import dumps
from calltools.store.workspace import Workspace

if TYPE_CHECKING:
    from calltools.alignment.model import AlignedCall
    from calltools.proof.keys import OfficeKey
    from calltools.publish.tables import CallEntry


@click.command()
@click.argument("sources", metavar="[RECORDING|FILE]…", nargs=-1)
@written_options(TABLE_FORMATS | LINK_FORMATS)
@click.option(
    "--table",
    "table_name",
    type=click.Choice(("statements", "calls", "turns", "links")),
    default="statements",
    help="What a csv, jsonl or parquet file holds; the others hold all.  links, with --reviewed:"
    " translations as people left them (csv, json, tmx, xliff).  [default: statements]",
)
@click.option(
    "--reviewed",
    is_flag=True,
    help="Only what people confirmed, amended or added, with who and when; of --table links all.",
)
@click.option(
    "--dialogues", type=FILE, multiple=True, help="Dialogues (JSON lines) the statements are from."
)
@click.option(
    "--schema",
    type=click.Choice(("json", "frictionless")),
    help="Write the schema of the table instead: JSON Schema or Frictionless Table Schema.",
)
@click.option(
    "--bag",
    type=FILE,
    metavar="DIR",
    help="Write a bag instead: originals, artefacts, log, all that a stranger checks them with.",
)
@key_options
def command(
    sources: tuple[str, ...],
    format_name: str | None,
    output: str,
    table_name: str,
    bom: bool,
    reviewed: bool,
    dialogues: tuple[Path, ...],
    schema: str | None,
    bag: Path | None,
    key: KeyChoice,
) -> None:
    """Write the statements as tables (csv, jsonl, parquet, xlsx), a database, a picture (svg).

    RECORDING is one of the workspace; without any, all that have statements are taken.  FILE is
    what `calltools extract` wrote (.jsonl), - is stdin; a transcript.json beside it is read too.

    Exit code 3 means that a call could not be written, or that something of one is gone, can't be
    read or is other than what is written: the lines before say of which.

    --bag DIR makes a signed folder for those who check the evidence, in the BagIt format.  Stop it
    at any moment: the same command goes on, and until it is done DIR is called DIR.unfinished.
    """
    if bag:
        _bag(bag, sources, key.open())
        return
    if table_name == "links":
        if not reviewed or schema:
            raise SettingsError(
                "--table links", "is for --reviewed", "calltools align RECORDING has the machine's"
            )
        _links(sources, _format(format_name, output, LINK_FORMATS, bom), output, bom)
        return
    from calltools.publish.columns import REVIEWED, TABLES

    table = REVIEWED if reviewed and table_name == "statements" else TABLES[table_name]
    if schema:
        from calltools.publish.schemas import json_schema, table_schema

        make = json_schema if schema == "json" else table_schema
        write_result(output, dumps(make(table)))
        return
    name = _format(format_name, output, TABLE_FORMATS, bom)
    if output == "-" and name in BINARY_FORMATS and sys.stdout.isatty():
        raise SettingsError("--output", f"{name} is not for a terminal", "name a file")
    if reviewed:
        entries, failed, total = _collect_reviewed(sources)
    else:
        entries, failed, total = _collect(sources, dialogues)
    from calltools.publish.export import export, without_repeats

    if table_name == "turns" and not any(entry.transcript for entry in entries):
        raise SettingsError(
            "--table turns", "no turns of these calls are at hand", "give --dialogues FILE"
        )
    write_result(output, export(without_repeats(entries), name, table, bom=bom))
    if name == "sqlite" and output != "-":
        from calltools.publish.export.database import datasette_metadata

        # What Datasette reads, beside the database: for `datasette -m`, from 1.0 on `-c` too.
        path = Path(output)
        write_output(path.with_suffix(".metadata.json"), dumps(datasette_metadata(path.stem)))
    if output != "-":
        say(f"{output}: {_count(entries, table_name)} of {_calls(entries)}")
    doubts = _doubts({entry.recording for entry in entries}, whole=not sources)
    partial(failed, total, "export", doubts)


def _doubts(taken: set[str], *, whole: bool) -> Faults:
    """What is gone or can't be read of the calls of the workspace: of all, or of those taken."""
    from calltools.store.summary import faults

    workspace = workspace_here()
    found = faults(workspace) if workspace else {}
    return {name: told for name, told in found.items() if whole or name in taken}


def _bag(target: Path, names: tuple[str, ...], key: OfficeKey) -> None:
    """Write a bag of the recordings named, and tell what whoever checks it will find."""
    from calltools.proof.export import export_bag

    workspace = workspace_or_fail()
    at = At(target.name, "bag")
    with progress_bar(at) as progress:
        found = export_bag(workspace, target.resolve(), key, names, progress)
    workspace.hashes.save()
    for fault in found.of("doubtful"):
        say(f"warning: {fault}")
    say(f"{target}: {found.outcome()}; signed by {key.public.fingerprint}")


def _count(entries: Sequence[CallEntry], table_name: str) -> str:
    """How many rows of the table the calls have."""
    if table_name == "turns":
        turns = sum(len(entry.transcript.turns) for entry in entries if entry.transcript)
        return f"{turns} turns"
    return f"{sum(len(entry.statements) for entry in entries)} statements"


def _calls(entries: Sequence[CallEntry]) -> str:
    """How many calls they are, and in how many recordings where one has several."""
    from calltools.publish.tables import copied

    calls = len(entries) - len(copied(entries))
    told = "1 call" if calls == 1 else f"{calls} calls"
    return told if calls == len(entries) else f"{told} in {len(entries)} recordings"


def _format(given: str | None, output: str, formats: Mapping[str, Sequence[str]], bom: bool) -> str:
    """Which of ``formats`` is meant: by the name of the output where none is given, csv where that
    has no suffix."""
    suffix = Path(output).suffix.lower()
    name = given or format_of(output, formats)
    if suffix and name is None:
        raise SettingsError(
            output, f"{suffix} is no format of ours", f"give --format: {', '.join(formats)}"
        )
    name = name or "csv"
    if name not in formats:
        raise SettingsError(
            "--format", f"{name} is not for this --table", f"one of {', '.join(formats)}"
        )
    refuse_bom(bom, name)
    return name


def _collect(
    sources: Sequence[str], dialogues: Sequence[Path]
) -> tuple[list[CallEntry], list[CalltoolsError], int]:
    """The calls meant, what could not be read (reported), and how many sources there were.

    Exits where nothing could be read.
    """
    from calltools.publish.export import dialogues_by_id, entries_of

    transcripts = dialogues_by_id(dialogues)
    workspace = workspace_here()
    names = sources or _extracted(workspace_or_fail())
    failed: list[CalltoolsError] = []

    def read(source: str, _: Progress) -> Sequence[CallEntry]:
        return entries_of(source, workspace, transcripts)

    entries = [entry for of_one in done_each("read", names, read, failed) for entry in of_one]
    if len(failed) == len(names):
        partial(failed, len(names), "export")
    return entries, failed, len(names)


def _collect_reviewed(
    sources: Sequence[str],
) -> tuple[list[CallEntry], list[CalltoolsError], int]:
    """The calls meant, with the statements that people stand for; as :func:`_collect`."""
    from calltools.cli.review import open_review, tell_unreadable
    from calltools.publish.tables import CallEntry

    review = open_review()
    from calltools.review.signed import signed_statements

    names = list(sources) or review.calls()
    failed: list[CalltoolsError] = []

    def read(name: str, _: Progress) -> CallEntry:
        call = review.call(name)
        signed = signed_statements(call)
        return CallEntry(name, [each.statement for each in signed], call.transcript, signed)

    entries = done_each("read", names, read, failed)
    if not entries:
        partial(failed, len(failed), "export")
    unread = tell_unreadable(review)
    return entries, [*failed, *unread], len(names) + len(unread)


def _links(names: Sequence[str], format_name: str, output: str, bom: bool) -> None:
    """Write the links and findings of the calls that have a translation, as people left them."""
    from calltools.alignment.exchange import WRITERS, to_csv
    from calltools.cli.review import open_review, tell_unreadable

    review = open_review()
    from calltools.review.aligned import reviewed_alignments

    failed: list[CalltoolsError] = []
    meant = names or review.calls()

    def read(name: str, _: Progress) -> Sequence[AlignedCall]:
        aligned = reviewed_alignments(review, name)
        if names and not aligned:
            raise WorkspaceError(name, "has no translation aligned with it", "calltools run")
        return aligned

    calls = [call for of_one in done_each("read", meant, read, failed) for call in of_one]
    if calls:
        data = to_csv(calls, bom=bom) if format_name == "csv" else WRITERS[format_name](calls)
        write_result(output, data)
        if output != "-":
            links = sum(len(one.alignment.links) for one in calls)
            say(f"{output}: {links} links of {len(calls)} calls")
    elif not failed:
        raise WorkspaceError(review.workspace.root, "has no call with an aligned translation")
    unread = tell_unreadable(review)
    partial([*failed, *unread], len(meant) + len(unread), "export")


def _extracted(workspace: Workspace) -> list[str]:
    """The recordings of the workspace that have statements; the others are named on stderr."""
    from calltools.publish.export import extracted

    found, waiting = extracted(workspace)
    for name in waiting:
        say(f"{name}: no statements yet; run: calltools run")
    return found
