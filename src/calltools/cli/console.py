"""What the verbs share: progress with time left, and reports of what went wrong."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from calltools.errors import PartialError
from calltools.progress import Progress
from calltools.settings import Settings, load
from calltools.times import span
from calltools.workspace import Workspace


def say(line: str) -> None:
    """A line for people, on stderr."""
    click.echo(line, err=True)


def settings_for(workspace: Workspace | None, **flags: Any) -> Settings:
    """Settings as the flags, the environment and the workspace's file give them."""
    return load(workspace.settings_file if workspace else None, flags)


@contextlib.contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """A bar with time left on a terminal; elsewhere a plain line at most every ten seconds."""
    if sys.stderr.isatty():
        with _rich_bar(label) as progress:
            yield progress
    else:
        yield _plain_progress(label)


@contextlib.contextmanager
def _rich_bar(label: str) -> Iterator[Progress]:
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(escape(label), total=1.0)
        yield lambda done: bar.update(task, completed=done)


def _plain_progress(label: str, clock: Callable[[], float] = time.monotonic) -> Progress:
    started = last = clock()

    def progress(done: float) -> None:
        nonlocal last
        now = clock()
        if now - last < 10 or not 0 < done < 1:
            return
        last = now
        left = (now - started) * (1 - done) / done
        say(f"{label}: {done:.0%}, about {span(left * 1000)} left")

    return progress


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table for people on stdout; long texts wrap, none is cut."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*headings, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*map(Text, row))
    # A pipe has no width: lines stay whole for whoever reads them.
    width = None if sys.stdout.isatty() else 160
    Console(file=sys.stdout, width=width, highlight=False).print(table)


def partial(failed: Iterable[object], total: int, what: str) -> None:
    """Raise PartialError if anything failed, after every failure was reported by itself."""
    count = sum(1 for _ in failed)
    if count:
        raise PartialError(what, f"{count} of {total} failed", "see the lines above")


def write_stdout(text: str) -> None:
    """Results, UTF-8 whatever the terminal's locale says."""
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def read_text(path: str | Path) -> str:
    """The text of a UTF-8 file, ``-`` for stdin.  Raises CalltoolsError with the reason."""
    from calltools.errors import CalltoolsError, os_error_reason

    try:
        if str(path) == "-":
            return sys.stdin.buffer.read().decode("utf-8-sig")
        return Path(path).read_text("utf-8-sig")
    except OSError as error:
        raise CalltoolsError(path, f"can't be read: {os_error_reason(error)}") from error
    except UnicodeDecodeError as error:
        raise CalltoolsError(path, "expected UTF-8 text, found other bytes") from error
