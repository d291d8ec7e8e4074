"""Negations, hedges and fillers: what denies or softens, and what only looks like it."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.language.cues import CueKind, cues, fillers, hedges, negations
from calltools.language.normalise import simplify

CASES = [
    line.split("\t")
    for line in Path(__file__).with_name("cues.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def found(kind: str, text: str, language: str) -> list[tuple[int, int]]:
    if kind == "negation":
        return negations(text, language)
    if kind == "hedge":
        return hedges(text, language)
    if kind == "filler":
        return fillers(text, language)
    if kind.startswith("denial"):
        denials = cues(text, language, "denial", "set_denial")
        within = kind == "denial within a phrase"
        return [denial.phrase for denial in denials if (denial.span != denial.phrase) == within]
    return [cue.span for cue in cues(text, language, cast(CueKind, kind))]


@pytest.mark.parametrize(("kind", "language", "text", "words"), CASES)
def test_words_that_deny_soften_or_fill(kind: str, language: str, text: str, words: str) -> None:
    assert "/".join(text[a:b] for a, b in found(kind, text, language)) == words


@given(st.text(alphabet="不没沒有能可别無大概吧呃那个,，。 n'tonea", max_size=30))
def test_places_are_in_order_and_do_not_overlap(text: str) -> None:
    for find in (negations, hedges, fillers):
        for language in ("zh", "en"):
            edges = [edge for place in find(text, language) for edge in place]
            assert edges == sorted(edges)
            assert not edges or (edges[0] >= 0 and edges[-1] <= len(text))


@given(st.text(alphabet="不沒有無別說過沒問題兩個", max_size=12))
def test_script_makes_no_difference(text: str) -> None:
    assert negations(text, "zh") == negations(simplify(text), "zh")
