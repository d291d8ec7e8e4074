"""``calltools parse``: published transcripts in any layout to calls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calltools.cli.console import partial, progress_bar, say, write_stdout
from calltools.errors import CalltoolsError, SettingsError
from calltools.files import STDIN
from calltools.transcripts.writers import FORMATS, write

if TYPE_CHECKING:
    from calltools.transcripts.files import ReadFile


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(
        ("json", "table", "transcript", *(name for name in FORMATS if name != "json"))
    ),
    default="json",
    show_default=True,
    help="json: all calls in one object.  table: for reading.  transcript: calltools JSON, a file"
    " for each call, and so all other formats.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=Path("-"),
    help="Where json and table go, - for the standard output.  [default: -]",
)  # fmt: skip
@click.option(
    "-d", "--output-dir", type=click.Path(path_type=Path, file_okay=False), default=Path(),
    help="Where the other formats are written.  [default: here]",
)  # fmt: skip
def command(files: tuple[Path, ...], format_: str, output: Path, output_dir: Path) -> None:
    """Read published transcripts as they were printed: text, HTML, Word, PDF, subtitles, JSON.

    FILE may be a folder, which is read whole, or - for text from the standard input.  Labels are
    found from the document itself; where nothing tells who speaks, the role is unknown.  A file
    that can't be read is reported and the others are done.
    """
    from calltools.records import dumps
    from calltools.transcripts.files import read_file, transcript_files
    from calltools.transcripts.writers.published import to_contract

    paths = transcript_files(files)
    if STDIN in paths and len(paths) > 1:
        raise SettingsError("-", "the standard input can't be read beside files")
    results: dict[Path, ReadFile] = {}
    failed: list[CalltoolsError] = []
    with progress_bar("parse") as progress:
        for done, path in enumerate(paths):
            progress(done / len(paths))
            try:
                results[path] = read_file(path)
            except CalltoolsError as error:
                failed.append(error)
                if len(paths) > 1:
                    say(f"error: {error}")
    if failed and len(paths) == 1:
        raise failed[0]
    if format_ == "json":
        _put(output, dumps(to_contract(results)))
    elif format_ == "table":
        _put(output, "\n".join(_table(results)) + "\n")
    else:
        failed += _write_files(results, "json" if format_ == "transcript" else format_, output_dir)
    partial(failed, len(paths), "parse")


def _put(output: Path, text: str) -> None:
    from calltools.workspace import atomic_write

    if output == Path("-"):
        write_stdout(text)
    else:
        atomic_write(output, text)


def _table(results: dict[Path, ReadFile]) -> Iterable[str]:
    for path, read in results.items():
        if not read.calls:
            yield f"{path}: no call"
        for number, call in enumerate(read.calls, start=1):
            known = call.call
            told = [known.hospital, known.date or known.date_printed, known.time, known.phone]
            heading = "  ".join(part for part in told if part)
            yield f"{path}, call {number} of {len(read.calls)}  {heading}".rstrip()
            for turn in call.turns:
                words = turn.text if turn.printed is None else turn.printed
                yield f"  {turn.role:<12} {turn.speaker or '-'}\t{words}"


def _write_files(
    results: dict[Path, ReadFile], format_: str, folder: Path
) -> Sequence[CalltoolsError]:
    """One file per call; the first call of a file that the format can't carry is reported."""
    from calltools.workspace import atomic_write

    failed = []
    for path, read in results.items():
        stem = "stdin" if path == STDIN else path.stem
        for number, call in enumerate(read.calls, start=1):
            name = stem if len(read.calls) == 1 else f"{stem}-{number}"
            try:
                content = write(call, format_, name=name)
                atomic_write(folder / f"{name}{FORMATS[format_].suffix}", content)
            except CalltoolsError as error:
                say(f"error: {path}: {error}")
                failed.append(error)
                break
    return failed
