"""One recording checked: the original, its artefacts against their steps, the steps against their
inputs, the records of steps and what people changed against the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from calltools.corrections.log import parse_log
from calltools.errors import CalltoolsError
from calltools.files import bytes_of
from calltools.proof.blinds import blinded
from calltools.proof.call_files import INPUT_AUDIO, CallFolder
from calltools.proof.chain import History
from calltools.proof.faults import Findings, FlawKind
from calltools.proof.ledger import LedgerEntry
from calltools.proof.logs import LogCheck
from calltools.proof.looked_at import LookedAt
from calltools.provenance import Step
from calltools.records import parse_as
from calltools.store.recordings import STEP as REGISTER
from calltools.store.workspace import CALL_PAGES, CORRECTIONS, RECORD, STEPS, SUPERSEDED, TRANSCRIPT

INPUT_SIDECAR = "sidecar"
"""What steps call the sidecar among their inputs."""

_HASH_DIGITS = 12


@dataclass(slots=True)
class CallCheck:
    """The check of one recording, whose files are ``folders`` (one, or more where it was removed
    and added again) and whose entries have ``blind``.  What is wrong is among ``findings``."""

    recording: str
    folders: Sequence[CallFolder]
    history: History
    seen: LookedAt
    findings: Findings
    blind: str = ""
    steps_checked: int = 0
    artefacts_checked: int = 0

    def run(self) -> None:
        """Check all of it."""
        kept = dict(self._kept())
        kept_entries = {blinded(sha256, self.blind): path for sha256, path in kept.items()}
        records = dict(self._records(kept_entries))
        made = {sha for step in records.values() for sha in step.outputs.values()}
        whole = {
            sha256
            for folder in self.folders
            for path in folder.path.glob("*")
            if (sha256 := self.seen.sha256(path))
        }
        self._entered(set(records), kept_entries)
        for folder in self.folders:
            for path in folder.unreadable:
                self._tell("broken", path, "can't be read as what it is", folder)
            self._original(folder)
            for name, step in folder.steps.items():
                self._outputs(folder, name, step)
                self._inputs(folder, name, step, made | set(kept) | whole)
            self._corrections(folder, made | set(kept))
            self._sidecar(folder)
            self._others(folder, records.values())
        self._old_outputs(records, kept, whole)

    def _entry_hash(self, path: Path) -> str:
        """The hash of a file as the ledger has it; empty for one that can't be read."""
        return blinded(self.seen.sha256(path) or "", self.blind)

    def _kept(self) -> Iterator[tuple[str, Path]]:
        """What was made anew, by hash; a file's name holds the beginning of its hash."""
        for folder in self.folders:
            for path in folder.kept():
                sha256 = self.seen.sha256(path)
                named = path.suffixes[-2][1:] if len(path.suffixes) > 1 else path.suffix[1:]
                if sha256 is None:
                    self._tell("broken", path, "is no file that can be read", folder)
                elif len(named) == _HASH_DIGITS and not sha256.startswith(named):
                    self._tell("broken", path, "is not what it was when it was kept", folder)
                yield sha256 or "", path

    def _records(self, kept: dict[str, Path]) -> Iterator[tuple[str, Step]]:
        """The records of steps by hash as the ledger has it: those that stand, and those of steps
        done anew."""
        for folder in self.folders:
            for name, step in folder.steps.items():
                self.steps_checked += 1
                if sha256 := self._entry_hash(folder.step_path(name)):
                    yield sha256, step
        for entries in self._entries("step").values():
            for entry in entries:
                if path := kept.get(entry.sha256):
                    try:
                        yield entry.sha256, parse_as(bytes_of(path), Step)
                    except ValueError:
                        self.findings.add("broken", path, "is no step")

    def _entered(self, records: set[str], kept: dict[str, Path]) -> None:
        """The records of steps against the ledger, both ways."""
        for name, entries in self._entries("step").items():
            for entry in entries:
                if entry.sha256 and entry.sha256 not in records and entry.sha256 not in kept:
                    where = f"{self._folder_name()}/{STEPS}/{name}.json"
                    problem = f"the record that entry {entry.number} names is gone or was changed"
                    affects = self._rest_on_step(name)
                    self.findings.add("broken", where, problem, since(entry), affects)
        for folder in self.folders:
            for name in folder.steps:
                path = folder.step_path(name)
                entries = self.history.of(self.recording, ("step", name))
                sha256 = self._entry_hash(path)
                if not any(entry.sha256 == sha256 for entry in entries):
                    self._tell("doubtful", path, "is not in the ledger", folder)
                elif len(self.folders) == 1 and entries[-1].sha256 != sha256:
                    problem = "is an earlier record than the last that was entered"
                    self._tell("broken", path, problem, folder, since(entries[-1]))

    def _original(self, folder: CallFolder) -> None:
        if folder.record is None:
            return
        if (name := folder.record.name) != folder.path.name:
            # A renaming that was stopped leaves one folder; two that were exchanged are both there.
            severity: FlawKind = "broken" if folder.path.with_name(name).exists() else "doubtful"
            self._tell(severity, folder.path / RECORD, f"is the record of the call {name}", folder)
        path = folder.original
        registered = since(*self.history.of(self.recording, ("step", REGISTER))[:1])
        everything = tuple(sorted(n for s in folder.steps.values() for n in s.outputs))
        if path is None or not path.is_file():
            problem = f"the original is gone: {folder.record.file}"
            where = path or folder.path / RECORD
            self.findings.add("broken", where, problem, registered, everything)
            return
        if self.seen.sha256(path) != self.recording:
            problem = f"is not the file that was registered{self._its_sound(folder, path)}"
            self.findings.add("broken", path, problem, registered, everything)
            return
        heard = self.seen.heard.get(path)
        if heard is None or heard.pcm_sha256 == folder.record.pcm_sha256:
            return
        step = folder.steps.get(REGISTER)
        registered_by = step.parameters.get("decoder") if step else None
        if heard.problem:
            problem = f"can't be decoded: {heard.problem}"
        elif registered_by == heard.decoder:
            problem = "does not hold the sound that was registered"
        else:
            problem = (
                f"was decoded by {registered_by} when it was registered, by {heard.decoder} now:"
                " its bytes are the same, its sound can't be compared"
            )
            self.findings.add("note", path, problem, registered)
            return
        self.findings.add("broken", path, problem, registered, everything)

    def _its_sound(self, folder: CallFolder, path: Path) -> str:
        """What a changed original sounds like, where it was decoded: tags may be all that is
        other."""
        heard = self.seen.heard.get(path)
        if heard is None or folder.record is None:
            return ""
        if heard.problem:
            return f"; it can't be decoded: {heard.problem}"
        same = heard.pcm_sha256 == folder.record.pcm_sha256
        return "; its sound is the one that was registered" if same else "; its sound is another"

    def _outputs(self, folder: CallFolder, name: str, step: Step) -> None:
        for output, expected in step.outputs.items():
            path = folder.path / output
            self.artefacts_checked += 1
            if Path(output).name != output:
                self._tell("broken", folder.step_path(name), f"names {output}, no artefact", folder)
                continue
            if not path.is_file():
                problem = f"is gone; the step {name} made it"
            elif self.seen.sha256(path) != expected:
                problem = f"is not what the step {name} made"
            else:
                continue
            entries = self.history.of(self.recording, ("step", name))
            self._tell("broken", path, problem, folder, since(*entries[-1:]))

    def _inputs(self, folder: CallFolder, name: str, step: Step, known: set[str]) -> None:
        where = folder.step_path(name)
        log = folder.path / CORRECTIONS
        for source, sha256 in step.inputs.items():
            if source == INPUT_AUDIO:
                if sha256 != self.recording:
                    self._tell("broken", where, "is of another recording", folder)
            elif source == INPUT_SIDECAR:
                path = folder.sidecar
                if path and path.exists() and self.seen.sha256(path) != sha256:
                    self.findings.add("note", where, f"was made before {path.name} was changed")
            elif source == CORRECTIONS and log.exists():
                if sha256 not in LogCheck.of(log).prefixes():
                    self._tell(
                        "broken", where, f"rests on other corrections than {log.name}", folder
                    )
                elif self.seen.sha256(log) != sha256:
                    self.findings.add("note", where, "was made before the last corrections")
            elif any(source in one.outputs for one in folder.steps.values()) and (
                Path(source).name == source
            ):
                if self.seen.sha256(folder.path / source) == sha256:
                    continue
                if sha256 in known:
                    self.findings.add("note", where, f"was made from an earlier {source}")
                else:
                    problem = f"was made from a {source} that isn't here"
                    self._tell("broken", where, problem, folder)
            elif sha256 not in self._published(folder):
                problem = f"was made from {source} too, which isn't kept here"
                self.findings.add("note", where, problem)

    def _published(self, folder: CallFolder) -> set[str | None]:
        """The hashes of what was published of the call and lies in what is checked."""
        within = (path for path in folder.publications() if self._is_here(path))
        return {self.seen.sha256(path) for path in within}

    def _is_here(self, path: Path) -> bool:
        return path.resolve().is_relative_to(self.findings.root.resolve())

    def _old_outputs(
        self, records: dict[str, Step], kept: dict[str, Path], whole: set[str]
    ) -> None:
        """What steps made that were done anew since must have been kept."""
        for step in records.values():
            for output, sha256 in step.outputs.items():
                if sha256 not in kept and sha256 not in whole and not self._stands(step, output):
                    where = f"{self._folder_name()}/{SUPERSEDED}"
                    problem = f"the {output} that {step.name} made at {step.time} isn't kept"
                    self.findings.add("doubtful", where, problem)

    def _stands(self, step: Step, output: str) -> bool:
        """Whether the step is the one that stands; what is wrong with its artefact is told."""
        sha256 = step.outputs[output]
        return any(
            folder.steps.get(step.name) and folder.steps[step.name].outputs.get(output) == sha256
            for folder in self.folders
        )

    def _corrections(self, folder: CallFolder, known: set[str]) -> None:
        log = folder.path / CORRECTIONS
        entries = self.history.of(self.recording, ("log", CORRECTIONS))
        affects = self._affected(folder, [CORRECTIONS])
        if folder is self.folders[-1] or log.exists():
            where = self.findings.name(log)
            wrong = LogCheck.of(log, self.blind).against(entries, where, affects)
            self.findings.flaws.extend(wrong)
        if not log.exists():
            return
        try:
            events = parse_log(bytes_of(log), self.findings.name(log))
        except CalltoolsError as error:
            self.findings.add("broken", error.where, error.problem, "", affects)
            return
        for event in events:
            if event.transcript_sha256 and event.transcript_sha256 not in known:
                problem = f"{event.id} was made on a {TRANSCRIPT} that isn't here"
                self._tell("doubtful", log, problem, folder)

    def _sidecar(self, folder: CallFolder) -> None:
        entries = self.history.of(self.recording, ("sidecar", "sidecar"))
        path = folder.sidecar
        if path is None or not entries:
            return
        if not path.exists():
            if entries[-1].sha256 and folder is self.folders[-1]:
                self._tell("doubtful", path, "is gone", folder, since(entries[-1]))
        elif self._entry_hash(path) != entries[-1].sha256:
            problem = "was changed, and the change is not in the ledger"
            self._tell("doubtful", path, problem, folder, since(entries[-1]))

    def _others(self, folder: CallFolder, records: Iterable[Step]) -> None:
        """Files that nobody recorded: no harm, if whoever judges knows that they are none of it."""
        ours = (
            {name for step in records for name in step.outputs} | {CORRECTIONS, RECORD} | CALL_PAGES
        )
        for path in sorted(folder.path.glob("*")):
            if path.name not in {*ours, STEPS, SUPERSEDED} and not path.name.startswith("."):
                self.findings.add("note", path, "is in no record: nothing is known of it")

    def _affected(self, folder: CallFolder, names: Iterable[str]) -> tuple[str, ...]:
        """The artefacts that rest on others of the folder, at one remove or more."""
        reached, waiting = set(names), list(names)
        while waiting:
            one = waiting.pop()
            for step in folder.steps.values():
                if one in step.inputs:
                    new = set(step.outputs) - reached
                    reached |= new
                    waiting += new
        return tuple(sorted(reached - set(names)))

    def _rest_on_step(self, name: str) -> tuple[str, ...]:
        """What a step made, and what rests on that."""
        folder = self.folders[-1]
        made = folder.steps[name].outputs if name in folder.steps else ()
        return tuple(sorted({*made, *self._affected(folder, made)}))

    def _tell(
        self, severity: FlawKind, path: Path, problem: str, folder: CallFolder, since: str = ""
    ) -> None:
        if path.parent.name == STEPS:
            affected = self._rest_on_step(path.stem)
        else:
            affected = self._affected(folder, [path.name])
        self.findings.add(severity, path, problem, since, affected)

    def _entries(self, event: str) -> dict[str, list[LedgerEntry]]:
        found = self.history.entries.get(self.recording, {})
        return {name: entries for (kind, name), entries in found.items() if kind == event}

    def _folder_name(self) -> str:
        return self.findings.name(self.folders[-1].path)


def since(*entries: LedgerEntry) -> str:
    """When what an entry names was as it should be."""
    return f"entered as it was at {entries[-1].time}" if entries else ""
