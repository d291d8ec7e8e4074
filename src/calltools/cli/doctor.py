"""``calltools doctor``: what is needed, what is there, and the command that mends what is not."""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
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
from calltools.models.wheels import PIP_REMEDY
from calltools.settings import Settings
from calltools.statements.reader import MODEL as READER
from calltools.workspace import RECORD, TRANSCRIPT, Workspace

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
        told = Check("settings", "ok", f"{settings.engine}, {settings.model}, {settings.diarizer}")
    except CalltoolsError as error:
        with contextlib.suppress(CalltoolsError):  # the rest is looked at all the same
            settings = settings_for(None)
        told = Check("settings", "lack", f"{error.where}: {error.problem}", error.remedy)
    speech = _speech_needed(settings, workspace)
    yield from _packages(settings, speech)
    yield told
    yield from _models(settings, speech)
    yield from _workspace(workspace, speech)
    token = "set" if os.environ.get("HF_TOKEN") else "not set"
    yield Check("HF_TOKEN", "note", f"{token}; only models with conditions of use need it")


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
    known = set()
    for record in workspace.transcripts.glob(f"*/{RECORD}"):
        if not record.with_name(TRANSCRIPT).exists():
            return True
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            known.add(workspace.recordings / json.loads(record.read_bytes())["file"])
    return any(
        path not in known and path.suffix.lower() in SOUND_SUFFIXES
        for path in workspace.recordings.glob("**/[!.]*")
    )


def _requirements(extra: str = "") -> list[Requirement]:
    """What the extra of calltools asks for, or without one calltools itself."""
    texts = importlib.metadata.requires("calltools") if _version("calltools") else []
    declared = map(Requirement, texts or [])
    asked = [r for r in declared if r.marker is None or r.marker.evaluate({"extra": extra})]
    return [r for r in asked if bool(extra) == ("extra" in str(r.marker))]


def _packages(settings: Settings, speech: bool) -> Iterator[Check]:
    if not _version("calltools"):
        install = _pip("calltools[speech-light]")
        yield Check("calltools", "lack", "runs without being installed", install)
        return
    engines = (settings.engine, settings.second_engine)
    larger = settings.engine == "whisper" or settings.diarizer == "pyannote"
    unasked = "not needed as things are set"
    for name, extra, needed, without in (
        ("packages", "", True, ""),
        ("packages for speech", "speech-light", speech, _UNHEARD),
        ("packages for engine whisper and diarizer pyannote", "speech", larger, unasked),
        ("package for engine sherpa-onnx", "sherpa", "sherpa-onnx" in engines, unasked),
        ("package for Parquet", "tables", False, "so no Parquet can be exported"),
    ):
        wanted = _requirements(extra)
        lacking = "; ".join(filter(None, map(_lacking, wanted)))
        install = _pip(f"calltools[{extra}]" if extra else "calltools")
        if not lacking:
            yield Check(name, "ok", f"all {len(wanted)} there" if len(wanted) > 1 else "there")
        elif needed:
            yield Check(name, "lack", lacking, install)
        else:
            remedy = "" if without == unasked else install
            yield Check(name, "note", f"{lacking}; {without}", remedy)


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


def _pip(requirement: str) -> str:
    """The command that installs ``requirement`` where this Python looks for it."""
    if importlib.util.find_spec("pip"):
        return f"{sys.executable} -m pip install '{requirement}'"
    return f"uv pip install --python {sys.executable} '{requirement}'"


_UNREAD = "so no statements are read"


def _models(settings: Settings, speech: bool) -> Iterator[Check]:
    """The models that are set; of pyannote's pipeline the larger one where it is installed."""
    larger = settings.diarizer == "pyannote" and (settings.models_dir / "community-1").is_dir()
    voices = ("community-1",) if larger else ("segmentation-3.0", "campplus")
    heard = [(name, speech, _UNHEARD) for name in (settings.model, *voices)]
    lacking = False
    for name, needed, without in (*heard, (READER, speech, _UNREAD)):
        try:
            model = locate(name, settings.models_dir)
        except CalltoolsError as error:
            absent = isinstance(error, MissingModelError)
            where = "" if absent or error.where == name else f"{error.where}: "
            if absent and not needed:
                told = f"{error.problem}; {without}"
                yield Check(f"model {name}", "note", told, error.remedy)
            else:
                lacking = True
                yield Check(f"model {name}", "lack", f"{where}{error.problem}", error.remedy)
        else:
            known = "intact" if model.in_catalogue else "not in the catalogue, yours"
            yield Check(f"model {name}", "ok", f"{known}, sha256 {model.sha256[:12]}…")
    if lacking and importlib.util.find_spec("pip") is None:
        yield Check("pip", "lack", "is missing, and models are fetched with it", PIP_REMEDY)


def _workspace(workspace: Workspace | None, speech: bool) -> Iterator[Check]:
    if workspace is None:
        yield Check("workspace", "note", "none here; `calltools init` makes one")
        return
    for folder in (workspace.recordings, workspace.transcripts):
        name = f"folder {folder.name}/"
        if not folder.is_dir():
            remedy = f"calltools init {folder.parent}"
            yield Check(name, "lack", f"{folder} is missing", remedy)
        elif os.access(folder, os.W_OK | os.X_OK):
            yield Check(name, "ok", "can be written")
        else:
            yield Check(name, "lack", f"{folder} can't be written", f"chmod u+rwx {folder}")
    free = shutil.disk_usage(workspace.root).free
    enough = free >= _LEAST_FREE_BYTES
    need = f"free {_LEAST_FREE_BYTES / 1e9:.0f} GB on the disk of {workspace.root}"
    status = "ok" if enough else "lack" if speech else "note"
    yield Check("disk", status, f"{free / 1e9:.1f} GB free", "" if enough else need)
