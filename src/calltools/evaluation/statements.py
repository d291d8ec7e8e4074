"""Scores of extracted statements against a labelled set (gold/statements/LABELLING.md, section 6).

A predicted record matches a labelled one of the same dialogue and turn whose span it overlaps and
whose category, or one of whose ``alt_categories``, is its own; one to one.  A labelled row that is
``optional`` counts neither as found nor as missed.  Fields are compared on the matched pairs, of
the row's own category.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from calltools.evaluation.counts import Accuracy, Matches, matches_by
from calltools.reader.fields import BOUNDS
from calltools.records import Row

FIELDS = (
    "organ", "qualifier", "availability", "count_period", "currency", "vague", "modality",
    "assent", "ref_turn", "introduced_by", "about_other_place", "historic",
)  # fmt: skip
_NUMBERS = (
    "wait_min_days", "wait_max_days", "count_min", "count_max", "price_min", "price_max",
)  # fmt: skip
NOTHING = "(none)"


@dataclass(slots=True)
class StatementScores:
    """What was counted: records by (category, language), values by category, fields by name."""

    records: dict[tuple[str, str], Matches] = field(default_factory=lambda: defaultdict(Matches))
    values: dict[str, Accuracy] = field(default_factory=lambda: defaultdict(Accuracy))
    values_exact: dict[str, Accuracy] = field(default_factory=lambda: defaultdict(Accuracy))
    fields: dict[str, Accuracy] = field(default_factory=lambda: defaultdict(Accuracy))
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    negatives: int = 0
    negatives_taken: list[str] = field(default_factory=list)
    denied: int = 0
    denied_as_claim: list[str] = field(default_factory=list)
    reliability: list[tuple[float, bool]] = field(default_factory=list)
    """(confidence, whether a labelled record matched) of every prediction that has one."""

    def rates(self, category: str | None = None, language: str | None = None) -> Matches:
        """Counts over one category or language, or over all."""
        counted = (
            matches
            for (c, lang), matches in self.records.items()
            if category in (None, c) and language in (None, lang)
        )
        return sum(counted, Matches())

    def to_json(self) -> dict[str, Any]:
        """All figures in one object."""
        categories = sorted({c for c, _ in self.records})
        languages = sorted({lang for _, lang in self.records})
        return {
            "all": self.rates().to_json(),
            "categories": {
                c: {
                    **self.rates(c).to_json(),
                    "languages": {lang: self.rates(c, lang).to_json() for lang in languages},
                }
                for c in categories
            },
            "languages": {lang: self.rates(None, lang).to_json() for lang in languages},
            "values": {c: share.rate for c, share in sorted(self.values.items())},
            "values_exact": {c: share.rate for c, share in sorted(self.values_exact.items())},
            "fields": {name: share.rate for name, share in sorted(self.fields.items())},
            "negatives": self.negatives,
            "negatives_taken": len(self.negatives_taken),
            "negatives_taken_rate": Accuracy(len(self.negatives_taken), self.negatives).rate,
            "denied": self.denied,
            "denied_as_claim": len(self.denied_as_claim),
            "confusion": [
                {"labelled": gold, "predicted": found, "count": n}
                for (gold, found), n in sorted(self.confusion.items())
            ],
            "reliability": reliability(self.reliability),
        }


def score_statements(
    labelled: Iterable[Row],
    predicted: Iterable[Row],
    negatives: Iterable[Row] = (),
    languages: Mapping[str, str] | None = None,
) -> StatementScores:
    """Scores of ``predicted`` rows against ``labelled`` ones.

    ``languages`` maps dialogue ids to a language name for the split by language.
    """
    names = languages or {}
    scores = StatementScores()
    gold_of, found_of = _by_turn(labelled), _by_turn(predicted)
    for key in gold_of.keys() | found_of.keys():
        language = names.get(key[0], "unknown")
        _score_turn(gold_of.get(key, []), found_of.get(key, []), language, scores)
    for row in negatives:
        scores.negatives += 1
        key = (row["dialogue_id"], row["turn_index"])
        taken = any(
            _overlap(row, found) > 0 and found["category"] == row["tempting_category"]
            for found in found_of.get(key, [])
        )
        if taken:
            scores.negatives_taken.append(row["id"])
    return scores


def reliability(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> list[dict[str, float]]:
    """Confidence against how often such records were right, in ``bins`` equal steps."""
    table = []
    for at in range(bins):
        inside = [p for p in pairs if at / bins <= p[0] < (at + 1) / bins or p[0] == at + 1 == bins]
        if inside:
            table.append(
                {
                    "from": at / bins,
                    "count": len(inside),
                    "confidence": round(sum(c for c, _ in inside) / len(inside), 3),
                    "right": round(sum(right for _, right in inside) / len(inside), 3),
                }
            )
    return table


def _by_turn(rows: Iterable[Row]) -> dict[tuple[str, int], list[Row]]:
    turns: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in rows:
        turns[row["dialogue_id"], row["turn_index"]].append(row)
    return turns


def _score_turn(
    gold: Sequence[Row], found: Sequence[Row], language: str, scores: StatementScores
) -> None:
    every = _pair(gold, found)
    free = {id(other) for row, other in every if row.get("optional")}
    gold = [row for row in gold if not row.get("optional")]
    found = [row for row in found if id(row) not in free]
    pairs = [(row, other) for row, other in every if id(other) not in free]
    matched = [row["category"] for row, _ in pairs]
    taken = {id(other): row["category"] for row, other in pairs}
    predicted = [taken.get(id(row), row["category"]) for row in found]
    for category, matches in matches_by(
        matched, predicted, [row["category"] for row in gold]
    ).items():
        scores.records[category, language] += matches
    for row, other in pairs:
        scores.confusion[row["category"], other["category"]] += 1
        if row["category"] == other["category"]:
            _score_fields(row, other, scores)
    paired = {id(other) for _, other in pairs}
    for row in found:
        if row.get("confidence") is not None:
            scores.reliability.append((row["confidence"], id(row) in paired))
    _count_confusion(gold, found, pairs, scores)


def _pair(gold: Sequence[Row], found: Sequence[Row]) -> list[tuple[Row, Row]]:
    """One to one, those of the same category, the same values and the longest overlap first."""
    candidates = [
        (g["category"] == f["category"], _same_numbers(g, f), _overlap(g, f), -i, -j)
        for i, g in enumerate(gold)
        for j, f in enumerate(found)
        if f["category"] in (g["category"], *(g.get("alt_categories") or ())) and _overlap(g, f) > 0
    ]
    pairs, used_gold, used_found = [], set(), set()
    for *_, i, j in sorted(candidates, reverse=True):
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            pairs.append((gold[-i], found[-j]))
    return pairs


def _count_confusion(
    gold: Sequence[Row],
    found: Sequence[Row],
    pairs: Sequence[tuple[Row, Row]],
    scores: StatementScores,
) -> None:
    left = [g for g in gold if not any(g is a for a, _ in pairs)]
    extra = [f for f in found if not any(f is b for _, b in pairs)]
    for row in left:
        other = next((f for f in extra if _overlap(row, f) > 0), None)
        if other is not None:
            extra = [f for f in extra if f is not other]
        scores.confusion[row["category"], other["category"] if other else NOTHING] += 1
    for row in extra:
        scores.confusion[NOTHING, row["category"]] += 1


def _score_fields(gold: Row, found: Row, scores: StatementScores) -> None:
    category = gold["category"]
    if names := BOUNDS.get(category):
        exact = all(gold[name] == found.get(name) for name in names)
        scores.values_exact[category] += Accuracy(exact, 1)
        scores.values[category] += Accuracy(_value_accepted(gold, found, names), 1)
    for name in FIELDS:
        scores.fields[name] += Accuracy(gold.get(name) == found.get(name), 1)
    retracts = bool(gold.get("retracts")) == bool(found.get("retracts"))
    scores.fields["retracts"] += Accuracy(retracts, 1)
    if gold["modality"] == "denied":
        scores.denied += 1
        if found.get("modality") not in ("denied", "unclear"):
            scores.denied_as_claim.append(gold["id"])


def _value_accepted(gold: Row, found: Row, names: tuple[str, str]) -> bool:
    """Equal; where the label is vague, nothing or an overlapping range will do."""
    want, got = (gold[names[0]], gold[names[1]]), (found.get(names[0]), found.get(names[1]))
    if want == got:
        return True
    if not gold.get("vague"):
        return False
    if got == (None, None) or want == (None, None):
        return got == (None, None)
    low, high = float("-inf"), float("inf")
    return (want[0] if want[0] is not None else low) <= (
        got[1] if got[1] is not None else high
    ) and (got[0] if got[0] is not None else low) <= (want[1] if want[1] is not None else high)


def _overlap(a: Row, b: Row) -> int:
    return int(min(a["end"], b["end"]) - max(a["start"], b["start"]))


def _same_numbers(a: Row, b: Row) -> bool:
    return all(a.get(name) == b.get(name) for name in _NUMBERS)
