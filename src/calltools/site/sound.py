"""The sound of calls for a browser: encoded once, kept, served by ranges.

MP3 of constant bit rate, as pages have it (:mod:`calltools.views.audio`): a player finds any
second of an hour by arithmetic, and needs only the bytes from there on.
"""

from __future__ import annotations

import threading
from pathlib import Path

from calltools.store.recordings import registered
from calltools.store.workspace import Workspace
from calltools.views.audio import MIME_TYPE, KeptSound, kept_sound


class SoundShelf:
    """The encoded sound of a workspace's recordings, by the sha256 of what is heard."""

    mime_type = MIME_TYPE

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()

    def has(self, name: str) -> bool:
        """Whether a call has a recording here."""
        recording = registered(self._workspace, name)
        return recording is not None and recording.has_sound

    def sound(self, name: str) -> Path | None:
        """The file with the sound of a call; None where it has no recording."""
        kept = self._kept(name)
        return kept.sound if kept else None

    def peaks(self, name: str) -> tuple[float, ...]:
        """The envelope of a call's sound, 0 to 1, evenly spaced; empty where it has none."""
        kept = self._kept(name)
        return kept.peaks if kept else ()

    def _kept(self, name: str) -> KeptSound | None:
        recording = registered(self._workspace, name)
        if recording is None or not recording.has_sound:
            return None
        with self._lock:  # encoding takes a second a minute: once, however many ask
            return kept_sound(self._workspace, recording)
