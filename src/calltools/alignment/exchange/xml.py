"""Aligned calls as XML that translation programs exchange: TMX 1.4b (LISA/ETSI, 2005), a memory of
translations, and XLIFF 2.1 (OASIS, 2018)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from calltools.alignment.exchange.memory import Memory
from calltools.alignment.exchange.units import Unit, published_english, speakers, told, units
from calltools.alignment.formats import MEMORY_REASONS
from calltools.alignment.model import AlignedCall, Severity
from calltools.times import position
from calltools.transcripts.writers.file_marks import escape
from calltools.version import __version__

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
_PRIORITIES: dict[Severity, str] = {"grave": "1", "serious": "4", "minor": "8"}
_HEADER = {
    "creationtool": "calltools",
    "creationtoolversion": __version__,
    "segtype": "sentence",
    "o-tmf": "calltools",
    "adminlang": "en",
    "srclang": "zh",
    "datatype": "plaintext",
}


# ---- TMX: a unit is a sentence link


def to_tmx(memory: Memory) -> bytes:
    """The pairs of sentences of a memory, Chinese as source.

    The header tells how many were left out, and why.  Properties of a unit tell the call, the
    link, the speakers, the confidence, the times, how far it is and who moved it; a note each
    finding about the turns it stands in, and who answered it.
    """
    from lxml import etree

    root = etree.Element("tmx", version="1.4")
    header = _child(root, "header", **_HEADER)
    for reason, count in memory.left_out.items():
        _child(header, "prop", f"{count}: {MEMORY_REASONS[reason]}", type=f"x-left-out-{reason}")
    times = {call.name: call.as_of for _, call, _, _ in memory.pairs if call.as_of}
    for name, time in times.items():
        _child(header, "prop", f"{time} {name}", type="x-as-of")
    body = _child(root, "body")
    for number, call, unit, segment in memory.pairs:
        _memory_unit(body, f"{number}-{len(body) + 1}", call, unit, segment)
    return _document(root, '<!DOCTYPE tmx SYSTEM "tmx14.dtd">')


def _memory_unit(
    body: Element, identity: str, call: AlignedCall, unit: Unit, segment: Unit
) -> None:
    tu = _child(body, "tu", tuid=identity, srclang=call.zh.language)
    for finding in unit.findings:
        about = f"{finding.type} ({finding.severity}): {finding.note}"
        _child(tu, "note", f"{about} [{told(finding.answers)}]")
    for name, value in _properties(call, unit, segment):
        _child(tu, "prop", value, type=f"x-{name}")
    for transcript, text in zip((call.zh, call.en), segment.words, strict=True):
        tuv = _child(tu, "tuv", **{_XML_LANG: transcript.language})
        _child(tuv, "seg", text)


def _properties(call: AlignedCall, unit: Unit, segment: Unit) -> Iterator[tuple[str, str]]:
    yield "call", call.name
    yield "unit", str(call.alignment.links.index(unit.link) + 1)
    yield "segment", str(unit.segments.index(segment) + 1)
    yield "state", unit.state
    yield "speaker", speakers(call.zh, unit.link.zh)
    yield "confidence", f"{segment.link.confidence:.3f}"
    if segment.link.moved:
        yield "moved", "true"
    yield "review", told(unit.link.answers)
    if segment.time:
        yield "start-ms", str(segment.time.start_ms)
        yield "end-ms", str(segment.time.end_ms)


# ---- XLIFF: a call is a file, a link of turns a unit, a sentence link a segment, a finding a note


def to_xliff(calls: Sequence[AlignedCall]) -> bytes:
    """The calls with Chinese as source and English as target, as it stands; notes tell what was
    published where people corrected it.

    What one side lacks is an empty source, or a segment without a target.
    """
    from lxml import etree

    languages = {call.zh.language for call in calls}
    source_language = languages.pop() if len(languages) == 1 else "zh"
    root = etree.Element(
        f"{{{_NAMESPACE}}}xliff",
        {"version": "2.1", "srcLang": source_language, "trgLang": "en"},
        nsmap={None: _NAMESPACE},
    )
    for number, call in enumerate(calls, 1):
        source = call.zh.source.file if call.zh.source else call.name
        file = _child(root, "file", id=f"f{number}", original=source)
        about = _child(file, "notes")
        _child(about, "note", call.name, category="call")
        if call.as_of:
            _child(about, "note", call.as_of, category="as-of")
        for place, unit in enumerate(units(call), 1):
            _unit(_child(file, "unit", id=f"u{place}"), call, unit)
    return _document(root)


def _unit(element: Element, call: AlignedCall, unit: Unit) -> None:
    notes = _child(element, "notes")
    for finding in unit.findings:
        _child(
            notes,
            "note",
            f"{finding.note or finding.type} [{told(finding.answers)}]",
            category=finding.type,
            priority=_PRIORITIES[finding.severity],
            appliesTo="target" if finding.en_span or not finding.zh_turns else "source",
        )
    about = {
        "speaker": speakers(call.zh, unit.link.zh) or speakers(call.en, unit.link.en),
        "review": told(unit.link.answers),
    }
    published = " ".join(published_english(call, unit))
    if published != " ".join(call.en.turns[turn].text for turn in unit.link.en):
        about["published"] = published
    if unit.time:
        about["time"] = f"{position(unit.time.start_ms)} to {position(unit.time.end_ms)}"
    for category, text in about.items():
        _child(notes, "note", text, category=category, priority="10")
    for number, segment in enumerate(unit.segments, 1):
        state = unit.state if segment.link.en or unit.link.state else "initial"
        piece = _child(element, "segment", id=f"s{number}", state=state)
        _child(piece, "source", segment.words[0])
        if segment.link.en or state != "initial":
            _child(piece, "target", segment.words[1])
    if not unit.segments:  # turns without a sentence: a unit must have a segment
        _child(_child(element, "segment"), "source", "")


# ---- both


def _child(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """A new element ``name`` of the parent's namespace at the end of ``parent``.

    Characters that XML can't hold are escaped as in the files for annotation tools.
    """
    from lxml import etree

    tag = etree.QName(etree.QName(parent).namespace, name)
    made = etree.SubElement(parent, tag, {key: escape(v) for key, v in attributes.items()})
    made.text = None if text is None else escape(text)
    return made


def _document(root: Element, doctype: str | None = None) -> bytes:
    """The document with ``root`` as UTF-8 with its declaration."""
    from lxml import etree

    whole: bytes = etree.tostring(
        root, encoding="UTF-8", xml_declaration=True, pretty_print=True, doctype=doctype
    )
    return whole
