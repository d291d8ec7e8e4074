"""A stranger's document is read within limits of time and memory, or refused in one line."""

from __future__ import annotations

import datetime
import io
import pickle
import zlib

import pytest

from calltools.errors import TranscriptError
from calltools.messages import Message
from calltools.page.limited_process import Limits, _Answer, read_limited
from calltools.page.parse_files import read_bytes
from calltools.transcripts.readers import read_document
from calltools.transcripts.warning import CallWarning

PAGE = "青屿市中心医院\n\n问：要等多久？\n答：两个星期。\n问：费用呢？\n答：三十万。\n"


def stream(head: bytes, content: bytes) -> bytes:
    length = len(content)
    return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (head, length, content)


FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 600 800]"


def pdf(*objects: bytes) -> bytes:
    """A PDF of one page, which places the form ``/X`` (object 6)."""
    resources = b"/Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >>"
    every = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R %b >>" % resources,
        stream(b"", b"BT /F 12 Tf 50 700 Td (Caller: how long is the wait?) Tj ET /X Do"),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *objects,
    ]
    numbered = [b"%d 0 obj\n%b\nendobj\n" % row for row in enumerate(every, start=1)]
    return b"%PDF-1.4\n" + b"".join(numbered) + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def nested_forms(depth: int) -> bytes:
    """Each form places the next one twice."""
    places = [b"/Resources << /XObject << /X %d 0 R >> >>" % n for n in range(7, 7 + depth)]
    return pdf(*(stream(FORM + place, b"/X Do /X Do") for place in places))


def inflated(mebibytes: int) -> bytes:
    """A form of so many blanks, packed twice."""
    packed = zlib.compress(zlib.compress(b" " * 1024 * 1024 * mebibytes, 9), 9)
    return pdf(stream(FORM + b"/Filter [/FlateDecode /FlateDecode]", packed))


def test_forms_that_place_forms_are_refused() -> None:
    data = nested_forms(60)
    assert len(data) < 15_000
    with pytest.raises(TranscriptError, match="pictures and forms"):
        read_document(data, "page.pdf")


@pytest.mark.slow
def test_what_takes_too_much_memory_or_too_long_is_refused() -> None:
    with pytest.raises(TranscriptError, match="takes more than 60 s or 400 MiB"):
        read_limited(inflated(450), "page.pdf", limits=Limits(60, 400))
    with pytest.raises(TranscriptError, match="takes more than 1 s"):
        read_limited(PAGE.encode() * 20_000, "page.txt", limits=Limits(1))


@pytest.mark.slow
def test_a_document_is_read_as_without_limits() -> None:
    page = f"{PAGE}护士（另一人）：明天再来，肝有的是，都是年轻的。\n问：好。\n答：再见。\n"
    apart, here = read_limited(page.encode(), "page.txt"), read_bytes(page.encode(), "page.txt")
    assert apart.parsed is not None and here.parsed is not None
    assert apart.parsed.pieces == here.parsed.pieces
    assert [call.turns for call in apart.calls] == [call.turns for call in here.calls]
    assert [call.warnings for call in apart.calls] == [call.warnings for call in here.calls]


def test_an_answer_may_hold_warnings() -> None:
    warned = CallWarning("told", Message("{count} lines", count=3))
    assert _Answer(io.BytesIO(pickle.dumps(warned))).load().words == "3 lines"


@pytest.mark.parametrize("foreign", [print, datetime.date(2020, 1, 1), zlib.decompress])
def test_an_answer_holds_nothing_but_a_document(foreign: object) -> None:
    with pytest.raises(pickle.UnpicklingError, match="is not part of a document"):
        _Answer(io.BytesIO(pickle.dumps(foreign))).load()
