"""What goes out of the application: tables, packages, bags, checks, redacted copies; who may."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from laid_out import audit
from lxml import html
from served import desk_of_team, ended, logged_in
from starlette.testclient import TestClient

from calltools.proof.bag import is_bag
from calltools.proof.keys import load_key
from calltools.proof.log_text import listed
from calltools.proof.trust import Trust
from calltools.proof.verify import verify
from calltools.redaction.copy_check import verify_copy
from calltools.review.desk import Review
from calltools.site import redacting
from calltools.site.jobs import AskedJob
from calltools.site.visit import Desk, address_of
from calltools.store.recordings import recordings
from calltools.store.workspace import Workspace
from redaction.secrets_planted import NAMES, NUMBER, left, planted_workspace
from signing import PASSPHRASE, office_key
from store.made_calls import add_call, transcript

pytestmark = pytest.mark.usefixtures("jobs_here")

PLANTED = "PLANTED-BLIND-WORDS"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    workspace = Workspace.init(tmp_path / "office")
    for number, name in enumerate(("b01", "b02")):
        add_call(workspace, name, transcript(number), sound_s=6)
    audit(workspace)
    made = desk_of_team(Review(workspace))
    yield made
    made.jobs.close()


@pytest.fixture
def investigator(desk: Desk) -> TestClient:
    return logged_in(desk, "investigator")


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The office's key, which the program finds; gives its fingerprint."""
    folder = tmp_path / "keys"
    folder.mkdir()
    monkeypatch.setenv("CALLTOOLS_KEY", str(folder / "office.pem"))
    return office_key(folder).public.fingerprint


def asked(desk: Desk, client: TestClient, address: str = "/outgoing", **fields: str) -> AskedJob:
    """The job that a form had done, when it is."""
    before = {job.id for job in desk.jobs.all()}
    token = client.headers["x-calltools-token"]
    answer = client.post(address, data={"token": token, **fields})
    assert answer.status_code == 303, answer.text
    (job,) = [job for job in desk.jobs.all() if job.id not in before]
    return ended(desk, job.id)


def download(client: TestClient) -> bytes:
    """What was made last, as the page offers it."""
    page = html.fromstring(client.get("/outgoing").text)
    (link, *_) = page.xpath("//a[@download]/@href")
    answer = client.get(link)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    return answer.content


def test_a_table_is_chosen_made_and_taken_away_and_the_log_says_by_whom(
    desk: Desk, investigator: TestClient
) -> None:
    state = desk.review.call("b01").of_kind("statement")[0]
    desk.review.decide("b01", state.key, "confirm", "reviewer")
    job = asked(desk, investigator, what="table", table="statements", format="csv", held="on")
    assert job.state == "done", job
    rows = list(csv.DictReader(io.StringIO(download(investigator).decode("utf-8-sig"))))
    assert [row["reviewed_by"] for row in rows] == ["reviewer"]
    job = asked(desk, investigator, what="table", table="statements", format="csv", hospital="东湾")
    rows = list(csv.DictReader(io.StringIO(download(investigator).decode("utf-8-sig"))))
    assert {row["recording"] for row in rows} == {"b02"}
    events = [(e.kind, e.what, e.who) for e in listed(desk.review.workspace)]
    assert ("exported", "exported: statements.csv", "investigator") in events
    assert ("opened", "opened: words", "investigator") in events, "whose words were taken away"
    assert logged_in(desk, "lead").get("/outgoing").text.count("download>") == 0
    wrong = {"what": "table", "table": "statements", "format": "csv", "since": "March"}
    assert investigator.post("/outgoing", json=wrong).status_code == 422
    for sent in ({}, {"what": "table", "table": "x", "format": "csv"}):
        assert investigator.post("/outgoing", json=sent).status_code == 422


@pytest.mark.slow
def test_a_bag_is_made_verified_and_taken_away_but_not_by_whom_a_blind_review_hides_from(
    desk: Desk, investigator: TestClient, key: str, tmp_path: Path
) -> None:
    asking = {"what": "bag", "calls": "b01\n"}
    wrong = asked(desk, investigator, **asking, passphrase="another passphrase")
    assert wrong.state == "failed"
    assert "can't be opened" in wrong.problem
    job = asked(desk, investigator, **asking, passphrase=PASSPHRASE)
    assert job.state == "done", job
    kept = (desk.review.workspace.root / ".calltools" / "jobs.json").read_text("utf-8")
    assert PASSPHRASE not in kept
    with zipfile.ZipFile(io.BytesIO(download(investigator))) as archive:
        archive.extractall(tmp_path / "out")
    (bag,) = (tmp_path / "out").iterdir()
    assert is_bag(bag)
    assert verify(bag, Trust.of(signers=[key])).state == "whole"
    assert "whole" in investigator.get("/outgoing").text
    (made,) = desk.aside.all()
    again = asked(desk, investigator, what="verify", made=made.id)
    assert again.result["state"] == "whole"
    event = next(e for e in listed(desk.review.workspace) if e.what == "exported: a bag")
    assert event.who == "investigator"
    key_of = desk.review.call("b01").of_kind("statement")[0].key
    value = {"people": ["reviewer", "second"], "blind": True}
    desk.review.decide("b01", key_of, "assign", "lead", value=value)
    desk.review.decide("b01", key_of, "reject", "reviewer", reason=PLANTED)
    at = f"/outgoing/{made.id}/{made.name}.zip"
    assert investigator.get(at).status_code == 403
    assert "blind review hides from you" in investigator.get("/outgoing").text


def test_a_lead_makes_the_offices_key_and_nobody_else_does(
    desk: Desk, investigator: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "keys" / "office.pem"
    monkeypatch.setenv("CALLTOOLS_KEY", str(path))
    lead = logged_in(desk, "lead")
    typed = {"passphrase": PASSPHRASE, "again": PASSPHRASE}
    assert investigator.post("/outgoing/key", json=typed).status_code == 403
    assert investigator.post("/outgoing", json={"what": "bag"}).status_code == 422
    for wrong in ({**typed, "again": "another one"}, {"passphrase": "short", "again": "short"}):
        assert lead.post("/outgoing/key", json=wrong).status_code == 422
    assert not path.exists()
    assert lead.post("/outgoing/key", json=typed).is_success
    assert load_key(path, PASSPHRASE).public.fingerprint in investigator.get("/outgoing").text
    assert lead.post("/outgoing/key", json=typed).status_code == 422, "it is never made anew"


def test_the_calls_are_checked_against_each_other_from_the_application(
    desk: Desk, investigator: TestClient
) -> None:
    job = asked(desk, investigator, what="check")
    assert job.state == "done", job
    assert "2 recordings" in job.lines[-1].words
    assert desk.review.checks()
    at = f"/checks/{address_of(desk.review.checks()[0])}"
    page = html.fromstring(investigator.get(at).text)
    assert page.xpath("//form[@action='/outgoing']//input[@name='what']/@value") == ["check"]
    asked_again = {"what": "check", "back": at, "token": investigator.headers["x-calltools-token"]}
    assert investigator.post("/outgoing", data=asked_again).headers["location"] == at


def test_only_those_who_run_make_it_and_only_who_made_it_or_a_lead_throws_it_away(
    desk: Desk, investigator: TestClient
) -> None:
    for client in (logged_in(desk, who) for who in ("translator", "reviewer")):
        for address in ("/outgoing", "/redactions"):
            assert client.get(address).status_code == 403
            assert client.post(address, json={"what": "check"}).status_code == 403
            assert f'href="{address}"' not in client.get("/").text
    assert desk.jobs.all() == []
    asked(desk, investigator, what="table", table="calls", format="jsonl")
    (made,) = desk.aside.all()
    for wrong in (f"/outgoing/{made.id}/other", "/outgoing/..%2f/x", f"/outgoing/{'0' * 16}/x"):
        assert investigator.get(wrong).status_code in (404, 422)
    lead = logged_in(desk, "lead")
    assert lead.get(f"/outgoing/{made.id}/{made.name}").status_code == 403
    assert lead.post(f"/outgoing/{made.id}/remove", json={}).is_success
    assert desk.aside.all() == []


@pytest.mark.slow
def test_a_redacted_copy_is_made_word_by_word_without_a_script(
    tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = planted_workspace(tmp_path / "office")
    desk = desk_of_team(Review(workspace))
    client = logged_in(desk, "investigator")
    try:
        (call,) = recordings(workspace)
        recording = html.fromstring(client.get(f"/recordings/{address_of(call.name)}").text)
        (offered,) = recording.xpath("//a[starts-with(@href, '/redactions')]/@href")
        (named,) = html.fromstring(client.get(offered).text).xpath("//textarea[@name='calls']")
        began = asked(desk, client, "/redactions", calls=named.text)
        assert began.state == "done", began
        at = began.result["at"]
        page = html.fromstring(client.get(at).text)
        assert not page.xpath("//*[@checked]")
        assert not page.xpath("//*[@aria-pressed='true']"), "nothing is answered in advance"
        assert not page.xpath("//form[contains(@action, '/copy')]"), "not before all are answered"
        assert client.post(f"{at}/copy", json={"fill": "tone", "unsigned": True}).status_code == 400
        with monkeypatch.context() as few:
            few.setattr(redacting, "_A_PAGE", 5)
            paged = [html.fromstring(client.get(f"{at}?page={n}").text) for n in (1, 2, 99, "x")]
            ids = [one.xpath("//article/@id") for one in paged]
            assert len(ids[0]) == len(ids[1]) == 5
            assert not set(ids[0]) & set(ids[1])
            assert ids[3] == ids[0]
        token = {"token": client.headers["x-calltools-token"]}
        forms = page.xpath("//article//form/@action")
        assert page.xpath("//article//button[@data-play]/@data-end")
        for at_turn in {link.partition("#")[0] for link in page.xpath("//article//li/a/@href")}:
            assert client.get(at_turn).status_code == 200
        for action in forms:
            back = client.post(action, data={**token, "answer": "out"})
            assert back.status_code == 303
            assert back.headers["location"].startswith(at)
        known = client.get(at).text
        for name in (*NAMES, NUMBER):
            if f"<bdi>{name}</bdi>" not in known:
                added = client.post(f"{at}/add", data={**token, "kind": "name", "text": name})
                assert added.status_code == 303, name
        assert client.post(f"{at}/add", data={**token, "kind": "name", "text": "没有的"}).is_error
        assert "confirmed = true" in client.get(f"{at}/plan.toml").text
        job = asked(desk, client, f"{at}/copy", fill="tone", unheard="on", passphrase=PASSPHRASE)
        assert job.state == "done", job
        with zipfile.ZipFile(io.BytesIO(download(client))) as archive:
            archive.extractall(tmp_path / "out")
        (copy,) = (tmp_path / "out").iterdir()
        assert verify_copy(copy, Trust.of(signers=[key])).state == "whole"
        assert not list(left(copy, [*NAMES, NUMBER]))
        shown = client.get("/outgoing").text
        assert "taken out" in shown
        assert "signed" in shown, "the proof is shown"
        event = next(e for e in listed(workspace) if e.what == "exported: a redacted copy")
        assert event.who == "investigator"
    finally:
        desk.jobs.close()
