"""ELAN's EAF 3.0 (https://www.mpi.nl/tools/elan/EAFv3.0.xsd): a tier for each speaker.

Times are integer milliseconds.  A turn without times has time slots without a value, which ELAN
places between their neighbours.  Roles are properties of the header, ``role:TIER``.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from calltools.transcripts.model import Transcript
from calltools.transcripts.writers.labels import label, one_line

_SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
NO_SPEAKER = "?"
"""The tier of turns whose speaker nothing tells."""


def to_eaf(transcript: Transcript, name: str = "call") -> str:
    """The transcript for ELAN; ``name`` is the recording's name.

    Order of turns is the order of annotation ids (``a1``, ``a2``, …).
    """
    root = ET.Element(
        "ANNOTATION_DOCUMENT",
        {
            "AUTHOR": "calltools",
            "DATE": "1970-01-01T00:00:00+00:00",  # nothing that differs from run to run
            "FORMAT": "3.0",
            "VERSION": "3.0",
            f"{{{_XSI}}}noNamespaceSchemaLocation": _SCHEMA,
        },
    )
    header = ET.SubElement(root, "HEADER", MEDIA_FILE="", TIME_UNITS="milliseconds")
    _property(header, "name", name)
    _property(header, "language", transcript.language)
    order = ET.SubElement(root, "TIME_ORDER")
    tiers: dict[str, ET.Element] = {}
    for number, turn in enumerate(transcript.turns, start=1):
        tier_name = xml_text(label(turn, transcript) or NO_SPEAKER)
        if tier_name not in tiers:
            tiers[tier_name] = ET.SubElement(
                root,
                "TIER",
                LINGUISTIC_TYPE_REF="utterance",
                PARTICIPANT=tier_name,
                TIER_ID=tier_name,
            )
            _property(header, f"role:{tier_name}", turn.role)
        for slot, ms in ((2 * number - 1, turn.start_ms), (2 * number, turn.end_ms)):
            attributes = {"TIME_SLOT_ID": f"ts{slot}"}
            if ms is not None:
                attributes["TIME_VALUE"] = str(ms)
            ET.SubElement(order, "TIME_SLOT", attributes)
        annotation = ET.SubElement(
            ET.SubElement(tiers[tier_name], "ANNOTATION"),
            "ALIGNABLE_ANNOTATION",
            ANNOTATION_ID=f"a{number}",
            TIME_SLOT_REF1=f"ts{2 * number - 1}",
            TIME_SLOT_REF2=f"ts{2 * number}",
        )
        ET.SubElement(annotation, "ANNOTATION_VALUE").text = xml_text(one_line(turn.text))
    ET.SubElement(
        root,
        "LINGUISTIC_TYPE",
        GRAPHIC_REFERENCES="false",
        LINGUISTIC_TYPE_ID="utterance",
        TIME_ALIGNABLE="true",
    )
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def _property(header: ET.Element, name: str, value: str) -> None:
    ET.SubElement(header, "PROPERTY", NAME=xml_text(name)).text = xml_text(value)


def xml_text(text: str) -> str:
    """``text`` with what XML can't hold replaced by U+FFFD."""
    return _NOT_XML.sub("\ufffd", text)
