"""The blocks of a text in which quotations are looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "paragraph", "list_item", "blockquote", "table_cell", "note"]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, block quote, list item, cell or note of a text.

    ``text`` is what a reader reads, without markup; ``at[i]`` is the offset of ``text[i]`` in
    the source, of which ``start`` to ``end`` is the block.
    """

    kind: BlockKind
    start: int
    end: int
    text: str
    at: Sequence[int]
