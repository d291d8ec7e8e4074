"""A text read for its quotations: each with the words around it, and whose it is said to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from calltools.language.quoting.around import Around, around
from calltools.language.quoting.attribution import Attribution, Attributor
from calltools.language.quoting.block import Block
from calltools.language.quoting.hospitals import FindsHospitals, Hospitals
from calltools.language.quoting.kinds import not_words_of_a_call
from calltools.language.quoting.marks import Marked, find_marked
from calltools.language.quoting.people import People
from calltools.language.quoting.scene import Scene, scene_of

_FEW = 3  # letters: fewer are a word and no quotation of one
_LONG = 12  # characters: that many are no coincidence
_NEAR = 3  # quotations back
_ALIKE = 75  # per cent of the letters in the same order


Chooses = Callable[[Marked, Around, str, Attribution], Attribution]
"""Whose words a quotation is, given the words around and whose it seems to be."""


@dataclass(frozen=True, slots=True)
class QuotedWords:
    """``text`` stands between the marks ``marked``; ``reason`` says why it is nobody's words,
    if it is none's."""

    marked: Marked
    text: str
    words: Around
    who: Attribution
    reason: str

    @property
    def speaker(self) -> str | None:
        """Who is said to say it."""
        return self.who.speaker

    @property
    def hospital(self) -> str | None:
        """Where it is said to be said."""
        return self.who.hospital


class TextReading:
    """``blocks`` with their quotations hidden (``scene``), the ``people`` and ``hospitals`` that
    they name.

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
        self.hospitals = hospitals(self.scene) if hospitals else Hospitals(self.scene.written)

    def quoted(self, choose: Chooses | None = None) -> Iterator[QuotedWords]:
        """Everything in quotation marks, and the block quotes, in order.

        To be asked once: what turns out to be a title or term is set aside for those after it.
        ``choose`` may give them to somebody else than the words around by themselves do.
        """
        attributor = Attributor(self.scene, self.people, self.hospitals)
        found: list[QuotedWords] = []
        for m in self._marked:
            text = m.text(self._blocks)
            words = around(self.scene, m)
            source = _said_before(text, found)
            who = attributor.attribute(m, words, text, source)
            who = choose(m, words, text, who) if choose else who
            again = source is not None or _is_like_one(text, found[-_NEAR:])
            block = self._blocks[m.first]
            reason = not_words_of_a_call(m, text, words, who, block, again=again)
            if reason:
                self.scene.set_aside(m)
            found.append(QuotedWords(m, text, words, who, reason))
            yield found[-1]


def _is_a_word(text: str) -> bool:
    return sum(c.isalnum() for c in text) < _FEW or (text.isascii() and " " not in text)


def _said_before(text: str, found: Sequence[QuotedWords]) -> QuotedWords | None:
    """The last quotation with the same words: it holds ``text``, or ``text`` the whole of it."""
    if _is_a_word(text):
        return None
    wanted = text.casefold()
    for q in reversed(found):
        other = q.text.casefold()
        if not q.reason and (wanted in other or (other in wanted and len(other) > _LONG)):
            return q
    return None


def _is_like_one(text: str, found: Sequence[QuotedWords]) -> bool:
    """Whether ``text`` is another form of something in one of the quotations ``found``."""
    from rapidfuzz.fuzz import partial_ratio

    return not _is_a_word(text) and any(
        not q.reason and len(q.text) >= len(text) and partial_ratio(text, q.text) >= _ALIKE
        for q in found
    )
