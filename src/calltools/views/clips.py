"""The sound of quotations: clips of recordings, two seconds around what is quoted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from calltools.progress import Progress, part, silent
from calltools.quotations.corpus import Corpus
from calltools.quotations.model import Audited
from calltools.quotations.place_times import spoken
from calltools.views.audio import MIME_TYPE, clip

AROUND_MS = 2000
"""How much is heard before and after the words."""


@dataclass(frozen=True, slots=True)
class Clip:
    """The sound of a place: bytes that browsers play, cut from ``start_ms`` of the recording."""

    data: bytes
    start_ms: int
    end_ms: int
    mime_type: str = MIME_TYPE


def clips(
    audited: Sequence[Audited],
    corpus: Corpus,
    *,
    going_on: Callable[[Path], AbstractContextManager[None]] = lambda _: nullcontext(),
    progress: Progress = silent,
) -> dict[int, Clip]:
    """A clip for each quotation whose place has times and a recording, by position.

    Every recording is decoded once, each inside ``going_on`` of its path, which may go on with
    the others where one can't be read.  Raises MediaError where it doesn't.
    """
    from calltools.media import decode

    places: defaultdict[Path, list[tuple[int, int, int]]] = defaultdict(list)
    for position, one in enumerate(audited):
        entry = corpus.by_id.get(one.location.transcript) if one.location else None
        if one.location is None or entry is None or entry.audio is None:
            continue
        if (times := spoken(one.location, entry)) is not None:
            places[entry.audio].append((position, *times))
    made: dict[int, Clip] = {}
    for number, (path, wanted) in enumerate(places.items()):
        share = part(progress, number / len(places), (number + 1) / len(places))
        with going_on(path), decode(path, progress=share) as pcm:
            for position, start, end in wanted:
                first, last = max(0, start - AROUND_MS), min(pcm.duration_ms, end + AROUND_MS)
                if first < last:
                    made[position] = Clip(clip(pcm, first, last), first, last)
    return made
