"""Whole reports audited: the rows, whom a report means, doubts of its own, terms in marks."""

from __future__ import annotations

import pytest
from judging import DATA, call, court_of, entry

from calltools.language.encoders import Encoder
from calltools.quotations.auditor import Auditor
from calltools.quotations.corpus import Corpus, Entry, read_corpus
from calltools.quotations.model import Audited, LikelyHospital, LikelySpeaker, Quotation
from calltools.quotations.report import report_of
from calltools.quotations.rows import rows as rows_of
from calltools.quotations.symbols import is_chinese
from calltools.quotations.verdicts import gravity_of
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Turn
from case_tables import rows

pytestmark = pytest.mark.model

REPORT = """# Two calls

At Marl Bay Transplant Hospital, Dr. Ames said: “The deposit is 180,000 dollars.”
He went on: “We don't take anybody over sixty.” The book “Five Weeks” is not by him.

At the Baisha County Hospital of Chinese Medicine the director said: “At least a month and a half.”
"""


def test_rows_have_the_fields_of_the_labelled_set(encoder: Encoder) -> None:
    corpus = read_corpus([DATA / "calls.jsonl"])
    report = report_of(REPORT.encode(), "two.md")
    found = list(rows_of(report, Auditor(corpus, encoder).audit(report).audited, corpus))
    # Without the reader of pairs no translation is called faithful.
    verdicts = [row["verdict"] for row in found]
    assert verdicts == ["unit_changed", "verbatim", "not_a_quotation", "unclear"]
    first, _, title, _ = found
    assert REPORT[first["start"] : first["end"]].rstrip(".") == first["quote"].rstrip(".")
    assert first["report"] == "two.md"
    assert (first["transcript"], first["turn_range"]) == ("k02-en", [12, 12])
    assert (first["true_speaker"], first["true_role"]) == (["Dr. Ames"], ["hospital"])
    assert first["edits"] == [
        {"op": "replace", "from": "yuan", "to": "dollars", "kind": "unit", "turn": 12}
    ]
    assert len({row["id"] for row in found}) == len(found)
    assert title["transcript"] is title["true_role"] is None
    assert title["note"]


TURNS = (
    Turn("Who is on the list before us?", "Caller", INVESTIGATOR),
    Turn("Nobody but the director sees the list.", "Nurse", HOSPITAL),
    Turn("There are nineteen names on the list.", "Dr. Gu", HOSPITAL),
)
HILL = Entry("hill", TURNS, "en", "Hill Hospital")
POND = Entry("pond", (Turn("We never count them.", "Nurse", HOSPITAL),), "en", "Pond Clinic")
CALLS = Corpus((HILL, POND))
LIST = "There are nineteen names on the list."


def judged(words: str, *speakers: tuple[str | None, float], at: float = 1.0) -> Audited:
    hospitals = (
        LikelyHospital("Hill Hospital", at, frozenset(["hill"])),
        LikelyHospital("Pond Clinic", 1 - at, frozenset(["pond"])),
    )
    meant = hospitals[0] if at >= 0.5 else hospitals[1]
    quotation = Quotation(
        0, len(words), words, "“”",
        speaker=speakers[0][0], hospital=meant.name, meant=meant.meant,
        speakers=tuple(LikelySpeaker(*one) for one in speakers), hospitals=hospitals,
    )  # fmt: skip
    return court_of(CALLS).auditor.judge(quotation)


@pytest.mark.parametrize(
    ("share", "verdict", "speaker"),
    [(0.02, "wrong_speaker", "nurse"), (0.2, "unclear", "nurse"), (0.6, "verbatim", "Dr. Gu")],
)
def test_of_likely_readings_the_one_is_meant_that_is_right(
    share: float, verdict: str, speaker: str
) -> None:
    found = judged(LIST, ("nurse", 1 - share), ("Dr. Gu", share))
    assert (found.verdict, found.quotation.speaker) == (verdict, speaker)
    assert found.needs_person == (verdict == "unclear")


def test_a_hospital_that_no_call_is_of_is_no_charge() -> None:
    assert court_of(CALLS).judge(LIST, "Dr. Gu", "Mill Road Hospital").verdict == "unclear"


BAY = "The doctor at Harrow Bay Hospital"
ANBEI = "岸北铁路医院的医生"
ENGLISH = call(
    "How long is the wait?",
    "Usually it is a month or two, if the blood type matches.",
    "And the price?",
    "I think it comes to three hundred thousand, but I can't promise.",
    hospital="Harrow Bay Hospital",
)
CHINESE = call(
    "要等多久？", "一般一两个月，血型配上的话。", "多少钱？", "我估计三十万左右，不敢保证。",
    hospital="岸北铁路医院",
)  # fmt: skip
CONDITION = call(
    "How long is the wait?",
    "If the blood type matches, it is a month or two.",
    hospital="Harrow Bay Hospital",
)
TOLD = [
    (ENGLISH, f"{BAY} said that the usual wait was “a month or two”, if the type matched."),
    (ENGLISH, f"{BAY} thought that “it comes to three hundred thousand”."),
    (ENGLISH, f"“It comes to three hundred thousand”, {BAY} guessed."),
    (CHINESE, f"{ANBEI}说，通常要等“一两个月”。"),
    (CHINESE, f"{ANBEI}估计要“三十万左右”，但不敢保证。"),
    (CHINESE, "The usual wait, said the doctor at 岸北铁路医院, was “a month or two”."),
]
DROPPED = [
    (ENGLISH, f"{BAY} said: “it is a month or two”."),
    (ENGLISH, f"{BAY} said without hesitation: “it comes to three hundred thousand”."),
    (CHINESE, f"{ANBEI}说：“一两个月”。"),
    (CHINESE, f"{ANBEI}说得很干脆：“三十万左右”。"),
    # A doubt of the report is no condition.
    (CONDITION, f"{BAY} thought that “it is a month or two”."),
]


def test_a_doubt_was_dropped_unless_the_report_says_it_itself() -> None:
    for corpus, sentence in (*TOLD, *DROPPED):
        audit = court_of(corpus).auditor.audit(report_of(sentence.encode(), "report.md"))
        (found,) = audit.audited
        if (corpus, sentence) in DROPPED:
            assert found.verdict == "hedge_dropped", (sentence, found.why)
        else:
            assert gravity_of(found) == "clean", (sentence, found.verdict, found.why)


EN = ("Do you keep the lists here?", "We keep them. Unofficially, that is.")
ZH = ("名单在你们这儿吗？", "在我们这儿，不过不算正式的。")
LISTS = Corpus(
    (entry("hill", EN, hospital="Hill Hospital"), entry("shan", ZH, hospital="山口医院"))
)


def verdict(sentence: str) -> str:
    before = "# Hill Hospital\n\nDr. Gu was asked. "
    if is_chinese(sentence):
        before = "山口医院接电话的是顾医生。"
    report = report_of((before + sentence).encode(), "r.md")
    return court_of(LISTS).auditor.audit(report).audited[-1].verdict


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
    assert verdict(sentence) == expected


def test_laws_papers_signs_and_others_are_told_from_words_given_as_the_hospitals() -> None:
    right = [
        expected
        for expected, sentence in rows("quotations/data/marked.tsv")
        if verdict(sentence) == expected
    ]
    # First 23 of 28, 14 of the others and 9 of the invented; 14 of 28 without what is weighed now.
    assert right.count("not_a_quotation") >= 12
    assert right.count("not_found") >= 9
