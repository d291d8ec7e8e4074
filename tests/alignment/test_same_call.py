"""Two files of different calls are told before they are aligned, and nobody cries wolf."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from calltools.alignment.align import read_row
from calltools.alignment.same_call import check_same_call, weigh_words
from calltools.errors import EXIT_PARTIAL, DifferentCallsError
from calltools.transcripts.model import Call, Transcript, Turn

GOLD = Path(__file__).parents[1] / "gold"
SETS = ["bilingual", "bilingual-unseen", "bilingual-third", "bilingual-fourth"]


def sides(name: str) -> list[tuple[Transcript, Transcript]]:
    lines = (GOLD / name / "calls.jsonl").read_text("utf-8").splitlines()
    return [read_row(json.loads(line)) for line in lines]


@pytest.mark.parametrize("name", SETS)
def test_no_call_with_its_own_translation_is_cried_at(name: str) -> None:
    assert {check_same_call("call", zh, en) for zh, en in sides(name)} == {""}


def test_nearly_every_call_with_anothers_translation_is_told(
    figure: Callable[..., None],
) -> None:
    told = [
        is_told(zh, en)
        for name in SETS
        for i, (zh, _) in enumerate(sides(name))
        for j, (_, en) in enumerate(sides(name))
        if i != j and (i + j) % 5 == 0
    ]
    figure("calls of others told", sum(told) / len(told), least=0.93)


def is_told(zh: Transcript, en: Transcript) -> bool:
    try:
        check_same_call("call", zh, en)
    except DifferentCallsError:
        return True
    return False


def short(zh: Call, en: Call) -> tuple[Transcript, Transcript]:
    """A call without figures: the words tell nothing."""
    return (
        Transcript((Turn("你好，有医生吗？"), Turn("没有。")), "zh", "published", zh),
        Transcript((Turn("Hello, is a doctor in?"), Turn("No.")), "en", "published", en),
    )


@pytest.mark.parametrize(
    ("zh", "en", "told"),
    [
        (Call(date="2018-03-06"), Call(date="2018-03-09"), "date 2018-03-06 and 2018-03-09"),
        (Call(phone="0555-5550142"), Call(phone="+86-555-5550199"), "phone 0555-5550142 and"),
        (Call(hospital="解放军309医院"), Call(hospital="PLA Hospital 307"), "hospital 解放军309"),
    ],
)
def test_facts_that_differ_are_told_in_one_line(zh: Call, en: Call, told: str) -> None:
    with pytest.raises(DifferentCallsError) as error:
        check_same_call("page", *short(zh, en))
    assert told in str(error.value)
    assert "--anyway" in str(error.value)
    assert error.value.exit_code == EXIT_PARTIAL


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        (Call(), Call(date="2018-03-06")),
        (Call(phone="0555-5550142"), Call(phone="+86 555 5550142")),
        (Call(hospital="青屿市中心医院"), Call(hospital="Qingyu Central Hospital")),
        (Call(hospital="解放军309医院"), Call(hospital="309 Hospital of the PLA")),
    ],
)
def test_facts_of_one_side_or_in_another_style_are_not_at_odds(zh: Call, en: Call) -> None:
    assert check_same_call("page", *short(zh, en)) == ""


def test_lengths_of_the_sound_that_differ_are_told() -> None:
    zh, en = short(Call(), Call())
    with pytest.raises(DifferentCallsError, match="length 5 min"):
        check_same_call("page", replace(zh, duration_ms=300_000), replace(en, duration_ms=90_000))
    near = replace(en, duration_ms=296_000)
    assert check_same_call("page", replace(zh, duration_ms=300_000), near) == ""


def test_a_date_that_was_copied_wrongly_is_a_remark_where_the_words_are_the_same() -> None:
    zh, en = sides("bilingual")[0]
    remark = check_same_call(
        "page",
        replace(zh, call=Call(date="2018-03-06")),
        replace(en, call=Call(date="2018-03-07")),
    )
    assert remark == "page: date 2018-03-06 and 2018-03-07, though the words are of one call"


def test_a_text_three_times_as_long_is_told_without_any_figure() -> None:
    zh = Transcript((Turn("您好，请问有医生在吗？" * 40),), "zh", "published")
    en = Transcript((Turn("Hello, is there a doctor in?"),) * 15, "en", "published")
    assert weigh_words(zh.turns, en.turns).length > 3
    assert is_told(zh, en)


def test_sides_without_words_say_nothing() -> None:
    nothing = Transcript((), "en", "published")
    assert check_same_call("page", sides("bilingual")[0][0], nothing) == ""
