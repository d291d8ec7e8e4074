"""Scores of finding quotations: spans, what is none, speaker, hospital and frame.

Rows are those of gold/quotes/quotes.jsonl; what is no quotation has no ``frame``.  A predicted
row answers a labelled one of the same report when both stand at the same place.  A speaker is right
by surname or function, a hospital by any form of its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from calltools.evaluation.counts import Accuracy, Matches
from calltools.language.names import is_written_for
from calltools.records import Row

_MAY_END = frozenset(",.，。")


@dataclass(frozen=True, slots=True)
class FoundScores:
    """What was counted.

    ``spans``: labelled rows at whose place a row was predicted.  ``not_quotations`` are what is
    no quotation.  ``fields`` are of labelled quotations; one that was not found or not taken for
    one counts as wrong.
    """

    spans: Matches
    not_quotations: Matches
    fields: Mapping[str, Accuracy]

    def to_json(self) -> dict[str, Any]:
        """All figures, shares to four decimals."""
        return {
            "spans": self.spans.to_json(),
            "not_a_quotation": self.not_quotations.to_json(),
            **{name: share.rate for name, share in self.fields.items()},
        }


def _folded(name: str | None) -> str | None:
    return name.casefold() if name is not None else None


def score_found(
    labelled: Iterable[Row],
    predicted: Iterable[Row],
    hospital: Callable[[str | None], str | None] = _folded,
) -> FoundScores:
    """Scores of ``predicted`` rows against ``labelled`` ones.

    ``hospital`` gives one key to all forms of a hospital's name (``HospitalForms.key``).
    """
    same: dict[str, Callable[[Any, Any], bool]] = {
        "attributed_speaker": _same_speaker,
        "attributed_hospital": lambda one, other: hospital(one) == hospital(other),
        "frame": lambda one, other: one == other,
    }
    found = {(row["report"], row["start"]): row for row in predicted}
    left = dict(found)
    answers = [(row, _take_answer(row, left)) for row in labelled]
    quoted = [(row, answer) for row, answer in answers if row["frame"] is not None]
    others = [answer for row, answer in answers if row["frame"] is None]
    return FoundScores(
        spans=Matches(len(found) - len(left), len(found), len(answers)),
        not_quotations=Matches(
            sum(answer is not None and answer["frame"] is None for answer in others),
            sum(row["frame"] is None for row in found.values()),
            len(others),
        ),
        fields={
            name: Accuracy(
                sum(
                    answer is not None and alike(answer[name], row[name]) for row, answer in quoted
                ),
                len(quoted),
            )
            for name, alike in same.items()
        },
    )


def _take_answer(row: Row, left: dict[tuple[str, int], Row]) -> Row | None:
    """The row at the place of ``row``, which can answer no other."""
    place = row["report"], row["start"]
    if place not in left or not _same_end(row, left[place]):
        return None
    return left.pop(place)


def _same_end(one: Row, other: Row) -> bool:
    """Whether two spans end alike, or one takes in a comma or full stop more (rule 6)."""
    short, long = sorted((one, other), key=lambda row: int(row["end"]))
    more = long["end"] - short["end"]
    return more == 0 or (more == 1 and long["quote"][-1] in _MAY_END)


def _same_speaker(one: str | None, other: str | None) -> bool:
    return one is other if one is None or other is None else is_written_for(one, other)
