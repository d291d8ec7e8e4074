"""The question that a report says was put before the words that it quotes."""

from __future__ import annotations

import re

from calltools.language.quoting.reading import Quote
from calltools.language.quoting.scene import HIDDEN
from calltools.quotations.finding.report_mentions import Scenery

QUESTION = re.compile(r"[?？]\W*$|[吗嗎呢]\W*$")
_ASKED_ABOUT = re.compile(  # asked whether X, he said; 问到X，他答; 在回答X时
    r"(?:\b(?:asked?|asks|asking)\b(?! for\b)(?: (?:him|her|them|us|Dr\.? \w+))?(?: about| of)?"
    r"|\bquestions? (?:about|of|on|whether|as to)|\bwanted to know) (?P<en>[^,:;]{3,})"
    r"|(?:(?:问的?人|访员|记者)?[追反又再]?问(?:他们?|她们?|对方)?[及到起道]?|[说谈]到)(?P<zh>[^，,：:；]+)"
    r"|回答(?P<when>[^，,：:；]{2,})(?:时|的时候)",
    re.IGNORECASE,
)
"""What somebody is said to be asked about, by the words before the answer."""
_BETWEEN = 60
"""Characters that may stand between a question and its answer."""
_REST = re.compile(
    r"(?:,? (?:and )?(?:he|she|it|they|the \w+|Dr\.? \w+) "
    r"(?:said|says|replied|answered|told|let)\b.*"
    r"|(?:时|的时候)?[答说]?|[.。])$",
    re.IGNORECASE,
)
_NO_QUESTION = re.compile(r"\w?|[a-z]+|the same\b.*", re.IGNORECASE)
_COLUMN = re.compile(
    r"^\W*(?:question|asked|questions?\b.*|what was asked|问题?|被?问.{0,4})\W*$", re.I
)


def asked_before(q: Quote, before: Quote | None, scenery: Scenery) -> str | None:
    """The question that the report puts before ``q``, in the report's words, simplified; None
    where it tells of none.  ``before`` is the quotation before it."""
    if q.who.side == "caller":
        return None
    if q.marked.first in scenery.row:
        return _in_row(q.marked.first, scenery)
    near = q.words.near
    if told := _told(near):
        return told
    if len(near) > _BETWEEN:
        return None
    if before is not None and before.who.side == "caller" and _is_next(before, q):
        return before.text
    return None if HIDDEN in q.words.lead else _in_sentence_before(q, scenery)


def _told(text: str) -> str:
    """What the words say that somebody was asked."""
    found = [next(filter(None, m.groups())) for m in _ASKED_ABOUT.finditer(text)]
    told = _REST.sub("", found[-1]).strip() if found else ""
    return "" if _NO_QUESTION.fullmatch(told) else told


def _is_next(one: Quote, other: Quote) -> bool:
    """Whether hardly anything stands between two quotations."""
    a, b = one.marked, other.marked
    if a.last == b.first:
        return 0 <= b.opened - a.closed <= _BETWEEN
    return b.first == a.last + 1 and not other.words.near.strip()


def _in_sentence_before(q: Quote, scenery: Scenery) -> str | None:
    """What the sentence before that of ``q`` asks in words of its own, or says that was asked."""
    block, sentence = q.words.block, scenery.scene.sentence_at(q.words.block, q.words.near_at)
    earlier = [s for s in scenery.scene.sentences[block] if s.end <= sentence.start]
    text = scenery.scene.folded[block][earlier[-1].start : earlier[-1].end] if earlier else ""
    if not text or HIDDEN in text:
        return None
    return text.strip() if QUESTION.search(text) else _told(text) or None


def _in_row(block: int, scenery: Scenery) -> str | None:
    """The cell before ``block``, in a table that has a column of questions."""
    cells = [b for b, row in scenery.row.items() if row == scenery.row[block] and b < block]
    table = [b for b, number in scenery.table.items() if number == scenery.table[block]]
    heads = [scenery.scene.folded[b] for b in table if scenery.row[b] == scenery.row[table[0]]]
    if not cells or not any(map(_COLUMN.match, heads)):
        return None
    return scenery.scene.folded[cells[-1]].replace(HIDDEN, "").strip() or None
