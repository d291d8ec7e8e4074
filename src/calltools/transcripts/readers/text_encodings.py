"""Bytes to text: byte order marks, UTF-8, UTF-16, GB18030, Big5, and Windows' Western page.

General detectors guess badly between GB18030 and Big5 on the few hundred bytes of a short call,
so the two are told apart by how many very common characters each reading gives.
"""

from __future__ import annotations

import codecs
import re

from calltools.errors import TranscriptError
from calltools.messages import Message

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
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}
"""What holds all characters of an encoding, and those that pages with its name have beside them."""
_LEAST_COMMON = 0.1  # of the characters beyond ASCII, in Chinese text
_MOST_FOREIGN = 0.2  # of the bytes of a Western text are beyond ASCII
_LEAST_ZEROS = 0.05  # of the bytes of UTF-16 text, in one of its halves
_COMMON = frozenset(
    "的一是不了在人有我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于着下自之年过過发發后後作里裡"
    "用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心她本前开開但因只从從想实實"
    "日月电話电话電医醫院问問答调調查员員护護士肝肾腎移植器官做等几幾号號请請您什血型手术術病房科室录錄音，。？：！、「」（）“”"
)  # fmt: skip


def decode(data: bytes, where: str) -> tuple[str, str]:
    """(text, encoding).  The byte order mark is not part of the text.

    Raises TranscriptError if no encoding fits.
    """
    mark = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    declared = mark or _declared(data)
    encoding = declared or _guessed(data)
    text = _read(data, encoding)
    if text is None or (declared is None and "\0" in text):
        problem = (
            Message("begins as {encoding} but is damaged", encoding=mark)
            if mark
            else Message("is not text in a known encoding")
        )
        raise TranscriptError(where, problem, "save it as UTF-8 and try again")
    return text, encoding.removesuffix("hkscs")


def _read(data: bytes, encoding: str) -> str | None:
    """The text; None if the bytes are none in this encoding."""
    try:
        return data.decode(encoding)
    except (LookupError, ValueError):
        return None


def _guessed(data: bytes) -> str:
    """The likeliest encoding of bytes that do not tell it."""
    if b"\0" in data:  # UTF-16: the half that holds the zeros tells the order
        even, odd = data[::2].count(0), data[1::2].count(0)
        is_text = max(even, odd) > _LEAST_ZEROS * len(data)
        return ("utf-16-be" if even > odd else "utf-16-le") if is_text else "utf-8"
    if _read(data, "utf-8") is not None:
        return "utf-8"
    chinese = {
        encoding: _plausible(text)
        for encoding in ("gb18030", "big5hkscs")
        if (text := _read(data, encoding)) is not None
    }
    likeliest = max(chinese, key=chinese.__getitem__, default="cp1252")
    is_western = sum(byte > 127 for byte in data) < _MOST_FOREIGN * len(data)
    is_western = is_western and _read(data, "cp1252") is not None
    return "cp1252" if is_western and chinese.get(likeliest, 0) <= _LEAST_COMMON else likeliest


def _declared(data: bytes) -> str | None:
    """The encoding that an HTML or XML head declares, if it is a known one that fits."""
    head = data[:1024]
    if b"<" not in head or not (match := _DECLARED.search(head)):
        return None
    name = (match[1] or match[2]).decode("ascii").lower()
    try:
        known = codecs.lookup(_WIDER.get(name, name))
    except LookupError:
        return None
    is_text = getattr(known, "_is_text_encoding", True)
    return known.name if is_text and _read(data, known.name) is not None else None


def _plausible(text: str) -> float:
    """The share of very common characters among those that are not ASCII."""
    foreign = [c for c in text if ord(c) > 127]
    return sum(c in _COMMON for c in foreign) / len(foreign) if foreign else 1.0
