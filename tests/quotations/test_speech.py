"""Short words in quotation marks: quoted from a call, invented, or a term."""

from __future__ import annotations

import pytest
from judging import court_of, entry

from calltools.quotations.corpus import Corpus
from calltools.quotations.report import report_of
from calltools.quotations.symbols import is_chinese
from case_tables import rows

pytestmark = pytest.mark.model

EN = ("Do you keep the lists here?", "We keep them. Unofficially, that is.")
ZH = ("名单在你们这儿吗？", "在我们这儿，不过不算正式的。")
COURT = Corpus(
    (entry("hill", EN, hospital="Hill Hospital"), entry("shan", ZH, hospital="山口医院"))
)


def verdict(sentence: str) -> str:
    before = "# Hill Hospital\n\nDr. Gu was asked. "
    if is_chinese(sentence):
        before = "山口医院接电话的是顾医生。"
    report = report_of((before + sentence).encode(), "r.md")
    return court_of(COURT).auditor.audit(report).audited[-1].verdict


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
