"""The sound of calls for a browser: encoded once, kept, served by ranges.

MP3 of constant bit rate, as pages have it (:mod:`calltools.publish.audio`): a player finds any
second of an hour by arithmetic, and needs only the bytes from there on.
"""

from __future__ import annotations

import threading
from pathlib import Path

from calltools.files import atomic_write
from calltools.publish.audio import MIME_TYPE, encode
from calltools.records import dumps, parse_as
from calltools.store.recordings import registered
from calltools.store.workspace import Workspace

_FOLDER = ".calltools/sound"


class SoundShelf:
    """The encoded sound of a workspace's recordings, by the sha256 of what is heard."""

    mime_type = MIME_TYPE

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()

    def has(self, name: str) -> bool:
        """Whether a call has a recording here."""
        return registered(self._workspace, name) is not None

    def sound(self, name: str) -> Path | None:
        """The file with the sound of a call; None where it has no recording."""
        return self._made(name, ".mp3")

    def peaks(self, name: str) -> tuple[float, ...]:
        """The envelope of a call's sound, 0 to 1, evenly spaced; empty where it has none."""
        path = self._made(name, ".json")
        return parse_as(path.read_bytes(), tuple[float, ...]) if path else ()

    def _made(self, name: str, suffix: str) -> Path | None:
        from calltools.media import decode

        found = registered(self._workspace, name)
        if found is None:
            return None
        stem = self._workspace.root / _FOLDER / found.pcm_sha256
        with self._lock:  # encoding takes a second a minute: once, however many ask
            if not stem.with_suffix(".json").exists():
                found.check()
                with decode(found.path) as pcm:
                    encoded = encode(pcm)
                atomic_write(stem.with_suffix(".mp3"), encoded.data)
                atomic_write(stem.with_suffix(".json"), dumps(encoded.peaks))
        return stem.with_suffix(suffix)
