"""The process that a job is done in, from inside: reads what to do, tells how far it is.

What is told goes out as lines of JSON on what was standard output; what libraries print there goes
to standard error.  When standard input closes, whoever asked is gone, and so are we.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from calltools.errors import CalltoolsError, os_error_reason
from calltools.messages import LABELLED, Message, kept
from calltools.store.workspace import Workspace

_EVERY_S = 0.2
_POLITE = 5
"""How much later than the server it gets the processor."""


class Telling(Protocol):
    """How the work of a job tells of itself: a :data:`~calltools.progress.Progress`, and more."""

    def __call__(self, done: float, /) -> None:
        """The share that is done, 0 to 1."""

    def begin(self, stage: str) -> None:
        """The stage that begins, by name."""

    def say(self, line: str) -> None:
        """A line for people."""


class _Teller:
    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._last = 0.0

    def __call__(self, done: float, /) -> None:
        if time.monotonic() - self._last >= _EVERY_S:
            self._last = time.monotonic()
            self.tell({"share": min(1.0, max(0.0, done))})

    def begin(self, stage: str) -> None:
        self.tell({"stage": stage})

    def say(self, line: str) -> None:
        self.tell({"line": line, "message": kept(line)})

    def tell(self, message: Mapping[str, Any]) -> None:
        self._out.write(json.dumps(message).encode() + b"\n")
        self._out.flush()


def _main() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)
        with contextlib.suppress(OSError, AttributeError):
            os.nice(_POLITE)
        order = json.loads(sys.stdin.buffer.readline())
        threading.Thread(target=_end_with_who_asked, daemon=True).start()
        teller = _Teller(out)
        teller.tell(_answer(order, teller))


def _answer(order: Mapping[str, Any], telling: Telling) -> dict[str, Any]:
    module, _, name = order["work"].partition(":")
    work: Callable[..., dict[str, Any]] = getattr(import_module(module), name)
    workspace = Workspace(Path(order["root"]))
    try:
        return {"result": work(workspace, order["arguments"], telling)}
    except CalltoolsError as error:
        return _failed(workspace, error)
    except OSError as error:
        if error.filename is None:
            raise
        return _failed(workspace, CalltoolsError(str(error.filename), os_error_reason(error)))


def _failed(workspace: Workspace, error: CalltoolsError) -> dict[str, Any]:
    """What is told of an error: with files as seen from the workspace, for people elsewhere."""
    inside = f"{workspace.root}{os.sep}"
    where = error.where.replace(inside, "")
    texts = [
        text if isinstance(text, Message) else text.replace(inside, "")
        for text in (error.problem, error.remedy)
    ]
    problem, remedy = Message(LABELLED, one=where, other=texts[0]), texts[1]
    return {
        "problem": problem,
        "remedy": remedy,
        "problem_message": kept(problem),
        "remedy_message": kept(remedy),
    }


def _end_with_who_asked() -> None:
    while sys.stdin.buffer.read(1):
        pass
    os._exit(1)


if __name__ == "__main__":
    _main()
