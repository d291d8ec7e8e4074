"""Documents of all formats, mutated; and what reading one may do."""

from __future__ import annotations

import contextlib
import functools
import io
import os
import sys
import sysconfig
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

import calltools
from calltools.errors import TranscriptError
from calltools.transcripts.files import read_bytes

GOLD = Path(__file__).parents[1] / "gold/formats"
SECONDS = 5.0  # of work; what a reader may take for a small file, whatever is in it
_ENTITY = b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/hosts'>]>"
SCRAPS = [
    *b"< > & <!-- --> <![CDATA[ &a; &#0; &#x110000; </p> <table><tr><td> </table>".split(),
    *b'<blockquote> <b> ``` ** [ ]( { } " \\ WEBVTT'.split(),
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\x0c",
        b"\r",
        b"> > ",
        b": ",
        b"| a | b |\n|---|---|\n",
    ),
    *("問：".encode("big5"), "答：".encode("gb18030"), b"00:00:01,000 --> ", _ENTITY),
    *(b"9" * 400, b" " * 3000, b"<a " + b"x=y " * 300, b"*" * 500, b"A" * 5000),
]
NESTED = [
    *b"<div> <table><tr><td> <b> <blockquote> <ul><li> [ ( { <nav> <dl><dt>".split(),
    *(b"> ", "「".encode()),
]
_CALL = "Qingyu Hospital, 6 March 2018\n\nQ: How long?\nA: Two weeks (laughs).\n\nQ: Why?\nA: Ask."


def word_file() -> bytes:
    """A Word file with a table, a heading and a few runs."""
    document = docx.Document()
    document.add_heading("A call", 1)
    for line in _CALL.split("\n"):
        document.add_paragraph(line).add_run(" so").bold = True
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Q", "Any beds?\nA: None."
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def pdf_file(*, compressed: bool) -> bytes:
    """A PDF of two pages."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(300, 200), pageCompression=int(compressed))
    for _page in range(2):
        for i, line in enumerate(_CALL.split("\n")):
            canvas.drawString(20, 180 - 14 * i, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


@functools.cache
def seeds() -> list[tuple[str, bytes]]:
    """A document of each format and more: (name, bytes)."""
    found = [(path.name, path.read_bytes()) for path in sorted(GOLD.iterdir()) if path.suffix in (
        ".txt", ".md", ".html", ".srt", ".vtt", ".docx"
    )]  # fmt: skip
    found += [(path.name, path.read_bytes()) for path in sorted(GOLD.glob("*whisper*.json"))]
    return [
        *found,
        ("a.docx", word_file()),
        *(("a.pdf", pdf_file(compressed=c)) for c in (True, False)),
    ]


def rezipped(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The Word file with its document part changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(
                entry, change(content) if entry.filename == "word/document.xml" else content
            )
    return file.getvalue()


@st.composite
def _changes(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    steps = draw(
        st.lists(
            st.tuples(st.sampled_from("flip cut drop insert repeat nest".split()),
                      st.floats(0, 1), st.floats(0, 1), st.integers(0, 255)),
            min_size=1, max_size=6,
        )
    )  # fmt: skip

    def change(data: bytes) -> bytes:
        for kind, where, far, number in steps:
            i = int(where * len(data))
            j = min(i + int(far * 200), len(data))
            if kind == "flip" and i < len(data):
                data = data[:i] + bytes([data[i] ^ (number or 1)]) + data[i + 1 :]
            elif kind == "cut":
                data = data[: max(i, 1)]
            elif kind == "drop":
                data = data[:i] + data[j:]
            elif kind == "insert":
                data = data[:i] + SCRAPS[number % len(SCRAPS)] + data[i:]
            elif kind == "repeat":
                data = data[:j] + data[i:j] * (number % 40) + data[j:]
            elif kind == "nest":
                data = data[:i] + NESTED[number % len(NESTED)] * 1000 + data[i:]
        return data

    return change


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, bytes]:
    """A mutated document: (name, bytes)."""
    name, data = draw(st.sampled_from(seeds()))
    change = draw(_changes())
    inside = name.endswith(".docx") and draw(st.booleans())
    return name, rezipped(data, change) if inside else change(data)


_watched = False
_allowed = tuple(
    str(Path(path).resolve())
    for path in (
        sys.prefix,
        sys.base_prefix,
        *sysconfig.get_paths().values(),
        calltools.__path__[0],
    )
)
_seen: list[str] = []


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if not _watched:
        return
    if event.startswith("socket.") and event != "socket.__new__":
        _seen.append(f"{event} {arguments[1:]}")
    elif event == "open" and isinstance(arguments[0], str | bytes):
        path = str(Path(os.fsdecode(arguments[0])).resolve())
        if not path.startswith(_allowed):
            _seen.append(f"open {path}")


sys.addaudithook(_watch)


@contextlib.contextmanager
def watched() -> Iterator[list[str]]:
    """What is opened outside the program's own files, and which hosts are asked."""
    global _watched
    _seen.clear()
    _watched = True
    try:
        yield _seen
    finally:
        _watched = False


def check(name: str, data: bytes) -> None:
    """Read a document: it is read or refused in one line, soon, and nothing else is touched."""
    begin = time.process_time()
    with watched() as touched:
        try:
            read_bytes(data, name)
        except TranscriptError as error:
            assert "\n" not in str(error), error
    assert touched == []
    taken = time.process_time() - begin
    assert taken < SECONDS, f"{taken:.1f} s"
