"""Quotations of a report: found by their marks, told from titles and terms, attributed."""

from __future__ import annotations

from collections.abc import Sequence

from calltools.quotations.around import around
from calltools.quotations.attribution import Attributor
from calltools.quotations.frame import frame_of
from calltools.quotations.hospitals import Hospitals
from calltools.quotations.kinds import not_words_of_a_call
from calltools.quotations.marks import Marked, find_marked
from calltools.quotations.model import Frame, Quotation
from calltools.quotations.report import Report
from calltools.quotations.scene import scene_of


def find_quotations(report: Report, hospitals: Sequence[str] = ()) -> list[Quotation]:
    """Everything the report puts in quotation marks, and its block quotes, in order.

    ``hospitals`` are names that are known beforehand; others are found all the same.
    """
    marked = find_marked(report.blocks)
    scene = scene_of(report.blocks, marked)
    attributor = Attributor(scene, Hospitals(scene.written, hospitals))
    found: list[Quotation] = []
    frame: Frame | None = None
    for m in marked:
        text = m.text(report.blocks)
        words = around(scene, m)
        who = attributor.attribute(m, words, text)
        kind = report.blocks[m.first].kind
        reason = not_words_of_a_call(m, text, words, who, kind)
        start, end = _span(report, m)
        if reason:
            scene.set_aside(m)
            found.append(Quotation(start, end, text, m.mark, False, reason, frame=None))
            continue
        near = scene.written[words.block][words.near_at : words.near_at + len(words.near)]
        frame = frame_of(words, near, frame)
        found.append(
            Quotation(start, end, text, m.mark, True, "", who.speaker, who.hospital, frame)
        )
    return found


def _span(report: Report, m: Marked) -> tuple[int, int]:
    """Where the words stand in the report's text."""
    return report.blocks[m.first].at[m.start], report.blocks[m.last].at[m.end - 1] + 1
