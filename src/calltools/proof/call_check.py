"""One recording checked: the original, its artefacts against the steps that the log has, the steps
against their inputs, and what people corrected."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from calltools.errors import CalltoolsError
from calltools.proof.file_hashes import FileHashes
from calltools.proof.verification import FlawKind, Verification
from calltools.provenance import Step, sha256_bytes
from calltools.records import parse_as
from calltools.store.call_folder import (
    AUDIO,
    CALL_PAGES,
    CORRECTIONS,
    PENDING,
    RECORD,
    SUPERSEDED,
    TRANSCRIPT,
)
from calltools.store.call_moves import REMOVED
from calltools.store.log import Event, Log
from calltools.store.logged_recordings import REGISTER, Made, Register
from calltools.store.recordings import OriginalRecord
from calltools.store.summary import SIDECAR
from calltools.transcripts.correction import Correction
from calltools.transcripts.sidecar import read_sidecar

_Record = TypeVar("_Record")

PUBLICATIONS = "publications"
"""The folder in a bag that holds what was published of its calls, ``HASH/NAME`` each."""

SOUND = "pcm"
"""What steps call the decoded sound among their inputs."""

SPANS = "diarization"
"""What the recogniser calls who speaks when: the spans alone, and no file."""

_HASH_DIGITS = 12  # digits that are shown


@dataclass(frozen=True, slots=True)
class CallFolder:
    """Where the files of a call are, in the workspace or aside, and the steps that stand there.

    ``base`` is the folder that its ``recordings/`` and ``transcripts/`` lie in, ``path`` that of
    its artefacts; ``record`` what was written down of the original, ``original`` where it is by
    that, each where it can be read; ``pending`` what a program that was killed was about to write.
    """

    base: Path
    path: Path
    steps: Mapping[str, Step]
    record: OriginalRecord | None
    original: Path | None
    pending: Mapping[str, str]

    @classmethod
    def read(cls, base: Path, name: str, steps: Mapping[str, Step]) -> CallFolder:
        """The folder of the call ``name``."""
        path = base / "transcripts" / name
        record = _read(path / RECORD, OriginalRecord)
        file = Path(record.file) if record else Path("/")
        is_inside = not file.is_absolute() and ".." not in file.parts
        original = base / "recordings" / file if is_inside else None
        pending = _read(path / PENDING, dict[str, str]) or {}
        return cls(base, path, steps, record, original, pending)

    @property
    def sidecar(self) -> Path | None:
        """Where what is known about the call is written down."""
        return self.original and self.original.with_name(f"{self.path.name}.toml")

    def publications(self) -> list[Path]:
        """What was published of the call: what its sidecar names, what a bag brought along."""
        paths = sorted((self.base / PUBLICATIONS).glob("*/*"))
        if self.sidecar is not None:
            with contextlib.suppress(CalltoolsError):
                paths += read_sidecar(self.sidecar).publications
        return [path for path in paths if path.is_file()]


def _read(path: Path, kind: type[_Record]) -> _Record | None:
    try:
        return parse_as(path.read_bytes(), kind)
    except (OSError, ValueError):
        return None


def call_folders(base: Path, register: Register) -> dict[str, list[CallFolder]]:
    """Where the files of each recording are by the log; the one in use comes last.

    A log that names a place elsewhere is not followed: its recording is nowhere.
    """
    found: dict[str, list[CallFolder]] = {}
    for path, aside in register.aside.items():
        if _is_name(path.removeprefix(f"{REMOVED}/")) and _is_name(aside.name):
            folder = CallFolder.read(base / path, aside.name, aside.steps)
            found.setdefault(aside.recording, []).append(folder)
    for name, recording in register.names.items():
        if _is_name(name):
            folder = CallFolder.read(base, name, register.steps_of(name))
            found.setdefault(recording, []).append(folder)
    return found


def _is_name(name: str) -> bool:
    """Whether it is that of something in a folder, and of nothing above or below."""
    return name not in ("", "..") and Path(name).name == name


@dataclass(slots=True)
class CallCheck:
    """The check of one recording, whose files are at ``folders`` (one, or more where it was removed
    and added again); what is wrong is ``found``."""

    recording: str
    folders: Sequence[CallFolder]
    log: Log
    files: FileHashes
    found: Verification
    made: list[tuple[Event, Step]] = field(default_factory=list)
    """All that was made of it, in order."""
    corrected: list[str] = field(default_factory=list)
    """The hash of all corrections after each of them: what steps rested on."""

    def run(self) -> None:
        """Check all of it."""
        for event in self.log.of(self.recording, "registered", "renamed", "made"):
            try:
                self.made.append((event, self.log.body(event, Made).step))
            except CalltoolsError as error:
                self.found.tell(error)
        self.corrected = list(self._states_of_corrections())
        outputs = {sha256 for _event, step in self.made for sha256 in step.outputs.values()}
        kept = dict(self._kept())
        here = {
            self.files.sha256(path) for folder in self.folders for path in folder.path.glob("*")
        }
        for folder in self.folders:
            self._original(folder)
            for step in folder.steps.values():
                self.found.counts["steps"] += 1
                self._outputs(folder, step)
                self._inputs(folder, step, outputs | set(kept) | here)
            self._others(folder)
        self._earlier(set(kept) | here)
        self._corrections(outputs)

    def _kept(self) -> Iterator[tuple[str | None, Path]]:
        """What was made anew, by hash; a file's name holds the beginning of its hash."""
        for folder in self.folders:
            for path in sorted((folder.path / SUPERSEDED).glob("*")):
                sha256 = self.files.sha256(path)
                digits = path.suffixes[-2][1:] if len(path.suffixes) > 1 else path.suffix[1:]
                if sha256 is None:
                    self._tell("broken", path, "is not a file that can be read", folder)
                elif len(digits) == _HASH_DIGITS and not sha256.startswith(digits):
                    self._tell("broken", path, "is not what it was when it was kept", folder)
                yield sha256, path

    def _original(self, folder: CallFolder) -> None:
        record, path = folder.record, folder.original
        everything = tuple(sorted(name for step in folder.steps.values() for name in step.outputs))
        since = recorded(*(event for event, _ in self.made[:1]))
        if record is None:
            problem = "can't be read: it is not known where the original is"
            self._tell("broken", folder.path / RECORD, problem, folder, since)
            return
        if record.audio_sha256 != self.recording or record.name != folder.path.name:
            problem = f"is the record of the call {record.name}"
            self._tell("broken", folder.path / RECORD, problem, folder, since)
        if path is None or not path.is_file():
            problem = f"the original is gone: {record.file}"
            self.found.add("broken", path or folder.path / RECORD, problem, since, everything)
        elif self.files.sha256(path) != self.recording:
            problem = f"is not the file that was registered{self._its_sound(record, path)}"
            self.found.add("broken", path, problem, since, everything)
        elif problem := self._other_sound(folder, record, path):
            self.found.add("broken", path, problem, since, everything)

    def _its_sound(self, record: OriginalRecord, path: Path) -> str:
        """What a changed original sounds like, where it was decoded: tags may be all that is
        other."""
        sound = self.files.sounds.get(path)
        if sound is None:
            return ""
        if sound.problem:
            return f"; it can't be decoded: {sound.problem}"
        is_same = sound.pcm_sha256 == record.pcm_sha256
        return "; its sound is the one that was registered" if is_same else "; its sound is another"

    def _other_sound(self, folder: CallFolder, record: OriginalRecord, path: Path) -> str:
        """What is wrong with the sound of an original whose bytes are right."""
        sound = self.files.sounds.get(path)
        if sound is None or sound.pcm_sha256 == record.pcm_sha256:
            return ""
        if sound.problem:
            return f"can't be decoded: {sound.problem}"
        step = folder.steps.get(REGISTER)
        decoder = step.parameters.get("decoder") if step else None
        if decoder == sound.decoder:
            return "does not hold the sound that was registered"
        problem = (
            f"was decoded by {decoder} when it was registered, by {sound.decoder} now:"
            " its bytes are the same, its sound can't be compared"
        )
        self.found.add("note", path, problem, recorded(*(event for event, _ in self.made[:1])))
        return ""

    def _outputs(self, folder: CallFolder, step: Step) -> None:
        for output, expected in step.outputs.items():
            path = folder.path / output
            if output in CALL_PAGES:
                continue
            self.found.counts["artefacts"] += 1
            if Path(output).name != output:
                self._tell("broken", path.name, f"{step.name} names {output}, no artefact", folder)
                continue
            sha256 = self.files.sha256(path) if path.is_file() else None
            if sha256 == expected:
                continue
            since = recorded(*(event for event, each in self.made if each == step))
            if sha256 and folder.pending.get(output) == sha256:
                problem = f"was just made anew by {step.name}, which was killed: run it again"
                self._tell("doubtful", path, problem, folder, since)
            elif sha256:
                self._tell("broken", path, f"is not what the step {step.name} made", folder, since)
            else:
                self._tell("broken", path, f"is gone; the step {step.name} made it", folder, since)

    def _inputs(self, folder: CallFolder, step: Step, known: set[str | None]) -> None:
        where = f"{self.found.name(folder.path)}, the step {step.name}"
        outputs = {name for each in folder.steps.values() for name in each.outputs}
        for source, sha256 in step.inputs.items():
            if source == AUDIO:
                if sha256 != self.recording:
                    self.found.add("broken", where, "belongs to another recording")
            elif source == SOUND:
                if folder.record and sha256 != folder.record.pcm_sha256:
                    self.found.add("broken", where, "belongs to another sound")
            elif source == SPANS:
                continue  # in speakers.json, which the step diarize made of the same sound
            elif source == SIDECAR:
                self._sidecar(folder, where, sha256)
            elif source == CORRECTIONS:
                if sha256 not in self.corrected:
                    self.found.add("broken", where, "rests on other corrections than the log has")
                elif sha256 != self.corrected[-1]:
                    self.found.add("note", where, "was made before the last corrections")
            elif source in outputs and Path(source).name == source:
                if self.files.sha256(folder.path / source) == sha256:
                    continue
                if sha256 in known:
                    self.found.add("note", where, f"was made from an earlier {source}")
                else:
                    affects = self._affected(folder, [source])
                    problem = f"was made from a {source} that isn't here"
                    self.found.add("broken", where, problem, "", affects)
            elif sha256 not in self._published(folder):
                problem = f"was made from {source} too, which isn't kept here"
                self.found.add("note", where, problem)

    def _sidecar(self, folder: CallFolder, where: str, sha256: str) -> None:
        path = folder.sidecar
        if path is not None and not path.exists():
            self.found.add("doubtful", path, "is gone")
        elif path is not None and self.files.sha256(path) != sha256:
            self.found.add("note", where, f"was made before {path.name} was changed")

    def _published(self, folder: CallFolder) -> set[str | None]:
        """The hashes of what was published of the call and lies in what is checked."""
        root = self.found.root.resolve()
        paths = (path for path in folder.publications() if path.resolve().is_relative_to(root))
        return {self.files.sha256(path) for path in paths}

    def _earlier(self, here: set[str | None]) -> None:
        """What steps made that were done anew since must have been kept."""
        standing = {
            sha256
            for folder in self.folders
            for step in folder.steps.values()
            for sha256 in step.outputs.values()
        }
        for event, step in self.made:
            for output, sha256 in step.outputs.items():
                if sha256 not in here and sha256 not in standing and output not in CALL_PAGES:
                    where = f"{self.found.name(self.folders[-1].path)}/{SUPERSEDED}"
                    problem = f"the {output} that {step.name} made isn't kept"
                    self.found.add("doubtful", where, problem, recorded(event))

    def _corrections(self, outputs: set[str]) -> None:
        where = self.found.name(self.folders[-1].path)
        for event in self.log.of(self.recording, "corrected"):
            try:
                correction = self.log.body(event, Correction)
            except CalltoolsError as error:
                self.found.tell(error)
                continue
            if correction.transcript_sha256 and correction.transcript_sha256 not in outputs:
                problem = f"the correction {event.id} was made on a {TRANSCRIPT} that isn't here"
                self.found.add("doubtful", where, problem)

    def _states_of_corrections(self) -> Iterator[str]:
        text = ""
        yield sha256_bytes(b"")
        for event in self.log.of(self.recording, "corrected"):
            text += f"{event.body_sha256}\n"
            yield sha256_bytes(text.encode())

    def _others(self, folder: CallFolder) -> None:
        """Files that nobody recorded: no harm, if the person who judges knows that they are none of
        it."""
        ours = {name for _event, step in self.made for name in step.outputs} | CALL_PAGES
        for path in sorted(folder.path.glob("*")):
            if path.name not in {*ours, SUPERSEDED} and not path.name.startswith("."):
                self.found.add("note", path, "is in no record: nothing is known about it")

    def _affected(self, folder: CallFolder, names: Iterable[str]) -> tuple[str, ...]:
        """The artefacts that rest on others of the folder, at one remove or more."""
        reached, waiting = set(names), list(names)
        while waiting:
            source = waiting.pop()
            for step in folder.steps.values():
                if source in step.inputs:
                    new = set(step.outputs) - reached
                    reached |= new
                    waiting += new
        return tuple(sorted(reached - set(names)))

    def _tell(
        self,
        severity: FlawKind,
        path: Path | str,
        problem: str,
        folder: CallFolder,
        since: str = "",
    ) -> None:
        affected = self._affected(folder, [Path(path).name])
        self.found.add(severity, path, problem, since, affected)


def recorded(*events: Event) -> str:
    """When what the last of some events names was as it should be."""
    return f"recorded as it was at {events[-1].time}" if events else ""
