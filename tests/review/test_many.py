"""Many decide at once, with the log in files and with a team's: nothing is lost, and everybody is
told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from calltools.errors import ConflictError
from calltools.review.desk import Review
from calltools.store.workspace import Workspace
from made_reviews import made_workspace, statement


def desks_of(workspace: Workspace, count: int) -> list[Review]:
    """The review as so many processes have it, each of which has read the log by itself."""
    desks = []
    for number in range(count):
        root = workspace.root.with_name(f"{workspace.root.name}-{number}")
        root.symlink_to(workspace.root)
        desks.append(Review(Workspace(root)))
    return desks


def test_of_many_who_decide_at_once_one_is_kept_and_the_others_are_told(
    tmp_path: Path, database: str
) -> None:
    desks = desks_of(made_workspace(tmp_path / "w", database=database), 4)
    state = statement(desks[0].call("a01"))

    def decide(number: int) -> str:
        desk = desks[number % len(desks)]
        try:
            return desk.decide("a01", state.key, "confirm", f"p{number}", after=state.heads).id
        except ConflictError:
            return ""

    def comment(number: int) -> str:
        value = {"text": "seen"}
        desk = desks[number % len(desks)]
        return desk.decide("a01", state.key, "comment", f"p{number}", value=value).id

    with ThreadPoolExecutor(8) as pool:
        kept = [id_ for id_ in pool.map(decide, range(24)) if id_]
        assert len(kept) == 1
        comments = set(pool.map(comment, range(24)))
    for desk in desks:
        now = statement(desk.call("a01"))
        assert (now.event, now.conflict) == (kept[0], False)
        assert {event.id for event in now.comments} == comments


def test_what_another_process_decided_is_news_and_shown(tmp_path: Path, database: str) -> None:
    here, there = desks_of(made_workspace(tmp_path / "w", "a01", "b01", database=database), 2)
    seq, _ = here.changed_since(0, "ann")
    here.call("b01")
    assert [one.name for one in here.everything("ann", within=-1)] == ["b01"], "after its time"
    assert [one.whole.status for one in here.everything("ann")] == ["open", "open"]
    event = there.decide("b01", statement(there.call("b01")).key, "confirm", "bob")
    seq, news = here.changed_since(seq, "ann")
    assert [one.id for one in news] == [event.id]
    assert here.changed_since(seq, "ann") == (seq, [])
    assert [statement(one).status for one in here.everything("ann")] == ["open", "confirmed"]
    (made,) = there.correct(
        "b01", "bob", lambda editor: editor.text(editor.words(1, "1"), "两个月")
    )
    assert [one.id for one in here.changed_since(seq, "ann")[1]] == [made.id]
    assert statement(here.everything("ann")[1]).stale
