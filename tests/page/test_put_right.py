"""What a person says of one segment holds for those that are like it, and for nothing else."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calltools.errors import SettingsError
from calltools.page.directions import DROPPED, Directions
from calltools.page.overridden_facts import LENGTH, fact_said
from calltools.page.overrides import GivenFact, GivenTag, Tagged
from calltools.page.parse import Parsed
from calltools.page.parse_files import OpenedFile, ReadFile
from calltools.page.similar_segments import ReadSegment, like
from calltools.records import dumps
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, OTHER, Role

FORMATS = Path(__file__).parents[1] / "gold/formats"
GOLD = [path for path in sorted(FORMATS.glob("*[0-9]*")) if path.suffix != ".json"]
PAGE = """调查记录 1
青屿市中心医院　2018年3月6日　电话：0555-5550142　时长：3分20秒

甲：请问等肝要多久？
乙：两个星期。
甲：一年做多少例？
乙：七八十例吧。

调查记录 2
东湾医院　2018年3月9日
甲：做。来了就能排上。
乙：你们做肾移植吗？
甲：三十万，押金另算。
乙：还要等吗？
"""


def opened(page: str = PAGE, name: str = "page.txt") -> OpenedFile:
    return OpenedFile(page.encode(), name)


def parsed(read: ReadFile) -> Parsed:
    assert read.parsed is not None
    return read.parsed


def segment(read: ReadFile, words: str) -> ReadSegment:
    text = parsed(read).document.text
    return next(s for s in parsed(read).segments if words in text[s.start : s.end])


def tagged(read: ReadFile, words: str, tag: GivenTag) -> Tagged:
    """What is said where a person gives ``tag`` to the segment with ``words``."""
    chosen = segment(read, words)
    following = like(parsed(read).segments, chosen, tag)
    return Tagged(tag, (chosen.start, *(one.start for one in following)))


def roles(read: ReadFile) -> list[list[str]]:
    return [[turn.role[0] for turn in call.turns] for call in read.calls]


def texts(read: ReadFile) -> list[str]:
    return [turn.text for call in read.calls for turn in call.turns]


def is_whole(read: ReadFile) -> bool:
    """Whether the pieces are the document, and every word of a turn is spoken."""
    text, pieces = parsed(read).document.text, parsed(read).pieces
    return "".join(text[piece.start : piece.end] for piece in pieces) == text


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.name)
def test_like_segments_follow_in_real_layouts_and_all_else_stays(path: Path) -> None:
    file = OpenedFile(path.read_bytes(), path.name)
    before = file.read()
    if before.parsed is None or not before.calls:
        pytest.skip("nothing is parsed")
    first = parsed(before).segments
    chosen = next(s for s in first if s.role in (HOSPITAL, "unknown") and s.state == "begins")
    following = like(first, chosen, "other")
    at = (chosen.start, *(one.start for one in following))
    after = file.read(Directions(tags=(Tagged("other", at),)))
    assert texts(after) == texts(before)
    assert parsed(after).pieces == parsed(before).pieces
    now = {one.start: one for one in parsed(after).segments}
    for one in first:
        expected = OTHER if one.start in at else one.role
        if one.state != "goes on":
            assert now[one.start].role == expected, one
    sources = {now[one].given.source for one in at[1:]}
    assert (now[at[0]].given.source, sources) == ("given", {"follows"} if at[1:] else set())


def test_a_sign_that_is_dealt_out_anew_follows_within_its_call_alone() -> None:
    file = opened()
    read = file.read()
    assert len(read.calls) == 2
    right = tagged(read, "做。来了", "hospital"), tagged(read, "你们做肾", "investigator")
    assert [len(one.at) for one in right] == [2, 2]
    again = file.read(Directions(tags=right))
    assert roles(again) == [["i", "h", "i", "h"], ["h", "i", "h", "i"]]
    parties = {party.speaker: party for party in again.calls[1].parties}
    assert (parties["甲"].role, parties["甲"].source) == (HOSPITAL, "given")


def test_what_was_taken_back_or_said_itself_follows_nobody() -> None:
    file = opened()
    wrong = tagged(file.read(), "两个星期", "other")
    back = Tagged("as_read", (segment(file.read(), "七八十例").start,))
    read = file.read(Directions(tags=(wrong, back)))
    assert roles(read)[0] == ["i", "o", "i", "h"]
    assert segment(read, "七八十例").given.source == "taken back"
    assert len(tagged(read, "两个星期", "investigator").at) == 1
    own = file.read(Directions(tags=(Tagged("other", (segment(read, "七八十例").start,)),)))
    assert len(tagged(own, "两个星期", "hospital").at) == 1


def test_nobody_speaks_where_a_person_says_so_nor_in_what_went_on_with_it() -> None:
    page = PAGE.replace("甲：一年", "来源：本站\n转载请注明出处。\n甲：一年").replace(
        "甲：三十万", "来源：本站\n甲：三十万"
    )
    file = opened(page)
    read = file.read(Directions(tags=(Tagged("hospital", (page.index("来源"),)),)))
    assert "本站" in "".join(texts(read))
    tag = tagged(read, "来源", "nobody")
    assert len(tag.at) == 2
    read = file.read(Directions(tags=(tag,)))
    assert "本站" not in "".join(texts(read))
    assert is_whole(read)
    out = file.read(Directions(tags=(tagged(read, "来源", "left_out"),)))
    dropped = [page[p.start : p.end] for p in parsed(out).pieces if p.kind == DROPPED]
    assert dropped == ["来源：本站"] * 2


def test_lines_that_nothing_sets_off_are_the_turn_of_whom_a_person_names() -> None:
    page = (
        "青屿市中心医院　2018年3月6日\n\n问：要等多久？\n答：两个星期。\n快的时候一周。\n那费用呢\n"
    )
    file = opened(page)
    begins = page.index("那费用呢"), page.index("快的时候")
    read = file.read(Directions(tags=(Tagged("investigator", begins[:1]),)))
    assert (texts(read)[-1], roles(read)) == ("那费用呢", [["i", "h", "i"]])
    tags = (Tagged("nobody", begins[1:]), Tagged("hospital", begins[1:]))
    assert texts(file.read(Directions(tags=tags)))[1].endswith("一周。")


def test_calls_begin_at_all_headings_like_the_one_that_was_named_and_go_on_likewise() -> None:
    file = opened()
    joined = file.read(Directions(tags=(tagged(file.read(), "调查记录 2", "call_goes_on"),)))
    assert len(joined.calls) == 1
    tag = tagged(file.read(), "调查记录 1", "call_begins")
    assert len(tag.at) == 2
    assert roles(file.read(Directions(tags=(tag,)))) == roles(file.read())
    one = opened(PAGE.replace("东湾医院　2018年3月9日\n", ""))
    read = one.read(Directions(tags=(Tagged("call_begins", (PAGE.index("七八十例") - 2,)),)))
    assert texts(read) == texts(one.read())
    assert len(read.calls) == len(one.read().calls) + 1


def test_facts_are_those_that_were_typed_or_whose_words_were_chosen() -> None:
    file = opened()
    second = file.read().calls[1].turns[0].places[0].start
    words = PAGE.index("2018年3月6日"), PAGE.index("2018年3月6日") + 9
    facts = (
        GivenFact("date", second, fact_said("date", PAGE[slice(*words)]), words),
        GivenFact("hospital", second, fact_said("hospital", "海棠医院")),
        GivenFact(LENGTH, 0, fact_said(LENGTH, "12:34")),
        GivenFact("phone", 0, fact_said("phone", " ")),
    )
    first, other = file.read(Directions(facts=facts)).calls
    assert (other.call.date, other.call.hospital) == ("2018-03-06", "海棠医院")
    assert (other.places["date"].start, "hospital" in other.places) == (words[0], False)
    assert (first.duration_ms, first.call.phone) == (754_000, None)
    assert first.call.hospital == "青屿市中心医院"


def test_words_say_a_fact_as_records_have_it_or_are_refused() -> None:
    for fact, words, said in (
        ("date", "２０１９年１２月２日", "2019-12-02"),
        ("date", "2019-12", "2019-12"),
        ("time", "下午3点05分", "15:05"),
        (LENGTH, "3分20秒", "200000"),
        ("phone", "0555-5550142", "0555-5550142"),
        ("respondent", "  林 护士 ", "林 护士"),
    ):
        assert fact_said(fact, words)[: len(said)] == said
    for fact, words in (("date", "昨天"), ("time", "25:99"), (LENGTH, "长"), ("notes", "x")):
        with pytest.raises(SettingsError, match=fact):
            fact_said(fact, words)


def test_directions_are_the_same_read_back_from_what_a_step_records() -> None:
    tags = (Tagged("hospital", (70, 92)), Tagged("call_begins", (0,)))
    facts = (GivenFact("hospital", 70, "海棠医院", (3, 7)),)
    given = Directions({"甲": INVESTIGATOR}, (4,), (range(1, 3),), tags, facts)
    read = opened().read(given)
    (step, *_) = read.calls[0].provenance
    assert Directions.read(dumps(step.parameters), "directions.json") == given
    for bad in ("[]", '{"tags": [{"tag": "boss", "at": [1]}]}', '{"drop": [[5, 2]]}'):
        with pytest.raises(SettingsError, match=r"^directions\.json"):
            Directions.read(bad, "directions.json")
    with pytest.raises(SettingsError, match="has no place like"):
        opened().read(Directions(tags=(Tagged("hospital", (9999,)),)))


TAGS: tuple[GivenTag, ...] = (
    "investigator", "hospital", "other", "nobody", "left_out", "call_begins", "call_goes_on",
)  # fmt: skip


@pytest.mark.parametrize("path", GOLD[::7], ids=lambda path: path.name)
@given(data=st.data())
@settings(max_examples=8, deadline=None)
def test_every_character_is_accounted_for_whatever_is_said(path: Path, data: st.DataObject) -> None:
    file = OpenedFile(path.read_bytes(), path.name)
    before = file.read()
    if before.parsed is None:
        return
    segments = before.parsed.segments
    numbers = st.integers(0, len(segments) - 1)
    said = data.draw(st.lists(st.tuples(numbers, st.sampled_from(TAGS)), max_size=5))
    read = file.read(Directions(tags=tuple(Tagged(tag, (segments[n].start,)) for n, tag in said)))
    assert is_whole(read)
    spoken: list[tuple[int, int, Role]] = [
        (place.start, place.end, turn.role)
        for call in read.calls
        for turn in call.turns
        for place in turn.places
    ]
    ordered = sorted(spoken)
    assert all(one[1] <= other[0] for one, other in pairwise(ordered))
    kinds = {p.start: p.kind for p in parsed(read).pieces}
    assert DROPPED not in {kinds.get(start) for start, _end, _role in spoken}
