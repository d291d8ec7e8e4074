"""Hypothesis strategies for transcripts."""

from __future__ import annotations

from hypothesis import strategies as st

from calltools.provenance import Step
from calltools.transcripts.model import (
    ROLES,
    Call,
    Gap,
    Note,
    Party,
    Place,
    Source,
    Span,
    Transcript,
    Turn,
    Word,
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
maybe_text = st.none() | texts
times = st.integers(0, 10**8)
maybe_time = st.none() | times
scores = st.none() | st.floats(0, 1)
strings = st.lists(texts, max_size=3).map(tuple)

words = st.builds(
    Word, texts, st.integers(0, 50), st.integers(0, 50), maybe_time, maybe_time, scores,
    maybe_text, maybe_text,
)  # fmt: skip
turns = st.builds(
    Turn,
    text=texts,
    speaker=maybe_text,
    role=st.sampled_from(ROLES),
    start_ms=maybe_time,
    end_ms=maybe_time,
    words=st.lists(words, max_size=3).map(tuple),
    raw_text=maybe_text,
    flags=strings,
    confidence=scores,
    printed=maybe_text,
    glosses=strings,
    stage_directions=strings,
    footnotes=strings,
    translation=maybe_text,
    places=st.lists(st.builds(Place, times, times, maybe_time), max_size=2).map(tuple),
)
transcripts = st.builds(
    Transcript,
    turns=st.lists(turns, max_size=4).map(tuple),
    language=texts,
    origin=st.sampled_from(["machine", "published", "corrected"]),
    call=st.builds(Call, hospital=maybe_text, date=maybe_text, synthetic=st.none() | st.booleans()),
    parties=st.lists(
        st.builds(Party, texts, st.sampled_from(ROLES), st.floats(0, 1), texts, strings),
        max_size=2,
    ).map(tuple),
    spans=st.lists(st.builds(Span, times, times, texts), max_size=2).map(tuple),
    gaps=st.lists(st.builds(Gap, texts, times, times), max_size=2).map(tuple),
    flags=strings,
    duration_ms=maybe_time,
    audio_sha256=maybe_text,
    pcm_sha256=maybe_text,
    provenance=st.lists(
        st.builds(Step, texts, parameters=st.dictionaries(texts, st.integers())), max_size=2
    ).map(tuple),
    measures=st.dictionaries(texts, st.none() | st.booleans() | st.integers() | texts),
    notes=st.lists(st.builds(Note, times, texts, texts), max_size=2).map(tuple),
    source=st.none() | st.builds(Source, texts, texts, texts, maybe_text),
)
