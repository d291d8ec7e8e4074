"""Words and fields are found over all calls, and only what stands there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_calls import add_call, transcript

from calltools.errors import SettingsError
from calltools.provenance import sha256_bytes
from calltools.store.call_folder import STATEMENTS, TRANSCRIPT
from calltools.store.index import CallIndex
from calltools.store.indexed import folded
from calltools.store.search import Hit, Query, search
from calltools.store.workspace import Workspace
from calltools.transcripts.model import Transcript, Turn


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


def test_every_turn_with_the_words_is_found_and_no_other(workspace: Workspace) -> None:
    for words in ("肝源", "源", "十来天", "費用大概", "WAITING time", "two weeks"):
        wanted = words.lower().replace("費", "费")
        expected = [(n, i) for n, i, turn in turns_of() if wanted in turn.text.lower()]
        assert expected
        assert [(hit.call, hit.turn_index) for hit in found(workspace, words=(words,))] == expected
    assert found(workspace, words=("week",)) == [], "English is found by whole words"
    assert found(workspace, words=("weeks",))


SOUNDS = [
    ("供体", "公体有的。", "sound"),
    ("公体", "供体有的。", "sound"),
    ("供体", "供体有的。", "words"),
    ("供體", "公體有的。", "sound"),
    ("肝脏", "肝张有的。", "sound"),  # z and zh
    ("供体 有", "公体，有的。", "sound"),
    ("十个月", "四个月吧。", None),  # a numeral is only itself
    ("体", "替他问的。", None),  # a syllable is of too many words
    ("gong ti", "供体有的。", None),
    ("供体", "gong\ue000 ti\ue000", None),
]


def called(workspace: Workspace, name: str, text: str) -> None:
    """A call of one turn of the hospital, or what it says now."""
    add_call(workspace, name, Transcript((Turn(text, "SPEAKER_01", "hospital"),)))


def test_words_are_found_by_their_sound_too_and_a_hit_says_which(tmp_path: Path) -> None:
    for number, (words, text, found_by) in enumerate(SOUNDS):
        made = Workspace.init(tmp_path / str(number))
        called(made, "b1", text)
        hits = found(made, words=(words,))
        assert [hit.found_by for hit in hits] == ([found_by] if found_by else []), (words, text)
    made = Workspace.init(tmp_path / "ordered")
    called(made, "b1", "公体有。")
    called(made, "b2", "供体有。")
    ways = [("b2", "words"), ("b1", "sound")]
    assert [(hit.call, hit.found_by) for hit in found(made, words=("供体",))] == ways
    with CallIndex(made) as index:
        assert [hit.call for hit in search(index, Query(("供体",)), limit=1)] == ["b2"]
    by_field = found(made, role="hospital")
    assert {hit.found_by for hit in by_field} == {None}


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


def test_marks_and_operators_are_only_words(workspace: Workspace) -> None:
    for words in ('"', "？", '" OR "', "AND", "肝*", "-肝", "a:b"):
        if not folded(words):
            with pytest.raises(SettingsError, match="only marks"):
                found(workspace, words=(words,))
        else:
            for hit in found(workspace, words=(words,)):
                assert folded(words) in folded(hit.text)
    with pytest.raises(SettingsError, match="expected words or a field"):
        found(workspace)


def test_the_index_follows_what_changes_and_may_be_deleted(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path)
    add_call(workspace, "b1", transcript(1))
    before = found(workspace, words=("肝源",))
    (tmp_path / ".calltools" / "calls.index").unlink()
    assert found(workspace, words=("肝源",)) == before
    add_call(workspace, "b2", transcript(2))
    assert {hit.call for hit in found(workspace, role="hospital")} == {"b1", "b2"}
    (workspace.folder("b1").path / TRANSCRIPT).unlink()
    assert {hit.call for hit in found(workspace, role="hospital")} == {"b2"}
    # What is broken is told, and the others are found.
    add_call(workspace, "b1", transcript(1))
    add_call(workspace, "b3", transcript(3))
    (workspace.folder("b1").path / TRANSCRIPT).write_text("{")
    with (workspace.folder("b3").path / STATEMENTS).open("a") as file:
        file.write('{"turn_index": 1, "category": "wait_time", "wait_max_days": "soon"}\n')
    with CallIndex(workspace) as index:
        failed = index.refresh()
        assert list(failed) == ["b1", "b3"]
        assert "statements.jsonl:" in str(failed["b3"])
        assert "wait_max_days: expected" in str(failed["b3"])
        assert {hit.call for hit in search(index, Query(role="hospital"))} == {"b2"}


def everything(workspace: Workspace, told: list[str]) -> tuple[object, ...]:
    """What the index gives: hits by words and by fields, and how the calls stand."""
    with CallIndex(workspace, told.append) as index:
        assert index.refresh() == {}
        queries = (Query(words=("肝源",)), Query(words=("weeks",)), Query(category="wait_time"))
        return *(search(index, query) for query in queries), index.summaries()


Index = tuple[Path, bytes, tuple[object, ...]]


@pytest.fixture(scope="module")
def indexed(workspace: Workspace) -> Index:
    """The file of an index, its bytes, and what it gives."""
    path = workspace.root / ".calltools" / "calls.index"
    gives = everything(workspace, [])
    return path, path.read_bytes(), gives


def check_made_anew(workspace: Workspace, indexed: Index, raw: bytes) -> None:
    """An index of the bytes ``raw`` is told of in a line, and gives what it gave all the same."""
    path, _, gives = indexed
    path.write_bytes(raw)
    told: list[str] = []
    assert everything(workspace, told) == gives
    assert told == [f"{path}: is damaged or of another release, and is made anew"]
    assert everything(workspace, told) == gives
    assert len(told) == 1, "it was made anew for good"


DAMAGES = {
    "no index at all": lambda raw: b"no index at all" + raw[:0],
    "empty": lambda raw: raw[:0],
    "half is left": lambda raw: raw[: len(raw) // 2],
    "another release": lambda raw: sha256_bytes(b"0.0.1" + raw[64:]).encode() + raw[64:],
}


def test_a_damaged_index_is_made_anew_and_told_in_a_line(
    workspace: Workspace, indexed: Index
) -> None:
    for damage in DAMAGES.values():
        check_made_anew(workspace, indexed, damage(indexed[1]))


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_byte_of_the_index_can_be_another_unnoticed(
    workspace: Workspace, indexed: Index, data: st.DataObject
) -> None:
    raw = indexed[1]
    at = data.draw(st.integers(0, len(raw) - 1))
    other = bytes([raw[at] ^ data.draw(st.integers(1, 255))])
    check_made_anew(workspace, indexed, raw[:at] + other + raw[at + 1 :])


def test_an_index_that_cant_be_kept_is_made_for_this_once(
    workspace: Workspace, indexed: Index
) -> None:
    path, raw, gives = indexed
    path.unlink()
    path.mkdir()  # nothing can be written there
    try:
        assert everything(workspace, told := []) == gives
    finally:
        path.rmdir()
        path.write_bytes(raw)
    assert told == []


def test_of_two_commands_that_write_the_index_at_once_neither_harms_the_other(
    tmp_path: Path,
) -> None:
    workspace = Workspace.init(tmp_path)
    add_call(workspace, "b1", transcript(1))
    with CallIndex(workspace) as other:
        add_call(workspace, "b2", transcript(2))
        assert len(everything(workspace, told := [])[-1]) == 2  # type: ignore[arg-type]
        (workspace.folder("b2").path / TRANSCRIPT).unlink()
        other.refresh()
    assert {hit.call for hit in found(workspace, role="hospital")} == {"b1"}
    assert told == []
