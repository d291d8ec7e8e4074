"""``calltools parse``: published transcripts in any layout to calls."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from calltools.cli.console import partial, progress_bar, say, write_stdout
from calltools.cli.options import roles as roles_of
from calltools.errors import EXIT_PARTIAL, CalltoolsError, SettingsError
from calltools.files import STDIN
from calltools.transcripts.writers import FORMATS, write

if TYPE_CHECKING:
    from calltools.page.directions import Directions
    from calltools.page.files import ReadFile


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(
        ("json", "table", "transcript", *(name for name in FORMATS if name != "json"))
    ),
    help="json: all calls in one object.  table: for reading.  transcript: calltools JSON, a file"
    " for each call, and so all other formats.  [default: json, with --page none]",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=Path("-"),
    help="Where json and table go, - for the standard output.  [default: -]",
)  # fmt: skip
@click.option(
    "-d", "--output-dir", type=click.Path(path_type=Path, file_okay=False), default=Path(),
    help="Where the other formats are written.  [default: here]",
)  # fmt: skip
@click.option(
    "--page", type=click.Path(path_type=Path, dir_okay=False), metavar="OUT.html",
    help="A page of what was read in FILE: the document in colours.",
)  # fmt: skip
@click.option(
    "--set", "roles", metavar="LABEL=ROLE", multiple=True,
    help="Role of a printed label, over what was found: investigator, hospital, other, unknown.",
)  # fmt: skip
@click.option(
    "--call-starts", "starts", metavar="LINE", type=int, multiple=True,
    help="A new call begins at this line.",
)  # fmt: skip
@click.option(
    "--drop", "dropped", metavar="LINES", multiple=True,
    help="Leave out a line (12) or several (12-18).",
)  # fmt: skip
def command(
    files: tuple[Path, ...],
    format_: str | None,
    output: Path,
    output_dir: Path,
    page: Path | None,
    roles: tuple[str, ...],
    starts: tuple[int, ...],
    dropped: tuple[str, ...],
) -> None:
    """Read published transcripts as they were printed: text, HTML, Word, PDF, subtitles, JSON.

    FILE may be a folder, which is read whole, or - for text from the standard input.  Labels are
    found from the document itself; where nothing tells who speaks, the role is unknown.  A file
    that can't be read is reported and the others are done.  Speech of a call that was not taken is
    counted, with exit code 3.

    --page shows at a glance whether one FILE was read rightly; --set, --call-starts and --drop put
    it right, as often as it takes, and what is made records them.  Lines are numbered as in the
    file, from 1, in HTML and JSON as read: --page and --format table show the numbers.
    """
    from calltools.page.files import read_file, transcript_files
    from calltools.page.published import to_contract
    from calltools.records import dumps

    paths = transcript_files(files)
    if STDIN in paths and len(paths) > 1:
        raise SettingsError("-", "the standard input can't be read beside files")
    directions = _directions(roles, starts, dropped)
    if (directions or page) and len(paths) > 1:
        problem = f"are for one file, found {len(paths)}"
        raise SettingsError("--page, --set, --call-starts and --drop", problem)
    results: dict[Path, ReadFile] = {}
    failed: list[CalltoolsError] = []
    with progress_bar("parse") as progress:
        for done, path in enumerate(paths):
            progress(done / len(paths))
            try:
                results[path] = read_file(path, directions)
                for doubt in results[path].doubts:
                    say(f"warning: {path}: {doubt}")
                for told in results[path].left_out:
                    say(f"warning: {path}: {told}; see --page, --set and --call-starts")
            except CalltoolsError as error:
                failed.append(error)
                if len(paths) > 1:
                    say(f"error: {error}")
    if failed and len(paths) == 1:
        raise failed[0]
    if page:
        _put(page, _page(paths[0], results[paths[0]]))
        format_ = format_ or ("json" if output != Path("-") else "")
    else:
        format_ = format_ or "json"
    if format_ == "json":
        _put(output, dumps(to_contract(results)))
    elif format_ == "table":
        _put(output, "\n".join(_table(results)) + "\n")
    elif format_:
        failed += _write_files(results, "json" if format_ == "transcript" else format_, output_dir)
    partial(failed, len(paths), "parse")
    if any(read.lacks_speech for read in results.values()):
        raise SystemExit(EXIT_PARTIAL)


def _directions(
    roles: Iterable[str], starts: tuple[int, ...], dropped: Iterable[str]
) -> Directions:
    from calltools.page.directions import Directions

    return Directions(roles_of("--set", roles), starts, tuple(map(_lines, dropped)))


def _lines(text: str) -> range:
    from calltools.page.directions import line_range

    try:
        return line_range(text)
    except ValueError as error:
        told = f"expected a line or two, 12 or 12-18, found {text!r}"
        raise SettingsError("--drop", told) from error


def _page(path: Path, read: ReadFile) -> str:
    """The page of a file.  Raises SettingsError for one that is not parsed."""
    from calltools.publish.parse_page import parse_page

    if read.parsed is None:
        raise SettingsError("--page", f"{path} is not parsed: it tells itself who speaks")
    return parse_page(read.parsed, "stdin" if path == STDIN else path.name)


def _put(output: Path, text: str) -> None:
    from calltools.files import write_output

    if output == Path("-"):
        write_stdout(text)
    else:
        write_output(output, text)


def _table(results: dict[Path, ReadFile]) -> Iterable[str]:
    """A line for each turn, with the number of the line where its words begin."""
    from calltools.transcripts.readers.document import line_starts

    for path, read in results.items():
        if not read.calls:
            yield f"{path}: no call"
        starts = line_starts(read.parsed.document) if read.parsed else []
        for number, call in enumerate(read.calls, start=1):
            known = call.call
            told = [known.hospital, known.date or known.date_printed, known.time, known.phone]
            heading = "  ".join(part for part in told if part)
            yield f"{path}, call {number} of {len(read.calls)}  {heading}".rstrip()
            for turn in call.turns:
                words = turn.text if turn.printed is None else turn.printed
                line = bisect_right(starts, turn.places[0].start) if turn.places else ""
                yield f"{line:>6}  {turn.role:<12} {turn.speaker or '-'}\t{words}"


def _write_files(
    results: dict[Path, ReadFile], format_: str, folder: Path
) -> Sequence[CalltoolsError]:
    """One file per call; the first call of a file that the format can't carry is reported."""
    from calltools.files import write_output

    failed = []
    for path, read in results.items():
        stem = "stdin" if path == STDIN else path.stem
        for number, call in enumerate(read.calls, start=1):
            name = stem if len(read.calls) == 1 else f"{stem}-{number}"
            try:
                content = write(call, format_, name=name)
                write_output(folder / f"{name}{FORMATS[format_].suffix}", content)
            except CalltoolsError as error:
                say(f"error: {path}: {error}")
                failed.append(error)
                break
    return failed
