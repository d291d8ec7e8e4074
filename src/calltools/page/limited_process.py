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
from dataclasses import dataclass, is_dataclass
from typing import Any

from calltools.errors import CalltoolsError, TranscriptError
from calltools.messages import Message
from calltools.page.parse_files import ReadFile, read_bytes

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


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading a document may take: ``seconds`` of a processor's time, and memory."""

    seconds: int = 120
    memory_mib: int = 1024


DEFAULT = Limits()


def read_limited(
    data: bytes,
    name: str,
    *,
    is_call: bool = False,
    limits: Limits = DEFAULT,
) -> ReadFile:
    """What :func:`~calltools.page.parse_files.read_bytes` gives for ``data``, read in a child.

    Raises what that does, and TranscriptError for a document that takes more than ``limits``.
    """
    too_much = TranscriptError(
        name,
        Message(
            "takes more than {limits} to read",
            limits=f"{limits.seconds} s or {limits.memory_mib} MiB",
        ),
        Message("divide it, or save it anew in another program"),
    )
    try:
        child = subprocess.run(
            [sys.executable, "-P", "-m", "calltools.page.limited_process"],
            input=pickle.dumps((data, name, is_call, limits)),
            capture_output=True,
            env=os.environ | _ONE_THREAD,
            timeout=_WAITS * limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise too_much from None
    if child.returncode in (_NO_MEMORY, -signal.SIGKILL, -getattr(signal, "SIGXCPU", 0)):
        raise too_much
    if child.returncode:
        last = child.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        problem = Message("could not be read: {why}", why=last[:200])
        raise TranscriptError(name, problem, "save it in another format")
    answer = _Answer(io.BytesIO(child.stdout)).load()
    if isinstance(answer, CalltoolsError):
        raise answer
    assert isinstance(answer, ReadFile)
    return answer


_ALLOWED = (CalltoolsError, Message)


class _Answer(pickle.Unpickler):
    """Takes from a child, which read a stranger's file, data of known kinds and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        kind = super().find_class(module, name) if module.startswith(_OWN) else None
        if isinstance(kind, type) and (is_dataclass(kind) or issubclass(kind, _ALLOWED)):
            return kind
        raise pickle.UnpicklingError(f"{module}.{name} is not part of a document")


def _main() -> None:
    data, name, is_call, limits = pickle.load(sys.stdin.buffer)
    _limit(limits)
    try:
        answer: ReadFile | CalltoolsError = read_bytes(data, name, is_call=is_call)
    except CalltoolsError as error:
        answer = error
    except MemoryError:
        sys.exit(_NO_MEMORY)
    sys.stdout.buffer.write(pickle.dumps(answer))


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
