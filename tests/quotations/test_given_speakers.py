"""Ways of saying whose words a quotation is, one sentence or two each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from calltools.quotations.corpus import read_corpus
from calltools.quotations.finding.find import find_quotations
from calltools.quotations.report import report_of

EN = "The caller rang Hill Hospital. Dr. Gao took the call, and a nurse stood by. "
ZH = "调查员打到北山市第一医院。高医生接了电话，旁边有个护士。"


def last(text: str) -> tuple[str | None, str | None, str | None]:
    quotation = find_quotations(report_of(text.encode(), "a.md"))[-1]
    return quotation.speaker, quotation.hospital, quotation.frame


@pytest.mark.parametrize(
    ("text", "speaker", "frame"),
    [
        ("“We have two of them now,” said the nurse.", "nurse", "own"),
        ("“We have two of them now,” the nurse told the caller.", "nurse", "own"),
        ("“We have two of them now,” Dr. Gao explained to the caller.", "Dr. Gao", "own"),
        ("To this Dr. Gao replied: “We have two of them now.”", "Dr. Gao", "own"),
        ("According to the nurse, “we have two of them now”.", "nurse", "own"),
        ("As Dr. Gao put it, “we have two of them now”.", "Dr. Gao", "own"),
        ("In the nurse's words: “We have two of them now.”", "nurse", "own"),
        ("The nurse's answer was “we have two of them now”.", "nurse", "own"),
        ("This is Dr. Gao's own account: “We have two of them now.”", "Dr. Gao", "own"),
        ("From the nurse came only “we have two of them now”.", "nurse", "own"),
        ("The caller asked the nurse: “Do you have two of them now?”", "caller", "own"),
        ("“Do you have two of them now?” asked the caller.", "caller", "own"),
        ("When the caller insisted, the nurse said “we have two of them now”.", "nurse", "own"),
        ("Asked by the caller how many, Dr. Gao said: “We have two of them.”", "Dr. Gao", "own"),
        ("Dr. Gao would only say that “we have two of them now”.", "Dr. Gao", "own"),
        ("Dr. Gao was clear. “We have two of them now.”", "Dr. Gao", "own"),
        ("Dr. Gao was clear. “We have two of them now,” he said.", "Dr. Gao", "own"),
        ("“It depends,” the nurse said, “on whether we have two of them.”", "nurse", "own"),
        ("A magazine has Dr. Gao say “we have two hundred of them”.", "Dr. Gao", "second_hand"),
        ("In a pamphlet this became “we have two hundred of them”.", None, "second_hand"),
        ("According to the Evening Post the nurse said “we have lots”.", "nurse", "second_hand"),
        ("Exhibit 4 quotes Dr. Gao as saying “we have two hundred”.", "Dr. Gao", "second_hand"),
        ("A witness remembered the nurse saying “we have two hundred”.", "nurse", "second_hand"),
        ("It has been reported that Dr. Gao said “we have two hundred”.", "Dr. Gao", "second_hand"),
        ("A blog quotes the nurse: “We have lots.” We found no such line.", "nurse", "disowned"),
        ("The leaflet has “we have two hundred of them”, which is wrong.", None, "disowned"),
        ("In our first article Dr. Gao said “we have two hundred”.", "Dr. Gao", "disowned"),
        ("Dr. Gao is said to have added “we have lots”. We can’t find it.", "Dr. Gao", "disowned"),
        ("“We have lots,” the nurse supposedly said. Nobody heard it.", "nurse", "disowned"),
    ],
)  # fmt: skip
def test_english(text: str, speaker: str | None, frame: str) -> None:
    found = last(EN + text)
    assert found[1:] == ("Hill Hospital", frame)
    if speaker is not None:
        assert found[0] == speaker


@pytest.mark.parametrize(
    ("text", "speaker", "frame"),
    [
        ("护士说：“现在有两个，都等着。”", "护士", "own"),
        ("“现在有两个，都等着。”护士说。", "护士", "own"),
        ("“现在有两个，都等着”，高医生说。", "高医生", "own"),
        ("高医生回答说，“现在有两个，都等着”。", "高医生", "own"),
        ("按护士的说法，“现在有两个，都等着”。", "护士", "own"),
        ("照高医生的话，“现在有两个，都等着”。", "高医生", "own"),
        ("用护士的话讲，“现在有两个，都等着”。", "护士", "own"),
        ("高医生的原话是“现在有两个，都等着”。", "高医生", "own"),
        ("高医生又补充了一句：“现在有两个，都等着。”", "高医生", "own"),
        ("调查员问护士：“现在有两个吗？”", "调查员", "own"),
        ("“现在有两个吗？”调查员追问。", "调查员", "own"),
        ("调查员再问，护士才说：“现在有两个，都等着。”", "护士", "own"),
        ("问到数量，高医生答：“现在有两个，都等着。”", "高医生", "own"),
        ("高医生很干脆。“现在有两个，都等着。”", "高医生", "own"),
        ("高医生很干脆，他说：“现在有两个，都等着。”", "高医生", "own"),
        ("对此，高医生的解释是“现在有两个，都等着”。", "高医生", "own"),
        ("高医生告诉调查员，“现在有两个，都等着”。", "高医生", "own"),
        ("护士向调查员透露“现在有两个，都等着”。", "护士", "own"),
        ("有报纸写高医生说“现在有两百个，都等着”。", "高医生", "second_hand"),
        ("网上流传的版本是“现在有两百个，都等着”。", None, "second_hand"),
        ("某杂志把护士的话改成“现在有两百个，都等着”。", "护士", "second_hand"),
        ("据《北山晚报》报道，高医生称“现在有两百个，都等着”。", "高医生", "second_hand"),
        ("附件三写作“现在有两百个，都等着”。", None, "second_hand"),
        ("证人称护士对她说过“现在有两百个，都等着”。", "护士", "second_hand"),
        ("传单上写着护士说“现在有两百个，都等着”。录音里没有这句话。", "护士", "disowned"),
        ("上一期我们把高医生的话印成“现在有两百个，都等着”，特此更正。", None, "disowned"),
        ("网页称高医生说“现在有两百个，都等着”，查无此语。", "高医生", "disowned"),
        ("申请书引“现在有两百个，都等着”，经核对，与录音不符。", None, "disowned"),
    ],
)  # fmt: skip
def test_chinese(text: str, speaker: str | None, frame: str) -> None:
    found = last(ZH + text)
    assert found[1:] == ("北山市第一医院", frame)
    if speaker is not None:
        assert found[0] == speaker


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "At Hill Hospital a nurse answered. “We have two,” she said. "
            "At Lake Clinic Dr. Gao said: “None.”",
            ("Dr. Gao", "Lake Clinic", "own"),
        ),
        (
            "At Hill Hospital the nurse said: “We don't have any livers on the ward now.”\n\n"
            "At Lake Clinic the nurse said: “We don't have any livers on the ward now.”",
            ("nurse", "Lake Clinic", "own"),
        ),
        ("# Lake Clinic\n\nThe nurse said: “We have three.”", ("nurse", "Lake Clinic", "own")),
        ("The nurse at Lake Clinic said: “We have three.”", ("nurse", "Lake Clinic", "own")),
        ("Lake Clinic's head nurse said: “We have three.”", ("head nurse", "Lake Clinic", "own")),
        ("“We have three,” said Dr. Gao of the Lake Clinic.", ("Dr. Gao", "Lake Clinic", "own")),
        (
            "北山市第一医院的护士说有。南河县医院的高医生说：“没有，一个也没有。”",
            ("高医生", "南河县医院", "own"),
        ),
        ("打给南河县医院时，接电话的人说：“没有，没有。”", ("接电话的人", "南河县医院", "own")),
        ("南河縣醫院值班護士表示：「沒有，一個也沒有。」", ("值班護士", "南河縣醫院", "own")),
    ],
)  # fmt: skip
def test_hospitals(text: str, expected: tuple[str, str, str]) -> None:
    assert last(text) == expected


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("高医生接电话的时候刚好在护士站。问到数量，他说：“现在有两个，都等着。”", "高医生"),
        ("高医生从护士值班室接的电话。问到数量，他说：“现在有两个，都等着。”", "高医生"),
        ("Dr. Gao picked up in the nurse's office. Asked how many, he said: “Two.”", "Dr. Gao"),
    ],
)
def test_a_room_is_nobody_who_speaks(text: str, speaker: str) -> None:
    calls = read_corpus([Path(__file__).parent / "data" / "calls.jsonl"])  # 护士 speaks in one
    quotation = find_quotations(report_of(text.encode(), "a.md"), calls)[-1]
    assert quotation.speaker == speaker
    assert [one.name for one in quotation.speakers if one.share > 0.2] == [speaker]


PHRASES = Path(__file__).parent / "data" / "phrases.jsonl"
BEFORE = {
    "Fernhill": "At Fernhill Hospital the call was taken by a duty nurse; "
    "later Dr. Osei came to the telephone. ",
    "Coldbrook": "At Coldbrook Hospital Dr. Ilves took the call; a pharmacist was with her. ",
    "青湖": "去年秋天我们打到青湖市第二医院。先是总机，后来转到一位姓曾的主任，曾主任讲得很慢。",
    "岚溪": "今年三月调查员打到岚溪市中医院，先接电话的是护士，后来换了谭主任。",
}


def test_phrasings_name_their_speaker() -> None:
    rows = [json.loads(line) for line in PHRASES.read_text("utf-8").splitlines()]
    missed = [
        row["text"]
        for row in rows
        if row["speaker"] not in (None, last(BEFORE[row["at"]] + row["text"])[0])
    ]
    assert len(missed) <= 0.05 * len(rows), missed
