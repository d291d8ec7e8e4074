"""What the program says: English as text, other languages from the same template and values."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.alignment.model import Finding
from calltools.comparison.changed_figures import figure_differences
from calltools.errors import MediaError, did_you_mean
from calltools.messages import CLAUSES, Message, first, in_a_row, in_language, kept, restored
from calltools.records import dumps, parse_as
from calltools.times import clock, span, to_ms, to_seconds, utc_now
from calltools.transcripts.model import Transcript
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.warning import CallWarning
from calltools.transcripts.writers.json import to_json
from calltools.views.interface_languages import catalogue

CHINESE = catalogue("zh-Hans").gettext
VALUES = st.recursive(
    st.text() | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.builds(lambda one, other: Message(CLAUSES, one=one, other=other), inner, inner)
    ),
    max_leaves=8,
)


def cited(language: str) -> Callable[[str], str]:
    """A language in which each template is its English, between marks."""
    return lambda template: f"{language}‹{template}›"


@given(VALUES, VALUES)
def test_a_message_survives_its_json_and_its_way_to_another_process(
    one: object, other: object
) -> None:
    message = Message(CLAUSES, one=one, other=other)
    beside = json.loads(json.dumps(kept(message)))
    again = restored(json.loads(json.dumps(message)), beside)
    for copy in (again, pickle.loads(pickle.dumps(message))):
        assert isinstance(copy, Message)
        assert copy == message
        assert copy.in_language(cited("xx")) == message.in_language(cited("xx"))


@given(st.text(), st.text())
def test_words_of_a_call_are_put_in_as_they_are_and_never_translated(one: str, other: str) -> None:
    message = Message("{said} became {quoted}", said=one, quoted=other)
    assert message == one + " became " + other
    assert (
        in_language(message, lambda text: text.replace("became", "成了")) == f"{one} 成了 {other}"
    )


def test_what_is_kept_beside_words_counts_only_where_it_says_the_same() -> None:
    message = Message("{count} turns were", count=3)
    beside = kept(message)
    assert isinstance(restored("3 turns were", beside), Message)
    for words in ("4 turns were", ""):
        assert not isinstance(restored(words, beside), Message)
    for damaged in ({}, {"text": "3 turns were"}, {"text": 3, "values": {}}, {"values": None}):
        assert restored("3 turns were", damaged) == "3 turns were"
    assert restored("{a.__class__}", {"text": "{a.__class__}", "values": {"a": "x"}}) == (
        "{a.__class__}"
    )
    with pytest.raises(KeyError):
        Message("{count} turns were")  # a value is missing


def test_lists_have_the_commas_of_their_language() -> None:
    message = Message("in {language}", language=first(["a", "b", "c", "d"], 3))
    assert message == "in a, b, c …"
    assert in_language(message, CHINESE) == "语言：a、b、c等"
    assert in_language(in_a_row("a", "", "b"), CHINESE) == "a；b"


def test_a_finding_and_a_warning_that_were_read_again_are_said_in_chinese() -> None:
    change = next(iter(figure_differences("要等一个月。", "You wait two months.")))
    finding = parse_as(dumps(Finding("number_changed", (0,), (0,), note=change.note)), Finding)
    assert finding.note == "1 month (一个月) against 2 months (“two months”)"
    assert in_language(finding.note, CHINESE) == "1 个月（一个月），译文为 2 个月（“two months”）"
    warning = CallWarning("one_voice", Message("all speech seems to be of one voice"))
    read = read_transcript(to_json(Transcript((), "zh", warnings=(warning,))))
    assert in_language(read.warnings[0].words, CHINESE) == "似乎始终只有一个人的声音"


def test_message_is_one_line_with_place_problem_and_remedy() -> None:
    error = MediaError("a.wav", "expected audio,\nfound text", "check\tthe file")
    assert str(error) == "a.wav: expected audio, found text; check the file"
    assert str(MediaError("a.wav", "is empty")) == "a.wav: is empty"


NEAREST = {
    "东湾医院-2O19": "did you mean 东湾医院-2019 or 海棠医院-2019?",
    "海棠": "did you mean 2016-海棠医院 or 海棠医院-2019?",  # it stands in both
    "B05-Stero": "did you mean b05-stereo?",
    "cafe\u0301": "did you mean café?",  # as some systems write file names
    "b": "",
    "zzz": "",
    "": "",
}


def test_the_nearest_names_are_offered_and_none_that_is_far() -> None:
    known: Sequence[str] = ("2016-海棠医院", "b05-stereo", "café", "东湾医院-2019", "海棠医院-2019")
    assert {name: did_you_mean(name, known) for name in NEAREST} == NEAREST
    known = [f"call-{number:03d}" for number in range(100)]
    assert did_you_mean("call", known) == "did you mean call-000, call-001 or call-002?"
    assert did_you_mean("call", known, most=1) == "did you mean call-000?"


@given(st.integers(0, 10**9))
def test_milliseconds_survive_the_way_through_seconds(ms: int) -> None:
    assert to_ms(to_seconds(ms)) == ms


@given(st.integers(0, 359_999_999))
def test_clock_reads_back(ms: int) -> None:
    hours, minutes, seconds, rest = map(int, re.split(r"[:.]", clock(ms)))
    assert ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest == ms


def test_clock_without_hours_lets_minutes_run_on_and_refuses_negative_times() -> None:
    assert clock(3_723_004, hours=False) == "62:03.004"
    assert clock(3_723_004, decimal=",") == "01:02:03,004"
    with pytest.raises(ValueError, match="negative"):
        clock(-1)


SPANS = {0: "0 s", 59_400: "59 s", 185_000: "3 min 05 s", 3_720_000: "1 h 02 min"}


def test_spans_are_readable_and_now_is_utc_to_the_second() -> None:
    assert {ms: span(ms) for ms in SPANS} == SPANS
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", utc_now())
