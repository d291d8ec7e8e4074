"""Rows, pages, quoting and markup of plain text and Markdown."""

from __future__ import annotations

import pytest

from calltools.page.parse import parse
from calltools.transcripts.readers.document import Document
from calltools.transcripts.readers.plain import read_plain


def read(text: str) -> Document:
    return read_plain(text.encode(), "a.md")


WORDS = """\
MS. OAR:   Good day. I have been told to ask for the
           person who keeps the list.
WARD:      There is a list and there is a person, but
           they are not in the same house.
MS. OAR:   Which of them is nearer?
WARD:      The list.

MS. OAR:   And how long is the list, if one may ask, on
           a day like today?
WARD:      Longer than the corridor. You would have to
           stand on the stairs.""".split("\n")


def exhibit(*, per_page: int) -> str:
    pages = [WORDS[i : i + per_page] for i in range(0, len(WORDS), per_page)]
    return "\n\n".join(
        "File 7/11 (invented)      EXHIBIT B\n\n"
        + "\n".join(f"{n:2d}   {row}".rstrip() for n, row in enumerate(page, start=1))
        + f"\n\n              - {number} -"
        for number, page in enumerate(pages, start=1)
    )


@pytest.mark.parametrize("per_page", [3, 5])
def test_numbers_of_rows_are_no_words_and_turns_go_on_over_pages(per_page: int) -> None:
    document = read(exhibit(per_page=per_page))
    (call,) = parse(document).calls
    assert [(turn.speaker, turn.text) for turn in call.turns][:2] == [
        ("MS. OAR", "Good day. I have been told to ask for the person who keeps the list."),
        ("WARD", "There is a list and there is a person, but they are not in the same house."),
    ]
    assert len(call.turns) == 6
    margins = [document.text[start:end] for start, end in document.margins]
    assert len(margins) == len(WORDS)
    assert all(margin.isdecimal() for margin in margins)


def test_running_heads_and_what_recurs_at_form_feeds_is_furniture() -> None:
    heads = [line.text for line in read(exhibit(per_page=3)).lines if line.kind == "furniture"]
    head = "File 7/11 (invented)      EXHIBIT B"
    assert heads[:3] == [head, "- 1 -", head]
    pages = [f"Appendix\n\nQ: {a} beds?\nA: None.\n\nPage {n}" for n, a in ((1, "Any"), (2, "Two"))]
    document = read("\n\f".join(pages))
    said = [line.text for line in document.body]
    assert said == ["Q: Any beds?", "A: None.", "Q: Two beds?", "A: None."]
    assert len(document.pages) == 2


def test_quoting_of_mails_and_boards_is_depth() -> None:
    text = "> > Q. Any beds?\n> > A. None.\n> Sad.\nYes.\n"
    assert [line.depth for line in read(text).lines] == [2, 2, 1, 0]
    board = read("※ 引述：\n: 問：有嗎？\n: 答：沒有。\n:\n: 就這樣\n好。\n")
    assert [(line.depth, line.text) for line in board.lines] == [
        (0, "※ 引述："), (1, "問：有嗎？"), (1, "答：沒有。"), (1, "就這樣"), (0, "好。")
    ]  # fmt: skip
    document = read("<blockquote>\n\n**Q:** Any?\n\n</blockquote>\n\nEnd.")
    assert [(line.depth, line.text) for line in document.lines] == [(1, "Q: Any?"), (0, "End.")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>**Q:** Any&nbsp;beds?</p>", ["Q: Any\xa0beds?"]),
        ("**Q:** Any beds?<br />\n**A:** No.<br>Yes.", ["Q: Any beds?", "A: No.", "Yes."]),
        ("<p>\n Any <x-tag id=3>beds</x-tag>\n at all?\n</p>", ["Any beds at all?"]),
        ("[caption id=\"a\"]A door[/caption]", ["A door"]),
        ("[sic] Any [laughs] beds?", ["[sic] Any [laughs] beds?"]),
        ("1\\. See [the list](http://a.example \"t\")", ["1. See the list"]),
        ("Nurse <laughs> said 3 < 4 & 5 > 4", ["Nurse <laughs> said 3 < 4 & 5 > 4"]),
        ("who | what\n--- | ---\nQ | Any beds?", ["who\twhat", "Q\tAny beds?"]),
        ("---\ntitle: A\n---\nA: None.", ["A: None."]),
    ],
)  # fmt: skip
def test_markup_is_no_words(text: str, words: list[str]) -> None:
    document = read(text)
    assert [line.text for line in document.body] == words


def test_markdown_with_blocks_of_html_tells_places_in_the_text_that_is_read() -> None:
    document = read("**Q:** [a](b) c\n\n<div>Any &amp; all</div>\n\n> A: None.\n")
    assert document.text == "Q: a c\nAny & all\nA: None.\n"
    forged = read("Q: Any?\n\n<div><x-line id=0></x-line>b</div>\n")
    assert [line.text for line in forged.lines] == ["Q: Any?", "b"]
    places = [line.place() for line in document.lines]
    assert [document.text[slice(*place)] for place in places if place] == [
        line.text for line in document.lines
    ]
