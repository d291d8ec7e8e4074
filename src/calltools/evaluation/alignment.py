"""Scores of alignments: links by the convention of Vecalign, findings by type.

Links (Thompson and Koehn, EMNLP 2019): a link is right strictly if the same link is labelled, and
laxly if some pair of its turns is in a labelled link.  Links with an empty side count where they
are found (precision: right if labelled so) and not where they are missed (recall).

A finding matches a labelled one of its type whose turns it shares, one to one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from calltools.evaluation.counts import Counts, Matches, matches_by, paired, rate, rounded
from calltools.records import Row

ASR_LIKE = "asr_like"

_Link = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class LinkCounts(Counts):
    """Links found that are right strictly and laxly, and labelled ones that were found so."""

    found: int = 0
    found_strict: int = 0
    found_lax: int = 0
    labelled: int = 0
    labelled_strict: int = 0
    labelled_lax: int = 0

    def to_json(self) -> dict[str, Any]:
        """Precision, recall and F, strict and lax; None where there is nothing to count."""
        strict = rate(self.found_strict, self.found), rate(self.labelled_strict, self.labelled)
        lax = rate(self.found_lax, self.found), rate(self.labelled_lax, self.labelled)
        return {"links": self.labelled, "strict": _rates(*strict), "lax": _rates(*lax)}


def _rates(precision: float | None, recall: float | None) -> dict[str, float | None]:
    f1 = None
    if precision is not None and recall is not None:
        f1 = rate(2 * precision * recall, precision + recall) or 0.0
    return {"p": rounded(precision), "r": rounded(recall), "f": rounded(f1)}


def count_links(labelled: Iterable[Any], found: Iterable[Any]) -> LinkCounts:
    """Compare the links of a call, each a pair of lists of turns."""
    gold, test = _links(labelled), _links(found)
    gold_full, test_full = ({link for link in side if all(link)} for side in (gold, test))
    return LinkCounts(
        found=len(test),
        found_strict=len(test & gold),
        found_lax=_lax(test, gold),
        labelled=len(gold_full),
        labelled_strict=len(gold_full & test_full),
        labelled_lax=_lax(gold_full, test_full),
    )


def _links(links: Iterable[Any]) -> set[_Link]:
    return {(tuple(sorted(zh)), tuple(sorted(en))) for zh, en in links if zh or en}


def _lax(links: set[_Link], others: set[_Link]) -> int:
    """How many of ``links`` are among ``others`` or share a pair of turns with one."""
    pairs = {(i, j) for zh, en in others for i in zh for j in en}
    return sum(
        link in others or any((i, j) in pairs for i in link[0] for j in link[1]) for link in links
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
    answers = [results.get(call["id"], {"links": [], "findings": []}) for call in calls]
    both = list(zip(calls, answers, strict=True))
    links = (count_links(call["links"], answer["links"]) for call, answer in both)
    findings = [
        pair
        for call, answer in both
        for pair in paired(
            call["findings"], answer["findings"], _share_turns, lambda row: row["type"]
        )
    ]
    faithful = [len(answer["findings"]) for call, answer in both if not call["findings"]]
    return {
        "calls": len(calls),
        "links": sum(links, LinkCounts()).to_json(),
        "findings": {
            "all": Matches.of(findings).to_json(),
            "types": {
                name: matches.to_json()
                for name, matches in matches_by(findings, lambda row: row["type"]).items()
            },
        },
        "faithful_calls": len(faithful),
        "findings_per_faithful_call": rounded(rate(sum(faithful), len(faithful))),
    }


def _share_turns(row: Row, other: Row) -> int | None:
    """1 where a turn of either side is shared."""
    return 1 if any({*row[side]} & {*other[side]} for side in ("zh_turns", "en_turns")) else None
