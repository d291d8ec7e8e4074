"""What goes out with its review: calls, reports and what is between calls, as people left them.

Nothing goes out that a blind review hides from whoever it is for; what two have not both decided
waits, whoever it is for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from calltools.alignment.exchange.units import ranked
from calltools.errors import CalltoolsError, SettingsError
from calltools.progress import Progress, silent
from calltools.records import Row, plain
from calltools.review.desk import Review, Reviewed
from calltools.review.item_review import item_review
from calltools.review.item_state import CONFIRMED, State
from calltools.review.reviewed_alignment import finding_states
from calltools.review.reviewed_statements import reviewed_statements
from calltools.tables.table_rows import (
    CallEntry,
    PublishedEntry,
    ReportEntry,
    calls_in,
    finding_row,
    quotation_row,
    review_cells,
)
from calltools.transcripts.model import Call

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Selection:
    """What of a workspace goes out.

    ``viewer`` is whom it is for: empty for what everybody may see.  ``held``: only what people
    stand for.  ``since`` and ``until`` are dates (a day, a month or a year) of calls, ``hospital``
    is a part of a hospital's name; a call of which that is not known is none of them.
    """

    viewer: str = ""
    held: bool = False
    since: str = ""
    until: str = ""
    hospital: str = ""

    def __post_init__(self) -> None:
        """Raises SettingsError for dates that are none."""
        for name, date in (("since", self.since), ("until", self.until)):
            if date and not _DATE.fullmatch(date):
                raise SettingsError(name, f"expected a date such as 2006-03-15, found {date!r}")

    @property
    def is_of_some_calls(self) -> bool:
        """Whether it chooses among calls."""
        return bool(self.since or self.until or self.hospital)

    def can_tell(self, call: Call) -> bool:
        """Whether what it chooses by is known about a call."""
        is_dated = bool(call.date) or not (self.since or self.until)
        return is_dated and bool(call.hospital or not self.hospital)

    def has(self, call: Call) -> bool:
        """Whether a call is among what goes out: one whose date is a month or a year, where any day
        of that is."""
        if self.hospital and self.hospital not in (call.hospital or ""):
            return False
        if not self.since and not self.until:
            return True
        first, last = _days(call.date or "")
        if not first:
            return False
        return _days(self.since)[0] <= last and (not self.until or first <= _days(self.until)[1])


EVERYTHING = Selection()
"""All that everybody may see."""


def _days(date: str) -> tuple[str, str]:
    """The first day of a date and its last, to be compared as text."""
    if not date:
        return "", ""
    rest = len(date) - len("2006")
    return date + "-01-01"[rest:], date + "-12-31"[rest:]


@dataclass(frozen=True, slots=True)
class SelectedEntries:
    """What goes out; what could not be read; and the names of calls that are left out because their
    date, or hospital, is not known, where some are chosen by it."""

    entries: list[PublishedEntry]
    failed: list[CalltoolsError]
    not_known: list[str]

    @property
    def total(self) -> int:
        """How many things were to be read."""
        return len(self.entries) + len(self.failed)


def reviewed_entries(
    review: Review,
    selection: Selection = EVERYTHING,
    names: Sequence[str] = (),
    progress: Progress = silent,
) -> SelectedEntries:
    """All calls and reports of a workspace that go out, or the calls of these names with what
    reports quote of them."""
    entries: list[PublishedEntry] = []
    failed: list[CalltoolsError] = []
    not_known: list[str] = []
    wanted = names or review.calls()
    for number, name in enumerate(wanted):
        progress(number / len(wanted))
        try:
            call = reviewed_call(review, name, selection)
        except CalltoolsError as error:
            failed.append(error)
            continue
        facts = call.call or Call()
        if selection.has(facts):
            entries.append(call)
        elif not selection.can_tell(facts):
            not_known.append(name)
    is_of_some = bool(names) or selection.is_of_some_calls
    calls = {call.recording for call in calls_in(entries)} if is_of_some else None
    entries += [reviewed_report(review, name, selection, calls) for name in review.reports()]
    entries += [] if is_of_some else between_calls(review, selection)
    progress(1.0)
    return SelectedEntries(entries, failed, not_known)


def reviewed_call(review: Review, name: str, selection: Selection = EVERYTHING) -> CallEntry:
    """A call with its statements and findings as people left them.

    Raises what :meth:`calltools.review.desk.Review.call` does.
    """
    call = review.call(name, selection.viewer)
    kept = [
        each
        for each in reviewed_statements(call)
        if not selection.held or each.review.status in CONFIRMED
    ]
    reviews = {each.statement.id: each.review for each in kept}
    return CallEntry(
        call.name,
        [each.statement for each in kept],
        call.transcript,
        reviews,
        list(_findings(call, held=selection.held)),
        list(decision_rows(call, call.states, held=selection.held)),
    )


def _findings(call: Reviewed, *, held: bool) -> Iterator[Row]:
    """The findings of the call's alignment with what people said about them, gravest first."""
    for corrected in call.aligned:
        aligned = corrected.call
        pairs = list(finding_states(call, aligned.alignment))
        states = {id(finding): state for finding, state in pairs}
        for finding in ranked([finding for finding, _ in pairs]):
            if (kept := item_review(states[id(finding)])).is_settled or not held:
                yield {**finding_row(aligned, finding), **review_cells(kept)}


def reviewed_report(
    review: Review,
    name: str,
    selection: Selection = EVERYTHING,
    calls: Collection[str] | None = None,
) -> ReportEntry:
    """An audited report with its quotations as people left them: of ``calls`` alone, where these
    are named.

    Raises what :meth:`calltools.review.desk.Review.report` does.
    """
    report = review.report(name, selection.viewer)
    rows, states = [], []
    for state in report.states:
        row = state.item.row if state.item else {}
        if calls is not None and row.get("transcript") not in calls:
            continue
        states.append(state)
        kept = item_review(state)
        if state.kind == "quotation" and state.item and (kept.is_settled or not selection.held):
            rows.append(
                {
                    **quotation_row(row),
                    "id": row.get("id") or state.key,
                    "verdict_that_holds": verdict_that_holds(state),
                    **review_cells(kept),
                }
            )
    return ReportEntry(name, rows, list(decision_rows(report, states, held=selection.held)))


def verdict_that_holds(state: State) -> str | None:
    """The verdict of a quotation that a person stands for; None where nobody does."""
    status = item_review(state).status
    return {"accepted": state.label, "overridden": state.value.get("verdict")}.get(status)


def between_calls(review: Review, selection: Selection = EVERYTHING) -> list[ReportEntry]:
    """What was decided about the findings between calls."""
    all_of_it = [review.get(name, selection.viewer) for name in review.checks()]
    return [
        ReportEntry(one.name, (), list(decision_rows(one, one.states, held=selection.held)))
        for one in all_of_it
    ]


def decision_rows(
    of: Reviewed, states: Iterable[State], *, held: bool = False
) -> Iterator[dict[str, Any]]:
    """Rows of all that was decided about items: with ``held`` of those that are settled alone."""
    for state in states:
        kept = item_review(state)
        if held and not kept.is_settled:
            continue
        anchor = state.item.anchor if state.item else state.history[-1].anchor
        about = {
            "kind": state.kind,
            "subject": of.name,
            "record": str(state.item.row.get("id") or state.key) if state.item else "",
            "label": state.label,
            "words": anchor.text,
            "review": kept.status,
        }
        for decision in kept.decisions:
            yield {**plain(decision), **about}
