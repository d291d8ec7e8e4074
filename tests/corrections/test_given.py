"""Who speaks when, after people said whose a turn is."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from made_transcripts import SHA, SPEAKERS, call, events, made_by, transcripts, turn

from calltools.corrections.corrected_transcript import fold
from calltools.transcripts.correction import Correction
from calltools.transcripts.model import Gap, Span, Transcript
from calltools.transcripts.writers.rttm import to_rttm

FIRST, SECOND = SPEAKERS
SPANS = (Span(0, 2_100, FIRST), Span(1_000, 1_300, SECOND), Span(2_400, 5_000, SECOND))
CALL = replace(
    call(turn(("喂", 0, 2_000)), turn(("你好", 2_500, 4_800), speaker=SECOND)), spans=SPANS
)


def spans_after(machine: Transcript, number: int, voice: str) -> list[tuple[int, int, str]]:
    maker = made_by(machine, [])
    maker.make("speaker", maker.draft.whole(number), voice)
    after = fold(machine, SHA, maker.made).transcript.spans
    return [(span.start_ms, span.end_ms, span.speaker) for span in after]


def test_the_time_of_a_turn_is_that_of_the_voice_that_a_person_gave_it_to() -> None:
    assert spans_after(CALL, 1, "护士") == [
        (0, 2_100, FIRST), (1_000, 1_300, SECOND), (2_400, 2_500, SECOND), (2_500, 4_800, "护士"),
        (4_800, 5_000, SECOND),
    ]  # fmt: skip
    # What another says meanwhile in a turn of their own stays theirs.
    putting_in = replace(CALL, turns=(*CALL.turns, turn(("嗯", 1_000, 1_300), speaker=SECOND)))
    assert spans_after(putting_in, 0, "护士")[:2] == [(0, 2_000, "护士"), (1_000, 1_300, SECOND)]
    assert spans_after(CALL, 0, "护士")[:2] == [(0, 2_000, "护士"), (2_000, 2_100, FIRST)]
    # Where nobody was heard, the voice of the turn speaks.
    beyond = replace(CALL, turns=(*CALL.turns, turn(("再见", 9_000, 9_500))))
    assert spans_after(beyond, 2, SECOND)[-1] == (9_000, 9_500, SECOND)


def test_who_speaks_is_told_with_the_voice_that_a_person_gave() -> None:
    gaps = (Gap("speech_without_text", 3_000, 4_000, SECOND), Gap("unheard", 0, 900, FIRST))
    maker = made_by(replace(CALL, gaps=gaps), [])
    maker.make("speaker", maker.draft.whole(1), "护士")
    assert [gap.speaker for gap in maker.draft.transcript().gaps] == ["护士", FIRST]
    maker = made_by(CALL, [])
    maker.make("join", maker.draft.whole(1))
    lines = to_rttm(fold(CALL, SHA, maker.made).transcript).splitlines()
    assert [line.split()[3:5] + line.split()[7:8] for line in lines] == [
        ["0.000", "2.100", FIRST], ["1.000", "0.300", SECOND], ["2.400", "0.100", SECOND],
        ["2.500", "2.300", FIRST], ["4.800", "0.200", SECOND],
    ]  # fmt: skip


@given(transcripts(), st.data())
def test_no_speech_is_lost_whatever_is_corrected(machine: Transcript, data: st.DataObject) -> None:
    heard = tuple(Span(t.start_ms or 0, t.end_ms or 0, t.speaker or "") for t in machine.turns)
    machine = replace(machine, spans=heard)
    made: list[Correction] = []
    for _ in range(data.draw(st.integers(0, 5))):
        data.draw(events(machine, SHA, made))
    after = fold(machine, SHA, made).transcript.spans
    for moment in range(0, max(span.end_ms for span in heard), 50):
        was = any(span.start_ms <= moment < span.end_ms for span in heard)
        assert not was or any(span.start_ms <= moment < span.end_ms for span in after)
