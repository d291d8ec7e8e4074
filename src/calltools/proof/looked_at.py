"""Files hashed and originals decoded, each once, on several cores, with progress."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from calltools.errors import CalltoolsError
from calltools.media import decode
from calltools.progress import Progress
from calltools.proof.faults import Findings
from calltools.provenance import package_version, sha256_file

_BYTES_PER_MS = 400_000
_SOUND_PER_MS = 500
"""About what one core hashes and decodes in a millisecond: for the time left, no more."""


@dataclass(frozen=True, slots=True)
class DecodedSound:
    """What an original decoded to, or why it can't be; ``decoder`` is what decoded it."""

    pcm_sha256: str = ""
    duration_ms: int = 0
    problem: str = ""
    decoder: str = ""


class LookedAt:
    """The hashes of files, and what originals decode to; a file that can't be read has none."""

    def __init__(self, hashes: Mapping[Path, str] | None = None) -> None:
        """``hashes`` are those of files that were looked at before."""
        self._hashes: dict[Path, str | None] = dict(hashes or {})
        self.heard: dict[Path, DecodedSound] = {}
        self.size = 0

    def sha256(self, path: Path) -> str | None:
        """The hash of a file; looked at now where it was not before."""
        if path not in self._hashes:
            self._hashes[path] = _sha256(path)
        return self._hashes[path]

    @property
    def files(self) -> Mapping[Path, str | None]:
        """All that was looked at so far."""
        return self._hashes

    def look(
        self,
        files: Iterable[Path],
        originals: Mapping[Path, int],
        progress: Progress,
        *,
        threads: int,
    ) -> None:
        """Hash ``files`` and decode ``originals``, whose lengths in milliseconds are told."""
        sizes = {path: _size(path) for path in {*files, *originals}}
        new = {path for path in sizes if path in originals or path not in self._hashes}
        self.size += sum(sizes.values())
        work = {
            path: size / _BYTES_PER_MS + originals.get(path, 0) / _SOUND_PER_MS
            for path, size in sizes.items()
            if path in new
        }
        meter = _Meter(sum(work.values()), progress)

        def one(path: Path) -> None:
            share = meter.part(work[path])
            if path in originals:
                self.heard[path], self._hashes[path] = _hear(path, share)
            else:
                self._hashes[path] = _sha256(path)
            share(1.0)

        # The longest first: no core waits at the end.
        waiting = sorted(work, key=lambda path: -work[path])
        if threads == 1:
            for path in waiting:
                one(path)
            return
        with ThreadPoolExecutor(threads) as pool:
            for _ in pool.map(one, waiting):
                pass

    def compare(
        self, listed: Mapping[str, str], findings: Findings, *, unlisted: Collection[str]
    ) -> None:
        """Compare all that was looked at with a list of hashes by path, both ways; of what is
        ``unlisted`` no list can tell."""
        here = {findings.name(path): path for path in self.files}
        for name, sha256 in sorted(listed.items()):
            if name not in here:
                findings.add("broken", name, "is listed and gone")
            elif self.sha256(here[name]) != sha256:
                findings.add("broken", name, "is not the file that was listed")
        for name in sorted(here.keys() - listed.keys() - set(unlisted)):
            findings.add("broken", name, "is in no list: it was put in")
        for name, path in sorted(here.items()):
            if path.is_symlink():
                findings.add("broken", name, "is a link: there must be files alone")


def _sha256(path: Path) -> str | None:
    try:
        return sha256_file(path)
    except CalltoolsError:
        return None


def _hear(path: Path, progress: Progress) -> tuple[DecodedSound, str | None]:
    decoder = f"PyAV {package_version('av')}"
    try:
        with decode(path, progress=progress) as pcm:
            return DecodedSound(pcm.pcm_sha256, pcm.duration_ms, "", decoder), pcm.audio_sha256
    except CalltoolsError as error:
        return DecodedSound(problem=error.problem, decoder=decoder), _sha256(path)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


class _Meter:
    """Progress of many pieces of work that go on at once."""

    def __init__(self, total: float, progress: Progress) -> None:
        self._total, self._progress = max(total, 1e-9), progress
        self._done = 0.0
        self._lock = threading.Lock()

    def part(self, work: float) -> Callable[[float], None]:
        """Progress of one piece."""
        told = 0.0

        def progress(share: float) -> None:
            nonlocal told
            with self._lock:
                self._done += max(0.0, share - told) * work
                told = max(told, share)
                self._progress(min(1.0, self._done / self._total))

        return progress


def files_below(folder: Path) -> Iterator[Path]:
    """All files and links in and below ``folder``, hidden ones too; a folder that is a link is
    told and not gone into."""
    for base, folders, names in os.walk(folder):
        links = [name for name in folders if (Path(base) / name).is_symlink()]
        folders.sort()
        yield from (Path(base) / name for name in sorted([*names, *links]))
