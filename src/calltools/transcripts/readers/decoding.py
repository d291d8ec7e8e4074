"""Bytes to text: byte order marks, UTF-8, UTF-16, GB18030, Big5, and Windows' Western page.

General detectors guess badly between GB18030 and Big5 on the few hundred bytes of a short call,
so the two are told apart by how many very common characters each reading gives.
"""

from __future__ import annotations

import codecs
import re

from calltools.errors import TranscriptError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"(?i)charset\s*=\s*[\"']?\s*([\w-]{3,20})|encoding\s*=\s*[\"']([\w-]{3,20})[\"']"
)
_COMMON = frozenset(
    "的一是不了在人有我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于着下自之年过過发發后後作里裡"
    "用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心她本前开開但因只从從想实實"
    "日月电話电话電医醫院问問答调調查员員护護士肝肾腎移植器官做等几幾号號请請您什血型手术術病房科室录錄音，。？：！、「」（）“”"
)  # fmt: skip


def decode(data: bytes, where: str) -> tuple[str, str]:
    """(text, encoding).  The byte order mark is no part of the text.

    Raises TranscriptError if no encoding fits.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding, where), encoding
    if declared := _declared(data):
        return data.decode(declared), declared
    if (text := _try(data, "utf-8")) is not None and "\x00" not in text:
        return text, "utf-8"
    if b"\x00" in data:
        return _utf16(data, where)
    found = [
        (_plausible(t), e, t) for e in ("gb18030", "big5hkscs") if (t := _try(data, e)) is not None
    ]
    found.sort(key=lambda item: -item[0])
    if found and found[0][0] > 0.1:
        return found[0][2], "big5" if found[0][1] == "big5hkscs" else found[0][1]
    if (western := _try(data, "cp1252")) is not None and sum(b < 128 for b in data) > len(
        data
    ) * 0.8:
        return western, "cp1252"
    if found:
        return found[0][2], found[0][1]
    raise TranscriptError(
        where, "is no text in an encoding that is known", "save it as UTF-8 and try again"
    )


def _strict(data: bytes, encoding: str, where: str) -> str:
    text = _try(data, encoding)
    if text is None:
        raise TranscriptError(
            where, f"begins as {encoding} but is damaged", "save it as UTF-8 and try again"
        )
    return text


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _declared(data: bytes) -> str | None:
    """The encoding that an HTML or XML head declares, if it is a known one that fits."""
    head = data[:1024]
    if b"<" not in head or not (match := _DECLARED.search(head)):
        return None
    name = (match[1] or match[2]).decode("ascii").lower()
    name = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(name, name)
    try:
        known = codecs.lookup(name)
        data.decode(known.name)
    except (LookupError, UnicodeDecodeError, TypeError, ValueError):
        return None
    return known.name if getattr(known, "_is_text_encoding", True) else None


def _utf16(data: bytes, where: str) -> tuple[str, str]:
    """UTF-16 without a mark: the half of the bytes that holds the zeros tells the order."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    encoding = "utf-16-be" if even > odd else "utf-16-le"
    text = _try(data, encoding)
    if text is None or "\x00" in text or max(even, odd) * 20 < len(data):
        raise TranscriptError(where, "is not text", "give a file of text")
    return text, encoding


def _plausible(text: str) -> float:
    """The share of very common characters among those that are not ASCII."""
    foreign = [c for c in text if ord(c) > 127]
    return sum(c in _COMMON for c in foreign) / len(foreign) if foreign else 1.0
