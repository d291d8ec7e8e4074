"""``python -m calltools`` in processes forked from one that has imported its packages and opened
the models of texts and voices: the same commands, less the seconds in which Python starts and both
are loaded.

Run as a program it serves: a request a line on stdin, the exit code of each on stdout.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import importlib
import json
import multiprocessing
import os
import pkgutil
import runpy
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

_LONGEST_S = 600
_THIRD_PARTY = ("docx", "faster_whisper", "jinja2", "lxml.html", "opencc", "pandas", "tokenizers")


def read_at_start(environment: Mapping[str, str]) -> dict[str, str]:
    """What the interpreter and the loader read once, when a process starts."""
    names = ("PYTHON", "LANG", "LC_", "LD_", "MALLOC_")
    return {name: value for name, value in environment.items() if name.startswith(names)}


def run(
    cwd: Path, environment: Mapping[str, str], arguments: Sequence[str]
) -> subprocess.CompletedProcess[bytes]:
    """``calltools ARGUMENTS`` in the folder ``cwd``, with nothing on stdin."""
    server = _server()
    assert server.stdin is not None and server.stdout is not None
    with tempfile.NamedTemporaryFile() as out, tempfile.NamedTemporaryFile() as err:
        asked = [arguments, str(cwd), dict(environment), out.name, err.name]
        server.stdin.write(json.dumps(asked) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        return subprocess.CompletedProcess(arguments, code, out.read(), err.read())


@functools.cache
def _server() -> subprocess.Popen[str]:
    server = subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    atexit.register(server.communicate)
    return server


def _serve() -> None:
    import calltools.cli

    for name in _THIRD_PARTY:
        importlib.import_module(name)
    for verb in pkgutil.iter_modules(calltools.cli.__path__, "calltools.cli."):
        importlib.import_module(verb.name)
    importlib.import_module("calltools.run.pipeline")
    importlib.import_module("calltools.statements.reader")
    gc.freeze()
    context = multiprocessing.get_context("fork")
    for line in iter(sys.stdin.readline, ""):
        asked = json.loads(line)
        _open_models(Path(asked[2].get("CALLTOOLS_MODELS_DIR", "/nonexistent")))
        process = context.Process(target=_become, args=asked)
        process.start()
        process.join()
        sys.stdout.write(f"{process.exitcode}\n")
        sys.stdout.flush()


_opened: list[Path] = []


def _open_models(folder: Path) -> None:
    """Open those of the first folder that has them; a command still looks whether they are whole,
    and opens what lies elsewhere."""
    from calltools.comparison.pair_reader import pair_reader
    from calltools.errors import CalltoolsError
    from calltools.language.encoders import load_encoder
    from calltools.settings import Settings
    from calltools.speech import campplus, diarize, pyannet
    from calltools.statements.reader import installed_reader

    if _opened or not folder.is_dir():
        return
    settings = Settings(models_dir=folder, threads=1)
    with contextlib.suppress(CalltoolsError):
        diarize.models(settings)  # all are there
        installed_reader(settings)
        pair_reader(folder)
        pyannet.load(settings)
        campplus.load(settings)
        load_encoder().encode(["。"])
        _opened.append(folder)
        gc.freeze()


def _become(
    arguments: list[str], cwd: str, environment: dict[str, str], out: str, err: str
) -> None:
    """Be a process that was started for this command alone."""
    signal.alarm(_LONGEST_S)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    for number, path in enumerate((os.devnull, out, err)):
        file = os.open(path, os.O_RDWR)
        os.dup2(file, number)
        os.close(file)
    sys.argv = ["calltools", *arguments]
    runpy.run_module("calltools", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _serve()
