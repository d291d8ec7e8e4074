"""The process that a job is done in, as whoever started it has it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from typing import Any

from calltools.errors import CalltoolsError
from calltools.messages import Message, restored
from calltools.store.workspace import Workspace

_PATIENCE_S = 3.0
"""How long a process that is to end may take for it."""
_LAST_BYTES = 2_000


class JobProcess:
    """A process that does ``work`` (``module:function``) in a workspace; it ends with us."""

    def __init__(self, workspace: Workspace, work: str, arguments: Mapping[str, Any]) -> None:
        self._order = {"root": str(workspace.root), "work": work, "arguments": dict(arguments)}
        # What libraries print: read where it ended with a defect.
        self._printed = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._is_ending = False
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "calltools.site.job_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._printed,
            cwd=workspace.root,
            start_new_session=True,  # a Ctrl-C is the server's, which ends it in good order
        )

    def result(self, told: Callable[[Mapping[str, Any]], None]) -> dict[str, Any]:
        """Wait until it is done; ``told`` gets what it tells meanwhile.

        Raises the CalltoolsError that it ended with, and one for a process that died.
        """
        assert self._process.stdout is not None and self._process.stdin is not None
        answer: dict[str, Any] = {}
        with self._printed, self._process:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.write(json.dumps(self._order).encode() + b"\n")
                self._process.stdin.flush()  # left open: the process ends when it closes
            for line in self._process.stdout:
                message = json.loads(line)
                if "result" in message or "problem" in message:
                    answer = message
                else:
                    told(message)
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
            self._process.wait()
            if "result" not in answer:
                raise self._failure(answer)
        result: dict[str, Any] = answer["result"]
        return result

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

    def _failure(self, answer: Mapping[str, Any]) -> CalltoolsError:
        if answer:
            problem = restored(answer["problem"], answer["problem_message"])
            remedy = restored(answer["remedy"], answer["remedy_message"])
            return CalltoolsError("job", problem, remedy)
        code = self._process.returncode
        if code == -9 and not self._is_ending:
            problem = Message("was ended by the system: there may be too little memory")
            remedy = Message("close other programs, then ask for it again")
            return CalltoolsError("job", problem, remedy)
        self._printed.seek(0, os.SEEK_END)
        self._printed.seek(max(0, self._printed.tell() - _LAST_BYTES))
        printed = self._printed.read().decode(errors="replace").strip()
        last = printed.rpartition("\n")[2][:300] or f"exit code {code}"
        problem = Message("a defect of calltools: {last}", last=last)
        return CalltoolsError("job", problem, Message("report it"))
