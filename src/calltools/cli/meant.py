"""What a run is meant to do, and how it tells what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from calltools.cli.bar import At
from calltools.cli.console import say
from calltools.times import span

if TYPE_CHECKING:
    from calltools.pipeline import RunOutcome
    from calltools.recordings import Registered

MANY = 20
"""Calls of which those with nothing to do are counted and no longer told one by one."""


@dataclass(frozen=True, slots=True)
class Task:
    """A recording that is meant; one that is not ``registered`` yet will be at its turn.

    ``left_ms`` is how much sound there is to do: 0 where nothing is, or nothing tells.
    """

    file: Path
    registered: Registered | None
    left_ms: int
    is_done: bool = False

    @property
    def name(self) -> str:
        """What it is called until it is registered, and then."""
        return self.registered.name if self.registered else self.file.name


def told_as_done(outcome: RunOutcome, took_s: float, at: At) -> bool:
    """Tell how the work on a recording ended; whether it is done.  Raises what it ended with."""
    if outcome.error:
        raise outcome.error
    if outcome.state == "busy":
        say(f"{outcome.name}: another run is at work on it")
        return False
    if outcome.made:
        count = f", {at.number} of {at.total}" if at.total > 1 else ""
        say(f"{outcome.name}: {', '.join(outcome.made)}; done in {span(took_s * 1000)}{count}")
    elif at.total <= MANY:
        say(f"{outcome.name}: nothing left to do")
    return True
