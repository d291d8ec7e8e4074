"""Single texts against their renderings: invented ones, written before the checks."""

from __future__ import annotations

from collections import Counter

import pytest

import invented
from calltools.comparison.changes import Change
from calltools.comparison.pair_reader import PairReader
from calltools.comparison.pairs import RenderedPair, compare_pair, for_translators
from calltools.comparison.signs import Sign
from calltools.comparison.weighing import read_links
from calltools.language.encoders import Encoder
from calltools.language.normalise import simplify
from case_tables import rows

pytestmark = pytest.mark.model


def read(zh: str, en: str, encoder: Encoder, reader: PairReader) -> tuple[Change[Sign], ...]:
    (link,) = read_links([(zh, en)], reader)
    return for_translators(compare_pair(RenderedPair(zh, en), link, encoder))


FILES = ["pairs.tsv", "pairs_later.tsv", "pairs_third.tsv", "pairs_fourth.tsv"]


@pytest.mark.parametrize("name", FILES)
def test_changes_are_found_and_faithful_renderings_raise_almost_nothing(
    name: str, encoder: Encoder, reader: PairReader
) -> None:
    alarms, found, total = [], Counter[str](), Counter[str]()
    for one in invented.renderings(name):
        kinds = {difference.kind for difference in read(one.zh, one.en, encoder, reader)}
        total[one.finding] += 1
        found[one.finding] += one.finding in kinds
        alarms += [one] if kinds and not one.finding else []
    faithful = total.pop("")
    assert len(alarms) <= max(1, 0.03 * faithful), alarms
    if name != "pairs_third.tsv":
        assert found.total() >= 0.9 * total.total(), (found, total)
        for grave in ("number_changed", "unit_changed", "organ_changed", "negation_changed"):
            assert found[grave] >= 0.9 * total[grave], grave


def test_spans_are_the_words_and_notes_tell_both_sides(
    encoder: Encoder, reader: PairReader
) -> None:
    zh, en = "我们一周做两台肝移植。", "We do two kidney transplants a week."
    (one,) = read(zh, en, encoder, reader)
    assert (zh[slice(*one.left or (0, 0))], en[slice(*one.right or (0, 0))]) == ("肝", "kidney")
    assert one.note == "liver (肝) against kidney (“kidney”)"


def test_a_changed_figure_is_never_hidden_by_a_part_that_seems_missing(
    encoder: Encoder, reader: PairReader
) -> None:
    zh, en = "押金三十五万，做完多退少补。", "The deposit is 550,000 yuan."
    assert "number_changed" in {one.kind for one in read(zh, en, encoder, reader)}


def test_both_scripts_give_the_same(encoder: Encoder, reader: PairReader) -> None:
    traditional = "我們不能保證，這個沒人能打包票，上個月做了二十六臺。"
    english = "We can guarantee it, and last month we did sixty-two."
    kinds = [one.kind for one in read(traditional, english, encoder, reader)]
    assert kinds == [one.kind for one in read(simplify(traditional), english, encoder, reader)]
    assert {"negation_changed", "number_changed"} <= set(kinds)


@pytest.mark.parametrize(("finding", "zh", "en"), rows("comparison/data/looks_changed.tsv"))
def test_what_only_looks_like_a_change_and_what_changes_though_the_words_are_there(
    finding: str, zh: str, en: str, encoder: Encoder, reader: PairReader
) -> None:
    expected = [] if finding == "-" else [finding]
    assert [one.kind for one in read(zh, en, encoder, reader)] == expected


STOCK = "仓库里没有现货，货车每个礼拜三到，司机姓瞿。"
LOST = (
    "There is stock in the warehouse, the lorry comes every Wednesday, and the driver is called Qu."
)
OTHERS = [
    ("您贵姓？", "What's your name?"),
    ("今天下雨了。", "It rained today."),
    ("门诊在二楼。", "Outpatients is on the second floor."),
    ("手术做了五个小时。", "The operation took five hours."),
]


def test_a_lost_negation_is_told_in_either_kind_of_call(
    encoder: Encoder, reader: PairReader
) -> None:
    kept = LOST.replace("There is stock", "There is no stock")
    for others in (OTHERS, [*OTHERS, ("这是常事。", "That's nothing unusual.")]):
        for english, expected in ((LOST, ["negation_changed"]), (kept, [])):
            link = read_links([(STOCK, english), *others], reader)[0]
            changes = for_translators(compare_pair(RenderedPair(STOCK, english), link, encoder))
            assert [one.kind for one in changes] == expected
