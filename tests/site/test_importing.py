"""A publication is uploaded, looked at and kept; what is none is refused in a line."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from laid_out import PRINTED
from lxml import html
from served import desk_of_team, logged_in
from starlette.testclient import TestClient

import parsed_pages
from calltools.page.limited_process import Limits
from calltools.review.desk import Review
from calltools.site import aside_files, importing
from calltools.site.guard import LARGEST_UPLOAD
from calltools.site.publications import PUBLISHED
from calltools.transcripts.sidecar import read_sidecar

TIDY = "海棠医院\n\n调查员：要等多久？\n医生：两个星期。\n调查员：费用呢？\n医生：六十万。\n"


def sent(client: TestClient, data: bytes, name: str) -> tuple[int, dict[str, str]]:
    answer = client.post("/import", files=[("file", (name, data))])
    return answer.status_code, answer.json()


def files(review: Review) -> set[Path]:
    return {path for path in review.workspace.root.rglob("*") if path.is_file()}


def published(review: Review, recording: str) -> list[str]:
    """The publications that the sidecar of a recording names."""
    sidecar = review.workspace.recordings / f"{recording}.toml"
    return [path.name for path in read_sidecar(sidecar).publications]


@pytest.mark.slow
def test_each_call_of_a_publication_is_tied_to_a_recording_of_its_own(own: Review) -> None:
    client = logged_in(desk_of_team(own), "lead")
    at = sent(client, parsed_pages.ZH.encode(), "a.txt")[1]["back"]
    assert client.get(at).text.count('class="call-head"') == 2
    twice = {"recording": {"0": "b01", "1": "b01"}}
    before = files(own)
    assert client.post(at, json=twice).status_code == 422
    assert client.post(at, json={"recording": {"7": "b01"}}).status_code == 422
    assert client.post(at, json={"recording": {"0": "none"}}).status_code == 404
    assert files(own) == before
    kept = client.post(at, json={"recording": {"0": "b01", "1": "b02"}}).json()
    assert kept["recordings"] == {"b01": "published/a.1.json", "b02": "published/a.2.json"}
    assert published(own, "b01") == ["a.1.json"]
    assert published(own, "b02") == ["a.2.json"]


def test_what_is_kept_once_more_stands_in_place_and_another_file_beside(own: Review) -> None:
    client = logged_in(desk_of_team(own), "lead")
    at = sent(client, TIDY.encode(), "a.txt")[1]["back"]
    other = sent(client, TIDY.replace("六十万", "五十万").encode(), "a.txt")[1]["back"]
    client.post(other, json={"recording": {"0": "b01"}})
    assert client.post(at, json={"recording": {"0": "b01"}}).json()["kept"] == ["published/a-2.txt"]
    assert published(own, "b01") == ["a.txt", "a-2.txt"]
    client.post(at, json={"recording": {"0": "b01"}})
    assert published(own, "b01") == ["a.txt", "a-2.txt"]


def test_only_recordings_that_a_member_may_open_are_offered_and_named(own: Review) -> None:
    team = desk_of_team(own)
    team.reach.set("assigned", "lead", "b01")
    client = logged_in(team, "translator")
    at = sent(client, TIDY.encode(), "a.txt")[1]["back"]
    offered = html.document_fromstring(client.get(at).text).xpath("//datalist/option/@value")
    assert offered == ["b02"]
    sidecar = own.workspace.recordings / "b01.toml"
    before = sidecar.read_bytes()
    assert client.post(at, json={"recording": {"0": "b01"}}).status_code == 404
    assert sidecar.read_bytes() == before
    assert not (own.workspace.root / PUBLISHED).exists()
    team.reach.set("team", "lead", "b01")
    assert client.post(at, json={"recording": {"0": "b01"}}).status_code == 200


@pytest.mark.slow
def test_what_can_not_be_read_is_refused_in_one_line_and_leaves_nothing(own: Review) -> None:
    client = logged_in(desk_of_team(own), "translator")
    client.get("/")
    before = files(own)
    for data, name in (
        (b"", "a.txt"), (b"%PDF-1.7 broken", "a.pdf"), (b"PK\x03\x04broken", "a.docx"),
        (PRINTED.encode(), "a.exe"), (PRINTED.encode(), ""), (b"{}", "../../etc/passwd"),
        (b"<TIER/>", "a.eaf"), (b"\x00" * 100, "a.txt"), (b"x" * (LARGEST_UPLOAD + 1), "a.txt"),
    ):  # fmt: skip
        status, told = sent(client, data, name)
        if status != 200:
            assert status in (400, 422), name
            assert "\n" not in told["problem"]
            assert files(own) == before, name
    assert sent(client, b"", "a.txt")[0] == 422
    assert sent(client, b"x" * (LARGEST_UPLOAD + 1), "a.txt")[0] == 422
    assert client.get(f"/import/{'0' * 64}").status_code == 404
    assert client.get("/import/..%2f..%2fcalltools.toml").status_code == 404


def test_what_can_not_be_meant_keeps_nothing(own: Review) -> None:
    client = logged_in(desk_of_team(own), "translator")
    at = sent(client, PRINTED.encode(), "a.txt")[1]["back"]
    before = {path: path.read_bytes() for path in files(own)}
    not_meant: tuple[tuple[str, dict[str, object]], ...] = (
        ("", {"recording": {"x": "b01"}}), ("", {"recording": {"9" * 5000: "b01"}}),
    )  # fmt: skip
    for to, body in not_meant:
        assert client.post(f"{at}{to}", json=body).status_code == 422, body
        assert {path: path.read_bytes() for path in files(own)} == before


def test_who_does_not_put_transcripts_right_imports_nothing(own: Review) -> None:
    team = desk_of_team(own)
    before = files(own)
    reviewer = logged_in(team, "reviewer")
    assert sent(reviewer, PRINTED.encode(), "a.txt")[0] == 403
    assert 'href="/import"' not in reviewer.get("/").text
    assert 'href="/import"' in logged_in(team, "translator").get("/").text
    at = sent(logged_in(team, "translator"), PRINTED.encode(), "a.txt")[1]["back"]
    assert reviewer.post(at, json={"recording": {"0": "b01"}}).status_code == 403
    assert not {path for path in files(own) - before if path.suffix == ".toml"}


@pytest.mark.slow
def test_what_takes_too_long_to_read_is_refused_and_the_others_go_on(
    own: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "LIMITS", Limits(seconds=1))
    team = desk_of_team(own)
    client = logged_in(team, "translator")
    endless = "".join(f"主任: 第{n}个人要等两个星期。\n家属: 好的。\n" for n in range(80_000))
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(sent, client, endless.encode(), "a.txt")
        other = pool.submit(logged_in(team, "lead").get, "/")
        assert other.result().status_code == 200
        status, told = first.result()
    assert status == 400
    assert "takes more than 1 s" in told["problem"]
    assert "\n" not in told["problem"]


@pytest.mark.slow
def test_uploads_that_nobody_kept_go(own: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside_files, "_KEPT_MOST", 2)
    team = desk_of_team(own)
    client = logged_in(team, "translator")
    ats = [sent(client, f"{TIDY}{n}".encode(), "a.txt")[1]["back"] for n in range(3)]
    assert [client.get(at).status_code for at in ats] == [404, 200, 200]
    listed = html.document_fromstring(client.get("/import").text).xpath("//main//li/a/@href")
    assert sorted(listed) == sorted(ats[1:])
    lead = logged_in(team, "lead")
    old = sent(lead, TIDY.encode(), "a.txt")[1]["back"]
    lies = team.aside.find(old.rpartition("/")[2])
    assert lies is not None
    team.aside.noted(lies, made=1.0)
    client.get("/import")  # anybody who imports
    assert lead.get(old).status_code == 404
    assert client.get(ats[2]).status_code == 200
    assert len(team.aside.all()) == 2
    assert len(list((own.workspace.root / ".calltools" / "aside").iterdir())) == 2


@pytest.mark.slow
def test_a_publication_is_looked_at_and_kept_by_forms_without_a_script(own: Review) -> None:
    team = desk_of_team(own)
    client = logged_in(team, "translator")
    token = client.headers.pop("x-calltools-token")
    fields = {"token": token, "text": PRINTED, "name": "b"}
    answer = client.post("/import", data=fields, files=[("file", ("", b""))])
    assert answer.status_code == 303
    at = answer.headers["location"]
    page = client.get(at).text
    assert "家属" in page
    assert "<img src=x" not in page
    assert client.get(f"{at}?page={'9' * 5000}").status_code == 200
    assert logged_in(team, "lead").get(at).status_code == 404
    kept = client.post(at, data={"token": token, "recording.0": "b02"})
    assert kept.headers["location"] == f"{at}#keep"
    assert published(own, "b02") == ["b.txt"]
    assert (own.workspace.root / PUBLISHED / "b.txt").read_text("utf-8") == PRINTED
    assert "is already there" in client.get(at).text


@pytest.mark.slow
def test_only_so_many_documents_are_read_at_a_time(own: Review) -> None:
    team = desk_of_team(own)
    client = logged_in(team, "translator")
    with team.reading, team.reading:
        status, told = sent(client, PRINTED.encode(), "a.txt")
        assert status == 409
        assert "still being read" in told["problem"]
    assert sent(client, PRINTED.encode(), "a.txt")[0] == 200
