"""What is entered in the ledger: what steps, people and signing left in the workspace.

Steps, corrections and removals are recorded where they are made; here their records are found and
named.  So whoever is killed before the entry loses none: the next command enters it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from calltools.files import bytes_of
from calltools.proof.blinds import BLINDS, blinded, make_blind, read_blind
from calltools.proof.ledger import CUSTODY, Act, Ledger
from calltools.provenance import sha256_bytes
from calltools.store.folder import CORRECTIONS
from calltools.store.recordings import Registered, recordings
from calltools.store.workspace import STEPS, Workspace

REMOVED = "removed"
REMOVALS = f"{REMOVED}/removed.jsonl"
"""The log of calls that were moved aside and back."""

READS = f"{CUSTODY}/reads.jsonl"
"""The log of calls that people of a team opened."""

LOGS = (REMOVALS, READS)
"""The logs that are of no single recording: both hold names."""


def record(
    workspace: Workspace,
    known: Iterable[Registered] | None = None,
    ledger: Ledger | None = None,
) -> int:
    """Enter all that is not entered yet; how many entries that were.

    ``known`` are the recordings meant, else all are; ``ledger`` is that of the workspace where it
    was read already.  Raises WorkspaceError where the ledger can't be written.
    """
    ledger = ledger or Ledger(workspace)
    acts = list(_acts_beside(workspace, ledger))
    for recording in recordings(workspace) if known is None else known:
        acts += _acts_of(workspace, recording, ledger)
    return ledger.add(acts)


def _acts_of(workspace: Workspace, recording: Registered, ledger: Ledger) -> Iterator[Act]:
    """What stands in the folder of a recording and beside the original; what ``ledger`` says of it
    and is no longer there."""
    whose = recording.audio_sha256
    blind = blind_for(workspace, ledger, whose)
    folder = workspace.folder(recording.name)
    steps = folder.steps()
    for name in steps:
        sha256 = blinded(folder.sha256(f"{STEPS}/{name}.json"), blind)
        yield Act(event="step", name=name, recording=whose, sha256=sha256)
    for name in sorted(ledger.known(whose, "step").difference(steps)):
        yield Act(event="step", name=name, recording=whose)
    if (log := folder.path / CORRECTIONS).exists():
        yield log_act(bytes_of(log), CORRECTIONS, blind, whose)
    if recording.sidecar.exists():
        sha256 = blinded(workspace.hashes.sha256(recording.sidecar), blind)
        yield Act(event="sidecar", name="sidecar", recording=whose, sha256=sha256)
    elif ledger.known(whose, "sidecar"):
        yield Act(event="sidecar", name="sidecar", recording=whose)


def _acts_beside(workspace: Workspace, ledger: Ledger) -> Iterator[Act]:
    """What is of no single recording: removals, openings, and what was signed and stamped."""
    for name in LOGS:
        if (log := workspace.root / name).exists():
            yield log_act(bytes_of(log), name, blind_for(workspace, ledger, ""))
    for name in custody_files(workspace.root):
        path = workspace.root / CUSTODY / name
        yield Act(event="custody", name=name, sha256=workspace.hashes.sha256(path))


def custody_files(root: Path) -> list[str]:
    """The files beside the ledger of the workspace at ``root``, by their paths there, in order."""
    folder = root / CUSTODY
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.glob("*/*")
        if path.is_file() and not path.name.startswith(".") and path.parent.name != BLINDS
    )


def blind_for(workspace: Workspace, ledger: Ledger, recording: str) -> str:
    """The blind of what is entered of a recording (empty: of the logs of none), made now where
    nothing was entered yet.  Raises IntegrityError for one that was damaged."""
    custody = workspace.root / CUSTODY
    if not ledger.knows(recording, "step", "log", "sidecar"):
        make_blind(custody, recording)
    return read_blind(custody, recording)


def log_act(data: bytes, name: str, blind: str, recording: str = "") -> Act:
    """That a log has so many bytes of whole lines: half a line is of one who was killed, and
    goes."""
    data = data[: data.rfind(b"\n") + 1]
    sha256 = blinded(sha256_bytes(data), blind)
    return Act(event="log", name=name, recording=recording, sha256=sha256, size=len(data))
