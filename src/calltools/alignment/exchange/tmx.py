"""Aligned calls as TMX 1.4b, the exchange format of translation memories (LISA/ETSI, 2005).

A unit is a sentence link.  Links with an empty side are left out: a memory remembers
translations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from calltools import __version__
from calltools.alignment.exchange.units import TranslationUnit, Unit, speakers, told, units
from calltools.alignment.exchange.xml import XML_LANG, child, document
from calltools.alignment.model import AlignedCall

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def to_tmx(calls: Iterable[AlignedCall]) -> bytes:
    """The linked sentences of the calls as one translation memory, Chinese as source.

    Properties of a unit tell the call, the link, the speakers, the confidence, the times and
    who moved it; a note each finding about the turns it stands in, and who answered it.
    """
    from lxml import etree

    root = etree.Element("tmx", version="1.4")
    child(
        root,
        "header",
        creationtool="calltools",
        creationtoolversion=__version__,
        segtype="sentence",
        o_tmf="calltools",
        adminlang="en",
        srclang="zh",
        datatype="plaintext",
    )
    body = child(root, "body")
    for number, call in enumerate(calls, 1):
        for unit in units(call):
            for segment in unit.segments:
                if segment.link.zh and segment.link.en:
                    _unit(body, f"{number}-{len(body) + 1}", call, unit, segment)
    return document(root, '<!DOCTYPE tmx SYSTEM "tmx14.dtd">')


def _unit(
    body: Element, identity: str, call: AlignedCall, unit: Unit, segment: TranslationUnit
) -> None:
    tu = child(body, "tu", tuid=identity, srclang=call.zh.language)
    for finding in unit.findings:
        about = f"{finding.type} ({finding.severity}): {finding.note}"
        child(tu, "note", f"{about} [{told(finding.answers)}]")
    for name, value in _properties(call, unit, segment):
        child(tu, "prop", value, type=f"x-{name}")
    for transcript, text in ((call.zh, segment.zh), (call.en, segment.en)):
        tuv = child(tu, "tuv")
        tuv.set(XML_LANG, transcript.language)
        child(tuv, "seg", text)


def _properties(
    call: AlignedCall, unit: Unit, segment: TranslationUnit
) -> Iterator[tuple[str, str]]:
    yield "call", call.name
    yield "speaker", speakers(call.zh, unit.link.zh)
    yield "confidence", f"{segment.link.confidence:.3f}"
    if segment.link.moved:
        yield "moved", "true"
    yield "review", told(unit.link.answers)
    if segment.time:
        yield "start-ms", str(segment.time.start_ms)
        yield "end-ms", str(segment.time.end_ms)
