"""Documents of strangers, read in a process of their own with limits of time and memory.

A file can be made so that reading it never ends, or takes all memory there is.  Here a child reads
it, which the system stops; anybody who asked gets one line that says so, and goes on.
"""

from __future__ import annotations

import io
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from dataclasses import dataclass, is_dataclass
from typing import IO, Any

from calltools.errors import CalltoolsError, TranscriptError
from calltools.messages import Message
from calltools.page.directions import Directions
from calltools.page.parse_files import OpenedFile, ReadFile

_OWN = (
    "calltools.transcripts.",
    "calltools.page.",
    "calltools.provenance",
    "calltools.errors",
    "calltools.messages",
)
_WAITS = 3
"""Who asks waits so many times as long as the child may work: processors are shared."""
_NO_MEMORY = 70  # exit code (EX_SOFTWARE of sysexits.h)
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Pools of threads take room that is counted against the limit; reading uses none."""
_LENGTH = 8
"""Bytes that tell how long what follows is."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading a document may take each time: ``seconds`` of a processor's time, and memory."""

    seconds: int = 120
    memory_mib: int = 1024


DEFAULT = Limits()


def read_limited(
    data: bytes,
    name: str,
    *,
    judged: bool = True,
    limits: Limits = DEFAULT,
) -> ReadFile:
    """What :func:`~calltools.page.parse_files.read_bytes` gives for ``data``, read in a child.

    Raises what that does, and TranscriptError for a document that takes more than ``limits``.
    """
    with closing(LimitedReader(data, name, judged=judged, limits=limits)) as reader:
        return reader.read()


class LimitedReader:
    """A child that has read a document, and parses it anew as often as it is asked."""

    def __init__(
        self, data: bytes, name: str, *, judged: bool = True, limits: Limits = DEFAULT
    ) -> None:
        self._name, self._limits = name, limits
        self._told = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", "calltools.page.limited_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._told,
            env=os.environ | _ONE_THREAD,
        )
        self._first: tuple[Any, ...] | None = (data, name, judged, limits)

    @property
    def is_open(self) -> bool:
        """Whether it can be asked again."""
        return not self._told.closed

    def close(self) -> None:
        """End the child."""
        self._child.kill()
        for pipe in (self._child.stdin, self._child.stdout):
            try:
                assert pipe is not None
                pipe.close()
            except BrokenPipeError:
                pass
        self._child.wait()
        self._told.close()

    def read(self, directions: Directions | None = None) -> ReadFile:
        """The calls.  Raises what :func:`read_limited` does; after TranscriptError it is closed."""
        clock = threading.Timer(_WAITS * self._limits.seconds, self._child.kill)
        clock.start()
        try:
            assert self._child.stdin is not None
            assert self._child.stdout is not None
            if self._first is not None:
                _send(self._child.stdin, self._first)
                self._first = None
            _send(self._child.stdin, directions)
            answer = _receive(self._child.stdout, _Answer)
        except (EOFError, BrokenPipeError):
            raise self._ended() from None
        finally:
            clock.cancel()
        if isinstance(answer, TranscriptError):
            self.close()
        if isinstance(answer, CalltoolsError):
            raise answer
        assert isinstance(answer, ReadFile)
        return answer

    def _ended(self) -> TranscriptError:
        """Why the child ended."""
        code = self._child.wait()
        self._told.seek(0)
        told = self._told.read().decode(errors="replace").strip().rpartition("\n")[2]
        self.close()
        if code in (_NO_MEMORY, -signal.SIGKILL, -getattr(signal, "SIGXCPU", 0)):
            limits = f"{self._limits.seconds} s or {self._limits.memory_mib} MiB"
            problem = Message("takes more than {limits} to read", limits=limits)
            remedy = Message("divide it, or save it anew in another program")
            return TranscriptError(self._name, problem, remedy)
        problem = Message("could not be read: {why}", why=told[:200])
        return TranscriptError(self._name, problem, "save it in another format")


_ALLOWED = (CalltoolsError, Message)


class _Answer(pickle.Unpickler):
    """Takes from a child, which read a stranger's file, data of known kinds and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        kind = super().find_class(module, name) if module.startswith(_OWN) else None
        if isinstance(kind, type) and (is_dataclass(kind) or issubclass(kind, _ALLOWED)):
            return kind
        raise pickle.UnpicklingError(f"{module}.{name} is not part of a document")


def _send(pipe: IO[bytes], value: object) -> None:
    data = pickle.dumps(value)
    pipe.write(len(data).to_bytes(_LENGTH, "big"))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: IO[bytes], kind: type[pickle.Unpickler]) -> Any:
    """What was sent.  Raises EOFError where nothing more comes."""
    length = pipe.read(_LENGTH)
    data = pipe.read(int.from_bytes(length, "big"))
    if len(length) < _LENGTH or len(data) < int.from_bytes(length, "big"):
        raise EOFError
    return kind(io.BytesIO(data)).load()


def _main() -> None:
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    data, name, judged, limits = _receive(asked, pickle.Unpickler)
    opened: OpenedFile | None = None
    while True:
        try:
            directions = _receive(asked, pickle.Unpickler)
        except EOFError:
            return
        _limit(limits)
        try:
            opened = opened or OpenedFile(data, name, judged=judged)
            answer: ReadFile | CalltoolsError = opened.read(directions)
        except CalltoolsError as error:
            answer = error
        except MemoryError:
            sys.exit(_NO_MEMORY)
        _send(answers, answer)


def _limit(limits: Limits) -> None:
    """Let this process work for so long from now on, and take so much memory."""
    try:
        import resource
    except ImportError:  # a system without such limits: that of time is kept by who asked
        return
    memory = limits.memory_mib * 1024**2
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + limits.seconds
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


if __name__ == "__main__":
    _main()
