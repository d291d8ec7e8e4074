"""A text read for its quotations: each with the words around it, and whose it is said to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from calltools.language.names import People
from calltools.language.quoting.around import Around, around
from calltools.language.quoting.attribution import Attribution, Attributor
from calltools.language.quoting.block import Block
from calltools.language.quoting.hospitals import FindsHospitals, Hospitals
from calltools.language.quoting.kinds import not_words_of_a_call
from calltools.language.quoting.marks import Marked, find_marked
from calltools.language.quoting.scene import Scene, scene_of

Chooses = Callable[[Marked, Around, Attribution], Attribution]
"""Whose words a quotation is, given the words around and whose it seems to be by those beside."""


@dataclass(frozen=True, slots=True)
class Quote:
    """``text`` stands between the marks ``marked``, among ``words``; ``reason`` says why it seems
    to be nobody's words, if it does."""

    marked: Marked
    text: str
    words: Around
    who: Attribution
    reason: str


class TextReading:
    """``blocks`` with their quotations hidden (``scene``), the people (``cast``, block by block)
    and ``hospitals`` that they name.

    Where it is known beforehand whom they may name, ``people`` and ``hospitals`` find them in the
    scene.
    """

    def __init__(
        self,
        blocks: Sequence[Block],
        people: Callable[[Scene], People] | None = None,
        hospitals: Callable[[Scene], FindsHospitals] | None = None,
    ) -> None:
        self._blocks = blocks
        self._marked = find_marked(blocks)
        self.scene: Scene = scene_of(blocks, self._marked)
        self.people = people(self.scene) if people else People(self.scene.folded)
        notes = {i for i, block in enumerate(blocks) if block.kind == "note"}
        self.cast = self.people.cast(self.scene.folded, self.scene.written, notes)
        self.hospitals = hospitals(self.scene) if hospitals else Hospitals(self.scene.written)

    def quotes(self, choose: Chooses | None = None) -> Iterator[Quote]:
        """Everything in quotation marks, and the block quotes, in order.

        To be asked once: what turns out to be a title or term is set aside for those after it.
        ``choose`` may give them to somebody else than the words beside by themselves do.
        """
        attributor = Attributor(self.scene, self.cast, self.hospitals)
        for m in self._marked:
            words = around(self.scene, m)
            who = attributor.attribute(m, words)
            text = m.text(self._blocks)
            reason = not_words_of_a_call(m, text, words.near, who, self._blocks[m.first])
            if choose:
                who = choose(m, words, who)
            if reason:
                self.scene.set_aside(m)
            yield Quote(m, text, words, who, reason)
