"""How far long work is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calltools.progress import Progress
from calltools.times import span

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

_BAR_WIDTH = 12
_BESIDE_THE_LABEL = _BAR_WIDTH + len("  100%  59 min 59 s left")
_LEAST_LABEL = 8
_EVERY_S = 10.0

_live: Live | None = None
"""The bar that is shown now, if one is."""


@dataclass(slots=True)
class At:
    """Where the work is; whoever does it keeps it up to date.

    ``name`` is what is worked on, number ``number`` of ``total``; ``doing`` what is done with it.
    """

    name: str
    doing: str = ""
    number: int = 0
    total: int = 1

    def begin(self, name: str, doing: str = "") -> None:
        """Go on to the next."""
        self.name, self.doing, self.number = name, doing, self.number + 1

    def do(self, doing: str) -> None:
        """Go on with the same."""
        self.doing = doing

    def text(self, width: int | None = None) -> str:
        """``2 of 5, b05: recognise``, in no more than ``width`` columns where there is room."""
        # Of one too: a line that begins with a name tells that it is done.
        before = f"{self.number} of {self.total}, " if self.number else ""
        after = f": {self.doing}" if self.doing else ""
        name = "".join(sign if sign.isprintable() else "�" for sign in self.name)
        if width is not None:
            name = shortened(name, max(_LEAST_LABEL, width - len(before) - len(after)))
        return f"{before}{name}{after}"


def shortened(text: str, width: int) -> str:
    """``text`` in ``width`` columns, its middle left out; a Chinese character takes two."""
    from rich.cells import cell_len

    if cell_len(text) <= width:
        return text
    head = tail = ""
    while True:
        fits_in_head = cell_len(head) <= cell_len(tail)
        if fits_in_head:
            longer = head + text[len(head)], tail
        else:
            longer = head, text[-1 - len(tail)] + tail
        if cell_len("".join(longer)) >= width:
            return f"{head}…{tail}"
        head, tail = longer


@contextlib.contextmanager
def bar(at: At) -> Iterator[Progress]:
    """A bar with time left, as wide as the terminal at most."""
    from rich.console import Console
    from rich.live import Live
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    global _live
    console = Console(stderr=True)
    started = time.monotonic()
    done = 0.0

    def drawn() -> Table:
        line = Table.grid(padding=(0, 1))
        line.add_row(
            Text(at.text(console.width - _BESIDE_THE_LABEL), no_wrap=True, overflow="crop"),
            ProgressBar(1.0, done, width=_BAR_WIDTH),
            Text(f"{done:4.0%}", no_wrap=True),
            Text(_time_left(started, done), no_wrap=True, overflow="crop"),
        )
        return line

    def progress(share: float) -> None:
        nonlocal done
        done = min(1.0, share)

    with Live(get_renderable=drawn, console=console, transient=True) as _live:
        try:
            yield progress
        finally:
            _live = None


@contextlib.contextmanager
def away() -> Iterator[None]:
    """Inside, lines can be written: the bar is taken away for them, and comes back below."""
    if (live := _live) is None:
        yield
        return
    live.stop()
    try:
        yield
    finally:
        live.start()


def plain(
    at: At, tell: Callable[[str], None], clock: Callable[[], float] = time.monotonic
) -> Progress:
    """Progress that tells a line at most every ten seconds."""
    started = last = clock()

    def progress(done: float) -> None:
        nonlocal last
        if clock() - last < _EVERY_S or not 0 < done < 1:
            return
        last = clock()
        share = f"{done:.0%} of all" if at.total > 1 else f"{done:.0%}"
        tell(f"{at.text()}; {share}, about {_time_left(started, done, last)}")

    return progress


def _time_left(started: float, done: float, now: float | None = None) -> str:
    """``3 min 05 s left``, if it goes on as it went; empty where nothing tells."""
    took = (time.monotonic() if now is None else now) - started
    return f"{span(took * (1 - done) / done * 1000)} left" if done > 0 and took > 1 else ""
