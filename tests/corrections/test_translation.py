"""A person's English stands beside what was published, and nobody's words are overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from calltools.corrections.translation import (
    TranslatedPassage,
    TranslationCorrection,
    fold_translation,
    translation_corrections,
)
from calltools.corrections.translator import Translator, undo_translation
from calltools.errors import ConflictError, NotAllowedError, SettingsError
from calltools.store.log import Log
from calltools.store.workspace import Workspace

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
