"""A translation that comes back from another program: what changed there, looked at before it is
kept in the name of the person who brings it.  Nothing is overwritten that somebody changed
meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from calltools.alignment.corrected_alignment import CorrectedCall, without_old_spans
from calltools.alignment.exchange.returned import Returned, ReturnedChanges, changes_in
from calltools.alignment.model import AlignedCall, Link, UnitState
from calltools.corrections.translation import PassageKey
from calltools.errors import ConflictError, SettingsError
from calltools.messages import Message
from calltools.provenance import canonical_json, sha256_bytes
from calltools.review.alignment_items import corrected_calls
from calltools.review.desk import Review
from calltools.review.links import LinkRow, link_rows
from calltools.review.reviewed_alignment import reviewed_alignment
from calltools.review.translating import choose_state, translator, with_translation


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """Something that the file has otherwise: the English of a passage, how far a link is, or a
    note on it.

    ``zh`` is what it renders; ``before`` what stood when the file was written, ``after`` what the
    file has; ``now`` what somebody else wrote meanwhile, where they did: such a change is not kept.
    """

    kind: Literal["text", "state", "note"]
    row: int
    zh: str
    before: str
    after: str
    now: str | None = None
    by: str = ""
    passage: PassageKey | None = None
    link: str = ""

    @property
    def id(self) -> str:
        """Its name in a form: another one where anything of it is another."""
        told = [self.kind, self.passage, self.link, self.before, self.after, self.now]
        return sha256_bytes(canonical_json(told).encode())[:16]


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What a file changes of a call: what can be kept, what others changed as well, and what could
    not be taken, in words."""

    call: str
    changes: tuple[ProposedChange, ...] = ()
    overtaken: tuple[ProposedChange, ...] = ()
    remarks: tuple[str, ...] = ()


def proposed(review: Review, name: str, files: Sequence[Returned], actor: str) -> TakenBack:
    """What the translations in a file change of the call ``name``.

    Raises SettingsError where none of them is of that call, or it has no translation.
    """
    meant = [one for one in files if one.call in ("", name)]
    if not meant and len(files) == 1:  # it was renamed since
        meant = [*files]
    if not meant:
        calls = ", ".join(one.call for one in files)
        problem = Message("is not in that file, which holds {calls}", calls=calls)
        raise SettingsError(name, problem, "name that call")
    with_translation(review, name, actor)
    returned = meant[0]
    base, corrected = _base(review, name, returned)
    changes = changes_in(returned, base)
    return _ReturnPlan(review, name, actor, base, corrected).proposed(changes)


def _base(review: Review, name: str, returned: Returned) -> tuple[AlignedCall, CorrectedCall]:
    """The call as it was when the file was written; where that got lost, the earliest of the times
    at which it was most like the file."""
    recording = review.call(name).recording
    corrected_at = [event.time for event in review.decisions.log.of(recording, "translated")]
    begun = "0000"
    times = [returned.as_of] if returned.as_of else [begun, *corrected_at]
    folder = review.workspace.folder(name)
    nearest: tuple[int, AlignedCall, CorrectedCall] | None = None
    for time in times:
        corrected = corrected_calls(folder, time)[0]
        states_of = review.call(name, until=time if returned.as_of else None)
        call = _with_all_findings(reviewed_alignment(states_of, corrected), corrected)
        count = len(changes_in(returned, call))
        if nearest is None or count < nearest[0]:
            nearest = count, call, corrected
    assert nearest is not None, "there is a time"
    return nearest[1], nearest[2]


def _with_all_findings(call: AlignedCall, corrected: CorrectedCall) -> AlignedCall:
    """``call`` with the findings of that time that there are no more, which notes may tell of."""
    known = {(finding.type, finding.note) for finding in call.alignment.findings}
    of_then = corrected.call.alignment.findings
    gone = [one for one in of_then if (one.type, one.note) not in known]
    findings = (*call.alignment.findings, *without_old_spans(gone, corrected.outdated))
    return replace(call, alignment=replace(call.alignment, findings=findings))


@dataclass(frozen=True, slots=True)
class _ReturnPlan:
    review: Review
    name: str
    actor: str
    base: AlignedCall
    corrected: CorrectedCall

    def proposed(self, changes: ReturnedChanges) -> TakenBack:
        remarks = [*changes.remarks]
        found: list[ProposedChange] = []
        translation = translator(self.review, self.name, self.actor).translation
        row_of = {turn: n for n, link in enumerate(self.base.alignment.links) for turn in link.en}
        texts = [(row_of[turn], self._passage(turn), text) for turn, text in changes.texts.items()]
        for number, text in changes.added.items():
            zh = self.base.alignment.links[number].zh
            if zh:
                texts.append((number, ("zh", zh[0]), text))
            else:
                told = Message(
                    "row {row}: there is no Chinese for this English: {text}",
                    row=number + 1,
                    text=text,
                )
                remarks.append(told)
        for number, key, text in texts:
            before, now = self.corrected.translation.text(key), translation.text(key)
            if text == now:
                continue
            last = translation.standing.get(key)
            found.append(
                ProposedChange(
                    "text",
                    number,
                    self._zh(number),
                    before,
                    text,
                    now if now != before else None,
                    (last.actor or "") if last and now != before else "",
                    passage=key,
                )
            )
        found += self._of_links(changes, remarks)
        found.sort(key=lambda one: (one.row, one.kind))
        return TakenBack(
            self.name,
            tuple(one for one in found if one.now is None),
            tuple(one for one in found if one.now is not None),
            tuple(remarks),
        )

    def _passage(self, turn: int) -> PassageKey:
        """A turn of the English; one behind those published is of a Chinese turn left out."""
        published = len(self.corrected.machine.en.turns)
        if turn < published:
            return "en", turn
        return "zh", sorted(self.corrected.added)[turn - published]

    def _zh(self, number: int) -> str:
        zh = self.base.alignment.links[number].zh
        return " ".join(self.base.zh.turns[turn].text for turn in zh)

    def _of_links(self, changes: ReturnedChanges, remarks: list[str]) -> list[ProposedChange]:
        rows = link_rows(self.review.call(self.name, self.actor).states)
        found = []
        for number in sorted({*changes.states, *changes.notes}):
            link = self.base.alignment.links[number]
            row = next((row for row in rows if _is_of(row, link)), None)
            if row is None:
                told = Message("row {row}: its turns were moved to other rows", row=number + 1)
                remarks.append(told)
                continue
            zh, key = self._zh(number), row.state.key
            if (state := changes.states.get(number)) and state != row.unit_state:
                before = link.state or "translated"
                is_new = row.state.status == "confirmed" and row.unit_state != before
                now, by = (row.unit_state, row.state.by) if is_new else (None, "")
                found.append(ProposedChange("state", number, zh, before, state, now, by, link=key))
            known = {event.value["text"] for event in row.state.comments}
            found += [
                ProposedChange("note", number, zh, "", note, link=key)
                for note in changes.notes.get(number, ())
                if note not in known
            ]
        return found


def _is_of(row: LinkRow, link: Link) -> bool:
    return row.numbers("zh") == link.zh if link.zh else row.numbers("en") == link.en


def keep_proposed(
    review: Review,
    name: str,
    files: Sequence[Returned],
    actor: str,
    chosen: Collection[str] | None = None,
    reason: str | None = None,
) -> int:
    """Keep the changes of a file that were ``chosen`` by their ids (None: all that can be); gives
    how many.

    Raises ConflictError where one of them is no longer what was looked at; nothing is kept then.
    """
    plan = proposed(review, name, files, actor)
    changes = [one for one in plan.changes if chosen is None or one.id in chosen]
    if chosen is not None and {one.id for one in changes} != set(chosen):
        raise ConflictError(name, "somebody changed some of it meanwhile", "look again")
    desk = translator(review, name, actor, reason)
    for one in changes:
        if one.passage is not None:
            desk.write(one.passage, one.after, before=one.before)
    desk.keep()
    for one in changes:
        if one.kind == "state":
            state: UnitState = one.after  # type: ignore[assignment]
            choose_state(review, name, one.link, state, actor)
        elif one.kind == "note":
            review.decide(name, one.link, "comment", actor, value={"text": one.after})
    return len(changes)
