"""A publication is uploaded, looked at, put right and kept; what is none is refused in a line."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from laid_out import PRINTED
from served import desk_of_team, logged_in
from starlette.testclient import TestClient

from calltools.page.limited import Limits
from calltools.review.desk import Review
from calltools.site import importing, publications
from calltools.site.guard import LARGEST_UPLOAD
from calltools.site.publications import PUBLISHED
from calltools.site.visit import address_of
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.sidecar import read_sidecar


def sent(client: TestClient, data: bytes, name: str) -> tuple[int, dict[str, str]]:
    kind = {"content-type": "application/octet-stream"}
    answer = client.post("/import", params={"name": name}, content=data, headers=kind)
    return answer.status_code, answer.json()


def files(review: Review) -> set[Path]:
    return {path for path in review.workspace.root.rglob("*") if path.is_file()}


def test_a_publication_is_looked_at_put_right_and_kept(own: Review) -> None:
    team = desk_of_team(own)
    client = logged_in(team, "translator")
    status, found = sent(client, PRINTED.encode(), "../../第一份.txt")
    assert status == 200
    page = client.get(found["at"]).text
    assert "家属" in page
    assert "<img src=x" not in page
    assert logged_in(team, "lead").get(found["at"]).status_code == 404
    right = {"label": ["主任", "家属"], "role": ["hospital", "investigator"], "drop": "6"}
    page = client.get(found["at"], params=right).text
    assert "Dropped by hand" in page
    assert "999" in client.get(found["at"], params={"starts": "999"}).text
    body = {
        "roles": {"主任": "hospital", "家属": "investigator"}, "drop": "6", "number": 0,
        "call": address_of("b01"),
    }  # fmt: skip
    kept = client.post(found["at"], json=body).json()
    assert kept == {"kept": ["published/第一份.txt", "published/第一份.1.json"], "call": "b01"}
    folder = own.workspace.root / PUBLISHED
    assert (folder / "第一份.txt").read_text("utf-8") == PRINTED
    call = read_transcript((folder / "第一份.1.json").read_bytes(), "x.json")
    assert [turn.role for turn in call.turns][:2] == ["hospital", "investigator"]
    assert "关注" not in "".join(turn.text for turn in call.turns)
    (step,) = call.provenance
    assert (step.actor, step.parameters["drop"]) == ("translator", [[6, 6]])
    sidecar = own.workspace.recordings / "b01.toml"
    assert [path.name for path in read_sidecar(sidecar).publications] == ["第一份.1.json"]
    for time in ("", "2001-02-03T04:05:06Z"):  # once more, later too, changes nothing
        earlier = (folder / "第一份.1.json").read_text("utf-8")
        (folder / "第一份.1.json").write_text(
            earlier.replace(step.time, time or step.time), "utf-8"
        )
        assert client.post(found["at"], json=body).json() == kept
    assert len(read_sidecar(sidecar).publications) == 1


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


@pytest.mark.parametrize(
    "body",
    [{"roles": {"主任": "boss"}}, {"drop": "x"}, {"starts": "0"}, {"number": 9}, {"call": "y"}],
)
def test_what_can_not_be_meant_keeps_nothing(body: dict[str, object], own: Review) -> None:
    client = logged_in(desk_of_team(own), "translator")
    at = sent(client, PRINTED.encode(), "a.txt")[1]["at"]
    before = files(own)
    answer = client.post(at, json=body)
    assert answer.status_code in (404, 422), json.dumps(body)
    assert files(own) == before


def test_another_file_of_the_same_name_is_kept_beside_it(own: Review) -> None:
    client = logged_in(desk_of_team(own), "translator")
    kept = []
    for text in (PRINTED, PRINTED.replace("六十万", "三十万")):
        at = sent(client, text.encode(), "a.txt")[1]["at"]
        kept += client.post(at, json={"number": 0}).json()["kept"]
    assert kept == ["published/a.txt", "published/a-2.txt"]


def test_who_does_not_put_transcripts_right_imports_nothing(own: Review) -> None:
    team = desk_of_team(own)
    before = files(own)
    reviewer = logged_in(team, "reviewer")
    assert sent(reviewer, PRINTED.encode(), "a.txt")[0] == 403
    assert 'href="/import"' not in reviewer.get("/").text
    assert 'href="/import"' in logged_in(team, "translator").get("/").text
    at = sent(logged_in(team, "translator"), PRINTED.encode(), "a.txt")[1]["at"]
    assert reviewer.post(at, json={"call": address_of("b01")}).status_code == 403
    assert not {path for path in files(own) - before if path.suffix == ".toml"}


def test_what_takes_too_long_to_read_is_refused_and_the_others_go_on(
    own: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publications, "LIMITS", Limits(seconds=1))
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


def test_a_member_has_one_document_read_at_a_time(own: Review) -> None:
    team = desk_of_team(own)
    client = logged_in(team, "translator")
    with team.reading_of("translator"):
        status, told = sent(client, PRINTED.encode(), "a.txt")
        assert status == 409
        assert "still being read" in told["problem"]
        assert sent(logged_in(team, "lead"), PRINTED.encode(), "a.txt")[0] == 200
    assert sent(client, PRINTED.encode(), "a.txt")[0] == 200


def test_uploads_that_nobody_kept_go(own: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "_KEPT_MOST", 2)
    team = desk_of_team(own)
    client = logged_in(team, "translator")
    ats = [sent(client, f"{PRINTED}{n}".encode(), "a.txt")[1]["at"] for n in range(3)]
    assert [client.get(at).status_code for at in ats] == [404, 200, 200]
    lead = logged_in(team, "lead")
    old = sent(lead, PRINTED.encode(), "a.txt")[1]["at"]
    for file in own.workspace.root.glob(f".calltools/imports/*/{old.rpartition('/')[2]}*"):
        os.utime(file, (1, 1))
    client.get("/import")  # anybody who imports
    assert lead.get(old).status_code == 404
    assert client.get(ats[2]).status_code == 200
    left = list(own.workspace.root.glob(".calltools/imports/*/*"))
    assert len(left) == 4
