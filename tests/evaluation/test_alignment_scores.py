"""Scores of links by the convention of Vecalign, of findings by type and turns."""

from __future__ import annotations

from typing import Any

import pytest

from calltools.evaluation.alignment import LinkCounts, count_links, score_alignments

GOLD = [[[0], [0]], [[1, 2], [1]], [[3], []], [[4], [2]]]
FULL = [link for link in GOLD if link[1]]
LINKS: dict[str, tuple[list[Any], tuple[int, int, int, int, int, int], float | None]] = {
    "the labels themselves": (GOLD, (4, 4, 4, 3, 3, 3), 1.0),
    "a link that shares a pair is right laxly only": (
        [[[0], [0]], [[1], [1]], [[2], []], [[3], []], [[4], [2]]], (5, 3, 4, 3, 2, 3), 0.6316,
    ),
    "a missed omission costs no recall": (FULL, (3, 3, 3, 3, 3, 3), 1.0),
    "an invented one costs precision": (
        [*FULL, [[3], []], [[], [9]]], (5, 4, 4, 3, 3, 3), 0.8889,
    ),
    "other turns are wrong both ways": ([[[0], [2]], [[4], [0]]], (2, 0, 0, 3, 0, 0), 0.0),
}  # fmt: skip


@pytest.mark.parametrize(("found", "counts", "f"), LINKS.values(), ids=LINKS)
def test_links_are_right_strictly_and_laxly(
    found: list[Any], counts: tuple[int, int, int, int, int, int], f: float
) -> None:
    scores = count_links(GOLD, found)
    assert scores == LinkCounts(*counts)
    assert scores.to_json()["strict"]["f"] == f
    assert (scores + scores).to_json()["strict"] == scores.to_json()["strict"]


def test_nothing_gives_no_rates() -> None:
    assert count_links([], []).to_json()["strict"] == {"p": None, "r": None, "f": None}


def finding(kind: str, zh: list[int], en: list[int]) -> dict[str, Any]:
    return {"type": kind, "zh_turns": zh, "en_turns": en}


def call(name: str, *findings: dict[str, Any], kind: str = "edited") -> dict[str, Any]:
    return {"id": name, "zh_kind": kind, "links": GOLD, "findings": findings}


def test_findings_match_by_type_and_turn_and_only_once() -> None:
    labelled = call("a", finding("number_changed", [1, 2], [1]), finding("omission", [3], []))
    found = call(
        "a",
        finding("number_changed", [2], [1]),
        finding("number_changed", [1], [1]),
        finding("addition", [3], []),
        finding("omission", [3], []),
    )
    findings = score_alignments([labelled], [found])["edited"]["findings"]
    assert (findings["all"]["matched"], findings["all"]["precision"]) == (2, 0.5)
    counts = {name: (n["matched"], n["labelled"]) for name, n in findings["types"].items()}
    assert counts == {"addition": (0, 0), "number_changed": (1, 1), "omission": (1, 1)}


def test_faithful_calls_and_calls_of_a_recogniser_are_counted_apart() -> None:
    labelled = [call("a"), call("b"), call("c", kind="asr_like")]
    figures = score_alignments(labelled, [call("a", finding("omission", [0], [])), call("c")])
    faithful = {name: part["findings_per_faithful_call"] for name, part in figures.items()}
    assert faithful == {"edited": 0.5, "asr_like": 0, "all": 0.3333}
    assert figures["all"]["calls"] == 3
    # A call without a result has no link right.
    assert figures["edited"]["links"]["strict"]["r"] == pytest.approx(0.5)
