from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import maybe_text, texts

from calltools.errors import TranscriptError
from calltools.transcripts.files import read_bytes
from calltools.transcripts.model import ROLES, Transcript, Turn, Word
from calltools.transcripts.writers import write
from calltools.transcripts.writers.marks import escape
from calltools.transcripts.writers.textgrid import read_textgrid
from calltools.transcripts.writers.tiers import tiers

CALL = Transcript(
    (
        Turn("喂？", "护士", "hospital", 1000, 2000, (Word("喂", 0, 1, 1000, 1200),)),
        Turn('说"两周"。', "护士", "hospital", 1500, 4000, flags=("overlap", "repetition")),
        Turn("intervals [1]: item [2] xmin = 3", None, "unknown", 4000, 5001),
    ),
    duration_ms=7123,
)


@st.composite
def timed(draw: st.DrawFn) -> Turn:
    start = draw(st.integers(0, 10**7))
    return Turn(
        draw(texts.filter(lambda text: bool(text.strip()))),
        draw(maybe_text),
        draw(st.sampled_from(ROLES)),
        start,
        start + draw(st.integers(1, 10**5)),
    )


def grid(transcript: Transcript) -> bytes:
    return str(write(transcript, "textgrid")).encode()


def in_time(turns: tuple[Turn, ...]) -> list[tuple[object, ...]]:
    heard = [(t.start_ms, t.end_ms, t.speaker or "", t.role, t.text) for t in turns]
    return sorted(heard, key=repr)


def test_the_length_of_the_recording_comes_back() -> None:
    assert read_textgrid(grid(CALL), "a.TextGrid").duration_ms == 7123


@given(st.lists(timed(), max_size=5).map(tuple))
@example(CALL.turns)
@example((Turn(' "" " ! a\r\nb\x00', '"', "other", 1, 2), Turn("_x0000_", "a\n", "other", 1, 3)))
@example((Turn("0", "0", "unknown", 0, 1), Turn("1", "?", "unknown", 0, 1)))
@example((Turn('"IntervalTier"', "甲 [other] 2", "hospital", 0, 1),))
def test_the_same_turns_come_back_in_order_of_time(turns: tuple[Turn, ...]) -> None:
    found = read_textgrid(grid(Transcript(turns)), "a.TextGrid").turns
    assert in_time(found) == in_time(turns)
    starts = [turn.start_ms or 0 for turn in found]
    assert starts == sorted(starts)


@given(st.lists(timed(), max_size=5).map(tuple), st.none() | st.integers(0, 2 * 10**7))
@example(CALL.turns, 7123)
@example(CALL.turns, None)
@example((), None)
@example((Turn('"', '"', "other", 0, 1000, (Word('"', 0, 1, 0, 1000),), flags=("overlap",)),), 1000)
def test_the_file_is_what_praatio_writes(turns: tuple[Turn, ...], duration_ms: int | None) -> None:
    from praatio.utilities import textgrid_io

    transcript = Transcript(turns, duration_ms=duration_ms)
    last = max([duration_ms or 0, 1, *(turn.end_ms or 0 for turn in turns)]) / 1000
    named = {"class": "IntervalTier", "xmin": 0, "xmax": last}
    content = [
        named
        | {
            "name": tier.name + tier.below,
            "entries": [(*(ms / 1000 for ms in e.order), escape(e.text)) for e in tier.entries],
        }
        for tier in sorted(tiers(transcript), key=lambda tier: bool(tier.below))
    ]
    grid_ = {
        "xmin": 0,
        "xmax": last,
        "tiers": content or [named | {"name": "[unknown]", "entries": []}],
    }
    written = textgrid_io.getTextgridAsStr(grid_, "long_textgrid", includeBlankSpaces=True)
    assert written == grid(transcript).decode()


@pytest.mark.parametrize("times", [(None, None), (1000, None)])
def test_a_turn_without_times_is_refused(times: tuple[int | None, int | None]) -> None:
    with pytest.raises(TranscriptError, match="turn 1: has no times"):
        write(Transcript((Turn("好", "答", "hospital", *times),)), "textgrid")


def test_a_turn_of_no_length_is_one_millisecond_long() -> None:
    turns = (Turn("嗯", "答", "hospital", 1000, 1000), Turn("好", "答", "hospital", 1000, 2000))
    found = read_textgrid(grid(Transcript(turns)), "a.TextGrid").turns
    assert [(turn.start_ms, turn.end_ms) for turn in found] == [(1000, 1001), (1000, 2000)]


def test_a_call_without_words_is_an_empty_tier() -> None:
    for turns in ((), (Turn(" ", "答", "hospital"),)):
        found = read_textgrid(grid(Transcript(turns, duration_ms=5000)), "a.TextGrid")
        assert (found.turns, found.duration_ms) == ((), 5000)


SHORT = """File type = "ooTextFile short"
"TextGrid"

0
2.5
<exists>
2
"IntervalTier"
"Dr. Rao"
0
2.5
2
0
1.2
"Two ""weeks"", if
you are lucky."
1.2
2.5
""
"TextTier"
"clicks"
0
2.5
1
0.3
"click"
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_short_form_and_files_of_others_are_read(encoding: str) -> None:
    data = SHORT.replace("\n", "\r\n").encode(encoding)
    (found,) = read_bytes(data, "a.TEXTGRID").calls
    text = 'Two "weeks", if\r\nyou are lucky.'
    assert found.turns == (Turn(text, "Dr. Rao", "hospital", 0, 1200),)
    assert [w.words for w in found.warnings] == ["tier clicks holds points and was left out"]
    assert found.source is not None and found.source.format == "textgrid"


@pytest.mark.parametrize(
    "damage",
    [("TextGrid", "PitchTier"), ('"click"', ""), ("1.2\n", "early\n"), ("<exists>", "7")],
)
def test_a_damaged_file_is_told_in_one_line(damage: tuple[str, str]) -> None:
    with pytest.raises(TranscriptError, match=r"^a\.TextGrid: is not a TextGrid"):
        read_textgrid(SHORT.replace(*damage).encode(), "a.TextGrid")
