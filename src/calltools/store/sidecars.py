"""The sidecars of recordings, changed by programs: one at a time, none over another's change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from calltools.errors import ConflictError, TranscriptError
from calltools.files import bytes_of
from calltools.messages import Message
from calltools.provenance import sha256_bytes
from calltools.store.recordings import Registered
from calltools.store.workspace import Workspace
from calltools.transcripts.sidecar import write_sidecar

_LOCK = ".sidecars"
"""No call has that name: a run of the call may take hours, and this waits for none."""


def sidecar_sha256(recording: Registered) -> str:
    """The hash of what a sidecar says now; of nothing where there is none."""
    path = recording.sidecar
    return sha256_bytes(bytes_of(path, TranscriptError) if path.exists() else b"")


def keep_known(
    workspace: Workspace,
    recording: Registered,
    values: Mapping[str, Any],
    seen: str | None = None,
) -> None:
    """Have the sidecar of ``recording`` say ``values`` (None for what is not known).

    ``seen`` is its :func:`sidecar_sha256` as the person had it before them.  Raises ConflictError
    where it says something else by now, and what
    :func:`~calltools.transcripts.sidecar.write_sidecar` does.
    """
    with workspace.lock(_LOCK):
        if seen is not None and seen != sidecar_sha256(recording):
            problem = Message("what is known was changed by somebody meanwhile")
            remedy = Message("load the page again, and look")
            raise ConflictError(recording.sidecar, problem, remedy)
        write_sidecar(recording.sidecar, values)
