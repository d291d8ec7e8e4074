"""A bag checked as a bag (BagIt 1.0, RFC 8493): all that its manifests list and nothing else.

The library ``bagit`` checks our bags in the tests, and does not check them here: it calls a bag
valid into which a tag file was put, whose list of tag files is gone or has a line too few, and it
passes over lines that it can't read.  Nor does it make them: it would read all sound once more,
change the working directory, and declare the bag before it is finished.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from calltools.errors import CalltoolsError, IntegrityError
from calltools.files import bytes_of
from calltools.proof.envelopes import ENVELOPE, PAE, SIGNATURE, open_record
from calltools.proof.faults import Findings
from calltools.proof.keys import PublicKey
from calltools.proof.looked_at import LookedAt
from calltools.records import Whole

DECLARATION = "bagit.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
INFO = "bag-info.txt"
LEFT_OUT = "left-out.txt"
"""Files of a bag.  The last lists what the ledger names and the bag does not hold: recordings by
their hashes, logs by their names."""

SIGNATURE_NAME = "bag"
SIGNATURE_KIND = "application/vnd.calltools.bag+json"

DECLARED = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
_ESCAPES = {"%0A": "\n", "%0D": "\r", "%25": "%"}


@dataclass(frozen=True, slots=True)
class BagSeal:
    """What is signed of a bag: the hash of its list of tag files, which holds that of the list of
    everything else, and how many entries the ledger in it has."""

    tagmanifest_sha256: str
    entries: Whole
    time: str


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
            raise IntegrityError(f"{path}:{number}", "is no line of a manifest")
        found[name] = match[1]
    return found


@dataclass(slots=True)
class BagCheck:
    """The check of a bag whose files were looked at; what is wrong is among ``findings``."""

    root: Path
    seen: LookedAt
    findings: Findings

    def run(self) -> None:
        """Compare the manifests with the files, both ways."""
        if bytes_of(self.root / DECLARATION) != DECLARED.encode():
            self.findings.add("broken", DECLARATION, "does not declare a bag of version 1.0")
        if (self.root / "fetch.txt").exists():
            problem = "names files that lie elsewhere: they can't be checked"
            self.findings.add("broken", "fetch.txt", problem)
        listed: dict[str, str] = {}
        for manifest in (MANIFEST, TAG_MANIFEST):
            try:
                listed |= read_manifest(self.root / manifest)
            except CalltoolsError as error:
                self.findings.tell(error)
        ours = {TAG_MANIFEST, *(f"{SIGNATURE_NAME}{end}" for end in (ENVELOPE, PAE, SIGNATURE))}
        self.seen.compare(listed, self.findings, unlisted=ours)

    def signature(self, keys: Mapping[str, PublicKey]) -> tuple[BagSeal, str]:
        """The seal of the bag and the fingerprint of who signed it.

        Raises IntegrityError where it is not signed, or of another.
        """
        path = self.root / f"{SIGNATURE_NAME}{ENVELOPE}"
        seal, signer = open_record(path, SIGNATURE_KIND, keys, BagSeal)
        if seal.tagmanifest_sha256 != self.seen.sha256(self.root / TAG_MANIFEST):
            raise IntegrityError(path, f"is the seal of another {TAG_MANIFEST}")
        return seal, signer

    def left_out(self) -> frozenset[str]:
        """What the bag's own list says is not in it."""
        path = self.root / LEFT_OUT
        if not path.is_file():
            return frozenset()
        return frozenset(line.split()[0] for line in _lines(path))


def _lines(path: Path) -> Iterator[str]:
    text = bytes_of(path).decode("utf-8", "replace")
    return (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
