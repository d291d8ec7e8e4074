"""The errors calltools raises on purpose, each with its exit code and one clear line.

A message names the file (or thing), what was expected, what was found, and what to do:
``recordings/a.wav: expected audio, found a text file; check that the right file was copied``.
Anything else that escapes is a defect of the program.
"""

from __future__ import annotations

import shutil
import sys
import unicodedata
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from calltools.messages import N_, Message, Translate, as_message

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_PARTIAL = 3
EXIT_INTEGRITY = 4
EXIT_INTERRUPTED = 130


class CalltoolsError(Exception):
    """Base of all expected errors.

    ``where`` is the file or thing concerned, ``problem`` what was expected and found, ``remedy``
    what the user can do.  ``str(error)`` is the one line to print.
    """

    exit_code = EXIT_FAILED

    def __init__(self, where: str | Path, problem: str, remedy: str = "") -> None:
        self.where = str(where)
        self.problem = problem
        self.remedy = remedy
        super().__init__(self.where, problem, remedy)

    def in_language(self, translate: Translate) -> str:
        """What is wrong and what to do about it, in sentences of the language of ``translate``."""
        template = N_("{problem}. {remedy}") if self.remedy else N_("{problem}.")
        problem, remedy = as_message(self.problem), as_message(self.remedy)
        return Message(template, problem=problem, remedy=remedy).in_language(translate)

    def __str__(self) -> str:
        line = f"{self.where}: {self.problem}"
        if self.remedy:
            line += f"; {self.remedy}"
        return " ".join(line.split())


class SettingsError(CalltoolsError):
    """A setting, option or argument that can't be used."""

    exit_code = EXIT_USAGE


class WorkspaceError(CalltoolsError):
    """The workspace is missing, can't be written, or is in use by another process."""


class BusyError(WorkspaceError):
    """Another process is at work on the same thing."""


class UnreachableError(WorkspaceError):
    """The database of a team can't be asked at present: it may come back."""


class MediaError(CalltoolsError):
    """A recording that can't be read or decoded."""


class TranscriptError(CalltoolsError):
    """A transcript file that can't be read."""


class ReportError(CalltoolsError):
    """A report that can't be read."""


class ModelError(CalltoolsError):
    """A model file that is missing or can't be fetched or loaded."""


class MissingModelError(ModelError):
    """A model of which no file is installed."""


class MissingPartError(CalltoolsError):
    """An optional part of the installation (a package or program) that this command needs."""


def require(extra: str, *packages: str) -> None:
    """Raise MissingPartError if one of ``packages`` (import names), which come with the ``extra``
    of calltools, isn't installed.  None is imported."""
    for package in packages:
        if not is_installed(package):
            raise MissingPartError(
                package, "is needed for this and isn't installed", f"run: {install_command(extra)}"
            )


def install_command(extra: str) -> str:
    """The command that adds the packages of ``extra`` to this installation.

    It names the folder or wheel that calltools was installed from, for which no package index is
    asked, and the pip of this environment.
    """
    import json
    from importlib.metadata import PackageNotFoundError, distribution
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    # A shim of pyenv, or the pip of another environment, would install for another Python.
    found = shutil.which("pip")
    is_ours = found is not None and Path(found).parent == Path(sys.executable).parent
    pip = "pip" if is_ours else f"{sys.executable} -m pip"
    source, editable = "calltools", ""
    try:
        origin = json.loads(distribution("calltools").read_text("direct_url.json") or "{}")
    except PackageNotFoundError:  # it runs without being installed
        origin = {}
    path = url2pathname(urlsplit(origin.get("url", "")).path)
    if path and Path(path).exists():
        source, editable = path, "-e " * bool(origin.get("dir_info", {}).get("editable"))
    return f"{pip} install {editable}'{source}{f'[{extra}]' * bool(extra)}'"


def is_installed(package: str) -> bool:
    """Whether a package (its import name) can be imported; it is not."""
    try:
        return find_spec(package) is not None
    except (ModuleNotFoundError, ValueError):  # of the package above it; hidden in sys.modules
        return False


class PartialError(CalltoolsError):
    """Some of several items failed; the others are done."""

    exit_code = EXIT_PARTIAL


class DifferentCallsError(CalltoolsError):
    """Two transcripts that were given as sides of one call, and are not: a person has to look."""

    exit_code = EXIT_PARTIAL


class ConflictError(CalltoolsError):
    """Somebody else decided, or the thing changed, since it was looked at: look again."""

    exit_code = EXIT_PARTIAL


class NotAllowedError(CalltoolsError):
    """What the role of a person does not let them do, or a log-in that fails."""


class EditedError(CalltoolsError):
    """An artefact that a person changed in place: it is left as it is."""

    exit_code = EXIT_PARTIAL


class IntegrityError(CalltoolsError):
    """Bytes are not what their recorded hash says."""

    exit_code = EXIT_INTEGRITY


def os_error_reason(error: OSError) -> str:
    """The operating system's reason without the path, which the message already names."""
    return (error.strerror or str(error) or type(error).__name__).lower()


def did_you_mean(name: str, known: Iterable[str], most: int = 3) -> str:
    """``did you mean A or B?`` for a name that none of the ``known`` is; empty if none is near.

    Names that hold it come first: others say "base" or a hospital's name for the end of ours.
    """
    import difflib

    names = {_folded(one): one for one in known}
    sought = _folded(name)
    near = [one for one in names if len(sought) > 1 and sought in one]
    near += [one for one in difflib.get_close_matches(sought, names, n=most) if one not in near]
    if not near:
        return ""
    *others, last = [names[one] for one in near[:most]]
    return f"did you mean {' or '.join(filter(None, (', '.join(others), last)))}?"


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def was_interrupted(error: BaseException | None) -> bool:
    """Whether a Ctrl-C lies under ``error``: native modules make an ImportError of it."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False
