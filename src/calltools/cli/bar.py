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
    from rich.progress import Progress as Bar

_BAR_WIDTH = 12
_EVERY_S = 10.0
_SPEED_OVER_S = 3600
"""The time left is told from the speed of so long: stages differ, and take minutes."""

_shown: Bar | None = None
"""The bar that is shown now, if one is."""


@dataclass(slots=True)
class At:
    """Where the work is; anybody who does it keeps it up to date.

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

    @property
    def where(self) -> str:
        """``2 of 5, b05``; a name moves no cursor."""
        # Of one too: a line that begins with a name tells that it is done.
        before = f"{self.number} of {self.total}, " if self.number else ""
        return before + "".join(sign if sign.isprintable() else "�" for sign in self.name)

    def __str__(self) -> str:
        """``2 of 5, b05: recognise``."""
        return f"{self.where}: {self.doing}" if self.doing else self.where


@contextlib.contextmanager
def bar(at: At) -> Iterator[Progress]:
    """A bar with time left, as wide as the terminal at most."""
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar
    from rich.table import Column

    global _shown
    where = Column(ratio=1, no_wrap=True, overflow="ellipsis")
    shown = _shown = Bar(
        TextColumn("{task.fields[at].where}", markup=False, table_column=where),
        TextColumn("{task.fields[at].doing}", markup=False),
        BarColumn(_BAR_WIDTH),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        expand=True,
        transient=True,
        speed_estimate_period=_SPEED_OVER_S,
    )
    task = shown.add_task("", total=1.0, at=at)
    with shown:
        try:
            yield lambda done: shown.update(task, completed=min(1.0, done))
        finally:
            _shown = None


@contextlib.contextmanager
def away() -> Iterator[None]:
    """Inside, lines can be written: the bar is taken away for them, and comes back below."""
    if (shown := _shown) is None:
        yield
        return
    shown.stop()
    try:
        yield
    finally:
        shown.start()


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
        tell(f"{at}; {share}, about {span((last - started) * (1 - done) / done * 1000)} left")

    return progress
