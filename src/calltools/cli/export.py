"""``calltools export``: what was extracted as tables, a database or a picture; all as a bag."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from calltools.alignment.model import FORMATS as LINK_FORMATS
from calltools.alignment.model import MEMORY_REASONS
from calltools.cli.bar import At
from calltools.cli.console import (
    Faults,
    done_each,
    partial,
    progress_bar,
    report,
    say,
    worked_on_workspace,
    workspace_here,
    write_result,
)
from calltools.cli.options import FILE, chosen_format, written_options
from calltools.cli.review import open_review, tell_unreadable
from calltools.cli.signing import KeyChoice, key_options
from calltools.errors import CalltoolsError, SettingsError, WorkspaceError
from calltools.records import dumps
from calltools.tables.formats import BINARY_FORMATS, TABLE_FORMATS, writable_formats

if TYPE_CHECKING:
    from calltools.alignment.exchange.units import MemoryRules
    from calltools.alignment.model import AlignedCall
    from calltools.proof.keys import OfficeKey
    from calltools.review.desk import Review
    from calltools.tables.export.reviewed import SelectedEntries
    from calltools.tables.table_rows import CallEntry, PublishedEntry

Read = TypeVar("Read")

_OF_CALLS = ("statements", "calls", "turns")
_OF_REVIEW = ("findings", "quotations", "decisions")


@click.command()
@click.argument("sources", metavar="[RECORDING|FILE]…", nargs=-1)
@written_options(dict.fromkeys((*writable_formats(), *LINK_FORMATS)))
@click.option(
    "--table",
    "table_name",
    type=click.Choice((*_OF_CALLS, *_OF_REVIEW, "links")),
    default="statements",
    help="What a csv, jsonl or parquet file holds; the others hold all.  findings, quotations and"
    " decisions go with --review; so do links: translations as people left them (csv, docx, json,"
    " tmx, xliff).  [default: statements]",
)
@click.option(
    "--review",
    "with_review",
    is_flag=True,
    help="Each record as people left it, with everybody who decided it, when and why.",
)
@click.option(
    "--without",
    type=click.Choice((*sorted(MEMORY_REASONS), "nothing")),
    multiple=True,
    help="Of a tmx: pairs to leave out; how many were, and why, is told.  [default: grave,"
    " finding, moved, disputed, unsure]",
)
@click.option(
    "--confidence", type=click.FloatRange(0, 1), default=0.5, show_default=True,
    help="Of a tmx: findings count from here on, links up to here.",
)  # fmt: skip
@click.option(
    "--reviewed",
    is_flag=True,
    help="The same, of those alone that people stand for; of --table links all.",
)
@click.option(
    "--for", "viewer", metavar="NAME", default="",
    help="With a review: leave out what a blind review hides from NAME.",
)  # fmt: skip
@click.option("--since", default="", metavar="DATE", help="With a review: calls from then on.")
@click.option("--until", default="", metavar="DATE", help="With a review: calls until then.")
@click.option("--hospital", default="", help="With a review: calls of hospitals named so.")
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
    help="Write a bag instead: originals, artefacts, log, all that a stranger checks them with;"
    " signed with the key of `calltools keys new`.",
)
@key_options
def command(
    sources: tuple[str, ...],
    format_name: str | None,
    output: str,
    table_name: str,
    bom: bool,
    with_review: bool,
    reviewed: bool,
    without: tuple[str, ...],
    confidence: float,
    viewer: str,
    since: str,
    until: str,
    hospital: str,
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
    with_review = with_review or reviewed
    selection = (viewer, reviewed, since, until, hospital)
    if not with_review and (table_name not in _OF_CALLS or any(selection)):
        asked = "these options" if table_name in _OF_CALLS else f"--table {table_name}"
        remedy = "calltools align and calltools audit have the machine's"
        raise SettingsError(asked, "want --review or --reviewed", remedy)
    if table_name == "links":
        if schema:
            raise SettingsError("--table links", "has no schema")
        name = chosen_format(format_name, output, LINK_FORMATS, bom=bom, otherwise="csv")
        rules = memory_rules(without, confidence)
        _links(sources, name, output, rules, viewer, bom=bom)
        return
    from calltools.tables.columns import REVIEW_TABLES, TABLES

    table = (REVIEW_TABLES if with_review else TABLES)[table_name]
    if schema:
        from calltools.tables.schemas import json_schema, table_schema

        make = json_schema if schema == "json" else table_schema
        write_result(output, dumps(make(table)))
        return
    name = chosen_format(format_name, output, TABLE_FORMATS, bom=bom, otherwise="csv")
    if output == "-" and name in BINARY_FORMATS and sys.stdout.isatty():
        raise SettingsError("--output", f"{name} is not for a terminal", "name a file")
    if with_review:
        entries, failed, total = _reviewed(sources, selection)
    else:
        entries, failed, total = _extracted(sources, dialogues)
    from calltools.tables.export import export, how_many, without_repeats
    from calltools.tables.table_rows import calls_in

    calls = calls_in(entries)
    if table_name == "turns" and not any(call.transcript for call in calls):
        raise SettingsError(
            "--table turns", "no turns of these calls are at hand", "give --dialogues FILE"
        )
    write_result(output, export(without_repeats(entries), name, table, bom=bom))
    if output != "-":
        say(f"{output}: {how_many(entries, table_name)}")
    partial(failed, total, "export", _doubts(calls, whole=not sources))


def memory_rules(without: Sequence[str], confidence: float) -> MemoryRules:
    """Which pairs go into a translation memory, as options say it."""
    from calltools.alignment.exchange.units import DEFAULT, MemoryRules

    named = frozenset(without) - {"nothing"} if without else DEFAULT
    return MemoryRules(named, confidence)  # type: ignore[arg-type]


def _doubts(entries: Sequence[CallEntry], *, whole: bool) -> Faults:
    """What is gone or can't be read of the calls of the workspace: of all, or of those taken."""
    from calltools.store.summary import faults

    taken = {entry.recording for entry in entries}
    workspace = workspace_here()
    of_all = faults(workspace) if workspace else {}
    return {name: of_call for name, of_call in of_all.items() if whole or name in taken}


def _bag(target: Path, names: tuple[str, ...], key: OfficeKey) -> None:
    """Write a bag of the recordings named, and tell what the person who checks it will find."""
    from calltools.proof.bag_export import export_bag

    workspace = worked_on_workspace()
    with progress_bar(At(target.name, "bag")) as progress:
        verification = export_bag(workspace, target.resolve(), key, names, progress)
    workspace.hashes.save()
    for fault in verification.of("doubtful"):
        say(f"warning: {fault}")
    say(f"{target}: {verification.outcome()}; signed by {key.public.fingerprint}")


def _reviewed(
    names: Sequence[str], chosen: tuple[str, bool, str, str, str]
) -> tuple[list[PublishedEntry], list[CalltoolsError], int]:
    """What people left of the calls meant, and of reports; what could not be read, and how many
    things were to be.  Exits where nothing could be."""
    from calltools.tables.export.reviewed import Selection, reviewed_entries

    review = open_review()
    with progress_bar("read") as progress:
        selected = reviewed_entries(review, Selection(*chosen), names, progress)
    unread = _told(review, selected)
    if not selected.entries and selected.failed:
        partial(selected.failed, selected.total, "export")
    return selected.entries, [*selected.failed, *unread], selected.total + len(unread)


def _told(review: Review, selected: SelectedEntries) -> list[CalltoolsError]:
    """Tell what could not be read, and what is left out; gives the decisions that can't be read."""
    report(selected.failed)
    if selected.not_known:
        problem = "left out, for what is chosen by is not known of them"
        say(f"warning: {problem}: {', '.join(selected.not_known)}")
    return tell_unreadable(review)


def _extracted(
    sources: Sequence[str], dialogues: Sequence[Path]
) -> tuple[list[PublishedEntry], list[CalltoolsError], int]:
    """The calls meant as the machine left them; the rest as :func:`_reviewed`."""
    from calltools.tables.export import dialogues_by_id, entries_of, extracted

    transcripts = dialogues_by_id(dialogues)
    workspace = workspace_here()
    if not sources:
        sources, waiting = extracted(worked_on_workspace())
        for name in waiting:
            say(f"{name}: no statements yet; run: calltools run")
    entries, failed = _read(sources, lambda source: entries_of(source, workspace, transcripts))
    return list(entries), failed, len(sources)


def _read(
    names: Sequence[str], read: Callable[[str], Sequence[Read]]
) -> tuple[list[Read], list[CalltoolsError]]:
    """What is read of each of ``names``, and what could not be.  Exits where nothing could be."""
    of_each, failed = done_each("read", names, lambda name, _: read(name))
    if not of_each:
        partial(failed, len(failed), "export")
    return [each for of_one in of_each for each in of_one], failed


def _links(
    names: Sequence[str],
    format_name: str,
    output: str,
    rules: MemoryRules,
    viewer: str,
    *,
    bom: bool,
) -> None:
    """Write the links and findings of the calls that have a translation, as people left them."""
    from calltools.alignment.exchange import written

    review = open_review()
    from calltools.review.reviewed_alignment import reviewed_alignments

    meant = names or review.calls()

    def read(name: str) -> Sequence[AlignedCall]:
        aligned = reviewed_alignments(review, name, viewer)
        if names and not aligned:
            raise WorkspaceError(name, "has no translation aligned with it", "calltools run")
        return aligned

    calls, failed = _read(meant, read)
    if calls:
        write_result(output, written(format_name, calls, bom, rules, say))
        if output != "-":
            links = sum(len(call.alignment.links) for call in calls)
            say(f"{output}: {links} links of {len(calls)} calls")
    elif not failed:
        raise WorkspaceError(review.workspace.root, "has no call with an aligned translation")
    unread = tell_unreadable(review)
    partial([*failed, *unread], len(meant) + len(unread), "export")
