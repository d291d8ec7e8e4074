"""All decisions as lines of the log, and those of others taken in: for offices without a common
server.

What goes out are the events themselves, each line with its body, and how far the log went: whoever
sent them can be asked for the rest, and every line has its place in that chain.  What comes in are
events of one's own, in which the other's body stands with the way that it came.  Taking in the
same file twice changes nothing.  Where two decided differently, neither in sight of the other, it
is told as a conflict; nothing of either is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from calltools.corrections.correction_log import describe
from calltools.corrections.editor import Editor
from calltools.corrections.translation import describe_translation
from calltools.errors import IntegrityError
from calltools.provenance import sha256_bytes
from calltools.records import convert, dump_rows, parse, parse_as, read_lines
from calltools.review.alignment_items import corrected_calls
from calltools.review.blind import hidden_items, visible
from calltools.review.decisions import CORRECTIONS, DECIDED, Decisions, decision_of
from calltools.review.desk import Review
from calltools.review.event import Decision, row_text
from calltools.review.item_state import State
from calltools.store.log import FORM, ChainHead, Event, EventDraft, check_lines, read_event
from calltools.store.other_logs import (
    NOBODYS,
    Office,
    SentBy,
    SentFile,
    TakenIn,
    body_with,
    offices_of,
)

_Record = TypeVar("_Record")

_AHEAD = timedelta(days=1)
"""How far another office's clock may be ahead."""


@dataclass(frozen=True, slots=True)
class _LogRow:
    """A line of the file: that of the log, and its body."""

    line: str
    body: str


@dataclass(frozen=True, slots=True)
class _First:
    """The first line of the file: how far the log goes that the others are of."""

    head: ChainHead


@dataclass(frozen=True, slots=True)
class Arrived:
    """A decision of another office: its event there, who added it, what it says."""

    event: Event
    actor: str
    body: dict[str, Any]
    decision: Decision


@dataclass(frozen=True, slots=True)
class Sent:
    """What a file of another office holds: its decisions, and how far its log went."""

    head: ChainHead
    arrived: tuple[Arrived, ...]

    def as_file(self, data: bytes) -> SentFile:
        """What an office signs of the file, whose bytes are ``data``."""
        return SentFile(sha256_bytes(data), self.head)


@dataclass(frozen=True)
class Imported:
    """What was taken in: ``added`` of ``total`` decisions.

    ``conflicts`` are the states of the items concerned on which people differ; ``orphans`` are
    corrections whose words others corrected before: the call, what it changes, why it does not.
    """

    total: int
    added: int
    conflicts: tuple[State, ...] = ()
    orphans: tuple[tuple[str, str, str], ...] = ()

    def to_decide(self) -> list[tuple[str, str, str, str]]:
        """What somebody has to decide who has seen both: the call, of what kind, of which words,
        and who decided what."""
        conflicts = [
            (
                state.call,
                str(state.kind),
                state.item.anchor.text if state.item else "",
                "; ".join(
                    f"{event.actor}: {event.action}"
                    for event in state.history
                    if event.id in state.heads
                ),
            )
            for state in self.conflicts
        ]
        return conflicts + [(name, "correction", what, why) for name, what, why in self.orphans]


def exported(review: Review, viewer: str | None = None) -> str:
    """All decisions and corrections, one a line, after one that says how far the log goes; for
    ``viewer``, without what a blind review hides from them, nor that it is there."""
    log = review.decisions.log
    decisions = review.decisions.events()
    shown = {one.id for one in decisions}
    if viewer is not None:
        hidden = hidden_items(decisions, viewer)
        shown = {one.id for one in visible(decisions, viewer) if one.item not in hidden}
    events = [event for event in log.since() if event.kind == "person" or event.id in shown]
    actors = {event.actor for event in events if event.kind != "person"}
    sent = [event for event in events if event.kind != "person" or event.actor in actors]
    rows = [_LogRow(event.line().decode(), log.raw_body(event).decode()) for event in sent]
    shown_to = ChainHead(sent[-1].seq, sha256_bytes(sent[-1].line())) if sent else ChainHead()
    head = log.head() if viewer is None else shown_to
    return dump_rows([{"head": head}, *map(asdict, rows)])


def read_exported(data: bytes, where: str) -> Sent:
    """What is in the bytes of a file that :func:`exported` wrote.

    Raises IntegrityError, naming the line, for a line that is no event's or not chained to the one
    before, another body than it names, what is not a decision, or is dated in the future.
    """
    rows = list(read_lines(data, where))
    head = _read(rows[0], _First).head if rows else ChainHead()
    read = [(place, _read((place, line), _LogRow)) for place, line in rows[1:]]
    last = check_lines((row.line.encode() for _, row in read), where, is_part=True)
    if last.seq > head.seq or (last.seq == head.seq and last != head):
        raise IntegrityError(
            where, "holds lines of a log other than the one it names", "export it again"
        )
    names: dict[str, str] = {}
    arrived = []
    for place, row in read:
        event = read_event(row.line.encode())
        if event.kind not in (*DECIDED, "person") or _sha256(row.body) != event.body_sha256:
            raise IntegrityError(place, "does not match the hash in its line", "export it again")
        try:
            body = convert(parse(row.body), dict[str, Any])
            if event.kind == "person":
                names[event.actor] = str(body.get("name", ""))
                continue
            actor = names.get(event.actor, event.actor)
            decision = decision_of(event, body, actor, event.subject)
        except (ValueError, TypeError) as error:
            raise IntegrityError(place, f"is not a decision: {error}", "export it again") from error
        _check_times(place, event.time, decision.time)
        arrived.append(Arrived(event, actor, body, decision))
    return Sent(head, tuple(arrived))


def _read(line: tuple[str, bytes], kind: type[_Record]) -> _Record:
    place, data = line
    try:
        return parse_as(data, kind)
    except ValueError as error:
        raise IntegrityError(
            place, f"is not a line of an export: {error}", "export it again"
        ) from error


def _sha256(text: str) -> str:
    return sha256_bytes(text.encode())


def _check_times(place: str, *times: str) -> None:
    latest = (datetime.now(UTC) + _AHEAD).strftime(FORM)
    if (time := max(times)) > latest:
        problem = f"is dated {time}, which is to come"
        raise IntegrityError(place, problem, "set the clock of its machine")


def import_events(
    review: Review, sent: Sent, actor: str = "", signature: SentBy = NOBODYS
) -> Imported:
    """Take in the decisions of others, all or none; ``actor`` takes them in, and it goes with each
    wherever it is shown, with who signed them.

    Raises IntegrityError where an event of the same id says something else, or one undoes an event
    that is neither here nor before it.
    """
    new = list(_new(review.decisions, sent.arrived))
    if new:
        lines = tuple(one.event.line().decode() for one in new)
        taken = TakenIn(head=sent.head, lines=lines, signature=signature)
        drafts = [_draft(one, actor, signature.signer) for one in new]
        log = review.decisions.log
        log.append([EventDraft(kind="imported", actor=actor, body=taken), *drafts])
    concerned = {one.decision.item for one in new}
    conflicts = [
        state
        for name in _names(review, new)
        for state in review.get(name).states
        if state.conflict and state.key in concerned
    ]
    return Imported(len(sent.arrived), len(new), tuple(conflicts), tuple(_orphans(review, new)))


def _new(here: Decisions, arrived: Sequence[Arrived]) -> Iterator[Arrived]:
    """Those that are not here yet."""
    before: set[str] = set()
    for one in arrived:
        id_, undoes = one.event.id, _undoes(one.decision)
        if undoes is not None and undoes not in before and here.event(undoes) is None:
            problem = f"undoes {undoes}, which is not there"
            raise IntegrityError(id_, problem, "import the file with that event first")
        before.add(id_)
        known = here.event(id_)
        if known is None:
            yield one
        elif _says(known) != _says(one.decision):
            raise IntegrityError(id_, "is a different event here", "nothing was imported")


def _undoes(decision: Decision) -> str | None:
    corrects = decision.action == "correct"
    undoes: str | None = decision.value.get("undoes") if corrects else decision.undoes
    return undoes


def _says(decision: Decision) -> object:
    """What has to be equal in two events of one id; calls have other names elsewhere."""
    if decision.action == "correct":
        return decision.recording, decision.value
    return row_text(decision)


def _draft(one: Arrived, actor: str, signer: str) -> EventDraft:
    left = Office(actor=one.actor, time=one.event.time, signer=signer)
    return EventDraft(
        kind=one.event.kind,
        subject=one.event.subject,
        body=body_with(one.body, [*offices_of(one.body), left]),
        actor=actor,
        id=one.event.id,
    )


def _orphans(review: Review, new: Iterable[Arrived]) -> Iterator[tuple[str, str, str]]:
    """The corrections among the new ones that fit nowhere."""
    ids = {one.event.id for one in new if one.event.kind in CORRECTIONS}
    recordings = {one.event.subject for one in new if one.event.id in ids}
    for name in review.calls() if ids else ():
        folder = review.workspace.folder(name)
        if folder.recording not in recordings:
            continue
        for outcome in Editor.open(folder).folded.orphans:
            if outcome.correction.id in ids:
                yield name, describe(outcome.correction), outcome.why
        for call in corrected_calls(folder):
            for told in call.translation.outcomes:
                if told.correction.id in ids and told.state in ("orphan", "conflict"):
                    yield name, describe_translation(told.correction), told.why


def _names(review: Review, new: Iterable[Arrived]) -> list[str]:
    """The calls and reports that are here and that the decisions are of."""
    wanted = {one.decision.recording or one.decision.call for one in new}
    recording = review.workspace.register.refresh().recording
    calls = [name for name in review.calls() if {name, recording(name)} & wanted]
    return calls + [name for name in (*review.reports(), *review.checks()) if name in wanted]
