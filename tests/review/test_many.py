"""Many decide at once, on either database: nothing is lost, and everybody is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from calltools.errors import ConflictError
from calltools.review.corrected import mirrored
from calltools.review.database import connect
from calltools.review.desk import Review
from calltools.review.store import EventStore
from made_reviews import made_workspace, statement


@pytest.mark.slow
def test_of_many_who_decide_at_once_one_is_kept_and_the_others_are_told(
    tmp_path: Path, database_url: URL
) -> None:
    workspace = made_workspace(tmp_path)
    desks = [Review(workspace, EventStore(connect(database_url))) for _ in range(4)]
    state = statement(desks[0].call("a01"))

    def decide(number: int) -> str:
        desk = desks[number % len(desks)]
        try:
            return desk.decide("a01", state.key, "confirm", f"p{number}", after=state.heads).id
        except ConflictError:
            return ""

    with ThreadPoolExecutor(8) as pool:
        kept = [id_ for id_ in pool.map(decide, range(24)) if id_]
        assert len(kept) == 1
        value = {"text": "seen"}
        comments = list(
            pool.map(
                lambda n: desks[n % 4].decide("a01", state.key, "comment", f"p{n}", value=value).id,
                range(24),
            )
        )
    for desk in desks:
        now = statement(desk.call("a01"))
        assert (now.event, now.conflict) == (kept[0], False)
        assert {event.id for event in now.comments} == set(comments)
        desk.store.engine.dispose()


def test_after_its_time_nothing_is_read_that_was_never_read(
    tmp_path: Path, database_url: URL
) -> None:
    review = Review(made_workspace(tmp_path, "a01", "b01"), EventStore(connect(database_url)))
    review.call("b01")
    assert [one.name for one in review.everything("ann", within=-1)] == ["b01"]
    assert [one.name for one in review.everything("ann")] == ["a01", "b01"]
    review.store.engine.dispose()


def test_what_another_process_decided_is_news_and_shown(tmp_path: Path, database_url: URL) -> None:
    workspace = made_workspace(tmp_path, "a01", "b01")
    here, there = (Review(workspace, EventStore(connect(database_url))) for _ in range(2))
    seq, _ = here.changed_since(0, "ann")
    assert {one.whole.status for one in here.everything("ann")} == {"open"}
    event = there.decide("b01", statement(there.call("b01")).key, "confirm", "bob")
    seq, news = here.changed_since(seq, "ann")
    assert [one.id for one in news] == [event.id]
    assert here.changed_since(seq, "ann") == (seq, [])
    assert [statement(one).status for one in here.everything("ann")] == ["open", "confirmed"]
    for desk in (here, there):
        desk.store.engine.dispose()


def test_a_correction_that_two_read_at_once_is_entered_once(
    tmp_path: Path, database_url: URL
) -> None:
    desk = Review(made_workspace(tmp_path), EventStore(connect(database_url)))
    (made,) = desk.correct("a01", "ann", lambda editor: editor.text(editor.words(1, "1"), "两个月"))
    recording = desk.call("a01").recording
    assert desk.store.merge([mirrored(made, "a01", recording)]) == []
    desk.store.engine.dispose()
