"""Recordings in the application: sent, picked up, described, run; and what is refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from lxml import html
from served import desk_of_team, ended, joined, logged_in
from starlette.testclient import TestClient

import sounds
from calltools.provenance import sha256_bytes, sha256_file
from calltools.review.desk import Review
from calltools.review.openings import Opened
from calltools.settings import DEFAULTS
from calltools.site.access import Team
from calltools.site.page_response import LANGUAGE_COOKIE
from calltools.site.uploads import SPARE
from calltools.site.visit import Desk, address_of
from calltools.store.recordings import recordings, register
from calltools.store.text_calls import TextFile, register_texts
from calltools.store.workspace import Workspace
from calltools.transcripts.sidecar import read_sidecar


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = desk_of_team(Review(Workspace.init(tmp_path / "office")))
    yield made
    made.jobs.close()


@pytest.fixture
def investigator(desk: Desk) -> TestClient:
    return logged_in(desk, "investigator")


def wav(path: Path, seed: int = 1) -> Path:
    return sounds.write_wav(path, sounds.white_noise(0.4, seed=seed))


def recorded(desk: Desk, tmp_path: Path, name: str = "a") -> str:
    """The address of a recording that was registered."""
    recording = register(desk.review.workspace, wav(tmp_path / f"{name}.wav"))
    return f"/recordings/{address_of(recording.name)}"


def how_ended(desk: Desk, subject: str) -> str:
    """How the job about something ended."""
    [job] = [job for job in desk.jobs.all() if job.subject == subject]
    job = ended(desk, job.id)
    return f"{job.state}: {job.problem}"


def left(desk: Desk) -> list[Path]:
    return list((desk.review.workspace.root / ".calltools" / "aside").rglob("*.*"))


@pytest.mark.slow
def test_files_that_are_sent_are_registered_under_their_names_with_their_bytes(
    desk: Desk, investigator: TestClient, tmp_path: Path
) -> None:
    first, second = wav(tmp_path / "电话 一.wav", 1), wav(tmp_path / "REC001.WAV", 2)
    sent = [("files", (path.name, path.read_bytes())) for path in (first, second)]
    answer = investigator.post("/recordings", files=sent)
    assert answer.status_code == 200, answer.text
    told = answer.json()["files"]
    assert [one["name"] for one in told] == ["电话 一.wav", "REC001.WAV"]
    assert [one["sha256"] for one in told] == [sha256_file(first), sha256_file(second)]
    for path in (first, second):
        assert how_ended(desk, path.name) == "done: "
    known = recordings(desk.review.workspace)
    assert [one.name for one in known] == ["REC001", "电话 一"]
    assert known[1].path.read_bytes() == first.read_bytes()
    assert known[1].sidecar.exists()
    assert left(desk) == []
    page = investigator.get("/recordings").text
    assert "电话 一" in page
    again = investigator.post("/recordings", files=[("files", ("copy.wav", first.read_bytes()))])
    assert "has the same bytes as 电话 一.wav" in again.json()["problem"]
    # A file that lies in the folder is listed, and registered by a click.
    (desk.review.workspace.recordings / "old").mkdir()
    wav(desk.review.workspace.recordings / "old" / "b.wav", 3)
    page = html.fromstring(investigator.get("/recordings").text)
    assert page.xpath("//ul[@class='new-files']//bdi[1]/text()")[0] == "old/b.wav"
    assert investigator.post("/recordings/add", json={"file": "../calltools.toml"}).is_client_error
    assert investigator.post("/recordings/add", json={"file": "old/b.wav"}).is_success
    assert how_ended(desk, "old/b.wav") == "done: "
    assert [one.name for one in recordings(desk.review.workspace)][-2:] == ["b", "电话 一"]
    assert "new-files" not in investigator.get("/recordings").text


@pytest.mark.usefixtures("jobs_here")
def test_what_is_no_recording_is_refused_and_leaves_nothing(
    desk: Desk, investigator: TestClient, tmp_path: Path
) -> None:
    for name, data, told in (
        ("a.exe", b"MZ", "does not end like a recording"),
        ("../../a.wav", b"", "is empty"),
        ("..", b"RIFF", "does not end like a recording"),
        ("a\x00b", b"RIFF", "does not end like a recording"),
    ):
        answer = investigator.post("/recordings", files=[("files", (name, data))])
        assert told in answer.json()["problem"]
    broken = investigator.post("/recordings", files=[("files", ("b.wav", b"no sound at all"))])
    assert broken.status_code == 200
    assert how_ended(desk, "b.wav").startswith("failed: ")
    assert left(desk) == []
    assert list(desk.review.workspace.recordings.iterdir()) == []
    fields = [{"x": "y" * 20_000}, {f"x{n}": "y" for n in range(30)}, {"x" * 20_000: "y"}]
    for data in fields:
        answer = investigator.post("/recordings", data=data, files=[("files", ("d.wav", b"RIFF"))])
        assert answer.status_code == 422, answer.text
    assert left(desk) == []
    whole = wav(tmp_path / "c.wav").read_bytes()
    head = b'--x\r\ncontent-disposition: form-data; name="files"; filename="c.wav"\r\n\r\n'
    kind = {"content-type": "multipart/form-data; boundary=x"}
    cut = investigator.post("/recordings", content=head + whole[:5_000], headers=kind)
    assert "broke off" in cut.json()["problem"]
    assert left(desk) == []


def test_a_form_without_the_script_sends_files_with_its_token_or_not_at_all(
    desk: Desk, investigator: TestClient, tmp_path: Path
) -> None:
    token = investigator.headers.pop("x-calltools-token")
    data = wav(tmp_path / "a.wav").read_bytes()
    refused = investigator.post("/recordings", files=[("files", ("a.wav", data))])
    assert refused.status_code == 403
    assert left(desk) == []
    files = [("files", ("a.wav", data))]
    answer = investigator.post("/recordings", data={"token": token}, files=files)
    assert (answer.status_code, answer.headers["location"]) == (303, "/recordings")
    assert [job.subject for job in desk.jobs.all()] == ["a.wav"]


def test_what_a_program_that_was_killed_left_half_sent_is_removed(desk: Desk) -> None:
    folder = desk.review.workspace.root / ".calltools" / "aside"
    for name in ("a", "b"):
        (folder / name).mkdir(parents=True)
        (folder / name / "x.wav").touch()
    desk.aside.clean([str(folder / "a" / "x.wav")], left_s=0)
    assert left(desk) == [folder / "a" / "x.wav"]


def test_what_has_no_room_is_told_before_it_is_sent_and_not_taken(
    desk: Desk, investigator: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = {"size": 10**15, "names": ["a.wav"]}
    assert "has room for" in investigator.post("/recordings/room", json=room).json()["problem"]
    assert investigator.post("/recordings/room", json=room | {"size": 10}).status_code == 200
    assert investigator.post("/recordings/room", json=room | {"names": ["a.txt"]}).is_client_error
    few = SimpleNamespace(free=SPARE + 10_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: few)
    files = [("files", ("a.wav", wav(tmp_path / "a.wav").read_bytes()))]
    assert "has room for" in investigator.post("/recordings", files=files).json()["problem"]
    assert left(desk) == []


def test_a_recording_is_heard_and_what_is_known_is_kept_never_over_anothers_change(
    desk: Desk, investigator: TestClient, tmp_path: Path
) -> None:
    at = recorded(desk, tmp_path)
    page = html.fromstring(investigator.get(at).text)
    assert page.xpath(f"//*[@src='{at}/sound']")
    heard = investigator.get(f"{at}/sound", headers={"range": "bytes=0-99"})
    assert (heard.status_code, heard.headers["content-type"]) == (206, "audio/mpeg")
    log = desk.review.workspace.log
    opened = [log.body(event, Opened).what for event in log.since() if event.kind == "opened"]
    assert opened == ["words", "sound"]
    form = page.xpath("//form[@class='known-facts']")[0]
    fields = dict(form.fields) | {
        "facts.hospital": "云岭医院", "facts.date": "2005-11-08", "facts.notes": "一\r\n二",
        "settings.num_speakers": "2", "settings.language": "zh", "settings.investigator": "left",
        "synthetic": "yes", "publications": "zh.html\r\nen.docx",
    }  # fmt: skip
    del investigator.headers["x-calltools-token"]
    answer = investigator.post(at, data={name: text or "" for name, text in fields.items()})
    assert answer.status_code == 303, answer.text
    [recording] = recordings(desk.review.workspace)
    known = read_sidecar(recording.sidecar)
    facts = (known.call.hospital, known.call.date, known.call.notes)
    assert facts == ("云岭医院", "2005-11-08", "一\n二")
    assert known.call.synthetic is True
    assert known.settings == {"num_speakers": 2, "language": "zh", "investigator": "left"}
    assert [path.name for path in known.publications] == ["zh.html", "en.docx"]
    assert "# as it calls itself" in recording.sidecar.read_text("utf-8")
    investigator.cookies.set(LANGUAGE_COOKIE, "zh-Hans")
    stale = investigator.post(at, data={name: text or "" for name, text in fields.items()})
    assert stale.status_code == 409
    assert "其间有人改动了已知情况" in stale.text
    shown = html.fromstring(investigator.get(at).text)
    assert shown.xpath("//input[@name='facts.hospital']/@value") == ["云岭医院"]
    assert DEFAULTS["model"] in shown.xpath("//input[@name='settings.model']/@placeholder")


REFUSED: tuple[tuple[dict[str, object], str], ...] = (
    ({"facts": {"date": "8.11.2005"}}, "date: expected a date such as"),
    ({"facts": {"tz": "Peking time"}}, "tz: expected an offset"),
    ({"facts": {"operator": "x"}}, "expected one of hospital"),
    ({"facts": "x"}, "expected texts"),
    ({"settings": {"num_speakers": "two"}}, "num_speakers expects a whole number"),
    ({"settings": {"language": "klingon"}}, "language: expected a language code"),
    ({"settings": {"models_dir": "/tmp"}}, "expected one of language"),
    ({"facts": {"hospital": "\x7f"}}, "can't be changed by a program"),
)


def test_what_a_sidecar_could_not_say_is_refused_and_nothing_is_written(
    desk: Desk, investigator: TestClient, tmp_path: Path
) -> None:
    at = recorded(desk, tmp_path)
    [recording] = recordings(desk.review.workspace)
    before = recording.sidecar.read_bytes()
    for sent, told in REFUSED:
        answer = investigator.post(at, json={**sent, "seen": sha256_bytes(before)})
        assert answer.is_client_error
        assert told in answer.json()["problem"]
        assert recording.sidecar.read_bytes() == before
    recording.sidecar.write_text("hospital = \n")  # as a person broke it
    page = investigator.get(at)
    assert page.status_code == 200
    assert "is not valid TOML" in page.text
    assert investigator.post(at, json={"facts": {"hospital": "x"}}).is_client_error
    assert recording.sidecar.read_text() == "hospital = \n"
    assert "broken" in investigator.get("/recordings").text


def test_a_call_without_a_recording_has_facts_and_no_settings_of_sound(
    desk: Desk, investigator: TestClient
) -> None:
    texts = TextFile("问：要等多久？\n答：一周。".encode(), ".txt")
    register_texts(desk.review.workspace, "texts", texts, texts)
    at = f"/recordings/{address_of('texts')}"
    page = investigator.get(at)
    assert page.status_code == 200
    assert "facts.hospital" in page.text
    assert "settings." not in page.text
    assert investigator.get(f"{at}/sound").status_code == 404
    assert "texts" in investigator.get("/recordings").text


@pytest.mark.slow
def test_a_run_that_fails_tells_why_and_what_to_do_on_its_page_and_at_home(
    desk: Desk, investigator: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLTOOLS_MODELS_DIR", str(tmp_path / "none"))
    at = recorded(desk, tmp_path)
    assert investigator.post("/recordings/run", json={}).is_success
    assert how_ended(desk, "a").startswith("failed: ")
    for page in (at, "/", "/jobs"):
        assert "calltools models install" in investigator.get(page).text, page
    assert "calltools models install" not in logged_in(desk, "reviewer").get("/").text
    [job] = desk.jobs.all()
    assert investigator.post(f"/jobs/{job.id}/stop", json={}).status_code == 409
    assert logged_in(desk, "translator").get("/jobs").status_code == 403


@pytest.mark.slow
def test_who_sends_a_recording_opens_it_and_another_investigator_knows_nothing_of_it(
    tmp_path: Path,
) -> None:
    desk = desk_of_team(Review(Workspace.init(tmp_path / "office")), "assigned")
    assert isinstance(desk.access, Team)
    joined(desk.access.accounts, "other", "investigator")
    mine, theirs = logged_in(desk, "investigator"), logged_in(desk, "other")
    sent = [("files", ("a.wav", wav(tmp_path / "a.wav").read_bytes()))]
    assert mine.post("/recordings", files=sent).is_success
    assert how_ended(desk, "a.wav") == "done: "
    at = f"/recordings/{address_of('a')}"
    assert [client.get(at).status_code for client in (mine, theirs)] == [200, 404]
    running = desk.jobs.ask("run", "a", {"call": "a"}, "investigator")
    for path in ("/recordings", "/jobs", "/"):
        assert "a.wav" in mine.get(path).text or path == "/"
        assert "a.wav" not in theirs.get(path).text, path
        assert f"jobs/{running.id}" not in theirs.get(path).text, path
    waiting = mine.post("/recordings", files=[("files", ("b.wav", b"no sound"))]).json()
    assert mine.post(f"/jobs/{waiting['files'][0]['job']}/stop", json={}).is_success
    assert left(desk) == []
    for path in (at, f"{at}/run", f"/jobs/{running.id}/stop"):
        assert theirs.post(path, json={}).status_code == 404, path
    told = theirs.post("/recordings", files=sent).json()["problem"]
    assert told == "a.wav is here already. ask a lead for it"
    assert theirs.get(at).status_code == 404
    desk.jobs.close()
