"""Quotations are found where they were taken from, with the code points of every part."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.made_quotations import make_quotations
from calltools.language.sentences import Language
from calltools.quotations.corpus import Corpus, Entry, read_corpus
from calltools.quotations.locating.locate import locate
from calltools.quotations.locating.text_index import Index, build_index, language_of
from calltools.quotations.model import Location
from calltools.quotations.symbols import symbols
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Turn

GOLD = Path(__file__).parents[1] / "gold" / "quotes" / "transcripts.jsonl"

# Invented, like everything here.
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


def entry(identity: str, lines: tuple[str, ...], language: str) -> Entry:
    roles = (INVESTIGATOR, HOSPITAL)
    turns = tuple(Turn(text, roles[i % 2], roles[i % 2]) for i, text in enumerate(lines))
    return Entry(identity, turns, language)


@pytest.fixture(scope="module")
def calls() -> Index:
    """A Chinese and an English call, and one more of each."""
    other = ("喂，肝病科吗？", "有事吗？", "要多少钱？", "三十万上下，多退少补。")
    third = ("Good morning.", "No, he is in theatre.", "When is he back?", "About three o'clock.")
    entries = (entry("ward", WARD, "zh"), entry("clinic", CLINIC, "en"))
    return build_index(Corpus((*entries, entry("other", other, "zh"), entry("third", third, "en"))))


@pytest.fixture(scope="module")
def gold() -> Index:
    return build_index(read_corpus([GOLD]))


def quoted_and_said(text: str, place: Location, index: Index) -> list[tuple[str, int, str]]:
    turns = index.corpus.by_id[place.transcript].turns
    return [
        (text[p.start : p.end], p.turn, turns[p.turn].text[p.turn_start : p.turn_end])
        for p in place.parts
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        # Exact, in another script, width and punctuation.
        ("A型的快，三四个星期", [("A型的快，三四个星期", 3, "A型的快，三四个星期")]),
        ("Ａ型的快三四個星期。", [("Ａ型的快三四個星期", 3, "A型的快，三四个星期")]),
        ("roughly Three weeks —", [("roughly Three weeks", 3, "roughly three weeks")]),
        (
            "I couldn’t promise anything",
            [("I couldn’t promise anything", 3, "I couldn't promise anything")],
        ),
        # A number, a negation, a word changed; a filler left out; a word put in.
        ("A型的快，三四个月", [("A型的快，三四个月", 3, "A型的快，三四个星")]),
        ("今年做了八十几例了", [("今年做了八十几例了", 5, "今年做了六十几例了")]),
        (
            "I could promise anything",
            [("I could promise anything", 3, "I couldn't promise anything")],
        ),
        ("O型的，两三个月", [("O型的，两三个月", 3, "O型的呢，两三个月")]),
        ("先交[押金]二十五万", [("先交[押金]二十五万", 5, "先交二十五万")]),
        (
            "A deposit of [about] 40,000",
            [("A deposit of [about] 40,000", 5, "A deposit of 40,000")],
        ),
        # Words left out, marked in several ways, in one turn and over turns.
        ("A型的快……也说不定", [("A型的快", 3, "A型的快"), ("也说不定", 3, "也说不定")]),
        ("A型的快（略）出院再结", [("A型的快", 3, "A型的快"), ("出院再结", 5, "出院再结")]),
        (
            "It depends [...] I couldn't promise",
            [("It depends", 3, "It depends"), ("I couldn't promise", 3, "I couldn't promise")],
        ),
        (
            "roughly three weeks ... none of them was turned away",
            [
                ("roughly three weeks", 3, "roughly three weeks"),
                ("none of them was turned away", 5, "none of them was turned away"),
            ],
        ),
        # Stitched without a mark, turned round, over two turns.
        (
            "三四个星期，先交二十五万",
            [("三四个星期", 3, "三四个星期"), ("先交二十五万", 5, "先交二十五万")],
        ),
        (
            "出院再结，先交二十五万",
            [("出院再结", 5, "出院再结"), ("先交二十五万", 5, "先交二十五万")],
        ),
        (
            "is it dangerous? No.",
            [("is it dangerous", 6, "Is it dangerous"), ("No", 7, "No")],
        ),
    ],
)
def test_parts_of_a_quotation(calls: Index, text: str, parts: list[tuple[str, int, str]]) -> None:
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
    index = build_index(Corpus((entry("a", lines, "zh"), entry("b", (*lines, "收吗？"), "zh"))))
    assert locate("没有", index) == []
    assert locate("没有", index, prefer={"b"})[0].transcript == "b"
    assert locate("收吗", index)[0].transcript == "b"


def test_equal_places_are_all_given_what_the_report_means_first() -> None:
    lines = ("要等多久？", "要等两个星期。", "两个星期？", "对，两个星期。")
    index = build_index(Corpus((entry("a", lines, "zh"), entry("b", lines[:2], "zh"))))
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
    calls = (entry("first", ("要多久？", first), "zh"), entry("second", ("要多久？", second), "zh"))
    places = locate(text, build_index(Corpus(calls)), prefer={meant} if meant else ())
    assert [place.transcript for place in places] == found


def test_words_said_everywhere_are_found_in_bounded_time() -> None:
    lines = ("对，两个月。", "两个月吗？", "对，两个月。") * 2000
    index = build_index(Corpus((entry("a", lines, "zh"), entry("b", lines[:3], "zh"))))
    found = locate("两个月", index, prefer={"b"})
    assert {place.transcript for place in found[:3]} == {"b"}
    assert 100 < len(found) < 1000


def test_a_whole_call_as_one_quotation(calls: Index) -> None:
    text = "\n".join(WARD).replace("二十五万", "五十二万").replace("呃，", "")
    (found,) = locate(text, calls)
    assert found.transcript == "ward"
    assert found.turn_range == (0, 7)
    assert found.score > 0.9


def test_a_long_transcript_and_a_long_quotation(gold: Index) -> None:
    turns = [turn.text for e in gold.layers["zh"].entries for turn in e.turns]
    backwards = [turn[::-1] for turn in turns]
    long = entry("long", (*backwards * 3, *turns, *backwards * 3), "zh")
    text = "。".join(turns[40:100]).replace("个", "")
    found = locate(text, build_index(Corpus((long,))))[0]
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
    index = build_index(Corpus((entry("a", tuple(lines), language),)))
    found = locate(text, index, language)
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
    index = build_index(Corpus((entry("a", (*WARD, text), "zh"), entry("b", CLINIC, "en"))))
    for quotation in (text, f"{text}……{WARD[3][:9]}", f"{CLINIC[3][:30]} {text}"):
        for place in locate(quotation, index, language):
            turns = index.corpus.by_id[place.transcript].turns
            edges = [at for part in place.parts for at in (part.start, part.end)]
            assert edges == sorted(edges)
            assert 0 <= place.score <= 1
            for part in place.parts:
                assert 0 <= part.start < part.end <= len(quotation)
                assert 0 <= part.turn_start < part.turn_end <= len(turns[part.turn].text)


def found_first(index: Index, text: str, transcript: str, turns: tuple[int, int]) -> bool:
    """Whether the place is the first, or equal to it."""
    found = locate(text, index, language_of(index.corpus.by_id[transcript]))
    equal = [place for place in found if place.score >= found[0].score - 1e-3]
    return any((p.transcript, p.turn_range) == (transcript, turns) for p in equal)


@pytest.mark.slow
def test_made_quotations_are_found_where_they_were_taken_from(gold: Index) -> None:
    made = make_quotations(gold.corpus.entries, 1000)
    kinds = Counter(one.kind for one in made)
    right = Counter(
        one.kind
        for one in made
        if found_first(gold, one.text, one.transcript, (one.first, one.last))
    )
    assert right["exact"] / kinds["exact"] >= 0.99
    for kind in ("edited", "elided", "stitched", "reordered"):
        assert right[kind] / kinds[kind] >= 0.97, kind


@pytest.mark.slow
def test_few_are_found_in_other_calls_than_their_own(gold: Index) -> None:
    made = make_quotations(gold.corpus.entries, 300, seed=5)
    false = 0
    for call in {one.transcript[:3] for one in made}:
        rest = tuple(e for e in gold.corpus.entries if e.call != call)
        index = build_index(Corpus(rest))
        here = [one for one in made if one.transcript[:3] == call]
        false += sum(bool(locate(one.text, index)) for one in here)
    # Calls ask and answer alike: some of these are said elsewhere nearly word for word.
    assert false / len(made) <= 0.1


def test_the_gold_quotations_of_their_transcripts_language(gold: Index) -> None:
    rows = [json.loads(line) for line in GOLD.with_name("quotes.jsonl").open(encoding="utf-8")]
    own = [
        r for r in rows if r["transcript"] and not r["translated"] and r["verdict"] != "paraphrase"
    ]
    right = [found_first(gold, r["quote"], r["transcript"], tuple(r["turn_range"])) for r in own]
    assert sum(right) / len(own) >= 0.97
    invented = [row for row in rows if row["verdict"] == "not_found"]
    assert not any(locate(row["quote"], gold) for row in invented)
