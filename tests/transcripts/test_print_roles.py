"""Who calls, who answers and who takes no part, call by call."""

from __future__ import annotations

import pytest

from calltools.page.parse_files import read_bytes
from calltools.page.roles import KNOWN, roles_of
from calltools.transcripts.model import Transcript
from calltools.transcripts.vocabulary import fold

ASKS = (
    "喂您好，请问是移植病房吗？",
    "我父亲想换肝，要等多久啊？",
    "那费用大概多少呢？",
    "那你们一年做多少例？",
)
ANSWERS = (
    "对，什么事？",
    "快的话十来天，慢的一个月，不好说。",
    "三十万左右，你先带他来住院。",
    "我们这儿一百来例吧。",
)
ASKS_EN = (
    "Good morning, is that the transplant ward?",
    "My father needs a liver. How long would he have to wait?",
    "And how much does it cost?",
)
ANSWERS_EN = (
    "Yes, speaking.",
    "It depends. Usually a week or two, bring him in first.",
    "About three hundred thousand, here we take cash.",
)

Spoken = list[tuple[str | None, str]]


def talk(caller: str, *answering: str, chinese: bool = True) -> Spoken:
    """A call; who answers changes with every answer, the last of them goes on."""
    asks, answers = (ASKS, ANSWERS) if chinese else (ASKS_EN, ANSWERS_EN)
    found: Spoken = []
    for i, (ask, answer) in enumerate(zip(asks, answers, strict=True)):
        found += [(caller, ask), (answering[min(i, len(answering) - 1)], answer)]
    return found


def page_of(spoken: Spoken, lead: str = "") -> Transcript:
    """The call as a page prints it below ``lead``, given as one that holds a call."""
    page = f"{lead}\n\n" + "\n".join(f"{label}：{words}" for label, words in spoken)
    (call,) = read_bytes(page.encode(), "page.txt", judged=False).calls
    return call


def roles(spoken: Spoken, lead: str = "") -> dict[str, str]:
    """The role of each label."""
    if lead:
        return {fold(party.speaker): party.role for party in page_of(spoken, lead).parties}
    return dict(roles_of([(label or "", words) for label, words in spoken]))


CLEAR = [
    ("旻", "昶"), ("昶", "旻"), ("K", "T"), ("T", "K"), ("調查員", "護士"), ("调查员", "护士"),
    ("詢問人", "值班醫師"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("caller", "answering", "chinese"),
    [*((*labels, True) for labels in CLEAR), ("Bramwick", "Ostrel", False)],
)
def test_who_asks_and_who_answers_tells_roles_of_labels_in_both_scripts(
    caller: str, answering: str, chinese: bool
) -> None:
    found = roles(talk(caller, answering, chinese=chinese))
    assert found == {fold(caller): "investigator", fold(answering): "hospital"}


def test_a_name_has_the_role_of_each_call_by_itself() -> None:
    page = "".join(
        f"调查记录{n}\n调查对象：青屿市第{n}医院\n调查时间：2018年3月{n}日\n\n"
        + "".join(f"{label}：{text}\n" for label, text in talk(caller, answering))
        + "\n"
        for n, caller, answering in ((1, "调查员", "护士"), (2, "查询者", "值班医生"))
    )
    calls = read_bytes(page.encode(), "two.txt").calls
    assert [[turn.role for turn in call.turns] for call in calls] == [
        ["investigator", "hospital"] * 4
    ] * 2


def test_those_who_came_to_the_telephone_one_after_the_other_are_all_of_the_hospital() -> None:
    found = roles(talk("调查员", "总机", "护士", "旻昶"))
    assert set(found.values()) == {"investigator", "hospital"}
    assert found["旻昶"] == "hospital"


@pytest.mark.parametrize(
    "labels",
    [("仇宗岳医师", "仇医师", "仇"), ("王主任", "王", "主任"), ("邱副院長", "邱", "副院長")],
)
def test_a_speaker_of_several_names_has_one_role(labels: tuple[str, ...]) -> None:
    found = roles(talk("旻", *labels))
    assert found[fold(labels[0])] == "hospital"
    assert {found[fold(label)] for label in labels} <= {"hospital", "unknown"}


HOST = "观众朋友，刚才的通话是我们在三月录下的，接电话的是一位副主任。"
GUEST = "他说只要半个月，这在登记人数公开的国家是不可想象的，病人平均要等两年。"
HOST_EN = "That recording was made in March. The man who answered was the deputy director."
GUEST_EN = "Nine days is not a waiting time. In my country patients wait for two years or more."


@pytest.mark.parametrize(
    ("host", "guest", "chinese"),
    [
        ("主持人", "专家", True),
        ("濮晞", "茹教授", True),
        ("韦德医师", "伊登", True),
        ("NARRATOR", "PROFESSOR WREN", False),
        ("NARRATOR", "Dr Finch", False),
        ("NARRATOR", "ELISE HARROW", False),
    ],
)
def test_host_and_guest_are_never_a_party_of_the_call(host: str, guest: str, chinese: bool) -> None:
    labels = ("调查员", "阙副主任") if chinese else ("CALLER", "DOCTOR")
    words = (HOST, GUEST, HOST) if chinese else (HOST_EN, GUEST_EN, HOST_EN)
    call = talk(*labels, chinese=chinese)
    others: Spoken = list(zip((host, guest, host), words, strict=True))
    for spoken in (call + others, others + call)[: 1 + chinese]:
        found = roles(spoken)
        assert {found[fold(host)], found[fold(guest)]} <= {"other", "unknown"}
        assert [found[fold(label)] for label in labels] == ["investigator", "hospital"]


def test_voices_that_are_only_counted_and_somebody_nobody_knows_are_left_unknown() -> None:
    assert set(roles(talk("SPEAKER_00", "SPEAKER_01")).values()) == {"unknown"}
    assert roles([*talk("调查员", "医生"), ("不明", "嗯。")])["不明"] == "unknown"
    # They are known where the document tells whose they are.
    lead = "Voice 1 = the ward clerk who answered; Voice 2 = our caller"
    spoken = talk("Voice 2", "Voice 1", chinese=False)
    assert roles(spoken, lead=lead) == {"voice2": "investigator", "voice1": "hospital"}


def test_what_the_legend_says_holds_against_the_appearance() -> None:
    call = page_of(talk("甲", "乙"), "甲：医生　乙：调查员")
    found = {party.speaker: party for party in call.parties}
    assert (found["甲"].role, found["乙"].role) == ("hospital", "investigator")
    assert "legend says hospital" in found["甲"].evidence


SHORT: Spoken = [("P", "Good evening."), ("K", "Good evening."), ("P", "Right."), ("K", "Right.")]


@pytest.mark.parametrize(
    "lead, caller",
    [
        ("P. is me, K. is the man who picked up.", "p"),
        ("K. is me, P. is the man who picked up.", "k"),
        ("P (calling), K (answering)", "p"),
        ("Key: P = those who take the call at the hospital; K = the person ringing", "k"),
    ],
)
def test_words_before_the_call_tell_who_is_who(lead: str, caller: str) -> None:
    found = roles(SHORT, lead=lead)
    assert found == {key: "investigator" if key == caller else "hospital" for key in "pk"}


def test_who_is_known_by_a_name_in_one_call_is_known_by_it_in_the_next() -> None:
    label = {"K": "Kerr", "P": "Pell"}
    short = "\n".join(f"{label[one or '']}: {words}" for one, words in SHORT)
    long = "\n".join(f"{one}: {words}" for one, words in talk("Kerr", "Pell", chinese=False))
    page = (
        f"Call 1\nQingshan Hospital, 3 May 2012\n\n{short}\n\n"
        f"Call 2\nBaihe Hospital, 4 May 2012\n\n{long}\n"
    )
    calls = read_bytes(page.encode(), "page.txt", judged=False).calls
    told = {(party.speaker, party.role) for call in calls for party in call.parties}
    assert told == {("Kerr", "investigator"), ("Pell", "hospital")}


def test_the_parties_of_a_printed_call_tell_how_sure_their_roles_are() -> None:
    page = "青屿市医院　2018年3月6日\n\n" + "\n".join(
        f"{a}：{b}" for a, b in talk("调查员", "护士")
    )
    (call,) = read_bytes(page.encode(), "call.txt").calls
    assert [(party.speaker, party.role, party.source) for party in call.parties] == [
        ("调查员", "investigator", "inferred"),
        ("护士", "hospital", "inferred"),
    ]
    assert all(KNOWN <= party.confidence <= 1 and party.evidence for party in call.parties)
