"""What the verbs share: progress with time left, and reports of what went wrong."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from calltools.cli.bar import At, away, bar, plain
from calltools.errors import (
    EXIT_FAILED,
    EXIT_PARTIAL,
    CalltoolsError,
    PartialError,
    WorkspaceError,
    os_error_reason,
    was_interrupted,
)
from calltools.files import write_output
from calltools.progress import Progress, parts
from calltools.settings import Settings, load
from calltools.store.workspace import Workspace

if TYPE_CHECKING:
    from calltools.alignment.align import Aligner
    from calltools.statements.proposal import Reader


def say(line: str) -> None:
    """A line for people, on stderr."""
    with away():
        click.echo(line, err=True)


def workspace_here() -> Workspace | None:
    """The workspace around the current folder.  Raises WorkspaceError if that folder is gone."""
    try:
        return Workspace.find(Path.cwd())
    except FileNotFoundError as error:
        raise WorkspaceError(
            "the current folder", "was removed or renamed", "change to another folder"
        ) from error


def workspace_or_fail(root: Path | None = None) -> Workspace:
    """The workspace around ``root``, or the current folder.  Raises WorkspaceError where there is
    none."""
    workspace = Workspace.find(root) if root else workspace_here()
    if workspace is None:
        remedy = "run: calltools init"
        raise WorkspaceError(root or Path.cwd(), "is in no calltools workspace", remedy)
    return workspace


def worked_on_workspace() -> Workspace:
    """As :func:`workspace_or_fail` here; says what of its log does not count."""
    workspace = workspace_or_fail()
    lost = [*workspace.register.refresh().unreadable, *workspace.log.unreadable]
    if lost:
        count = f"events that can't be read and don't count: {len(lost)}, the first: {lost[0]}"
        say(f"warning: {count}; calltools verify tells what is wrong")
    return workspace


def settings_for(workspace: Workspace | None, **flags: Any) -> Settings:
    """Settings as the flags, the environment and the workspace's file give them."""
    return load(workspace.settings_file if workspace else None, flags)


def aligner_here(*, doubtful: bool = False) -> Aligner:
    """What aligns, as the settings here have it; says so where translations are not read, for want
    of the model."""
    from calltools.alignment.align import Aligner
    from calltools.comparison.pair_reader import MISSING, installed_encoder

    settings = settings_for(workspace_here())
    if installed_encoder(settings.models_dir) is None:
        say(MISSING)
    return Aligner(settings, doubtful=doubtful)


def reader_here() -> Reader:
    """The reader of statements, as the settings here have it.  Raises MissingModelError where its
    model is not installed."""
    from calltools.statements.reader import installed_reader

    return installed_reader(settings_for(workspace_here()))


@contextlib.contextmanager
def progress_bar(label: str | At) -> Iterator[Progress]:
    """A bar with time left on a terminal; elsewhere a plain line at most every ten seconds."""
    at = At(label) if isinstance(label, str) else label
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        with bar(at) as progress:
            yield progress
    else:
        yield plain(at, say)


Given = TypeVar("Given")
Result = TypeVar("Result")

Faults = Mapping[str, Iterable[object]]
"""What is gone or can't be read, by the call's name."""

Cell = str | float | None
"""What a table shows: a text, a number, or nothing."""


def print_table(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """A table for people on stdout; long texts wrap, none is cut.

    Columns without texts are set right; fractions have three decimals.  rich's own table takes a
    hundred times as long: most of a second for a thousand calls.
    """
    rows = list(rows)
    texts = [[_cell_text(cell) for cell in row] for row in rows]
    is_right = [
        bool(rows) and not any(isinstance(row[at], str) for row in rows)
        for at in range(len(headings))
    ]
    terminal = sys.stdout.isatty()
    room = shutil.get_terminal_size().columns if terminal else _PIPE_COLUMNS
    widths = _widths([headings, *texts], room)
    heading = "".join(_row_lines(headings, widths, is_right))
    lines = (line for row in texts for line in _row_lines(row, widths, is_right))
    write_stdout((click.style(heading, bold=True) if terminal else heading) + "".join(lines))


_PIPE_COLUMNS = 160
"""How wide a table is where no terminal tells."""

_GAP = "  "


def _widths(rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """How wide each column is: as its longest line, the widest narrowed until all have room."""
    from rich.cells import cell_len

    widths = [
        max((cell_len(line) for text in column for line in text.splitlines()), default=0)
        for column in zip(*rows, strict=True)
    ]
    room -= len(_GAP) * (len(widths) - 1)
    while (excess := sum(widths) - room) > 0 and (widest := max(widths)) > 1:
        next_one = max((width for width in widths if width < widest), default=1)
        among = widths.count(widest)
        narrowed = max(next_one, widest - -(-excess // among), 1)
        widths = [narrowed if width == widest else width for width in widths]
    return widths


def _row_lines(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> Iterator[str]:
    """A row of a table, in as many lines as its longest cell is folded to."""
    from rich.cells import cell_len

    cells = [_folded(text, width) for text, width in zip(row, widths, strict=True)]
    for pieces in zip_longest(*cells, fillvalue=""):
        padded = []
        for piece, width, is_right in zip(pieces, widths, right, strict=True):
            space = " " * (width - cell_len(piece))
            padded.append(space + piece if is_right else piece + space)
        yield _GAP.join(padded).rstrip() + "\n"


def _folded(text: str, width: int) -> list[str]:
    """``text`` in lines of that width; what is longer is folded between words, or else in them."""
    from rich.cells import cell_len

    lines = text.splitlines() or [""]
    if all(cell_len(line) <= width for line in lines):
        return lines
    from rich.console import Console
    from rich.text import Text

    folded = Text(text).wrap(Console(), width, overflow="fold")
    return [line.plain.rstrip() for line in folded]


def _cell_text(cell: Cell) -> str:
    if cell is None:
        return "-"
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)


def print_json(figures: object) -> None:
    """One JSON document on stdout, for other programs."""
    from calltools.records import dumps

    write_stdout(dumps(figures))


def print_rows(
    records: object, as_json: bool, headings: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> None:
    """Records on stdout: as JSON for other programs, or as the ``rows`` of a table for people."""
    if as_json:
        print_json(records)
    else:
        print_table(headings, rows)


@contextlib.contextmanager
def going_on(failed: list[CalltoolsError], where: str | Path) -> Iterator[None]:
    """What goes wrong inside is told in one line and kept in ``failed``; the others are done.

    A defect of the program stops the others as little: its traceback is printed to be reported.
    """
    try:
        yield
    except BrokenPipeError:  # the reader has enough
        raise
    except Exception as error:
        if was_interrupted(error):
            raise KeyboardInterrupt from error
        failure = _failure(error, where)
        say(f"error: {failure}")
        failed.append(failure)


def report(failed: Iterable[CalltoolsError]) -> list[CalltoolsError]:
    """Tell what failed, an error a line; gives it for :func:`partial`."""
    failed = list(failed)
    for failure in failed:
        say(f"error: {failure}")
    return failed


def _failure(error: Exception, where: str | Path) -> CalltoolsError:
    if isinstance(error, CalltoolsError):
        return error
    if isinstance(error, OSError):
        return CalltoolsError(error.filename or where, os_error_reason(error))
    traceback.print_exception(error)
    defect = f"a defect of calltools: {type(error).__name__}: {error}"
    return CalltoolsError(where, defect, "report it with the lines above")


def done_each(
    what: str | At,
    items: Sequence[Given],
    do: Callable[[Given, Progress], Result],
    name: Callable[[Given], str] = str,
    size: Callable[[Given], float] = lambda _item: 1,
) -> tuple[list[Result], list[CalltoolsError]]:
    """What ``do`` gives of each item, with one bar for all, of which each takes its ``size``; and
    what failed, which is told by ``name``."""
    results: list[Result] = []
    failed: list[CalltoolsError] = []
    at = what if isinstance(what, At) else At(what, total=len(items))
    with progress_bar(at) as progress:
        shares = parts(progress, list(map(size, items)))
        for item, share in zip(items, shares, strict=True):
            at.begin(Path(name(item)).name)
            with going_on(failed, name(item)):
                results.append(do(item, share))
    return results, failed


def partial(
    failed: Sequence[object],
    total: int,
    what: str,
    faults: Faults | None = None,
    *,
    needs_person: object = False,
) -> None:
    """End with the exit code that ``failed`` of ``total`` call for; each was told by itself.

    Raises PartialError if some failed.  If all did, exits with their code where it is the same.
    Raises it as well where a call has ``faults``, which are told here.  Where all is done and
    something was told that ``needs_person``, exits with the code for that.
    """
    faults = faults or {}
    for faults_of_call in faults.values():
        for fault in faults_of_call:
            say(f"warning: {fault}")
    if failed and len(failed) < total:
        raise PartialError(what, f"{len(failed)} of {total} failed", "see the lines above")
    if failed:
        codes = {getattr(failure, "exit_code", EXIT_FAILED) for failure in failed}
        raise SystemExit(codes.pop() if len(codes) == 1 else EXIT_FAILED)
    if faults:
        counted = "1 call needs" if len(faults) == 1 else f"{len(faults)} calls need"
        raise PartialError(what, f"{counted} a look", "see the lines above")
    if needs_person:
        raise SystemExit(EXIT_PARTIAL)


def write_stdout(content: str | bytes) -> None:
    """Results, UTF-8 whatever the locale says; names of files as the system has them."""
    data = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
    try:
        with away():
            click.echo(data, nl=False)
    except BrokenPipeError:  # the reader has enough
        raise
    except OSError as error:
        raise CalltoolsError("standard output", os_error_reason(error)) from error


def write_result(output: str | Path, content: str | bytes) -> None:
    """A result into the file ``output``, or to stdout where it is ``-``."""
    if str(output) == "-":
        write_stdout(content)
    else:
        write_output(Path(output), content)
