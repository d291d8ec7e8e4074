"""A redacted copy checked by itself: its files, sound and words against its certificate."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from calltools.errors import CalltoolsError, IntegrityError
from calltools.files import bytes_of
from calltools.progress import Progress, part, silent
from calltools.proof.bag import SIGNATURES
from calltools.proof.file_hashes import FileHashes, files_below
from calltools.proof.heads import KIND as HEAD_KIND
from calltools.proof.heads import LogHead
from calltools.proof.keys import PublicKey, read_public_key
from calltools.proof.signature import ENVELOPE, PAE, SIGNATURE, open_record, read_envelope
from calltools.proof.timestamp import read_authority
from calltools.proof.trust import NOBODY, Trust, TrustCheck
from calltools.proof.verification import Verification
from calltools.redaction.call_copy import SOUND
from calltools.redaction.certificate import (
    CERTIFICATE,
    CertifiedCall,
    certificate_path,
    certificate_signer,
    read_certificate,
)
from calltools.redaction.redacted_sound import Fill, look_at_copy
from calltools.redaction.rewritten_text import is_marked
from calltools.store.call_folder import TRANSCRIPT
from calltools.transcripts.readers.calltools_json import read_transcript

_OWN = frozenset(f"{CERTIFICATE}{end}" for end in (".json", ENVELOPE, PAE, SIGNATURE))


def is_copy(root: Path) -> bool:
    """Whether a folder is a redacted copy."""
    return certificate_path(root).is_file()


def verify_copy(root: Path, trust: Trust = NOBODY, progress: Progress = silent) -> Verification:
    """Check the redacted copy at ``root`` by its certificate; the log is with the original.

    Raises MissingPartError where there are signatures and calltools[custody] is not installed.
    """
    found, files = Verification(root, "copy"), FileHashes()
    checked = TrustCheck(trust, found, CERTIFICATE)
    files.read(files_below(root), {})
    _check(found, files, progress)
    signer = ""
    try:
        paths = sorted((root / SIGNATURES).glob("*.pub.pem"))
        keys = {key.fingerprint: key for key in map(read_public_key, paths)}
        for path in sorted((root / SIGNATURES).glob(f"*{ENVELOPE}")):
            _check_head(checked, path, keys)
        signer = certificate_signer(root, keys, needed=bool(trust.signers))
    except CalltoolsError as error:
        found.tell(error)
    if signer:
        checked.signed(CERTIFICATE, signer, "", 0, needed=True)
    if signer not in trust.signers:
        checked.unpinned("--signer")
    if trust.head:
        found.add("note", root.name, "holds no log that could go on the head you keep")
    checked.missing()
    found.counts["originals"] = len(list(root.glob("call-*")))
    files.count(found)
    return found


def _check_head(checked: TrustCheck, path: Path, keys: Mapping[str, PublicKey]) -> None:
    """Check a head of the original's log, and the stamps of it."""
    envelope = read_envelope(path)
    head, signer = open_record(envelope, HEAD_KIND, keys, LogHead, path)
    name = checked.found.name(path)
    checked.signed(name, signer, head.time, head.seq, needed=False)
    own = [read_authority(file) for file in sorted(path.parent.glob("authority-*.pem"))]
    for stamp in sorted(path.parent.glob(f"{head.seq:08d}.*.tsr")):
        where = checked.found.name(stamp)
        checked.stamp(bytes_of(stamp), envelope, head.seq, own, where)


def _check(found: Verification, files: FileHashes, progress: Progress) -> None:
    """Compare a copy, all of whose ``files`` were read, with its own certificate."""
    root = found.root
    path = certificate_path(root)
    try:
        certificate = read_certificate(root)
    except (CalltoolsError, ValueError) as error:
        found.add("broken", path, f"is not a certificate: {error}")
        return
    files.compare(certificate.files, found, unlisted=_OWN)
    named = {call.folder for call in certificate.calls}
    folders = {folder.name for folder in root.glob("call-*")}
    if others := sorted(named ^ folders):
        problem = f"does not name the calls that are here: {', '.join(others)}"
        found.add("broken", path, problem)
    calls = [call for call in certificate.calls if call.folder in folders]
    for number, call in enumerate(calls):
        step = part(progress, number / len(calls), (number + 1) / len(calls))
        try:
            _check_call(found, call, certificate.fill, step)
        except (CalltoolsError, ValueError) as error:
            found.add("broken", call.folder, str(error))


def _check_call(found: Verification, call: CertifiedCall, fill: Fill, progress: Progress) -> None:
    folder = found.root / call.folder
    pcm_sha256, is_filled = look_at_copy(folder / SOUND, call.sound_removed_frames, fill, progress)
    if pcm_sha256 != call.pcm_sha256:
        problem = "does not hold the sound that the certificate names"
        found.add("broken", folder / SOUND, problem)
    if not is_filled:
        problem = f"is not the {fill} where the certificate has it taken out"
        found.add("broken", folder / SOUND, problem)
    path = folder / TRANSCRIPT
    turns = read_transcript(bytes_of(path, IntegrityError), str(path)).turns
    marked = {number for number, turn in enumerate(turns) if is_marked(turn)}
    if marked != set(call.turns_changed):
        other = ", ".join(map(str, sorted(marked ^ set(call.turns_changed))))
        problem = f"is marked in other turns than the certificate has as changed: {other}"
        found.add("broken", path, problem)
