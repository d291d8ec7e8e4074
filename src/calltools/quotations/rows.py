"""Audited quotations as rows of JSON, in the form of gold/quotes/quotes.jsonl."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from calltools.messages import kept
from calltools.quotations.corpus import Corpus
from calltools.quotations.model import AskedQuestion, Audited, Edit, Location
from calltools.quotations.other_language import Beside
from calltools.quotations.place_times import spoken
from calltools.quotations.report import Report
from calltools.quotations.verdict_context import shown_place
from calltools.records import dumps, parse
from calltools.transcripts.model import INVESTIGATOR


def rows(
    report: Report, audited: Iterable[Audited], corpus: Corpus, beside: Beside | None = None
) -> Iterator[dict[str, Any]]:
    """One row for each quotation; ``id`` is the report's name and the number of the quotation.

    ``start_ms`` and ``end_ms`` tell when it was said, where the transcript has times;
    ``transcript_sha256`` and ``report_sha256`` name what the verdict is about;
    ``translation_differs`` is what the call has otherwise where its translation is quoted,
    ``question_changed`` the question there and the one in the report where these are two;
    ``context`` the place in the call (:class:`~calltools.quotations.verdict_context.ShownPlace`).
    """
    for number, one in enumerate(audited, 1):
        row = {"id": f"{report.name}#{number:02d}", **_row(report, one)}
        differs = list(beside.translation_differs(one.location)) if beside else []
        place = shown_place(one.location, corpus, beside or Beside())
        yield (
            row
            | {
                "translation_differs": differs,
                "translation_differs_message": list(map(kept, differs)),
            }
            | _trace(one, corpus)
            | {"report_sha256": report.sha256}
            | {"context": place and parse(dumps(place))}  # with lists, as it is written
        )


def _trace(one: Audited, corpus: Corpus) -> dict[str, Any]:
    entry = corpus.by_id.get(one.location.transcript) if one.location else None
    times = spoken(one.location, entry) if one.location and entry else None
    start_ms, end_ms = times or (None, None)
    return {
        "start_ms": start_ms,
        "end_ms": end_ms,
        "audio_sha256": entry and entry.audio_sha256,
        "transcript_sha256": entry and entry.sha256,
    }


def _row(report: Report, one: Audited) -> dict[str, Any]:
    quotation, place = one.quotation, one.location
    return {
        "report": report.name,
        "report_lang": report.language,
        "quote": quotation.text,
        "start": quotation.start,
        "end": quotation.end,
        "mark": quotation.mark,
        "attributed_speaker": quotation.speaker,
        "attributed_hospital": quotation.hospital,
        "frame": quotation.frame,
        "verdict": one.verdict,
        "transcript": place and place.transcript,
        "claimed_transcript": one.claimed_transcript,
        "turn_range": place and list(place.turn_range),
        "true_speaker": list(one.true_speakers) if place else None,
        "true_role": [_role(role) for role in one.true_roles] if place else None,
        "translated": bool(place and place.translated),
        "script_converted": one.script_converted,
        "edits": [_edit(edit) for edit in one.edits],
        "why": one.why,
        "why_message": kept(one.why),
        "needs_person": one.needs_person,
        "question_changed": _question(one.question),
        "also_at": [_place(other) for other in one.also_at],
        "note": quotation.reason,
        "note_message": kept(quotation.reason),
    }


def _role(role: str) -> str:
    """The set's word for the party that rings up."""
    return "caller" if role == INVESTIGATOR else role


def _edit(edit: Edit) -> Mapping[str, Any]:
    row = {"op": edit.op, "from": edit.source, "to": edit.quoted, "kind": edit.kind}
    return row if edit.turn is None else row | {"turn": edit.turn}


def _question(question: AskedQuestion | None) -> Mapping[str, Any] | None:
    if question is None or not question.is_changed:
        return None
    return {
        "from": question.actual,
        "to": question.claimed,
        "turn": question.turn,
        "likelihood": round(question.changed, 2),
    }


def _place(place: Location) -> Mapping[str, Any]:
    return {"transcript": place.transcript, "turn_range": list(place.turn_range)}
