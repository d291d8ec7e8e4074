"""Every character of a page has its place or its reason, whatever the page holds."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calltools.errors import CalltoolsError
from calltools.page.parse import Parsed, parse
from calltools.page.parse_files import read_bytes
from calltools.transcripts.readers import read_document

WORDS = [
    "问", "答", "：", ":", "调查员", "医生", "Caller", "Nurse", "A", "B", "Q.", "“", "”", '"', "「",
    "」", "（笑）", "[sic]", "[", "]", "（", "）", "1.", "2、", "00:01", "[00:00:02]",
    "00:00:01,000 --> 00:00:02,000", "\n", "\n\n", "\r\n", " ", "　", "\t", "**", "*", "_", "# ",
    "> ", "- ", "—", "……", "青屿市中心医院", "2018年3月6日", "2018年2月30日", "+86-10-5550-0101",
    "录音05", "你好。", "三十万？", "Hello there.", "医院：", "日期：", "调查记录 2", "---",
    "<v 医生>", "</v>", "<b>", "</p>", "<p>", "<br>", "<td>", "<tr>", "&nbsp;", "&#0;", "WEBVTT",
    "NOTE", "{x}", "¹", "[1]", "1 注", "\u2028", "\x00", "\ufeff", "| a | b |",
    "问：好吗？答：好。", "说", "<![", "<!--", "]]>",
]  # fmt: skip
scraps = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=40).map("".join)
names = st.sampled_from(["a.txt", "a.md", "a.html", "a.srt", "a.vtt", "a.json", "a", "-"])


def check_account(parsed: Parsed) -> None:
    """Pieces cover the text, and a turn's words are the speech in its places, no more, no less."""
    text = parsed.document.text
    assert "".join(text[p.start : p.end] for p in parsed.pieces) == text
    kinds = [piece.kind for piece in parsed.pieces for _ in range(piece.start, piece.end)]
    claimed = 0
    for call in parsed.calls:
        for turn in call.turns:
            places = {i for p in turn.places for i in range(p.start, p.end)}
            speech = [i for i in places if kinds[i] == "speech" and not is_blank(text[i])]
            claimed += len(speech)
            if parsed.document.format in ("text", "pdf", "docx"):  # no references, no escapes
                said = "".join(text[i] for i in sorted(speech))
                assert sorted(said) == sorted(c for c in turn.text if not is_blank(c))
    assert claimed == sum(
        kind == "speech" and not is_blank(char) for kind, char in zip(kinds, text, strict=True)
    )


def is_blank(char: str) -> bool:
    return char.isspace() or char in "\u200b\ufeff\x00|"


@settings(max_examples=150)
@given(scraps, names)
def test_any_text_is_parsed_or_refused_and_no_character_is_lost(text: str, name: str) -> None:
    with contextlib.suppress(CalltoolsError):
        parsed = read_bytes(text.encode("utf-8"), name).parsed
        if parsed is not None:
            check_account(parsed)


@settings(max_examples=80)
@given(st.binary(max_size=200), names | st.sampled_from(["a.docx", "a.pdf"]))
def test_any_bytes_are_parsed_or_refused(data: bytes, name: str) -> None:
    with contextlib.suppress(CalltoolsError):
        read_bytes(data, name)


@pytest.mark.parametrize("start", [b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_a_damaged_container_is_told_in_one_line(start: bytes) -> None:
    for name in ("a.pdf", "a.docx", "a.txt"):
        with pytest.raises(CalltoolsError) as error:
            read_bytes(start + b"\x00\x01rubbish" * 20, name)
        assert "\n" not in str(error.value)


ARTICLE = """# 门外的人

记者在门口等了一上午，没有人出来。

菱塘市第三医院　2016年5月3日

调查员：请问肝移植要等多久？
护士：快的话两个星期。
调查员：费用多少？
护士：三十万左右，不算后面的药。

一句“快的话两个星期”，说得像去买菜。

在别的国家，人们要等上几年。
"""


def test_what_is_in_no_call_tells_why() -> None:
    for page, calls, reasons in (
        (
            ARTICLE,
            1,
            {"门外的人": "heading", "记者在门口": "narration", "一句“快": "repeated",
             "在别的国家": "commentary"},
        ),
        (
            "# 通知\n\n食堂今天不开门。\n\n后勤处\n",
            0,
            {"通知": "heading", "食堂": "narration", "后勤处": "page"},
        ),
    ):  # fmt: skip
        parsed = parse(read_document(page.encode(), "page.md"))
        assert [len(call.turns) for call in parsed.calls] == [4] * calls
        assert not parsed.unplaced
        for words, kind in reasons.items():
            at = parsed.document.text.index(words)
            assert kind in [p.kind for p in parsed.pieces if p.start <= at < p.end], words
