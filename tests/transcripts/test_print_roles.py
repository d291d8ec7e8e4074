"""Who calls, who answers and who takes no part, call by call."""

from __future__ import annotations

import pytest

from calltools.page.parse_files import read_bytes
from calltools.page.roles import roles_of
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

HOST = "观众朋友，刚才的通话是我们在三月录下的，接电话的是一位副主任。"
GUEST = "他说只要半个月，这在登记人数公开的国家是不可想象的，病人平均要等两年。"
HOST_EN = "That recording was made in March. The man who answered was the deputy director."
GUEST_EN = "Nine days is not a waiting time. In my country patients wait for two years or more."

Spoken = list[tuple[str, str]]


def is_english(label: str) -> bool:
    return label.isascii() and len(label) > 1


def talk(caller: str, *answering: str) -> Spoken:
    """A call; who answers changes with every answer, the last of them goes on."""
    asks, answers = (ASKS_EN, ANSWERS_EN) if is_english(caller) else (ASKS, ANSWERS)
    spoken: Spoken = []
    for i, (ask, answer) in enumerate(zip(asks, answers, strict=True)):
        spoken += [(caller, ask), (answering[min(i, len(answering) - 1)], answer)]
    return spoken


def talked_of(host: str, guest: str) -> Spoken:
    """What host and guest of a broadcast say of a call."""
    words = (HOST_EN, GUEST_EN, HOST_EN) if is_english(host) else (HOST, GUEST, HOST)
    return list(zip((host, guest, host), words, strict=True))


def page_of(spoken: Spoken, lead: str = "") -> Transcript:
    """The call as a page prints it below ``lead``, given as one that holds a call."""
    page = f"{lead}\n\n" + "\n".join(f"{label}：{words}" for label, words in spoken)
    (call,) = read_bytes(page.encode(), "page.txt", is_call=True).calls
    return call


MEANT = {"i": "investigator", "h": "hospital", "o": "other", "?": "unknown"}
CALL, CALL_EN = talk("调查员", "阙副主任"), talk("CALLER", "DOCTOR")
PARTIES, PARTIES_EN = ", 调查员 i, 阙副主任 h", ", CALLER i, DOCTOR h"
# Who says what, and the role of each: "h?" is the hospital or unknown.
CASES: list[tuple[Spoken, str]] = [
    # Names that tell nothing are told by who asks and who answers, others in both scripts.
    (talk("旻", "昶"), "旻 i, 昶 h"),
    (talk("昶", "旻"), "昶 i, 旻 h"),
    (talk("K", "T"), "K i, T h"),
    (talk("T", "K"), "T i, K h"),
    (talk("Bramwick", "Ostrel"), "Bramwick i, Ostrel h"),
    (talk("調查員", "護士"), "調查員 i, 護士 h"),
    (talk("调查员", "护士"), "调查员 i, 护士 h"),
    (talk("詢問人", "值班醫師"), "詢問人 i, 值班醫師 h"),
    # Those who came to the telephone one after the other are all of the hospital.
    (talk("调查员", "总机", "护士", "旻昶"), "调查员 i, 总机 h, 护士 h, 旻昶 h"),
    # A speaker of several names has one role.
    (talk("旻", "仇宗岳医师", "仇医师", "仇"), "仇宗岳医师 h, 仇医师 h?, 仇 h?"),
    (talk("旻", "王主任", "王", "主任"), "王主任 h, 王 h?, 主任 h?"),
    (talk("旻", "邱副院長", "邱", "副院長"), "邱副院長 h, 邱 h?, 副院長 h?"),
    # Host and guest are never a party of the call.
    (CALL + talked_of("主持人", "专家"), "主持人 o?, 专家 o?" + PARTIES),
    (talked_of("主持人", "专家") + CALL, "主持人 o?, 专家 o?" + PARTIES),
    (CALL + talked_of("濮晞", "茹教授"), "濮晞 o?, 茹教授 o?" + PARTIES),
    (talked_of("濮晞", "茹教授") + CALL, "濮晞 o?, 茹教授 o?" + PARTIES),
    (CALL + talked_of("韦德医师", "伊登"), "韦德医师 o?, 伊登 o?" + PARTIES),
    (CALL_EN + talked_of("NARRATOR", "PROFESSOR WREN"), "PROFESSOR WREN o?" + PARTIES_EN),
    (CALL_EN + talked_of("NARRATOR", "Dr Finch"), "NARRATOR o?, Dr Finch o?" + PARTIES_EN),
    (CALL_EN + talked_of("NARRATOR", "ELISE HARROW"), "ELISE HARROW o?" + PARTIES_EN),
    # Voices that are only counted, and somebody nobody knows, are left unknown.
    (talk("SPEAKER_00", "SPEAKER_01"), "SPEAKER_00 ?, SPEAKER_01 ?"),
    ([*talk("调查员", "医生"), ("不明", "嗯。")], "不明 ?"),
]


@pytest.mark.parametrize(("spoken", "expected"), CASES, ids=[roles for _, roles in CASES])
def test_who_calls_who_answers_and_who_takes_no_part(spoken: Spoken, expected: str) -> None:
    found = roles_of(spoken)
    for party in expected.split(", "):
        label, _, allowed = party.rpartition(" ")
        assert found[fold(label)] in {MEANT[one] for one in allowed}, label


SHORT: Spoken = [("P", "Good evening."), ("K", "Good evening."), ("P", "Right."), ("K", "Right.")]


@pytest.mark.parametrize(
    ("lead", "spoken", "caller", "hospital"),
    [
        ("P. is me, K. is the man who picked up.", SHORT, "P", "K"),
        ("K. is me, P. is the man who picked up.", SHORT, "K", "P"),
        ("P (calling), K (answering)", SHORT, "P", "K"),
        (
            "Key: P = those who take the call at the hospital; K = the person ringing",
            SHORT,
            "K",
            "P",
        ),
        (
            "Voice 1 = the ward clerk who answered; Voice 2 = our caller",
            talk("Voice 2", "Voice 1"),
            "Voice 2",
            "Voice 1",
        ),
        ("甲：医生　乙：调查员", talk("甲", "乙"), "乙", "甲"),
    ],
)
def test_words_before_the_call_tell_who_is_who(
    lead: str, spoken: Spoken, caller: str, hospital: str
) -> None:
    parties = {party.speaker: party for party in page_of(spoken, lead).parties}
    assert (parties[caller].role, parties[hospital].role) == ("investigator", "hospital")
    assert hospital != "甲" or "legend says hospital" in parties[hospital].evidence


def test_who_is_known_by_a_name_in_one_call_is_known_by_it_in_the_next() -> None:
    label = {"K": "Kerr", "P": "Pell"}
    short = "\n".join(f"{label[one]}: {words}" for one, words in SHORT)
    long = "\n".join(f"{one}: {words}" for one, words in talk("Kerr", "Pell"))
    page = (
        f"Call 1\nQingshan Hospital, 3 May 2012\n\n{short}\n\n"
        f"Call 2\nBaihe Hospital, 4 May 2012\n\n{long}\n"
    )
    calls = read_bytes(page.encode(), "page.txt", is_call=True).calls
    told = {(party.speaker, party.role) for call in calls for party in call.parties}
    assert told == {("Kerr", "investigator"), ("Pell", "hospital")}
