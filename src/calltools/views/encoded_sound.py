"""The sound of recordings as browsers have it: encoded once, kept by what is heard."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from calltools.files import atomic_write, bytes_of
from calltools.media.decoding import decode
from calltools.progress import Progress, silent
from calltools.records import dumps, parse_as
from calltools.views.audio import encode

if TYPE_CHECKING:
    from calltools.media import Pcm
    from calltools.store.recordings import Registered
    from calltools.store.workspace import Workspace

_FOLDER = ".calltools/sound"


@dataclass(frozen=True, slots=True)
class KeptSound:
    """Where the encoded sound of a recording is kept: as MP3, and its envelope as JSON."""

    sound: Path
    envelope: Path

    @property
    def data(self) -> bytes:
        """The bytes of the MP3."""
        return bytes_of(self.sound)

    @property
    def peaks(self) -> tuple[float, ...]:
        """The envelope, 0 to 1, evenly spaced."""
        return parse_as(bytes_of(self.envelope), tuple[float, ...])


def kept_sound(
    workspace: Workspace,
    recording: Registered,
    pcm: Pcm | None = None,
    progress: Progress = silent,
) -> KeptSound:
    """The encoded sound of ``recording``; it is made where it is not there yet, from ``pcm`` where
    that is decoded already.

    Raises IntegrityError for an original that was changed, and what decoding and encoding do.
    """
    stem = workspace.root / _FOLDER / recording.pcm_sha256
    kept = KeptSound(stem.with_suffix(".mp3"), stem.with_suffix(".json"))
    if not kept.envelope.exists():
        if pcm is None:
            recording.check()
            with decode(recording.path) as decoded:
                encoded = encode(decoded, progress=progress)
        else:
            encoded = encode(pcm, progress=progress)
        atomic_write(kept.sound, encoded.data)
        atomic_write(kept.envelope, dumps(encoded.peaks))
    return kept
