"""``calltools parse``: published transcripts in any layout to calls."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial as with_file
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calltools.cli.console import done_each, partial, say, write_result
from calltools.cli.options import output_dir_option
from calltools.cli.options import roles as roles_of
from calltools.errors import SettingsError
from calltools.files import STDIN, write_output
from calltools.progress import Progress
from calltools.transcripts.writers import FORMATS, write

if TYPE_CHECKING:
    from calltools.page.parse_files import ReadFile

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(("table", "transcript", *FORMATS)),
    help="json: all calls in one object.  table: for reading.  transcript: calltools JSON, a file"
    " for each call, and so all other formats.  [default: json, with --page none]",
)
@click.option("-o", "--output", type=_FILE, help="Where json and table go.  [default: -]")
@output_dir_option("-d", help="Where the other formats are written.  [default: here]")
@click.option("--page", type=_FILE, metavar="OUT.html", help="A page of what was read in FILE.")
@click.option(
    "--set", "roles", metavar="LABEL=ROLE", multiple=True, help="Role of a printed label."
)
def command(
    files: tuple[Path, ...],
    format_: str | None,
    output: Path | None,
    output_dir: Path,
    page: Path | None,
    roles: tuple[str, ...],
) -> None:
    """Read published transcripts as they were printed: text, HTML, Word, PDF, subtitles, JSON.

    FILE may be a folder, which is read whole, or - for text from the standard input.  Labels are
    found from the document itself; where nothing tells who speaks, the role is unknown.  A file
    that can't be read is reported and the others are done.  Speech of a call that was not taken is
    counted, with exit code 3.

    --page shows whether one FILE was read correctly; --set gives a printed label its role, which is
    recorded in the result.  To correct words, save a call as docx, csv or eaf, edit it and read it
    again.  Lines are numbered as in the file, from 1, in HTML and JSON as read.
    """
    from calltools.page.parse_files import read_file, transcript_files
    from calltools.page.rows import to_contract
    from calltools.records import dumps
    from calltools.views.parse_text import table

    paths = transcript_files(files)
    if STDIN in paths and len(paths) > 1:
        raise SettingsError("-", "the standard input can't be read beside files")
    given = roles_of("--set", roles)
    if (given or page) and len(paths) > 1:
        raise SettingsError("--page and --set", f"are for one file, found {len(paths)}")

    def read(path: Path, _: Progress) -> tuple[Path, ReadFile]:
        found = read_file(path, given)
        for doubt in found.doubts:
            say(f"warning: {path}: {doubt}")
        for lost in found.left_out:
            say(f"warning: {path}: {lost}; see --page and --set")
        return path, found

    pairs, failed = done_each("parse", paths, read)
    results = dict(pairs)
    if len(failed) == len(paths):
        partial(failed, len(paths), "parse")
    if page:
        write_result(page, _page(paths[0], results[paths[0]]))
    if format_ == "table":
        write_result(output or "-", table(results))
    elif format_ not in (None, "json"):
        name = "json" if format_ == "transcript" else format_
        write_calls = with_file(_write_calls, results, name, output_dir)
        failed += done_each("write", list(results), write_calls)[1]
    elif format_ or output or not page:
        write_result(output or "-", dumps(to_contract(results)))
    lacking = [path for path, found in results.items() if found.lacks_speech]
    partial(failed, len(paths), "parse", needs_person=lacking)


def _page(path: Path, read: ReadFile) -> str:
    """The page of a file.  Raises SettingsError for one that is not parsed."""
    from calltools.views.parse_page import parse_page

    if read.parsed is None:
        raise SettingsError("--page", f"{path} is not parsed: it tells itself who speaks")
    return parse_page(read.parsed, "stdin" if path == STDIN else path.name)


def _write_calls(
    results: Mapping[Path, ReadFile], format_: str, folder: Path, path: Path, _: Progress
) -> None:
    """A file for each call of one; the first call that the format can't carry ends it."""
    stem, calls = "stdin" if path == STDIN else path.stem, results[path].calls
    for number, call in enumerate(calls, start=1):
        name = stem if len(calls) == 1 else f"{stem}-{number}"
        content = write(call, format_, name=name)
        write_output(folder / f"{name}{FORMATS[format_].suffix}", content)
