"""What a page's markup says of its words."""

from __future__ import annotations

import pytest

from calltools.transcripts.readers.html import read_html


def lines(page: str) -> list[tuple[str, str, bool]]:
    return [(li.kind, li.text, li.aside) for li in read_html(page.encode(), "a.html").lines]


def test_what_stands_beside_the_article_is_kept_apart() -> None:
    page = (
        "<body><nav><a href=/>Home</a></nav><article><header><h1>A call</h1></header>"
        "<p>Q: Any <button>copy</button>beds?</p></article><div role=dialog>Cookies: yes</div>"
        "<p hidden>A: Ten.</p><script>var t='A: None.'</script><footer>Imprint</footer></body>"
    )
    assert lines(page) == [
        ("text", "Home", True),
        ("heading", "A call", False),
        ("text", "copy", True),
        ("text", "Q: Any beds?", False),
        ("text", "Cookies: yes", True),
        ("text", "A: Ten.", True),
        ("text", "Imprint", True),
    ]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<x-line id=7>Any</x-line> beds?", ["Any beds?"]),
        ("<table>\x1f&#1;<tr><td>Q</td><td>Any?</td></tr></table>", ["\ufffd\ufffd", "Q\tAny?"]),
        ("<table><tr><th></th><th>A</th><tr><tr><th>1</th><td>Q<tr><th>2</th><td>R", ["Q", "R"]),
        ("Any <b>beds<p>None", ["Any beds", "None"]),
        ("<p>Any?<p><b>No</b>, <p>none.</div></b><![if x]>", ["Any?", "No,", "none."]),
    ],
)
def test_odd_pages_are_read_as_far_as_they_go(page: str, words: list[str]) -> None:
    document = read_html(page.encode(), "a.html")
    assert [line.text for line in document.body] == words


def test_a_quotation_has_the_marks_that_a_browser_puts_there() -> None:
    assert lines("<p><q>Any <q>beds</q>?</q> she said.") == [
        ("text", "“Any ‘beds’?” she said.", False)
    ]


def test_a_page_that_stands_beside_the_article_with_nearly_all_its_words_is_the_article() -> None:
    page = "<h1>Wards</h1><nav><p>Q: Any beds?</p><p>A: None today.</p>"
    assert not any(beside for _kind, _text, beside in lines(page))
    assert [beside for _kind, _text, beside in lines(f"{page}</nav><p>{'Any ' * 9}")][1] is True
