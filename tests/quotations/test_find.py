"""What is found in reports: marks of all kinds, and any text whatever."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.errors import ReportError
from calltools.quotations.finding.find import find_quotations
from calltools.quotations.model import Quotation
from calltools.quotations.report import report_of
from case_tables import rows


def found(text: str) -> list[Quotation]:
    return find_quotations(report_of(text.encode(), "a.md"))


def words(text: str) -> list[str]:
    return [quotation.text for quotation in found(text)]


@pytest.mark.parametrize("row", rows("quotations/data/marks.tsv"), ids=lambda row: row[0])
def test_marks(row: list[str]) -> None:
    text, *expected = row
    assert words(text) == expected


def test_a_quotation_in_a_quotation_is_found_inside_it() -> None:
    outer, inner = found("The nurse said: “He told me ‘no, never’ and hung up.”")
    assert (outer.text, inner.text) == ("He told me ‘no, never’ and hung up", "no, never")
    assert outer.start < inner.start < inner.end < outer.end
    assert inner.speaker == outer.speaker == "nurse"


def test_a_quotation_over_paragraphs_is_one_without_the_marks_that_open_them_again() -> None:
    text = "The nurse said: “We have two.\n\n“We had three.\n\n“Come on Monday.”\n\nShe hung up."
    (only,) = found(text)
    assert only.text == "We have two.\nWe had three.\nCome on Monday"
    assert text[only.start : only.end].startswith("We have") and text[only.end] == "."


def test_a_forgotten_mark_does_not_swallow_the_quotations_after_it() -> None:
    text = "The nurse said: “We have two. The doctor said “Three.” The clerk said “Four.”"
    assert words(text) == ["We have two", "Three", "Four"]


def test_block_quotes_are_quotations_and_marks_around_them_are_left_out() -> None:
    plain, marked = "The nurse said:\n\n> We have two.\n", "The nurse said:\n\n> “We have two.”\n"
    assert [(q.text, q.mark) for q in found(plain)] == [("We have two.", "blockquote")]
    assert [(q.text, q.mark) for q in found(marked)] == [("We have two", "“”")]


def test_a_block_quote_signed_below() -> None:
    (only,) = found("He was firm.\n\n> We have two.\n>\n> — Dr. Gao, Hill Hospital\n")
    assert (only.text, only.speaker, only.hospital) == ("We have two.", "Dr. Gao", "Hill Hospital")


def test_a_block_quote_of_a_page_signed_in_its_footer() -> None:
    page = (
        "<blockquote><p>It&rsquo;s full.</p><footer>&mdash; Dr. Gao, Hill Hospital</footer>"
        "</blockquote><footer>Printed “daily”</footer>"
    )
    report = report_of(f"<html><body><p>On beds:</p>{page}</body></html>".encode(), "a.html")
    (only,) = find_quotations(report)
    assert (only.text, only.speaker, only.hospital) == ("It’s full.", "Dr. Gao", "Hill Hospital")
    assert report.text == "On beds:\nIt’s full.\n— Dr. Gao, Hill Hospital\n"


def test_the_turns_of_a_quoted_dialogue_are_quotations_each() -> None:
    text = "At Hill Hospital it went like this:\n\n> Caller: How long?\n> Nurse: Two weeks.\n"
    assert [(q.text, q.speaker, q.hospital) for q in found(text)] == [
        ("How long?", "Caller", "Hill Hospital"),
        ("Two weeks.", "Nurse", "Hill Hospital"),
    ]


def test_markup_inside_a_quotation_is_not_in_its_words() -> None:
    (only,) = found("The nurse said: “We have *two*,\nnot three.”")
    assert only.text == "We have two, not three"


def test_titles_of_links_are_no_quotations() -> None:
    assert words('See [the page](http://example.org "A title") for more.') == []


@pytest.mark.parametrize(
    "text", ["《海边的医院》下月上映。", "# The film “Nobody Said So”\n\nIt is on."]
)
def test_titles_are_no_quotations_and_the_reason_is_told(text: str) -> None:
    (only,) = found(text)
    assert not only.is_quotation
    assert only.reason
    assert only.frame is None


@given(st.text("“”‘’「」『』«»《》\"'.,。，：:>#\n 护士说 the nurse said Dr. A", max_size=120))
def test_any_text_is_read_and_spans_nest_or_stand_apart(text: str) -> None:
    try:
        report = report_of(text.encode(), "a.md")
    except ReportError:
        return
    quotations = find_quotations(report)
    for one in quotations:
        cut = report.text[one.start : one.end]
        assert cut and cut[0] == one.text[0] and cut[-1] == one.text[-1]
        if "\n" not in cut and "\n" not in one.text and not set("*_>[]\\") & set(cut):
            assert cut == one.text
    spans = sorted((q.start, -q.end) for q in quotations)
    for i, (start, end) in enumerate(spans):
        for other_start, other_end in spans[i + 1 :]:
            assert other_start >= -end or -other_end <= -end, (start, -end, other_start, -other_end)


_WORDS = (
    st.text("we wait 三天 说不好 no，", min_size=2, max_size=12)
    .map(str.strip)
    .filter(
        lambda words: (
            sum(c.isalnum() for c in words) > 1 and words[-1] not in "，," and words[0] != "，"
        )
    )
)


@given(
    st.lists(st.tuples(st.sampled_from(["“”", "「」", "『』", "«»"]), _WORDS), max_size=5),
    st.sampled_from(["The nurse said ", "护士说：", "\n\n医生说"]),
    st.sampled_from(["", "。", ". ", "，"]),
)
def test_offsets_cut_each_quotation_out_of_the_text(
    quoted: list[tuple[str, str]], before: str, after: str
) -> None:
    text = "开头。"
    places = []
    for marks, words in quoted:
        text += before + marks[0]
        places.append((len(text), len(text) + len(words), words))
        text += words + marks[1] + after
    found = find_quotations(report_of(text.encode(), "a.md"))
    assert [(q.start, q.end, text[q.start : q.end]) for q in found] == places


@given(_WORDS, _WORDS, st.sampled_from(["“”", "「」", "『』"]))
def test_a_mark_left_open_takes_no_quotation_of_another_paragraph(
    first: str, second: str, marks: str
) -> None:
    text = f"护士说：{marks[0]}{first}。\n\n中间一段。\n\n医生说：{marks[0]}{second}{marks[1]}。\n"
    found = find_quotations(report_of(text.encode(), "a.md"))
    assert text[found[-1].start : found[-1].end] == second
    assert all("\n" not in q.text for q in found)
