"""The recordings of transcripts that stand outside a workspace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from calltools.provenance import sha256_file
from calltools.quotations.corpus import Corpus, Entry
from calltools.store.recordings import sound_files


def with_sounds(corpus: Corpus, paths: Iterable[Path]) -> tuple[Corpus, tuple[Path, ...]]:
    """``corpus`` with the recordings among ``paths`` (files, or folders of them), and those files
    given by name that are the recording of none of its transcripts.

    A transcript that names the sha256 of its recording has the file with that content; another
    that has times, the file of its own name (``call.wav`` for ``call.srt`` and ``call.zh.srt``).
    Raises CalltoolsError for a file that can't be read.
    """
    sounds: dict[Path, str] = {}
    named: list[Path] = []
    for path in paths:
        inside = sound_files(path) if path.is_dir() else [path]
        named += [] if path.is_dir() else inside
        sounds |= {file: sha256_file(file) for file in inside}
    entries = tuple(_with_sound(entry, sounds) for entry in corpus.entries)
    used = {entry.audio for entry in entries}
    return replace(corpus, entries=entries), tuple(path for path in named if path not in used)


def _with_sound(entry: Entry, sounds: dict[Path, str]) -> Entry:
    if entry.audio is not None:
        return entry
    audio = next(_of(entry, sounds), None)
    return entry if audio is None else replace(entry, audio=audio, audio_sha256=sounds[audio])


def _of(entry: Entry, sounds: dict[Path, str]) -> Iterator[Path]:
    for path, sha256 in sounds.items():
        if entry.audio_sha256 is not None:
            if sha256 == entry.audio_sha256:
                yield path
        elif f"{entry.id}.".startswith(f"{path.stem}.") and _has_times(entry):
            yield path


def _has_times(entry: Entry) -> bool:
    return any(turn.start_ms is not None for turn in entry.turns)
