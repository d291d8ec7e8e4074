"""Whose words a quotation is said to be, and at which hospital, by the words beside it alone.

Where they name nobody, whoever of the hospital was last written of goes on, at the hospital that
was last named; a new one has nobody yet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from calltools.language.names import PersonSide, is_subject
from calltools.language.quoting.around import Around
from calltools.language.quoting.hospitals import FindsHospitals
from calltools.language.quoting.marks import Marked
from calltools.language.quoting.scene import Scene
from calltools.language.quoting.speakers import Cast, speaker_beside

_ELSEWHERE = re.compile(
    r"(?:\b(?:unlike|like|from|than|than at)\s(?:the )?|不像|不同于|比)$", re.IGNORECASE
)
"""Right before a hospital that is only compared."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is said to speak, where, and how that is known; the strings are the report's.

    ``said``: words beside the quotation say that somebody speaks; ``named``: they name who;
    ``close``: right beside it.
    """

    speaker: str | None = None
    hospital: str | None = None
    side: PersonSide | None = None
    said: bool = False
    named: bool = False
    close: bool = False


class Attributor:
    """Reads a text on; :meth:`attribute` is to be asked for the quotations in order."""

    def __init__(self, scene: Scene, cast: Cast, hospitals: FindsHospitals) -> None:
        self._scene = scene
        self._cast = cast
        self._places = [hospitals.find(text) for text in scene.written]
        self._topic: str | None = None
        self._place: str | None = None
        self._read_to = (0, 0)

    def attribute(self, m: Marked, words: Around) -> Attribution:
        """Whose words the quotation ``m`` is said to be."""
        self._read_up_to(m.first, m.opened)
        name, said, close = speaker_beside(self._scene, self._cast, words)
        if name is not None and name.side == "caller" and not name.tells:  # "I asked"
            return Attribution(None, self._place, "caller", said, close=close)
        if name is None or not name.tells:
            side: PersonSide | None = "hospital" if self._topic else None
            return Attribution(self._topic, self._place, side, said)
        if name.side == "hospital":
            self._topic = name.meant
        return Attribution(name.meant, self._place, name.side, said, True, close)

    def _read_up_to(self, block: int, position: int) -> None:
        """Take in who and where was written of before ``position`` of ``block``."""
        first, at = self._read_to
        for i in range(first, block + 1):
            if i != first and self._scene.blocks[i].kind in ("heading", "note"):
                self._topic = None
            text = self._scene.folded[i]
            begin, end = at if i == first else 0, position if i == block else len(text)
            for sentence in self._scene.sentences[i]:
                self._read(i, max(begin, sentence.start), min(end, sentence.end))
        self._read_to = (block, position)

    def _read(self, block: int, begin: int, end: int) -> None:
        """Take in a part of a sentence: the hospital first, which may stand behind the person."""
        text = self._scene.folded[block]
        for place in self._places[block]:
            before = text[max(place.start - 12, 0) : place.start]
            if begin <= place.start < end and not _ELSEWHERE.search(before):
                self._topic = None if place.full != self._place else self._topic
                self._place = place.full
        for name in self._cast[block]:
            if begin <= name.start < end and name.side == "hospital" and name.tells:
                self._topic = name.meant if is_subject(text, name) else self._topic
