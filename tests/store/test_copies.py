"""One call kept as mono, stereo and MP3 counts once, and two calls with one pretext count twice."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from made_calls import add_call, transcript

from calltools.checks.check import check
from calltools.checks.workspace_calls import calls_of_workspace
from calltools.statements.record import Statement
from calltools.store.copies import Recorded, copies, sketch
from calltools.store.index import CallIndex
from calltools.store.indexed import folded
from calltools.store.workspace import Workspace
from calltools.tables.columns import TABLES
from calltools.tables.export.sqlite import database
from calltools.tables.table_rows import CallEntry, records
from calltools.tables.waits import waits
from calltools.tables.waits_picture import waits_picture
from calltools.transcripts.model import Transcript, Turn
from calltools.views.check_text import findings_summary
from calltools.views.index_page import index_page

SAID = (
    "您好，我想问一下肝移植要等多久？快的话十来天，慢的一个月，看血型配不配。"
    "费用大概三十万左右，您把片子带来给主任看看。"
)
OTHER = (
    "您好，我想问一下肝移植要等多久？这个电话里不好说。"
    "我们这边去年就停了，您问问省里的医院吧，别的我不清楚，再见。"
)
MISHEARD = SAID.replace("移植", "疑只").replace("血型", "学行").replace("片子", "骗子")


def recorded(name: str, text: str, duration_ms: int = 47_000, pcm: str = "") -> Recorded:
    return Recorded(name, duration_ms, pcm or name, sketch(folded(text)))


CASES = {
    "the same sound": ([recorded("a", "", pcm="x"), recorded("b", "", pcm="x")], {"b": "a"}),
    "heard nearly the same": (
        [recorded("a", SAID), recorded("b", MISHEARD, 47_060), recorded("c", SAID, 46_900)],
        {"b": "a", "c": "a"},
    ),
    "the same pretext": ([recorded("a", SAID), recorded("b", OTHER)], {}),
    "another length": ([recorded("a", SAID), recorded("b", SAID, 60_000)], {}),
    "hardly a word": ([recorded("a", "喂，你好。"), recorded("b", "喂，你好。")], {}),
    "one links two": (
        [recorded("c", SAID), recorded("b", SAID, 48_500), recorded("a", SAID, 50_000)],
        {"b": "a", "c": "a"},
    ),
}


@pytest.mark.parametrize(("recordings", "expected"), CASES.values(), ids=CASES)
def test_copies_are_known_by_their_sound_or_their_words(
    recordings: list[Recorded], expected: dict[str, str]
) -> None:
    random.Random(1).shuffle(recordings)
    assert {name: of for name, (of, _) in copies(recordings).items()} == expected


def test_several_recordings_of_a_call_count_once_and_the_check_tells(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path)
    call = transcript(1, turns=12)
    other = Transcript((Turn(OTHER, "SPEAKER_01", "hospital"),))
    elsewhere = replace(call, call=replace(call.call, hospital="西岭医院"))
    for name, made in (("b1", call), ("b1-mp3", elsewhere), ("b2", other)):
        add_call(workspace, name, made)
    with CallIndex(workspace) as index:
        index.refresh()
        calls = index.summaries()
    assert {one.name: one.copy_of for one in calls} == {"b1": None, "b1-mp3": "b1", "b2": None}
    page = index_page(calls)
    assert "2 calls in 3 recordings" in page
    assert "another recording of b1" in page
    known, _ = calls_of_workspace(workspace)
    (told,) = [finding for finding in check(known) if finding.kind == "one_call"]
    assert told.calls == ("b1", "b1-mp3")
    assert "recorded differently in: hospital" in told.note
    assert findings_summary([told], len(known), 0) == "1 finding in 2 calls (3 recordings)."


def test_tables_and_the_picture_count_each_call_once_and_keep_every_recording() -> None:
    entries = []  # a call kept as two files, the second heard with another wait, and another call
    for name, text, days in (("b1-mp3", MISHEARD, 11), ("b1", SAID, 10), ("b2", OTHER, None)):
        call = Transcript((Turn(text, "SPEAKER_01", "hospital"),), duration_ms=47_000)
        statement = Statement("wait_time", 0, 0, 4, text[:4], wait_max_days=days, id="s01")
        entries.append(CallEntry(name, [statement], call))
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(database(entries))
        for name, table in TABLES.items():
            told = {row["recording"]: row["copy_of"] for row in records(table, entries)}
            assert told == {"b1": None, "b1-mp3": "b1", "b2": None}, name
            (alone,) = records(table, entries[:1])
            assert alone["copy_of"] is None, "what is not in the table is not counted instead"
            query = f"SELECT count(*) FROM {name} WHERE copy_of IS NULL"
            assert connection.execute(query).fetchone() == (2,)
    found = waits(entries)
    assert (found.count, found.without_figure, found.copies, found.calls) == (1, 1, 1, 2)
    drawn = waits_picture(entries)
    assert "Not drawn: 1 statement without a figure, 1 statement of other recordings" in drawn
    # A call whose first recording tells of no wait is drawn from the next.
    copied, first, _ = entries
    found = waits([copied, replace(first, statements=[])])
    assert (found.count, found.copies, found.calls) == (1, 0, 1)
