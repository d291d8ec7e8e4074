"""What was read of links, weighed: where the reader is sure, and in the light of the call."""

from __future__ import annotations

import numpy as np
import pytest

from calltools.comparison.pair_reader import CHANGE_KINDS, PairReader, PairReading, ReadSide
from calltools.comparison.signs import UNWEIGHED, Sign
from calltools.comparison.weighing import LinkReading, clause_evidence, likely_changes, read_links
from calltools.quotations.conditional_logit import weights

ZH = "床位现在还有。大夫下午都在门诊。押金交了不退。"
EN = "There are beds. The deposit isn't returned."
SURE, UNLIKELY, USUAL = 9.0, -12.0, -6.0


def reading(
    changed: str = "", zh: tuple[int, ...] = (0, 0), en: tuple[int, ...] = (0, 0)
) -> PairReading:
    """What a reader would say that is sure of one change at these places (starts and ends) and of
    nothing else."""
    whole = np.array([SURE if kind == changed else UNLIKELY for kind in CHANGE_KINDS])
    sides = []
    for text, ends in ((ZH, zh), (EN, en)):
        logits = np.full((len(text), len(CHANGE_KINDS)), UNLIKELY)
        for start, end in zip(ends[::2], ends[1::2], strict=True) if changed else ():
            logits[start:end, CHANGE_KINDS.index(changed)] = SURE
        sides.append(ReadSide([(i, i + 1) for i in range(len(text))], logits))
    return PairReading(sides[0], sides[1], whole)


def link(read: PairReading) -> LinkReading:
    return LinkReading(read, np.full(len(CHANGE_KINDS), USUAL), len(ZH))


def test_a_change_stands_at_the_clauses_that_the_reader_is_sure_of() -> None:
    (one,) = likely_changes(ZH, EN, link(reading("omission", zh=(7, 16))))
    assert (one.kind, one.left, one.right) == ("omission", (7, 16), None)
    assert "大夫下午都在门诊" in one.note and one.probability >= 0.5


def test_neighbours_are_one_change_and_what_stands_apart_is_two() -> None:
    for places, expected in (((0, 16), [(0, 16)]), ((0, 7, 16, 23), [(0, 7), (16, 23)])):
        found = likely_changes(ZH, EN, link(reading("omission", zh=places)))
        assert [one.left for one in found] == expected


def test_what_is_unlikely_is_told_once_to_who_asks() -> None:
    unlikely = link(reading())
    assert not list(likely_changes(ZH, EN, unlikely))
    kinds = [one.kind for one in likely_changes(ZH, EN, unlikely, 0.0)]
    assert sorted(kinds) == sorted(set(kinds)) and len(kinds) == 4


def test_a_change_is_less_likely_in_a_call_that_has_many() -> None:
    read = reading("negation", zh=(16, 23), en=(16, 43))
    free = LinkReading(read, np.full(len(CHANGE_KINDS), 2.0), len(ZH))
    kinds = [[one.kind for one in likely_changes(ZH, EN, each)] for each in (link(read), free)]
    assert kinds[0] == ["negation_changed"]


def test_a_denial_on_one_side_tells_most_where_there_are_few_clauses() -> None:
    def words(zh: str, en: str) -> float:
        found = clause_evidence(Sign.NEGATION_CHANGED, zh, en, link(reading()))
        return found[0][1]["words"]

    assert words("押金不退。", "The deposit is returned.") == 1
    assert 0 < words(ZH, "There are beds. The deposit is returned.") < 1
    assert words("押金不退。", "The deposit isn't returned.") == 0
    assert words("不是不退。", "It is returned.") == 0


@pytest.mark.model
def test_a_single_link_is_not_taken_for_a_call_full_of_changes(reader: PairReader) -> None:
    pairs = [("床位有。", "There are beds."), ("押金不退。", "The deposit isn't returned.")]
    (alone,) = read_links(pairs[:1], reader)
    together = read_links([*pairs, *pairs, *pairs], reader)
    assert np.abs(alone.usual - together[0].usual).max() < 4


def test_each_sign_is_weighed_and_has_a_sentence() -> None:
    fair = {Sign.OMISSION, Sign.ADDITION}  # what a quotation leaves out, and puts in around it
    assert weights("rendering", "judging").keys() - {"base"} == set(Sign) - fair - UNWEIGHED.keys()
    assert all(sign.sentence[:1].isupper() for sign in Sign)
