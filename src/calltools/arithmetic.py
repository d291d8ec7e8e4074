"""Arithmetic that gives the same with any number of threads.

A sum of floating-point numbers depends on its order, and linear algebra shares a product out among
its threads: with one kernel (Haswell's of OpenBLAS) a spectrogram differs in its last bits between
one thread and two, and a recogniser turns those into other words.  So whatever is kept of a call is
worked out with one such thread; several calls, or parts of one, are worked on side by side instead.
Across kinds of processors nothing of the sort can be had, and the step names the one it ran on.
"""

from __future__ import annotations

import contextlib
import platform
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_lock = threading.Lock()
_inside = 0
_limits = contextlib.ExitStack()


@contextlib.contextmanager
def exact() -> Iterator[None]:
    """One thread for the linear algebra of numpy while this is open (also as ``@exact()``).

    The limit is the process's: it is set by the first that comes in and lifted by the last that
    goes, whatever the threads they are in.
    """
    global _inside
    with _lock:
        _inside += 1
        if _inside == 1:
            _limits.enter_context(_one_thread())
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                _limits.close()


def _one_thread() -> contextlib.AbstractContextManager[object]:
    import numpy  # noqa: F401 - what isn't loaded can't be limited
    from threadpoolctl import threadpool_limits

    limits: contextlib.AbstractContextManager[object] = threadpool_limits(1, user_api="blas")
    return limits


@cache
def processor() -> str:
    """The kind of this machine's processor, with the kernels that linear algebra chose for it.

    What is worked out on two kinds may differ in its last bits, and what follows from them.
    """
    import numpy  # noqa: F401 - as above
    from threadpoolctl import threadpool_info

    kernels = {
        f"{library['internal_api']} {library['architecture']}"
        for library in threadpool_info()
        if library.get("user_api") == "blas" and library.get("architecture")
    }
    return "; ".join((platform.machine(), _model(), *sorted(kernels)))


def _model() -> str:
    """The maker's name of the processor, as the system tells it."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text("utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return " ".join(value.split())
    return platform.processor() or "unknown"
