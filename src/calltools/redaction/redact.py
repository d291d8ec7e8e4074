"""A redacted copy of calls, whole or not at all.

The copy is made in a hidden folder beside its place and moved there when everything in it was
proven; whatever goes wrong on the way, no folder of that name is there.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from calltools.data import read_data
from calltools.errors import os_error_reason
from calltools.files import atomic_write
from calltools.messages import Message
from calltools.progress import Progress, part, silent
from calltools.proof.bag import SIGNATURES, Exported
from calltools.proof.heads import sign_head, signed_heads
from calltools.proof.keys import OfficeKey
from calltools.proof.readme import key_file, public_files
from calltools.provenance import package_version, sha256_file
from calltools.redaction.call_copy import SOUND, CopiedCall, copy_call
from calltools.redaction.certificate import (
    Certificate,
    CertifiedCall,
    RemovedKind,
    certificate_path,
    write_certificate,
)
from calltools.redaction.plan import KINDS, RedactionError, Removal, RemovalKind
from calltools.redaction.redacted_sound import Fill
from calltools.redaction.removal_proof import Proof
from calltools.redaction.text_forms import Sought
from calltools.store.log import EventDraft
from calltools.store.recordings import Registered
from calltools.store.workspace import Workspace
from calltools.tables.columns import TABLES
from calltools.tables.export.export_file import export
from calltools.tables.table_rows import CallEntry
from calltools.times import clock, utc_now

_TABLES = "tables"
"""The folder of a copy with what was extracted from all its calls."""

Listen = Callable[[Path], str]
"""What is heard in a recording, in one text."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """A finished copy: its folder, the calls in it, and how often each removal was found."""

    folder: Path
    calls: tuple[CopiedCall, ...]
    counts: tuple[int, ...]

    def lines(self, removals: Sequence[Removal]) -> Iterator[str]:
        """What was taken out, and what a person must listen to."""
        for number, (removal, count) in enumerate(zip(removals, self.counts, strict=True), 1):
            yield Message(
                "entry {number} ({kind}): taken out {count} times",
                number=number,
                kind=Message(removal.kind),
                count=count,
            )
        for call in self.calls:
            for start, _end in call.to_hear:
                yield Message(
                    "{name}: listen at {time}: something was taken out of the English there and"
                    " nothing out of the sound; if it is said, add that stretch to the plan",
                    name=call.recording.name,
                    time=clock(start),
                )


def redact(
    workspace: Workspace,
    recordings: Sequence[Registered],
    removals: Sequence[Removal],
    target: Path,
    *,
    fill: Fill = "tone",
    key: OfficeKey | None = None,
    listen: Listen | None = None,
    progress: Progress = silent,
    actor: str = "",
) -> Redacted:
    """Make the copy of ``recordings`` in the new folder ``target`` without what ``removals`` name.

    ``key`` signs its certificate; ``listen`` is asked what is heard in the copied sound; ``actor``
    is who makes it.  Raises RedactionError where anything can't be taken out surely, is found
    nowhere or is left anywhere.
    """
    if os.path.lexists(target):
        raise RedactionError(target, "is already there", "name a new folder")
    soughts = [Sought.of(one.text, spelt=one.pinyin) for one in removals if one.text]
    proof = Proof(soughts)
    with _aside(target) as part_folder:
        calls = []
        for number, recording in enumerate(recordings):
            step = part(
                progress, 0.9 * number / len(recordings), 0.9 * (number + 1) / len(recordings)
            )
            folder = part_folder / f"call-{number + 1:03d}"
            calls.append(
                copy_call(workspace, recording, removals, folder, fill=fill, progress=step)
            )
            if listen is not None:
                _check_heard(listen(folder / SOUND), soughts, folder)
        counts = tuple(map(sum, zip(*(call.counts for call in calls), strict=True)))
        _check_found(removals, counts, calls)
        _write_tables(calls, part_folder / _TABLES)
        _write_signatures(workspace, part_folder / SIGNATURES, key)
        atomic_write(part_folder / "README.txt", read_data("redaction/readme.txt"))
        certificate = _certificate(
            workspace, removals, counts, calls, part_folder, fill=fill, listened=listen is not None
        )
        write_certificate(part_folder, certificate, key)
        _check_gone(proof, part_folder)
        sha256 = sha256_file(certificate_path(part_folder))
        body = Exported(certificate_sha256=sha256)
        workspace.log.append([EventDraft(kind="exported", body=body, actor=actor)])
        if key is not None:
            sign_head(workspace.log, key)
        part_folder.rename(target)
    progress(1.0)
    return Redacted(target, tuple(calls), counts)


@contextmanager
def _aside(target: Path) -> Iterator[Path]:
    """A folder beside ``target`` that is gone afterwards if it was not moved."""
    folder = target.with_name(f".{target.name}.part")
    try:
        if folder.exists():  # of one who was killed
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
    except OSError as error:
        raise RedactionError(folder, f"can't be made: {os_error_reason(error)}") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write_tables(calls: Sequence[CopiedCall], folder: Path) -> None:
    """Tables of all that was copied, made of what may stay alone."""
    entries = [
        CallEntry(call.folder.name, call.words.statements, call.words.transcript) for call in calls
    ]
    for table in TABLES.values():
        atomic_write(folder / f"{table.name}.csv", export(entries, "csv", table, bom=True))
    for name in ("xlsx", "sqlite"):
        atomic_write(folder / f"calls.{name}", export(entries, name))


def _check_found(
    removals: Sequence[Removal], counts: Sequence[int], calls: Sequence[CopiedCall]
) -> None:
    names = {call.recording.name for call in calls}
    for number, (one, count) in enumerate(zip(removals, counts, strict=True), 1):
        if not count and (one.text or one.call in names):
            raise RedactionError(
                f"entry {number} of the plan",
                Message(
                    "“{text}” is in none of the calls: it may be written differently there",
                    text=one.text,
                ),
                "correct it, or take it out of the plan",
            )
        if one.call and one.call not in names:
            raise RedactionError(
                f"entry {number} of the plan",
                "belongs to a call that is not copied",
                "name that call",
            )


def _check_heard(heard: str, soughts: Sequence[Sought], where: Path) -> None:
    if any(one.spans(line) for one in soughts for line in heard.split("\n")):
        raise RedactionError(
            f"{where.name}/{SOUND}",
            "something that was taken out can still be heard",
            "listen to it, and add that stretch of the sound to the plan",
        )


def _check_gone(proof: Proof, folder: Path) -> None:
    if left := proof.search(folder):
        files = ", ".join(sorted({one.file for one in left}))
        raise RedactionError(
            "the copy",
            Message("still holds what was to be taken out, in {files}", files=files),
            "if those are other words with the same spelling: pinyin = false in the plan",
        )


def _write_signatures(workspace: Workspace, folder: Path, key: OfficeKey | None) -> None:
    """What was signed and stamped of the original's log, and the key of the certificate.  The log
    stays: what it says is of what was taken out, too."""
    heads = list(signed_heads(workspace.log))
    files = public_files(workspace.log, heads[-1]) if heads else {}
    if key is not None:
        files[key_file(key.public)] = key.public.pem
    for name, data in files.items():
        atomic_write(folder / name, data)


def _certificate(
    workspace: Workspace,
    removals: Sequence[Removal],
    counts: Sequence[int],
    calls: Sequence[CopiedCall],
    folder: Path,
    *,
    fill: Fill,
    listened: bool,
) -> Certificate:
    """What was done, in kinds and counts, of the calls copied into ``folder``."""
    found: Counter[RemovalKind] = Counter()
    for one, count in zip(removals, counts, strict=True):
        found[one.kind] += count
    entries = Counter(one.kind for one in removals)
    return Certificate(
        time=utc_now(),
        calltools=package_version("calltools"),
        removed=tuple(RemovedKind(k, entries[k], found[k]) for k in KINDS if k in entries),
        fill=fill,
        heard_again=listened,
        log=workspace.log.head(),
        calls=tuple(
            CertifiedCall(
                folder=call.folder.name,
                original_audio_sha256=call.recording.audio_sha256,
                original_pcm_sha256=call.recording.pcm_sha256,
                pcm_sha256=call.sound.pcm_sha256,
                sound_removed_frames=call.sound.spans,
                samples_per_second=call.sound.rate,
                turns_changed=tuple(sorted(call.words.changed)),
                statements_left_out=call.words.statements_left_out,
            )
            for call in calls
        ),
        files={
            path.relative_to(folder).as_posix(): sha256_file(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        },
    )
