"""Files hashed and originals decoded, each once, on several cores."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from calltools.errors import CalltoolsError
from calltools.files import size_of
from calltools.media import decode
from calltools.progress import Progress, silent
from calltools.proof.verification import Verification
from calltools.provenance import package_version, sha256_file

_BYTES_PER_MS = 400_000
_SOUND_PER_MS = 500
"""About what one core hashes and decodes in a millisecond: for the time left, no more."""


@dataclass(frozen=True, slots=True)
class DecodedSound:
    """What an original decoded to, or why it can't be; ``decoder`` is what decoded it."""

    decoder: str
    pcm_sha256: str = ""
    duration_ms: int = 0
    problem: str = ""


class FileHashes:
    """The hashes of files, and what originals decode to; a file that can't be read has none."""

    def __init__(self, known: Mapping[Path, str] | None = None) -> None:
        """``known`` are the hashes of files that were hashed a moment ago."""
        self._hashes: dict[Path, str | None] = dict(known or {})
        self.sounds: dict[Path, DecodedSound] = {}
        self.size = 0

    def sha256(self, path: Path) -> str | None:
        """The hash of a file; of one that was not read before, it is now."""
        if path not in self._hashes:
            self._hashes[path] = _sha256(path)
        return self._hashes[path]

    @property
    def files(self) -> Mapping[Path, str | None]:
        """All that was hashed so far."""
        return self._hashes

    def read(
        self,
        files: Iterable[Path],
        originals: Mapping[Path, int],
        progress: Progress = silent,
        *,
        threads: int = 1,
    ) -> None:
        """Hash ``files`` and decode ``originals``, whose lengths are given in milliseconds."""
        sizes = {path: size_of(path) for path in {*files, *originals}}
        self.size += sum(sizes.values())
        work = {
            path: size / _BYTES_PER_MS + originals.get(path, 0) / _SOUND_PER_MS
            for path, size in sizes.items()
            if path in originals or path not in self._hashes
        }
        total, done = sum(work.values()) or 1.0, 0.0
        with ThreadPoolExecutor(threads) as pool:
            # The longest first: no core waits at the end.
            waiting = {
                pool.submit(self._read, path, is_original=path in originals): work[path]
                for path in sorted(work, key=lambda path: -work[path])
            }
            for finished in as_completed(waiting):
                finished.result()
                done += waiting[finished]
                progress(min(1.0, done / total))

    def _read(self, path: Path, *, is_original: bool) -> None:
        if not is_original:
            self._hashes[path] = _sha256(path)
            return
        decoder = f"PyAV {package_version('av')}"
        try:
            with decode(path) as pcm:
                self.sounds[path] = DecodedSound(decoder, pcm.pcm_sha256, pcm.duration_ms)
                self._hashes[path] = pcm.audio_sha256
        except CalltoolsError as error:
            self.sounds[path] = DecodedSound(decoder, problem=error.problem)
            self._hashes[path] = _sha256(path)

    def compare(
        self, listed: Mapping[str, str], found: Verification, *, unlisted: Collection[str]
    ) -> None:
        """Compare all that was hashed with a list of hashes by path, both ways; of what is
        ``unlisted`` no list can tell."""
        here = {found.name(path): path for path in self.files}
        for name, sha256 in sorted(listed.items()):
            if name not in here:
                found.add("broken", name, "is listed and gone")
            elif self.sha256(here[name]) != sha256:
                found.add("broken", name, "is not the file that was listed")
        for name in sorted(here.keys() - listed.keys() - set(unlisted)):
            found.add("broken", name, "is in no list: it was put in")
        for name, path in sorted(here.items()):
            if path.is_symlink():
                found.add("broken", name, "is a link: there must be files alone")

    def count(self, found: Verification) -> None:
        """Tell how much was read."""
        found.counts["sound_ms"] = sum(sound.duration_ms for sound in self.sounds.values())
        found.counts["files"] = len(self._hashes)
        found.counts["bytes"] = self.size


def files_below(folder: Path) -> Iterator[Path]:
    """All files and links in and below ``folder``, hidden ones too; a folder that is a link is
    told and not gone into."""
    for base, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(base) / name).is_symlink()]
        folders.sort()
        yield from (Path(base) / name for name in sorted([*names, *links]))


def _sha256(path: Path) -> str | None:
    try:
        return sha256_file(path)
    except CalltoolsError:
        return None
