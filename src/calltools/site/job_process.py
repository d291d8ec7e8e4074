"""The process that a job is done in: as the person who started it has it, and from inside.

From inside, facts of the job go out as lines of JSON on what was standard output, how it ended the
last of them; what libraries print there goes to standard error.  When standard input closes,
anybody who asked is gone, and so is the process.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from calltools.errors import CalltoolsError, os_error_reason
from calltools.messages import LABELLED, Kept, Message, keep_message, kept
from calltools.store.workspace import Workspace

JobFacts = Mapping[str, Any]
"""What changes of a job, by the fields of an AskedJob; and ``line``, one that it told."""

_PATIENCE_S = 3.0
"""How long a process that is to end may take for it."""
_LAST_BYTES = 2_000  # of what a job that failed printed
_EVERY_S = 0.2  # between reports of progress
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


@dataclass(frozen=True, slots=True)
class JobLine:
    """A line that a job told."""

    words: str
    words_message: Kept | None = None

    def __post_init__(self) -> None:
        """``words`` is a message again where it was one."""
        keep_message(self, "words")


def failed(problem: str, remedy: str) -> JobFacts:
    """How a job ended that failed."""
    told = {"problem_message": kept(problem), "remedy_message": kept(remedy)}
    return {"state": "failed", "problem": problem, "remedy": remedy, **told}


def defect(last: str) -> JobFacts:
    """The same of one that ended as no work should."""
    return failed(Message("a defect of calltools: {last}", last=last[:300]), Message("report it"))


class JobProcess:
    """A process that does ``work`` (``module:function``) in a workspace; it ends with us."""

    def __init__(self, workspace: Workspace, work: str, arguments: Mapping[str, Any]) -> None:
        self._order = {"root": str(workspace.root), "work": work, "arguments": dict(arguments)}
        # What libraries print: read where it ended with a defect.
        self._printed = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._is_ending = False
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "calltools.site.job_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._printed,
            cwd=workspace.root,
            start_new_session=True,  # a Ctrl-C is the server's, which ends it in good order
        )

    def ended(self, told: Callable[[JobFacts], None]) -> JobFacts:
        """Wait until it is done, and give how it ended; ``told`` gets what it tells meanwhile."""
        assert self._process.stdout is not None and self._process.stdin is not None
        end: JobFacts = {}
        with self._printed, self._process:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.write(json.dumps(self._order).encode() + b"\n")
                self._process.stdin.flush()  # left open: the process ends when it closes
            for line in self._process.stdout:
                facts = json.loads(line)
                if "state" in facts:
                    end = facts
                else:
                    told(facts)
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
            self._process.wait()
            return end or self._died()

    def end(self) -> None:
        """Have it end: asked first, then made to."""
        self._is_ending = True
        self._signal(signal.SIGTERM)
        later = threading.Timer(_PATIENCE_S, self._signal, (getattr(signal, "SIGKILL", 15),))
        later.daemon = True
        later.start()

    def _signal(self, number: int) -> None:
        """Tell the process, and those that it started."""
        if self._process.poll() is None:
            try:
                os.killpg(self._process.pid, number)
            except (AttributeError, OSError):  # a system without groups of processes
                self._process.send_signal(number)

    def _died(self) -> JobFacts:
        """Why it ended without a word."""
        code = self._process.returncode
        if code == -9 and not self._is_ending:
            problem = Message("was ended by the system: there may not be enough memory")
            return failed(problem, Message("close other programs, then ask for it again"))
        self._printed.seek(max(0, self._printed.seek(0, os.SEEK_END) - _LAST_BYTES))
        printed = self._printed.read().decode(errors="replace").strip()
        return defect(printed.rpartition("\n")[2] or f"exit code {code}")


# ---- from inside


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
        self.tell({"line": {"words": line, "words_message": kept(line)}})

    def tell(self, facts: JobFacts) -> None:
        self._out.write(json.dumps(facts).encode() + b"\n")
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
        teller.tell(_done(order, teller))


def _done(order: Mapping[str, Any], telling: Telling) -> JobFacts:
    """Do the work; gives how it ended."""
    module, _, name = order["work"].partition(":")
    work: Callable[..., Mapping[str, Any]] = getattr(import_module(module), name)
    workspace = Workspace(Path(order["root"]))
    try:
        result = work(workspace, order["arguments"], telling)
    except CalltoolsError as error:
        return _refused(workspace, error)
    except OSError as error:
        if error.filename is None:
            raise
        return _refused(workspace, CalltoolsError(str(error.filename), os_error_reason(error)))
    return {"state": "done", "share": 1.0, "result": result}


def _refused(workspace: Workspace, error: CalltoolsError) -> JobFacts:
    """What is said about an error: with files as seen from the workspace, for people elsewhere."""
    inside = f"{workspace.root}{os.sep}"
    problem, remedy = (
        text if isinstance(text, Message) else text.replace(inside, "")
        for text in (error.problem, error.remedy)
    )
    where = error.where.replace(inside, "")
    return failed(Message(LABELLED, one=where, other=problem), remedy)


def _end_with_who_asked() -> None:
    while sys.stdin.buffer.read(1):
        pass
    os._exit(1)


if __name__ == "__main__":
    _main()
