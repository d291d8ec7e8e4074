"""Words and fields are found over all calls, and only what stands there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_calls import ASKED, SAID, add_call, transcript

from calltools.calls.index import CallIndex, folded
from calltools.calls.search import Hit, Query, search
from calltools.errors import SettingsError
from calltools.transcripts.model import Turn
from calltools.workspace import STATEMENTS, TRANSCRIPT, Workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = Workspace.init(tmp_path_factory.mktemp("calls"))
    for seed in range(4):
        add_call(made, f"b{seed:02d}", transcript(seed))
    return made


def found(workspace: Workspace, **query: object) -> list[Hit]:
    with CallIndex(workspace) as index:
        assert index.refresh() == {}
        return search(index, Query(**query))  # type: ignore[arg-type]


def turns_of() -> list[tuple[str, int, Turn]]:
    return [
        (f"b{seed:02d}", number, turn)
        for seed in range(4)
        for number, turn in enumerate(transcript(seed).turns)
    ]


@pytest.mark.parametrize("words", ["肝源", "源", "十来天", "費用大概", "WAITING time", "two weeks"])
def test_every_turn_with_the_words_is_found_and_no_other(workspace: Workspace, words: str) -> None:
    wanted = words.lower().replace("費", "费")
    expected = [(n, i) for n, i, turn in turns_of() if wanted in turn.text.lower()]
    assert expected
    assert [(hit.call, hit.turn_index) for hit in found(workspace, words=(words,))] == expected


def test_english_is_found_by_whole_words(workspace: Workspace) -> None:
    assert found(workspace, words=("week",)) == []
    assert found(workspace, words=("weeks",))


@settings(max_examples=50, deadline=None)
@given(text=st.sampled_from((*ASKED, *SAID)), data=st.data())
def test_any_part_of_a_chinese_turn_finds_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]
    if part.isascii() or not folded(part):
        return
    assert f" {folded(part)} " in f" {folded(text)} "


def test_a_hit_has_its_time_and_the_turns_around_it(workspace: Workspace) -> None:
    for hit in found(workspace, words=("肝源",)):
        turns = transcript(int(hit.call[1:])).turns
        assert hit.text == turns[hit.turn_index].text
        assert hit.start_ms == turns[hit.turn_index].start_ms
        assert hit.before == (turns[hit.turn_index - 1].text if hit.turn_index else "")
        following = turns[hit.turn_index + 1 : hit.turn_index + 2]
        assert hit.after == (following[0].text if following else "")


def test_fields_of_statements_and_of_the_call_are_held_together(workspace: Workspace) -> None:
    rows = [
        (path.parent.name, json.loads(line))
        for path in sorted(workspace.transcripts.glob(f"*/{STATEMENTS}"))
        for line in path.read_text("utf-8").splitlines()
    ]
    days = [(n, r) for n, r in rows if (r["wait_max_days"] or 10_000) <= 14]
    assert days
    hits = found(workspace, max_days=14)
    assert [(hit.call, hit.statement["id"]) for hit in hits if hit.statement] == [
        (name, row["id"]) for name, row in days
    ]
    denied = found(workspace, category="wait_time", modality="denied")
    assert denied
    assert all(hit.statement and hit.statement["modality"] == "denied" for hit in denied)
    assert {hit.hospital for hit in found(workspace, words=("换肝",), hospital="东湾")} <= {
        "东湾医院"
    }
    later = found(workspace, role="hospital", since="2017")
    assert {hit.date[:4] for hit in later if hit.date} == {"2017", "2018"}
    assert {hit.date for hit in found(workspace, role="hospital", until="2015")} == {"2015-01-11"}


@pytest.mark.parametrize("words", ['"', "？", '" OR "', "AND", "肝*", "-肝", "a:b"])
def test_marks_and_operators_are_only_words(workspace: Workspace, words: str) -> None:
    if not folded(words):
        with pytest.raises(SettingsError, match="only marks"):
            found(workspace, words=(words,))
    else:
        for hit in found(workspace, words=(words,)):
            assert folded(words) in folded(hit.text)


def test_nothing_sought_is_refused(workspace: Workspace) -> None:
    with pytest.raises(SettingsError, match="expected words or a field"):
        found(workspace)


def test_the_index_follows_what_changes_and_may_be_deleted(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path)
    add_call(workspace, "b1", transcript(1))
    before = found(workspace, words=("肝源",))
    (tmp_path / ".calltools" / "index.sqlite").unlink()
    assert found(workspace, words=("肝源",)) == before
    add_call(workspace, "b2", transcript(2))
    assert {hit.call for hit in found(workspace, role="hospital")} == {"b1", "b2"}
    (workspace.folder("b1").path / TRANSCRIPT).unlink()
    assert {hit.call for hit in found(workspace, role="hospital")} == {"b2"}
    (tmp_path / ".calltools" / "index.sqlite").write_bytes(b"no database at all" * 99)
    assert {hit.call for hit in found(workspace, role="hospital")} == {"b2"}


def test_a_broken_transcript_is_told_and_the_others_are_found(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path)
    add_call(workspace, "b1", transcript(1))
    add_call(workspace, "b2", transcript(2))
    (workspace.folder("b1").path / TRANSCRIPT).write_text("{")
    with CallIndex(workspace) as index:
        failed = index.refresh()
        assert list(failed) == ["b1"]
        assert {hit.call for hit in search(index, Query(role="hospital"))} == {"b2"}
