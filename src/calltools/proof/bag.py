"""A bag checked as a bag (BagIt 1.0, RFC 8493): all that its manifests list and nothing else.

The library ``bagit`` checks our bags in the tests, and does not check them here: it calls a bag
valid into which a tag file was put, whose list of tag files is gone or has a line too few, and it
passes over lines that it can't read.  Nor does it make them: it would read all sound once more,
change the working directory, and declare the bag before it is finished.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from calltools.errors import CalltoolsError, IntegrityError
from calltools.files import bytes_of
from calltools.proof.file_hashes import FileHashes
from calltools.proof.keys import read_public_key
from calltools.proof.signature import ENVELOPE, PAE, SIGNATURE, open_record, read_envelope
from calltools.proof.verification import Verification
from calltools.provenance import sha256_bytes
from calltools.records import Whole
from calltools.store.log import Event, EventDraft, Log

DECLARATION = "bagit.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
INFO = "bag-info.txt"
LEFT_OUT = "left-out.txt"
"""Files of a bag.  The last lists the recordings that the log names and the bag does not hold, by
their hashes."""

SIGNATURES = "signatures"
"""The folder of a bag, and of a redacted copy, with keys, heads and stamps as files for openssl."""

SEAL = "bag"
SEAL_KIND = "application/vnd.calltools.bag+json"

DECLARED = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
_ESCAPES = {"%0A": "\n", "%0D": "\r", "%25": "%"}


class BagSeal(Struct, frozen=True):
    """What is signed of a bag: the hash of its list of tag files, which holds that of the list of
    everything else, and how many events the log in it has."""

    tagmanifest_sha256: str
    events: Whole
    time: str


class Exported(Struct, frozen=True):
    """The body of ``exported``: the bag ``id`` was made, a copy with this certificate, or the file
    ``what`` with this hash; by its hash, what was left out of a bag."""

    id: str = ""
    left_out_sha256: str = ""
    certificate_sha256: str = ""
    what: str = ""
    sha256: str = ""


def log_export(log: Log, what: str, data: bytes, actor: str) -> None:
    """Log that ``actor`` made the file ``what``, to be handed on."""
    body = Exported(what=what, sha256=sha256_bytes(data))
    log.append([EventDraft(kind="exported", body=body, actor=actor)])


def is_bag(root: Path) -> bool:
    """Whether the folder is a bag: one that was not finished has no declaration."""
    return (root / DECLARATION).is_file()


def escaped(name: str) -> str:
    """A path as manifests have it (RFC 8493, section 2.1.3).

    A % is escaped only where it would be read as an escape: neither sha256sum nor bagit takes
    ``100%25`` for ``100%``.
    """
    name = re.sub("%(?=0A|0D|25)", "%25", name, flags=re.I)
    return name.replace("\n", "%0A").replace("\r", "%0D")


def manifest_text(hashes: Mapping[str, str]) -> str:
    """The lines of a manifest: hashes of files by their paths in the bag."""
    return "".join(f"{hashes[name]}  {escaped(name)}\n" for name in sorted(hashes))


def read_manifest(path: Path) -> dict[str, str]:
    """The hashes in a manifest, by path.  Raises IntegrityError, naming the line."""
    found: dict[str, str] = {}
    try:
        lines = bytes_of(path, IntegrityError).decode("utf-8").removesuffix("\n").split("\n")
    except UnicodeDecodeError as error:
        raise IntegrityError(path, "is not UTF-8") from error
    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line)
        name = re.sub("%0A|%0D|%25", lambda sign: _ESCAPES[sign[0]], match[2]) if match else ""
        if not match or name in found or Path(name).is_absolute() or ".." in Path(name).parts:
            raise IntegrityError(f"{path}:{number}", "is not a line of a manifest")
        found[name] = match[1]
    return found


@dataclass(slots=True)
class BagCheck:
    """The check of a bag whose files were hashed; what is wrong is ``found``."""

    root: Path
    files: FileHashes
    found: Verification

    def run(self) -> None:
        """Compare the manifests with the files, both ways."""
        if bytes_of(self.root / DECLARATION) != DECLARED.encode():
            self.found.add("broken", DECLARATION, "does not declare a bag of version 1.0")
        if (self.root / "fetch.txt").exists():
            problem = "names files that lie elsewhere: they can't be checked"
            self.found.add("broken", "fetch.txt", problem)
        listed: dict[str, str] = {}
        for manifest in (MANIFEST, TAG_MANIFEST):
            try:
                listed |= read_manifest(self.root / manifest)
            except CalltoolsError as error:
                self.found.tell(error)
        ours = {TAG_MANIFEST, *(f"{SEAL}{end}" for end in (ENVELOPE, PAE, SIGNATURE))}
        self.files.compare(listed, self.found, unlisted=ours)

    def seal(self) -> tuple[BagSeal, str]:
        """The seal of the bag and the fingerprint of who signed it.

        Raises IntegrityError where it is not signed, or of another.
        """
        keys = map(read_public_key, sorted((self.root / SIGNATURES).glob("*.pub.pem")))
        known = {key.fingerprint: key for key in keys}
        path = self.root / f"{SEAL}{ENVELOPE}"
        seal, signer = open_record(read_envelope(path), SEAL_KIND, known, BagSeal, path)
        if seal.tagmanifest_sha256 != self.files.sha256(self.root / TAG_MANIFEST):
            raise IntegrityError(path, f"is the seal of another {TAG_MANIFEST}")
        return seal, signer

    def left_out(self, exported: Sequence[str]) -> frozenset[str]:
        """The recordings that the bag's own list has as not in it; by its hash it must be the last
        that the log has as ``exported``."""
        path = self.root / LEFT_OUT
        data = bytes_of(path) if path.is_file() else b""
        if sha256_bytes(data) not in exported[-1:]:
            self.found.add("broken", path, "is not what the log has as left out of this bag")
        lines = data.decode("utf-8", "replace").splitlines()
        return frozenset(line for line in lines if line and not line.startswith("#"))


def concerned(events: Iterable[Event], left_out: frozenset[str]) -> frozenset[str]:
    """The people who did something to a recording that is not left out."""
    return frozenset(
        event.actor for event in events if event.subject and event.subject not in left_out
    )


def may_lack(people: frozenset[str], left_out: frozenset[str], event: Event) -> bool:
    """Whether a bag may lack the body of an event: one that is not of what is in it."""
    if not left_out:
        return False
    if event.subject:
        return event.subject in left_out
    if event.kind == "person":
        return event.actor not in people
    return event.kind not in ("signed", "stamped")
