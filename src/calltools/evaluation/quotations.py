"""Scores of finding quotations: spans, what is none, speaker, hospital and frame.

Rows are those of gold/quotes/quotes.jsonl; what is no quotation has no ``frame``.  A predicted
row answers a labelled one of the same report when both stand at the same place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from calltools.evaluation.statements import Rates

Row = Mapping[str, Any]

FIELDS = ("attributed_speaker", "attributed_hospital", "frame")
_MAY_END = frozenset(",.，。")


@dataclass(slots=True)
class FoundScores:
    """What was counted.

    ``spans``: labelled rows at whose place a row was predicted.  ``not_quotations`` are what is
    no quotation: matched, predicted, labelled.  ``fields`` hold [right, compared] over labelled
    quotations; one that was not found or not taken for one counts as wrong.
    """

    labelled: int = 0
    predicted: int = 0
    spans: int = 0
    not_quotations: Rates = field(default_factory=lambda: Rates(0, 0, 0))
    fields: dict[str, list[int]] = field(default_factory=lambda: {name: [0, 0] for name in FIELDS})

    def to_json(self) -> dict[str, Any]:
        """All figures, shares to four decimals."""
        shares = {n: round(r / c, 4) if c else None for n, (r, c) in self.fields.items()}
        return {
            "spans": Rates(self.spans, self.predicted, self.labelled).to_json(),
            "not_a_quotation": self.not_quotations.to_json(),
            **shares,
        }


def score_found(labelled: Iterable[Row], predicted: Iterable[Row]) -> FoundScores:
    """Scores of ``predicted`` rows against ``labelled`` ones."""
    found = {(row["report"], row["start"]): row for row in predicted}
    scores = FoundScores(predicted=len(found))
    matched = both = 0
    for row in labelled:
        scores.labelled += 1
        answer = found.get((row["report"], row["start"]))
        if answer is not None and not _same_end(row, answer):
            answer = None
        scores.spans += answer is not None
        if row["frame"] is None:
            both += 1
            matched += answer is not None and answer["frame"] is None
            continue
        for name, counts in scores.fields.items():
            counts[0] += answer is not None and _folded(answer[name]) == _folded(row[name])
            counts[1] += 1
    called = sum(row["frame"] is None for row in found.values())
    scores.not_quotations = Rates(matched, called, both)
    return scores


def _same_end(one: Row, other: Row) -> bool:
    """Whether two spans end alike, or one takes in a comma or full stop more (rule 6)."""
    short, long = sorted((one, other), key=lambda row: int(row["end"]))
    more = long["end"] - short["end"]
    return more == 0 or (more == 1 and long["quote"][-1] in _MAY_END)


def _folded(name: str | None) -> str | None:
    return name.casefold() if name is not None else None
