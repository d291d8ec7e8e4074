"""Corrections folded over a transcript: each at its own words, or an orphan; the rest untouched."""

from __future__ import annotations

from dataclasses import replace

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
from calltools.corrections.editable_transcript import Draft, Run
from calltools.transcripts.correction import Correction
from calltools.transcripts.model import Transcript, Turn
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
