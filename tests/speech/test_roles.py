from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.errors import SettingsError
from calltools.language.role_cues import cues, plain
from calltools.speech.voice_roles import infer_roles
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, UNKNOWN, Turn

ASKS = ("喂您好请问是移植病房吗", "我父亲想换肝要等多久啊", "那费用大概多少呢")
ANSWERS = ("对什么事", "快的话十来天慢的一个月不好说", "你先来住院做检查我们这儿再安排")


DIALOGUE = [
    line for pair in zip(ASKS, ANSWERS, strict=True) for line in zip("AB", pair, strict=True)
]


def dialogue(asking: str = "A", answering: str = "B") -> list[Turn]:
    return [Turn(text, asking if one == "A" else answering) for one, text in DIALOGUE]


def roles(turns: list[Turn], **given: object) -> dict[str, str]:
    return {party.speaker: party.role for party in infer_roles(turns, **given)}


@pytest.mark.parametrize(("asking", "answering"), [("A", "B"), ("B", "A")])
def test_who_asks_is_the_investigator(asking: str, answering: str) -> None:
    parties = infer_roles(dialogue(asking, answering))
    assert [(p.speaker, p.role) for p in parties] == [
        (asking, INVESTIGATOR),
        (answering, HOSPITAL),
    ]
    for party in parties:
        assert 0.8 <= party.confidence <= 0.99
        assert party.source == "inferred"
        assert party.evidence
    assert any("how long" in line and "要等多久" in line for line in parties[0].evidence)


def test_script_and_punctuation_do_not_matter() -> None:
    assert plain("請問，要等多久？（笑）") == plain("请问 要等多久") == "请问要等多久"
    assert plain("Yes -- we DO!") == "yes we do"


CASES: dict[str, tuple[list[tuple[str, str]], dict[str, str]]] = {
    "English": (
        [
            ("X", "Doctor, my father needs a kidney. How long would he have to wait?"),
            ("Y", "It depends. We do two a week here, usually a month."),
            ("X", "And how much does it cost?"),
            ("Y", "Come to the ward first, bring the tests."),
        ],
        {"X": INVESTIGATOR, "Y": HOSPITAL},
    ),
    "weak evidence": (
        [("A", "今天天气很好太阳也很大"), ("B", "山上的树木都已经红了")],
        {"A": UNKNOWN, "B": UNKNOWN},
    ),
    "a few words": ([("A", "喂")], {"A": UNKNOWN}),
    "a third voice of a few words": (
        [*DIALOGUE, ("C", "嗯")],
        {"A": INVESTIGATOR, "B": HOSPITAL, "C": UNKNOWN},
    ),
    "a third voice that talks like the hospital": (
        [
            *DIALOGUE,
            ("C", "一般一个半月左右，不好说，我们这儿不敢保证"),
            ("C", "没有，你先来检查，我们平均一个月四五个，配上了就做"),
            ("C", "可以，你礼拜二过来，先住院"),
        ],
        {"A": INVESTIGATOR, "B": HOSPITAL, "C": HOSPITAL},
    ),
    "one voice that asks": ([("A", text) for text in ASKS], {"A": INVESTIGATOR}),
    "one voice that answers": ([("A", text) for text in ANSWERS], {"A": HOSPITAL}),
    "one voice that asks and answers": (
        [("A", text) for text in (*ASKS, *ANSWERS)],
        {"A": UNKNOWN},
    ),
    "nobody": ([], {}),
}


@pytest.mark.parametrize(("said", "expected"), CASES.values(), ids=CASES)
def test_what_is_said_tells_roles(said: list[tuple[str, str]], expected: dict[str, str]) -> None:
    assert roles([Turn(text, speaker) for speaker, text in said]) == expected


def test_a_given_role_is_not_inferred_and_leaves_others_to_what_they_say() -> None:
    parties = infer_roles(dialogue(), investigator="B")
    assert [(p.role, p.confidence, p.source) for p in parties] == [
        (HOSPITAL, 1.0, "given"), (INVESTIGATOR, 1.0, "given"),
    ]  # fmt: skip
    turns = [*dialogue(), Turn("嗯", "C")]
    assert roles(turns, investigator="A") == {"A": INVESTIGATOR, "B": HOSPITAL, "C": UNKNOWN}
    channels = {"A": 1, "B": 0}
    assert roles(dialogue(), investigator="right", channels=channels)["A"] == INVESTIGATOR
    assert roles(dialogue(), investigator="left", channels=channels)["B"] == INVESTIGATOR
    assert infer_roles([Turn("要等多久")]) == ()


@pytest.mark.parametrize("investigator", ["left", "C"])
def test_a_speaker_who_is_not_there_can_not_be_given(investigator: str) -> None:
    with pytest.raises(SettingsError, match="investigator"):
        infer_roles(dialogue(), investigator=investigator)


@given(st.lists(st.tuples(st.text(max_size=20), st.sampled_from(["A", "B", "C", None]))))
def test_any_text_gives_each_speaker_one_party_and_at_most_one_investigator(
    said: list[tuple[str, str | None]],
) -> None:
    parties = infer_roles([Turn(text, speaker) for text, speaker in said])
    assert [p.speaker for p in parties] == list(
        dict.fromkeys(speaker for _, speaker in said if speaker)
    )
    assert sum(p.role == INVESTIGATOR for p in parties) <= 1
    assert all(0 <= p.confidence <= 1 for p in parties)


def test_every_cue_has_a_weight_and_can_be_found() -> None:
    assert len({cue.name for cue in cues()}) == len(cues())
    for cue in cues():
        assert 0 < abs(cue.weight) < 3
        assert not cue.pattern.search("")
