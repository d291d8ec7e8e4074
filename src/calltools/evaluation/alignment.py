"""Scores of alignments: links by the convention of Vecalign, findings by type.

Links (Thompson and Koehn, EMNLP 2019): a link is right strictly if the same link is labelled, and
laxly if some pair of its turns is in a labelled link.  Links with an empty side count where they
are found (precision: right if labelled so) and not where they are missed (recall).

A finding matches a labelled one of its type whose turns it shares, one to one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from calltools.evaluation.statements import Rates

Row = Mapping[str, Any]
"""A call with ``id``, ``links`` and ``findings``; labelled ones have ``zh_kind`` too."""

ASR_LIKE = "asr_like"

_Link = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class LinkCounts:
    """Links found that are right strictly and laxly, and labelled ones that were found so.

    Counts add up over calls.
    """

    found: int = 0
    found_strict: int = 0
    found_lax: int = 0
    labelled: int = 0
    labelled_strict: int = 0
    labelled_lax: int = 0

    def __add__(self, other: LinkCounts) -> LinkCounts:
        return LinkCounts(*(getattr(self, n) + getattr(other, n) for n in self.__slots__))

    def to_json(self) -> dict[str, Any]:
        """Precision, recall and F, strict and lax; None where there is nothing to count."""
        return {
            "links": self.labelled,
            "strict": _rates(self.found_strict, self.found, self.labelled_strict, self.labelled),
            "lax": _rates(self.found_lax, self.found, self.labelled_lax, self.labelled),
        }


def count_links(labelled: Iterable[Any], found: Iterable[Any]) -> LinkCounts:
    """Compare the links of a call, each a pair of lists of turns."""
    gold, test = _links(labelled), _links(found)
    gold_full, test_full = _with_both_sides(gold), _with_both_sides(test)
    return LinkCounts(
        found=len(test),
        found_strict=len(test & gold),
        found_lax=_lax(test, gold),
        labelled=len(gold_full),
        labelled_strict=len(gold_full & test_full),
        labelled_lax=_lax(gold_full, test_full),
    )


def _links(links: Iterable[Any]) -> set[_Link]:
    made = {(tuple(sorted(zh)), tuple(sorted(en))) for zh, en in links}
    return {link for link in made if link != ((), ())}


def _with_both_sides(links: set[_Link]) -> set[_Link]:
    return {link for link in links if link[0] and link[1]}


def _lax(links: set[_Link], others: set[_Link]) -> int:
    """How many of ``links`` are among ``others`` or share a pair of turns with one."""
    pairs = {(i, j) for zh, en in others for i in zh for j in en}
    return sum(
        link in others or any((i, j) in pairs for i in link[0] for j in link[1]) for link in links
    )


def _rates(
    right_found: int, found: int, right_labelled: int, labelled: int
) -> dict[str, float | None]:
    precision = right_found / found if found else None
    recall = right_labelled / labelled if labelled else None
    f1 = None
    if precision is not None and recall is not None:
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {name: _rounded(x) for name, x in (("p", precision), ("r", recall), ("f", f1))}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


@dataclass(slots=True)
class FindingCounts:
    """Findings by type: how many matched, found and labelled."""

    matched: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    labelled: Counter[str] = field(default_factory=Counter)

    def add(self, labelled: Sequence[Row], found: Sequence[Row]) -> None:
        """Count those of one call."""
        self.labelled.update(row["type"] for row in labelled)
        self.found.update(row["type"] for row in found)
        free = list(labelled)
        for row in found:
            match = next((other for other in free if _same_finding(row, other)), None)
            if match is not None:
                free.remove(match)
                self.matched[row["type"]] += 1

    def to_json(self) -> dict[str, Any]:
        """Rates of all types together and of each."""
        types = sorted(self.labelled.keys() | self.found.keys())
        return {
            "all": self._of(types).to_json(),
            "types": {name: self._of([name]).to_json() for name in types},
        }

    def _of(self, types: Iterable[str]) -> Rates:
        counts = (self.matched, self.found, self.labelled)
        matched, found, labelled = (sum(count[name] for name in types) for count in counts)
        return Rates(matched, found, labelled)


def _same_finding(one: Row, other: Row) -> bool:
    """The type is the same and a turn of either side is shared."""
    return bool(
        one["type"] == other["type"]
        and any({*one[side]} & {*other[side]} for side in ("zh_turns", "en_turns"))
    )


def score_alignments(labelled: Iterable[Row], found: Iterable[Row]) -> dict[str, Any]:
    """Figures of links and findings; calls with a recogniser's Chinese are counted apart.

    A labelled call without a result counts as aligned with nothing.
    """
    results = {row["id"]: row for row in found}
    calls = list(labelled)
    recognised = [call for call in calls if call.get("zh_kind") == ASR_LIKE]
    edited = [call for call in calls if call.get("zh_kind") != ASR_LIKE]
    figures = {"edited": _figures(edited, results)}
    if recognised:
        figures |= {"asr_like": _figures(recognised, results), "all": _figures(calls, results)}
    return figures


def _figures(calls: Sequence[Row], results: Mapping[Any, Row]) -> dict[str, Any]:
    links, findings, faithful = LinkCounts(), FindingCounts(), []
    for call in calls:
        result = results.get(call["id"], {"links": [], "findings": []})
        links += count_links(call["links"], result["links"])
        findings.add(call["findings"], result["findings"])
        if not call["findings"]:
            faithful.append(len(result["findings"]))
    return {
        "calls": len(calls),
        "links": links.to_json(),
        "findings": findings.to_json(),
        "faithful_calls": len(faithful),
        "findings_per_faithful_call": (
            round(sum(faithful) / len(faithful), 4) if faithful else None
        ),
    }
