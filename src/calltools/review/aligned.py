"""An alignment as people left it: links as they were moved, findings with what was said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

from calltools.alignment.model import AlignedCall, Alignment, Answer, AnswerStatus, Finding, Link
from calltools.review.call_items import aligned_calls
from calltools.review.desk import Review, Reviewed
from calltools.review.fold import State
from calltools.review.links import SIDES, LinkRow, LinkSide, link_rows


def reviewed_alignments(review: Review, name: str) -> list[AlignedCall]:
    """The alignment of a call with its translation, as people left it; none where there is none.

    Raises what :meth:`calltools.review.desk.Review.call` does.
    """
    call = review.call(name)
    found = aligned_calls(review.workspace.folder(name))
    return [reviewed_alignment(call, one) for one in found if one.en.turns]


def reviewed_alignment(call: Reviewed, aligned: AlignedCall) -> AlignedCall:
    """``aligned``, which the items of ``call`` are of, with its links as people moved them.

    A link with other turns than the machine's tells who moved them, and its ``confidence`` is 1.
    One that lost all its turns is left out.  The sentences of a link whose turns changed are
    linked as a whole.  Of a finding is told who agreed, disagreed or commented; what waits for a
    second, is stale or in conflict is not.
    """
    of = aligned.alignment
    rows = link_rows(call.states)
    owner = {(side, t.number): row.state for row in rows for side in SIDES for t in row.turns(side)}
    links: list[Link] = []
    changed: set[int] = set()
    for row, before in zip(rows, of.links, strict=True):
        link = replace(before, zh=_numbers(row, "zh"), en=_numbers(row, "en"))
        if not link.zh and not link.en:
            continue
        if (link.zh, link.en) != (before.zh, before.en):
            changed.add(len(links))
            link = replace(link, confidence=1.0)
        links.append(replace(link, answers=_said_of_link(row, before, owner)))
    states = [state for state in call.of_kind("finding") if state.item is not None]
    findings = zip(of.findings, states, strict=True)
    made = replace(of, links=tuple(links), findings=tuple(_answered(*one) for one in findings))
    return replace(aligned, alignment=_with_sentences(made, changed) if changed else made)


def _numbers(row: LinkRow, side: LinkSide) -> tuple[int, ...]:
    return tuple(turn.number for turn in row.turns(side))


def _said_of_link(
    row: LinkRow, before: Link, owner: Mapping[tuple[LinkSide, int], State]
) -> tuple[Answer, ...]:
    """What was said of a link; one that lost turns, by whom they were put elsewhere."""
    if row.state.status == "moved":
        return _answers(row.state)
    takers = {
        state.key: state for one in _units(before) if (state := owner[one]).key != row.state.key
    }
    moves = (_decision(state) for state in takers.values())
    return (*filter(None, moves), *_answers(row.state))


def _answered(finding: Finding, state: State) -> Finding:
    return replace(finding, answers=_answers(state))


def _answers(state: State) -> tuple[Answer, ...]:
    """The decision that holds, if there is one, and the comments."""
    if state.status == "waiting":  # what one of two wrote is not the other's to see
        return ()
    decision = _decision(state)
    if decision is not None and decision.stale and state.kind == "finding":
        decision = None
    comments = (
        Answer("commented", one.actor, one.time, str(one.value["text"])) for one in state.comments
    )
    return (*filter(None, (decision,)), *comments)


def _decision(state: State) -> Answer | None:
    for status in get_args(AnswerStatus):
        if status == state.status:
            unsettled = state.stale or state.conflict
            return Answer(status, state.by_whom, state.time, state.reason or "", unsettled)
    return None


def _with_sentences(of: Alignment, changed: set[int]) -> Alignment:
    """The alignment with one sentence link for each link of turns in ``changed``; what other links
    lose by that (as sentences that were linked across) is one for each of them."""
    place = {turn: number for number, link in enumerate(of.links) for turn in _units(link)}
    at: dict[tuple[LinkSide, int], int] = {}
    at |= {("zh", n): place["zh", one.turn] for n, one in enumerate(of.zh_sentences)}
    at |= {("en", n): place["en", one.turn] for n, one in enumerate(of.en_sentences)}
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
