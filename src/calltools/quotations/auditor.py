"""Reports audited against one corpus: their quotations found, located and judged, with rows to
write and what an earlier audit had."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from calltools.arithmetic import exact
from calltools.comparison.pair_reader import PairReader
from calltools.language.encoders import Encoder
from calltools.progress import Progress, silent
from calltools.quotations.brackets import without_brackets
from calltools.quotations.corpus import Corpus
from calltools.quotations.earlier_audit import SinceEarlier, since_earlier
from calltools.quotations.finding.find import find_quotations
from calltools.quotations.judging.attribution_check import role_of
from calltools.quotations.judging.judge import judge
from calltools.quotations.judging.spoken_or_term import (
    as_worded,
    as_words_of_a_call,
    following,
    likely_meant,
)
from calltools.quotations.locating.locate import locate
from calltools.quotations.locating.senses import Senses
from calltools.quotations.locating.text_index import build_index
from calltools.quotations.model import Audited, Location, Quotation
from calltools.quotations.naming.corpus_hospitals import KnownHospitals
from calltools.quotations.other_language import Beside, beside
from calltools.quotations.report import Report
from calltools.quotations.rows import rows
from calltools.quotations.verdict_context import ShownReport, shown_report


@dataclass(frozen=True, slots=True)
class AuditedReport:
    """A report with the verdicts on its quotations, and their rows, both in its order.

    ``since`` is what an earlier audit had otherwise, by position; ``shown`` the report as it reads.
    """

    report: Report
    audited: Sequence[Audited]
    rows: Sequence[dict[str, Any]]
    since: SinceEarlier
    shown: ShownReport


class Auditor:
    """Audits reports against ``corpus``; what is made of the corpus is made once.

    The ``encoder`` finds by its sense what is quoted in another language, or in other words; the
    ``reader`` tells of renderings what was changed in them.
    """

    def __init__(self, corpus: Corpus, encoder: Encoder, reader: PairReader | None = None) -> None:
        self.corpus = corpus
        self.encoder = encoder
        self.reader = reader
        self._index = build_index(corpus)
        self._senses = Senses(self._index, encoder, reader)
        self._known = KnownHospitals(corpus)
        self._beside = Beside()
        self._aligned: set[str] = set()

    @exact()
    def audit(
        self,
        report: Report,
        earlier: Iterable[Mapping[str, Any]] = (),
        *,
        progress: Progress = silent,
    ) -> AuditedReport:
        """``report`` with a verdict on every quotation.

        ``earlier`` are rows of an audit before; what is otherwise now stands in ``since``, and in
        the rows: ``previous_verdict``, and ``new`` where the quotation was not there.
        """
        audited = self._judged_of(report, progress)
        quoted = {one.location.transcript for one in audited if one.location} - self._aligned
        self._beside |= beside(quoted, self.corpus, self.encoder, self.reader)
        self._aligned |= quoted
        found = list(rows(report, audited, self.corpus, self._beside))
        since = since_earlier(found, earlier)
        for position, verdict in since.previous.items():
            found[position]["previous_verdict"] = verdict
        for position in since.new:
            found[position]["new"] = True
        gone = [str(row["quote"]) for row in since.gone]
        shown = shown_report(report, audited, self.corpus, gone)
        return AuditedReport(report, audited, found, since, shown)

    def judge(self, quotation: Quotation) -> Audited:
        """``quotation`` by itself located and judged."""
        return self._judged(quotation, self._places(quotation))

    def _judged_of(self, report: Report, progress: Progress) -> list[Audited]:
        """Every quotation of ``report`` with its verdict, in the order of the report."""
        audited: list[Audited] = []
        before: Sequence[Location] | None = None
        found = as_worded(find_quotations(report, self.corpus, self._known), self.encoder)
        for number, one in enumerate(found, 1):
            places = self._places(one)
            audited.append(self._judged(following(one, before), places))
            if one.signs:
                before = places
            progress(number / len(found))
        return audited

    def _places(self, quotation: Quotation) -> Sequence[Location]:
        """Where ``quotation`` may stand; first looked for where the report says."""
        if not quotation.is_quotation and not quotation.signs:
            return ()
        plain, _supplied = without_brackets(quotation.text)
        prefer = quotation.meant or likely_meant(quotation)
        role = role_of(quotation.speaker)
        return locate(plain, self._index, prefer=prefer, role=role, senses=self._senses)

    def _judged(self, quotation: Quotation, places: Sequence[Location]) -> Audited:
        if quotation.signs:
            quotation = as_words_of_a_call(quotation, places)
        return judge(quotation, places, self.corpus, self._senses)
