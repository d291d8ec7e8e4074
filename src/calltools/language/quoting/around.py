"""The words around a quotation: what leads up to it, what follows it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from calltools.language.quoting.marks import BLOCKQUOTE, Marked
from calltools.language.quoting.scene import HIDDEN, Scene

_POINTS_BACK = re.compile(
    r"\s*(?:(?:That|This|These|Those|So|Such|Thus|It)\b.{0,25}?"
    r"\b(?:is|was|are|were|said|spoke|put)\b|(?:这|以上|此|上面|上述)[^。]{0,6}?(?:是|为|系|出自)"
    r"|[^，。：:]{1,8}[这那](?:一|几|两|最后一)?(?:句|番|段|席))"
)
_CLAUSES = re.compile(r".*[,;:，；：—](?=.)", re.DOTALL)
_CRIES = re.compile(r"[?!？！…—。][”’」』\"']?$")
_COMMA_INSIDE = re.compile(r"[,，]\W?$")


@dataclass(frozen=True, slots=True)
class Around:
    """The words around a quotation without other quotations', in simplified characters.

    ``lead`` is its sentence up to it; ``near`` the part of that after the last quotation before,
    at ``near_at`` of block ``block``.  ``tail`` is the sentence after it, up to the next
    quotation, at ``tail_at`` of ``tail_block``; ``cried`` is what follows a question or a cry,
    which may end a sentence or not, as may a Chinese full stop.  ``next`` is the next sentence, at
    ``next_at``; if it has a quotation, only its clauses before that.  ``goes_on``: a comma stands
    at the closing mark.
    ``leads_on``: a quotation follows the tail at once.
    """

    lead: str
    near: str
    tail: str
    cried: str
    next: str
    block: int
    near_at: int
    tail_block: int
    tail_at: int
    next_at: int
    goes_on: bool
    leads_on: bool


def around(scene: Scene, m: Marked) -> Around:
    """The words around the quotation ``m``."""
    block, at = m.first, m.opened
    start = scene.sentence_at(block, at).start
    if not scene.folded[block][:at].strip() and _led_from_before(scene, block, m):
        block -= 1
        at = len(scene.folded[block])
        start = scene.sentences[block][-1].start
    start = min(start, at)
    lead = scene.folded[block][start:at]
    near_at = start + lead.rfind(HIDDEN) + 1

    tail_block, tail_at = _tail(scene, m)
    text = scene.folded[tail_block]
    ended = tail_at and scene.sentence_at(tail_block, tail_at - 1).end <= tail_at
    end = tail_at if ended else _end(scene, tail_block, tail_at)
    cried_end = end
    closing = scene.blocks[m.last].text[max(m.closed - 3, 0) : m.closed]
    if ended and tail_at < len(text) and _CRIES.search(closing):
        cried_end = _end(scene, tail_block, tail_at)
    next_block = tail_block
    if m.mark == BLOCKQUOTE and not text[end:].strip() and tail_block + 1 < len(scene.blocks):
        next_block, end_before = tail_block + 1, 0
    else:
        end_before = end
    next_at, following = _next_sentence(scene, next_block, end_before)
    return Around(
        lead,
        scene.folded[block][near_at:at],
        text[tail_at:end],
        text[tail_at:cried_end],
        following,
        block,
        near_at,
        tail_block,
        tail_at,
        next_at,
        bool(_COMMA_INSIDE.search(closing)) or text[tail_at : tail_at + 1] in (",", "，"),
        text[cried_end : cried_end + 1] == HIDDEN,
    )


def _led_from_before(scene: Scene, block: int, m: Marked) -> bool:
    """Whether the paragraph before leads up to the quotation that begins ``block``."""
    if block == 0 or scene.blocks[block - 1].kind in ("heading", BLOCKQUOTE):
        return False
    before = scene.folded[block - 1].rstrip()
    if before.endswith((":", "：")):
        return True
    return m.mark == BLOCKQUOTE and not re.search(rf"[.。!?！？{HIDDEN}]$", before)


def _tail(scene: Scene, m: Marked) -> tuple[int, int]:
    """Where the words after the quotation begin: after a block quote, below it."""
    block, at = m.last, m.closed
    below = block + 1
    if m.mark != BLOCKQUOTE or below == len(scene.blocks) or scene.folded[block][at:].strip():
        return block, at
    if scene.blocks[below].kind == BLOCKQUOTE or _POINTS_BACK.match(scene.folded[below]):
        return below, 0
    return block, at


def _end(scene: Scene, block: int, at: int) -> int:
    """Where the sentence at ``at`` ends, or the next quotation begins."""
    text = scene.folded[block]
    if at >= len(text):
        return at
    end = scene.sentence_at(block, at).end
    hidden = text.find(HIDDEN, at, end)
    return hidden if hidden >= 0 else end


def _next_sentence(scene: Scene, block: int, end: int) -> tuple[int, str]:
    """Where the next sentence begins, at or after ``end``, and its text."""
    text = scene.folded[block]
    for sentence in scene.sentences[block]:
        if sentence.start >= end and HIDDEN not in text[end : sentence.start]:
            whole = text[sentence.start : sentence.end]
            free, hidden, _rest = whole.partition(HIDDEN)
            clauses = _CLAUSES.match(free) if hidden else None
            return sentence.start, (clauses[0] if clauses else "") if hidden else whole
    return end, ""
