"""Reports audited against one corpus, with rows to write and what an earlier audit had."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from calltools.language.encoders import Encoder
from calltools.progress import Progress, silent
from calltools.quotations.audit import audit
from calltools.quotations.corpus import Corpus
from calltools.quotations.earlier import changed_verdicts
from calltools.quotations.locating.index import build_index
from calltools.quotations.locating.senses import Senses
from calltools.quotations.model import Audited
from calltools.quotations.report import Report
from calltools.quotations.rows import rows


@dataclass(frozen=True, slots=True)
class AuditedReport:
    """A report with the verdicts on its quotations, and their rows, both in its order.

    ``previous`` are the verdicts of an earlier audit that are others now, by position.
    """

    report: Report
    audited: Sequence[Audited]
    rows: Sequence[dict[str, Any]]
    previous: Mapping[int, str]


class Auditor:
    """Audits reports against ``corpus``; what is made of the corpus is made once.

    With ``encoder`` what is quoted in another language, or in other words, is looked for by its
    sense.
    """

    def __init__(self, corpus: Corpus, encoder: Encoder) -> None:
        self.corpus = corpus
        self.encoder = encoder
        self._index = build_index(corpus)
        self._senses = Senses(self._index, encoder)

    def audit(
        self,
        report: Report,
        earlier: Iterable[Mapping[str, Any]] = (),
        *,
        progress: Progress = silent,
    ) -> AuditedReport:
        """``report`` with a verdict on every quotation.

        ``earlier`` are rows of an audit before; a verdict that is another now stands in
        ``previous``, and in its row as ``previous_verdict``.
        """
        audited = audit(report, self.corpus, self._index, self._senses, progress=progress)
        found = list(rows(report, audited, self.corpus))
        previous = changed_verdicts(found, earlier)
        for position, verdict in previous.items():
            found[position]["previous_verdict"] = verdict
        return AuditedReport(report, audited, found, previous)
