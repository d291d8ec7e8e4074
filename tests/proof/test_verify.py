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
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sounds
from authority import OwnAuthority
from calltools.cli import cli
from calltools.errors import WorkspaceError
from calltools.proof.acts import record
from calltools.proof.export import export_bag
from calltools.proof.faults import Flaw, Verification
from calltools.proof.heads import sign_head
from calltools.proof.keys import OfficeKey
from calltools.proof.ledger import LedgerEntry, ledger_path
from calltools.proof.stamps import keep_stamp, query
from calltools.proof.verify import verify
from calltools.proof.vouching import Trust
from calltools.provenance import Step, sha256_bytes
from calltools.store.folder import CORRECTED, CORRECTIONS, STATEMENTS, TRANSCRIPT
from calltools.store.recordings import recordings, register
from calltools.store.shelf import remove, rename, restore
from calltools.store.workspace import Workspace
from lived import Snapshot, agrees, correct, lived_workspace
from signing import office_key


def told(found: Verification, severity: str = "broken") -> list[str]:
    return [str(fault) for fault in found.faults if fault.severity == severity]


def fault_of(found: Verification, where: str) -> Flaw:
    (fault, *_) = [fault for fault in found.faults if fault.where.startswith(where)]
    return fault


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
        record(workspace)
        found = verify(workspace.root)
        assert agrees(found), [str(fault) for fault in found.faults]
    assert found.counts["recordings"] == 3
    assert found.counts["sound_ms"] == 900


def test_a_recording_removed_and_added_again_is_whole(workspace: Workspace, key: OfficeKey) -> None:
    remove(workspace, "b01")
    record(workspace)
    (aside,) = (workspace.root / "removed").glob("b01/recordings/*.wav")
    register(workspace, aside)
    record(workspace)
    sign_head(workspace, key)
    assert told(verify(workspace.root)) == []
    export_bag(workspace, workspace.root.with_name("bag"), key)
    assert agrees(verify(workspace.root.with_name("bag")))


def test_an_artefact_with_another_bit_is_told_with_what_rests_on_it(workspace: Workspace) -> None:
    correct(workspace, "b01")
    path = workspace.folder("b01").path / TRANSCRIPT
    path.write_bytes(path.read_bytes().replace(b'"', b"'", 1))
    fault = fault_of(verify(workspace.root), "transcripts/b01/transcript.json")
    assert fault.severity == "broken"
    assert "is not what the step transcript made" in fault.problem
    assert fault.since.startswith("entered as it was at 20")
    assert fault.affects == (CORRECTED, STATEMENTS)


def test_an_original_with_another_bit_is_told_with_all_that_was_made_of_it(
    workspace: Workspace,
) -> None:
    path = workspace.recordings / "b01.wav"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    fault = fault_of(verify(workspace.root), "recordings/b01.wav")
    assert "is not the file that was registered" in fault.problem
    assert STATEMENTS in fault.affects
    path.unlink()
    assert "is gone" in fault_of(verify(workspace.root), "recordings/b01.wav").problem


def test_sound_that_is_not_what_was_registered_is_told(workspace: Workspace) -> None:
    folder = workspace.folder("b01")
    text = folder.read("recording.json").decode()
    pcm = json.loads(text)["pcm_sha256"]
    step = folder.step("register")
    assert step is not None
    folder.commit(step, {"recording.json": text.replace(pcm, "0" * 64)})
    record(workspace)
    fault = fault_of(verify(workspace.root), "recordings/b01.wav")
    assert (fault.severity, fault.problem) == (
        "broken",
        "does not hold the sound that was registered",
    )
    assert agrees(verify(workspace.root, sound=False))
    parameters = {"decoder": "PyAV 1.0"}
    again = Step("register", inputs=step.inputs, parameters=parameters)
    folder.commit(again, {"recording.json": text.replace(pcm, "0" * 64)})
    record(workspace)
    fault = fault_of(verify(workspace.root), "recordings/b01.wav")
    assert fault.severity == "note", "another decoder gives other samples of a lossy file"


def test_what_is_to_be_run_again_is_a_note(workspace: Workspace) -> None:
    correct(workspace, "b01")
    log = workspace.folder("b01").path / CORRECTIONS
    sidecar = workspace.recordings / "b02.toml"
    sidecar.write_text('hospital = "东湾医院"\n', "utf-8")
    before = log.read_bytes()
    log.write_bytes(before + before.replace(b'"id": "', b'"id": "c'))
    record(workspace)
    found = verify(workspace.root)
    assert agrees(found), told(found, "doubtful")
    assert any("before the last corrections" in line for line in told(found, "note"))


def test_what_a_killed_program_did_not_enter_is_doubtful_until_the_next(
    workspace: Workspace,
) -> None:
    folder = workspace.folder("b01")
    folder.commit(Step("extract", parameters={"again": 1}), {STATEMENTS: b""})
    found = verify(workspace.root)
    assert found.state == "doubtful"
    assert fault_of(found, "transcripts/b01/.steps/extract.json").problem == "is not in the ledger"
    record(workspace)
    assert agrees(verify(workspace.root))


def test_entering_a_forged_record_does_not_make_it_good(workspace: Workspace) -> None:
    path = workspace.folder("b01").path / ".steps" / "extract.json"
    path.write_bytes(path.read_bytes().replace(b"calltools", b"calltoolz", 1))
    record(workspace)  # as the next run would
    fault = fault_of(verify(workspace.root), "transcripts/b01/.steps/extract.json")
    assert "is gone or was changed" in fault.problem


def test_corrections_that_were_rewritten_are_told(workspace: Workspace) -> None:
    correct(workspace, "b01")
    log = workspace.folder("b01").path / CORRECTIONS
    log.write_text(log.read_text("utf-8").replace("K. Lind", "L. Kind"), "utf-8")
    record(workspace)
    found = verify(workspace.root)
    fault = fault_of(found, "transcripts/b01/corrections.jsonl")
    assert fault.severity == "broken"
    assert fault.affects == (CORRECTED, STATEMENTS)


def test_a_correction_of_words_that_are_not_here_is_doubtful(workspace: Workspace) -> None:
    log = workspace.folder("b01").path / CORRECTIONS
    correct(workspace, "b01")
    text = log.read_text("utf-8")
    sha256 = json.loads(text.splitlines()[0])["transcript_sha256"]
    log.write_text(text.replace(sha256, "f" * 64), "utf-8")
    found = verify(workspace.root)
    assert any(
        "was made on a transcript.json that isn't here" in t for t in told(found, "doubtful")
    )


def test_a_recording_that_is_gone_with_all_of_it_is_told(workspace: Workspace) -> None:
    removed = workspace.folder("b01").path
    for path in sorted(removed.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    removed.rmdir()
    record(workspace)
    (line,) = told(verify(workspace.root))
    assert "is in the ledger and not here" in line


def test_nothing_is_written_where_it_is_checked(workspace: Workspace, key: OfficeKey) -> None:
    correct(workspace, "b01")
    sign_head(workspace, key)
    before = {p: p.stat().st_mtime_ns for p in workspace.root.rglob("*")}
    files = Snapshot(workspace.root).files
    verify(workspace.root)
    assert {p: p.stat().st_mtime_ns for p in workspace.root.rglob("*")} == before
    assert Snapshot(workspace.root).files == files


def test_a_signer_who_was_not_named_is_told(workspace: Workspace, key: OfficeKey) -> None:
    sign_head(workspace, key)
    assert verify(workspace.root, Trust.of(signers=[key.public.fingerprint])).state == "whole"
    (line,) = told(verify(workspace.root, Trust.of(signers=["0" * 64])))
    assert "none of those named" in line


def test_a_ledger_cut_behind_a_head_is_told(workspace: Workspace, key: OfficeKey) -> None:
    sign_head(workspace, key)
    path = ledger_path(workspace.root)
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:4]))
    found = verify(workspace.root)
    assert "ends after 4 lines" in fault_of(found, "custody/ledger.jsonl").problem


@pytest.mark.parametrize("cut", [1, 5])
def test_a_clock_that_was_set_back_is_told(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    monkeypatch.setattr("calltools.proof.ledger.utc_now", lambda: f"202{cut}-01-31T00:00:00Z")
    workspace.folder("b01").commit(Step("extract"), {STATEMENTS: b""})
    record(workspace)
    found = verify(workspace.root)
    assert found.state == "doubtful"
    assert any("the clock was set back" in line for line in told(found, "doubtful"))


def test_what_is_neither_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="no workspace and no bag"):
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
    assert "signed by nobody" in out
    sign_head(workspace, key)
    code, out = command("--signer", key.public.fingerprint)
    assert code == 0
    assert "workspace whole" in out
    sidecar = workspace.recordings / "b01.toml"
    sidecar.write_text("# nobody said so\n", "utf-8")
    code, out = command("--json")
    assert (code, json.loads(out)["state"]) == (3, "doubtful")
    (workspace.folder("b01").path / STATEMENTS).unlink()
    code, out = command("--json")
    assert (code, json.loads(out)["state"]) == (4, "broken")
    faults = json.loads(out)["faults"]
    told_of = [fault["severity"] for fault in faults]
    # The note: that the transcript is older than what was written into the sidecar.
    assert told_of == ["broken", "doubtful", "doubtful", "note"]


def test_the_page_tells_what_is_broken_and_what_rests_on_it(
    workspace: Workspace, command: Command, tmp_path: Path
) -> None:
    path = workspace.folder("b01").path / TRANSCRIPT
    path.write_bytes(b"<script>")
    path.rename(path.with_name("<b>.json"))
    page = tmp_path / "verify.html"
    assert command("--page", page)[0] == 4
    text = page.read_text("utf-8")
    assert "transcripts/b01/transcript.json" in text
    assert "is gone; the step transcript made it" in text
    assert STATEMENTS in text
    assert "&lt;b&gt;.json" in text
    assert "Workspace broken: 1 thing" in text


def test_a_key_may_be_named_by_its_file(
    workspace: Workspace, key: OfficeKey, command: Command, tmp_path: Path
) -> None:
    sign_head(workspace, key)
    (tmp_path / "office.pub.pem").write_bytes(key.public.pem)
    assert command("--signer", tmp_path / "office.pub.pem")[0] == 0
    assert command("--signer", "0" * 64)[0] == 4
    assert command("--signer", "someone")[0] != 0


def test_sound_in_stereo_and_at_another_rate_is_what_was_registered(workspace: Workspace) -> None:
    path = workspace.recordings / "b03.wav"
    sounds.write_wav(path, sounds.white_noise(0.3, seed=3), rate=8_000)
    register(workspace, path)
    record(workspace)
    assert agrees(verify(workspace.root))


@pytest.mark.parametrize("elsewhere", ["/etc/hostname", "../calltools.toml"])
def test_a_record_that_points_elsewhere_is_told_and_not_followed(
    workspace: Workspace, elsewhere: str
) -> None:
    folder = workspace.folder("b01").path
    record_ = json.loads((folder / "recording.json").read_bytes())
    (folder / "recording.json").write_text(json.dumps(record_ | {"file": elsewhere}), "utf-8")
    path = folder / ".steps" / "extract.json"
    step = json.loads(path.read_bytes())
    step["outputs"] = {elsewhere: "0" * 64}
    step["inputs"] = {elsewhere: "0" * 64}
    path.write_text(json.dumps(step), "utf-8")
    ledger = ledger_path(workspace.root)
    ledger.write_bytes(ledger.read_bytes() + b'{"event":"custody","name":"' + elsewhere.encode())
    found = verify(workspace.root)
    assert any(f"names {elsewhere}, no artefact" in line for line in told(found))
    assert any(f"the original is gone: {elsewhere}" in line for line in told(found))


def bag_of(workspace: Workspace, key: OfficeKey, name: str = "bag") -> Path:
    bag = workspace.root.with_name(name)
    export_bag(workspace, bag, key)
    return bag


def test_a_bag_that_a_forger_made_and_signed_is_never_whole_by_itself(
    workspace: Workspace, key: OfficeKey, keys_folder: Path
) -> None:
    """All of it agrees with itself; only what came from elsewhere tells it from the office's."""
    forger = office_key(keys_folder, "forger")
    real = bag_of(workspace, key, "real")
    (workspace.recordings / "b01.toml").write_text('hospital = "another"\n', "utf-8")
    record(workspace)
    forged = bag_of(workspace, forger, "forged")
    for bag in (real, forged):
        assert (verify(bag).state, verify(bag).exit_code) == ("doubtful", 3)
    office = [key.public.fingerprint]
    assert verify(real, Trust.of(signers=office)).state == "whole"
    assert verify(forged, Trust.of(signers=office)).state == "broken"
    (last,) = (real / "data/custody/heads").glob("*.dsse.json")
    assert verify(real, Trust.of(head=last)).state == "whole"
    assert verify(forged, Trust.of(head=last)).state == "doubtful", (
        "it goes on the office's and adds to it"
    )


def test_what_came_after_the_last_signature_is_doubtful(
    workspace: Workspace, key: OfficeKey
) -> None:
    head = sign_head(workspace, key)
    office = [key.public.fingerprint]
    assert verify(workspace.root, Trust.of(signers=office)).state == "whole"
    assert verify(workspace.root, Trust.of(head=head)).state == "whole"
    entry = LedgerEntry(  # without a time, as those have that hold their own proof
        event="step", name="extract", recording=recordings(workspace)[0].audio_sha256,
        sha256="0" * 64, number=len(ledger_path(workspace.root).read_bytes().splitlines()) + 1,
        previous=sha256_bytes(ledger_path(workspace.root).read_bytes().splitlines()[-1]),
    )  # fmt: skip
    before = ledger_path(workspace.root).read_bytes()
    ledger_path(workspace.root).write_bytes(before + entry.line() + b"\n")
    assert verify(workspace.root, Trust.of(signers=office)).state == "broken", (
        "no such record is here"
    )
    ledger_path(workspace.root).write_bytes(before)
    (workspace.recordings / "b01.toml").write_text('hospital = "another"\n', "utf-8")
    record(workspace)
    for trust in (Trust.of(signers=office), Trust.of(head=head)):
        found = verify(workspace.root, trust)
        assert found.exit_code == 3
        assert "came after what you named" in str(found.of("doubtful")[0])


def test_an_earlier_state_that_was_signed_is_told_by_a_head_that_was_kept(
    workspace: Workspace, key: OfficeKey, tmp_path: Path, command: Command
) -> None:
    earlier = bag_of(workspace, key, "earlier")
    correct(workspace, "b01")
    kept = tmp_path / "kept.dsse.json"
    kept.write_bytes(sign_head(workspace, key).read_bytes())
    office = key.public.fingerprint
    assert verify(earlier, Trust.of(signers=[office])).state == "whole", (
        "nobody can tell it from the last"
    )
    code, out = command(earlier, "--signer", office, "--head", kept)
    assert code == 4
    assert "the head that you keep" in out
    assert command("--signer", office, "--head", kept)[0] == 0
    kept.write_text("{}")
    assert command("--head", kept)[0] != 0


def test_a_head_of_another_ledger_does_not_fit(
    workspace: Workspace, key: OfficeKey, tmp_path: Path
) -> None:
    other = lived_workspace(tmp_path / "other", key, None)
    head = sign_head(workspace, key)
    assert verify(other.root, Trust.of(head=head)).state == "broken"


def test_folders_of_two_calls_that_were_exchanged_are_told(
    workspace: Workspace, key: OfficeKey
) -> None:
    for name in ("b01", "b02"):
        (workspace.recordings / f"{name}.toml").write_text('hospital = "one"\n', "utf-8")
    record(workspace)
    sign_head(workspace, key)
    one, other, aside = (workspace.transcripts / name for name in ("b01", "b02", "aside"))
    one.rename(aside)
    other.rename(one)
    aside.rename(other)
    found = verify(workspace.root, Trust.of(signers=[key.public.fingerprint]))
    assert found.exit_code == 4
    assert "is the record of the call b02" in str(fault_of(found, "transcripts/b01"))


def test_a_renaming_that_was_stopped_is_doubtful(workspace: Workspace) -> None:
    rename(workspace, "b01", "b09")
    (workspace.transcripts / "b09").rename(workspace.transcripts / "b01")
    record(workspace)
    found = verify(workspace.root)
    assert told(found) == []
    assert "is the record of the call b09" in str(fault_of(found, "transcripts/b01"))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="missing: openssl")
def test_a_named_authority_that_stamped_nothing_is_told(
    workspace: Workspace, key: OfficeKey, tmp_path: Path
) -> None:
    authority, other = (OwnAuthority(tmp_path / name) for name in ("own", "other"))
    head = sign_head(workspace, key)
    office = [key.public.fingerprint]

    def state(*roots: Path) -> str:
        return verify(workspace.root, Trust.of(signers=office, authorities=roots)).state

    assert (state(), state(authority.root)) == ("whole", "broken")
    keep_stamp(workspace, authority.answer(query(head)), [authority.root], "answer")
    assert (state(), state(authority.root), state(other.root)) == ("whole", "whole", "broken")
    keep_stamp(workspace, other.answer(query(head)), [other.root], "answer")
    assert state(other.root) == "whole", "two authorities stamped; who knows one needs no other"


@pytest.mark.server
@pytest.mark.parametrize("asked", [False, True])
def test_a_stranger_s_workspace_opens_no_connection_and_gets_no_password(
    workspace: Workspace, command: Command, monkeypatch: pytest.MonkeyPatch, asked: bool
) -> None:
    """A server that takes whatever comes stands where the settings say."""
    secret = "correct horse battery"
    monkeypatch.setenv("CALLTOOLS_DATABASE_PASSWORD", secret)
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
    doubts = [fault["where"] for fault in json.loads(out)["faults"]]
    assert "decisions.jsonl" in doubts


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_blind_or_an_entry_of_the_ledger_that_was_changed_is_never_whole(
    data: st.DataObject, signed_once: tuple[Workspace, str]
) -> None:
    workspace, fingerprint = signed_once
    files = [*sorted((workspace.root / "custody").rglob("*"))]
    path = data.draw(st.sampled_from([path for path in files if path.is_file()]))
    before = path.read_bytes()
    place = data.draw(st.integers(0, len(before) - 1))
    changed = data.draw(st.binary(max_size=4).filter(lambda new: new != before[place : place + 1]))
    try:
        path.write_bytes(before[:place] + changed + before[place + 1 :])
        found = verify(workspace.root, Trust.of(signers=[fingerprint]), sound=False, threads=1)
        assert found.exit_code in (3, 4), (path, place, changed)
    finally:
        path.write_bytes(before)


@pytest.fixture(scope="module")
def signed_once(
    tmp_path_factory: pytest.TempPathFactory, keys_folder: Path
) -> tuple[Workspace, str]:
    key = office_key(keys_folder)
    workspace = lived_workspace(tmp_path_factory.mktemp("signed") / "office", key, None)
    assert verify(workspace.root, Trust.of(signers=[key.public.fingerprint])).state == "whole"
    return workspace, key.public.fingerprint
