"""A redacted copy checked by itself: its files, sound and words against its certificate."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from msgspec import Struct

from calltools.custody.envelopes import ENVELOPE, open_envelope
from calltools.custody.faults import Flaw
from calltools.custody.keys import PublicKey
from calltools.custody.looked_at import files_below
from calltools.custody.redaction.copying import SOUND
from calltools.custody.redaction.redact import CERTIFICATE, CERTIFICATE_KIND
from calltools.custody.redaction.sound import Fill, SoundSpan, decode_frames, filled
from calltools.custody.redaction.words import is_marked
from calltools.errors import CalltoolsError, IntegrityError
from calltools.files import bytes_of
from calltools.progress import Progress, part, silent
from calltools.provenance import sha256_file
from calltools.records import parse_as
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.workspace import TRANSCRIPT

_OWN = frozenset(f"{CERTIFICATE}{e}" for e in (".json", ".dsse.json", ".pae", ".sig"))


class _CertifiedCall(Struct):
    folder: str
    pcm_sha256: str
    sound_removed_frames: tuple[SoundSpan, ...]
    turns_changed: tuple[int, ...]


class _Certificate(Struct):
    files: dict[str, str]
    calls: tuple[_CertifiedCall, ...]
    fill: Fill | None = None
    """None in certificates of calltools 0.3."""


def is_copy(root: Path) -> bool:
    """Whether a folder is a redacted copy."""
    return (root / f"{CERTIFICATE}.json").is_file()


def copy_flaws(root: Path, progress: Progress = silent) -> Iterator[Flaw]:
    """What is wrong with the copy at ``root`` by its own certificate."""
    path = root / f"{CERTIFICATE}.json"
    try:
        told = parse_as(bytes_of(path), _Certificate)
    except (CalltoolsError, ValueError) as error:
        yield Flaw("broken", path.name, f"is no certificate: {error}")
        return
    here = {p.relative_to(root).as_posix(): p for p in files_below(root)}
    for name in sorted(told.files.keys() - here.keys()):
        yield Flaw("broken", name, "is in the certificate and gone")
    for name in sorted(here.keys() - told.files.keys() - _OWN):
        yield Flaw("broken", name, "is not in the certificate")
    for name in sorted(here):
        if here[name].is_symlink():
            yield Flaw("broken", name, "is a link: a copy holds files alone")
        elif name in told.files and sha256_file(here[name]) != told.files[name]:
            yield Flaw("broken", name, "is not the file that the certificate names")
    if (named := {call.folder for call in told.calls}) != (
        folders := {folder.name for folder in root.glob("call-*")}
    ):
        found = ", ".join(sorted(named ^ folders))
        yield Flaw("broken", path.name, f"does not name the calls that are here: {found}")
    calls = [call for call in told.calls if call.folder in folders]
    for number, call in enumerate(calls):
        step = part(progress, number / len(calls), (number + 1) / len(calls))
        try:
            yield from _call_flaws(root / call.folder, call, told.fill, step)
        except (CalltoolsError, ValueError) as error:
            yield Flaw("broken", call.folder, str(error))


def certificate_signer(root: Path, keys: Mapping[str, PublicKey], *, needed: bool) -> str:
    """The fingerprint of the key that signed the copy's certificate; empty where nobody did.

    Raises IntegrityError for a signature that is not good, of another certificate, or not there
    though it is ``needed``.
    """
    path = root / f"{CERTIFICATE}{ENVELOPE}"
    if not path.exists() and not needed:
        return ""
    signed = open_envelope(path, CERTIFICATE_KIND, keys)
    if signed.payload != bytes_of(root / f"{CERTIFICATE}.json"):
        raise IntegrityError(path, "signs another certificate")
    return signed.signer


def _call_flaws(
    folder: Path, told: _CertifiedCall, fill: Fill | None, progress: Progress
) -> Iterator[Flaw]:
    spans, digest, is_filled = told.sound_removed_frames, hashlib.sha256(), True
    with tempfile.TemporaryDirectory() as scratch:
        frames = decode_frames(folder / SOUND, Path(scratch) / "frames", progress)
        try:
            for first, block in frames.blocks():
                digest.update(block.tobytes())
                if fill is not None:
                    right = filled(first, block, spans, frames.rate, fill)
                    is_filled &= np.array_equal(right, block)
        finally:
            frames.close()
    where = f"{folder.name}/{SOUND}"
    if digest.hexdigest() != told.pcm_sha256:
        yield Flaw("broken", where, "does not hold the sound that the certificate names")
    if not is_filled:
        yield Flaw("broken", where, f"is not the {fill} where the certificate has it taken out")
    path = folder / TRANSCRIPT
    turns = read_transcript(bytes_of(path, IntegrityError), str(path)).turns
    marked = {number for number, turn in enumerate(turns) if is_marked(turn)}
    if marked != set(told.turns_changed):
        other = ", ".join(map(str, sorted(marked ^ set(told.turns_changed))))
        problem = f"is marked in other turns than the certificate has as changed: {other}"
        yield Flaw("broken", f"{folder.name}/{TRANSCRIPT}", problem)
