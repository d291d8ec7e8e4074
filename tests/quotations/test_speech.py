"""Short words in quotation marks: quoted from a call, invented, or a term."""

from __future__ import annotations

import pytest
from judging import court_of

from calltools.quotations.corpus import Corpus, Entry
from calltools.quotations.report import report_of
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Turn

TURNS = (
    Turn("Do you keep the lists here?", "Caller", INVESTIGATOR),
    Turn("We keep them. Unofficially, that is.", "Dr. Gu", HOSPITAL),
)
ZH_TURNS = (
    Turn("名单在你们这儿吗？", "调查员", INVESTIGATOR),
    Turn("在我们这儿，不过不算正式的。", "顾医生", HOSPITAL),
)
CORPUS = Corpus(
    (
        Entry("hill", TURNS, "en", "Hill Hospital"),
        Entry("shan", ZH_TURNS, "zh", "山口医院"),
    )
)
EN = "# Hill Hospital\n\nDr. Gu was asked. "
ZH = "山口医院接电话的是顾医生。"


def verdict(text: str) -> str:
    court = court_of(CORPUS)
    report = report_of(text.encode(), "r.md")
    *_, found = court.auditor.audit(report).audited
    return found.verdict


@pytest.mark.model
@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("He said: “We keep them.”", "verbatim"),
        ("Dr. Gu keeps lists “Unofficially”.", "verbatim"),
        ("Dr. Gu said that it was “a family matter”.", "not_found"),
        ("Dr. Gu spoke of “spare lists”.", "not_found"),
        ("No such thing as a so-called “fast lane” was spoken of.", "not_a_quotation"),
        ("Critics call this the “paper wall”.", "not_a_quotation"),
    ],
)
def test_a_word_or_two_are_quoted_where_the_call_has_them_or_somebody_is_said_to_say_them(
    sentence: str, expected: str
) -> None:
    assert verdict(EN + sentence) == expected


OTHERS = [
    EN + "Article 9 of the Registration Act says: “A hospital shall keep one list and no other.”",
    EN + "The ministry's spokesman, asked later, replied: “We know of nothing of the kind.”",
    EN + "A banner over the gate read “Every gift is a life”.",
    EN + "My aunt, who had come with me, whispered: “He is lying to you.”",
    EN + "The form has a box marked “relation to the donor”.",
    EN + "There is an old saying: “Who asks twice pays twice.”",
    EN + "The Harbour Gazette ran the story under “Beds for all”.",
    EN + "The judge interrupted: “I will not have that read aloud.”",
    EN + "Dr. Gu never used the word “donor”.",
    ZH + "登记条例第九条规定：“医院应当只设一份名单。”",
    ZH + "事后卫生局发言人答复说：“没有听说过这样的事。”",
    ZH + "大门上挂着横幅：“一份捐献，一条生命”。",
    ZH + "陪我去的姨妈小声说：“他在骗你。”",
    ZH + "表格上有一栏写着“与捐献人的关系”。",
    ZH + "老话讲“问两遍的人交两份钱”。",
    ZH + "《港湾日报》的标题是“人人有床位”。",
    ZH + "庭上法官打断他：“这一段不要念了。”",
    ZH + "顾医生始终没有用过“捐献者”三个字。",
]
INVENTED = [
    EN + "He answered: “There is a second list for visitors.”",
    EN + "Asked who pays, Dr. Gu said that “the army settles it”.",
    EN + "“Come before the holiday,” he urged the caller.",
    EN + "Then came the sentence that everybody remembers: “A liver never waits here.”",
    EN + "The doctor called them “quick cases”.",
    ZH + "他回答：“外地来的另有一份名单。”",
    ZH + "问到谁出钱，顾医生说“部队会结的”。",
    ZH + "“节前过来。”他催调查员。",
    ZH + "接下来就是大家都记得的那一句：“肝在这里从来不用等。”",
    ZH + "医生把他们叫作“急件”。",
]


@pytest.mark.model
def test_laws_papers_signs_and_others_are_told_from_words_given_as_the_hospitals() -> None:
    told = [verdict(text) == "not_a_quotation" for text in OTHERS]
    claimed = [verdict(text) == "not_found" for text in INVENTED]
    # First 23 of 28, 14 of the others and 9 of the invented; 14 of 28 without what is weighed now.
    assert sum(told) >= 12
    assert sum(claimed) >= 9
