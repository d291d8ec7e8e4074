"""A package: one zip with reports, verdicts, words and sound, that opens with the network off."""

from __future__ import annotations

import csv
import hashlib
import io
import subprocess
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from calltools.cli import cli
from calltools.errors import SettingsError
from calltools.proof.log_text import listed
from calltools.quotations.corpus import Corpus, read_corpus
from calltools.quotations.model import Location, Part
from calltools.quotations.other_language import Beside
from calltools.quotations.verdict_context import REPORTS, ShownBlock, ShownReport, shown_place
from calltools.quotations.verdicts import VERDICT_NAMES
from calltools.records import dump_rows
from calltools.review.desk import Review
from calltools.review.item_review import REVIEW_NAMES
from calltools.store.call_folder import TRANSCRIPT
from calltools.store.workspace import Workspace
from calltools.tables.export.reviewed import Selection
from calltools.tables.package import package, zipped
from calltools.views.interface_languages import catalogue
from made_reviews import align
from store.made_calls import add_call, transcript

REPORT = 'CON: "report" <1>.md'
WITHIN = "</bdi><script>hacked()</script>"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Review:
    """A call of some seconds with its translation, and a report of three quotations, of which one
    is accepted, one overridden, and one nobody's yet."""
    workspace = Workspace.init(tmp_path / "office")
    monkeypatch.chdir(workspace.root)
    add_call(workspace, "b01", transcript(0), sound_s=8)
    align(workspace, "b01")
    audited(workspace)
    desk = Review(workspace)
    first, second, _ = desk.report(REPORT).of_kind("quotation")
    desk.decide(REPORT, first.key, "accept", "ann")
    value = {"verdict": "paraphrase"}
    desk.decide(REPORT, second.key, "override", "bob", value=value, reason="in other words")
    return desk


def audited(workspace: Workspace) -> None:
    (entry,) = read_corpus([workspace.folder("b01").path / TRANSCRIPT]).entries
    turn = entry.turns[1]
    rows: list[dict[str, Any]] = [
        {"report": REPORT, "quote": quote, "verdict": verdict, "why": f"why {n}", "edits": []}
        for n, (quote, verdict) in enumerate(
            ((turn.text, "verbatim"), (WITHIN, "not_found"), ("三十万", "number_changed"))
        )
    ]
    rows[0] |= {"transcript": "b01", "turn_range": [1, 1], "transcript_sha256": entry.sha256}
    rows[0] |= {"start_ms": turn.start_ms, "end_ms": turn.end_ms}
    beside = Beside(words={("b01", 1): "The English of it."})
    part = Part(0, len(turn.text), 1, 0, len(turn.text))
    place = shown_place(Location("b01", (part,), 1.0), Corpus((replace(entry, id="b01"),)), beside)
    rows[0]["context"] = place
    folder = workspace.root / "audits" / "one"
    folder.mkdir(parents=True)
    (folder / "audit.jsonl").write_text(dump_rows(rows), "utf-8")
    text = f"As it reads: {turn.text}"
    block = ShownBlock("paragraph", text, ((len(text) - len(turn.text), len(text), 1),))
    report = ShownReport(REPORT, "0" * 64, "zh", (block,), 1)
    (folder / REPORTS).write_text(dump_rows([report]), "utf-8")


def test_a_package_has_pages_sound_tables_a_readme_in_two_languages_and_hashes(
    desk: Review, tmp_path: Path
) -> None:
    result = CliRunner().invoke(cli, ["export", "--package", str(tmp_path / "out.zip")])
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.namelist()[0] == "index.html"
        archive.extractall(tmp_path / "out")
    out = tmp_path / "out"
    (report,) = (out / "reports").iterdir()
    page = report.read_text("utf-8")
    assert "why 0" in page
    assert "in other words" in page
    assert "<script>hacked" not in page
    said = desk.call("b01").transcript
    assert said is not None
    assert said.turns[1].text in page
    assert said.turns[2].text in page, "the turn after it"
    assert "The English of it." in page
    assert "As it reads: " in page
    assert (out / "clips" / "01-001.mp3").stat().st_size > 1_000
    rows = list(csv.DictReader(io.StringIO((out / "tables/quotations.csv").read_text("utf-8-sig"))))
    assert [(row["verdict_that_holds"], row["review"]) for row in rows] == [
        ("verbatim", "accepted"), ("paraphrase", "overridden"), ("", "machine"),
    ]  # fmt: skip
    sheets = openpyxl.load_workbook(out / "tables" / "tables.xlsx").sheetnames
    assert sheets == ["quotations", "statements", "findings", "decisions", "columns"]
    for readme, language in (("README.txt", "en"), ("README.zh.txt", "zh-Hans")):
        text = (out / readme).read_text("utf-8-sig")
        names = catalogue(language).gettext
        told = (*VERDICT_NAMES.values(), *(REVIEW_NAMES[s] for s in ("waiting", "disputed")))
        assert [name for name in told if names(name) not in text] == [], "as the pages name it"
    sums = dict(line.split("  ")[::-1] for line in (out / "SHA256SUMS").read_text().splitlines())
    files = {p.relative_to(out).as_posix(): p for p in out.rglob("*") if p.is_file()}
    assert sums == {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in files.items()
        if name != "SHA256SUMS"
    }
    check = ["sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS"]
    assert subprocess.run(check, cwd=out, check=False).returncode == 0


def test_the_same_workspace_gives_the_same_bytes_and_who_made_it_stands_in_the_log(
    desk: Review, tmp_path: Path
) -> None:
    files = package(desk)[0]
    assert zipped(package(Review(Workspace(desk.workspace.root)))[0]) == zipped(files)
    for name in files:  # safe on Windows
        assert not set('<>:"\\|?*') & set(name), name
        for piece in name.split("/"):
            assert not piece.endswith((" ", "."))
            assert piece.split(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT1"}
        assert len(name) < 120
    (desk.workspace.root / "calltools.toml").write_text('operator = "ann"\n', "utf-8")
    assert CliRunner().invoke(cli, ["export", "--package", str(tmp_path / "o.zip")]).exit_code == 0
    last = list(listed(Workspace(desk.workspace.root)))[-1]
    assert (last.kind, last.what, last.who) == ("exported", "exported: o.zip", "ann")


def test_a_package_for_somebody_holds_nothing_that_a_blind_review_hides(desk: Review) -> None:
    whole = desk.report(REPORT).whole.key
    value = {"people": ["ann", "cem"], "blind": True, "hide_machine": True}
    desk.decide(REPORT, whole, "assign", "lea", value=value)
    desk.decide(REPORT, whole, "read", "ann")
    third = desk.report(REPORT).of_kind("quotation")[2]
    desk.decide(
        REPORT, third.key, "override", "ann", value={"verdict": "unclear"}, reason="planted"
    )
    with pytest.raises(SettingsError):
        package(desk, Selection("cem"))  # to whom nothing is shown before they looked
    desk.decide(REPORT, whole, "read", "cem")
    files = package(desk, Selection("cem"))[0]
    assert not [name for name, data in files.items() if b"planted" in data]
    mine = package(desk, Selection("ann"))[0]
    assert [name for name, data in mine.items() if b"planted" in data]


def test_only_what_people_stand_for_and_of_calls_named(desk: Review) -> None:
    def quotes(selection: Selection, only: Sequence[str] = ()) -> list[str]:
        data = package(desk, selection, only)[0]["tables/quotations.csv"].decode("utf-8-sig")
        return [row["why"] for row in csv.DictReader(io.StringIO(data))]

    assert quotes(Selection()) == ["why 0", "why 1", "why 2"]
    assert quotes(Selection(held=True)) == ["why 0", "why 1"]
    assert quotes(Selection(), ["b01"]) == ["why 0"]
    (page,) = (name for name in package(desk)[0] if name.startswith("reports/"))
    assert b"As it reads: " in package(desk)[0][page]
    some = package(desk, Selection(), ["b01"])[0][page]
    assert b"As it reads: " not in some, "it quotes other calls, too"


@pytest.mark.browser
def test_its_pages_open_from_disk_in_both_languages_without_a_request(
    desk: Review, tmp_path: Path, browser: Any
) -> None:
    asked: list[str] = []
    problems: list[str] = []
    for language, verdict in (("en", "Verbatim"), ("zh-Hans", "逐字一致")):
        folder = tmp_path / language
        for name, data in package(desk, language=language)[0].items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        context = browser.new_context(offline=True)
        page = context.new_page()
        asked.clear()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto((folder / "index.html").as_uri())
        page.click(".packaged a")
        page.wait_for_selector("article.item")
        assert page.locator("article.item").count() == 3
        assert verdict in page.inner_text("article.item >> nth=0")
        page.click("button.time")
        page.wait_for_selector("#play:has-text('❚❚')")
        page.click('button[data-kind="overridden"]')
        assert page.locator("article.item:visible").count() == 1
        assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []
        assert len([url for url in asked if url.startswith("file:")]) == 2, "the two pages alone"
        assert problems == []
        page.set_viewport_size({"width": 360, "height": 700})
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wide)
        context.close()
