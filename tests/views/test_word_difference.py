from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from calltools.views.word_difference import difference


def shown(said: str, quoted: str, language: str) -> str:
    signs = {"same": "{}", "left_out": "[-{}-]", "put_in": "[+{}+]"}
    return "".join(signs[p.kind].format(p.text) for p in difference(said, quoted, language))


def test_changes_are_shown_by_words_and_characters() -> None:
    for said, quoted, language, expected in (
        ("I wouldn't say so", "I would say so", "en", "I [-wouldn't -][+would +]say so"),
        ("about 400 a year", "about 4000 a year", "en", "about [-400 -][+4000 +]a year"),
        ("Two, er, weeks.", "two weeks", "en", "two [-, er, -]weeks[-.-]"),
        ("大概三十来天吧", "大概三个来天吧", "zh-Hans", "大概三[-十-][+个+]来天吧"),
        ("没有肝源", "有肝源", "zh-Hans", "[-没-]有肝源"),
        ("等两周", "等兩周", "zh-Hans", "等兩周"),
        ("１５天", "15天", "zh-Hans", "15天"),
    ):
        assert shown(said, quoted, language) == expected


@given(st.text(max_size=20), st.text(max_size=20), st.sampled_from(["zh-Hans", "en"]))
def test_the_quotation_is_whole_in_its_pieces_and_the_same_words_have_no_difference(
    said: str, quoted: str, language: str
) -> None:
    pieces = difference(said, quoted, language)
    assert "".join(p.text for p in pieces if p.kind != "left_out") == quoted
    assert all(p.text for p in pieces)
    assert {p.kind for p in difference(said, said, language)} <= {"same"}
