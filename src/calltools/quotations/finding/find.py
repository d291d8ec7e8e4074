"""Quotations of a report: found by their marks, told from titles and terms, attributed."""

from __future__ import annotations

from collections.abc import Sequence

from calltools.language.quoting.around import around
from calltools.language.quoting.attribution import Attributor
from calltools.language.quoting.hospitals import Hospitals
from calltools.language.quoting.kinds import not_words_of_a_call
from calltools.language.quoting.marks import BLOCKQUOTE, Marked, find_marked
from calltools.language.quoting.people import People
from calltools.language.quoting.scene import scene_of
from calltools.quotations.finding.frame import frame_of
from calltools.quotations.model import Frame, Quotation
from calltools.quotations.report import Report

_FEW = 3  # letters: fewer are a word and no quotation of one
_LONG = 12  # characters: that many are no coincidence
_NEAR = 3  # quotations back
_ALIKE = 75  # per cent of the letters in the same order


def find_quotations(report: Report, hospitals: Sequence[str] = ()) -> list[Quotation]:
    """Everything the report puts in quotation marks, and its block quotes, in order.

    ``hospitals`` are names that are known beforehand; others are found all the same.
    """
    marked = find_marked(report.blocks)
    scene = scene_of(report.blocks, marked)
    people = People(scene.folded)
    attributor = Attributor(scene, people, Hospitals(scene.written, hospitals))
    found: list[Quotation] = []
    frame: Frame | None = None
    for m in marked:
        text = m.text(report.blocks)
        words = around(scene, m)
        source = _said_before(text, found)
        who = attributor.attribute(m, words, text, source)
        block = report.blocks[m.first]
        again = source is not None or _is_like_one(text, found[-_NEAR:])
        reason = not_words_of_a_call(m, text, words, who, block, again=again)
        start, end = _span(report, m)
        if reason:
            scene.set_aside(m)
            found.append(Quotation(start, end, text, m.mark, False, reason, frame=None))
            continue
        frame = frame_of(words, people, frame, set_apart=m.mark == BLOCKQUOTE)
        found.append(
            Quotation(start, end, text, m.mark, True, "", who.speaker, who.hospital, frame)
        )
    return found


def _is_a_word(text: str) -> bool:
    return sum(c.isalnum() for c in text) < _FEW or (text.isascii() and " " not in text)


def _said_before(text: str, found: Sequence[Quotation]) -> Quotation | None:
    """The last quotation with the same words: it holds ``text``, or ``text`` the whole of it."""
    if _is_a_word(text):
        return None
    wanted = text.casefold()
    for q in reversed(found):
        other = q.text.casefold()
        if q.is_quotation and (wanted in other or (other in wanted and len(other) > _LONG)):
            return q
    return None


def _is_like_one(text: str, found: Sequence[Quotation]) -> bool:
    """Whether ``text`` is another form of something in one of the quotations ``found``."""
    from rapidfuzz.fuzz import partial_ratio

    return not _is_a_word(text) and any(
        q.is_quotation and len(q.text) >= len(text) and partial_ratio(text, q.text) >= _ALIKE
        for q in found
    )


def _span(report: Report, m: Marked) -> tuple[int, int]:
    """Where the words stand in the report's text."""
    return report.blocks[m.first].at[m.start], report.blocks[m.last].at[m.end - 1] + 1
