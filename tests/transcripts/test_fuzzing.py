"""Documents damaged in any way are read or refused: no traceback, no hang, nothing else touched."""

from __future__ import annotations

import io
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from mutations import NESTED, check, documents, rezipped, word_file

from calltools.errors import TranscriptError
from calltools.transcripts.files import read_bytes


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(documents())
def test_a_mutated_document_is_read_or_refused(document: tuple[str, bytes]) -> None:
    check(*document)


@pytest.mark.parametrize("name", ["a.html", "a.md"])
@pytest.mark.parametrize("nested", NESTED)
def test_deep_nesting_is_read(name: str, nested: bytes) -> None:
    check(name, nested * 1000 + b"Q: How long?" + nested * 1000)


@pytest.mark.parametrize("tag", ["w:tbl><w:tr><w:tc", "w:sdt><w:sdtContent", "w:ins"])
def test_deep_nesting_in_word_is_refused(tag: str) -> None:
    closing = "".join(f"</{name}>" for name in reversed(tag.split("><")))
    inner = f"<{tag}>" * 1000 + closing * 1000
    check(
        "a.docx",
        rezipped(word_file(), lambda xml: xml.replace(b"<w:body>", f"<w:body>{inner}".encode())),
    )


SIGNS = (
    "<!-- <![ <a_href= <b </ <script> & &# *a_ [a]( ![ [a_b= _ {%_ |_a_ >_ 1_\n “ 問： \x00 <a_x=' "
    "<p>**a</p>* <td> &lt; ``` --- <q>"
).split()


@pytest.mark.parametrize("end", ["", "-->Q: How long?"])
@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_long_runs_of_signs_take_no_long_time(name: str, sign: str, end: str) -> None:
    check(name, (sign.replace("_", " ") * (60_000 // len(sign)) + end).encode())


@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_huge_attributes_are_no_words(name: str) -> None:
    check(name, b"<p title='" + b"a" * 1_000_000 + b"'>Q: How long?</p>")
    check(name, b"<p " + b"x " * 100_000 + b">Q: How long?</p>")


@pytest.mark.parametrize("kind", ["file", "entities"])
def test_entities_of_a_word_file_are_not_followed(tmp_path: Path, kind: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("nobody may read this")
    if kind == "file":
        declared = f'<!ENTITY a SYSTEM "{secret.as_uri()}">'
    else:
        names = "abcdefghijklmnop"
        declared = '<!ENTITY a "lol">' + "".join(
            f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names)
        )
    used = "&a;" if kind == "file" else "&p;"

    def change(xml: bytes) -> bytes:
        head, rest = xml.split(b"?>", 1)
        text = f"<w:body><w:p><w:r><w:t>Q: {used}</w:t></w:r></w:p>"
        return (
            head
            + f"?><!DOCTYPE x [{declared}]>".encode()
            + rest.replace(b"<w:body>", text.encode())
        )

    data = rezipped(word_file(), change)
    check("a.docx", data)
    try:
        read = read_bytes(data, "a.docx").parsed
    except TranscriptError:
        return
    assert read is not None
    assert "nobody" not in read.document.text
    assert len(read.document.text) < 10_000


def test_a_bomb_in_a_word_file_is_refused() -> None:
    bomb = rezipped(
        word_file(), lambda xml: xml.replace(b"</w:p>", b"</w:p>" + b"<w:p/>" * 8_000_000, 1)
    )
    check("a.docx", bomb)


def test_a_zip_that_lies_about_its_sizes_is_refused() -> None:
    data = bytearray(word_file())
    for i in range(len(data) - 4):
        if data[i : i + 4] == b"PK\x01\x02":
            data[i + 24 : i + 28] = b"\x10\x00\x00\x00"  # the size when unpacked
    check("a.docx", bytes(data))
    with pytest.raises(TranscriptError):
        read_bytes(bytes(data), "a.docx")


def test_links_of_a_word_file_are_not_followed() -> None:
    relation = (
        b'<Relationship Id="rId99" TargetMode="External" Target="http://a.example/x.dotx" Type='
        b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file())) as old, zipfile.ZipFile(file, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "word/_rels/document.xml.rels":
                content = content.replace(b"</Relationships>", relation + b"</Relationships>")
            new.writestr(entry, content)
    check("a.docx", file.getvalue())
    assert read_bytes(file.getvalue(), "a.docx").calls
