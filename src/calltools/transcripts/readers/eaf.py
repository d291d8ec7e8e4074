"""ELAN's EAF, from calltools or from anyone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from calltools.errors import TranscriptError
from calltools.transcripts.model import Call, Transcript, Turn
from calltools.transcripts.readers.tiers import (
    flags_in,
    is_below,
    parties,
    turn_on,
    with_roles,
)
from calltools.transcripts.warning import CallWarning
from calltools.transcripts.writers.eaf import IN_ORDER_OF_IDS, PREFIX
from calltools.transcripts.writers.tiers import unescape


def read_eaf(data: bytes, where: str) -> Transcript:
    """The turns are the annotations with times of their own, on tiers that depend on no other;
    they are in order of time.  Tiers below those are left out, which a warning tells.

    Raises TranscriptError if the file is no EAF.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(data, parser)
        if root.tag != "ANNOTATION_DOCUMENT":
            raise ValueError(f"begins with <{root.tag}>")
        properties = _properties(root)
        turns = _turns(root, by_id=IN_ORDER_OF_IDS in properties)
        duration = properties.get("duration_ms")
        duration_ms = None if duration is None else _natural(duration)
    except (etree.XMLSyntaxError, KeyError, ValueError) as error:
        raise TranscriptError(where, "is not an ELAN file that can be read", "check it") from error
    turns = with_roles(turns, (tier.get("TIER_ID", "") for tier in root.iter("TIER")))
    return Transcript(
        turns,
        properties.get("language", "zh"),
        "corrected",
        _call(properties),
        parties(turns),
        duration_ms=duration_ms,
        audio_sha256=properties.get("audio_sha256"),
        pcm_sha256=properties.get("pcm_sha256"),
        warnings=tuple(
            CallWarning("left_out", f"tier {name} belongs to another tier and was left out")
            for name in _left_out(root)
        ),
    )


def _properties(root: Any) -> dict[str, str]:
    """calltools' own properties of the header."""
    return {
        name.removeprefix(PREFIX): unescape(element.text or "")
        for element in root.iterfind("HEADER/PROPERTY")
        if (name := element.get("NAME") or "").startswith(PREFIX)
    }


def _call(properties: dict[str, str]) -> Call:
    names = {f.name for f in fields(Call)} - {"synthetic"}
    known: dict[str, Any] = {k: v for k, v in properties.items() if k in names}
    said = properties.get("synthetic")
    return Call(**known, synthetic=None if said is None else said == "true")


def _turns(root: Any, *, by_id: bool) -> tuple[Turn, ...]:
    """In the order of the time slots or of the annotations' numbers."""
    slots = list(root.iterfind("TIME_ORDER/TIME_SLOT"))
    times = {slot.attrib["TIME_SLOT_ID"]: _time(slot.get("TIME_VALUE")) for slot in slots}
    places = {name: i for i, name in enumerate(times)}
    flags = _flags(root)
    found: list[tuple[int, Turn]] = []
    for tier, annotation in _annotations(root):
        begin, end = annotation.attrib["TIME_SLOT_REF1"], annotation.attrib["TIME_SLOT_REF2"]
        turn = turn_on(
            tier.attrib["TIER_ID"],
            annotation.findtext("ANNOTATION_VALUE") or "",
            times[begin],
            times[end],
            participant=tier.get("PARTICIPANT", ""),
        )
        name = annotation.attrib["ANNOTATION_ID"]
        order = _number(name) if by_id else places[begin]
        found.append((order, replace(turn, flags=flags.get(name, ()))))
    return tuple(turn for _order, turn in sorted(found, key=lambda each: each[0]))


def _annotations(root: Any) -> Iterator[tuple[Any, Any]]:
    for tier in root.iterfind("TIER"):
        if tier.get("PARENT_REF") is None:
            for annotation in tier.iterfind("ANNOTATION/ALIGNABLE_ANNOTATION"):
                yield tier, annotation


def _flags(root: Any) -> dict[str, tuple[str, ...]]:
    """The flags of calltools' tiers, by the id of the annotation that they are about."""
    return {
        annotation.attrib["ANNOTATION_REF"]: flags_in(annotation.findtext("ANNOTATION_VALUE") or "")
        for tier in root.iterfind("TIER")
        if is_below(tier.attrib["TIER_ID"])
        for annotation in tier.iterfind("ANNOTATION/REF_ANNOTATION")
    }


def _left_out(root: Any) -> list[str]:
    """Tiers of someone else's making that hang on others."""
    names = [
        tier.attrib["TIER_ID"]
        for tier in root.iterfind("TIER")
        if tier.get("PARENT_REF") is not None
    ]
    return [name for name in names if not is_below(name)]


def _time(text: str | None) -> int | None:
    return None if text is None else _natural(text)


def _natural(text: str) -> int:
    if not re.fullmatch("[0-9]{1,15}", text):
        raise ValueError(f"{text!r} is no time in milliseconds")
    return int(text)


def _number(annotation_id: str) -> int:
    digits = re.sub(r"[^0-9]", "", annotation_id)
    return int(digits[-15:]) if digits else 0
