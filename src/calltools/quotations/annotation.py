"""An audit as W3C Web Annotations (Web Annotation Data Model, 2017), in JSON-LD.

Each quotation is one annotation: its targets are the words in the report (by their place and by
their neighbours) and, where the transcript has times, the stretch of the recording; its bodies
are the verdict, the sentence that says why, and the words of the transcript.  The context is
named, not fetched.  Files are named as they lie beside each other, and for good by the hash of
their content (RFC 6920).
"""

# no "from __future__ import annotations": the name is a function's here

import base64
import uuid
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from calltools.quotations.corpus import Corpus, Entry
from calltools.quotations.model import Audited, Location, Part
from calltools.quotations.other_language import Beside
from calltools.quotations.place_times import spoken
from calltools.quotations.report import Report
from calltools.version import __version__

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_FRAGMENTS = "http://www.w3.org/TR/media-frags/"
_AROUND = 32  # characters of prefix and suffix
_MEDIA_TYPES = {
    "markdown": "text/markdown",
    "text": "text/plain",
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}

Json = dict[str, Any]


def annotations(
    report: Report, audited: Iterable[Audited], corpus: Corpus, beside: Beside | None = None
) -> Json:
    """The audit of ``report`` as an annotation collection with all its annotations on one page.

    Positions are code points of the report's canonical text.
    """
    items = [_annotation(report, one, corpus, beside or Beside()) for one in audited]
    identity = f"{hash_uri(report.sha256)}#audit"
    page = {
        "id": f"{identity}-1",
        "type": "AnnotationPage",
        "partOf": identity,
        "startIndex": 0,
        "items": items,
    }
    return {
        "@context": CONTEXT,
        "id": identity,
        "type": "AnnotationCollection",
        "label": f"Quotations of {report.name}",
        "generator": {
            "id": f"urn:calltools:{__version__}",
            "type": "Software",
            "name": f"calltools {__version__}",
        },
        "total": len(items),
        "first": page,
    }


def hash_uri(sha256: str) -> str:
    """A name for the content with this SHA-256, in hexadecimal (RFC 6920)."""
    digest = base64.urlsafe_b64encode(bytes.fromhex(sha256)).rstrip(b"=").decode("ascii")
    return f"ni:///sha-256;{digest}"


def _file(name: str) -> str:
    """The file beside this one as a relative reference, whatever bytes its name has."""
    return quote(name.encode("utf-8", "surrogateescape"))


def _annotation(report: Report, one: Audited, corpus: Corpus, beside: Beside) -> Json:
    quotation, place = one.quotation, one.location
    entry = corpus.by_id.get(place.transcript) if place else None
    name = f"{report.sha256}:{quotation.start}:{quotation.end}"
    bodies: list[Json] = [
        _text(one.verdict, "classifying"),
        {**_text(one.why or quotation.reason, "assessing"), "language": "en"},
    ]
    bodies += [
        {**_text(f"The translation differs from the call: {note}", "commenting"), "language": "en"}
        for note in beside.translation_differs(place)
    ]
    if one.question and one.question_changed:
        told = f"In the call they answer: {one.question.actual}"
        bodies.append({**_text(told, "commenting"), "language": "en"})
    targets = [_words_of_report(report, quotation.start, quotation.end)]
    if place and entry:
        bodies += [_words_of_transcript(part, entry) for part in place.parts]
        targets += _sound(place, entry)
    return {
        "id": uuid.uuid5(uuid.NAMESPACE_URL, name).urn,
        "type": "Annotation",
        "motivation": "assessing" if quotation.is_quotation else "classifying",
        "body": [body for body in bodies if body.get("value") != ""],
        "target": targets if len(targets) > 1 else targets[0],
    }


def _text(value: str, purpose: str) -> Json:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "purpose": purpose}


def _words_of_report(report: Report, start: int, end: int) -> Json:
    """The stretch of the report, selected by its neighbours and by its place."""
    return {
        "type": "SpecificResource",
        "source": {
            "id": _file(report.name),
            "type": "Text",
            "format": _MEDIA_TYPES[report.format],
            "language": report.language,
            "canonical": hash_uri(report.sha256),
        },
        "selector": [
            _quote_selector(report.text, start, end),
            {"type": "TextPositionSelector", "start": start, "end": end},
        ],
    }


def _words_of_transcript(part: Part, entry: Entry) -> Json:
    """The words of the call that the quotation goes back to."""
    text = entry.turns[part.turn].text
    return {
        "type": "SpecificResource",
        "purpose": "linking",
        "source": {
            "id": f"urn:calltools:transcript:{quote(entry.id, safe='')}",
            "type": "Text",
            "language": entry.language,
        },
        "selector": _quote_selector(text, part.turn_start, part.turn_end),
    }


def _quote_selector(text: str, start: int, end: int) -> Json:
    return {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        "prefix": text[max(start - _AROUND, 0) : start],
        "suffix": text[end : end + _AROUND],
    }


def _sound(place: Location, entry: Entry) -> Sequence[Json]:
    """The stretch of the recording, if it is known; times are seconds from its start."""
    times = spoken(place, entry)
    if times is None or not (entry.audio or entry.audio_sha256):
        return []
    canonical = hash_uri(entry.audio_sha256) if entry.audio_sha256 else None
    source = {"id": _file(entry.audio.name) if entry.audio else canonical, "type": "Sound"}
    start, end = (f"{time // 1000}.{time % 1000:03d}" for time in times)
    return [
        {
            "type": "SpecificResource",
            "source": source if canonical is None else {**source, "canonical": canonical},
            "selector": {
                "type": "FragmentSelector",
                "conformsTo": MEDIA_FRAGMENTS,
                "value": f"t={start},{end}",
            },
        }
    ]
