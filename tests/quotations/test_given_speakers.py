"""Ways of saying whose words a quotation is, one sentence or two each."""

from __future__ import annotations

import pytest
from judging import DATA

from calltools.quotations.corpus import read_corpus
from calltools.quotations.finding.find import find_quotations
from calltools.quotations.report import report_of
from case_tables import rows

BEFORE = {
    "-": "",
    "Hill": "The caller rang Hill Hospital. Dr. Gao took the call, and a nurse stood by. ",
    "北山": "调查员打到北山市第一医院。高医生接了电话，旁边有个护士。",
    "Fernhill": "At Fernhill Hospital the call was taken by a duty nurse; "
    "later Dr. Osei came to the telephone. ",
    "Coldbrook": "At Coldbrook Hospital Dr. Ilves took the call; a pharmacist was with her. ",
    "青湖": "去年秋天我们打到青湖市第二医院。先是总机，后来转到一位姓曾的主任，曾主任讲得很慢。",
    "岚溪": "今年三月调查员打到岚溪市中医院，先接电话的是护士，后来换了谭主任。",
}


def last(text: str) -> tuple[str | None, str | None, str | None]:
    quotation = find_quotations(report_of(text.encode(), "a.md"))[-1]
    return quotation.speaker, quotation.hospital, quotation.frame


@pytest.mark.parametrize(
    ("at", "speaker", "hospital", "frame", "text"), rows("quotations/data/speakers.tsv")
)
def test_whose_words_where_and_in_which_frame(
    at: str, speaker: str, hospital: str, frame: str, text: str
) -> None:
    found = last(BEFORE[at] + text)
    assert found[1:] == (hospital, frame)
    assert not speaker or found[0] == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("高医生接电话的时候刚好在护士站。问到数量，他说：“现在有两个，都等着。”", "高医生"),
        ("高医生从护士值班室接的电话。问到数量，他说：“现在有两个，都等着。”", "高医生"),
        ("Dr. Gao picked up in the nurse's office. Asked how many, he said: “Two.”", "Dr. Gao"),
    ],
)
def test_a_room_is_nobody_who_speaks(text: str, speaker: str) -> None:
    calls = read_corpus([DATA / "calls.jsonl"])  # 护士 speaks in one
    quotation = find_quotations(report_of(text.encode(), "a.md"), calls)[-1]
    assert quotation.speaker == speaker
    assert [one.name for one in quotation.speakers if one.share > 0.2] == [speaker]
