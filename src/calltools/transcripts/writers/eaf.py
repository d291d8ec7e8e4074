"""ELAN's EAF 3.0 (https://www.mpi.nl/tools/elan/EAFv3.0.xsd), written, and read from anyone.

A tier for each party; what is not known about a time is a slot without a value, which ELAN puts
between its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from itertools import count
from typing import Any

from calltools.data import read_data
from calltools.errors import TranscriptError
from calltools.messages import Message
from calltools.transcripts.model import Call, Transcript
from calltools.transcripts.writers.file_marks import escape, unspelled
from calltools.transcripts.writers.tiers import FLAGS, Tier, TierEntry, tiers, transcript_of

_PREFIX = "calltools:"
"""Begins the names of the header's properties that are calltools' own."""
_IN_ORDER_OF_IDS = "order of annotation ids"
"""Property: the turns are in the order of their ids, which is not that of time."""
_OF_TRANSCRIPT = ("language", "audio_sha256", "pcm_sha256", "duration_ms")
_OF_CALL = tuple(f.name for f in fields(Call))

_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def to_eaf(transcript: Transcript, name: str = "call") -> str:
    """The transcript for ELAN; ``name`` is the recording's name.

    Raises TranscriptError if a turn ends before it begins.
    """
    from lxml import etree

    times = [step.time for step in transcript.provenance if _UTC.fullmatch(step.time)]
    root = etree.fromstring(
        read_data("transcripts/writers/empty.eaf"), etree.XMLParser(remove_blank_text=True)
    )
    # Not the present moment: writing twice gives the same file.
    root.set("DATE", times[-1] if times else "1970-01-01T00:00:00Z")
    made = tiers(transcript)
    last_id = _add_tiers(root, made)
    known = _properties(transcript, name) | {"lastUsedAnnotationId": str(last_id)}
    starts = {e.key: e.order[0] for tier in made if not tier.below for e in tier.entries}
    if [starts[key] for key in sorted(starts)] != sorted(starts.values()):
        known[_PREFIX + _IN_ORDER_OF_IDS] = "true"
    for key, value in known.items():
        etree.SubElement(root[0], "PROPERTY", NAME=key).text = escape(value)
    etree.indent(root)
    text: str = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _add_tiers(root: Any, made: list[Tier]) -> int:
    """Put tiers and time slots into the document; the number of its annotations."""
    from lxml.etree import Element, SubElement

    _header, time_order, first_type, *_rest = root
    numbers = count(1 + sum(len(tier.entries) for tier in made if not tier.below))
    slots = []
    for tier in made:
        kind = tier.below.strip() or "turns"
        element = Element("TIER", TIER_ID=tier.name + tier.below, LINGUISTIC_TYPE_REF=kind)
        first_type.addprevious(element)
        if tier.participant is not None:
            element.set("PARTICIPANT", escape(tier.participant))
        if tier.below:
            element.set("PARENT_REF", tier.name)
        holder_of = "REF" if tier.below == FLAGS else "ALIGNABLE"
        for entry in tier.entries:
            number = next(numbers) if tier.below else entry.key
            holder = SubElement(element, "ANNOTATION")
            annotation = SubElement(holder, f"{holder_of}_ANNOTATION", ANNOTATION_ID=f"a{number}")
            SubElement(annotation, "ANNOTATION_VALUE").text = escape(entry.text)
            if tier.below == FLAGS:
                annotation.set("ANNOTATION_REF", f"a{entry.key}")
                continue
            for edge, ms in enumerate((entry.start_ms, entry.end_ms)):
                # where times are equal, turns go before words, and both by their number
                order = entry.order[edge], bool(tier.below), entry.key
                slots.append((order, ms, annotation, f"TIME_SLOT_REF{edge + 1}"))
    slots.sort(key=lambda slot: slot[0])
    for number, (_order, ms, annotation, which) in enumerate(slots, start=1):
        slot = SubElement(time_order, "TIME_SLOT", TIME_SLOT_ID=f"ts{number}")
        if ms is not None:
            slot.set("TIME_VALUE", str(ms))
        annotation.set(which, f"ts{number}")
    return next(numbers) - 1


def _properties(transcript: Transcript, name: str) -> dict[str, str]:
    """What is known about the call and the recording."""
    known: dict[str, object] = {"name": name}
    known |= {key: getattr(transcript, key) for key in _OF_TRANSCRIPT}
    known |= {key: getattr(transcript.call, key) for key in _OF_CALL}
    if isinstance(synthetic := known["synthetic"], bool):
        known["synthetic"] = str(synthetic).lower()
    return {_PREFIX + key: str(value) for key, value in known.items() if value is not None}


def read_eaf(data: bytes, where: str) -> Transcript:
    """The turns are the annotations with times of their own, on tiers that depend on no other;
    they are in order of time.  Tiers below those are left out, which a warning tells.

    Raises TranscriptError if the file is not an EAF.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(data, parser)
        if root.tag != "ANNOTATION_DOCUMENT":
            raise ValueError(f"begins with <{root.tag}>")
        known: dict[str, Any] = {
            name.removeprefix(_PREFIX): unspelled(element.text or "")
            for element in root.iterfind("HEADER/PROPERTY")
            if (name := element.get("NAME") or "").startswith(_PREFIX)
        }
        read = list(_read(root, by_id=_IN_ORDER_OF_IDS in known))
        known["duration_ms"] = _milliseconds(known.get("duration_ms"))
        if "synthetic" in known:
            known["synthetic"] = known["synthetic"] == "true"
        call = Call(**{key: known[key] for key in _OF_CALL if key in known})
        others = {key: known[key] for key in _OF_TRANSCRIPT if key in known}
        return transcript_of(read, call=call, **others)
    except (etree.XMLSyntaxError, KeyError, ValueError) as error:
        raise TranscriptError(where, "is not an ELAN file that can be read", "check it") from error


def _read(root: Any, *, by_id: bool) -> Iterator[Tier]:
    """The tiers, their annotations in the order of the time slots or of the annotations' ids."""
    slots = {
        slot.attrib["TIME_SLOT_ID"]: (place, _milliseconds(slot.get("TIME_VALUE")))
        for place, slot in enumerate(root.iterfind("TIME_ORDER/TIME_SLOT"))
    }
    for tier in root.iterfind("TIER"):
        entries = []
        for annotation in tier.iterfind("ANNOTATION/*"):
            ids = annotation.attrib
            text = annotation.findtext("ANNOTATION_VALUE") or ""
            if annotation.tag == "REF_ANNOTATION":
                entries.append(TierEntry(ids["ANNOTATION_REF"], (), None, None, text))
                continue
            place, start_ms = slots[ids["TIME_SLOT_REF1"]]
            _place, end_ms = slots[ids["TIME_SLOT_REF2"]]
            name = ids["ANNOTATION_ID"]
            order = int("0" + re.sub(r"[^0-9]", "", name)[-15:]) if by_id else place
            entries.append(TierEntry(name, (order,), start_ms, end_ms, text))
        yield Tier(
            tier.attrib["TIER_ID"],
            entries,
            tier.get("PARTICIPANT"),
            left_out=Message("belongs to another tier")
            if tier.get("PARENT_REF") is not None
            else "",
        )


def _milliseconds(text: str | None) -> int | None:
    if text is not None and not re.fullmatch("[0-9]{1,15}", text):
        raise ValueError(f"{text!r} is not a time in milliseconds")
    return None if text is None else int(text)
