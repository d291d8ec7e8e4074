"""What a check tells: what is broken, since when, what rests on it; and what it leaves alone."""

from __future__ import annotations

import json
import shutil
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from sqlalchemy.engine import URL

import sounds
from authority import OwnAuthority
from calltools.cli import cli
from calltools.errors import WorkspaceError
from calltools.files import atomic_write
from calltools.proof.bag_export import export_bag
from calltools.proof.heads import sign_head
from calltools.proof.keys import OfficeKey
from calltools.proof.log_text import listed
from calltools.proof.signature import sign_record
from calltools.proof.timestamp import keep_stamp, query
from calltools.proof.trust import Trust
from calltools.proof.verification import Flaw, Verification
from calltools.proof.verify import verify
from calltools.provenance import Step, sha256_bytes
from calltools.review.desk import Review
from calltools.review.exchange import exported, import_events, read_exported
from calltools.settings import load
from calltools.store.call_folder import CORRECT, CORRECTED, PENDING, STATEMENTS, TRANSCRIPT
from calltools.store.call_moves import remove, rename, restore
from calltools.store.database import address, server
from calltools.store.log import ChainHead, EventDraft
from calltools.store.log_files import BODIES, EVENTS, LOG
from calltools.store.logged_recordings import Made
from calltools.store.other_logs import SIGNED_KIND, SentBy, SentFile, TakenIn
from calltools.store.recordings import recordings, register
from calltools.store.workspace import Workspace
from lived import Snapshot, agrees, correct, lived_workspace
from made_reviews import set_database
from postgresql import emptied, setting_of
from signing import office_key


def told(found: Verification, severity: str = "broken") -> list[str]:
    return [str(fault) for fault in found.faults if fault.severity == severity]


def fault_of(workspace: Workspace, where: str) -> Flaw:
    """The first fault there."""
    return next(flaw for flaw in verify(workspace.root).faults if flaw.where.startswith(where))


def changed(path: Path, old: bytes, new: bytes) -> None:
    path.write_bytes(path.read_bytes().replace(old, new, 1))


def test_a_workspace_that_was_lived_in_is_whole(tmp_path: Path, key: OfficeKey) -> None:
    workspace = lived_workspace(tmp_path / "office", key, None)
    for change in (
        lambda: None,
        lambda: restore(workspace, "b2"),
        lambda: rename(workspace, "b2", "b4"),
        lambda: remove(workspace, "b4"),
        lambda: correct(workspace, "b0"),
    ):
        change()
        found = verify(workspace.root)
        assert agrees(found), [str(fault) for fault in found.faults]
    assert found.counts["recordings"] == 3
    assert found.counts["sound_ms"] == 900


def test_a_recording_removed_and_added_again_is_whole(workspace: Workspace, key: OfficeKey) -> None:
    remove(workspace, "b01")
    (aside,) = (workspace.root / "removed").glob("b01/recordings/*.wav")
    register(workspace, aside)
    sign_head(workspace.log, key)
    assert told(verify(workspace.root)) == []
    export_bag(workspace, workspace.root.with_name("bag"), key)
    assert agrees(verify(workspace.root.with_name("bag")))
    changed = workspace.root / "removed/b01/transcripts/b01" / TRANSCRIPT
    changed.write_bytes(b"{}")
    assert [fault.where for fault in verify(workspace.root).of("broken")] == [
        changed.relative_to(workspace.root).as_posix()
    ]


def test_an_artefact_with_another_bit_is_told_with_what_rests_on_it(workspace: Workspace) -> None:
    correct(workspace, "b01")
    changed(workspace.folder("b01").path / TRANSCRIPT, b'"', b"'")
    fault = fault_of(workspace, "transcripts/b01/transcript.json")
    assert fault.severity == "broken"
    assert "is not what the step transcript made" in fault.problem
    assert fault.since.startswith("recorded as it was at 20")
    assert fault.affects == (CORRECTED, STATEMENTS)


def test_an_original_with_another_bit_is_told_with_all_that_was_made_of_it(
    workspace: Workspace,
) -> None:
    path = workspace.recordings / "b01.wav"
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    fault = fault_of(workspace, "recordings/b01.wav")
    assert "is not the file that was registered" in fault.problem
    assert STATEMENTS in fault.affects
    path.unlink()
    assert "is gone" in fault_of(workspace, "recordings/b01.wav").problem


def test_sound_that_is_not_what_was_registered_is_told(workspace: Workspace) -> None:
    folder = workspace.folder("b01")
    text = folder.read("recording.json").decode()
    other = text.replace(json.loads(text)["pcm_sha256"], "0" * 64)
    step = folder.step("register")
    assert step is not None
    again = Step("register", inputs=step.inputs, parameters={"decoder": "PyAV 1.0"})
    for by, severity in ((step, "broken"), (again, "note")):
        # Another decoder gives other samples of a lossy file.
        folder.commit(by, {"recording.json": other})
        fault = fault_of(workspace, "recordings/b01.wav")
        assert fault.severity == severity
        assert severity == "note" or fault.problem == "does not hold the sound that was registered"
        assert agrees(verify(workspace.root, sound=False))


def test_what_is_to_be_run_again_is_a_note(workspace: Workspace) -> None:
    correct(workspace, "b01")
    for event in workspace.log.of(workspace.folder("b01").recording, "corrected"):
        body = json.loads(workspace.log.raw_body(event)) | {"id": "again"}
        draft = EventDraft(kind="corrected", subject=event.subject, body=body, id="again")
        workspace.log.append([draft])
    sidecar = workspace.recordings / "b02.toml"
    sidecar.write_text('hospital = "东湾医院"\n', "utf-8")
    found = verify(workspace.root)
    assert agrees(found), told(found, "doubtful")
    assert any("before the last corrections" in line for line in told(found, "note"))
    assert any("before b02.toml was changed" in line for line in told(found, "note"))
    sidecar.unlink()
    assert "is gone" in str(fault_of(workspace, "recordings/b02.toml"))


def test_what_a_killed_program_was_about_to_write_is_doubtful(workspace: Workspace) -> None:
    folder = workspace.folder("b01").path
    atomic_write(folder / PENDING, json.dumps({STATEMENTS: sha256_bytes(b"new")}))
    (folder / STATEMENTS).write_bytes(b"new")
    assert verify(workspace.root).state == "doubtful"
    assert "was killed" in fault_of(workspace, f"transcripts/b01/{STATEMENTS}").problem
    (folder / STATEMENTS).write_bytes(b"another")
    assert verify(workspace.root).state == "broken"


def test_corrections_are_those_of_the_log_and_of_words_that_are_here(workspace: Workspace) -> None:
    correct(workspace, "b01")
    folder = workspace.folder("b01")
    step = folder.step(CORRECT)
    assert step is not None
    (event,) = workspace.log.of(folder.recording, "corrected")
    body = json.loads(workspace.log.raw_body(event)) | {"transcript_sha256": "f" * 64}
    draft = EventDraft(kind="corrected", subject=folder.recording, body=body, id="e9")
    workspace.log.append([draft])
    lines = told(verify(workspace.root), "doubtful")
    assert any("e9 was made on a transcript.json that isn't here" in line for line in lines)
    inputs = {**step.inputs, "corrections": "f" * 64}
    folder.commit(Step(CORRECT, inputs=inputs), {CORRECTED: folder.read(CORRECTED)})
    assert any("rests on other corrections" in line for line in told(verify(workspace.root)))


def test_what_was_made_before_and_is_gone_or_changed_is_told(workspace: Workspace) -> None:
    folder = workspace.folder("b01")
    folder.commit(Step("extract", parameters={"again": 1}), {STATEMENTS: b"again"})
    (kept,) = (folder.path / "superseded").iterdir()
    before = kept.read_bytes()
    kept.write_bytes(b"changed")
    where = kept.relative_to(workspace.root).as_posix()
    assert fault_of(workspace, where).severity == "broken"
    kept.unlink()
    assert verify(workspace.root).state == "doubtful"
    assert "isn't kept" in fault_of(workspace, "transcripts/b01/superseded").problem
    kept.write_bytes(before)
    assert agrees(verify(workspace.root))


def test_a_recording_that_is_gone_and_one_that_nobody_registered_are_told(
    workspace: Workspace,
) -> None:
    workspace.folder("b01").path.rename(workspace.transcripts / "b07")
    assert "the original is" in fault_of(workspace, "transcripts/b01/recording.json").problem
    assert "no recording that the log knows" in str(fault_of(workspace, "transcripts/b07"))


def test_nothing_is_written_where_it_is_checked(workspace: Workspace, key: OfficeKey) -> None:
    correct(workspace, "b01")
    sign_head(workspace.log, key)
    before = {p: p.stat().st_mtime_ns for p in workspace.root.rglob("*")}
    files = Snapshot(workspace.root).files
    verify(workspace.root)
    assert {p: p.stat().st_mtime_ns for p in workspace.root.rglob("*")} == before
    assert Snapshot(workspace.root).files == files


Lines = list[bytes]
CHANGES: dict[str, tuple[Callable[[Lines, Lines], tuple[Lines, Lines]], str]] = {
    "ends after 4 events": (lambda events, bodies: (events[:4], bodies[:4]), "broken"),
    "bodies that no event names": (lambda events, bodies: (events[:4], bodies), "broken"),
    "what it says is gone or was changed": (
        lambda events, bodies: (events, bodies[:2] + bodies[3:]), "broken",
    ),
    "in another order": (
        lambda events, bodies: (events, [bodies[0], bodies[2], bodies[1], *bodies[3:]]), "doubtful",
    ),
    "1 bodies twice": (lambda events, bodies: (events, [*bodies, bodies[0]]), "doubtful"),
    "its last line is cut off": (
        lambda events, bodies: ([*events[:-1], events[-1][:20]], bodies), "doubtful",
    ),
}  # fmt: skip


@pytest.mark.parametrize("problem", CHANGES)
def test_a_log_that_was_changed_is_told(
    workspace: Workspace, key: OfficeKey, tmp_path: Path, problem: str
) -> None:
    change, state = CHANGES[problem]
    kept = tmp_path / "head"
    kept.write_bytes(sign_head(workspace.log, key).body.data())
    workspace.log.append([EventDraft(kind="account")])
    sign_head(workspace.log, key)
    paths = [workspace.root / LOG / name for name in (EVENTS, BODIES)]
    lines = change(*(path.read_bytes().splitlines(keepends=True) for path in paths))
    for path, kept_lines in zip(paths, lines, strict=True):
        path.write_bytes(b"".join(kept_lines))
    found = verify(workspace.root, Trust.of(signers=[key.public.fingerprint], head=kept))
    assert found.state == state
    assert any(problem in str(fault) for fault in found.faults), found.faults


def test_a_forger_who_writes_the_log_anew_is_found_by_its_signature(
    workspace: Workspace, key: OfficeKey
) -> None:
    """All of it is chained and agrees with itself; the head that was signed is of another log."""
    sign_head(workspace.log, key)
    log = workspace.log
    drafts = [
        EventDraft(kind=event.kind, subject=event.subject, body=json.loads(log.raw_body(event)))
        for event in log.since(0)
    ]
    shutil.rmtree(workspace.root / LOG)
    workspace.log.append(drafts)
    (line,) = told(verify(workspace.root, Trust.of(signers=[key.public.fingerprint])))[:1]
    assert "the signature of another log" in line


def test_what_is_neither_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="neither a workspace nor a bag"):
        verify(tmp_path)


Command = Callable[..., "tuple[int, str]"]


@pytest.fixture
def command(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.chdir(workspace.root)

    def run(*arguments: object) -> tuple[int, str]:
        result = CliRunner().invoke(cli, ["verify", *map(str, arguments)])
        return result.exit_code, result.stdout

    return run


def test_the_exit_code_tells_the_worst(
    workspace: Workspace, key: OfficeKey, command: Command
) -> None:
    code, out = command()
    assert code == 3
    assert "workspace doubtful: 1 thing" in out
    assert "name --signer or --head" in out
    assert "not signed" in out
    sign_head(workspace.log, key)
    code, out = command("--signer", key.public.fingerprint)
    assert code == 0
    assert "workspace whole" in out
    (workspace.folder("b01").path / STATEMENTS).unlink()
    code, out = command("--json")
    assert (code, json.loads(out)["state"]) == (4, "broken")
    assert [fault["severity"] for fault in json.loads(out)["faults"]] == ["broken", "doubtful"]


def test_the_page_tells_what_is_broken_and_what_rests_on_it(
    workspace: Workspace, command: Command, tmp_path: Path
) -> None:
    path = workspace.folder("b01").path / TRANSCRIPT
    path.write_bytes(b"<script>")
    path.rename(path.with_name("<b>.json"))
    page = tmp_path / "verify.html"
    assert command("--page", page)[0] == 4
    text = page.read_text("utf-8")
    for words in (
        "transcripts/b01/transcript.json", "is gone; the step transcript made it", STATEMENTS,
        "&lt;b&gt;.json", "Workspace broken: ",
    ):  # fmt: skip
        assert words in text


def test_a_key_may_be_named_by_its_file(
    workspace: Workspace, key: OfficeKey, command: Command, tmp_path: Path
) -> None:
    sign_head(workspace.log, key)
    (tmp_path / "office.pub.pem").write_bytes(key.public.pem)
    assert command("--signer", tmp_path / "office.pub.pem")[0] == 0
    assert command("--signer", "0" * 64)[0] == 4
    assert command("--signer", "someone")[0] != 0


def test_sound_in_stereo_and_at_another_rate_is_what_was_registered(workspace: Workspace) -> None:
    path = workspace.recordings / "b03.wav"
    sounds.write_wav(path, sounds.white_noise(0.3, seed=3), rate=8_000)
    register(workspace, path)
    assert agrees(verify(workspace.root))


@pytest.mark.parametrize("elsewhere", ["/etc/hostname", "../calltools.toml"])
def test_a_record_that_points_elsewhere_is_told_and_not_followed(
    workspace: Workspace, elsewhere: str
) -> None:
    folder = workspace.folder("b01")
    record = json.loads(folder.read("recording.json")) | {"file": elsewhere}
    (folder.path / "recording.json").write_text(json.dumps(record), "utf-8")
    step = Step("extract", inputs={elsewhere: "0" * 64}, outputs={elsewhere: "0" * 64})
    draft = EventDraft(kind="made", subject=folder.recording, body=Made(step=step, name="b01"))
    workspace.log.append([draft])
    found = verify(workspace.root)
    assert any(f"names {elsewhere}, no artefact" in line for line in told(found))
    assert any(f"the original is gone: {elsewhere}" in line for line in told(found))


@pytest.mark.parametrize("name", ["/", "..", "../../office", "a/b", ""])
def test_a_log_that_names_a_place_elsewhere_is_not_followed(
    workspace: Workspace, name: str
) -> None:
    folder = workspace.folder("b01")
    step = folder.step("register")
    assert step is not None
    body = Made(step=step, name=name)
    workspace.log.append([EventDraft(kind="renamed", subject=folder.recording, body=body)])
    found = verify(workspace.root, sound=False)
    assert any("is in the log and not here" in line for line in told(found))
    assert found.counts["files"] < 20


def bag_of(workspace: Workspace, key: OfficeKey, name: str = "bag") -> Path:
    bag = workspace.root.with_name(name)
    export_bag(workspace, bag, key)
    return bag


def test_a_bag_that_a_forger_made_and_signed_is_never_whole_by_itself(
    workspace: Workspace, key: OfficeKey, keys_folder: Path
) -> None:
    """All of it agrees with itself; only what came from elsewhere tells it from the office's."""
    real = bag_of(workspace, key, "real")
    workspace.folder("b01").commit(Step("extract"), {STATEMENTS: b"forged"})
    forged = bag_of(workspace, office_key(keys_folder, "forger"), "forged")
    for bag in (real, forged):
        assert (verify(bag).state, verify(bag).exit_code) == ("doubtful", 3)
    office = [key.public.fingerprint]
    assert verify(real, Trust.of(signers=office)).state == "whole"
    assert verify(forged, Trust.of(signers=office)).state == "broken"
    (last,) = (real / "signatures").glob("*.dsse.json")
    assert verify(real, Trust.of(head=last)).state == "whole"
    assert verify(forged, Trust.of(head=last)).state == "doubtful", (
        "it goes on the office's and adds to it"
    )


def test_what_came_after_the_last_signature_is_doubtful(
    workspace: Workspace, key: OfficeKey, tmp_path: Path
) -> None:
    kept = tmp_path / "head"
    kept.write_bytes(sign_head(workspace.log, key).body.data())
    trusts = (Trust.of(signers=[key.public.fingerprint]), Trust.of(head=kept))
    assert {verify(workspace.root, trust).state for trust in trusts} == {"whole"}
    workspace.log.append([EventDraft(kind="account")])
    for trust in trusts:
        found = verify(workspace.root, trust)
        assert found.exit_code == 3
        assert "came after what you named" in str(found.of("doubtful")[0])


def test_an_earlier_state_that_was_signed_is_told_by_a_head_that_was_kept(
    workspace: Workspace, key: OfficeKey, tmp_path: Path, command: Command
) -> None:
    earlier = bag_of(workspace, key, "earlier")
    correct(workspace, "b01")
    sign_head(workspace.log, key)
    kept = tmp_path / "kept.dsse.json"
    written = CliRunner().invoke(cli, ["log", "--head", str(kept)])
    assert written.exit_code == 0, written.output
    office = key.public.fingerprint
    assert verify(earlier, Trust.of(signers=[office])).state == "whole", (
        "nobody can tell it from the last"
    )
    code, out = command(earlier, "--signer", office, "--head", kept)
    assert code == 4
    assert "the head that you keep" in out
    assert command("--signer", office, "--head", kept)[0] == 0
    other = lived_workspace(tmp_path / "other", key, None)
    assert verify(other.root, Trust.of(head=kept)).state == "broken", "it is of another log"
    kept.write_text("{}")
    assert command("--head", kept)[0] != 0


def test_folders_of_two_calls_that_were_exchanged_are_told(
    workspace: Workspace, key: OfficeKey
) -> None:
    sign_head(workspace.log, key)
    one, other, aside = (workspace.transcripts / name for name in ("b01", "b02", "aside"))
    one.rename(aside)
    other.rename(one)
    aside.rename(other)
    found = verify(workspace.root, Trust.of(signers=[key.public.fingerprint]))
    assert found.exit_code == 4
    assert any("is the record of the call b02" in line for line in told(found))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="missing: openssl")
def test_a_named_authority_that_stamped_nothing_is_told(
    workspace: Workspace, key: OfficeKey, tmp_path: Path
) -> None:
    authority, other = (OwnAuthority(tmp_path / name) for name in ("own", "other"))
    head = sign_head(workspace.log, key)
    office = [key.public.fingerprint]

    def state(*roots: Path) -> str:
        return verify(workspace.root, Trust.of(signers=office, authorities=roots)).state

    assert (state(), state(authority.root)) == ("whole", "broken")
    keep_stamp(workspace.log, authority.answer(query(head)), [authority.root], "answer")
    assert (state(), state(authority.root), state(other.root)) == ("whole", "whole", "broken")
    keep_stamp(workspace.log, other.answer(query(head)), [other.root], "answer")
    assert state(other.root) == "whole", "two authorities stamped; who knows one needs no other"


def test_what_was_taken_in_is_checked_against_the_lines_of_the_other_office(
    workspace: Workspace, key: OfficeKey, tmp_path: Path
) -> None:
    other = lived_workspace(tmp_path / "other", key, None)
    sent = exported(Review(other)).encode()
    head = read_exported(sent, "sent").head
    envelope = sign_record(SentFile(sha256_bytes(sent), head), SIGNED_KIND, key).decode()
    pem = key.public.pem.decode()
    signature = SentBy(signer=key.public.fingerprint, envelope=envelope, key=pem)
    import_events(Review(workspace), read_exported(sent, "sent"), "lea", signature)
    assert agrees(verify(workspace.root))
    (taken_in,) = workspace.log.of("", "imported")
    taken = workspace.log.body(taken_in, TakenIn)
    foreign = office_key(tmp_path, "foreign").public.pem.decode()
    for changed in (
        replace(taken, lines=tuple(line.replace("corrected", "decided") for line in taken.lines)),
        replace(taken, lines=taken.lines[::-1] * 2),
        replace(taken, head=ChainHead(taken.head.seq + 1, taken.head.sha256)),
        replace(taken, signature=replace(signature, key=foreign)),
        replace(taken, signature=replace(signature, envelope="{}")),
    ):
        workspace.log.append([EventDraft(kind="imported", body=changed)])
        (line,) = told(verify(workspace.root))[-1:]
        assert f":{workspace.log.head().seq}, the other office's log" in line


def test_a_step_of_another_sound_is_told_and_one_of_its_own_is_not(workspace: Workspace) -> None:
    folder = workspace.folder("b01")
    (own,) = [each.pcm_sha256 for each in recordings(workspace) if each.name == "b01"]
    for pcm_sha256, problems in ((own, []), ("f" * 64, ["belongs to another sound"])):
        step = Step("diarize", inputs={"pcm": pcm_sha256})
        folder.commit(step, {"speakers.json": "{}"})
        found = verify(workspace.root)
        told_of = [flaw.problem for flaw in found.faults if "the step diarize" in flaw.where]
        assert told_of == problems


@pytest.mark.usefixtures("command")
def test_the_log_is_listed_in_words(workspace: Workspace) -> None:
    correct(workspace, "b01")
    remove(workspace, "b02", "K. Lind", "not of this matter")
    rows = [(row.what, row.call, row.who) for row in listed(workspace)]
    assert ("registered as b01", "b01", "") in rows
    assert ("made: transcript", "b02", "") in rows
    assert ("removed: not of this matter", "b02", "K. Lind") in rows
    assert any(what.startswith("corrected: turn 1") and who == "K. Lind" for what, _, who in rows)
    result = CliRunner().invoke(cli, ["log", "b01", "--json"])
    assert {row["call"] for row in json.loads(result.stdout)} == {"b01"}


@pytest.mark.server
@pytest.mark.parametrize("asked", [False, True])
def test_a_stranger_s_workspace_opens_no_connection_and_gets_no_password(
    workspace: Workspace, command: Command, monkeypatch: pytest.MonkeyPatch, asked: bool
) -> None:
    """A server that takes whatever comes stands where the settings say."""
    monkeypatch.setenv("CALLTOOLS_DATABASE_PASSWORD", "correct horse battery")
    came: list[bytes] = []
    with socket.socket() as server:
        server.bind(("127.0.0.2", 0))
        server.listen()
        server.settimeout(0.2)
        port = server.getsockname()[1]
        address = f"postgresql+pg8000://ann@127.0.0.2:{port}/review"
        workspace.settings_file.write_text(f'database = "{address}"\n', "utf-8")

        def take() -> None:
            with suppress(TimeoutError):
                connection, _ = server.accept()
                connection.settimeout(0.2)
                with connection, suppress(TimeoutError):
                    came.append(connection.recv(1000))

        taking = threading.Thread(target=take)
        taking.start()
        code, out = command("--json", *(["--database"] if asked else []))
        taking.join()
    assert code == 3
    assert came == []
    assert "database" in out


@pytest.mark.server
def test_a_log_in_a_team_s_database_is_checked_where_it_is_asked_for(
    workspace: Workspace, key: OfficeKey, monkeypatch: pytest.MonkeyPatch, postgresql: URL
) -> None:
    set_database(workspace, setting_of(emptied(postgresql), monkeypatch))
    correct(workspace, "b01")
    sign_head(workspace.log, key)
    office = [key.public.fingerprint]
    found = verify(workspace.root, Trust.of(signers=office))
    assert any("a database" in line for line in told(found, "doubtful"))
    asked = Trust.of(signers=office, database=True)
    assert verify(workspace.root, asked).state == "whole"
    bag = bag_of(workspace, key)
    assert verify(bag, Trust.of(signers=office)).state == "whole"
    with server(address(load(workspace.settings_file))).begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER log_only_added ON log")
        connection.exec_driver_sql("UPDATE log SET body = replace(body, 'b01', 'b09')")
    assert verify(workspace.root, asked).state == "broken"
