"""Corrections folded over a transcript: each at its own words, or an orphan; the rest untouched."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_transcripts import (
    SHA,
    SPEAKERS,
    WORDS,
    call,
    events,
    made_by,
    recognised_again,
    transcripts,
    turn,
)

from calltools.corrections.anchors import EDGE
from calltools.corrections.corrected_transcript import fold
from calltools.corrections.correction_log import add_corrections, corrections_of, describe, to_row
from calltools.corrections.editable_transcript import Draft, Run
from calltools.errors import IntegrityError
from calltools.store.log import EventDraft
from calltools.store.workspace import Workspace
from calltools.transcripts.correction import Correction, Target
from calltools.transcripts.model import Gap, Span, Transcript, Turn
from calltools.transcripts.writers.rttm import to_rttm
from calltools.views.corrections_text import corrected_words, origin_line

AGAIN = "b" * 64


def words_of(transcript: Transcript) -> dict[str, tuple[str, int | None, int | None]]:
    return {
        word.id or "": (turn.text[word.start : word.end], word.start_ms, word.end_ms)
        for turn in transcript.turns
        for word in turn.words
    }


def test_a_call_that_nobody_touched_comes_out_as_it_went_in() -> None:
    wordless = Turn(
        "要等多久？", SPEAKERS[0], "unknown", 0, 900, raw_text="要等多久", confidence=0.4
    )
    empty = [Turn("", SPEAKERS[1], "unknown", at, at + 5, raw_text=f"{at}") for at in (900, 990)]
    spaced = replace(turn(("we", 995, 998)), text="「we」", confidence=0.5)
    spaced = replace(spaced, words=(replace(spaced.words[0], start=1, end=3, id="w1"),))
    machine = call(wordless, *empty, spaced)
    maker = made_by(machine, [])
    assert maker.draft.transcript() == replace(machine, origin="corrected")
    maker.make("speaker", maker.draft.whole(0), SPEAKERS[1])
    after = maker.draft.transcript().turns
    assert after == (replace(wordless, speaker=SPEAKERS[1]), *machine.turns[1:])


@given(st.data())
def test_words_that_nobody_touched_keep_their_ids_and_times(data: st.DataObject) -> None:
    machine = data.draw(transcripts())
    made: list[Correction] = []
    for _ in range(data.draw(st.integers(0, 6))):
        data.draw(events(machine, SHA, made))
    before = words_of(Draft.of(machine).transcript())
    folded = fold(machine, SHA, made)
    after = words_of(folded.transcript)
    for name in after:
        if name in before:
            assert after[name] == before[name]
        else:
            assert next(e for e in made if name.startswith(f"{e.id}.")).kind == "text"
    changed = {name for e in made if e.kind == "text" for name in e.target.words}
    assert set(before) - changed <= set(after)
    assert sum(len(t.words) for t in folded.transcript.turns) == len(after), "ids are unique"
    assert [outcome.correction for outcome in folded.outcomes] == made, "none is lost"
    assert not folded.orphans or any(e.undoes for e in made)


@given(st.data())
def test_recognised_again_each_event_changes_its_own_words_or_nothing(data: st.DataObject) -> None:
    machine = data.draw(transcripts())
    made: list[Correction] = []
    for _ in range(data.draw(st.integers(0, 5))):
        data.draw(events(machine, SHA, made))
    other = data.draw(recognised_again(machine))
    for _ in range(data.draw(st.integers(0, 2))):
        data.draw(events(other, AGAIN, made))
    folded = fold(other, AGAIN, made)
    assert [outcome.correction for outcome in folded.outcomes] == made
    untouched = words_of(Draft.of(other).transcript())
    after = words_of(folded.transcript)
    assert all(after[name] == untouched[name] for name in after if name in untouched)
    # One at a time, seen by the words that go and come.
    for number, outcome in enumerate(folded.outcomes):
        event = outcome.correction
        if event.undoes or any(e.undoes for e in made):
            break
        was = fold(other, AGAIN, made[:number]).draft
        now = fold(other, AGAIN, made[: number + 1]).draft
        if outcome.state == "orphan":
            assert was.transcript() == now.transcript()
        elif event.kind == "text" and event.transcript_sha256 == SHA:
            target = event.target
            assert target.start_ms is not None and target.end_ms is not None
            for turn_ in was.turns:
                for word in turn_.words:
                    if now.by_ids([word.id]) is None:
                        assert target.text.strip(EDGE) in turn_.text
                        start, end = word.start_ms, word.end_ms
                        assert start is not None and start <= target.end_ms + 1_000
                        assert end is not None and end >= target.start_ms - 1_000


@given(transcripts(), st.data())
def test_undone_is_as_if_never_made(machine: Transcript, data: st.DataObject) -> None:
    made: list[Correction] = []
    for _ in range(data.draw(st.integers(1, 4))):
        data.draw(events(machine, SHA, made))
    without = [event for event in made if event.kind != "undo"]
    undone = made_by(machine, [*without])
    for event in without:
        undone.make("undo", undoes=event.id)
    folded = fold(machine, SHA, undone.made)
    assert folded.draft.transcript() == Draft.of(machine).transcript()
    assert {o.state for o in folded.outcomes if o.correction.kind != "undo"} <= {"undone"}
    for undo in undone.made[len(without) :]:
        undone.make("undo", undoes=undo.id)
    redone = fold(machine, SHA, undone.made)
    assert redone.draft.transcript() == fold(machine, SHA, without).draft.transcript()


@given(transcripts(), st.lists(st.sampled_from(WORDS), max_size=6), st.data())
def test_a_turn_reads_as_it_was_corrected(
    machine: Transcript, written: list[str], data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(machine.turns) - 1))
    text = "".join(written).strip()
    maker = made_by(machine, [])
    maker.text(maker.draft.whole(number), text)
    turns = fold(machine, SHA, maker.made).transcript.turns
    if text:
        assert "".join(turns[number].text.split()) == "".join(text.split())
    else:
        assert len(turns) == len(machine.turns) - 1


HEARD = call(turn(("喂", 0, 2_000)), turn(("要", 2_500, 2_800), ("十六天", 2_800, 3_400)))
TWICE = call(turn(("有", 0, 300)), turn(("有", 20_000, 20_300)))
FOUND = {
    "a word said twice, where it was meant": (
        TWICE, Run(1, 0, 1), "没有",
        call(turn(("喂", 0, 100), ("有", 200, 500)), turn(("有", 20_100, 20_400))),
        ["喂有", "没有"],
    ),
    "not the other one where it is gone": (
        TWICE, Run(1, 0, 1), "没有",
        call(turn(("喂", 0, 100), ("有", 200, 500)), turn(("油", 20_100, 20_400))), None,
    ),
    "not one of two that are as near": (
        TWICE, Run(1, 0, 1), "没有",
        call(turn(("有", 19_900, 20_200), ("有", 20_100, 20_400))), None,
    ),
    "words cut otherwise": (
        HEARD, Run(1, 1, 2), "六天", call(turn(("要十六天，", 2_500, 3_400))), ["要六天，"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("machine", "run", "text", "again", "expected"), FOUND.values(), ids=FOUND)
def test_words_recognised_again_are_found_or_the_correction_is_an_orphan(
    machine: Transcript, run: Run, text: str, again: Transcript, expected: list[str] | None
) -> None:
    maker = made_by(machine, [])
    maker.text(run, text)
    folded = fold(again, AGAIN, maker.made)
    after = [t.text for t in folded.transcript.turns]
    assert after == (expected or [t.text for t in again.turns])
    assert [o.state for o in folded.outcomes] == ["applied" if expected else "orphan"]


def test_what_is_put_in_has_the_time_of_the_pause_it_fills() -> None:
    maker = made_by(call(turn(("这里", 0, 400), ("有", 900, 1_100))), [])
    maker.text(maker.draft.whole(0), "这里没有")
    words = maker.draft.transcript().turns[0].words
    assert [(w.text, w.start_ms, w.end_ms) for w in words] == [
        ("这里", 0, 400), ("没", 400, 900), ("有", 900, 1_100),
    ]  # fmt: skip
    assert [w.id for w in words if w.id and w.id[0] == "w"] == ["w0", "w1"]


def test_a_voice_is_known_by_when_it_speaks() -> None:
    maker = made_by(
        call(turn(("喂", 0, 2_000)), turn(("你好", 2_500, 6_000), speaker="SPEAKER_01")), []
    )
    maker.make("role", "SPEAKER_01", "hospital")
    swapped = call(turn(("喂", 0, 2_000), speaker="SPEAKER_01"), turn(("你好", 2_500, 6_000)))
    roles = {p.speaker: p.role for p in fold(swapped, AGAIN, maker.made).transcript.parties}
    assert roles == {"SPEAKER_00": "hospital", "SPEAKER_01": "unknown"}


def test_a_fact_that_was_changed_meanwhile_is_left_alone() -> None:
    maker = made_by(HEARD, [])
    maker.make("header", "hospital", "东湾医院")
    known = replace(HEARD, call=replace(HEARD.call, hospital="海棠医院"))
    folded = fold(known, AGAIN, maker.made)
    assert folded.transcript.call.hospital == "海棠医院"
    assert folded.orphans[0].why == "hospital is 海棠医院 now"


ORIGINS = {
    "nothing": ([], "Machine transcript, unreviewed. The machine proposes; people decide."),
    "a word": (["text"], "1 word of 3 corrected by people, the rest unreviewed."),
    "a word and back": (["text", "undo"], "No word of 3 corrected, all unreviewed"),
    "a role": (["role"], "No word of 3 corrected, all unreviewed"),
    "a word and a role": (["text", "role"], "1 word of 3 corrected by people"),
}


@given(transcripts(), st.data())
def test_words_corrected_are_counted_and_those_nobody_touched_are_not(
    machine: Transcript, data: st.DataObject
) -> None:
    maker = made_by(machine, [])
    number = data.draw(st.integers(0, len(machine.turns) - 1))
    start = data.draw(st.integers(0, len(machine.turns[number].words) - 1))
    maker.text(Run(number, start, start + 1), data.draw(st.sampled_from(("否", ""))))
    whole = sum(len(turn.words) for turn in machine.turns)
    assert corrected_words(fold(machine, SHA, maker.made).transcript) == (1, whole)


def test_the_banner_tells_how_much_was_corrected() -> None:
    for kinds, line in ORIGINS.values():
        maker = made_by(HEARD, [])
        for kind in kinds:
            if kind == "text":
                maker.text(Run(1, 1, 2), "六天")
            elif kind == "role":
                maker.make("role", "SPEAKER_00", "hospital")
            else:
                maker.make("undo", undoes=maker.made[-1].id)
        assert line in origin_line(fold(HEARD, SHA, maker.made).transcript if kinds else HEARD)


# The log of corrections


SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "correction.schema.json"


def event(value: str = "六天") -> Correction:
    return Correction("text", Target(0, ("w3",), "十六天", 10, 20), value, transcript_sha256=SHA)


@given(st.data())
def test_what_is_kept_comes_back_and_fits_the_schema(data: st.DataObject) -> None:
    machine = data.draw(transcripts())
    made: list[Correction] = []
    for _ in range(data.draw(st.integers(1, 5))):
        data.draw(events(machine, SHA, made))
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    with TemporaryDirectory() as folder:
        log = Workspace(Path(folder)).log
        add_corrections(log, SHA, made)
        assert corrections_of(log, SHA) == made
        assert [event.id for event in log.of(SHA, "corrected")] == [each.id for each in made]
    for kept in made:
        validator.validate(json.loads(json.dumps(to_row(kept))))


def test_events_are_added_after_those_that_stand_and_none_twice(tmp_path: Path) -> None:
    log = Workspace.init(tmp_path).log
    first, second, third = event(), event("六七天"), event("七天")
    add_corrections(log, SHA, [first])
    add_corrections(log, SHA, [second, third])
    with pytest.raises(IntegrityError, match="is the id of another event"):
        add_corrections(log, SHA, [event("八天"), second])
    with pytest.raises(IntegrityError, match="undoes c0"):
        add_corrections(log, SHA, [Correction("undo", Target(), undoes="c0")])
    assert corrections_of(log, SHA) == [first, second, third]
    # One that can't be read is told and not passed over.
    body = {**to_row(event()), "kind": "shout"}
    log.append([EventDraft(kind="corrected", subject=SHA, body=body)])
    with pytest.raises(IntegrityError, match="kind"):
        corrections_of(log, SHA)


DESCRIBED = {
    "turn 0: “十六天” → “六天”": event(),
    "turn 0: “十六天” was not said": event(""),
    "turn 2: “有” is said by 护士": Correction("speaker", Target(2, text="有"), "护士"),
    "turn 2: a turn begins with “有”": Correction("split", Target(2, text="有")),
    "turn 2: “有” goes on the turn before": Correction("join", Target(2, text="有")),
    "S1 is the hospital": Correction("role", Target(speaker="S1"), "hospital"),
    "S1 is called K. Lind": Correction("name", Target(speaker="S1"), "K. Lind"),
    "hospital: not known → 东湾医院": Correction("header", Target(field="hospital"), "东湾医院"),
    "hospital: 东湾医院 → not known": Correction(
        "header", Target(field="hospital", text="东湾医院")
    ),
    "undoes c0": Correction("undo", Target(), undoes="c0"),
}


def test_every_kind_is_told_in_a_line() -> None:
    assert {line: describe(made) for line, made in DESCRIBED.items()} == {n: n for n in DESCRIBED}
    undone = event()
    undo = Correction("undo", Target(), undoes=undone.id)
    assert describe(undo, [undone]) == f"undoes {undone.id} (turn 0: “十六天” → “六天”)"


# Who speaks when, after people said whose a turn is


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
