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
from math import inf
from typing import Any

from calltools.evaluation.counts import Matches, matches_by, one_to_one, rate, rounded, share
from calltools.records import Row
from calltools.statements.proposal import BOUNDS

FIELDS = (
    "organ", "qualifier", "availability", "count_period", "currency", "vague", "modality",
    "assent", "ref_turn", "introduced_by", "about_other_place", "historic",
)  # fmt: skip
_NUMBERS = tuple(name for names in BOUNDS.values() for name in names)
NOTHING = "(none)"


@dataclass(slots=True)
class StatementScores:
    """What was counted: records by (category, language), values by category, fields by name."""

    records: dict[tuple[str, str], Matches] = field(default_factory=lambda: defaultdict(Matches))
    right: dict[tuple[str, str], list[bool]] = field(default_factory=lambda: defaultdict(list))
    """Whether each was, of ``values`` and ``values_exact`` by category and ``fields`` by name."""
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
        categories, languages = (sorted({key[at] for key in self.records}) for at in (0, 1))
        by_category = {
            c: {
                **self.rates(c).to_json(),
                "languages": {lang: self.rates(c, lang).to_json() for lang in languages},
            }
            for c in categories
        }
        shares = {
            table: {n: share(self.right[t, n]) for t, n in sorted(self.right) if t == table}
            for table in ("values", "values_exact", "fields")
        }
        taken = len(self.negatives_taken)
        return {
            "all": self.rates().to_json(),
            "categories": by_category,
            "languages": {lang: self.rates(None, lang).to_json() for lang in languages},
            **shares,
            "negatives": self.negatives,
            "negatives_taken": taken,
            "negatives_taken_rate": rounded(rate(taken, self.negatives)),
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
    scores = StatementScores()
    gold_of, found_of = _by_turn(labelled), _by_turn(predicted)
    for key in gold_of.keys() | found_of.keys():
        language = (languages or {}).get(key[0], "unknown")
        _score_turn(gold_of.get(key, []), found_of.get(key, []), language, scores)
    for row in negatives:
        scores.negatives += 1
        found = found_of.get((row["dialogue_id"], row["turn_index"]), [])
        if any(_overlap(row, f) > 0 and f["category"] == row["tempting_category"] for f in found):
            scores.negatives_taken.append(row["id"])
    return scores


def reliability(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> list[dict[str, float]]:
    """Confidence against how often such records were right, in ``bins`` equal steps."""
    steps: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for pair in pairs:
        steps[min(int(pair[0] * bins), bins - 1)].append(pair)
    return [
        {
            "from": at / bins,
            "count": len(inside),
            "confidence": round(sum(c for c, _ in inside) / len(inside), 3),
            "right": round(sum(right for _, right in inside) / len(inside), 3),
        }
        for at, inside in sorted(steps.items())
    ]


def _by_turn(rows: Iterable[Row]) -> dict[tuple[str, int], list[Row]]:
    turns: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in rows:
        turns[row["dialogue_id"], row["turn_index"]].append(row)
    return turns


def _score_turn(
    gold: Sequence[Row], found: Sequence[Row], language: str, scores: StatementScores
) -> None:
    pairs = one_to_one(
        ((g["category"] == f["category"], _same_numbers(g, f), _overlap(g, f)), i, j)
        for i, g in enumerate(gold)
        for j, f in enumerate(found)
        if f["category"] in (g["category"], *(g.get("alt_categories") or ())) and _overlap(g, f) > 0
    )
    optional = {i for i, row in enumerate(gold) if row.get("optional")}
    free = {pairs[i] for i in optional & pairs.keys()}
    met = {j: gold[i] for i, j in pairs.items() if i not in optional}
    asked = [row for i, row in enumerate(gold) if i not in optional]
    counted = [(j, row) for j, row in enumerate(found) if j not in free]
    # What was found under an alternative category counts under the label's own.
    predicted = [met.get(j, row)["category"] for j, row in counted]
    matched = [row["category"] for row in met.values()]
    by_category = matches_by(matched, predicted, (row["category"] for row in asked))
    for category, matches in by_category.items():
        scores.records[category, language] += matches
    for j, row in counted:
        if row.get("confidence") is not None:
            scores.reliability.append((row["confidence"], j in met))
    for j, row in met.items():
        scores.confusion[row["category"], found[j]["category"]] += 1
        if row["category"] == found[j]["category"]:
            _score_fields(row, found[j], scores)
    missed = [row for i, row in enumerate(gold) if i not in optional and i not in pairs]
    _count_confusion(missed, [row for j, row in counted if j not in met], scores)


def _count_confusion(missed: Sequence[Row], extra: list[Row], scores: StatementScores) -> None:
    """What was missed beside what was taken in its place, each once."""
    for row in missed:
        at = next((at for at, other in enumerate(extra) if _overlap(row, other) > 0), None)
        answer = NOTHING if at is None else extra.pop(at)["category"]
        scores.confusion[row["category"], answer] += 1
    scores.confusion.update((NOTHING, row["category"]) for row in extra)


def _score_fields(gold: Row, found: Row, scores: StatementScores) -> None:
    category = gold["category"]
    if names := BOUNDS.get(category):
        exact = all(gold[name] == found.get(name) for name in names)
        scores.right["values_exact", category].append(exact)
        scores.right["values", category].append(_value_accepted(gold, found, names))
    for name in FIELDS:
        scores.right["fields", name].append(gold.get(name) == found.get(name))
    retracts = bool(gold.get("retracts")) == bool(found.get("retracts"))
    scores.right["fields", "retracts"].append(retracts)
    if gold["modality"] == "denied":
        scores.denied += 1
        if found.get("modality") not in ("denied", "unclear"):
            scores.denied_as_claim.append(gold["id"])


def _value_accepted(gold: Row, found: Row, names: tuple[str, str]) -> bool:
    """Equal; where the label is vague, nothing or an overlapping range will do."""
    want, got = ([row.get(name) for name in names] for row in (gold, found))
    nothing = [None, None]
    if want == got or not gold.get("vague"):
        return want == got
    if nothing in (want, got):
        return got == nothing
    (low, high), (least, most) = (
        (-inf if a is None else a, inf if b is None else b) for a, b in (want, got)
    )
    return bool(low <= most and least <= high)


def _overlap(row: Row, other: Row) -> int:
    return int(min(row["end"], other["end"]) - max(row["start"], other["start"]))


def _same_numbers(row: Row, other: Row) -> bool:
    return all(row.get(name) == other.get(name) for name in _NUMBERS)
