"""Calls laid out in ways the labelled set does not have."""

from __future__ import annotations

from pathlib import Path

import pytest

from calltools.page.asides import is_account
from calltools.page.parse_files import read_bytes

Turns = tuple[tuple[str, str], ...]

ZH: Turns = (
    ("investigator", "请问肝移植要等多久？"),
    ("hospital", "快的话两个星期。"),
    ("investigator", "费用多少？"),
    ("hospital", "三十万左右，不算后面的药。"),
)
EN: Turns = (
    ("investigator", "How long is the wait for a liver?"),
    ("hospital", "Two weeks, if you are lucky."),
    ("investigator", "And what does it cost?"),
    ("hospital", "About three hundred thousand."),
)
ZH_LEAD = "青屿市中心医院　2018年3月6日\n\n"
EN_LEAD = "Qingyu Central Hospital, 16 January 2020\n\n"


def printed(line: str, caller: str, answer: str, turns: Turns = ZH, glue: str = "\n") -> str:
    return glue.join(
        line.format(l=caller if role == "investigator" else answer, t=text, n=n)
        for n, (role, text) in enumerate(turns, start=1)
    )


PAGES = {
    "legend.txt": ZH_LEAD + "（甲：医生；乙：调查员）\n" + printed("{l}：{t}", "乙", "甲"),
    "signs.txt": ZH_LEAD + printed("{l}：{t}", "甲", "乙"),
    "numbered_labels.txt": ZH_LEAD + printed("{l}{n}：{t}", "问", "答"),
    "label_then_time.txt": ZH_LEAD + printed("{l} 00:0{n}:12\n{t}", "调查员", "医生", glue="\n\n"),
    "label_alone.txt": ZH_LEAD + printed("{l}\n{t}\n", "调查员", "护士长"),
    "verbs.txt": ZH_LEAD + "调查员问：“请问肝移植要等多久？”\n护士回答：“快的话两个星期。”\n"
    "调查员又问：“费用多少？”\n护士想了想，说：“三十万左右，不算后面的药。”",
    "attributed.txt": ZH_LEAD + "“请问肝移植要等多久？”调查员问。\n“快的话两个星期。”护士回答。\n"
    "“费用多少？”调查员又问。\n护士说：“三十万左右，不算后面的药。”\n",
    "labels_last.txt": ZH_LEAD + printed("{t}（{l}）", "问", "答"),
    "run_on.txt": ZH_LEAD + printed("{l}：{t}", "问", "答", glue=""),
    "narrator.txt": ZH_LEAD
    + printed("{l}：{t}", "调查员", "医生", ZH[:2])
    + "\n\n这时电话被转到另一位医生。\n\n"
    + printed("{l}：{t}", "调查员", "医生", ZH[2:])
    + "\n\n记录人：某某\n",
    "surname.txt": "青屿市中心医院 院长 石某\n\n" + printed("{l}：{t}", "记者", "石某"),
    "relative.txt": ZH_LEAD + printed("{l}：{t}", "家属", "医生"),
    "comma.md": EN_LEAD
    + printed("**{l}:** {t}", "Una, on tape", "Woman, on tape", EN, glue="\n\n"),
    "numbered_paragraphs.txt": EN_LEAD + printed("C.2.{n} {l} - {t}", "ENQ", "WARD", EN),
    "bars.md": ZH_LEAD + printed("{l}｜{t}", "我", "护士", glue="\n\n"),
    "quotations_in_turn.txt": ZH_LEAD + printed("“{t}”", "", "", glue="\n\n"),
    "dashes.txt": "青屿市中心医院，2018年3月6日。调查员先说话。\n\n" + printed("— {t}", "", ""),
    "table.md": ZH_LEAD
    + "| 时间 | 说话人 | 内容 |\n|---|---|---|\n"
    + printed("| 00:0{n}:10 | {l} | {t} |", "问", "答"),
    "headings.md": "# 青屿市中心医院\n\n*2018年3月6日*\n\n"
    + printed("### {l}\n\n{t}\n", "调查员", "医生"),
    "list.html": "<h1>青屿市中心医院</h1><dl>"
    + printed("<dt>{l}</dt><dd>{t}</dd>", "调查员", "医生")
    + "</dl>",
    "spans.html": "<h1>青屿市中心医院</h1>"
    + printed("<div><span class='s'>{l}</span><span>{t}</span></div>", "调查员", "医生"),
    "said.txt": EN_LEAD + 'The caller asked, "How long is the wait for a liver?"\n'
    'The nurse said, "Two weeks, if you are lucky."\nThe caller asked, "And what does it cost?"\n'
    'The nurse replied, "About three hundred thousand."',
    "asked.txt": EN_LEAD + '"How long is the wait for a liver?" asked the caller.\n'
    '"Two weeks, if you are lucky." the nurse said.\n"And what does it cost?" the caller asked.\n'
    '"About three hundred thousand." said the nurse.',
    "screenplay.txt": EN_LEAD + printed("          {l}\n    {t}\n", "CALLER", "DR. RAO", EN),
    "declared.txt": EN_LEAD.strip()
    + "\nI: Investigator\nD: Doctor on duty\n\n"
    + printed("{l}: {t}", "I", "D", EN),
    "laughs.txt": EN_LEAD + printed("{l} (laughs): {t}", "Caller", "Nurse", EN),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_layout_of_its_own_kind(name: str) -> None:
    calls = read_bytes(PAGES[name].encode(), name).calls
    found = tuple((turn.role, turn.text) for call in calls for turn in call.turns)
    assert found == (EN if "Qingyu" in PAGES[name] else ZH)


INTERVIEW = """Ten years in a transplant ward: a talk with a nurse

Our reporter met Edda Lorne in a café near the harbour.

Reporter: When did you begin?
Lorne: In the spring of 2001, as a night nurse.
Reporter: What do you remember of that time?
Lorne: The silence, and my own shoes on the stairs.
Reporter: Did people ask you about the waiting list?
Lorne: At every party. I never knew an answer.
Reporter: And what will you do now?
Lorne: Keep bees. My father kept bees.
"""
CALL = """Edda Lorne kept this tape.

Call to Gull Point Hospital, 4 March 2015

Caller: Good morning, do you do kidneys?
Nurse: We do. Who is it for?
Caller: My aunt. How long must she wait?
Nurse: A week or two, if she can pay.
"""


NO_CALLS = Path(__file__).with_name("no_calls.txt").read_text("utf-8").split("=====\n")


@pytest.mark.parametrize("text", ["", "\n\n \n", INTERVIEW, *NO_CALLS])
def test_what_is_no_call_gives_none(text: str) -> None:
    read = read_bytes(text.encode(), "a.md")
    assert read.calls == ()
    assert read.parsed is None or not read.parsed.unplaced


def test_a_call_below_an_interview_is_the_only_one_unless_a_person_says_otherwise() -> None:
    (call,) = read_bytes((INTERVIEW + "\n---\n\n" + CALL).encode(), "a.txt").calls
    assert [turn.role for turn in call.turns] == ["investigator", "hospital"] * 2
    assert call.call.hospital == "Gull Point Hospital"
    assert len(read_bytes(INTERVIEW.encode(), "a.txt", {"Lorne": "hospital"}).calls) == 1


def test_a_call_without_a_hospital_or_another_side_is_doubtful_and_kept() -> None:
    page = "Caller: How long must she wait?\nCaller: And the cost?\nCaller: Thank you.\n"
    for said in (False, True):
        (call,) = read_bytes(page.encode(), "a.txt", is_call=said).calls
        kinds = {warning.kind for warning in call.warnings}
        assert kinds == (set() if said else {"no_hospital", "one_side"})


# Lines in brackets: 1 for what tells of talk, 0 for events, sounds and remarks.
ACCOUNTS = [
    line.split("\t")
    for line in Path(__file__).with_name("accounts.tsv").read_text("utf-8").splitlines()
]


def test_accounts_of_talk_are_told_from_events_sounds_and_remarks() -> None:
    wrong = [line for kind, line in ACCOUNTS if is_account(line) != (kind == "1")]
    assert wrong == ["[A few polite phrases are exchanged.]"]
    page = b"[The caller says who he is.]\nCaller: The cost?\nNurse: Ask the doctor.\nCaller: Yes."
    (call,) = read_bytes(page, "call.txt").calls
    assert [(n.after_turn, n.text) for n in call.notes] == [(0, "[The caller says who he is.]")]


def test_a_date_that_cannot_exist_is_kept_as_printed() -> None:
    text = ZH_LEAD.replace("3月6日", "2月30日 14:05") + printed("{l}：{t}", "问", "答")
    call = read_bytes(text.encode(), "a.txt").calls[0].call
    assert (call.date, call.date_printed, call.time) == (None, "2018年2月30日", "14:05")


def test_footnotes_footers_and_stage_directions_are_kept_apart() -> None:
    text = (
        ZH_LEAD + "调查员：要等多久？\n医生：两个星期[1]。（咳嗽）很快的。\n\n（挂断电话）\n\n"
        "[1] 该院网页写的是三个星期。\n（录音05下载：MP3）\n"
    )
    call = read_bytes(text.encode(), "a.txt").calls[0]
    assert call.turns[1].text == "两个星期。很快的。"
    assert call.turns[1].footnotes == ("1",)
    assert call.turns[1].stage_directions == ("咳嗽",)
    assert [(n.after_turn, n.kind) for n in call.notes] == [
        (2, "stage_direction"),
        (2, "footnote"),
        (2, "footer"),
    ]
    assert call.call.recording_no == "05"
