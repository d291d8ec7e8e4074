"""Lines that head a call and might be taken for turns, or for more of a turn."""

from __future__ import annotations

import re
from collections.abc import Sequence

from calltools.transcripts.layout.dates import dates
from calltools.transcripts.layout.header import (
    fields,
    has_evidence,
    hospital_in,
    is_sequence,
)
from calltools.transcripts.layout.heads import is_quoted
from calltools.transcripts.layout.labels import Labels
from calltools.transcripts.layout.vocabulary import header_field
from calltools.transcripts.readers.document import Line

_CALL_DATA = frozenset(["hospital", "when", "phone", "duration", "recording_no"])
_ENDS_SENTENCE = re.compile(r"[。？！?!…”」』]\s*$")
_PHONE = re.compile(r"[+＋(（]?[\d０-９][\d０-９()（）\-－ ]{6,}")
_RECORDING = re.compile(
    r"(?:录音|錄音|recording|call)\s*(?:no\.?|编号|编號|#|[:：])?\s*[\d０-９]+", re.IGNORECASE
)


def is_header_label(i: int, lines: Sequence[Line], labels: Labels) -> bool:
    """Whether line ``i``, though its head is a label, tells of the call: ``调查员：某某``.

    It does if it names a hospital, or stands among the lines of a header, with another after it
    or at the end of the block, and doesn't read as words spoken.
    """
    head, line = labels.heads[i], lines[i]
    if head is None or header_field(head.label) is None:
        return False
    value = line.text[head.body :].strip()
    if _ENDS_SENTENCE.search(value) or is_quoted(value):
        return False
    if header_field(head.label) == "hospital" and hospital_in(value):
        return True
    block = _block(i, lines, gaps_tell=labels.gaps_tell)
    if not any(_tells_of_call(j, lines, labels) for j in block if j != i):
        return False
    return i == block[-1] or _is_field(lines[i + 1]) or _tells_of_call(i + 1, lines, labels)


def _block(i: int, lines: Sequence[Line], *, gaps_tell: bool) -> range:
    """The lines around ``i`` without a rule between, or a gap where gaps tell anything; at most
    twelve each way."""
    start, end = i, i + 1
    while (
        start > max(0, i - 12)
        and not (gaps_tell and lines[start].gap)
        and lines[start - 1].kind != "rule"
    ):
        start -= 1
    while (
        end < min(len(lines), i + 12)
        and not (gaps_tell and lines[end].gap)
        and lines[end].kind != "rule"
    ):
        end += 1
    return range(start, end)


def _tells_of_call(i: int, lines: Sequence[Line], labels: Labels) -> bool:
    """Whether a line has a header's key, or without being a turn names a hospital or a date."""
    line = lines[i]
    if any(field in _CALL_DATA and value for field, _key, value in fields(line)):
        return True
    if labels.heads[i] is not None or _ENDS_SENTENCE.search(line.text):
        return False
    return has_evidence([line])


def _is_field(line: Line) -> bool:
    return any(field != "aside" for field, _key, _value in fields(line))


def begins_header(line: Line, *, after_boundary: bool, is_head: bool) -> bool:
    """Whether a line after a call's turns begins the header of the next call."""
    text = line.text
    if is_head or line.kind == "heading":
        return True
    if len(text) > 100:
        return False
    if not (line.gap or after_boundary):
        return _heads_by_itself(text)
    if is_sequence(text):
        return True
    if _ENDS_SENTENCE.search(text):
        return False
    if any(_is_call_data(field, value) for field, _key, value in fields(line)):
        return True
    found = dates(text)
    hospital = hospital_in(text)
    if hospital is not None:
        alone = len(text) - (hospital[2] - hospital[1]) < 4
        told = bool(found) or bool(_PHONE.search(text)) or bool(_RECORDING.search(text))
        return told or alone or line.all_in("bold")
    rest = len(text) - sum(date.end - date.start for date in found)
    return bool(found) and rest < 24 and bool(_RECORDING.search(text) or rest < 4)


def _heads_by_itself(text: str) -> bool:
    """Whether a line right after a turn can only head a call: a hospital, a date, little else."""
    found, hospital = dates(text), hospital_in(text)
    if not found or hospital is None or _ENDS_SENTENCE.search(text):
        return False
    named = hospital[2] - hospital[1] + sum(date.end - date.start for date in found)
    return is_sequence(text) or len(text) - named < 12


def _is_call_data(field: str, value: str) -> bool:
    if field == "when":
        return bool(dates(value))
    if field == "phone":
        return bool(_PHONE.search(value))
    if field == "hospital":
        return hospital_in(value) is not None
    return field in ("duration", "recording_no") and any(c.isdecimal() for c in value)
