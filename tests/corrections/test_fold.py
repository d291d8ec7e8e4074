"""Corrections folded over a transcript: each at its own words, or an orphan; the rest untouched."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_transcripts import SHA, WORDS, events, recognised_again, transcripts

from calltools.corrections.anchors import EDGE
from calltools.corrections.draft import Draft, Run
from calltools.corrections.fold import fold
from calltools.corrections.making import Maker
from calltools.publish.corrections_text import corrected_words, origin_line
from calltools.transcripts.correction import Correction
from calltools.transcripts.model import Party, Transcript, Turn, Word

AGAIN = "b" * 64


def words_of(transcript: Transcript) -> dict[str, tuple[str, int | None, int | None]]:
    return {
        word.id or "": (turn.text[word.start : word.end], word.start_ms, word.end_ms)
        for turn in transcript.turns
        for word in turn.words
    }


@given(st.data())
def test_words_that_nobody_touched_keep_their_ids_and_times(data: st.DataObject) -> None:
    machine = data.draw(transcripts())
    made: list[Correction] = []
    for _ in range(data.draw(st.integers(0, 6))):
        data.draw(events(machine, SHA, made))
    before = words_of(Draft.of(machine).transcript())
    folded = fold(machine, SHA, made)
    after = words_of(folded.transcript)
    for name, (text, start, end) in after.items():
        if name in before:
            assert (text, start, end) == before[name]
        else:
            event = next(e for e in made if name.startswith(f"{e.id}."))
            assert event.kind == "text"
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
            gone = [t for turn in was.turns for t in turn.tokens if now.by_ids([t.id]) is None]
            core = event.target.text.strip(EDGE)
            for token in gone:
                run = was.by_ids([token.id])
                assert run is not None
                text = was.text(was.whole(run.turn))
                assert core in text
                start, end = token.word.start_ms, token.word.end_ms
                assert start is not None and end is not None
                assert event.target.start_ms is not None and event.target.end_ms is not None
                assert start <= event.target.end_ms + 1_000
                assert end >= event.target.start_ms - 1_000


@given(transcripts(), st.data())
def test_undone_is_as_if_never_made(machine: Transcript, data: st.DataObject) -> None:
    made: list[Correction] = []
    for _ in range(data.draw(st.integers(1, 4))):
        data.draw(events(machine, SHA, made))
    maker = Maker(SHA)
    standing = [event for event in made if event.kind != "undo"]
    undos = [maker.undo(event.id) for event in standing]
    without = [event for event in made if event.kind != "undo"]
    folded = fold(machine, SHA, [*without, *undos])
    assert folded.draft.transcript() == Draft.of(machine).transcript()
    assert {o.state for o in folded.outcomes if o.correction.kind != "undo"} <= {"undone"}
    again = [maker.undo(undo.id) for undo in undos]
    redone = fold(machine, SHA, [*without, *undos, *again])
    assert redone.draft.transcript() == fold(machine, SHA, without).draft.transcript()


@given(transcripts(), st.lists(st.sampled_from(WORDS), max_size=6), st.data())
def test_a_turn_reads_as_it_was_corrected(
    machine: Transcript, said: list[str], data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(machine.turns) - 1))
    text = "".join(said).strip()
    draft = Draft.of(machine)
    made = Maker(SHA).text(draft, draft.whole(number), text)
    turns = fold(machine, SHA, made).transcript.turns
    if text:
        assert "".join(turns[number].text.split()) == "".join(text.split())
    else:
        assert len(turns) == len(machine.turns) - 1


def turn(*words: tuple[str, int, int], speaker: str = "SPEAKER_00") -> Turn:
    text, placed = "", []
    for said, start, end in words:
        placed.append(Word(said, len(text), len(text) + len(said), start, end, 0.8))
        text += said
    return Turn(text, speaker, "unknown", words[0][1], words[-1][2], tuple(placed))


def call(*turns: Turn) -> Transcript:
    return Transcript(turns, parties=(Party("SPEAKER_00"), Party("SPEAKER_01")))


def test_a_word_said_twice_is_corrected_where_it_was_meant() -> None:
    machine = call(turn(("有", 0, 300)), turn(("有", 20_000, 20_300)))
    made = Maker(SHA).text(Draft.of(machine), Run(1, 0, 1), "没有")
    again = call(turn(("喂", 0, 100), ("有", 200, 500)), turn(("有", 20_100, 20_400)))
    folded = fold(again, AGAIN, made)
    assert [t.text for t in folded.transcript.turns] == ["喂有", "没有"]
    gone = call(turn(("喂", 0, 100), ("有", 200, 500)), turn(("油", 20_100, 20_400)))
    folded = fold(gone, AGAIN, made)
    assert [t.text for t in folded.transcript.turns] == ["喂有", "油"]
    assert [o.state for o in folded.outcomes] == ["orphan"]


def test_words_cut_otherwise_are_still_the_same_words() -> None:
    machine = call(turn(("要", 0, 300), ("十六天", 300, 900), ("吧。", 900, 1_200)))
    made = Maker(SHA).text(Draft.of(machine), Run(0, 1, 2), "六天")
    again = call(turn(("要十六天，", 0, 900), ("吧", 900, 1_200)))
    folded = fold(again, AGAIN, made)
    assert folded.transcript.turns[0].text == "要六天，吧"
    assert not folded.orphans


def test_what_is_put_in_has_the_time_of_the_pause_it_fills() -> None:
    machine = call(turn(("这里", 0, 400), ("有", 900, 1_100)))
    draft = Draft.of(machine)
    Maker(SHA).text(draft, draft.whole(0), "这里没有")
    words = draft.transcript().turns[0].words
    assert [(w.text, w.start_ms, w.end_ms) for w in words] == [
        ("这里", 0, 400),
        ("没", 400, 900),
        ("有", 900, 1_100),
    ]
    assert [w.id for w in words if w.id and w.id[0] == "w"] == ["w0", "w1"]


def test_a_voice_is_known_by_when_it_speaks() -> None:
    machine = call(turn(("喂", 0, 2_000)), turn(("你好", 2_500, 6_000), speaker="SPEAKER_01"))
    draft = Draft.of(machine)
    made = [Maker(SHA).make(draft, "role", "SPEAKER_01", "hospital")]
    swapped = call(turn(("喂", 0, 2_000), speaker="SPEAKER_01"), turn(("你好", 2_500, 6_000)))
    roles = {p.speaker: p.role for p in fold(swapped, AGAIN, made).transcript.parties}
    assert roles == {"SPEAKER_00": "hospital", "SPEAKER_01": "unknown"}


def test_a_fact_that_was_changed_meanwhile_is_left_alone() -> None:
    machine = call(turn(("喂", 0, 300)))
    made = [Maker(SHA).make(Draft.of(machine), "header", "hospital", "东湾医院")]
    known = replace(machine, call=replace(machine.call, hospital="海棠医院"))
    folded = fold(known, AGAIN, made)
    assert folded.transcript.call.hospital == "海棠医院"
    assert folded.orphans[0].why == "hospital is 海棠医院 now"


@given(st.data())
def test_words_corrected_are_counted_and_those_nobody_touched_are_not(data: st.DataObject) -> None:
    machine = data.draw(transcripts())
    draft = Draft.of(machine)
    number = data.draw(st.integers(0, len(draft.turns) - 1))
    start = data.draw(st.integers(0, len(draft.turns[number].tokens) - 1))
    made = Maker(SHA).text(
        draft, Run(number, start, start + 1), data.draw(st.sampled_from(("否", "")))
    )
    whole = sum(len(turn.words) for turn in machine.turns)
    assert corrected_words(fold(machine, SHA, made).transcript) == (1, whole)


ORIGINS = {
    "nothing": ([], "Machine transcript, unreviewed. The machine proposes; people decide."),
    "a word": (["text"], "1 word of 6 corrected by people, the rest unreviewed."),
    "a word and back": (["text", "undo"], "No word of 6 corrected, all unreviewed"),
    "a role": (["role"], "No word of 6 corrected, all unreviewed"),
    "a word and a role": (["text", "role"], "1 word of 6 corrected by people"),
}


@pytest.mark.parametrize(("kinds", "line"), ORIGINS.values(), ids=ORIGINS)
def test_the_banner_tells_how_much_was_corrected(kinds: list[str], line: str) -> None:
    words = enumerate(("要", "等", "一", "个", "月", "吧"))
    machine = call(turn(*((word, 100 * at, 100 * at + 90) for at, word in words)))
    draft, maker = Draft.of(machine), Maker(SHA)
    made: list[Correction] = []
    for kind in kinds:
        if kind == "text":
            made += maker.text(draft, Run(0, 2, 3), "两")
        elif kind == "role":
            made.append(maker.make(draft, "role", "SPEAKER_00", "hospital"))
        else:
            made.append(maker.undo(made[-1].id))
    transcript = fold(machine, SHA, made).transcript if made else machine
    assert line in origin_line(transcript)
