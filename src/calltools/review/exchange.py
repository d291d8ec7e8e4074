"""All decisions as JSON lines, and those of others taken in: for offices without a common server.

Taking in the same file twice changes nothing.  Where two decided differently, neither in sight of
the other, it is told as a conflict; nothing of either is lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from calltools.corrections.editor import Editor
from calltools.errors import CalltoolsError, IntegrityError
from calltools.records import dump_rows, read_line, read_lines
from calltools.review.blind import hidden_items, visible
from calltools.review.corrected import sync
from calltools.review.desk import Review
from calltools.review.event import FORM, Decision, from_row, to_row
from calltools.review.fold import State
from calltools.review.store import ImportedBy
from calltools.transcripts.correction import Outcome

_AHEAD = timedelta(days=1)
"""How far another office's clock may be ahead."""


@dataclass(frozen=True)
class Imported:
    """What was taken in: ``added`` of ``total`` decisions.

    ``conflicts`` are the states of the items concerned on which people differ; ``orphans`` are
    corrections, by call, whose words others corrected before.
    """

    total: int
    added: int
    conflicts: tuple[State, ...] = ()
    orphans: tuple[tuple[str, Outcome], ...] = ()


def exported(review: Review, viewer: str | None = None) -> str:
    """All decisions and corrections, one a line; for ``viewer``, without what a blind review hides
    from them."""
    for name in review.calls():
        review.call(name)  # corrections made since are told among the decisions
    events = review.store.events()
    if viewer is not None:
        shown = {event.id for event in visible(events, viewer)}
        hidden = hidden_items(events, viewer)
        events = [one for one in events if one.id in shown and one.item not in hidden]
    return dump_rows(map(to_row, events))


def read_exported(data: bytes, where: str) -> list[Decision]:
    """The decisions in the bytes of a file that :func:`exported` wrote.

    Raises IntegrityError, naming the line, for what is none or is dated in the future.
    """
    latest = (datetime.now(UTC) + _AHEAD).strftime(FORM)
    found = []
    for place, line in read_lines(data, where):
        event = read_line(
            line, place, from_row, "is no decision", "export it again", IntegrityError
        )
        if event.time > latest:
            raise IntegrityError(
                place, f"is dated {event.time}, which is to come", "set the clock of its machine"
            )
        found.append(event)
    return found


def import_events(
    review: Review, events: Sequence[Decision], origin: ImportedBy | None = None
) -> Imported:
    """Take in the decisions of others, all or none; ``origin`` is who signed them, and who takes
    them in, and goes with each wherever it is shown.

    Corrections of calls that are here go into the calls' logs.  Raises IntegrityError as
    :meth:`~calltools.review.store.EventStore.merge` does.
    """
    for name in review.calls():
        review.call(name)  # what is only in a log is there already, and no news
    added = review.store.merge(events, origin or ImportedBy("", "(command line)"))
    orphans = _correct(review, added)
    concerned = {event.item for event in added}
    conflicts = [
        state
        for name in _names(review, added)
        for state in review.get(name).states
        if state.conflict and state.key in concerned
    ]
    return Imported(len(events), len(added), tuple(conflicts), tuple(orphans))


def _correct(review: Review, added: Iterable[Decision]) -> list[tuple[str, Outcome]]:
    """Put corrections into the logs of their calls; those that fit nowhere."""
    of: defaultdict[str, set[str]] = defaultdict(set)
    for event in added:
        if event.action == "correct":
            of[event.recording or event.call].add(event.id)
    orphans = []
    for name in review.calls() if of else ():
        editor = Editor.open(review.workspace.folder(name))
        ids = of.get(editor.machine.pcm_sha256 or name, set())
        if not ids:
            continue
        sync(review.store, review.workspace, editor)
        outcomes = Editor.open(review.workspace.folder(name)).folded.orphans
        orphans += [(name, outcome) for outcome in outcomes if outcome.correction.id in ids]
    return orphans


def _names(review: Review, events: Iterable[Decision]) -> list[str]:
    """The calls and reports that are here and that the decisions are of."""
    wanted = {event.recording or event.call for event in events}
    names = []
    for name in review.calls():
        try:
            if {name, review.call(name).recording} & wanted:
                names.append(name)
        except CalltoolsError:
            continue
    return names + [name for name in (*review.reports(), *review.checks()) if name in wanted]
