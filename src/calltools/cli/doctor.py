"""``calltools doctor``: what is needed, what is there, and the command that mends what is not."""

from __future__ import annotations

import contextlib
import importlib.metadata
import json
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import click
from packaging.requirements import Requirement

from calltools.cli.console import print_json, settings_for, workspace_here, write_stdout
from calltools.cli.options import json_option
from calltools.errors import EXIT_FAILED, CalltoolsError, MissingModelError
from calltools.files import SOUND_SUFFIXES
from calltools.models import locate
from calltools.settings import Settings
from calltools.statements.reader import MODEL as READER
from calltools.store.folder import RECORD, TRANSCRIPT
from calltools.store.workspace import Workspace

_LEAST_FREE_BYTES = 2_000_000_000
"""What decoding a three-hour stereo recording takes for a while."""
_UNHEARD = "so recordings can't be transcribed"


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
    speech are installed, a setting of theirs is made, or a recording waits.  Elsewhere it is told
    what can't be done without.

    Looks at Python, the packages, the model files (their sha256 too) and the workspace, without
    loading any of them and without the network.
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
    if lacks:
        context.exit(EXIT_FAILED)


def _checks(workspace: Workspace | None) -> Iterator[Check]:
    yield Check("Python", "ok", f"{platform.python_version()} at {sys.executable}")
    settings = Settings()
    try:
        settings = settings_for(workspace)
        yield Check("settings", "ok", f"{settings.engine}, {settings.model}, {settings.diarizer}")
    except CalltoolsError as error:
        with contextlib.suppress(CalltoolsError):  # the rest is looked at all the same
            settings = settings_for(None)
        yield Check("settings", "lack", f"{error.where}: {error.problem}", error.remedy)
    speech = _speech_needed(settings, workspace)
    yield from _packages(settings, speech)
    yield from _models(settings, speech)
    if workspace is None:
        yield Check("workspace", "note", "none here; `calltools init` makes one")
    else:
        yield from _workspace(workspace, speech)


def _speech_needed(settings: Settings, workspace: Workspace | None) -> bool:
    """Whether recordings are, or are to be, transcribed here."""
    plain = Settings()
    if any(getattr(settings, n) != getattr(plain, n) for n in ("engine", "model", "diarizer")):
        return True
    # Torch alone tells nothing: many programs have it.
    packages = {requirement.name for requirement in _requirements("speech-light")} - {"torch"}
    return any(map(_version, packages)) or (workspace is not None and _recording_waits(workspace))


def _recording_waits(workspace: Workspace) -> bool:
    """Whether one is to be transcribed still; told by names, so that nothing has to be loaded."""
    heard = set()
    for record in workspace.transcripts.glob(f"*/{RECORD}"):
        if record.with_name(TRANSCRIPT).exists():
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                heard.add(workspace.recordings / json.loads(record.read_bytes())["file"])
    files = workspace.recordings.glob("**/[!.]*")
    return any(f not in heard for f in files if f.suffix.lower() in SOUND_SUFFIXES)


def _requirements(extra: str = "") -> list[Requirement]:
    """What the extra of calltools asks for, or without one calltools itself."""
    texts = importlib.metadata.requires("calltools") if _version("calltools") else []
    declared = map(Requirement, texts or [])
    asked = [r for r in declared if r.marker is None or r.marker.evaluate({"extra": extra})]
    return [r for r in asked if bool(extra) == ("extra" in str(r.marker))]


def _packages(settings: Settings, speech: bool) -> Iterator[Check]:
    """The packages of calltools itself, and of each extra that is set or that people ask for."""
    if not _version("calltools"):
        install = "pip install 'calltools[speech-light]'"
        yield Check("calltools", "lack", "runs without being installed", install)
        return
    extras = [
        ("packages", "", True, ""),
        ("packages for speech", "speech-light", speech, _UNHEARD),
        ("package for Parquet", "tables", False, "so no Parquet can be exported"),
    ]
    if settings.engine == "whisper" or settings.diarizer == "pyannote":
        extras.append(("packages for engine whisper and diarizer pyannote", "speech", True, ""))
    if "sherpa-onnx" in (settings.engine, settings.second_engine):
        extras.append(("package for engine sherpa-onnx", "sherpa", True, ""))
    for name, extra, is_needed, without in extras:
        lacking = "; ".join(filter(None, map(_lacking, _requirements(extra))))
        install = f"pip install 'calltools[{extra}]'" if extra else "pip install calltools"
        if not lacking:
            yield Check(name, "ok", "all there")
        elif is_needed:
            yield Check(name, "lack", lacking, install)
        else:
            yield Check(name, "note", f"{lacking}; {without}", install)


def _lacking(requirement: Requirement) -> str:
    """Why a requirement is not met; empty if it is."""
    if not (installed := _version(requirement.name)):
        return f"{requirement.name} is not installed"
    if requirement.specifier.contains(installed, prereleases=True):
        return ""
    return f"{requirement.name} is {installed}, {requirement.specifier} is needed"


def _version(package: str) -> str:
    """The version of an installed package, empty if it is none."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _models(settings: Settings, speech: bool) -> Iterator[Check]:
    """The models that are set; of pyannote's pipeline the larger one where it is installed."""
    larger = settings.diarizer == "pyannote" and (settings.models_dir / "community-1").is_dir()
    voices = ("community-1",) if larger else ("segmentation-3.0", "campplus")
    for name in (settings.model, *voices, READER):
        try:
            model = locate(name, settings.models_dir)
        except MissingModelError as error:
            without = "so no statements are read" if name == READER else _UNHEARD
            status = "lack" if speech else "note"
            yield Check(f"model {name}", status, f"{error.problem}; {without}", error.remedy)
        except CalltoolsError as error:
            yield Check(f"model {name}", "lack", f"{error.where}: {error.problem}", error.remedy)
        else:
            known = "intact" if model.in_catalogue else "not in the catalogue, yours"
            yield Check(f"model {name}", "ok", f"{known}, sha256 {model.sha256[:12]}…")


def _workspace(workspace: Workspace, speech: bool) -> Iterator[Check]:
    for folder in (workspace.recordings, workspace.transcripts):
        name = f"folder {folder.name}/"
        if not folder.is_dir():
            yield Check(name, "lack", f"{folder} is missing", f"calltools init {workspace.root}")
        elif not os.access(folder, os.W_OK | os.X_OK):
            yield Check(name, "lack", f"{folder} can't be written", f"chmod u+rwx {folder}")
        else:
            yield Check(name, "ok", "can be written")
    free = shutil.disk_usage(workspace.root).free
    status = "ok" if free >= _LEAST_FREE_BYTES else "lack" if speech else "note"
    need = f"free {_LEAST_FREE_BYTES / 1e9:.0f} GB on the disk of {workspace.root}"
    yield Check("disk", status, f"{free / 1e9:.1f} GB free", "" if status == "ok" else need)
