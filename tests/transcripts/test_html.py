"""What a page's markup says of its words."""

from __future__ import annotations

import time

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


def test_links_are_marked() -> None:
    (line,) = read_html(b"<p>See <a href=x>the ward</a>.</p>", "a.html").lines
    assert [line.text[m.start : m.end] for m in line.marks if m.kind == "link"] == ["the ward"]


def test_unclosed_tags_take_no_longer_than_closed_ones() -> None:
    def seconds(page: str) -> float:
        start = time.perf_counter()
        read_html(page.encode(), "a.html")
        return time.perf_counter() - start

    closed = seconds("<div><b>Q: yes?</b></div>" * 8000)
    assert seconds("<div><b>Q: yes?" * 8000) < 8 * closed + 0.5
