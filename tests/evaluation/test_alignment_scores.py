"""Scores of links by the convention of Vecalign, of findings by type and turns."""

from __future__ import annotations

from typing import Any

import pytest

from calltools.evaluation.alignment import count_links, score_alignments

GOLD = [[[0], [0]], [[1, 2], [1]], [[3], []], [[4], [2]]]


def test_the_labels_themselves_score_one() -> None:
    figures = count_links(GOLD, GOLD).to_json()
    assert figures["strict"] == figures["lax"] == {"p": 1.0, "r": 1.0, "f": 1.0}
    assert figures["links"] == 3


def test_a_link_that_shares_a_pair_is_right_laxly_only() -> None:
    counts = count_links(GOLD, [[[0], [0]], [[1], [1]], [[2], []], [[3], []], [[4], [2]]])
    assert (counts.found, counts.found_strict, counts.found_lax) == (5, 3, 4)
    assert (counts.labelled, counts.labelled_strict, counts.labelled_lax) == (3, 2, 3)


def test_a_missed_omission_costs_no_recall_and_an_invented_one_costs_precision() -> None:
    without = [link for link in GOLD if link[1]]
    assert count_links(GOLD, without).to_json()["strict"] == {"p": 1.0, "r": 1.0, "f": 1.0}
    invented = [*without, [[3], []], [[], [9]]]
    assert count_links(GOLD, invented).to_json()["strict"]["p"] == 0.8


def test_links_of_other_turns_are_wrong_both_ways() -> None:
    counts = count_links(GOLD, [[[0], [2]], [[4], [0]]])
    assert counts.found_lax == counts.labelled_lax == 0
    assert counts.to_json()["strict"] == {"p": 0.0, "r": 0.0, "f": 0.0}
    assert count_links([], []).to_json()["strict"] == {"p": None, "r": None, "f": None}


def finding(kind: str, zh: list[int], en: list[int]) -> dict[str, Any]:
    return {"type": kind, "zh_turns": zh, "en_turns": en}


def call(name: str, findings: list[dict[str, Any]], kind: str = "edited") -> dict[str, Any]:
    return {"id": name, "zh_kind": kind, "links": GOLD, "findings": findings}


def test_findings_match_by_type_and_turn_and_only_once() -> None:
    labelled = [call("a", [finding("number_changed", [1, 2], [1]), finding("omission", [3], [])])]
    found = [
        call(
            "a",
            [
                finding("number_changed", [2], [1]),
                finding("number_changed", [1], [1]),
                finding("addition", [3], []),
                finding("omission", [3], []),
            ],
        )
    ]
    findings = score_alignments(labelled, found)["edited"]["findings"]
    assert findings["all"]["matched"] == 2
    assert findings["all"]["precision"] == 0.5
    assert findings["types"]["addition"]["labelled"] == 0
    assert findings["types"]["number_changed"]["precision"] == 0.5


def test_faithful_calls_and_calls_of_a_recogniser_are_counted_apart() -> None:
    labelled = [call("a", []), call("b", []), call("c", [], "asr_like")]
    found = [call("a", [finding("omission", [0], [])]), call("c", [])]
    figures = score_alignments(labelled, found)
    assert figures["edited"]["findings_per_faithful_call"] == 0.5
    assert figures["asr_like"]["findings_per_faithful_call"] == 0
    assert figures["all"]["calls"] == 3
    # A call without a result has no link right.
    assert figures["edited"]["links"]["strict"]["r"] == pytest.approx(0.5)
