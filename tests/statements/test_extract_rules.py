"""Each hard thing of the labelling guide, on invented calls of a few turns."""

from __future__ import annotations

import pytest

from calltools.statements import Statement, extract
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Transcript, Turn, Word


def call(*turns: str, origin: str = "published") -> list[Statement]:
    """Statements of a call: the caller speaks first, then the hospital, and so on."""
    roles = (INVESTIGATOR, HOSPITAL)
    return extract(
        Transcript(
            tuple(Turn(text, role=roles[i % 2]) for i, text in enumerate(turns)),
            origin=origin,  # type: ignore[arg-type]
        )
    )


def only(*turns: str) -> Statement:
    found = call(*turns)
    assert len(found) == 1, found
    return found[0]


def test_bare_assent_takes_the_callers_figure() -> None:
    s = only("肝移植一个月之内能做上吗？", "应该差不多。")
    assert (s.category, s.wait_min_days, s.wait_max_days) == ("wait_time", None, 30)
    assert s.assent is True and s.ref_turn == 0
    assert s.introduced_by == "investigator" and s.modality == "hedged"


def test_english_bare_assent() -> None:
    s = only("The wait for a kidney is two or three months, is that so?", "Mm.")
    assert (s.wait_min_days, s.wait_max_days, s.assent) == (60, 90, True)


def test_a_figure_repeated_is_no_bare_assent_but_stays_the_callers() -> None:
    s = only("换肾两周就行吧？", "对，两周。")
    assert (s.wait_min_days, s.assent, s.introduced_by) == (14, None, "investigator")


def test_a_refused_figure_is_denied_and_the_new_one_is_the_hospitals() -> None:
    denied, real = call("换肝一个星期行不行？", "一个星期肯定不够，要一个月。")
    assert (denied.wait_min_days, denied.modality, denied.assent) == (7, "denied", False)
    assert denied.introduced_by == "investigator"
    assert (real.wait_min_days, real.modality, real.introduced_by) == (30, "asserted", "hospital")


def test_fastest_and_slowest_are_two_records() -> None:
    fast, slow = call("换肝要等多久？", "快的话十来天，慢的一个月出头吧。")
    assert (fast.qualifier, fast.wait_min_days, fast.wait_max_days) == ("fastest", 10, 19)
    assert (slow.qualifier, slow.wait_min_days, slow.wait_max_days) == ("slowest", 31, 59)


def test_a_correction_retracts_what_was_said_before() -> None:
    first, second = call("换肾等多久？", "两周，不对，一个月。")
    assert second.retracts == first.id
    assert (second.wait_min_days, second.wait_max_days) == (30, 30)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("手术要做几个小时？", "七八个小时。"),
        ("手术后要住多久？", "一个月上下。"),
        ("检查要几天？", "三天出结果。"),
        ("您干这行多久了？", "干了二十六年了。"),
        ("吃药怎么吃？", "一天两次，吃三个月。"),
        ("门诊是哪天？", "礼拜二、礼拜四上午。"),
        ("How long does the operation take?", "Eight hours."),
        ("How long will she be in hospital?", "About a month."),
    ],
)
def test_durations_of_other_things_are_no_waits(question: str, answer: str) -> None:
    assert not [s for s in call(question, answer) if s.category == "wait_time"]


def test_another_country_makes_no_statement() -> None:
    assert call("美国要等三年吧？", "美国要等三四年的。") == []


def test_a_gloss_carries_no_figure() -> None:
    s = only("换肾最快多久？", "最快一个星期（编者注：疑为三个星期）。")
    assert (s.wait_min_days, s.wait_max_days) == (7, 7)


def test_refusal_and_ignorance_are_statements() -> None:
    refused = only("肝源是哪里来的？", "这个电话里不方便说。")
    assert (refused.category, refused.modality, refused.vague) == ("organ_source", "hedged", True)
    unknown = only("是犯人的吗？", "这个我不清楚。")
    assert (unknown.category, unknown.assent) == ("organ_source", False)


def test_a_source_denied() -> None:
    s = only("是不是监狱来的？", "不是。")
    assert (s.category, s.modality, s.assent) == ("organ_source", "denied", False)


def test_supply_by_blood_group() -> None:
    more, fewer = call("现在肝源多不多？", "O型的多一点，B型的少。")
    assert (more.availability, fewer.availability) == ("available", "scarce")
    assert more.organ == fewer.organ == "liver"


def test_volume_price_and_queue() -> None:
    assert only("你们一年做多少例肾移植？", "去年做了一百四十三例。").count_min == 143
    price = only("换肾多少钱？", "十六七万。")
    assert (price.price_min, price.price_max, price.currency) == (160_000, 170_000, "CNY")
    place = only("我排第几了？", "你排47。")
    assert (place.category, place.count_min) == ("scheduling", 47)


def test_a_condition_and_an_invented_case() -> None:
    waits = [s for s in call("换肝多久？", "要是抗体高，三个月。") if s.category == "wait_time"]
    assert [s.modality for s in waits] == ["conditional"]


def test_the_patients_own_blood_group_is_no_condition() -> None:
    known = call("我是AB型，换肾等多久？", "AB型的两三个月。")
    unknown = call("换肾等多久？", "AB型的两三个月。")
    assert [s.modality for s in known] == ["asserted"]
    assert [s.modality for s in unknown] == ["conditional"]


def test_the_past_is_marked() -> None:
    s = only("换肝等多久？", "去年三五天就有。")
    assert s.historic


def test_every_record_tells_its_evidence_and_how_sure_it_is() -> None:
    for s in call("换肝要等多久？", "一般两周，现在肝源充足。"):
        assert s.evidence
        assert s.confidence is not None and 0 < s.confidence <= 1


def test_misheard_terms_are_read_by_sound_in_machine_transcripts_only() -> None:
    turns = ("那现在甘缘多不多", "甘缘很少")
    heard = call(*turns, origin="machine")
    assert [(s.quote, s.reading, s.organ) for s in heard] == [("甘缘很少", "肝源很少", "liver")]
    assert all(s.reading is None for s in call(*turns))


def test_records_from_speech_lead_back_to_words_and_milliseconds() -> None:
    text = "一般两周"
    words = tuple(
        Word(c, i, i + 1, 1000 + 100 * i, 1100 + 100 * i, 0.5 + 0.1 * i) for i, c in enumerate(text)
    )
    transcript = Transcript(
        (
            Turn("换肝等多久", role=INVESTIGATOR, start_ms=0, end_ms=900),
            Turn(text, role=HOSPITAL, words=words, start_ms=1000, end_ms=1400),
        ),
        audio_sha256="a" * 64,
        pcm_sha256="b" * 64,
    )
    (s,) = extract(transcript)
    assert s.word_ids == (0, 1, 2, 3)
    assert (s.start_ms, s.end_ms, s.score) == (1000, 1400, 0.65)
    assert (s.audio_sha256, s.pcm_sha256) == ("a" * 64, "b" * 64)


def test_a_record_survives_its_own_json() -> None:
    for s in call("换肝要等多久？", "快的话十来天，慢的一个月出头吧。"):
        assert Statement.from_json(s.to_json()) == s


def test_only_the_hospital_side_makes_statements() -> None:
    turns = (Turn("两周", role="other"), Turn("肝源很多", role="unknown"))
    assert extract(Transcript(turns)) == []


@pytest.mark.parametrize(
    "answer",
    [
        "Two years? That's Shanghai. Here it's nothing like that.",
        "Two years! No.",
        "Two years, you say? Hardly.",
        "Two years? Who told you that?",
        "Two years? In your dreams.",
        "Two years? Ask the doctor.",
        "Two years? Hm.",
    ],
)
def test_a_figure_said_back_is_no_claim_unless_it_is_accepted(answer: str) -> None:
    for s in call("People say one waits two years for a kidney.", answer):
        assert s.modality == "denied" or s.wait_min_days is None


@pytest.mark.parametrize("answer", ["Two years? Yes.", "Two years? Some do.", "Two years, yes."])
def test_a_figure_said_back_and_accepted_is_one(answer: str) -> None:
    s = only("People say one waits two years for a kidney.", answer)
    assert (s.wait_min_days, s.modality, s.introduced_by) == (730, "asserted", "investigator")


@pytest.mark.parametrize(
    ("turns", "days", "modality"),
    [
        (("We were told three weeks. Could you do it in two?", "I doubt we could."), 14, "denied"),
        (("So two months for a liver?", "No, no. Half that."), 30, "asserted"),
        (("Is six weeks usual for a liver?", "Twice as long."), 84, "asserted"),
        (("How long for a liver?", "As soon as three days, usually within ten."), 10, "asserted"),
        (("Is two months the limit?", "It isn't unheard of to wait longer than two months."), 60,
         "asserted"),
    ],
)  # fmt: skip
def test_english_figures_that_lean_on_others(
    turns: tuple[str, ...], days: int, modality: str
) -> None:
    found = [s for s in call(*turns) if days in (s.wait_min_days, s.wait_max_days)]
    assert found and found[-1].modality == modality


@pytest.mark.parametrize(
    ("turns", "tags"),
    [
        (("肝移植两周行吗？", "差不多。"), {"bare_assent", "form:左右"}),
        (("换肝等多久？", "去年要一两个月。"), {"past", "form:一两", "num:chinese"}),
        (("The price for a kidney?", "About 45,000 dollars."), {"price_usd", "num:en_digit"}),
        (("Is it two weeks for a liver?", "Two weeks is impossible."), {"refused_figure"}),
        (("你们一年做多少例肝移植？", "去年做了186例。"), {"volume_year", "num:arabic", "past"}),
    ],
)
def test_tags_say_what_follows_from_the_record(turns: tuple[str, ...], tags: set[str]) -> None:
    assert tags <= set(only(*turns).tags)
