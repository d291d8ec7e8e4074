"""Quotations of a report: found by their marks, told from titles and terms, attributed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from calltools.language.quoting.kinds import SURELY_NONE
from calltools.language.quoting.marks import Marked
from calltools.language.quoting.reading import Quote
from calltools.language.quoting.speakers import Cast
from calltools.quotations.corpus import Corpus
from calltools.quotations.finding.attributing import ReportAttribution
from calltools.quotations.finding.frame import frame_of
from calltools.quotations.finding.reported_question import asked_before
from calltools.quotations.model import Frame, LikelyHospital, Quotation
from calltools.quotations.naming.corpus_hospitals import KnownHospitals
from calltools.quotations.report import Report

_LONG = 15
"""Words: none is longer than long."""
_WORD = re.compile(r"[A-Za-z0-9][\w'’-]*")
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
    before: Quote | None = None
    for q in reading.quotes(attribution.choose):
        m, who, likely = q.marked, q.who, attribution.likely
        start, end = _span(report, m)
        if q.reason in SURELY_NONE:
            found.append(Quotation(start, end, q.text, m.mark, False, q.reason, frame=None))
            before = q
            continue
        frame = frame_of(q.words, frame)
        found.append(
            Quotation(
                start,
                end,
                q.text,
                m.mark,
                speaker=who.speaker,
                hospital=hospitals.written(who.hospital, m.first, m.opened),
                frame=frame,
                meant=_meant(known, who.hospital),
                asked=asked_before(q, before, attribution.scenery),
                lead=q.words.near,
                tail=q.words.tail,
                signs=_signs(q, reading.cast),
                speakers=likely.speakers,
                hospitals=tuple(
                    LikelyHospital(
                        hospitals.written(key, m.first, m.opened), share, _meant(known, key)
                    )
                    for key, share in likely.hospitals
                ),
            )
        )
        before = q
    return [_with_holds(one, found) for one in found]


def _signs(q: Quote, cast: Cast) -> dict[str, float]:
    """What in the report speaks for ``q`` being the words of a call, and against it."""
    words = q.words
    sides = {
        one.side
        for block, start, text in (
            (words.block, words.near_at, words.near),
            (words.tail_block, words.tail_at, words.tail),
        )
        for one in cast[block]
        if one.kind != "pronoun" and start <= one.start < start + len(text)
    }
    return {
        "term": float(bool(q.reason)),
        "said": float(q.who.said),
        "hospital": float(q.who.hospital is not None),
        "tail": float(bool(words.tail.strip(" .。"))),
        "length": min(1.0, _length(q.text) / _LONG),
        "outsider_beside": float("outsider" in sides),
        "insider_beside": float(bool(sides & {"hospital", "caller"})),
    }


def _length(text: str) -> float:
    """In English words: a Chinese word is taken to have 1.6 characters."""
    han = sum("\u3400" <= c <= "\u9fff" for c in text)
    return han / 1.6 if han else len(_WORD.findall(text))


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
