"""A redacted copy checked without the original: its files, its words and sound against the root
that the ledger of the original holds."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from calltools.custody.envelopes import ENVELOPE, open_envelope
from calltools.custody.faults import Flaw
from calltools.custody.keys import PublicKey
from calltools.custody.redaction.copying import COMMITMENT, OPENINGS, SOUND, shown_turns
from calltools.custody.redaction.hash_tree import Commitment, Openings, opened_root
from calltools.custody.redaction.redact import CERTIFICATE, CERTIFICATE_KIND
from calltools.custody.redaction.sound import decode_frames
from calltools.errors import CalltoolsError, IntegrityError
from calltools.files import bytes_of
from calltools.progress import Progress, part, silent
from calltools.provenance import sha256_file
from calltools.records import parse_as

_OWN = frozenset(f"{CERTIFICATE}{e}" for e in (".json", ".dsse.json", ".pae", ".sig"))


class _Certificate(Struct):
    files: dict[str, str]


def is_copy(root: Path) -> bool:
    """Whether a folder is a redacted copy."""
    return (root / f"{CERTIFICATE}.json").is_file()


def copy_flaws(
    root: Path, committed: Collection[str], progress: Progress = silent
) -> Iterator[Flaw]:
    """What is wrong with the copy at ``root``; ``committed`` are the hashes of files that the
    original's ledger names."""
    path = root / f"{CERTIFICATE}.json"
    try:
        told = parse_as(bytes_of(path), _Certificate).files
    except (CalltoolsError, ValueError) as error:
        yield Flaw("broken", path.name, f"is no certificate: {error}")
        return
    here = {p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()} - _OWN
    for name in sorted(told.keys() - here):
        yield Flaw("broken", name, "is in the certificate and gone")
    for name in sorted(here - told.keys()):
        yield Flaw("broken", name, "is not in the certificate")
    for name in sorted(here & told.keys()):
        if sha256_file(root / name) != told[name]:
            yield Flaw("broken", name, "is not the file that the certificate names")
    calls = sorted(root.glob("call-*"))
    for number, folder in enumerate(calls):
        step = part(progress, number / len(calls), (number + 1) / len(calls))
        try:
            yield from _call_flaws(folder, committed, step)
        except (CalltoolsError, ValueError) as error:
            yield Flaw("broken", folder.name, str(error))


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


def _call_flaws(folder: Path, committed: Collection[str], progress: Progress) -> Iterator[Flaw]:
    where = f"{folder.name}/{COMMITMENT}"
    if sha256_file(folder / COMMITMENT) not in committed:
        yield Flaw("broken", where, "is not what the ledger of the original has")
    commitment = parse_as(bytes_of(folder / COMMITMENT, IntegrityError), Commitment)
    openings = parse_as(bytes_of(folder / OPENINGS, IntegrityError), Openings)
    turns = shown_turns(folder)
    with tempfile.TemporaryDirectory() as scratch:
        frames = decode_frames(folder / SOUND, Path(scratch) / "frames", progress)
        try:
            seconds = (block for _first, block in frames.blocks())
            root = opened_root(openings, turns, seconds)
        finally:
            frames.close()
    if root != commitment.root:
        yield Flaw("broken", folder.name, "differs from the original in more than it declares")
