"""The office's key: where it may lie, who may read it, how it is opened, what it signs."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import user
from calltools.cli import cli
from calltools.cli.signing import PASSPHRASE as VARIABLE
from calltools.errors import IntegrityError, SettingsError
from calltools.proof.heads import KIND, LogHead, sign_head, signed_heads
from calltools.proof.keys import OfficeKey, load_key, new_key, public_path, read_public_key
from calltools.proof.signature import (
    ENVELOPE,
    PAE,
    SIGNATURE,
    open_record,
    read_envelope,
    write_envelope,
)
from calltools.provenance import sha256_bytes
from calltools.store.workspace import Workspace
from signing import PASSPHRASE, office_key

openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="missing: openssl")


def test_a_key_is_encrypted_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "office.pem"
    public = new_key(path, PASSPHRASE)
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"ENCRYPTED" in path.read_bytes()
    assert read_public_key(public_path(path)) == public
    assert load_key(path, PASSPHRASE).public == public
    with pytest.raises(SettingsError, match="passphrase"):
        load_key(path, "another")


def test_a_key_is_not_made_in_a_workspace_nor_over_another(
    workspace: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match="workspace"):
        new_key(workspace.root / "keys" / "office.pem", PASSPHRASE)
    new_key(tmp_path / "office.pem", PASSPHRASE)
    before = (tmp_path / "office.pem").read_bytes()
    with pytest.raises(SettingsError, match="already"):
        new_key(tmp_path / "office.pem", PASSPHRASE)
    assert (tmp_path / "office.pem").read_bytes() == before
    with pytest.raises(SettingsError, match="fewer than"):
        new_key(tmp_path / "short.pem", "short")


@openssl
def test_the_fingerprint_is_what_openssl_gives(tmp_path: Path) -> None:
    public = new_key(tmp_path / "office.pem", PASSPHRASE)
    command = ["openssl", "pkey", "-pubin", "-in", tmp_path / "office.pub.pem", "-outform", "DER"]
    der = subprocess.run(command, check=True, capture_output=True).stdout
    assert sha256_bytes(der) == public.fingerprint


def test_a_head_tells_how_far_the_log_goes(workspace: Workspace, key: OfficeKey) -> None:
    before = workspace.log.head()
    signed = sign_head(workspace.log, key)
    assert signed.signer == key.public.fingerprint
    assert (signed.head.seq, signed.head.sha256) == (before.seq, before.sha256)
    again = sign_head(workspace.log, key)
    assert again.head.seq == before.seq + 1, "the signature is an event, which the next one signs"
    assert list(signed_heads(workspace.log)) == [signed, again]


@openssl
def test_openssl_alone_checks_a_head_that_was_kept(
    workspace: Workspace, key: OfficeKey, tmp_path: Path
) -> None:
    path = write_envelope(tmp_path, "head", sign_head(workspace.log, key).body.data())
    (tmp_path / "office.pub.pem").write_bytes(key.public.pem)
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "office.pub.pem", "-rawin"]
    command += ["-in", f"head{PAE}", "-sigfile", f"head{SIGNATURE}"]
    assert subprocess.run(command, check=False, capture_output=True, cwd=tmp_path).returncode == 0
    changed = path.with_name(f"head{PAE}")
    changed.write_bytes(changed.read_bytes() + b" ")
    assert subprocess.run(command, check=False, capture_output=True, cwd=tmp_path).returncode != 0


def test_an_envelope_of_another_key_or_with_other_bytes_is_refused(
    workspace: Workspace, key: OfficeKey, keys_folder: Path, tmp_path: Path
) -> None:
    path = write_envelope(tmp_path, "head", sign_head(workspace.log, key).body.data())
    keys = {key.public.fingerprint: key.public}
    other = office_key(keys_folder, "other").public
    with pytest.raises(IntegrityError, match="isn't here"):
        open_record(read_envelope(path), KIND, {other.fingerprint: other}, LogHead, path)
    for ending in (ENVELOPE, PAE, SIGNATURE):
        file = path.with_name(f"head{ending}")
        raw = file.read_bytes()
        for place in range(0, len(raw), 7):
            changed = bytearray(raw)
            changed[place] ^= 1
            file.write_bytes(changed)
            with pytest.raises(IntegrityError):
                open_record(read_envelope(path), KIND, keys, LogHead, path)
        file.write_bytes(raw)
    open_record(read_envelope(path), KIND, keys, LogHead, path)


def test_the_passphrase_comes_from_file_or_environment(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace.root)
    monkeypatch.setenv("CALLTOOLS_KEY", str(tmp_path / "office.pem"))
    runner = CliRunner()
    refused = runner.invoke(cli, ["keys", "new"])
    assert isinstance(refused.exception, SettingsError)
    (tmp_path / "secret").write_text(f"{PASSPHRASE}\n", "utf-8")
    made = runner.invoke(cli, ["keys", "new", "--passphrase-file", str(tmp_path / "secret")])
    assert made.exit_code == 0, made.output
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    signed = runner.invoke(cli, ["keys", "sign"])
    assert signed.exit_code == 0, signed.output
    shown = runner.invoke(cli, ["keys", "show"]).stdout.strip()
    kept = runner.invoke(cli, ["log", "--head", str(tmp_path / "kept")])
    assert kept.exit_code == 0, kept.output
    envelope = json.loads((tmp_path / "kept").read_bytes())
    assert envelope["signatures"][0]["keyid"] == shown == made.stdout.splitlines()[0]


@pytest.mark.slow
def test_on_a_terminal_the_passphrase_is_asked_for_and_not_shown(tmp_path: Path) -> None:
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(tmp_path)
        os.environ.pop(VARIABLE, None)
        os.execv(sys.executable, user.command("keys", "new", "--key", tmp_path / "office.pem"))
    shown = b""
    for _ in range(2):
        while not shown.rstrip().endswith(b":"):
            shown += os.read(terminal, 1024)
        os.write(terminal, f"{PASSPHRASE}\n".encode())
        shown += b" - "
    while True:
        try:
            more = os.read(terminal, 1024)
        except OSError:
            break
        if not more:
            break
        shown += more
    assert os.waitpid(process, 0)[1] == 0, shown
    assert PASSPHRASE.encode() not in shown
    load_key(tmp_path / "office.pem", PASSPHRASE)
