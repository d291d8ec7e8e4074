"""Who calls, who answers and who takes no part, call by call."""

from __future__ import annotations

import pytest

from calltools.transcripts.files import read_bytes
from calltools.transcripts.layout.aliases import join_aliases
from calltools.transcripts.layout.roles import KNOWN, PrintedCall, resolve_roles
from calltools.transcripts.layout.vocabulary import fold

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


def roles(spoken: Spoken, **told: object) -> dict[str, str]:
    return {
        key: one.role for key, one in resolve_roles([PrintedCall(spoken, {}, **told)])[0].items()
    }


@pytest.mark.parametrize("caller, answering", [("旻", "昶"), ("昶", "旻"), ("K", "T"), ("T", "K")])
def test_names_that_tell_nothing_are_told_by_who_asks_and_who_answers(
    caller: str, answering: str
) -> None:
    found = roles(talk(caller, answering))
    assert found == {fold(caller): "investigator", fold(answering): "hospital"}


def test_english_names_that_tell_nothing_are_told_by_who_asks_and_who_answers() -> None:
    found = roles(talk("Bramwick", "Ostrel", chinese=False))
    assert found == {"bramwick": "investigator", "ostrel": "hospital"}


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


@pytest.mark.parametrize("labels", [("調查員", "護士"), ("调查员", "护士"), ("詢問人", "值班醫師")])
def test_labels_are_read_in_both_scripts(labels: tuple[str, str]) -> None:
    assert list(roles(talk(*labels)).values()) == ["investigator", "hospital"]


@pytest.mark.parametrize(
    "labels",
    [
        ("仇宗岳医师", "仇医师", "仇"),
        ("王主任", "王", "主任", "答"),
        ("邱副院長", "邱", "副院長"),
        ("席鶴年", "席主任"),
        ("Dr. Sheng", "Sheng", "Doctor"),
        ("Dr. Luo", "Luo", "L"),
        ("Dr. Wen", "Wen", "The doctor"),
    ],
)
def test_names_of_one_speaker_are_joined(labels: tuple[str, ...]) -> None:
    order = [label for name in labels for label in ("问", name)]
    assert len(set(join_aliases(order).values())) == 2


@pytest.mark.parametrize(
    "labels",
    [
        ("护士长", "护士"),
        ("女医生", "女护士"),
        ("Dr. Quan", "Nurse"),
        ("王主任", "李主任"),
        ("A", "B"),
    ],
)
def test_names_of_two_speakers_are_not_joined(labels: tuple[str, ...]) -> None:
    order = [label for name in labels for label in ("问", name)]
    assert len(set(join_aliases(order).values())) == 3


def test_who_answers_a_title_is_not_the_one_who_bears_it() -> None:
    assert len(set(join_aliases(["王主任", "主任", "王主任", "主任"]).values())) == 2


def test_a_speaker_of_several_names_has_one_role_and_is_named_as_first_printed() -> None:
    found = resolve_roles([PrintedCall(talk("旻", "昶主任", "昶", "主任"), {})])[0]
    assert {found[fold(label)].role for label in ("昶主任", "昶", "主任")} == {"hospital"}
    assert {found[fold(label)].speaker for label in ("昶主任", "昶", "主任")} == {"昶主任"}


HOST = "观众朋友，刚才的通话是我们在三月录下的，接电话的是一位副主任。"
GUEST = "他说只要半个月，这在登记人数公开的国家是不可想象的，病人平均要等两年。"
HOST_EN = "That recording was made in March. The man who answered was the deputy director."
GUEST_EN = "Nine days is not a waiting time. In my country patients wait for two years or more."


@pytest.mark.parametrize(
    "host, guest", [("主持人", "专家"), ("濮晞", "茹教授"), ("韦德医师", "伊登")]
)
@pytest.mark.parametrize("after", [True, False])
def test_host_and_guest_are_never_a_party_of_the_call(host: str, guest: str, after: bool) -> None:
    call = talk("调查员", "阙副主任")
    others: Spoken = [(host, HOST), (guest, GUEST), (host, HOST)]
    found = roles(call + others if after else others + call)
    assert {found[fold(host)], found[fold(guest)]} <= {"other", "unknown"}
    assert (found["调查员"], found["阙副主任"]) == ("investigator", "hospital")


@pytest.mark.parametrize("guest", ["PROFESSOR WREN", "Dr Finch", "ELISE HARROW"])
def test_english_host_and_guest_are_never_a_party_of_the_call(guest: str) -> None:
    call = talk("CALLER", "DOCTOR", chinese=False)
    found = roles([*call, ("NARRATOR", HOST_EN), (guest, GUEST_EN), ("NARRATOR", HOST_EN)])
    assert {found["narrator"], found[fold(guest)]} <= {"other", "unknown"}
    assert (found["caller"], found["doctor"]) == ("investigator", "hospital")


def test_voices_that_are_only_counted_are_left_unknown() -> None:
    found = resolve_roles([PrintedCall(talk("SPEAKER_00", "SPEAKER_01"), {})])[0]
    assert {(one.role, one.confidence) for one in found.values()} == {("unknown", 0.0)}


def test_somebody_nobody_knows_is_left_unknown() -> None:
    assert roles([*talk("调查员", "医生"), ("不明", "嗯。")])["不明"] == "unknown"


def test_what_the_legend_says_holds_against_the_appearance() -> None:
    spoken = talk("甲", "乙")
    found = resolve_roles([PrintedCall(spoken, {"甲": "hospital", "乙": "investigator"})])[0]
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


def test_who_hardly_says_a_word_that_tells_is_not_surely_known() -> None:
    assert set(roles(SHORT).values()) == {"unknown"}


def test_who_speaks_in_the_other_calls_of_the_document_is_rather_the_caller() -> None:
    alone = resolve_roles([PrintedCall(SHORT, {})])[0]
    again = resolve_roles([PrintedCall(SHORT, {}, elsewhere={"k"})])[0]
    caller = {"role": "investigator", "speaker": "K"}
    assert (again["k"].role, again["k"].speaker) == (caller["role"], caller["speaker"])
    assert alone["k"].role == "unknown"


@pytest.mark.parametrize("caller, answering, known", [("Kerr", "Pell", True), ("K", "P", False)])
def test_who_is_known_by_a_name_in_one_call_is_known_by_it_in_the_next(
    caller: str, answering: str, known: bool
) -> None:
    label = {"K": caller, "P": answering}
    short = PrintedCall([(label[one or ""], words) for one, words in SHORT], {})
    found = resolve_roles([short, PrintedCall(talk(caller, answering, chinese=False), {})])[0]
    told = {one.role for one in found.values()}
    assert (told == {"investigator", "hospital"}) == known  # each call deals out signs anew


def test_voices_that_are_only_counted_are_known_where_the_document_tells_whose_they_are() -> None:
    lead = "Voice 1 = the ward clerk who answered; Voice 2 = our caller"
    spoken = talk("Voice 2", "Voice 1", chinese=False)
    assert roles(spoken, lead=lead) == {"voice2": "investigator", "voice1": "hospital"}


def test_a_known_role_is_as_sure_as_it_must_be_and_says_by_what() -> None:
    for one in resolve_roles([PrintedCall(talk("调查员", "护士"), {})])[0].values():
        assert KNOWN <= one.confidence <= 1
        assert one.evidence


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
