"""Aligned calls as XML that translation programs exchange, written and read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from calltools.alignment.exchange.returned import Returned, ReturnedUnit
from calltools.alignment.exchange.units import (
    Memory,
    Unit,
    published_english,
    speakers,
    told,
    units,
)
from calltools.alignment.model import MEMORY_REASONS, AlignedCall, Severity
from calltools.errors import TranscriptError
from calltools.times import position
from calltools.transcripts.writers.file_marks import escape, unspelled
from calltools.version import __version__

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


# ----
# Aligned calls as XML that translation programs exchange: TMX 1.4b (LISA/ETSI, 2005), a memory of
# translations, and XLIFF 2.1 (OASIS, 2018).


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


# ---- what TMX and XLIFF files that calltools wrote say after another program changed them


_LARGEST = 50_000_000
"""Bytes; a memory of a thousand calls has a tenth of it."""


def read_xliff(data: bytes, where: str) -> list[Returned]:
    """The calls of an XLIFF 2 file, each segment for itself.

    Raises TranscriptError for a file that is not one.
    """
    root = _root(data, where, "xliff")
    calls = []
    for file in _named(root, "file"):
        about = {str(note.get("category")): _text(note) for note in _notes(file)}
        units = tuple(part for unit in _named(file, "unit") for part in _parts_of(unit))
        calls.append(Returned(about.get("call", ""), about.get("as-of", ""), units))
    return calls


def _notes(file: Element) -> Iterator[Element]:
    """The notes of the file itself, not those of its units."""
    for child in file:
        if _tag(child) == "notes":
            yield from _named(child, "note")


def _parts_of(unit: Element) -> Iterator[ReturnedUnit]:
    number = _counted(unit.get("id", ""), "u")
    for segment in _named(unit, "segment"):
        parts = {_tag(child): _text(child) for child in segment}
        english = parts.get("target", "")
        yield ReturnedUnit(
            number,
            _counted(segment.get("id", ""), "s") or 0,
            parts.get("source", ""),
            (english,) if english else (),
            segment.get("state", ""),
        )


def read_tmx(data: bytes, where: str) -> list[Returned]:
    """The calls of a translation memory, each pair for itself.

    Raises TranscriptError for a file that is not one.
    """
    root = _root(data, where, "tmx")
    times: dict[str, str] = {}
    for prop in (one for head in _named(root, "header") for one in head):
        if prop.get("type") == "x-as-of":
            time, _, name = _text(prop).partition(" ")
            times[name] = time
    units: defaultdict[str, list[ReturnedUnit]] = defaultdict(list)
    for tu in _named(root, "tu"):
        props = {str(one.get("type")): _text(one) for one in _named(tu, "prop")}
        words = {_language(tuv): _text(next(_named(tuv, "seg"))) for tuv in _named(tu, "tuv")}
        english = next((text for code, text in words.items() if code.startswith("en")), "")
        zh = next((text for code, text in words.items() if not code.startswith("en")), "")
        units[props.get("x-call", "")].append(
            ReturnedUnit(
                _counted(props.get("x-unit", ""), ""),
                _counted(props.get("x-segment", ""), "") or 0,
                zh,
                (english,) if english else (),
            )
        )
    return [Returned(name, times.get(name, ""), tuple(of)) for name, of in units.items()]


def _language(tuv: Element) -> str:
    xml = "{http://www.w3.org/XML/1998/namespace}lang"
    return str(tuv.get(xml) or tuv.get("lang") or "").lower()


def _root(data: bytes, where: str, name: str) -> Element:
    from lxml import etree

    if len(data) > _LARGEST:
        raise TranscriptError(where, "is too large to be a translation", "export a call alone")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise TranscriptError(where, f"is not XML: {error}", f"save it as {name}") from error
    if _tag(root) != name:
        raise TranscriptError(where, f"expected {name}, found {_tag(root)}", f"save it as {name}")
    return root


def _named(element: Element, name: str) -> Iterator[Element]:
    """The elements of that name inside, whatever their namespace."""
    return (one for one in element.iter("{*}" + name) if isinstance(one.tag, str))


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: Element) -> str:
    """The words of an element, those in inline tags among them."""
    return unspelled(" ".join("".join(element.itertext()).split()))


def _counted(text: str, letter: str) -> int | None:
    """``u3`` is 2: counted from 0."""
    number = text.removeprefix(letter)
    is_number = number.isascii() and number.isdecimal() and len(number) < 9
    return int(number) - 1 if is_number and int(number) > 0 else None
