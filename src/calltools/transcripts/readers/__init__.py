"""Readers: published layouts and machine formats to one central form."""

from __future__ import annotations

from calltools.errors import TranscriptError
from calltools.transcripts.readers.document import Document

SUFFIXES = frozenset(
    ".txt .md .markdown .text .html .htm .xhtml .docx .pdf .srt .vtt .json .eaf .textgrid "
    ".csv".split()
)


def read_document(data: bytes, where: str) -> Document:
    """The document in ``data``; its kind is told by its first bytes, then by ``where``'s suffix.

    Raises TranscriptError for what can't be read.
    """
    suffix = "." + where.rsplit(".", 1)[-1].lower() if "." in where else ""
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(b"%PDF"):
        from calltools.transcripts.readers.pdf import read_pdf

        return read_pdf(data, where)
    if data.startswith(b"PK\x03\x04"):
        from calltools.transcripts.readers.word import read_docx

        return read_docx(data, where)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TranscriptError(where, "is an old Word file", "save it as .docx")
    if suffix in (".docx", ".pdf"):
        raise TranscriptError(where, f"is no {suffix[1:].upper()} file", "check the file")
    if suffix == ".vtt" or head.startswith(b"WEBVTT"):
        from calltools.transcripts.readers.timed import read_vtt

        return read_vtt(data, where)
    if suffix == ".srt":
        from calltools.transcripts.readers.timed import read_srt

        return read_srt(data, where)
    if suffix == ".json":
        from calltools.transcripts.readers.recogniser import read_recogniser

        return read_recogniser(data, where)
    if suffix in (".html", ".htm", ".xhtml") or head[:14].lower().startswith(
        (b"<!doctype html", b"<html")
    ):
        from calltools.transcripts.readers.html import read_html

        return read_html(data, where)
    from calltools.transcripts.readers.plain import read_plain

    return read_plain(data, where)
