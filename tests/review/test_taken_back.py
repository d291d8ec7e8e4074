"""A translation goes out, another program changes it, and what changed comes back."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from calltools.alignment.exchange import read_returned, written
from calltools.alignment.exchange.returned import Returned, changes_in
from calltools.alignment.exchange.units import MemoryRules
from calltools.cli import cli
from calltools.errors import ConflictError, SettingsError, TranscriptError
from calltools.review.desk import Review
from calltools.review.links import link_rows
from calltools.review.returned_translation import TakenBack, keep_proposed, proposed
from calltools.review.reviewed_alignment import reviewed_alignments
from calltools.review.translating import choose_state, translator

ALL = MemoryRules(without=())
MONTH = "About a month. I can't say for sure."


@pytest.fixture
def review(aligned: Review) -> Review:
    return aligned


def sent(review: Review, kind: str) -> bytes:
    data = written(kind, reviewed_alignments(review, "a01"), rules=ALL)
    return data if isinstance(data, bytes) else data.encode()


def in_word(data: bytes, change: Callable[[str], str] = str, without: str = "") -> bytes:
    """A Word file whose text another program changed, with nothing but a packer and XML, or that
    lost a part of it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in filter(lambda name: name != without, old.namelist()):
            part = old.read(name)
            if name == "word/document.xml":
                part = change(part.decode()).encode()
            new.writestr(name, part)
    return out.getvalue()


def plan(review: Review, kind: str, data: bytes, who: str = "bob") -> TakenBack:
    return proposed(review, "a01", read_returned(data, f"back.{kind}"), who)


def english(review: Review) -> list[str]:
    return [turn.text for turn in reviewed_alignments(review, "a01")[0].en.turns]


def write(review: Review, turn: int, text: str, who: str = "ann") -> None:
    desk = translator(review, "a01", who)
    desk.write(("en", turn), text)
    desk.keep()


def last_column(old: str, new: str) -> Callable[[str], str]:
    """Changes the corrected English alone: the published one stands in the cell before it."""

    def change(text: str) -> str:
        head, _, tail = text.rpartition(old)
        return head + new + tail

    return change


def swap(kind: str, data: bytes, old: str, new: str) -> bytes:
    if kind == "docx":
        return in_word(data, last_column(old, new))
    assert old.encode() in data
    return data.replace(old.encode(), new.encode())


@pytest.mark.parametrize("kind", ["docx", "xliff", "tmx"])
def test_what_another_program_changed_is_shown_and_then_kept(review: Review, kind: str) -> None:
    data = swap(kind, sent(review, kind), "Two months.", MONTH)
    found = plan(review, kind, data)
    assert [(one.kind, one.row, one.before, one.after) for one in found.changes] == [
        ("text", 1, "Two months.", MONTH)
    ]
    assert english(review)[1] == "Two months."
    files = read_returned(data, f"x.{kind}")
    assert keep_proposed(review, "a01", files, "bob", [found.changes[0].id], "by hand") == 1
    assert english(review)[1] == MONTH
    (told,) = reviewed_alignments(review, "a01")[0].corrections
    assert (told.published, told.by, told.reason) == ("Two months.", "bob", "by hand")
    for file in (data, sent(review, kind)):
        assert plan(review, kind, file) == TakenBack("a01")
    with pytest.raises(ConflictError, match="meanwhile"):
        keep_proposed(review, "a01", files, "bob", [found.changes[0].id])


@pytest.mark.parametrize("kind", ["docx", "xliff", "tmx"])
@pytest.mark.parametrize("marked", [True, False])
def test_what_somebody_else_changed_meanwhile_is_told_and_stands(
    review: Review, kind: str, marked: bool
) -> None:
    data = sent(review, kind)
    if not marked:  # the other program lost the moment that the file is of
        data = re.sub(rb"20\d\d-\d\d-\d\dT[\d:.]+Z", b"", data)
        data = data if kind != "docx" else in_word(data, without="docProps/core.xml")
    write(review, 1, "A month, about.")
    data = swap(kind, data, "Two months.", MONTH)
    data = swap(kind, data, "And the cost?", "What would it cost?")
    found = plan(review, kind, data)
    assert [one.after for one in found.changes] == ["What would it cost?"]
    (told,) = found.overtaken
    assert (told.before, told.after, told.now, told.by) == (
        "Two months.", MONTH, "A month, about.", "ann"
    )  # fmt: skip
    keep_proposed(review, "a01", read_returned(data, f"x.{kind}"), "bob")
    assert english(review)[1] == "A month, about."
    assert english(review)[3] == "What would it cost?"


def test_states_notes_and_tracked_changes_of_a_word_file_come_back(review: Review) -> None:
    tracked = (
        "</w:t></w:r><w:del><w:r><w:delText>Two months.</w:delText></w:r></w:del>"
        f"<w:ins><w:r><w:t>{MONTH}</w:t></w:r></w:ins><w:r><w:t>"
    )
    data = in_word(sent(review, "docx"), last_column("Two months.", tracked))
    assert [one.after for one in plan(review, "docx", data).changes] == [MONTH]

    def change(text: str) -> str:
        rows = text.split("<w:tr>")
        state = next(place for place, row in enumerate(rows) if "费用呢" in row)
        rows[state] = rows[state].replace("translated", "Final").replace(
            "<w:p/>", "<w:p><w:r><w:t>looked up</w:t></w:r></w:p>"
        )  # fmt: skip
        return "<w:tr>".join(rows)

    data = in_word(sent(review, "docx"), change)
    found = plan(review, "docx", data)
    assert [(one.kind, one.after) for one in found.changes] == [
        ("note", "looked up"), ("state", "final")
    ]  # fmt: skip
    keep_proposed(review, "a01", read_returned(data, "x.docx"), "bob")
    row = link_rows(review.call("a01").states)[2]
    assert (row.unit_state, row.state.by) == ("final", "bob")
    assert [event.value["text"] for event in row.state.comments] == ["looked up"]
    assert plan(review, "docx", sent(review, "docx")) == TakenBack("a01")


def test_a_state_of_xliff_comes_back_unless_another_chose_one_meanwhile(review: Review) -> None:
    data = sent(review, "xliff").decode()
    wanted = data.replace(
        '<segment id="s1" state="translated">\n        <source>费用呢？',
        '<segment id="s1" state="reviewed">\n        <source>费用呢？',
    )
    assert wanted != data
    assert [one.after for one in plan(review, "xliff", wanted.encode()).changes] == ["reviewed"]
    choose_state(review, "a01", link_rows(review.call("a01").states)[2].state.key, "final", "ann")
    found = plan(review, "xliff", wanted.encode())
    assert not found.changes
    assert [(one.now, one.by) for one in found.overtaken] == [("final", "ann")]


def test_what_was_left_out_is_filled_in_by_another_program(review: Review) -> None:
    root = etree.fromstring(sent(review, "xliff"))
    namespace = "{urn:oasis:names:tc:xliff:document:2.0}"
    for segment in root.iter(f"{namespace}segment"):
        wanted = {"好的，谢谢。": "All right, thank you.", "我也说不准。": "I can't say."}
        if text := wanted.get(segment.findtext(f"{namespace}source") or ""):
            etree.SubElement(segment, f"{namespace}target").text = text
    data = etree.tostring(root)
    found = plan(review, "xliff", data)
    assert [(one.before, one.after) for one in found.changes] == [
        ("Two months.", "Two months. I can't say."),
        ("", "All right, thank you."),
    ]
    keep_proposed(review, "a01", read_returned(data, "x.xliff"), "bob")
    assert english(review)[-1] == "All right, thank you."
    again = sent(review, "docx")
    assert plan(review, "docx", again) == TakenBack("a01")
    back = in_word(again, last_column("All right, thank you.", "Okay, thanks."))
    assert [one.passage for one in plan(review, "docx", back).changes] == [("zh", 4)]


def test_what_can_not_be_taken_is_told(review: Review) -> None:
    (base,) = reviewed_alignments(review, "a01")
    returned = read_returned(sent(review, "docx"), "x.docx")[0]
    other = Returned("", "", (returned.units[0].__class__(0, None, "另一句话", ("x",)),))
    assert changes_in(other, base).remarks == ["its Chinese is not in the call: 另一句话"]
    with pytest.raises(SettingsError, match="docx, tmx, xliff"):
        read_returned(b"", "x.csv")
    for name in ("x.docx", "x.xliff", "x.tmx"):
        with pytest.raises(TranscriptError):
            read_returned(b"<nothing/>", name)


def test_the_command_shows_the_changes_and_keeps_them(review: Review) -> None:
    def run(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(cli, [*arguments])
        assert result.exit_code == code, result.output
        return result.output

    export = ("export", "--reviewed", "--table", "links", "-o")
    told = run(*export, "memory.tmx")
    assert "tmx: 2 pairs, 6 left out" in told
    assert "tmx: 5 pairs, 3 left out" in run(*export, "all.tmx", "--without", "nothing")
    run(*export, "call.docx")
    file = Path("call.docx")
    file.write_bytes(in_word(file.read_bytes(), last_column("Two months.", MONTH)))
    told = run("correct", "a01", "--from", "call.docx", "--yes", "--operator", "bob")
    assert MONTH in told
    assert "1 change kept" in told
    assert english(review)[1] == MONTH
    listed = run("correct", "a01", "--list")
    assert "English turn 1: “Two months.” → “About a month." in listed
    assert json.loads(run("correct", "a01", "--json"))[0]["actor"] == "bob"
    event = listed.splitlines()[1].split()[0]
    assert "taken back" in run("correct", "a01", "--undo", event)
    assert english(review)[1] == "Two months."
    write(review, 1, "A month.")
    assert "left as it is" in run("correct", "a01", "--from", "call.docx", "--yes", code=3)
