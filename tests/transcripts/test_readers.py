"""How files are decoded, and what markup, subtitles and JSON say."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.errors import TranscriptError
from calltools.page.parse_files import read_bytes
from calltools.transcripts.readers import read_document
from calltools.transcripts.readers.html import read_html
from calltools.transcripts.readers.text_encodings import decode
from calltools.transcripts.text_language import language_of

CALL = (
    "青屿市中心医院　2018年3月6日\n\n问：要等多久？\n答：两个星期。\n问：费用呢？\n答：三十万。\n"
)
TRADITIONAL = "南嶼市慈恩醫院\n\n問：要等多久？\n答：兩個星期。\n問：費用呢？\n答：三十萬。\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((CALL, e) for e in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030")),
        *((TRADITIONAL, e) for e in ("utf-8", "utf-16", "big5", "gb18030")),
        ("Caller: It’s “urgent”.\nNurse: Call back.\n" * 3, "cp1252"),
    ],
)
def test_encodings_are_told_apart(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt")[0] == text


def test_html_leaves_navigation_out_and_tells_places_in_the_text_that_is_read() -> None:
    page = (
        "<html lang=zh><head><title>问：标题</title></head><body><nav>问：首页</nav>"
        "<div class='menu'>答：菜单</div><h1>青屿市中心医院 2018-03-06</h1>"
        "<p><b>问</b>：要&nbsp;等&#22810;久？</p><p><b>答</b>：两个<i>（笑）</i>星期。</p>"
        "<footer>答：版权</footer></body></html>"
    )
    read = read_bytes(page.encode(), "a.html")
    asked, answered = read.calls[0].turns
    assert (asked.text, answered.text) == ("要等多久？", "两个星期。")
    assert answered.stage_directions == ("笑",)
    assert read.parsed is not None
    (place,) = asked.places
    assert read.parsed.document.text[place.start : place.end] == "要\xa0等多久？"


def test_an_old_word_file_is_told() -> None:
    with pytest.raises(TranscriptError, match="old Word file; save it as"):
        read_document(b"\xd0\xcf\x11\xe0" + bytes(100), "a.doc")


def test_cues_without_blank_lines_between_and_voices_references_and_styles_of_webvtt() -> None:
    srt = "1\n00:00:01,000 --> 00:00:02,000\n问：好？\n2\n00:00:03,000 --> 00:00:04,000\n答：好。\n"
    (call,) = read_bytes(srt.encode(), "a.srt").calls
    found = [(t.text, t.start_ms, t.end_ms) for t in call.turns]
    assert found == [("好？", 1000, 2000), ("好。", 3000, 4000)]
    vtt = (
        "WEBVTT - x\n\nSTYLE\n::cue { color: red }\n\n00:01.000 --> 00:02.000\n"
        "<v.loud Dr. Rao>A &lt; B &amp; <i>C</i></v>\n"
    )
    (call,) = read_bytes(vtt.encode(), "a.vtt").calls
    assert [(t.speaker, t.text) for t in call.turns] == [("Dr. Rao", "A < B & C")]


def test_recogniser_json_in_other_shapes() -> None:
    rows = [{"speaker": "Caller", "text": 'How "long"?\n'}, {"speaker": "Nurse", "text": "A day."}]
    for value in (rows, {"utterances": rows}, {"segments": rows, "language": "en"}):
        (call,) = read_bytes(json.dumps(value).encode(), "a.json").calls
        assert [(t.role, t.text) for t in call.turns] == [
            ("investigator", 'How "long"?'),
            ("hospital", "A day."),
        ]


@given(st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(
    inner, max_size=3) | st.dictionaries(st.sampled_from(["segments", "text", "start", "speaker"]),
    inner, max_size=4), max_leaves=8))  # fmt: skip
def test_any_json_is_read_or_refused(value: object) -> None:
    try:
        read_bytes(json.dumps(value).encode(), "a.json")
    except TranscriptError as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize("broken", ["<div><b>Q: yes?", "<!--", "<table><tr><td>a", "<b a=", "&#x"])
def test_what_is_never_closed_is_read_to_its_end(broken: str) -> None:
    # Where the rest is looked through for each of them, it takes minutes.
    read_document(f"<b>{broken * 20_000}</b>".encode(), "a.html")
    read_document(f"<b>{broken * 20_000}</b>".encode(), "a.md")


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


def test_a_quotation_has_the_marks_of_a_browser_and_a_page_of_nothing_else_is_the_article() -> None:
    quoted = ("text", "“Any ‘beds’?” she said.", False)
    assert lines("<p><q>Any <q>beds</q>?</q> she said.") == [quoted]
    page = "<h1>Wards</h1><nav><p>Q: Any beds?</p><p>A: None today.</p>"
    assert not any(beside for _kind, _text, beside in lines(page))
    assert [beside for _kind, _text, beside in lines(f"{page}</nav><p>{'Any ' * 9}")][1] is True


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("你好，请问是肝移植科吗？要等多长时间？", "zh-Hans"),
        ("你好，請問是肝移植科嗎？要等多長時間？", "zh-Hant"),
        ("要等の之家医生说一个月", "zh-Hans"),
        ("いつ手術できますか。一ヶ月ぐらい待ちます。", "ja"),
        ("東京中央病院移植外科です。ご用件は。", "ja"),
        ("移植 手術은 얼마나 기다려야 합니까?", "ko"),
        ("How long is the wait for a liver?", "en"),
        ("Dr. Qin: 好的。 The wait is about two weeks, he says, and it is not more.", "en"),
        ("Wie lange muss man auf eine Leber warten? Das ist nicht lange.", "de"),
        ("Combien de temps faut-il attendre? Ce n'est pas long, deux semaines.", "fr"),
        ("Hello? Liver!", "en"),
        ("13800000000?", "zh"),
    ],
)
def test_a_language_is_told_by_script_and_small_words(text: str, language: str) -> None:
    assert language_of(text) == language
