"""A redacted copy checked by itself: its files, sound and words against its certificate."""

from __future__ import annotations

from pathlib import Path

from calltools.errors import CalltoolsError, IntegrityError
from calltools.files import bytes_of
from calltools.progress import Progress, part, silent
from calltools.proof.chain import History
from calltools.proof.envelopes import ENVELOPE, PAE, SIGNATURE
from calltools.proof.faults import Findings, Verification
from calltools.proof.looked_at import LookedAt, files_below
from calltools.proof.vouching import NOBODY, Trust, VouchingCheck
from calltools.redaction.certificate import (
    CERTIFICATE,
    CertifiedCall,
    certificate_path,
    certificate_signer,
    read_certificate,
)
from calltools.redaction.copying import SOUND
from calltools.redaction.rewritten import is_marked
from calltools.redaction.sound import Fill, look_at_copy
from calltools.store.workspace import TRANSCRIPT
from calltools.transcripts.readers.calltools_json import read_transcript

_OWN = frozenset(f"{CERTIFICATE}{end}" for end in (".json", ENVELOPE, PAE, SIGNATURE))


def is_copy(root: Path) -> bool:
    """Whether a folder is a redacted copy."""
    return certificate_path(root).is_file()


def verify_copy(root: Path, trust: Trust = NOBODY, progress: Progress = silent) -> Verification:
    """Check the redacted copy at ``root`` by its certificate; the ledger is with the original.

    Raises MissingPartError where there are signatures and calltools[custody] is not installed.
    """
    findings, seen = Findings(root), LookedAt()
    vouching = VouchingCheck(root, trust, findings)
    seen.look(files_below(root), {}, silent, threads=1)
    vouching.heads_signed(vouching.heads(), needed=False)
    vouching.stamps(History())
    _check(findings, seen, progress)
    signer = ""
    try:
        signer = certificate_signer(root, vouching.keys(), needed=bool(trust.signers))
    except CalltoolsError as error:
        findings.tell(error)
    if signer:
        vouching.signed(CERTIFICATE, signer, "", 0, needed=True)
    if signer not in trust.signers:
        vouching.unpinned("--signer")
    if trust.head:
        findings.add("note", root.name, "holds no ledger that could go on the head you keep")
    return vouching.verification("copy", {"originals": len(list(root.glob("call-*")))}, seen)


def _check(findings: Findings, seen: LookedAt, progress: Progress) -> None:
    """Compare a copy, all of whose files were ``seen``, with its own certificate."""
    root = findings.root
    path = certificate_path(root)
    try:
        told = read_certificate(root)
    except (CalltoolsError, ValueError) as error:
        findings.add("broken", path, f"is no certificate: {error}")
        return
    seen.compare(told.files, findings, unlisted=_OWN)
    if (named := {call.folder for call in told.calls}) != (
        folders := {folder.name for folder in root.glob("call-*")}
    ):
        found = ", ".join(sorted(named ^ folders))
        findings.add("broken", path, f"does not name the calls that are here: {found}")
    calls = [call for call in told.calls if call.folder in folders]
    for number, call in enumerate(calls):
        step = part(progress, number / len(calls), (number + 1) / len(calls))
        try:
            _check_call(findings, call, told.fill, step)
        except (CalltoolsError, ValueError) as error:
            findings.add("broken", call.folder, str(error))


def _check_call(findings: Findings, told: CertifiedCall, fill: Fill, progress: Progress) -> None:
    folder = findings.root / told.folder
    pcm_sha256, is_filled = look_at_copy(folder / SOUND, told.sound_removed_frames, fill, progress)
    if pcm_sha256 != told.pcm_sha256:
        problem = "does not hold the sound that the certificate names"
        findings.add("broken", folder / SOUND, problem)
    if not is_filled:
        problem = f"is not the {fill} where the certificate has it taken out"
        findings.add("broken", folder / SOUND, problem)
    path = folder / TRANSCRIPT
    turns = read_transcript(bytes_of(path, IntegrityError), str(path)).turns
    marked = {number for number, turn in enumerate(turns) if is_marked(turn)}
    if marked != set(told.turns_changed):
        other = ", ".join(map(str, sorted(marked ^ set(told.turns_changed))))
        problem = f"is marked in other turns than the certificate has as changed: {other}"
        findings.add("broken", path, problem)
