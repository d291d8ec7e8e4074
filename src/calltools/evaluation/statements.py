"""Scores of extracted statements against a labelled set (gold/statements/LABELLING.md, section 6).

A predicted record matches a labelled one of the same dialogue and turn whose span it overlaps and
whose category, or one of whose ``alt_categories``, is its own; one to one.  A labelled row that is
``optional`` counts neither as found nor as missed.  Fields are compared on the matched pairs, of
the row's own category.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import Any

from calltools.evaluation.counts import Matches, Pair, matches_by, paired, rate, rounded, share
from calltools.records import Row
from calltools.statements.proposal import BOUNDS

FIELDS = (
    "about_other_place", "assent", "availability", "count_period", "currency", "historic",
    "introduced_by", "modality", "organ", "qualifier", "ref_turn", "retracts", "vague",
)  # fmt: skip
_NUMBERS = tuple(name for names in BOUNDS.values() for name in names)
NOTHING = "(none)"


def pair_statements(labelled: Iterable[Row], predicted: Iterable[Row]) -> list[Pair]:
    """Labelled records beside predicted ones, without those that are optional."""
    pairs = paired(labelled, predicted, _likeness, _turn)
    return [(row, answer) for row, answer in pairs if row is None or not row.get("optional")]


def score_statements(
    labelled: Iterable[Row],
    predicted: Sequence[Row],
    negatives: Sequence[Row] = (),
    languages: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Figures of ``predicted`` rows against ``labelled`` ones, and rows that must not be found.

    ``languages`` maps dialogue ids to a language name for the split by language.
    """
    pairs = pair_statements(labelled, predicted)
    compared = [(r, a) for r, a in pairs if r and a and r["category"] == a["category"]]
    denied = [answer.get("modality") for row, answer in compared if row["modality"] == "denied"]
    taken = sum(_is_taken(row, predicted) for row in negatives)

    def language(row: Row) -> str:
        return (languages or {}).get(row["dialogue_id"], "unknown")

    by_language = matches_by(pairs, language)
    by_both = matches_by(pairs, lambda row: (row["category"], language(row)))
    categories = {
        category: {
            **matches.to_json(),
            "languages": {
                name: by_both.get((category, name), Matches()).to_json() for name in by_language
            },
        }
        for category, matches in matches_by(pairs, lambda row: row["category"]).items()
    }
    return {
        "all": Matches.of(pairs).to_json(),
        "categories": categories,
        "languages": {name: matches.to_json() for name, matches in by_language.items()},
        "values": _values(compared, exact=False),
        "values_exact": _values(compared, exact=True),
        "fields": {name: share(_same(name, *pair) for pair in compared) for name in FIELDS}
        if compared
        else {},
        "negatives": len(negatives),
        "negatives_taken": taken,
        "negatives_taken_rate": rounded(rate(taken, len(negatives))),
        "denied": len(denied),
        "denied_as_claim": sum(name not in ("denied", "unclear") for name in denied),
        "confusion": _confusion(pairs),
        "reliability": _reliability(pairs),
    }


def _values(compared: Iterable[tuple[Row, Row]], *, exact: bool) -> dict[str, float | None]:
    """The share of values that are right, by category: the same, or what fits a vague one."""
    rights: dict[str, list[bool]] = defaultdict(list)
    for row, answer in compared:
        if names := BOUNDS.get(row["category"]):
            want, got = ([each.get(name) for name in names] for each in (row, answer))
            is_near = not exact and bool(row.get("vague")) and _fits(want, got)
            rights[row["category"]].append(want == got or is_near)
    return {category: share(rights[category]) for category in sorted(rights)}


def _fits(want: list[float | None], got: list[float | None]) -> bool:
    """Whether ``got`` is nothing, or a range that overlaps; None is an open end."""
    nothing = [None, None]
    if nothing in (want, got):
        return got == nothing
    (low, high), (least, most) = (
        (-inf if a is None else a, inf if b is None else b) for a, b in (want, got)
    )
    return low <= most and least <= high


def _same(name: str, row: Row, answer: Row) -> bool:
    if name == "retracts":  # whose figure it takes back is not asked
        return bool(row.get(name)) == bool(answer.get(name))
    return bool(row.get(name) == answer.get(name))


def _reliability(pairs: Iterable[Pair]) -> list[dict[str, float]]:
    """Confidence against how often such records were right, in ten equal steps."""
    steps: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for row, answer in pairs:
        if answer and (confidence := answer.get("confidence")) is not None:
            steps[min(int(confidence * 10), 9)].append((confidence, row is not None))
    return [
        {
            "from": step / 10,
            "count": len(inside),
            "confidence": round(sum(confidence for confidence, _ in inside) / len(inside), 3),
            "right": round(sum(right for _, right in inside) / len(inside), 3),
        }
        for step, inside in sorted(steps.items())
    ]


def _confusion(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """What was labelled what and found as what; what was missed beside what stands there."""
    missed = [row for row, answer in pairs if row and not answer]
    extra = [answer for row, answer in pairs if answer and not row]
    others = paired(missed, extra, lambda row, other: _overlap(row, other) or None, _turn)
    counts = Counter(
        tuple(each["category"] if each else NOTHING for each in pair)
        for pair in (*(pair for pair in pairs if all(pair)), *others)
    )
    return [
        {"labelled": gold, "predicted": found, "count": n}
        for (gold, found), n in sorted(counts.items())
    ]


def _is_taken(negative: Row, predicted: Iterable[Row]) -> bool:
    """Whether a record is of words that tempt to it and are not a statement."""
    return any(
        row["category"] == negative["tempting_category"]
        and _turn(row) == _turn(negative)
        and _overlap(row, negative)
        for row in predicted
    )


def _likeness(row: Row, answer: Row) -> tuple[bool, bool, int] | None:
    """How well a record answers a row: by its category, numbers and span."""
    common, own = _overlap(row, answer), row["category"] == answer["category"]
    if not common or not (own or answer["category"] in (row.get("alt_categories") or ())):
        return None
    return own, all(row.get(name) == answer.get(name) for name in _NUMBERS), common


def _turn(row: Row) -> tuple[str, int]:
    return row["dialogue_id"], row["turn_index"]


def _overlap(row: Row, other: Row) -> int:
    return max(0, int(min(row["end"], other["end"]) - max(row["start"], other["start"])))
