"""Quotations of a report: found by their marks, told from titles and terms, attributed."""

from __future__ import annotations

from calltools.language.quoting.marks import BLOCKQUOTE, Marked
from calltools.language.quoting.reading import QuotedWords
from calltools.quotations.corpus import Corpus
from calltools.quotations.finding.asked import asked_before
from calltools.quotations.finding.attributing import ReportAttribution
from calltools.quotations.finding.frame import frame_of
from calltools.quotations.model import Frame, Quotation
from calltools.quotations.naming.hospitals import KnownHospitals
from calltools.quotations.report import Report

_NO_CALLS = Corpus(())


def find_quotations(
    report: Report, corpus: Corpus = _NO_CALLS, known: KnownHospitals | None = None
) -> list[Quotation]:
    """Everything the report puts in quotation marks, and its block quotes, in order.

    The people and hospitals of ``corpus`` are known by all their names; ``known`` are its
    hospitals, where they were made before.
    """
    known = known or KnownHospitals(corpus)
    attribution = ReportAttribution(report, corpus, known)
    reading, hospitals = attribution.reading, attribution.hospitals
    found: list[Quotation] = []
    frame: Frame | None = None
    before: QuotedWords | None = None
    for q in reading.quoted(attribution.choose):
        start, end = _span(report, q.marked)
        if q.reason:
            found.append(Quotation(start, end, q.text, q.marked.mark, False, q.reason, frame=None))
            before = q
            continue
        frame = frame_of(q.words, reading.people, frame, set_apart=q.marked.mark == BLOCKQUOTE)
        hospital = hospitals.written(q.hospital, q.marked.first, q.marked.opened)
        meant = known.by_key.get(q.hospital or "")
        found.append(
            Quotation(
                start,
                end,
                q.text,
                q.marked.mark,
                speaker=q.speaker,
                hospital=hospital,
                frame=frame,
                meant=meant.ids if meant else frozenset(),
                asked=asked_before(q, before, attribution.scenery),
            )
        )
        before = q
    return found


def _span(report: Report, m: Marked) -> tuple[int, int]:
    """Where the words stand in the report's text."""
    return report.blocks[m.first].at[m.start], report.blocks[m.last].at[m.end - 1] + 1
