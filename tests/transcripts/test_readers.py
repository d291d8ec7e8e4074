from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.errors import TranscriptError
from calltools.page.parse_files import read_bytes
from calltools.transcripts.readers import read_document
from calltools.transcripts.readers.text_encodings import decode

GOLD = Path(__file__).parents[1] / "gold/formats"
CALL = (
    "青屿市中心医院　2018年3月6日\n\n问：要等多久？\n答：两个星期。\n问：费用呢？\n答：三十万。\n"
)
TRADITIONAL = "南嶼市慈恩醫院\n\n問：要等多久？\n答：兩個星期。\n問：費用呢？\n答：三十萬。\n"


def said(data: bytes, name: str) -> list[str]:
    return [turn.text for call in read_bytes(data, name).calls for turn in call.turns]


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


@pytest.mark.parametrize("name", sorted(p.name for p in GOLD.glob("zh*.txt")))
def test_gb18030_is_recognised_whatever_the_call(name: str) -> None:
    data = (GOLD / name).read_bytes()
    text, _encoding = decode(data, name)
    assert decode(text.encode("gb18030"), name) == (text, "gb18030")


@pytest.mark.parametrize("name", sorted(p.name for p in GOLD.glob("hant*.[mt]*")))
def test_big5_is_recognised_whatever_the_call(name: str) -> None:
    text = (GOLD / name).read_text("utf-8").replace("〇", "零").replace("︰", "：")
    assert decode(text.encode("big5hkscs", "ignore"), name)[1] == "big5"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028"])
def test_all_line_ends_are_read(newline: str) -> None:
    assert said(CALL.replace("\n", newline).encode(), "a.txt") == said(CALL.encode(), "a.txt")


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


def test_cues_without_blank_lines_between_are_taken_apart() -> None:
    srt = "1\n00:00:01,000 --> 00:00:02,000\n问：好？\n2\n00:00:03,000 --> 00:00:04,000\n答：好。\n"
    (call,) = read_bytes(srt.encode(), "a.srt").calls
    assert [(t.text, t.start_ms, t.end_ms) for t in call.turns] == [
        ("好？", 1000, 2000),
        ("好。", 3000, 4000),
    ]


def test_webvtt_voices_references_and_styles() -> None:
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


@pytest.mark.parametrize(
    ("name", "broken", "whole"),
    [
        ("a.html", "<div><b>Q: yes?", "<div><b>Q: yes?</b></div>"),
        ("a.html", "<!--", "<!---->"),
        ("a.html", "<table><tr><td>a", "<table><tr><td>a</td></tr></table>"),
        ("a.html", "<b a=", "<b></b>"),
        ("a.html", "&#x", "&amp;"),
        *(("a.md", sign, "Any ") for sign in ("<!--", "[a", "**a ", "| ", "    ", "&#x")),
    ],
)
def test_what_is_not_closed_takes_no_longer_than_what_is(
    name: str, broken: str, whole: str
) -> None:
    def seconds(words: str) -> float:
        start = time.process_time()
        read_document(f"<b>{words * 20_000}</b>".encode(), name)
        return time.process_time() - start

    assert seconds(broken) < 8 * seconds(whole) + 1
