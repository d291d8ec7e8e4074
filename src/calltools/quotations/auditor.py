"""Reports audited against one corpus, with rows to write and what an earlier audit had."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from calltools.arithmetic import exact
from calltools.comparison.pair_reader import PairReader
from calltools.language.encoders import Encoder
from calltools.progress import Progress, silent
from calltools.quotations.audit import audit
from calltools.quotations.beside import Beside, beside, quoted_in
from calltools.quotations.corpus import Corpus
from calltools.quotations.earlier import SinceEarlier, since_earlier
from calltools.quotations.locating.index import build_index
from calltools.quotations.locating.senses import Senses
from calltools.quotations.model import Audited
from calltools.quotations.naming.hospitals import KnownHospitals
from calltools.quotations.report import Report
from calltools.quotations.rows import rows


@dataclass(frozen=True, slots=True)
class AuditedReport:
    """A report with the verdicts on its quotations, and their rows, both in its order.

    ``since`` tells what an earlier audit had otherwise, by position; ``beside`` what the other
    language has where something is quoted.
    """

    report: Report
    audited: Sequence[Audited]
    rows: Sequence[dict[str, Any]]
    since: SinceEarlier
    beside: Beside

    @property
    def previous(self) -> Mapping[int, str]:
        """The verdicts of an earlier audit that are others now, by position."""
        return self.since.previous


class Auditor:
    """Audits reports against ``corpus``; what is made of the corpus is made once.

    With ``encoder`` what is quoted in another language, or in other words, is looked for by its
    sense; the ``reader`` tells of renderings what was changed in them.
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
        audited = audit(
            report, self.corpus, self._index, self._senses, self._known, progress=progress
        )
        besides = self._beside_of(quoted_in(audited))
        found = list(rows(report, audited, self.corpus, besides))
        since = since_earlier(found, earlier)
        for position, verdict in since.previous.items():
            found[position]["previous_verdict"] = verdict
        for position in since.new:
            found[position]["new"] = True
        return AuditedReport(report, audited, found, since, besides)

    def _beside_of(self, quoted: set[str]) -> Beside:
        """The other language of the transcripts ``quoted``, each aligned once."""
        new = quoted - self._aligned
        self._beside |= beside(new, self.corpus, self.encoder, self.reader)
        self._aligned |= new
        return self._beside
