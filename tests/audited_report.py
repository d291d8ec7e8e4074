"""An invented report with its quotations judged by hand, and the call that it quotes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from calltools.quotations.corpus import Corpus, Entry
from calltools.quotations.earlier_audit import SinceEarlier
from calltools.quotations.model import Audited, Edit, Location, Part, Quotation
from calltools.quotations.other_language import Beside
from calltools.quotations.report import Report, report_of
from calltools.quotations.rows import rows
from calltools.quotations.verdict_context import shown_report
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Turn
from calltools.views.audit_page import audit_page
from calltools.views.clips import Clip

TEXT = """\
# What **Yunling** said

The nurse said that it takes “about two months” and that “there is < no &b> liver”.

> We don't operate at weekends.

The so-called “quick way” was not named, and “anytime” is not in the call.
"""


def report() -> Report:
    return report_of(TEXT.encode(), "yunling.md")


def corpus() -> Corpus:
    turns = (
        Turn("How long is it?", "Caller", INVESTIGATOR, 1000, 3000),
        Turn("Well, about one month. There is < no &b> liver now.", "Nurse", HOSPITAL, 3500, 8000),
        Turn("And at weekends?", "Caller", INVESTIGATOR, 8100, 9000),
        Turn("We don't operate at weekends.", "Nurse", HOSPITAL, 9200, 11000),
        Turn("Thank you.", "Caller", INVESTIGATOR, 11100, 12000),
    )
    return Corpus((Entry("yunling-en", turns, "en", "Yunling Hospital"),))


def audited() -> tuple[Audited, ...]:
    return (
        _judged(
            "about two months", "number_changed", "“one month” became “two months”.",
            (1, "about one month"), Edit("replace", "one month", "two months", 1, "number"),
        ),
        _judged("there is < no &b> liver", "verbatim", "The same words.",
                (1, "There is < no &b> liver")),
        _judged("We don't operate at weekends.", "verbatim", "The same words.",
                (3, "We don't operate at weekends.")),
        _judged("quick way", "not_a_quotation", "“so-called” stands before it."),
        _judged("anytime", "not_found", "No transcript has these words."),
    )  # fmt: skip


def _judged(
    words: str, verdict: str, why: str, place: tuple[int, str] | None = None, *edits: Edit
) -> Audited:
    start = TEXT.index(words)
    quotation = Quotation(
        start, start + len(words), words, "“”",
        is_quotation=verdict != "not_a_quotation",
        speaker="nurse" if place else None,
        frame=None if verdict == "not_a_quotation" else "own",
    )  # fmt: skip
    location = None
    if place:
        turn, said = place
        at = corpus().entries[0].turns[turn].text.index(said)
        part = Part(0, len(words), turn, at, at + len(said))
        location = Location("yunling-en", (part,), 1.0)
    return Audited(
        quotation, verdict, why, location,  # type: ignore[arg-type]
        true_speakers=("Nurse",) if place else (),
        true_roles=("hospital",) if place else (),
        edits=edits,
        needs_person=verdict == "not_found",
    )  # fmt: skip


def page(
    judged: Sequence[Audited] | None = None,
    *,
    beside: Beside | None = None,
    since: SinceEarlier | None = None,
    clips: Mapping[int, Clip] | None = None,
) -> str:
    """The page of the report, with what stands beside its quotations, as an audit makes it."""
    every, since = audited() if judged is None else judged, since or SinceEarlier()
    found = list(rows(report(), every, corpus(), beside))
    for position, verdict in since.previous.items():
        found[position]["previous_verdict"] = verdict
    for position in since.new:
        found[position]["new"] = True
    gone = [str(row["quote"]) for row in since.gone]
    return audit_page(shown_report(report(), every, corpus(), gone), found, clips)
