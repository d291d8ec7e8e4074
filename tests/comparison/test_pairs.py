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

pytestmark = pytest.mark.model


def read(zh: str, en: str, encoder: Encoder, reader: PairReader) -> tuple[Change[Sign], ...]:
    (link,) = read_links([(zh, en)], reader)
    return for_translators(compare_pair(RenderedPair(zh, en), link, encoder))


@pytest.mark.parametrize(
    "name", ["pairs.tsv", "pairs_later.tsv", "pairs_third.tsv", "pairs_fourth.tsv"]
)
def test_faithful_renderings_raise_almost_nothing(
    name: str, encoder: Encoder, reader: PairReader
) -> None:
    faithful = [one for one in invented.renderings(name) if not one.finding]
    alarms = [one for one in faithful if read(one.zh, one.en, encoder, reader)]
    assert len(faithful) >= 20
    assert len(alarms) <= max(1, 0.03 * len(faithful)), alarms


@pytest.mark.parametrize("name", ["pairs.tsv", "pairs_later.tsv", "pairs_fourth.tsv"])
def test_changes_are_found(name: str, encoder: Encoder, reader: PairReader) -> None:
    changed = [one for one in invented.renderings(name) if one.finding]
    found: Counter[str] = Counter()
    for one in changed:
        found[one.finding] += one.finding in {
            difference.kind for difference in read(one.zh, one.en, encoder, reader)
        }
    total = Counter(one.finding for one in changed)
    assert sum(found.values()) >= 0.9 * len(changed), {k: (found[k], total[k]) for k in total}
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


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("不得不等。", "You have to wait."),
        ("不是不能讲，是我们不经手。", "It isn't that it can't be spoken of. We don't handle it."),
        ("那岂不是要六七年？", "Wouldn't that be six or seven years?"),
        ("我估计两个月吧。", "Two months, perhaps."),
        ("好像两个。", "Two, I believe."),
        ("没问题，您来。", "Fine, come over."),
    ],
)
def test_negations_and_hedges_turned_are_no_difference(
    zh: str, en: str, encoder: Encoder, reader: PairReader
) -> None:
    assert read(zh, en, encoder, reader) == ()


def test_both_scripts_give_the_same(encoder: Encoder, reader: PairReader) -> None:
    traditional = "我們不能保證，這個沒人能打包票，上個月做了二十六臺。"
    english = "We can guarantee it, and last month we did sixty-two."
    kinds = [one.kind for one in read(traditional, english, encoder, reader)]
    assert kinds == [one.kind for one in read(simplify(traditional), english, encoder, reader)]
    assert {"negation_changed", "number_changed"} <= set(kinds)


@pytest.mark.parametrize(("zh", "en"), [("", ""), ("嗯。", ""), ("", "Mm."), ("……", "...")])
def test_empty_texts_have_no_difference(
    zh: str, en: str, encoder: Encoder, reader: PairReader
) -> None:
    assert read(zh, en, encoder, reader) == ()


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("没事。", "Not at all."),
        ("不谢，再见。", "You're welcome. Goodbye."),
        ("那得抓紧，明天就来。", "We mustn't lose time. Come tomorrow."),
        ("主任出差了，后天才回来。", "The director's away and won't be back till the day after."),
        ("配上了就快，配不上也没用。", "If there's a match it's quick; without one it's no good."),
        ("别灰心，按时洗肾。", "Don't lose heart. Go to dialysis on time."),
        ("不知道他反不反对，应该不会。", "I don't think he would object."),
        ("男的占六成，女的占四成。", "Sixty per cent are men, and forty are women."),
    ],
)
def test_what_only_looks_like_a_change(
    zh: str, en: str, encoder: Encoder, reader: PairReader
) -> None:
    assert read(zh, en, encoder, reader) == ()


@pytest.mark.parametrize(
    ("zh", "en", "finding"),
    [
        (
            "割六成给他，你留四成。",
            "He'd get forty per cent and you'd keep sixty.",
            "number_changed",
        ),
        (
            "男的占六成，女的占四成。",
            "Forty per cent are men, and sixty are women.",
            "number_changed",
        ),
    ],
)
def test_what_changes_though_the_words_are_there(
    zh: str, en: str, finding: str, encoder: Encoder, reader: PairReader
) -> None:
    assert [one.kind for one in read(zh, en, encoder, reader)] == [finding]


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
