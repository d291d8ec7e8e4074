"""The weighed page of a document, kept from one parse to the next.

Weighing what every segment may be takes most of the time of a parse and does not depend on what a
person says of single segments: who puts a page right has it weighed once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from calltools.page.named_labels import NamedLabels
from calltools.page.segments import stream
from calltools.page.tagger import PageModel, ScoredPage, page_model, scored, weighed
from calltools.transcripts.readers.document import Line


@dataclass(slots=True)
class KeptPage:
    """The page of the last parse; weighed anew where its lines or named labels are others."""

    model: PageModel | None = None
    _of: tuple[Sequence[Line], frozenset[str]] = ((), frozenset())
    _page: ScoredPage | None = None

    def of(self, lines: Sequence[Line], labels: NamedLabels) -> ScoredPage:
        """The weighed page of ``lines``."""
        if self._page is None or self._of != (lines, labels.keys):
            model = self.model or page_model()
            self._page = scored(weighed(stream(lines, labels), model.basis), model)
            self._of = (lines, labels.keys)
        return self._page
