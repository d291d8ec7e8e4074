"""What the verbs share: progress with time left, and reports of what went wrong."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

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
    from calltools.alignment.calls import Aligner
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
    from calltools.alignment.calls import Aligner
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

    Columns without texts are set right; fractions have three decimals.
    """
    rows = list(rows)
    is_right = [
        bool(rows) and not any(isinstance(row[at], str) for row in rows)
        for at in range(len(headings))
    ]
    lines = [headings, *([_cell_text(cell) for cell in row] for row in rows)]
    write_stdout(_wrapped(lines, is_right) if sys.stdout.isatty() else _whole(lines, is_right))


def _wrapped(lines: Sequence[Sequence[str]], is_right: Sequence[bool]) -> str:
    """The lines of a table in the width of the terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for heading, right in zip(lines[0], is_right, strict=True):
        justify: Literal["right", "left"] = "right" if right else "left"
        table.add_column(Text(heading), justify=justify, overflow="fold", header_style="bold")
    for line in lines[1:]:
        table.add_row(*map(Text, line))
    drawn = io.StringIO()
    width = shutil.get_terminal_size().columns
    Console(file=drawn, width=width, force_terminal=True, highlight=False).print(table)
    return "".join(f"{line.rstrip()}\n" for line in drawn.getvalue().splitlines())


def _whole(rows: Sequence[Sequence[str]], is_right: Sequence[bool]) -> str:
    """The lines of a table for a pipe, which has no width: they stay whole for whoever reads them.
    It takes a hundredth of the time of a table that may wrap."""
    from rich.cells import cell_len

    lines = [
        line for row in rows for line in zip_longest(*(c.split("\n") for c in row), fillvalue="")
    ]
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]

    def padded(cell: str, width: int, right: bool) -> str:
        padding = " " * (width - cell_len(cell))
        return padding + cell if right else cell + padding

    return "".join("  ".join(map(padded, line, widths, is_right)).rstrip() + "\n" for line in lines)


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
    except BrokenPipeError:  # whoever reads has enough
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
    except BrokenPipeError:  # whoever reads has enough
        raise
    except OSError as error:
        raise CalltoolsError("standard output", os_error_reason(error)) from error


def write_result(output: str | Path, content: str | bytes) -> None:
    """A result into the file ``output``, or to stdout where it is ``-``."""
    if str(output) == "-":
        write_stdout(content)
    else:
        write_output(Path(output), content)
