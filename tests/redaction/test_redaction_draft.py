"""A redaction in progress: no word is answered in advance, all answers are kept, a plan comes."""

from __future__ import annotations

import shutil
import stat
import threading
from pathlib import Path

import pytest
from secrets_planted import NAMES, NUMBER, left

from calltools.errors import ConflictError, SettingsError
from calltools.redaction.draft import RedactionDraft, RedactionDrafts
from calltools.redaction.plan import RedactionError, read_plan
from calltools.redaction.redact import redact
from calltools.store.recordings import recordings
from calltools.store.workspace import Workspace


@pytest.fixture(scope="module")
def begun(planted_once: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A workspace with a redaction that was begun, to be copied."""
    office = shutil.copytree(planted_once, tmp_path_factory.mktemp("begun") / "office")
    return Path(office), RedactionDrafts(Workspace(Path(office))).begin((), "ann").id


@pytest.fixture
def drafts(begun: tuple[Path, str], tmp_path: Path) -> RedactionDrafts:
    return RedactionDrafts(Workspace(Path(shutil.copytree(begun[0], tmp_path / "office"))))


@pytest.fixture
def draft(drafts: RedactionDrafts, begun: tuple[Path, str]) -> RedactionDraft:
    return drafts.get(begun[1])


def test_each_word_has_its_places_with_their_sound_and_no_answer_in_advance(
    draft: RedactionDraft,
) -> None:
    assert {entry.answer for entry in draft.entries} == {""}
    assert draft.waiting == len(draft.entries) > 0
    name = next(entry for entry in draft.entries if "段春晖" in entry.removal.text)
    first = name.places[0]
    assert first.words in "喂，是段春晖段大夫吗？"
    assert first.start_ms is not None and first.end_ms is not None
    assert first.start_ms < first.end_ms
    assert {place.call for place in name.places} <= set(draft.calls)


def test_what_was_answered_is_kept_and_can_be_taken_back(
    drafts: RedactionDrafts, draft: RedactionDraft, tmp_path: Path
) -> None:
    first, second, *_ = draft.entries
    drafts.answer(draft.id, first.id, "out", "ann")
    drafts.answer(draft.id, second.id, "stays", "bob")
    again = RedactionDrafts(Workspace(tmp_path / "office")).get(draft.id)
    answers = [(entry.answer, entry.by) for entry in again.entries[:2]]
    assert answers == [("out", "ann"), ("stays", "bob")]
    assert again.waiting == len(draft.entries) - 2
    drafts.answer(draft.id, first.id, "", "bob")
    assert drafts.get(draft.id).entries[0].by == ""
    path = tmp_path / "office" / ".calltools" / "redactions" / f"{draft.id}.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_who_answer_at_once_lose_nothing(
    drafts: RedactionDrafts, draft: RedactionDraft, tmp_path: Path
) -> None:
    def work(number: int) -> None:
        own = RedactionDrafts(Workspace(tmp_path / "office"))
        for entry in draft.entries[number::2]:
            own.answer(draft.id, entry.id, "out", f"p{number}")

    threads = [threading.Thread(target=work, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drafts.get(draft.id).waiting == 0


def test_no_plan_comes_of_it_before_every_word_is_answered(
    drafts: RedactionDrafts, draft: RedactionDraft
) -> None:
    with pytest.raises(RedactionError, match="not answered"):
        draft.removals()
    for entry in draft.entries:
        drafts.answer(draft.id, entry.id, "stays", "ann")
    with pytest.raises(RedactionError, match="takes nothing out"):
        drafts.get(draft.id).removals()


def test_words_and_stretches_that_were_missed_are_added(
    drafts: RedactionDrafts, draft: RedactionDraft
) -> None:
    (call,) = draft.calls[:1]
    drafts.add_text(draft.id, "name", "好的", "ann")
    drafts.add_stretch(draft.id, "other", call, ("0:00.100", "0:00.200"), "bob")
    text, stretch = drafts.get(draft.id).entries[-2:]
    assert (text.answer, text.by, text.added) == ("out", "ann", True)
    assert (stretch.places[0].start_ms, stretch.places[0].end_ms) == (100, 200)
    with pytest.raises(ConflictError):
        drafts.add_text(draft.id, "name", "好的", "ann")
    for wrong in ("不在这里的词", "好", ""):
        with pytest.raises(SettingsError):
            drafts.add_text(draft.id, "name", wrong, "ann")
    for span in (("0:02", "0:01"), ("x", "0:01"), ("0:00", "99:00")):
        with pytest.raises(SettingsError):
            drafts.add_stretch(draft.id, "other", call, span, "bob")
    with pytest.raises(SettingsError):
        drafts.add_stretch(draft.id, "other", "no such call", ("0:00", "0:01"), "bob")
    for name in ("../../etc", "0" * 12):
        with pytest.raises(SettingsError):
            drafts.get(name)


def test_the_copy_is_made_of_the_plan_as_the_command_makes_it(
    drafts: RedactionDrafts, draft: RedactionDraft, tmp_path: Path
) -> None:
    for name in {*NAMES, NUMBER} - {entry.removal.text for entry in draft.entries}:
        drafts.add_text(draft.id, "name", name, "ann")
    for entry in draft.entries:
        drafts.answer(draft.id, entry.id, "out", "ann")
    done = drafts.get(draft.id)
    plan = done.removals()
    assert all(removal.confirmed for removal in plan)
    (tmp_path / "plan.toml").write_text(done.plan(), "utf-8")
    assert [r.text for r in read_plan(tmp_path / "plan.toml")] == [r.text for r in plan]
    planted = Workspace(tmp_path / "office")
    copy = redact(planted, recordings(planted), plan, tmp_path / "copy", actor="ann")
    assert not list(left(copy.folder, [*NAMES, NUMBER]))
