"""What a writer wrote, the readers give back: the same turns."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calltools.errors import TranscriptError
from calltools.transcripts import Call, Transcript, Turn
from calltools.transcripts.files import read_bytes
from calltools.transcripts.writers import FORMATS, write

sentences = st.lists(
    st.sampled_from("肾肝移植等多久两个星期费用三十万不知道" + "，"), min_size=1, max_size=40
).map(lambda chars: "".join(chars).strip("，") + "。")


@st.composite
def dialogues(draw: st.DrawFn) -> Transcript:
    """Two parties who take turns, with times."""
    texts = draw(st.lists(sentences.filter(lambda s: len(s) > 1), min_size=2, max_size=6))
    turns, ms = [], 0
    for i, text in enumerate(texts):
        start = ms + draw(st.integers(1, 500))
        ms = start + draw(st.integers(1, 20_000))
        label, role = (("调查员", "investigator"), ("护士", "hospital"))[i % 2]
        turns.append(Turn(text, label, role, start, ms))  # type: ignore[arg-type]
    return Transcript(tuple(turns), "zh-Hans", "published", Call(hospital="青屿市中心医院"))


def spoken(transcript: Transcript) -> list[tuple[object, ...]]:
    """Turns of one party that follow one another, joined: cues cut them."""
    found: list[list[object]] = []
    for turn in transcript.turns:
        if found and found[-1][0] == turn.speaker:
            found[-1][2] = f"{found[-1][2]}{turn.text}"
            found[-1][4] = turn.end_ms
        else:
            found.append([turn.speaker, turn.role, turn.text, turn.start_ms, turn.end_ms])
    return [tuple(turn) for turn in found]


@pytest.mark.parametrize("format_", sorted(set(FORMATS) - {"rttm"}))
@settings(max_examples=25)
@given(dialogues())
def test_turns_come_back(format_: str, transcript: Transcript) -> None:
    content = write(transcript, format_)
    data = content.encode() if isinstance(content, str) else content
    (found,) = read_bytes(data, f"call{FORMATS[format_].suffix}").calls
    assert spoken(found) == spoken(transcript)


@pytest.mark.parametrize("name", ["a.eaf", "a.TextGrid", "a.csv"])
@given(st.binary(max_size=80))
def test_other_bytes_are_refused(name: str, data: bytes) -> None:
    with pytest.raises(TranscriptError):
        read_bytes(data, name)
