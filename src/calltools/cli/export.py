"""``calltools export``: what was extracted, as tables, a database or a picture."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calltools.cli.console import partial, say, workspace_here
from calltools.cli.options import FILE
from calltools.errors import CalltoolsError, SettingsError, WorkspaceError
from calltools.files import bytes_of
from calltools.workspace import STATEMENTS, TRANSCRIPT, Folder, Workspace

if TYPE_CHECKING:
    from calltools.publish.tables import Entry
    from calltools.transcripts.model import Transcript

_FORMATS = ("csv", "jsonl", "parquet", "xlsx", "sqlite", "svg")
_SUFFIXES = {f".{name}": name for name in _FORMATS} | {".db": "sqlite"}


@click.command()
@click.argument("sources", metavar="[RECORDING|FILE]…", nargs=-1)
@click.option("--format", "format_name", type=click.Choice(_FORMATS), help="[default: by OUTPUT]")
@click.option("-o", "--output", default="-", help="File to write, - for stdout.  [default: -]")
@click.option(
    "--table",
    "table_name",
    type=click.Choice(("statements", "calls", "turns")),
    default="statements",
    help="What a csv, jsonl or parquet file holds; the others hold all.  [default: statements]",
)
@click.option("--bom", is_flag=True, help="Byte order mark before csv, for spreadsheets.")
@click.option(
    "--dialogues", type=FILE, multiple=True, help="Dialogues (JSON lines) the statements are from."
)
@click.option(
    "--schema",
    type=click.Choice(("json", "frictionless")),
    help="Write the schema of the table instead: JSON Schema or Frictionless Table Schema.",
)
def command(
    sources: tuple[str, ...],
    format_name: str | None,
    output: str,
    table_name: str,
    bom: bool,
    dialogues: tuple[Path, ...],
    schema: str | None,
) -> None:
    """Write the statements as tables (csv, jsonl, parquet, xlsx), a database, a picture (svg).

    RECORDING is one of the workspace; without any, all that have statements are taken.  FILE is
    what `calltools extract` wrote (.jsonl), - is stdin; a transcript.json beside it is read too.
    """
    from calltools.publish.columns import TABLES

    table = TABLES[table_name]
    if schema:
        _write(_schema(schema, table_name), output)
        return
    name = format_name or _format_of(output)
    if bom and name != "csv":
        raise SettingsError("--bom", f"is for csv, not for {name}")
    _refuse_terminal(name, output)
    entries, failed, total = _collect(sources, dialogues)
    from calltools.publish.export import export, without_repeats

    if table_name == "turns" and not any(entry.transcript for entry in entries):
        raise SettingsError(
            "--table turns", "no turns of these calls are at hand", "give --dialogues FILE"
        )
    _write(export(without_repeats(entries), name, table, bom=bom), output)
    if name == "sqlite" and output != "-":
        _write_metadata(Path(output))
    if output != "-":
        count = sum(len(entry.statements) for entry in entries)
        say(f"{output}: {count} statements of {len(entries)} calls")
    partial(failed, total, "export")


def _format_of(output: str) -> str:
    """The format that the name of the output tells; csv where it has no suffix."""
    suffix = Path(output).suffix.lower()
    if suffix and suffix not in _SUFFIXES:
        raise SettingsError(
            output, f"{suffix} is no format of ours", f"give --format: {', '.join(_FORMATS)}"
        )
    return _SUFFIXES.get(suffix, "csv")


def _schema(kind: str, table_name: str) -> bytes:
    from calltools.publish.columns import TABLES
    from calltools.publish.schemas import json_schema, table_schema

    make = json_schema if kind == "json" else table_schema
    return (json.dumps(make(TABLES[table_name]), ensure_ascii=False, indent=2) + "\n").encode()


def _refuse_terminal(format_name: str, output: str) -> None:
    if output == "-" and format_name in ("parquet", "xlsx", "sqlite") and sys.stdout.isatty():
        raise SettingsError("--output", f"{format_name} is not for a terminal", "name a file")


def _collect(
    sources: Sequence[str], dialogues: Sequence[Path]
) -> tuple[list[Entry], list[CalltoolsError], int]:
    """The calls meant, what could not be read (reported), and how many sources there were.

    Exits where nothing could be read.
    """
    transcripts = _dialogues(dialogues)
    workspace = workspace_here()
    names = sources or _extracted(workspace)
    entries: list[Entry] = []
    failed = []
    for source in names:
        try:
            if source == "-" or source.endswith(".jsonl"):
                entries += _of_file(source, transcripts)
            else:
                entries.append(_of_recording(source, workspace))
        except CalltoolsError as error:
            say(f"error: {error}")
            failed.append(error)
    if failed and len(failed) == len(names):
        raise SystemExit(failed[0].exit_code)
    return entries, failed, len(names)


def _dialogues(files: Sequence[Path]) -> dict[str, Transcript]:
    from calltools.statements.dialogues import read_dialogues

    return {
        name: call for file in files for name, call in read_dialogues(bytes_of(file), str(file))
    }


def _extracted(workspace: Workspace | None) -> list[str]:
    """The recordings of the workspace that have statements; the others are named on stderr."""

    if workspace is None:
        raise WorkspaceError(
            Path.cwd(), "is in no calltools workspace", "name files, or run: calltools init"
        )
    found = []
    for path in sorted(workspace.transcripts.glob(f"*/{TRANSCRIPT}")):
        if (path.parent / STATEMENTS).is_file():
            found.append(path.parent.name)
        else:
            say(f"{path.parent.name}: no statements yet; run: calltools run")
    return found


def _of_recording(source: str, workspace: Workspace | None) -> Entry:

    if workspace is None:
        raise WorkspaceError(source, "is no .jsonl file, and this is no workspace")
    names = (Path(source).name, Path(source).stem)
    folder = next((workspace.folder(n) for n in names if workspace.folder(n).path.is_dir()), None)
    if folder is None:
        raise WorkspaceError(
            source, f"is no recording in {workspace.transcripts}", "run: calltools run"
        )
    _check_fresh(folder)
    return _entry(folder.path / STATEMENTS, folder.path / TRANSCRIPT)


def _check_fresh(folder: Folder) -> None:
    """Raise WorkspaceError if the statements were extracted from an earlier transcript."""
    from calltools.provenance import sha256_file

    step = folder.step("extract")
    if step and step.inputs.get(TRANSCRIPT) != sha256_file(folder.path / TRANSCRIPT):
        raise WorkspaceError(
            folder.path, "the transcript changed since statements were extracted",
            "run: calltools run",
        )  # fmt: skip


def _of_file(source: str, transcripts: Mapping[str, Transcript]) -> list[Entry]:
    from calltools.publish.export import entries_of_rows

    beside = Path(source).with_name(TRANSCRIPT) if source != "-" else None
    if beside and beside.is_file():
        return [_entry(Path(source), beside)]
    name = "stdin" if source == "-" else Path(source).stem
    return entries_of_rows(bytes_of(source), source, name, transcripts)


def _entry(statements: Path, transcript: Path) -> Entry:
    from calltools.publish.export import entry_of_recording
    from calltools.transcripts.readers.calltools_json import read_transcript

    call = read_transcript(bytes_of(transcript), str(transcript))
    name = statements.resolve().parent.name
    return entry_of_recording(name, bytes_of(statements), str(statements), call)


def _write(data: bytes, output: str) -> None:
    from calltools.workspace import atomic_write

    if output == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        atomic_write(Path(output), data)


def _write_metadata(path: Path) -> None:
    """What Datasette reads, beside the database; `datasette -m` takes it."""
    from calltools.publish.export.database import datasette_metadata
    from calltools.workspace import atomic_write

    text = json.dumps(datasette_metadata(path.stem), ensure_ascii=False, indent=2)
    atomic_write(path.with_suffix(".metadata.json"), text + "\n")
