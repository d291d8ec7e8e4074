"""Aligned calls as XLIFF 2.1 (OASIS, 2018), the exchange format of translation programs.

A call is a file, a link of turns a unit, a sentence link a segment, a finding a note.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from calltools.alignment.exchange.units import Unit, speakers, told, units
from calltools.alignment.exchange.xml import child, document
from calltools.alignment.model import AlignedCall, Severity
from calltools.times import position

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
_PRIORITIES: dict[Severity, str] = {"grave": "1", "serious": "4", "minor": "8"}


def to_xliff(calls: Sequence[AlignedCall]) -> bytes:
    """The calls with Chinese as source and English as target.

    What one side lacks is an empty source, or a segment without a target.
    """
    from lxml import etree

    root = etree.Element(f"{{{_NAMESPACE}}}xliff", nsmap={None: _NAMESPACE})
    root.set("version", "2.1")
    languages = {call.zh.language for call in calls}
    root.set("srcLang", languages.pop() if len(languages) == 1 else "zh")
    root.set("trgLang", "en")
    for number, call in enumerate(calls, 1):
        source = call.zh.source.file if call.zh.source else call.name
        file = child(root, "file", id=f"f{number}", original=source)
        for place, unit in enumerate(units(call), 1):
            _unit(file, f"u{place}", call, unit)
    return document(root)


def _unit(file: Element, identity: str, call: AlignedCall, unit: Unit) -> None:
    made = child(file, "unit", id=identity)
    notes = child(made, "notes")
    for finding in unit.findings:
        side = "target" if finding.en_span or not finding.zh_turns else "source"
        child(
            notes,
            "note",
            f"{finding.note or finding.type} [{told(finding.answers)}]",
            category=finding.type,
            priority=_PRIORITIES[finding.severity],
            appliesTo=side,
        )
    speaker = speakers(call.zh, unit.link.zh) or speakers(call.en, unit.link.en)
    child(notes, "note", speaker, category="speaker", priority="10")
    child(notes, "note", told(unit.link.answers), category="review", priority="10")
    if unit.time:
        times = f"{position(unit.time.start_ms)} to {position(unit.time.end_ms)}"
        child(notes, "note", times, category="time", priority="10")
    for number, segment in enumerate(unit.segments, 1):
        link = segment.link
        state = "translated" if link.zh and link.en else "initial"
        piece = child(made, "segment", id=f"s{number}", state=state)
        child(piece, "source", segment.zh)
        if link.en:
            child(piece, "target", segment.en)
    if not unit.segments:  # turns without a sentence: a unit must have a segment
        child(child(made, "segment"), "source", "")
