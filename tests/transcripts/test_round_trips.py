"""What a writer wrote, the readers give back: the same turns, whatever words they hold."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import transcripts as any_transcripts

from calltools.errors import TranscriptError
from calltools.page.parse_files import read_bytes
from calltools.transcripts.model import ROLES, Call, Gap, Note, Transcript, Turn, Word
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.writers import FORMATS, write

READABLE = sorted(set(FORMATS) - {"rttm"})
CUES = ("srt", "vtt")
WITHOUT_EMPTY = (*CUES, "textgrid")
"""Formats in which a turn without words is passed over, as the guides tell."""

PIECES = (
    "两周。", "圣疑圣疑圣疑圣疑", "没有没有没有", "时间：14:30", "医院：青屿市中心医院",
    "护士：", "调查员：喂？", "[00:00:01.000 - 00:00:02.000] 护士：有。", "[flags: overlap]",
    "[language: en]", "（笑）", "[?]", "[voice: 院方 = x, hospital]",
    "[made by calltools: transcript, en]", "[warning: no]", "…", "？：",
    "1\n00:00:01,000 --> 00:00:02,000\n", "NOTE x", "WEBVTT", "-->", "<v 护士>", "</v>", "<i>",
    "&amp;", "{\\an8}", "_x0041_", "_x005F_", "---", "# 一", "> ", "**b**", "| a | b |", "1. ",
    "- ", "\n", "\n\n", "\r\n", "\t", " ", "  ", "\u3000", "\x0c", "\x85", "\u2028", "\ufeff",
    "\x00", '"', "'", "=1+1", "2000", "yes ", "the wait is two weeks ", "肾B型", "한국 사람",
    "“好。”", "Q: ", "A. ", "［笑］", "—— ", "=",
)  # fmt: skip
PRINTABLE = st.characters(exclude_categories=["Cs"])  # no file holds half a character
words = st.lists(
    st.one_of(st.sampled_from(PIECES), st.text(PRINTABLE, max_size=8)), min_size=0, max_size=8
).map("".join)
names = st.one_of(
    st.none(),
    st.sampled_from(["护士", "SPEAKER_00", "调查员", "Dr. <X>", "院方", "?", "…"]),
    st.sampled_from(["a: b", "[x]", "", "A = B"]),
    st.text(PRINTABLE, max_size=6),
)  # fmt: skip


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    """Turns of anybody, in order of time, with any words."""
    turns, ms = [], 0
    for text in draw(st.lists(words, min_size=1, max_size=5)):
        start = ms + draw(st.integers(0, 500))
        ms = start + draw(st.integers(1, 20_000))
        flags = draw(st.lists(st.sampled_from(["overlap", "repetition"]), unique=True))
        role = draw(st.sampled_from(ROLES))
        turns.append(Turn(text, draw(names), role, start, ms, flags=tuple(flags)))
    gaps = []
    for kind in draw(st.lists(st.sampled_from(["speech_without_text", "unheard"]), max_size=3)):
        start = draw(st.integers(0, ms))
        gaps.append(Gap(kind, start, start + draw(st.integers(1, 9_000)), draw(names)))
    language = draw(st.sampled_from(["zh-Hans", "en"]))
    return Transcript(tuple(turns), language, "corrected", gaps=tuple(gaps))


def there_and_back(transcript: Transcript, format_: str) -> Transcript:
    content = write(transcript, format_)
    data = content if isinstance(content, bytes) else content.encode()
    read = read_bytes(data, f"call{FORMATS[format_].suffix}")
    assert read.parsed is None  # no model was asked
    return read.calls[0]


def held(transcript: Transcript, format_: str) -> list[tuple[object, ...]]:
    """What the format holds of each turn and gap; in a table an empty name is none."""

    def name(speaker: str | None) -> str | None:
        return (speaker or None) if format_ == "csv" else speaker

    turns = [
        (t.text, name(t.speaker), t.role, t.start_ms, t.end_ms, t.flags * (format_ not in CUES))
        for t in transcript.turns
        if t.text.strip() or format_ not in WITHOUT_EMPTY
    ]
    gaps = [(g.kind, g.start_ms, g.end_ms, str(name(g.speaker))) for g in transcript.gaps]
    return [*turns, *sorted(gaps)]


@pytest.mark.parametrize("format_", READABLE)
@given(transcripts())
@example(Transcript((Turn("圣疑" * 40, "SPEAKER_00", "hospital", 0, 9000, flags=("repetition",)),)))
@example(Transcript((Turn("[language: en]", None, "unknown", 0, 9),)))
@example(
    Transcript((Turn("喂", None, "unknown", 0, 9), Turn("时间：三点", "a", "other", 9, 12)), "en")
)
def test_turns_and_speech_without_words_come_back(format_: str, transcript: Transcript) -> None:
    assert held(there_and_back(transcript, format_), format_) == held(transcript, format_)


def timed_words(text: str) -> Turn:
    """A turn of words with times, as a recogniser gives them."""
    found = [m.span() for m in re.finditer(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+", text)]
    heard = tuple(
        Word(text[start:end], start, end, 400 * i, 400 * i + 300)
        for i, (start, end) in enumerate(found)
    )
    return Turn(text, "SPEAKER_00", "hospital", 0, 400 * len(found) + 1, heard)


@pytest.mark.parametrize("format_", ["srt", "vtt"])
@given(words.map(lambda text: text + "一般要等两个星期 or a month，不一定，" * 4))
def test_a_turn_that_subtitles_cut_is_one_turn_again(format_: str, text: str) -> None:
    other = Turn("好。", "SPEAKER_01", "other", 10**6, 10**6 + 1)
    transcript = Transcript((timed_words(text), other))
    assert held(there_and_back(transcript, format_), format_) == held(transcript, format_)


def test_a_voice_that_a_person_adds_in_a_cue_is_a_turn() -> None:
    text = str(write(Transcript((Turn("有。", "护士", "hospital", 0, 900),)), "vtt"))
    (call,) = read_bytes(text.replace("</v>", "</v>\n<v 医生>没有。").encode(), "a.vtt").calls
    assert [(t.speaker, t.text) for t in call.turns] == [("护士", "有。"), ("医生", "没有。")]


@pytest.mark.parametrize("format_", ["txt", "docx"])
def test_what_stands_around_the_turns_comes_back(format_: str) -> None:
    call = Call(hospital="某院：二部", date="2018-03-06", time="14:30", phone="010-5550123",
                respondent="A = B", investigator="问", recording_no="7 [b]")  # fmt: skip
    turns = (
        Turn("喂？"),
        Turn("两周，快的话。", "护士", "hospital", None, 2000, printed="两周，（笑）快的话。",
             stage_directions=("笑",)),
        Turn("（笑）不是旁白", "护士", "other", 3000, None, language="en"),
    )  # fmt: skip
    notes = (Note(0, "narration", "医院：别的"), Note(3, "footer", "（录音完）"))
    before = Transcript(turns, "zh-Hant", "corrected", call, notes=notes)
    after = there_and_back(before, format_)
    assert (after.turns, after.call, after.notes) == (turns, call, notes)
    assert after.language == "zh-Hant"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_a_text_saved_in_another_encoding_with_other_line_ends_is_known(encoding: str) -> None:
    transcript = Transcript((Turn("圣疑" * 40, "护士", "hospital", flags=("repetition",)),))
    data = str(write(transcript, "txt")).replace("\n", "\r\n").encode(encoding)
    (found,) = read_bytes(data, "call.txt").calls
    assert found.turns == transcript.turns


def test_what_a_person_adds_to_a_text_is_read_or_told() -> None:
    one = Transcript((Turn("喂？", "SPEAKER_00", "hospital"),), call=Call(hospital="某院"))
    text = str(write(one, "txt"))
    assert "\n院方：喂？\n" in text
    added = text.replace("医院：", "备注：x\n医院：") + "护士长：你好。\n"
    (found,) = read_bytes(added.encode(), "call.txt").calls
    assert [(t.speaker, t.role) for t in found.turns] == [
        ("SPEAKER_00", "hospital"), ("护士长", "hospital"),
    ]  # fmt: skip
    assert found.call.hospital == "某院"
    told = [warning.words for warning in found.warnings]
    assert told == ["no fact of a call was left out: 备注：x"]


@pytest.mark.parametrize("name", ["a.eaf", "a.TextGrid", "a.csv"])
@given(st.binary(max_size=80))
def test_other_bytes_are_refused(name: str, data: bytes) -> None:
    with pytest.raises(TranscriptError):
        read_bytes(data, name)


LONG = "1" * 5000
CUE = "00:00:00,000 --> 00:00:01,000\n"
TEXT = "[made by calltools: transcript, zh]\n\n"
GRID = '"ooTextFile"\n"TextGrid" 0 1 <exists> '
WAYS = {
    "hours": ("a.srt", f"{LONG}:00:00,000 --> 00:00:01,000\nx\n"),
    "seconds": ("a.json", f'[{{"text": "x", "start": {"1" * 400}}}]'),
    "digits": ("a.json", f'[{{"text": "x", "start": {LONG}}}]'),
    "milliseconds": ("a.csv", f"start_ms,end_ms,speaker,role,text,flags\n{LONG},,a,other,x,\n"),
    "tiers": ("a.TextGrid", GRID + LONG),
    "intervals": ("a.TextGrid", GRID + '1 "IntervalTier" "a" 0 1 999999999999'),
    "clock": ("a.txt", f"{TEXT}[{LONG}:00:00.000] A: x\n"),
    "voices": ("a.srt", CUE + "<v " * 20_000),
    "braces": ("a.srt", CUE + "{\\" * 20_000),
    "references": ("a.vtt", "WEBVTT\n\n" + CUE + "&#" * 20_000),
    "notes": ("a.vtt", "WEBVTT\n\n" + "NOTE\n" * 5000 + CUE + "x"),
    "remarks": ("a.txt", f"{TEXT}A: {' [flags: x]' * 20_000}"),
    "marks": ("a.txt", f"{TEXT}{'[voice: ' * 20_000}"),
    "goes on": ("a.srt", f"{CUE}{TEXT}" + f"{CUE}…ab\n\n" * 5000),
}


@pytest.mark.parametrize(("name", "text"), WAYS.values(), ids=WAYS)
def test_long_numbers_and_runs_of_marks_are_read_or_refused_in_a_line(name: str, text: str) -> None:
    # Where they are gone over again and again they take minutes.
    try:
        read_bytes(text.encode(), name)
    except TranscriptError as error:
        assert "\n" not in str(error)


# ---- the program's own JSON


@given(any_transcripts)
def test_what_was_written_is_read_back_equal(transcript: Transcript) -> None:
    assert read_transcript(write(transcript, "json")) == transcript


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"schema_version": 2}, "schema_version 1 expected, found 2"),
        ({"schema_version": None}, "found None"),
        ({"segments": {}}, "segments: expected a list, found an object"),
        ({"segments": [3]}, "segments[0]: expected an object, found a whole number"),
        ({"language": None}, "language: expected text, found null"),
        ({"segments": [{"text": "x", "role": "cook"}]}, "segments[0].role: invalid enum value"),
        ({"duration_ms": 1.5}, "duration_ms: expected a whole number or null, found a number"),
        ({"measures": [1]}, "measures: expected an object, found a list"),
        ({"segments": [{"text": "\ud800"}]}, "a.json"),
    ],
)
def test_damage_is_told_in_one_line(changed: dict[str, object], reason: str) -> None:
    data = json.loads(write(Transcript(()), "json")) | changed
    with pytest.raises(TranscriptError) as error:
        read_transcript(json.dumps(data), "a.json")
    assert reason in str(error.value)
    assert str(error.value).startswith("a.json: ")
    assert "\n" not in str(error.value)


@given(st.binary() | st.text().map(lambda t: ('{"schema_version":1,' + t).encode()))
def test_any_bytes_are_refused_with_a_transcript_error(data: bytes) -> None:
    with pytest.raises(TranscriptError):
        read_transcript(data)
