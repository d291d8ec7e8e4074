from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.errors import SettingsError
from calltools.language.role_cues import cues, plain
from calltools.records import parse_as
from calltools.speech.model import Heard
from calltools.speech.voice_roles import infer_roles
from calltools.store.call_folder import WORDS
from calltools.store.workspace import Workspace
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, UNKNOWN, Turn

ASKS = ("喂您好请问是移植病房吗", "我父亲想换肝要等多久啊", "那费用大概多少呢")
ANSWERS = ("对什么事", "快的话十来天慢的一个月不好说", "你先来住院做检查我们这儿再安排")


def dialogue(asking: str, answering: str) -> list[Turn]:
    pairs = zip(ASKS, ANSWERS, strict=True)
    return [
        Turn(text, speaker)
        for asks, answers in pairs
        for text, speaker in ((asks, asking), (answers, answering))
    ]


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


def test_evidence_names_the_cue_and_quotes_the_words() -> None:
    caller = infer_roles(dialogue("A", "B"))[0]
    assert any("how long" in line and "要等多久" in line for line in caller.evidence)


def test_english_is_understood() -> None:
    turns = [
        Turn("Doctor, my father needs a kidney. How long would he have to wait?", "X"),
        Turn("It depends. We do two a week here, usually a month.", "Y"),
        Turn("And how much does it cost?", "X"),
        Turn("Come to the ward first, bring the tests.", "Y"),
    ]
    assert roles(turns) == {"X": INVESTIGATOR, "Y": HOSPITAL}


def test_script_and_punctuation_do_not_matter() -> None:
    assert plain("請問，要等多久？（笑）") == plain("请问 要等多久") == "请问要等多久"
    assert plain("Yes -- we DO!") == "yes we do"


def test_weak_evidence_gives_unknown() -> None:
    assert roles([Turn("今天天气很好太阳也很大", "A"), Turn("山上的树木都已经红了", "B")]) == {
        "A": UNKNOWN,
        "B": UNKNOWN,
    }


def test_a_few_words_give_unknown() -> None:
    turns = [*dialogue("A", "B"), Turn("嗯", "C")]
    assert roles(turns) == {"A": INVESTIGATOR, "B": HOSPITAL, "C": UNKNOWN}
    assert roles([Turn("喂", "A")]) == {"A": UNKNOWN}


def test_a_third_voice_that_talks_like_the_hospital_is_of_it() -> None:
    doctor = [
        "一般一个半月左右，不好说，我们这儿不敢保证",
        "没有，你先来检查，我们平均一个月四五个，配上了就做",
        "可以，你礼拜二过来，先住院",
    ]
    turns = [*dialogue("A", "B"), *(Turn(text, "C") for text in doctor)]
    assert roles(turns) == {"A": INVESTIGATOR, "B": HOSPITAL, "C": HOSPITAL}


def test_one_voice_alone_may_be_told() -> None:
    assert roles([Turn(text, "A") for text in ASKS]) == {"A": INVESTIGATOR}
    assert roles([Turn(text, "A") for text in ANSWERS]) == {"A": HOSPITAL}


def test_one_voice_that_asks_and_answers_is_nobodys() -> None:
    assert roles([Turn(text, "A") for text in [*ASKS, *ANSWERS]]) == {"A": UNKNOWN}


def test_nobody_and_turns_without_speaker_have_no_party() -> None:
    assert infer_roles([]) == ()
    assert infer_roles([Turn("要等多久")]) == ()


def test_a_given_role_is_not_inferred() -> None:
    parties = infer_roles(dialogue("A", "B"), investigator="B")
    assert [(p.role, p.confidence, p.source) for p in parties] == [
        (HOSPITAL, 1.0, "given"),
        (INVESTIGATOR, 1.0, "given"),
    ]


def test_a_given_role_leaves_several_others_to_what_they_say() -> None:
    turns = [*dialogue("A", "B"), Turn("嗯", "C")]
    assert roles(turns, investigator="A") == {"A": INVESTIGATOR, "B": HOSPITAL, "C": UNKNOWN}


def test_left_and_right_are_channels() -> None:
    channels = {"A": 1, "B": 0}
    assert roles(dialogue("A", "B"), investigator="right", channels=channels)["A"] == INVESTIGATOR
    assert roles(dialogue("A", "B"), investigator="left", channels=channels)["B"] == INVESTIGATOR


@pytest.mark.parametrize("investigator", ["left", "C"])
def test_a_speaker_who_is_not_there_can_not_be_given(investigator: str) -> None:
    with pytest.raises(SettingsError, match="investigator"):
        infer_roles(dialogue("A", "B"), investigator=investigator)


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


def labelled(shared: Path) -> list[tuple[str, list[Turn]]]:
    """Invented dialogues that the weights were not fitted to: both sides of gold/bilingual."""
    names = {"caller": INVESTIGATOR}
    rows = (shared / "gold/bilingual/calls.jsonl").read_text("utf-8").splitlines()
    return [
        (
            f"{row['id']}-{side}",
            [Turn(t["text"], names.get(t["role"], t["role"])) for t in row[f"{side}_turns"]],
        )
        for row in map(json.loads, rows)
        for side in ("zh", "en")
    ]


def test_dialogues_never_seen_come_out_right(shared: Path) -> None:
    found = {name: roles(turns) for name, turns in labelled(shared)}
    assert len(found) == 32
    for name, by_speaker in found.items():
        for speaker in (INVESTIGATOR, HOSPITAL):
            assert by_speaker[speaker] == speaker, name


@pytest.mark.model
@pytest.mark.slow
def test_roles_are_right_in_what_a_small_recogniser_writes(
    calls: Workspace, call_names: tuple[str, ...], shared: Path
) -> None:
    """Words are given to the true turn they fall in, so that only the text is on trial."""
    folder = shared / "audio/calls"
    for name in call_names:
        truth = json.loads((folder / f"{name}.json").read_text("utf-8"))["turns"]
        heard = parse_as(calls.folder(name).read(WORDS), Heard)
        texts = [""] * len(truth)
        for word in (word for segment in heard.segments for word in segment.words):
            middle = (word.start_ms + word.end_ms) / 2
            nearest = min(
                range(len(truth)),
                key=lambda i: max(truth[i]["start_ms"] - middle, middle - truth[i]["end_ms"], 0),
            )
            texts[nearest] += word.text
        turns = [Turn(text, row["role"]) for text, row in zip(texts, truth, strict=True)]
        assert roles(turns) == {INVESTIGATOR: INVESTIGATOR, HOSPITAL: HOSPITAL}, name
