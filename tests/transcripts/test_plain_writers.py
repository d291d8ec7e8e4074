from __future__ import annotations

import itertools
import re

import pytest

from calltools.errors import SettingsError, TranscriptError
from calltools.transcripts.model import Transcript, Turn, Word
from calltools.transcripts.width import width
from calltools.transcripts.writers import write
from calltools.transcripts.writers.subtitles import LINE_COLUMNS, cues


def spoken(text: str, start_ms: int = 0, step_ms: int = 250) -> Turn:
    """A turn of one-character words, each with its time."""
    marks = "，。？"
    times = range(start_ms, start_ms + step_ms * len(text), step_ms)
    words = tuple(
        Word(char, i, i + 1, ms, ms + step_ms)
        for i, (char, ms) in enumerate(zip(text, times, strict=True))
        if char not in marks
    )
    return Turn(text, "SPEAKER_00", "hospital", start_ms, times[-1] + step_ms, words)


LONG = spoken("肾移植，你要先来我们这里做检查，检查要一个礼拜，然后等，等到了就通知你，" * 3)


def test_a_long_turn_is_cut_between_words_and_loses_nothing() -> None:
    found = list(cues(Transcript((LONG,))))
    assert len(found) > 3
    assert "".join(cue.text for cue in found) == LONG.text
    assert all(width(cue.text) <= 2 * LINE_COLUMNS + 2 for cue in found)
    assert all(cue.end_ms - cue.start_ms <= 6500 for cue in found)
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(found))


def test_no_line_of_a_cue_begins_with_a_closing_mark() -> None:
    for line in str(write(Transcript((LONG,)), "srt")).splitlines():
        assert line[:1] not in {"，", "。"}


def test_subrip_is_numbered_with_comma_decimals_and_labels() -> None:
    turns = (
        Turn("喂？", "护士", "hospital", 1000, 1800),
        Turn("你好。", "SPEAKER_01", "investigator", 2000, 3_723_004),
    )
    assert write(Transcript(turns), "srt") == (
        "1\n00:00:00,000 --> 00:00:00,001\n[made by calltools: subtitles, zh]\n"
        "[voice: 护士 = 护士, hospital]\n[voice: 调查员 = SPEAKER_01, investigator]\n\n"
        "2\n00:00:01,000 --> 00:00:01,800\n护士：喂？\n\n"
        "3\n00:00:02,000 --> 01:02:03,004\n调查员：你好。\n"
    )


def test_webvtt_has_voice_tags_and_escapes() -> None:
    turn = Turn("a < b & c", "Dr. <X>", "hospital", 0, 1000)
    assert write(Transcript((turn,), language="en"), "vtt") == (
        "WEBVTT [made by calltools: subtitles, en]\n\n"
        "NOTE [voice: Dr. <X> = Dr. <X>, hospital]\n\n"
        "1\n00:00:00.000 --> 00:00:01.000\n<v Dr. &lt;X&gt;>a &lt; b &amp; c</v>\n"
    )


def test_subtitles_refuse_turns_without_times() -> None:
    with pytest.raises(TranscriptError, match="turn 1: has no times"):
        write(Transcript((Turn("喂"),)), "srt")


def test_rttm_has_ten_fields_and_no_space_inside_one() -> None:
    turns = (Turn("x", "护 士", "hospital", 1500, 2750), Turn("y", "z"))
    rttm = str(write(Transcript(turns), "rttm", name="call 1"))
    assert rttm == "SPEAKER call_1 1 1.500 1.250 <NA> <NA> 护_士 <NA> <NA>\n"
    assert all(len(line.split(" ")) == 10 for line in rttm.splitlines())


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(SettingsError, match=re.escape("json, srt, vtt")):
        write(Transcript(()), "doc")
