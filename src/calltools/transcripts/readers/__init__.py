"""Readers: published layouts and machine formats to one central form."""

from __future__ import annotations

from collections.abc import Callable

from calltools.errors import TranscriptError
from calltools.messages import Message
from calltools.transcripts.readers.document import Document
from calltools.transcripts.readers.html import read_html
from calltools.transcripts.readers.pdf import read_pdf
from calltools.transcripts.readers.plain import read_plain
from calltools.transcripts.readers.recogniser_json import read_recogniser
from calltools.transcripts.readers.timed import read_subtitles
from calltools.transcripts.readers.word import read_docx

SUFFIXES = frozenset(
    ".txt .md .markdown .text .html .htm .xhtml .docx .pdf .srt .vtt .json .eaf .textgrid "
    ".csv".split()
)
_BY_HEAD: dict[bytes, Callable[[bytes, str], Document]] = {
    b"%PDF": read_pdf,
    b"PK\x03\x04": read_docx,
    b"WEBVTT": read_subtitles,
}
_HTML_HEADS = (b"<!doctype html", b"<html")
_BY_SUFFIX = {
    "vtt": read_subtitles,
    "srt": read_subtitles,
    "json": read_recogniser,
    **dict.fromkeys(["html", "htm", "xhtml"], read_html),
}


def read_document(data: bytes, where: str) -> Document:
    """The document in ``data``; its kind is told by its first bytes, then by ``where``'s suffix.

    Raises TranscriptError for what can't be read.
    """
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    suffix = where.rpartition(".")[2].lower()
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise TranscriptError(where, "is an old Word file", "save it as .docx")
    for begin, read in _BY_HEAD.items():
        if head.startswith(begin):
            return read(data, where)
    if suffix in ("docx", "pdf"):
        raise TranscriptError(
            where, Message("is not a {kind} file", kind=suffix.upper()), "check the file"
        )
    if suffix not in _BY_SUFFIX and head.lower().startswith(_HTML_HEADS):
        return read_html(data, where)
    return _BY_SUFFIX.get(suffix, read_plain)(data, where)
