"""Quotations of a report: found by their marks, told from titles and terms, attributed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from calltools.language.quoting.around import Around
from calltools.language.quoting.kinds import SURELY_NONE, speech_signs
from calltools.language.quoting.marks import Marked
from calltools.language.quoting.people import People
from calltools.language.quoting.reading import QuotedWords
from calltools.quotations.corpus import Corpus
from calltools.quotations.finding.asked import asked_before
from calltools.quotations.finding.attributing import ReportAttribution
from calltools.quotations.finding.frame import frame_of
from calltools.quotations.model import Frame, LikelyHospital, Quotation
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
        if q.reason in SURELY_NONE:
            found.append(Quotation(start, end, q.text, q.marked.mark, False, q.reason, frame=None))
            before = q
            continue
        if not q.reason:
            frame = frame_of(q.words, reading.people, frame)
        hospital = hospitals.written(q.hospital, q.marked.first, q.marked.opened)
        found.append(
            Quotation(
                start,
                end,
                q.text,
                q.marked.mark,
                not q.reason,
                q.reason,
                speaker=q.speaker,
                hospital=hospital,
                frame=None if q.reason else frame,
                meant=_meant(known, q.hospital),
                asked=asked_before(q, before, attribution.scenery),
                lead=q.words.near,
                tail=q.words.tail,
                signs=speech_signs(q.text, q.words, q.who)
                | {"inside": attribution.likely.inside, "reason": float(bool(q.reason))}
                | _mentioned(q.words, reading.people),
                speakers=attribution.likely.speakers,
                hospitals=tuple(
                    LikelyHospital(
                        hospitals.written(key, q.marked.first, q.marked.opened),
                        share,
                        _meant(known, key),
                    )
                    for key, share in attribution.likely.hospitals
                ),
            )
        )
        before = q
    return [_with_holds(one, found) for one in found]


def _mentioned(words: Around, people: People) -> dict[str, float]:
    """Whether somebody of a call, or somebody else, is mentioned right beside a quotation."""
    sides = {
        one.side
        for text in (words.near, words.tail)
        for one in people.mentions(text)
        if one.kind != "pronoun"
    }
    return {
        "outsider_beside": float("outsider" in sides),
        "insider_beside": float(bool(sides & {"hospital", "caller"})),
    }


def _with_holds(one: Quotation, found: Iterable[Quotation]) -> Quotation:
    """``one`` with the sign whether it holds another quotation: somebody's who quotes a call."""
    if not one.signs:
        return one
    holds = any(one.start < other.start < one.end for other in found)
    return replace(one, signs={**one.signs, "holds": float(holds)})


def _meant(known: KnownHospitals, key: str | None) -> frozenset[str]:
    """The transcripts of the hospital ``key``."""
    found = known.by_key.get(key or "")
    return found.ids if found else frozenset()


def _span(report: Report, m: Marked) -> tuple[int, int]:
    """Where the words stand in the report's text."""
    return report.blocks[m.first].at[m.start], report.blocks[m.last].at[m.end - 1] + 1
