"""A PDF is read as the text it was made from."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from calltools.errors import TranscriptError
from calltools.transcripts.files import read_bytes

GOLD = Path(__file__).parents[1] / "gold/formats"
FONTS = {"zh": "STSong-Light", "hant": "STSong-Light", "en": "Helvetica"}
SIZE, LEADING, MARGIN = 11, 16, 60


def make_pdf(text: str, script: str, *, height: int = 400, running: str = "") -> bytes:
    """``text`` line by line on pages of ``height`` points, a running title and page numbers."""
    font = FONTS.get(script, script)
    if font != "Helvetica":
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, height))
    page, y = 0, 0.0
    for line in text.split("\n"):
        if y < MARGIN:
            if page:
                canvas.showPage()
            page, y = page + 1, height - MARGIN
            canvas.setFont(font, SIZE)
            if running:
                canvas.drawString(MARGIN, height - 30, running)
                canvas.drawCentredString(300, 25, f"- {page} -")
        stripped = line.lstrip(" \u3000")
        indent = sum(2 if c == "\u3000" else 1 for c in line[: len(line) - len(stripped)])
        canvas.drawString(MARGIN + indent * SIZE / 2, y, stripped)
        y -= LEADING
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "zh01_wenda_full.txt",
        "zh04_diaochayuan.txt",
        "zh05_spaced_label.txt",
        "zh15_wrapped.txt",
        "zh16_stage.txt",
        "zh23_timestamps.txt",
        "hant21_corner_quotes.txt",
        "en07_abc_legend.txt",
        "en10_caller_surname.txt",
        "en24_timestamps_range.txt",
        "zh11_survey_records.txt",
    ],
)
@pytest.mark.parametrize("running", ["", "Appendix B"])
def test_a_pdf_parses_as_its_text(name: str, running: str) -> None:
    data = (GOLD / name).read_bytes()
    script = "hant" if name.startswith("hant") else name[:2]
    twin = read_bytes(data, name).calls
    height = 200 if running else 700
    pdf = make_pdf(data.decode("utf-8"), script, height=height, running=running)
    found = read_bytes(pdf, "a.pdf").calls
    assert [[(t.role, t.speaker, t.text) for t in c.turns] for c in found] == [
        [(t.role, t.speaker, t.text) for t in c.turns] for c in twin
    ]
    assert [c.call for c in found] == [c.call for c in twin]


def test_turns_tell_their_page() -> None:
    text = "Qingyu Central Hospital, 16 January 2020\n\n" + "Q: How long?\nA: A week.\n" * 12
    (call,) = read_bytes(make_pdf(text, "en", height=200), "a.pdf").calls
    pages = [turn.places[0].page for turn in call.turns]
    assert pages[0] == 1
    assert pages == sorted(pages)  # type: ignore[type-var]
    assert pages[-1] is not None
    assert pages[-1] > 2


def test_a_word_cut_at_the_end_of_a_line_is_joined() -> None:
    text = "Qingyu Central Hospital, 16 January 2020\n\n"
    text += "Caller: Do you do trans-\nplants?\nNurse: We do."
    (call,) = read_bytes(make_pdf(text, "en"), "a.pdf").calls
    assert call.turns[0].text == "Do you do transplants?"


def test_a_text_layer_without_meaning_is_told() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("MSung-Light"))  # its codes are read otherwise
    text = (GOLD / "hant21_corner_quotes.txt").read_text("utf-8")
    with pytest.raises(TranscriptError, match="codes that stand for no characters"):
        read_bytes(make_pdf(text, "MSung-Light"), "a.pdf")


def test_a_scanned_page_is_told() -> None:
    from PIL import Image

    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(200, 200))
    canvas.drawImage(ImageReader(Image.new("L", (20, 20), 128)), 0, 0, 200, 200)
    canvas.save()
    with pytest.raises(TranscriptError, match=r"page 1 is a picture without text \(scanned\)"):
        read_bytes(file.getvalue(), "scan.pdf")
