"""Files that people edited become corrections: in every format that calltools writes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_transcripts import SHA, call, made_by, transcripts, turn

from calltools.corrections.corrected_transcript import fold
from calltools.corrections.edited_file import differences
from calltools.corrections.editor import Editor
from calltools.corrections.translation import (
    TranslatedPassage,
    TranslationCorrection,
    fold_translation,
    translation_corrections,
)
from calltools.corrections.translator import Translator, undo_translation
from calltools.errors import ConflictError, NotAllowedError, SettingsError, TranscriptError
from calltools.page.parse_files import read_bytes
from calltools.store.call_folder import TRANSCRIPT
from calltools.store.log import Log
from calltools.store.workspace import Workspace
from calltools.transcripts.correction import Correction
from calltools.transcripts.model import Call, Gap, Party, Transcript, Turn
from calltools.transcripts.writers import FORMATS, write
from calltools.transcripts.writers.json import to_json

EDITABLE = ("json", "srt", "vtt", "txt", "eaf", "textgrid", "docx", "csv")
SAID = {"json", "eaf", "textgrid", "csv"}


def there_and_back(transcript: Transcript, name: str) -> Transcript:
    data = write(transcript, name)
    raw = data if isinstance(data, bytes) else data.encode("utf-8")
    calls = read_bytes(raw, f"call{FORMATS[name].suffix}").calls
    return calls[0] if calls else Transcript(())


def corrected(machine: Transcript, edited: Transcript, name: str) -> list[Correction]:
    maker = made_by(machine, [])
    differences(
        maker,
        there_and_back(maker.draft.transcript(), name),
        edited,
        where=f"call.{name}",
        roles_are_said=name in SAID,
    )
    return maker.made


def spoken(*turns: Turn) -> Transcript:
    whole = call(*turns)
    roles = {"SPEAKER_00": "investigator", "SPEAKER_01": "hospital"}
    return replace(
        whole,
        turns=tuple(replace(t, role=roles[t.speaker or ""]) for t in whole.turns),  # type: ignore[arg-type]
        parties=tuple(Party(speaker, role, 0.9) for speaker, role in roles.items()),  # type: ignore[arg-type]
        call=Call(hospital="海棠医院", date="2019-03-04"),
    )


MACHINE = spoken(
    turn(("喂，", 0, 300), ("你好，", 300, 700), ("换肝", 700, 1400), ("要等多久？", 1400, 2000)),
    turn(
        ("十六天，", 2_100, 2_700), ("一个月", 2_800, 3_400), ("出头吧。", 3_400, 4_000),
        speaker="SPEAKER_01",
    ),
    turn(("有肝源吗？", 4_500, 5_400)),
    turn(("有。", 6_000, 6_300), speaker="SPEAKER_01"),
    turn(("那什么", 7_000, 7_500), ("时候", 7_500, 7_900), ("能做？", 7_900, 8_500)),
)  # fmt: skip


@pytest.mark.parametrize("name", EDITABLE)
def test_three_words_and_a_speaker_corrected_in_a_file(name: str) -> None:
    edited = there_and_back(MACHINE, name)
    labels = [t.speaker for t in edited.turns]
    roles = [t.role for t in edited.turns]
    turns = list(edited.turns)
    turns[0] = replace(turns[0], text="喂，您好，换肝要等多久？")
    turns[1] = replace(turns[1], text="六天，一个月出头吧。")
    turns[3] = replace(turns[3], text="没有。")
    turns[4] = replace(turns[4], speaker=labels[1], role=roles[1])
    made = corrected(MACHINE, replace(edited, turns=tuple(turns)), name)
    assert sorted(event.kind for event in made) == ["speaker", "text", "text", "text"]
    after = fold(MACHINE, SHA, made).transcript
    assert [t.text for t in after.turns] == [t.text for t in turns]
    speakers = [t.speaker for t in MACHINE.turns[:4]]
    assert [t.speaker for t in after.turns] == [*speakers, "SPEAKER_01"]
    assert after.call == MACHINE.call
    before, kept = (
        {(w.text, w.start_ms, w.end_ms) for t in call.turns for w in t.words}
        for call in (MACHINE, after)
    )
    assert {word for word in before if word[0] not in ("你好，", "十六天，")} <= kept


def test_words_written_where_speech_had_none_are_a_turn_of_its_speaker() -> None:
    machine = replace(MACHINE, gaps=(Gap("speech_without_text", 5_500, 5_900, "SPEAKER_01"),))
    text = str(write(machine, "txt"))
    heard = text.replace("院方： [flags: speech", "院方：不一定。 [flags: speech")
    (edited,) = read_bytes(heard.encode(), "call.txt").calls
    after = fold(machine, SHA, corrected(machine, edited, "txt")).transcript
    assert [(t.speaker, t.text) for t in after.turns[2:5]] == [
        ("SPEAKER_00", "有肝源吗？"), ("SPEAKER_01", "不一定。"), ("SPEAKER_01", "有。"),
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITABLE)
@given(machine=transcripts())
def test_a_file_that_nobody_edited_changes_nothing(name: str, machine: Transcript) -> None:
    try:
        back = there_and_back(machine, name)
    except TranscriptError:
        return  # the format can't carry this transcript
    try:
        made = corrected(machine, back, name)
    except TranscriptError as error:
        assert "can't be read back" in str(error)
        return
    assert made == []


@given(machine=transcripts(), data=st.data())
def test_any_other_turns_become_of_a_call_what_the_file_says(
    machine: Transcript, data: st.DataObject
) -> None:
    other = data.draw(transcripts())
    mixed = data.draw(st.lists(st.sampled_from([*machine.turns, *other.turns]), min_size=1))
    maker = made_by(machine, [])
    edited = replace(machine, turns=tuple(mixed))
    try:
        differences(maker, machine, edited, where="call.json", roles_are_said=True)
    except TranscriptError:
        return
    after = fold(machine, SHA, maker.made).transcript
    assert ["".join(t.text.split()) for t in after.turns] == [
        "".join(t.text.split()) for t in mixed
    ]
    assert [t.speaker for t in after.turns] == [t.speaker for t in mixed]


def test_a_turn_divided_and_two_joined() -> None:
    first, second, third, _fourth, fifth = MACHINE.turns
    begins = replace(first, text="喂，你好，")
    goes_on = replace(first, text="换肝要等多久？", speaker="SPEAKER_01")
    turns = (begins, goes_on, second, replace(third, text="有肝源吗？有。"), fifth)
    made = corrected(MACHINE, replace(MACHINE, turns=turns), "json")
    assert sorted(event.kind for event in made) == ["join", "speaker", "split"]
    after = fold(MACHINE, SHA, made).transcript
    assert [t.text for t in after.turns] == [t.text for t in turns]
    assert [w.start_ms for t in after.turns for w in t.words] == [
        w.start_ms for t in MACHINE.turns for w in t.words
    ]


def test_a_turn_put_in_is_one_of_its_own_and_one_taken_out_is_gone(tmp_path: Path) -> None:
    first, second, third, _fourth, fifth = MACHINE.turns
    new = Turn("嗯，您说。", "SPEAKER_01", "hospital", 2_000, 2_100)
    edited = replace(MACHINE, turns=(first, new, second, third, fifth))
    folder = Workspace.init(tmp_path).folder("a")
    folder.path.mkdir()
    (folder.path / TRANSCRIPT).write_text(to_json(MACHINE), "utf-8")
    editor = Editor.open(folder)
    editor.edited(to_json(edited).encode(), "call.json")
    after = editor.folded.transcript
    assert [(t.speaker, t.text) for t in after.turns] == [(t.speaker, t.text) for t in edited.turns]
    assert after.turns[1].start_ms == 2_000, "it is said between its neighbours"
    assert after == fold(MACHINE, editor.transcript_sha256, editor.made).transcript


def test_a_role_changed_throughout_is_the_voices_and_a_fact_is_the_calls() -> None:
    edited = there_and_back(MACHINE, "csv")
    turns = tuple(
        replace(t, role="other") if t.speaker == "SPEAKER_01" else t for t in edited.turns
    )
    (event,) = corrected(MACHINE, replace(edited, turns=turns), "csv")
    assert (event.kind, event.target.speaker, event.value) == ("role", "SPEAKER_01", "other")
    edited = there_and_back(MACHINE, "txt")
    edited = replace(edited, call=replace(edited.call, hospital="东湾医院"))
    (event,) = corrected(MACHINE, edited, "txt")
    assert (event.kind, event.target.field, event.value) == ("header", "hospital", "东湾医院")


def test_two_voices_of_one_role_have_a_label_each() -> None:
    nurse = turn(("等一下。", 9_000, 9_500), speaker="SPEAKER_02")
    machine = replace(
        MACHINE,
        turns=(*MACHINE.turns, replace(nurse, role="hospital")),
        parties=(*MACHINE.parties, Party("SPEAKER_02", "hospital", 0.8)),
    )
    written = str(write(machine, "txt"))
    assert "院方 2：等一下。" in written
    text = written.replace("院方 2：等一下。", "院方：等一下。")
    (edited,) = read_bytes(text.encode(), "call.txt").calls
    (event,) = corrected(machine, edited, "txt")
    assert (event.kind, event.value) == ("speaker", "SPEAKER_01")


def test_labels_of_an_earlier_release_are_the_voices_that_people_were_shown() -> None:
    marked = str(write(MACHINE, "txt")).splitlines(keepends=True)
    plain = "".join(line for line in marked if not line.startswith(("[made", "[voice")))
    (edited,) = read_bytes(plain.encode(), "call.txt", is_call=True).calls
    assert {turn.speaker for turn in edited.turns} == {"调查员", "院方"}
    assert corrected(MACHINE, edited, "txt") == []


# A person's English stands beside what was published, and nobody's words are overwritten


ZH = ("请问要等多久？", "大概一个月吧。", "周末不做手术。")
EN = ("How long is the wait?", "Two months.", "Anything else?")
RECORDING = "a" * 64


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Workspace.init(tmp_path).log


def desk(log: Log, who: str = "ann") -> Translator:
    return Translator(log, RECORDING, ZH, EN, who)


def test_a_correction_stands_beside_what_was_published_and_can_be_undone(log: Log) -> None:
    ann = desk(log)
    ann.write(("en", 1), "About a month.", before="Two months.")
    ann.write(("zh", 2), "We don't operate  at weekends.")
    ann.write(("en", 0), EN[0])
    kept = ann.keep()
    assert [event.before for event in kept] == ["Two months.", ""]
    now = desk(log).translation
    assert now.published == EN
    assert now.text(("en", 1)) == "About a month."
    assert now.text(("zh", 2)) == "We don't operate at weekends."
    with pytest.raises(NotAllowedError, match="belongs to ann"):
        undo_translation(log, RECORDING, kept[0].id, "bob")
    undo_translation(log, RECORDING, kept[0].id, "ann")
    assert desk(log).translation.text(("en", 1)) == "Two months."
    with pytest.raises(SettingsError, match="that is not undone"):
        undo_translation(log, RECORDING, kept[0].id, "ann")


def test_what_somebody_wrote_meanwhile_is_not_overwritten(log: Log) -> None:
    ann, bob, cem = desk(log), desk(log, "bob"), desk(log, "cem")
    ann.write(("en", 1), "About a month.")
    bob.write(("en", 1), "One month or so.")
    bob.write(("en", 0), "How long would it take?")
    cem.write(("en", 2), "Anything more?")
    ann.keep()
    cem.keep()  # another passage is in nobody's way
    assert len(desk(log).translation.standing) == 2
    with pytest.raises(ConflictError, match="ann wrote “About a month"):
        bob.keep()
    again = desk(log, "bob")
    with pytest.raises(ConflictError, match="ann wrote"):
        again.write(("en", 1), "One month or so.", before="Two months.")
    again.write(("en", 1), "One month or so.", before="About a month.")
    again.keep()
    assert desk(log).translation.text(("en", 1)) == "One month or so."
    assert desk(log).translation.text(("en", 0)) == EN[0]


PASSAGE = TranslatedPassage("en", 1, EN[1])
FIRST = TranslationCorrection(PASSAGE, EN[1], "About a month.", actor="ann")


def test_of_two_without_sight_of_each_other_both_are_told_and_the_first_stands() -> None:
    second = TranslationCorrection(PASSAGE, EN[1], "One month.", actor="cem")
    folded = fold_translation(ZH, EN, [FIRST, second])
    assert folded.text(("en", 1)) == "About a month."
    assert folded.conflicts == {("en", 1): second}
    assert [one.state for one in folded.outcomes] == ["applied", "conflict"]
    answer = TranslationCorrection(PASSAGE, "About a month.", "One month.", actor="ann")
    assert not fold_translation(ZH, EN, [FIRST, second, answer]).conflicts
    undo = TranslationCorrection(PASSAGE, undoes=FIRST.id)
    folded = fold_translation(ZH, EN, [FIRST, answer, undo])
    assert folded.text(("en", 1)) == "One month.", "undone is the earlier one alone"
    assert [one.state for one in folded.outcomes] == ["undone", "applied", "applied"]


def test_a_passage_is_found_where_it_went_and_is_never_put_to_other_words(log: Log) -> None:
    moved = fold_translation(ZH, ("A line.", *EN), [FIRST])
    assert moved.text(("en", 2)) == "About a month."
    gone = fold_translation(ZH, ("Three months.",), [FIRST])
    assert gone.text(("en", 0)) == "Three months."
    assert gone.outcomes[0].state == "orphan"
    with pytest.raises(SettingsError, match="from 0 to 2"):
        desk(log).write(("en", 3), "x")
    with pytest.raises(SettingsError, match="characters"):
        desk(log).write(("en", 1), "x" * 30_000)
    assert translation_corrections(log, "") == []
