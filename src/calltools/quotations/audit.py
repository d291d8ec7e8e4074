"""A report audited: its quotations found, located and judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from calltools.progress import Progress, silent
from calltools.quotations.beside import counterpart
from calltools.quotations.brackets import without_brackets
from calltools.quotations.corpus import Corpus
from calltools.quotations.finding.find import find_quotations
from calltools.quotations.judging.attribution_check import role_of
from calltools.quotations.judging.judge import judge
from calltools.quotations.judging.speech import (
    as_worded,
    as_words_of_a_call,
    following,
    likely_meant,
)
from calltools.quotations.locating.index import Index
from calltools.quotations.locating.locate import locate
from calltools.quotations.locating.senses import Senses
from calltools.quotations.model import Audited, Location, Quotation
from calltools.quotations.naming.hospitals import KnownHospitals
from calltools.quotations.report import Report


def audit(
    report: Report,
    corpus: Corpus,
    index: Index,
    senses: Senses | None = None,
    known: KnownHospitals | None = None,
    *,
    progress: Progress = silent,
) -> list[Audited]:
    """Every quotation of ``report`` with its verdict, in the order of the report.

    ``index`` and the ``known`` hospitals are of ``corpus``; with ``senses`` of it, one for all
    reports of a run, what is quoted in another language, or in other words, is looked for by its
    sense.
    """
    audited: list[Audited] = []
    before: Sequence[Location] | None = None
    found = find_quotations(report, corpus, known)
    if senses is not None:
        found = as_worded(found, senses.encoder)
    for number, one in enumerate(found, 1):
        prefer = one.meant or _nearby(one, audited, report, corpus)
        places = _places(one, prefer, index, senses)
        audited.append(_judged(following(one, before), places, corpus, prefer, senses))
        if one.signs:
            before = places
        progress(number / len(found))
    return audited


def audit_quotation(
    quotation: Quotation, corpus: Corpus, index: Index, senses: Senses | None = None
) -> Audited:
    """``quotation`` by itself located and judged."""
    places = _places(quotation, quotation.meant, index, senses)
    return _judged(quotation, places, corpus, quotation.meant, senses)


def _places(
    quotation: Quotation, prefer: frozenset[str], index: Index, senses: Senses | None
) -> Sequence[Location]:
    """Where ``quotation`` may stand.

    It is looked for first in the transcripts that it ``prefer``s: of the hospital that the report
    names, or where it names none, or one that no transcript is of, those of its neighbours.
    """
    if not quotation.is_quotation and not quotation.signs:
        return ()
    plain, _supplied = without_brackets(quotation.text)
    prefer = prefer or likely_meant(quotation)
    return locate(plain, index, prefer=prefer, role=role_of(quotation.speaker), senses=senses)


def _judged(
    quotation: Quotation,
    places: Sequence[Location],
    corpus: Corpus,
    prefer: frozenset[str],
    senses: Senses | None,
) -> Audited:
    if quotation.signs:
        quotation = as_words_of_a_call(quotation, places)
    if not quotation.is_quotation:
        return judge(quotation, (), corpus)
    return judge(quotation, places, corpus, prefer, senses)


def _nearby(
    quotation: Quotation, before: Iterable[Audited], report: Report, corpus: Corpus
) -> frozenset[str]:
    """The transcripts, in both languages, of the quotations before in the same paragraph."""
    first = next((b.start for b in report.blocks if b.start <= quotation.start < b.end), 0)
    near = {
        one.location.transcript
        for one in before
        if one.location is not None and one.quotation.start >= first
    }
    others = (counterpart(corpus.by_id[id_], corpus) for id_ in near)
    return frozenset(near | {other.id for other in others if other is not None})
