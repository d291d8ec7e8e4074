"""ELAN's EAF 3.0 (https://www.mpi.nl/tools/elan/EAFv3.0.xsd): a tier for each party.

Below a party's tier stand its words, where their times are known, and its flags.  What is not
known of a time is a slot without a value, which ELAN puts between its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from calltools.transcripts.model import Transcript
from calltools.transcripts.writers.tiers import (
    FLAG_SEPARATOR,
    FLAGS,
    WORDS,
    Placed,
    Tier,
    escape,
    placed,
    tiers,
    timed_words,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

PREFIX = "calltools:"
"""Begins the names of the header's properties that are calltools' own."""

IN_ORDER_OF_IDS = "order of annotation ids"
"""Property: the turns are in the order of their ids, which is not that of time."""

_SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_TYPES = {
    "turns": {"TIME_ALIGNABLE": "true"},
    "words": {"TIME_ALIGNABLE": "true", "CONSTRAINTS": "Included_In"},
    "flags": {"TIME_ALIGNABLE": "false", "CONSTRAINTS": "Symbolic_Association"},
}
_CONSTRAINTS = {
    "Included_In": "Time alignable annotations within the parent annotation's time interval, "
    "gaps are allowed",
    "Symbolic_Association": "1-1 association with a parent annotation",
}


def to_eaf(transcript: Transcript, name: str = "call") -> str:
    """The transcript for ELAN; ``name`` is the recording's name.

    Raises TranscriptError if a turn ends before it begins.
    """
    from lxml import etree

    turns = placed(transcript)
    writer = _Writer(tiers(turns))
    for turn in turns:
        writer.add_turn(turn)
    for turn in turns:
        writer.add_below(turn)
    writer.close(_properties(transcript, turns, name), _date(transcript))
    etree.indent(writer.root)
    text: str = etree.tostring(writer.root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


class _Writer:
    """Builds the document; the time slots are sorted and numbered when it is closed."""

    def __init__(self, all_tiers: Sequence[Tier]) -> None:
        from lxml import etree

        self._new = etree.SubElement
        self.root: Element = etree.Element("ANNOTATION_DOCUMENT", nsmap={"xsi": _XSI})
        self._header = self._new(self.root, "HEADER", MEDIA_FILE="", TIME_UNITS="milliseconds")
        self._time_order = self._new(self.root, "TIME_ORDER")
        self._slots: list[tuple[int, bool, Element, str]] = []
        self._annotations = 0
        self._tiers: dict[str, Element] = {}
        self._tier_of = {turn.number: tier for tier in all_tiers for turn in tier.turns}
        for tier in all_tiers:
            self._tier(tier.name, tier, "turns")
            turns = [each.turn for each in tier.turns]
            if any(True for turn in turns for _word in timed_words(turn)):
                self._tier(tier.name + WORDS, tier, "words")
            if any(turn.flags for turn in turns):
                self._tier(tier.name + FLAGS, tier, "flags")

    def _tier(self, name: str, tier: Tier, kind: str) -> None:
        attributes = {"TIER_ID": name, "LINGUISTIC_TYPE_REF": kind}
        if tier.speaker is not None:
            attributes["PARTICIPANT"] = escape(tier.speaker)
        if kind != "turns":
            attributes["PARENT_REF"] = tier.name
        self._tiers[name] = self._new(self.root, "TIER", attributes)

    def add_turn(self, placed_: Placed) -> None:
        """The turn's annotation, ``a1`` for the first."""
        turn = placed_.turn
        annotation = self._annotation(self._tier_of[placed_.number].name, "ALIGNABLE", turn.text)
        self._slot(annotation, 1, placed_.start_ms, known=turn.start_ms is not None)
        self._slot(annotation, 2, placed_.end_ms, known=turn.end_ms is not None)

    def add_below(self, placed_: Placed) -> None:
        """The turn's words and flags."""
        name = self._tier_of[placed_.number].name
        for start_ms, end_ms, word in timed_words(placed_.turn):
            annotation = self._annotation(name + WORDS, "ALIGNABLE", word.text)
            self._slot(annotation, 1, start_ms, known=True)
            self._slot(annotation, 2, end_ms, known=True)
        if placed_.turn.flags:
            text = FLAG_SEPARATOR.join(placed_.turn.flags)
            annotation = self._annotation(name + FLAGS, "REF", text)
            annotation.set("ANNOTATION_REF", f"a{placed_.number}")

    def _annotation(self, tier: str, kind: str, text: str) -> Element:
        self._annotations += 1
        holder = self._new(self._tiers[tier], "ANNOTATION")
        annotation = self._new(holder, f"{kind}_ANNOTATION", ANNOTATION_ID=f"a{self._annotations}")
        self._new(annotation, "ANNOTATION_VALUE").text = escape(text)
        return annotation

    def _slot(self, annotation: Element, which: int, ms: int, *, known: bool) -> None:
        self._slots.append((ms, known, annotation, f"TIME_SLOT_REF{which}"))

    def close(self, properties: dict[str, str], date: str) -> None:
        """Everything that is known when all annotations are there."""
        for key, value in {"AUTHOR": "calltools", "DATE": date, "FORMAT": "3.0"}.items():
            self.root.set(key, value)
        self.root.set("VERSION", "3.0")
        self.root.set(f"{{{_XSI}}}noNamespaceSchemaLocation", _SCHEMA)
        for key, value in (properties | {"lastUsedAnnotationId": str(self._annotations)}).items():
            self._new(self._header, "PROPERTY", NAME=key).text = escape(value)
        ordered = sorted(self._slots, key=lambda slot: slot[0])
        for number, (ms, known, annotation, reference) in enumerate(ordered, start=1):
            slot = self._new(self._time_order, "TIME_SLOT", TIME_SLOT_ID=f"ts{number}")
            if known:
                slot.set("TIME_VALUE", str(ms))
            annotation.set(reference, f"ts{number}")
        for name, attributes in _TYPES.items():
            kind = self._new(self.root, "LINGUISTIC_TYPE", attributes, LINGUISTIC_TYPE_ID=name)
            kind.set("GRAPHIC_REFERENCES", "false")
        for name, description in _CONSTRAINTS.items():
            self._new(self.root, "CONSTRAINT", STEREOTYPE=name, DESCRIPTION=description)


def _properties(transcript: Transcript, turns: Sequence[Placed], name: str) -> dict[str, str]:
    """What is known of the call and the recording."""
    call = transcript.call
    known: dict[str, Any] = {
        "name": name,
        "language": transcript.language,
        "audio_sha256": transcript.audio_sha256,
        "pcm_sha256": transcript.pcm_sha256,
        "duration_ms": transcript.duration_ms,
        "synthetic": None if call.synthetic is None else str(call.synthetic).lower(),
        **{f.name: getattr(call, f.name) for f in fields(call) if f.name != "synthetic"},
    }
    if any(later.start_ms < earlier.start_ms for earlier, later in pairwise(turns)):
        known[IN_ORDER_OF_IDS] = "true"
    return {PREFIX + key: str(value) for key, value in known.items() if value is not None}


def _date(transcript: Transcript) -> str:
    """When the transcript was made, so that writing it twice gives the same file."""
    times = [step.time for step in transcript.provenance if _UTC.fullmatch(step.time)]
    return times[-1] if times else "1970-01-01T00:00:00Z"
