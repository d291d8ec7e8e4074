"""An alignment as people left it: links as they were moved, findings with what was said about
them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import get_args

from calltools.alignment.corrected_alignment import CorrectedCall, with_added
from calltools.alignment.model import (
    AlignedCall,
    Alignment,
    Answer,
    AnswerStatus,
    Finding,
    Link,
    UnitState,
)
from calltools.errors import NotAllowedError
from calltools.messages import Message
from calltools.provenance import canonical_json
from calltools.records import convert, plain
from calltools.review.alignment_items import corrected_calls
from calltools.review.desk import Review, Reviewed
from calltools.review.item_review import is_under_blind_review
from calltools.review.item_state import STATUS_OF, State
from calltools.review.links import SIDES, LinkRow, LinkSide, link_rows
from calltools.review.order import decided

_STATUSES: Mapping[str, AnswerStatus] = {status: status for status in get_args(AnswerStatus)}


def reviewed_alignments(
    review: Review, name: str, viewer: str = "", until: str | None = None
) -> list[AlignedCall]:
    """The alignment of a call with its translation, as people left it, now or at a time, and
    ``viewer`` may see it (everybody, where nobody is named); none where there is none.

    Raises what :meth:`calltools.review.desk.Review.call` does, NotAllowedError where links of it
    are hidden.
    """
    call = review.call(name, viewer, until)
    aligned = call.aligned
    if until is not None:
        aligned = corrected_calls(review.workspace.folder(name), until)
    last = until or last_time(review)
    return [replace(reviewed_alignment(call, one), as_of=last) for one in aligned]


def last_time(review: Review) -> str:
    """When people did the last thing that the log has."""
    return max((event.time for event in review.decisions.log.since()), default="")


def reviewed_alignment(call: Reviewed, corrected: CorrectedCall) -> AlignedCall:
    """What was aligned, which the items of ``call`` are of, with its links as people moved them and
    the English as they corrected it.

    A link with other turns than the machine's tells who moved them, and its ``confidence`` is 1.
    One that lost all its turns is left out.  The sentences of a link whose turns changed are
    linked as a whole.  Of a finding is told who agreed, disagreed or commented, and what both of a
    blind review said; what waits for a second, is stale or in conflict is not.  Findings that are
    hidden are left out, those that people added are behind the machine's.
    """
    aligned = corrected.call
    of = aligned.alignment
    rows = link_rows(call.states)
    if len(rows) < len(of.links):
        problem = Message("has links that a blind review hides")
        raise NotAllowedError(call.name, problem, "mark the call as read")
    owner = {(side, n): row.state for row in rows for side in SIDES for n in row.numbers(side)}
    links: list[Link] = []
    changed: set[int] = set()
    for row, before in zip(rows, of.links, strict=True):
        link = replace(before, zh=row.numbers("zh"), en=row.numbers("en"))
        if not link.zh and not link.en:
            continue
        if (link.zh, link.en) != (before.zh, before.en):
            changed.add(len(links))
            link = replace(link, confidence=1.0)
        answers = _said_of_link(row, before, owner)
        links.append(replace(link, answers=answers, state=_chosen(row)))
    findings = tuple(_findings(call, of))
    made = replace(of, links=tuple(links), findings=findings)
    made = _with_sentences(made, changed) if changed else made
    return with_added(corrected, replace(aligned, alignment=made))


def check_all_links(call: Reviewed, rows: Sequence[LinkRow]) -> None:
    """Raise NotAllowedError where the viewer is to find some links of a call by themselves."""
    if any(len(rows) < len(one.call.alignment.links) for one in call.aligned):
        problem = Message("has links that a blind review hides")
        raise NotAllowedError(call.name, problem, "mark the call as read")


def _chosen(row: LinkRow) -> UnitState | None:
    """How far people say the translation of a row is."""
    return row.unit_state if row.state.status == "confirmed" else None


def _findings(call: Reviewed, of: Alignment) -> Iterator[Finding]:
    """The findings with what was said about them; those of a past moment that are no more have no
    state, and nothing was said about them."""
    states = {id(finding): (finding, state) for finding, state in finding_states(call, of)}
    for finding in of.findings:
        if pair := states.pop(id(finding), None):
            yield _answered(*pair)
        elif not call.hides:
            yield finding
    for pair in states.values():
        yield _answered(*pair)


def finding_states(call: Reviewed, of: Alignment) -> Iterator[tuple[Finding, State]]:
    """The findings of an alignment with their states, without those that the call hides, then
    those that people added."""
    states: defaultdict[str, list[State]] = defaultdict(list)
    for state in call.of_kind("finding"):
        if state.item is not None:
            states[canonical_json(dict(state.item.row))].append(state)
    for finding in of.findings:
        if mine := states[canonical_json(plain(finding))]:
            yield finding, mine.pop(0)
    for state in (one for mine in states.values() for one in mine):
        if state.item is not None and any(event.action == "add" for event in state.history):
            row = {name: value for name, value in state.item.row.items() if name != "answers"}
            yield convert(row, Finding), state


def _said_of_link(
    row: LinkRow, before: Link, owner: Mapping[tuple[LinkSide, int], State]
) -> tuple[Answer, ...]:
    """What was said about a link; one that lost turns, by whom they were put elsewhere."""
    if row.state.status == "moved" or "en" in row.state.value:
        return _answers(row.state)
    takers = {
        state.key: state for one in _units(before) if (state := owner[one]).key != row.state.key
    }
    moves = (_decision(state) for state in takers.values())
    return (*filter(None, moves), *_answers(row.state))


def _answered(finding: Finding, state: State) -> Finding:
    return replace(finding, answers=_answers(state))


def _answers(state: State) -> tuple[Answer, ...]:
    """The decision that holds, if there is one, what two gave blind, and the comments."""
    if is_under_blind_review(state):  # what one of two wrote is not the other's to see
        return ()
    decision = _decision(state)
    if decision is not None and decision.stale and state.kind == "finding":
        decision = None
    comments = (
        Answer("commented", one.actor, one.time, str(one.value["text"])) for one in state.comments
    )
    blind = (
        Answer(_STATUSES[STATUS_OF[decided(one)[0]]], one.actor, one.time, one.reason or "")
        for one in state.rounds
        if one.id != state.event
    )
    return (*filter(None, (decision,)), *blind, *comments)


def _decision(state: State) -> Answer | None:
    if (status := _STATUSES.get(state.status)) is None:
        return None
    unsettled = state.stale or state.conflict
    return Answer(status, state.by_whom, state.time, state.reason or "", unsettled)


def _with_sentences(of: Alignment, changed: set[int]) -> Alignment:
    """The alignment with one sentence link for each link of turns in ``changed``; what other links
    lose by that (as sentences that were linked across) is one for each of them."""
    place = {turn: number for number, link in enumerate(of.links) for turn in _units(link)}
    at: dict[tuple[LinkSide, int], int] = {}
    for side in SIDES:
        sentences = of.zh_sentences if side == "zh" else of.en_sentences
        for number, sentence in enumerate(sentences):
            if (side, sentence.turn) in place:
                at[side, number] = place[side, sentence.turn]
    loose = {one for one, number in at.items() if number in changed}
    found: list[tuple[int, Link]] = []
    for link in of.sentence_links:
        inside = _units(link)
        if any(at[one] in changed for one in inside):
            loose.update(inside)
        else:
            found.append((at[inside[0]], link))
    for number in sorted({at[one] for one in loose}):
        mine = sorted(n for n in loose if at[n] == number)
        zh, en = (tuple(n for side, n in mine if side == wanted) for wanted in SIDES)
        found.append((number, Link(zh, en)))
    ordered = sorted(found, key=lambda one: one[0])
    return replace(of, sentence_links=tuple(link for _, link in ordered))


def _units(link: Link) -> list[tuple[LinkSide, int]]:
    """The turns or sentences of a link, each with its side."""
    return [(side, n) for side in SIDES for n in (link.zh if side == "zh" else link.en)]
