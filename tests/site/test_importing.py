"""A publication is uploaded, looked at, put right and kept; what is none is refused in a line."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from laid_out import PRINTED
from lxml import html
from served import desk_of_team, ended, logged_in
from starlette.testclient import TestClient

import sounds
from calltools.page.directions import Directions
from calltools.page.limited_process import Limits
from calltools.page.parse_files import read_file
from calltools.records import dumps
from calltools.review.desk import Review
from calltools.site import aside_files, open_documents
from calltools.site.guard import LARGEST_UPLOAD
from calltools.site.open_documents import OpenDocuments
from calltools.site.publications import PUBLISHED
from calltools.site.visit import Desk
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.sidecar import read_sidecar

TIDY = "海棠医院\n\n调查员：要等多久？\n医生：两个星期。\n调查员：费用呢？\n医生：六十万。\n"
"""A transcript that needs no weighing."""
DOCUMENTS = OpenDocuments()
"""One for all tests: a document that one has opened need not be weighed for the next."""


@pytest.fixture(scope="module", autouse=True)
def closed() -> Iterator[None]:
    yield
    DOCUMENTS.close()


def office(review: Review) -> Desk:
    """The team of a review."""
    desk = desk_of_team(review)
    desk.documents = DOCUMENTS
    return desk


def sent(client: TestClient, data: bytes, name: str) -> tuple[int, dict[str, str]]:
    answer = client.post("/import", files=[("file", (name, data))])
    return answer.status_code, answer.json()


def files(review: Review) -> set[Path]:
    return {path for path in review.workspace.root.rglob("*") if path.is_file()}


def published(review: Review, recording: str) -> list[str]:
    """The publications that the sidecar of a recording names."""
    sidecar = review.workspace.recordings / f"{recording}.toml"
    return [path.name for path in read_sidecar(sidecar).publications]


def place(words: str) -> int:
    return PRINTED.index(words)


def say(client: TestClient, at: str, tag: str, words: str = "") -> None:
    body = {"tag": tag, "at": place(words)} if words else {"tag": tag}
    answer = client.post(f"{at}/tags", json=body)
    assert answer.status_code == 200, answer.text


def reading(client: TestClient, at: str) -> dict[str, str]:
    """What each line of the page is read as."""
    tree = html.document_fromstring(client.get(at).text)
    return {
        line.xpath("string(.//span[@class='printed-words'])"): " ".join(
            line.xpath("string(.//span[@class='reading'])").split()
        )
        for line in tree.xpath("//div[@data-row]")
    }


@pytest.mark.slow
def test_a_publication_is_looked_at_put_right_and_kept(own: Review) -> None:
    team = office(own)
    client = logged_in(team, "translator")
    status, found = sent(client, PRINTED.encode(), "../../第一份.txt")
    assert status == 200
    at = found["back"]
    page = client.get(at).text
    assert "家属" in page
    assert "<img src=x" not in page
    assert client.get(f"{at}?page={'9' * 5000}&at=x").status_code == 200
    assert logged_in(team, "lead").get(at).status_code == 404
    say(client, at, "left_out", "广告")
    say(client, at, "hospital", "主任")
    say(client, at, "investigator", "家属")
    lines = reading(client, at)
    assert lines["广告: 关注我们"] == "Left out by hand by hand"
    assert lines["主任: 你好，肝移植科。"] == "Hospital by hand"
    assert lines["主任: 六十万。"] == "Hospital follows"
    assert "published/第一份.1.json" in client.get(at).text
    kept = client.post(at, json={"recording": {"0": "b01"}}).json()
    assert kept["kept"] == [
        "published/第一份.txt", "published/第一份.directions.json", "published/第一份.1.json",
    ]  # fmt: skip
    assert kept["recordings"] == {"b01": "published/第一份.1.json"}
    folder = own.workspace.root / PUBLISHED
    assert (folder / "第一份.txt").read_text("utf-8") == PRINTED
    call = read_transcript((folder / "第一份.1.json").read_bytes(), "x.json")
    assert [turn.role for turn in call.turns][:2] == ["hospital", "investigator"]
    assert "关注" not in "".join(turn.text for turn in call.turns)
    (step,) = call.provenance
    directions = Directions.read((folder / "第一份.directions.json").read_bytes(), "x")
    assert (step.actor, Directions.read(dumps(step.parameters), "x")) == ("translator", directions)
    (again,) = read_file(folder / "第一份.txt", directions).calls
    assert again.turns == call.turns
    sidecar = own.workspace.recordings / "b01.toml"
    assert [path.name for path in read_sidecar(sidecar).publications] == ["第一份.1.json"]
    for moment in ("", "2001-02-03T04:05:06Z"):  # once more, later too, changes nothing
        earlier = (folder / "第一份.1.json").read_text("utf-8")
        (folder / "第一份.1.json").write_text(
            earlier.replace(step.time, moment or step.time), "utf-8"
        )
        assert client.post(at, json={"recording": {"0": "b01"}}).json() == kept
    assert len(read_sidecar(sidecar).publications) == 1


@pytest.mark.slow
def test_what_was_said_is_taken_back_one_by_one_and_a_named_label_is_one_wherever_it_is_printed(
    own: Review,
) -> None:
    client = logged_in(office(own), "investigator")
    text = PRINTED.replace("六十万。", "六十万。【值班】不止。")
    at = sent(client, text.encode(), "a.txt")[1]["back"]
    before, last = reading(client, at), "主任: 六十万。【值班】不止。"
    say(client, at, "other", "主任: 你好")
    assert list(reading(client, at).values()).count("Other follows") == 2
    say(client, at, "as_read", "主任: 六十万")
    lines = reading(client, at)
    assert lines[last] == before[last]
    assert list(lines.values()).count("Other follows") == 1
    say(client, at, "undo")
    assert reading(client, at)[last] == "Other follows"
    say(client, at, "undo")
    say(client, at, "undo")
    assert reading(client, at) == before
    named = {"tag": "other", "label": "值班", "at": 0}
    assert client.post(f"{at}/tags", json=named).status_code == 200
    assert reading(client, at)["【值班】不止。"] == "Other"
    assert client.post(f"{at}/tags", json=named | {"label": "无人"}).status_code == 422
    say(client, at, "undo")
    assert reading(client, at) == before


@pytest.mark.slow
def test_facts_are_put_right_by_typing_or_by_the_words_that_say_them(own: Review) -> None:
    client = logged_in(office(own), "investigator")
    at = sent(client, f"海棠医院，二〇一五年三月二日\n{PRINTED}".encode(), "a.txt")[1]["back"]
    call = {"call": 60, "near": ""}
    for fact, value, near in (
        ("date", "二〇一五年三月二日", "0"), ("hospital", "东湾医院", ""), ("phone", "", ""),
    ):  # fmt: skip
        body = call | {"fact": fact, "value": value, "near": near}
        assert client.post(f"{at}/facts", json=body).status_code == 200
    tree = html.document_fromstring(client.get(at).text)
    facts = {d.xpath("string(dt)"): d.xpath("string(dd)") for d in tree.xpath("//dl/div[dt]")}
    assert facts["Hospital"] == "东湾医院"
    assert "“二〇一五年三月二日”" in facts["Date"]
    told = client.post(f"{at}/facts", json=call | {"fact": "date", "value": "gestern"})
    assert (told.status_code, "2000-01-31" in told.json()["problem"]) == (422, True)


@pytest.mark.slow
def test_each_call_of_a_publication_is_tied_to_a_recording_of_its_own(own: Review) -> None:
    client = logged_in(office(own), "lead")
    at = sent(client, f"{PRINTED}\n录音之二\n{PRINTED}".encode(), "a.txt")[1]["back"]
    client.post(f"{at}/tags", json={"tag": "call", "at": len(PRINTED) + 1})
    assert client.get(at).text.count("data-call tabindex") == 2
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
    client = logged_in(office(own), "lead")
    at = sent(client, TIDY.encode(), "a.txt")[1]["back"]
    other = sent(client, TIDY.replace("六十万", "五十万").encode(), "a.txt")[1]["back"]
    client.post(other, json={"recording": {"0": "b01"}})
    assert client.post(at, json={"recording": {"0": "b01"}}).json()["kept"] == ["published/a-2.txt"]
    assert published(own, "b01") == ["a.txt", "a-2.txt"]
    client.post(f"{at}/tags", json={"tag": "other", "at": TIDY.index("医生")})
    client.post(at, json={"recording": {"0": "b01"}})
    assert published(own, "b01") == ["a.txt", "a-2.1.json"]
    client.post(at, json={"recording": {"0": "b02"}})
    assert (published(own, "b01"), published(own, "b02")) == (["a.txt"], ["a-2.1.json"])


def test_only_recordings_that_a_member_may_open_are_offered_and_named(own: Review) -> None:
    team = office(own)
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
def test_without_a_script_forms_put_it_right_and_keep_it(own: Review) -> None:
    team = office(own)
    client = logged_in(team, "translator")
    token = client.headers.pop("x-calltools-token")
    fields = {"token": token, "text": PRINTED, "name": "b"}
    sent_ = client.post("/import", data=fields, files=[("file", ("", b""))])
    assert sent_.status_code == 303
    at = sent_.headers["location"]
    tag = {"token": token, "tag": "other", "at": str(place("家属"))}
    answer = client.post(f"{at}/tags?page=1", data=tag)
    assert answer.status_code == 303
    way, _, anchor = answer.headers["location"].partition("#")
    page = html.document_fromstring(client.get(way).text)
    (chosen,) = page.xpath("//input[@name='at'][@checked]")
    assert (chosen.get("value"), chosen.get("id")) == (str(place("家属")), anchor)
    kept = client.post(at, data={"token": token, "recording.0": "b02"})
    assert kept.headers["location"] == f"{at}#keep"
    sidecar = own.workspace.recordings / "b02.toml"
    assert [path.name for path in read_sidecar(sidecar).publications] == ["b.1.json"]
    assert "is already there" in client.get(at).text


@pytest.mark.slow
def test_what_can_not_be_read_is_refused_in_one_line_and_leaves_nothing(own: Review) -> None:
    client = logged_in(office(own), "translator")
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
    client = logged_in(office(own), "translator")
    at = sent(client, PRINTED.encode(), "a.txt")[1]["back"]
    before = {path: path.read_bytes() for path in files(own)}
    not_meant: tuple[tuple[str, dict[str, object]], ...] = (
        ("/tags", {"tag": "boss", "at": 12}), ("/tags", {"tag": "other", "at": 10**6}),
        ("/tags", {"tag": "other", "at": "x"}), ("/facts", {"fact": "notes", "call": 0}),
        ("/facts", {"fact": "time", "call": 0, "value": "spät"}), ("", {"recording": {"x": "b01"}}),
        ("", {"recording": {"9" * 5000: "b01"}}),
    )  # fmt: skip
    for to, body in not_meant:
        assert client.post(f"{at}{to}", json=body).status_code == 422, body
        assert {path: path.read_bytes() for path in files(own)} == before


def test_who_does_not_put_transcripts_right_imports_nothing(own: Review) -> None:
    team = office(own)
    before = files(own)
    reviewer = logged_in(team, "reviewer")
    assert sent(reviewer, PRINTED.encode(), "a.txt")[0] == 403
    assert 'href="/import"' not in reviewer.get("/").text
    assert 'href="/import"' in logged_in(team, "translator").get("/").text
    at = sent(logged_in(team, "translator"), PRINTED.encode(), "a.txt")[1]["back"]
    for to in ("", "/tags", "/facts"):
        answer = reviewer.post(f"{at}{to}", json={"recording": {"0": "b01"}})
        assert answer.status_code == 403
    assert not {path for path in files(own) - before if path.suffix == ".toml"}


@pytest.mark.slow
def test_what_takes_too_long_to_read_is_refused_and_the_others_go_on(
    own: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_documents, "LIMITS", Limits(seconds=1))
    team = office(own)
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
def test_a_member_has_one_document_read_at_a_time(own: Review) -> None:
    team = office(own)
    client = logged_in(team, "translator")
    with team.documents.turn_of("translator"):
        status, told = sent(client, PRINTED.encode(), "a.txt")
        assert status == 409
        assert "still being read" in told["problem"]
        assert sent(logged_in(team, "lead"), PRINTED.encode(), "a.txt")[0] == 200
    assert sent(client, PRINTED.encode(), "a.txt")[0] == 200


@pytest.mark.slow
def test_uploads_that_nobody_kept_go(own: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside_files, "_KEPT_MOST", 2)
    team = office(own)
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
def test_sound_that_is_sent_beside_it_is_registered_and_tied_to_its_call(
    own: Review, tmp_path: Path
) -> None:
    team = office(own)
    client = logged_in(team, "investigator")
    at = sent(client, TIDY.encode(), "a.txt")[1]["back"]
    data = sounds.write_wav(tmp_path / "x.wav", sounds.white_noise(0.4, seed=7)).read_bytes()
    files = [("files", ("电话.wav", data))]
    try:
        answer = client.post(f"{at}/sound", data={"number": "0"}, files=files)
        assert answer.json() == {"sound": "电话.wav"}
        assert client.post(at, json={}).status_code == 409  # nothing is kept without it
        for job in team.jobs.all():
            ended(team, job.id)
        page = html.document_fromstring(client.get(at).text)
        (recording,) = page.xpath("//input[@name='recording.0']/@value")
        assert recording == "电话"
        assert client.post(at, json={"recording": {"0": recording}}).status_code == 200
    finally:
        team.jobs.close()
    sidecar = own.workspace.recordings / "电话.toml"
    assert [path.name for path in read_sidecar(sidecar).publications] == ["a.txt"]
    translator = logged_in(team, "translator")
    at = sent(translator, TIDY.encode(), "a.txt")[1]["back"]
    refused = translator.post(f"{at}/sound", data={"number": "0"}, files=files)
    assert refused.status_code == 403
