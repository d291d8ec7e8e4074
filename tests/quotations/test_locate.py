"""Quotations are found where they were taken from, with the code points of every part."""

from __future__ import annotations

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import GOLD, entry

from calltools.language.sentences import Language
from calltools.quotations.corpus import Corpus, Entry, read_corpus
from calltools.quotations.locating.locate import locate
from calltools.quotations.locating.text_index import Index, build_index
from calltools.quotations.model import Location
from calltools.quotations.symbols import symbols
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR
from case_tables import rows

WARD = (
    "喂，您好，是泌尿外科吗？",
    "是的，您哪里？",
    "我想问换肾要排多久。",
    "看血型，A型的快，三四个星期；O型的呢，两三个月，也说不定。",
    "那费用呢？",
    "呃，先交二十五万，出院再结。今年做了六十几例了。",
    "有危险吗？",
    "有。",
)
CLINIC = (
    "Hello, is this the liver clinic?",
    "Yes. Who is calling?",
    "How long would my uncle wait?",
    "It depends. For type B, roughly three weeks; for the others I couldn't promise anything.",
    "And the cost?",
    "A deposit of 40,000 first. We did fifty-odd last year, and none of them was turned away.",
    "Is it dangerous?",
    "No.",
)


def index_of(*entries: Entry) -> Index:
    return build_index(Corpus(entries))


@pytest.fixture(scope="module")
def calls() -> Index:
    """A Chinese and an English call, and one more of each."""
    other = ("喂，肝病科吗？", "有事吗？", "要多少钱？", "三十万上下，多退少补。")
    third = ("Good morning.", "No, he is in theatre.", "When is he back?", "About three o'clock.")
    return index_of(
        entry("ward", WARD), entry("clinic", CLINIC), entry("other", other), entry("third", third)
    )


def quoted_and_said(text: str, place: Location, index: Index) -> list[tuple[str, int, str]]:
    turns = index.corpus.by_id[place.transcript].turns
    return [
        (text[p.start : p.end], p.turn, turns[p.turn].text[p.turn_start : p.turn_end])
        for p in place.parts
    ]


@pytest.mark.parametrize("row", rows("quotations/data/located.tsv"), ids=lambda row: row[0])
def test_parts_of_a_quotation(calls: Index, row: list[str]) -> None:
    text, *fields = row
    thirds = zip(fields[::3], fields[1::3], fields[2::3], strict=True)
    parts = [(quoted, int(turn), said) for quoted, turn, said in thirds]
    found = locate(text, calls)
    assert quoted_and_said(text, found[0], calls) == parts
    assert found[0].transcript in ("ward", "clinic")
    assert not found[0].translated


@pytest.mark.parametrize(
    "text",
    [
        "心脏要从外省调过来才行",
        "上面不让我们跟外人讲",
        "The army sends them to us by train",
        "Come and see me at home tomorrow",
        "……",
        "—",
        "",
    ],
)
def test_what_nobody_said_is_nowhere(calls: Index, text: str) -> None:
    assert locate(text, calls) == []


def test_a_single_word_is_only_found_where_the_report_says(calls: Index) -> None:
    assert locate("No", calls) == []
    assert locate("有", calls) == []
    (clinic,) = locate("No", calls, prefer={"clinic"})
    assert quoted_and_said("No", clinic, calls) == [("No", 7, "No")]
    first, *_ = locate("有", calls, prefer={"ward"}, role=HOSPITAL)
    assert quoted_and_said("有", first, calls) == [("有", 7, "有")]


def test_two_characters_that_many_calls_have_are_left_to_what_the_report_says() -> None:
    lines = ("有肝源吗？", "没有。")
    index = index_of(entry("a", lines), entry("b", (*lines, "收吗？")))
    assert locate("没有", index) == []
    assert locate("没有", index, prefer={"b"})[0].transcript == "b"
    assert locate("收吗", index)[0].transcript == "b"


def test_equal_places_are_all_given_what_the_report_means_first() -> None:
    lines = ("要等多久？", "要等两个星期。", "两个星期？", "对，两个星期。")
    index = index_of(entry("a", lines), entry("b", lines[:2]))
    found = locate("两个星期", index, prefer={"b"})
    assert (found[0].transcript, found[0].turn_range[0]) == ("b", 1)
    assert {(place.transcript, place.turn_range[0]) for place in found} == {
        ("a", 1), ("a", 2), ("a", 3), ("b", 1),
    }  # fmt: skip
    asked = locate("两个星期", index, prefer={"a"}, role=INVESTIGATOR)[0]
    assert (asked.transcript, asked.turn_range) == ("a", (2, 2))


@pytest.mark.parametrize(
    ("first", "second", "text", "meant", "found"),
    [
        # A close place in the call that is meant comes before an exact one elsewhere.
        ("费用是先交三十五万，出院的时候再结清。", "费用是先交三十五万，出院的时候结清。",
         "费用是先交三十五万，出院的时候结清", None, ["second"]),
        ("费用是先交三十五万，出院的时候再结清。", "费用是先交三十五万，出院的时候结清。",
         "费用是先交三十五万，出院的时候结清", "first", ["first", "second"]),
        # One symbol does not outweigh the hospital that the report names.
        ("要等三个月。", "要等两个月。", "要等两个月", "first", ["first", "second"]),
        ("要等三个月。", "要等两个月。", "要等两个月", "second", ["second"]),
        ("要等三个月。", "要等两个月。", "要等两个月", None, ["second"]),
    ],
)  # fmt: skip
def test_what_the_report_means_comes_first(
    first: str, second: str, text: str, meant: str | None, found: list[str]
) -> None:
    index = index_of(entry("first", ("要多久？", first)), entry("second", ("要多久？", second)))
    places = locate(text, index, prefer={meant} if meant else ())
    assert [place.transcript for place in places] == found


def test_words_said_everywhere_are_found_in_bounded_time() -> None:
    lines = ("对，两个月。", "两个月吗？", "对，两个月。") * 2000
    index = index_of(entry("a", lines), entry("b", lines[:3]))
    found = locate("两个月", index, prefer={"b"})
    assert {place.transcript for place in found[:3]} == {"b"}
    assert 100 < len(found) < 1000


def test_a_long_transcript_and_a_long_quotation() -> None:
    entries = read_corpus([GOLD / "transcripts.jsonl"]).entries
    turns = [turn.text for e in entries if e.language[:2] == "zh" for turn in e.turns]
    backwards = [turn[::-1] for turn in turns]
    long = entry("long", (*backwards * 3, *turns, *backwards * 3))
    text = "。".join(turns[40:100]).replace("个", "")
    found = locate(text, index_of(long))[0]
    first = 3 * len(turns) + 40
    touched = dict.fromkeys(part.turn for part in found.parts)
    assert list(touched) == list(range(first, first + 60))


TRADITIONAL = opencc.OpenCC("s2t")
HAN = st.text(st.sampled_from("有没不等三个月的血型肝肾快慢钱"), min_size=5, max_size=12)
ENGLISH = st.lists(
    st.sampled_from("we they had seven none week months kidney donor slow don't".split()),
    min_size=4,
    max_size=9,
).map(" ".join)


def all_places(text: str, lines: list[str], language: Language) -> list[tuple[int, int, int]]:
    found = locate(text, index_of(entry("a", lines)), language)
    return [(p.turn, p.turn_start, p.turn_end) for place in found for p in place.parts]


@settings(max_examples=60)
@given(st.sampled_from(["zh", "en"]), st.data())
def test_any_part_of_a_turn_is_found_there(language: Language, data: st.DataObject) -> None:
    lines = data.draw(st.lists(HAN if language == "zh" else ENGLISH, min_size=2, max_size=6))
    turn = data.draw(st.integers(0, len(lines) - 1))
    found = symbols(lines[turn], language)
    least = 4 if language == "zh" else 3
    first = data.draw(st.integers(0, len(found) - least))
    last = data.draw(st.integers(first + least - 1, len(found) - 1))
    start, end = int(found.starts[first]), int(found.ends[last])
    text = lines[turn][start:end]
    variants = {
        "zh": (text, TRADITIONAL.convert(text), "，".join(text), f"“{text}”。"),
        "en": (text, text.upper(), text.replace("'", "’"), text.replace(" ", ", ") + "."),
    }
    for variant in variants[language]:
        assert (turn, start, end) in all_places(variant, lines, language)


@settings(max_examples=60)
@given(st.text(max_size=60), st.sampled_from(["zh", "en"]))
def test_parts_lie_in_the_texts_and_in_quoted_order(text: str, language: Language) -> None:
    index = index_of(entry("a", (*WARD, text)), entry("b", CLINIC))
    for quotation in (text, f"{text}……{WARD[3][:9]}", f"{CLINIC[3][:30]} {text}"):
        for place in locate(quotation, index, language):
            turns = index.corpus.by_id[place.transcript].turns
            edges = [at for part in place.parts for at in (part.start, part.end)]
            assert edges == sorted(edges)
            assert 0 <= place.score <= 1
            for part in place.parts:
                assert 0 <= part.start < part.end <= len(quotation)
                assert 0 <= part.turn_start < part.turn_end <= len(turns[part.turn].text)
