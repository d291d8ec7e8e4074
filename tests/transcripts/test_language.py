"""The language of a text is told by its script and its small words."""

from __future__ import annotations

import pytest

from calltools.page.parse import parse
from calltools.transcripts.readers import read_document
from calltools.transcripts.text_language import language_of


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


def test_a_page_in_german_is_read_as_german() -> None:
    page = (
        "Anruferin: Guten Tag, wie lange wartet man bei Ihnen auf eine Niere?\n"
        "Krankenhaus: Nicht lange, das sind zwei Wochen.\n"
        "Anruferin: Und was kostet das?\n"
        "Krankenhaus: Ungefähr dreißigtausend, wir haben gerade ein Bett frei.\n"
    )
    (call,) = parse(read_document(page.encode(), "anruf.txt")).calls
    assert call.language == "de"
    assert len(call.turns) == 4
