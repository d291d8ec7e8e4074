"""Words of a draft, and what stays of them when other words are written in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from calltools.transcripts.model import Word


@dataclass(slots=True)
class Token:
    """A word of a draft; ``gap`` is what stands before it in its turn, between words."""

    word: Word
    gap: str = ""

    @property
    def id(self) -> str:
        """The word's name, unique in the draft."""
        return self.word.id or ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring words and what is written in their place; no words where it is put between.

    ``start`` and ``end`` number the words; ``said`` is what is written between the words that
    stay, white space around it included.
    """

    start: int
    end: int
    said: str


def stretches(tokens: Sequence[Token], text: str) -> list[Stretch]:
    """Where ``text`` differs from the words: before, between and after those that stay in it.

    One more than words that stay, in order; most say nothing but white space.
    """
    pairs = equal_characters(joined(tokens), text)
    found: list[Stretch] = []
    at, first, place = 0, 0, 0
    for number, token in enumerate(tokens):
        at += len(token.gap) * (number > 0)
        inside = [pairs.get(i) for i in range(at, at + len(token.word.text))]
        at += len(token.word.text)
        start = inside[0] if inside else None
        if start is not None and inside == list(range(start, start + len(inside))):
            found.append(Stretch(first, number, text[place:start]))
            first, place = number + 1, start + len(inside)
    return [*found, Stretch(first, len(tokens), text[place:])]


def equal_characters(old: str, new: str) -> dict[int, int]:
    """Characters that stay when ``old`` becomes ``new`` with the fewest taken out and put in:
    place in ``old`` to place in ``new``, in order."""
    from rapidfuzz.distance import Indel

    return {
        i: j
        for block in Indel.opcodes(old, new)
        if block.tag == "equal"
        for i, j in zip(
            range(block.src_start, block.src_end),
            range(block.dest_start, block.dest_end),
            strict=True,
        )
    }


def joined(tokens: Sequence[Token]) -> str:
    """The words as they stand, without what is before the first."""
    return "".join(t.gap * (n > 0) + t.word.text for n, t in enumerate(tokens))


def rewritten(
    before: Sequence[Token], text: str, by: str, around: tuple[int | None, int | None]
) -> list[Token]:
    """``text`` as tokens: those of ``before`` that are whole in it, and new ones between.

    ``by`` is the event that new words are named by; ``around`` when the word before ends and the
    one after begins.
    """
    result: list[Token] = []
    for number, stretch in enumerate(stretches(before, text)):
        said, gap = stretch.said.strip(), stretch.said
        if said:
            lead = gap[: len(gap) - len(gap.lstrip())]
            gap = gap[len(gap.rstrip()) :]
            replaced = [token.word for token in before[stretch.start : stretch.end]]
            earlier = result[-1].word.end_ms if result else around[0]
            later = before[stretch.end].word.start_ms if stretch.end < len(before) else around[1]
            start_ms, end_ms = _times(replaced, earlier, later)
            word = Word(said, 0, 0, start_ms, end_ms, id=f"{by}.{number}")
            result.append(Token(word, lead))
        if stretch.end < len(before):
            result.append(Token(before[stretch.end].word, gap))
    return result


def _times(
    replaced: Sequence[Word], earlier: int | None, later: int | None
) -> tuple[int | None, int | None]:
    """When new words are said: when those were that they replace, else in the pause they fill."""
    starts = [word.start_ms for word in replaced if word.start_ms is not None]
    ends = [word.end_ms for word in replaced if word.end_ms is not None]
    if starts and ends:
        return min(starts), max(ends)
    if earlier is None or later is None:
        return None, None
    return earlier, max(earlier, later)
