"""What was read of links, weighed: one change of a kind at most, where the rules or the reader have
it, and in the light of the rest of the call."""

from __future__ import annotations

import numpy as np
import pytest

from calltools.comparison.changes import Change
from calltools.comparison.pair_reader import CHANGE_KINDS, PairReader, PairReading, ReadSide
from calltools.comparison.signs import Sign
from calltools.comparison.weighing import LinkReading, evidence, read_links, weighed

ZH = "床位现在还有。大夫下午都在门诊。押金交了不退。"
EN = "There are beds. The deposit isn't returned."
SURE, UNLIKELY = 9.0, -12.0


def reading(
    changed: str = "", zh: tuple[int, int] = (0, 0), en: tuple[int, int] = (0, 0)
) -> PairReading:
    """What a reader would say that is sure of one change at these places and of nothing else."""
    whole = np.array([SURE if kind == changed else UNLIKELY for kind in CHANGE_KINDS])
    sides = []
    for text, (start, end) in ((ZH, zh), (EN, en)):
        logits = np.full((len(text), len(CHANGE_KINDS)), UNLIKELY)
        if changed:
            logits[start:end, CHANGE_KINDS.index(changed)] = SURE  # type: ignore[arg-type]
        sides.append(ReadSide([(i, i + 1) for i in range(len(text))], logits))
    return PairReading(sides[0], sides[1], whole)


def link(read: PairReading) -> LinkReading:
    return LinkReading(read, np.full(len(CHANGE_KINDS), UNLIKELY))


def test_a_change_stands_at_the_clauses_that_the_reader_is_sure_of() -> None:
    (one,) = weighed(ZH, EN, link(reading("omission", zh=(7, 16))), [])
    assert (one.kind, one.left, one.right) == ("omission", (7, 16), None)
    assert "大夫下午都在门诊" in one.note and one.probability >= 0.5


def test_what_the_rules_found_keeps_its_place_and_only_the_likeliest_is_told() -> None:
    ruled = [
        Change(Sign.ADDITION, None, (0, 15), "put in: beds", 0.9),
        Change(Sign.ADDITION, None, (16, 43), "put in: the deposit", 0.8),
    ]
    (one,) = weighed(ZH, EN, link(reading("addition", en=(16, 43))), ruled)
    assert (one.note, one.right) == ("put in: the deposit", (16, 43))


def test_what_the_rules_alone_find_is_not_told() -> None:
    ruled = [Change(Sign.NEGATION_CHANGED, (0, 4), (0, 15), "denied on one side", 0.8)]
    assert list(weighed(ZH, EN, link(reading()), ruled)) == []


def test_a_change_is_less_likely_in_a_call_that_has_many() -> None:
    read = reading("negation", zh=(16, 23), en=(16, 43))
    free = LinkReading(read, np.full(len(CHANGE_KINDS), 2.0))
    kinds = [[one.kind for one in weighed(ZH, EN, each, [])] for each in (link(read), free)]
    assert kinds[0] == ["negation_changed"]
    assert (
        evidence(Sign.NEGATION_CHANGED, free, [])["usual"]
        > evidence(Sign.NEGATION_CHANGED, link(read), [])["usual"]
    )


@pytest.mark.model
def test_a_single_link_is_not_taken_for_a_call_full_of_changes(reader: PairReader) -> None:
    pairs = [("床位有。", "There are beds."), ("押金不退。", "The deposit isn't returned.")]
    (alone,) = read_links(pairs[:1], reader)
    together = read_links([*pairs, *pairs, *pairs], reader)
    assert np.abs(alone.usual - together[0].usual).max() < 4
