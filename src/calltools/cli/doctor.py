"""``calltools doctor``: what is needed, what is there, and the command that mends what is not."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import click

from calltools.cli.console import print_json, settings_for, workspace_here, write_stdout
from calltools.cli.options import json_option
from calltools.errors import (
    EXIT_FAILED,
    CalltoolsError,
    MissingModelError,
    MissingPartError,
    WorkspaceError,
    install_command,
)
from calltools.models import locate
from calltools.models.advice import Machine, advice, this_machine
from calltools.models.packages import lacking, requirements
from calltools.settings import SETTINGS_FILE, Settings
from calltools.speech.model import model_names
from calltools.statements.reader import MODEL as READER
from calltools.store.call_folder import TRANSCRIPT
from calltools.store.workspace import Workspace

_LEAST_FREE_GB = 2
"""What decoding a three-hour stereo recording takes for a while."""
_UNHEARD = "so recordings can't be transcribed"
_UNREAD = "so no statements are read"
_OPTIONAL = (
    ("packages for review", "review", "so there is no `review` and no `export --review`"),
    ("packages for custody", "custody", "so there are no `keys`, `timestamp`, `export --bag`"),
    ("package for Parquet", "tables", "so no Parquet can be exported"),
)
"""What only some verbs need: the check, the extra, and what there is not without it."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: ``status`` is ok, lack (needed and not there, or broken) or note."""

    name: str
    status: str
    found: str
    remedy: str = ""


@click.command(name="doctor")
@json_option(help="Print JSON for other programs.")
@click.pass_context
def command(context: click.Context, as_json: bool) -> None:
    """Tell what is missing and how to mend it; exit code 0 when all that is needed is there.

    What only recordings need is needed where recordings are transcribed: where the packages for
    speech are installed, a setting of theirs is made, or a recording waits.  Nothing is loaded for
    it, and the network is not used.
    """
    checks = list(_checks(workspace_here()))
    lacks = sum(check.status == "lack" for check in checks)
    if as_json:
        print_json({"ok": not lacks, "checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            remedy = f"      → {check.remedy}\n" if check.remedy else ""
            write_stdout(f"{check.status:<5} {check.name}: {check.found}\n{remedy}")
        write_stdout(f"{lacks} lacking\n" if lacks else "all that is needed is there\n")
    context.exit(EXIT_FAILED if lacks else 0)


def _checks(workspace: Workspace | None) -> Iterator[Check]:
    yield Check("Python", "ok", f"{platform.python_version()} at {sys.executable}")
    settings = Settings()
    with contextlib.suppress(CalltoolsError):  # told below; the rest is looked at all the same
        settings = settings_for(None)
        settings = settings_for(workspace)
    yield _check("settings", lambda: _described(settings_for(workspace)))
    speech = _speech_needed(settings, workspace)
    yield _check("packages", lambda: _packages(""))
    yield _check("packages for speech", lambda: _packages("speech-light"), speech, _UNHEARD)
    for name, extra, without in _OPTIONAL:
        yield _check(name, partial(_packages, extra), False, without)
    if settings.engine == "whisper" or settings.diarizer == "pyannote":
        yield _check("packages for whisper and pyannote", lambda: _packages("speech"))
    if "sherpa-onnx" in (settings.engine, settings.second_engine):
        yield _check("package for sherpa-onnx", lambda: _packages("sherpa"))
    for name in (settings.model, *model_names(settings), READER):
        without = _UNREAD if name == READER else _UNHEARD
        yield _check(f"model {name}", partial(_model, name, settings.models_dir), speech, without)
    if speech:
        yield _recogniser(this_machine(), settings)
    if workspace is None:
        yield Check("workspace", "note", "none here; `calltools init` makes one")
        return
    for folder in (workspace.recordings, workspace.transcripts):
        yield _check(f"folder {folder.name}/", partial(_folder, folder))
    yield _check("disk", lambda: _disk(workspace.root), speech)


def _check(name: str, look: Callable[[], str], needed: bool = True, without: str = "") -> Check:
    """What ``look`` tells, or the error that it raises.  What is absent and not ``needed`` is but a
    note; it tells what can't be done ``without``."""
    try:
        return Check(name, "ok", look())
    except (MissingModelError, MissingPartError) as error:
        found = "; ".join(filter(None, (error.problem, without)))
        return Check(name, "lack" if needed else "note", found, error.remedy)
    except CalltoolsError as error:
        return Check(name, "lack", f"{error.where}: {error.problem}", error.remedy)


def _recogniser(machine: Machine, settings: Settings) -> Check:
    """The recogniser that suits ``machine``; ok where it is the one that is set."""
    best = advice(machine)
    found = f"{machine}: {best.model} on {best.device} suits it ({best.cost})"
    if (settings.model, settings.device) == (best.model, best.device):
        return Check("recogniser", "ok", found)
    chosen = ", ".join(
        f'{name} = "{value}"'
        for name, value in (("model", best.model), ("device", best.device))
        if value != getattr(settings, name)
    )
    remedy = f"`calltools models install {best.model}`, then {chosen} in {SETTINGS_FILE}"
    return Check("recogniser", "note", found, remedy)


def _described(settings: Settings) -> str:
    return f"{settings.engine}, {settings.model}, {settings.diarizer}"


def _speech_needed(settings: Settings, workspace: Workspace | None) -> bool:
    """Whether recordings are, or are to be, transcribed here."""
    from calltools.store.recordings import recordings, unregistered

    if _described(settings) != _described(Settings()):
        return True
    # ONNX Runtime alone tells nothing: many programs have it.
    if not all(lacking(r) for r in requirements("speech-light") if r.name != "onnxruntime"):
        return True
    if workspace is None:
        return False
    known = recordings(workspace)
    heard = [(workspace.folder(r.name).path / TRANSCRIPT).exists() for r in known]
    return not all(heard) or bool(unregistered(workspace, known))


def _packages(extra: str) -> str:
    if lacks := "; ".join(filter(None, map(lacking, requirements(extra)))):
        raise MissingPartError(extra, lacks, install_command(extra))
    return "all there"


def _model(name: str, models_dir: Path) -> str:
    model = locate(name, models_dir)
    known = "intact" if model.in_catalogue else "not in the catalogue, yours"
    return f"{known}, sha256 {model.sha256[:12]}…"


def _folder(folder: Path) -> str:
    if not os.access(folder, os.W_OK | os.X_OK):
        remedy = f"chmod u+rwx {folder}" if folder.exists() else f"calltools init {folder.parent}"
        raise WorkspaceError(folder, "is missing or can't be written", remedy)
    return "can be written"


def _disk(root: Path) -> str:
    free = shutil.disk_usage(root).free / 1e9
    if free < _LEAST_FREE_GB:
        remedy = f"free {_LEAST_FREE_GB} GB on the disk of {root}"
        raise MissingPartError(root, f"only {free:.1f} GB free", remedy)
    return f"{free:.1f} GB free"
