"""Reports are sent, pasted and audited again in the application, by who may, of what they see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from httpx import Response
from lxml import html
from served import WorkHere, desk_of_team, ended, logged_in
from starlette.testclient import TestClient

from calltools.cli import cli
from calltools.review.desk import Review
from calltools.site import jobs
from calltools.site.jobs import AskedJob
from calltools.site.visit import Desk, address_of
from made_reviews import align, made_workspace, run

pytestmark = pytest.mark.model

NAME = "yunling.md"
REPORT = """# 调查

云岭医院的医生说：“大概一个月吧。”又说：“六十万，我们有肝源。”

护士还说：“随时来都可以安排。”
"""
AT = f"/reports/{address_of(NAME)}"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    workspace = made_workspace(tmp_path / "office")
    align(workspace, "a01")
    made = desk_of_team(Review(workspace))
    yield made
    made.jobs.close()


def watched(desk: Desk, at: str) -> AskedJob:
    """The job that is watched there, when it ended."""
    return ended(desk, at.rpartition("/")[2])


def browser(client: TestClient) -> TestClient:
    """The same without the script: forms alone, as the page has them."""
    del client.headers["x-calltools-token"]
    return client


def fill(client: TestClient, action: str, file: tuple[str, str] | None = None, **typed: str) -> str:
    """Post a form of the page as a browser does; gives the address to which it leads."""
    page = html.fromstring(client.get("/audits").text)
    (form,) = page.xpath(f"//main//form[@action='{action}']")
    fields = {**dict(form.form_values()), **typed}
    files = {"file": (file[0], file[1].encode())} if file else None
    answer = client.post(action, data=fields, files=files)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def paste(client: TestClient, typed: Mapping[str, str]) -> Response:
    """Send a text that was typed into the form, and no file."""
    return client.post("/audits", data=dict(typed), files=[("file", ("", b""))])


def verdicts(desk: Desk, name: str = NAME) -> list[str]:
    return [state.label for state in desk.review.get(name).of_kind("quotation")]


def test_a_report_is_sent_audited_and_audited_again_without_javascript(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, workspace = browser(logged_in(desk, "reviewer")), desk.review.workspace
    at = fill(client, "/audits", (NAME, REPORT))
    assert client.get(at).headers["refresh"] == "2"
    job = watched(desk, at)
    assert job.state == "done", job.problem
    assert job.result == {"at": AT}
    assert client.get(at).headers["location"] == AT
    assert verdicts(desk) == ["verbatim", "verbatim", "not_found"]
    assert "六十万" in client.get(AT).text
    assert not list((workspace.root / ".calltools/aside").glob("*"))
    monkeypatch.setattr(jobs, "JobProcess", WorkHere)
    # It is the very audit that the command makes.
    (tmp_path / NAME).write_text(REPORT, "utf-8")
    monkeypatch.chdir(workspace.root)
    done = CliRunner().invoke(cli, ["audit", str(tmp_path / NAME), "-o", str(tmp_path / "out/")])
    assert done.exit_code == 3, done.output
    for file in ("audit.jsonl", "audit.csv", "reports.jsonl"):
        made = workspace.root / "audits" / NAME / file
        assert made.read_bytes() == (tmp_path / "out" / file).read_bytes(), file
    # The call is corrected: until that is run its words can't be looked for.
    desk.review.correct("a01", "ann", lambda e: e.text(e.words(3, "0"), "三十万"))
    refused = watched(desk, fill(client, f"{AT}/audit"))
    assert refused.state == "failed"
    assert "1 of the calls can’t be read" in refused.problem
    assert verdicts(desk) == ["verbatim", "verbatim", "not_found"]
    run(workspace)
    assert watched(desk, fill(client, f"{AT}/audit")).state == "done"
    assert verdicts(desk) == ["verbatim", "number_changed", "not_found"]
    assert "Changed: it was “Verbatim” before." in client.get(AT).text


@pytest.mark.usefixtures("jobs_here")
def test_a_text_that_is_pasted_is_kept_and_another_of_its_name_is_no_newer_version_unless_said(
    desk: Desk,
) -> None:
    lead = logged_in(desk, "lead")
    told = {"text": "The nurse said: “We have livers every day.”", "name": "pasted"}
    assert paste(lead, {**told, "text": " "}).status_code == 422
    at = paste(lead, told).json()["back"]
    assert watched(desk, at).state == "done"
    assert verdicts(desk, "pasted.txt") == ["not_found"]
    (kept,) = (desk.review.workspace.root / "audits").glob("pasted.txt/versions/*/pasted.txt")
    assert kept.read_text("utf-8") == told["text"]
    other = {**told, "text": "The doctor said: “Come on Monday.” He said: “Perhaps.”"}
    refused = paste(lead, other)
    assert refused.status_code == 422
    assert "newer version" in refused.json()["problem"]
    job = watched(desk, paste(lead, {**other, "newer": "on"}).json()["back"])
    assert job.state == "done", job.problem
    assert kept.is_file()
    assert len(list(kept.parents[1].glob("*/*"))) == 2
    assert not list((desk.review.workspace.root / ".calltools/aside").glob("*"))


@pytest.mark.usefixtures("jobs_here")
def test_what_cannot_be_audited_says_why(desk: Desk) -> None:
    lead = logged_in(desk, "lead")
    for name, data in (("call.srt", b"x"), ("sound.wav", b"x"), ("report.md", b"")):
        assert lead.post("/audits", files={"file": (name, data)}).status_code == 422, name
    nothing = paste(lead, {"text": "Nobody is quoted.", "name": "x"})
    job = watched(desk, nothing.json()["back"])
    assert (job.state, "quotes nothing" in job.problem) == ("failed", True)
    page = lead.get(nothing.json()["back"]).text
    assert "quotes nothing" in page
    assert 'href="/audits"' in page
    assert desk.review.reports() == []
    assert lead.post(f"/reports/{'0' * 20}/audit", json={}).status_code == 404


@pytest.mark.usefixtures("jobs_here")
def test_who_has_a_report_audited_sees_what_quotes_calls_that_are_open_to_them(
    tmp_path: Path,
) -> None:
    workspace = made_workspace(tmp_path / "office", "a01", "a02")
    align(workspace, "a02")
    desk = desk_of_team(Review(workspace))
    desk.reach.set("assigned", "lead", "a02")
    text = "The doctor said: “About two months, I cannot say.” 护士说：“随时来都可以安排。”"
    told = {"text": text, "name": "mine"}
    second, lead = logged_in(desk, "second"), logged_in(desk, "lead")
    try:
        job = watched(desk, paste(second, told).json()["back"])
    finally:
        desk.jobs.close()
    assert job.state == "done", job.problem
    row, nowhere = (state.item.row for state in desk.review.get("mine.txt").of_kind("quotation"))  # type: ignore[union-attr]
    assert (row["transcript"], nowhere["verdict"]) == ("a02.en", "not_found")
    at = f"/reports/{address_of('mine.txt')}"
    mine, all_ = second.get(at).text, lead.get(at).text
    assert "I cannot say" in all_
    assert "a02" in all_
    assert "随时来都可以安排" in all_
    for closed in ("a02", "I cannot say", "two months"):
        assert closed not in mine
    assert "A paragraph is left out" in mine
    # Whoever brought it in may open it, and nobody else sends another in its place.
    desk.reach.set("assigned", "lead")
    assert second.get(at).status_code == 200
    reviewer = logged_in(desk, "reviewer")
    assert reviewer.get(at).status_code == 404
    refused = paste(reviewer, {**told, "newer": "on"})
    assert (refused.status_code, "here already" in refused.json()["problem"]) == (422, True)
    assert reviewer.post(f"{at}/audit", json={}).status_code == 404
    assert "mine.txt" not in reviewer.get("/audits").text
    assert reviewer.get(f"/audits/{job.id}").status_code == 404
    assert logged_in(desk, "translator").get("/audits").status_code == 403
