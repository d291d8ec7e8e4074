"""Bags: what is in them, what a stranger checks them with, what is left of those who are killed."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest
from readme_commands import commands, run_command

from authority import OwnAuthority
from calltools.errors import IntegrityError, SettingsError
from calltools.proof import copying
from calltools.proof.bag import manifest_text, read_manifest
from calltools.proof.bag_export import export_bag
from calltools.proof.keys import OfficeKey
from calltools.proof.trust import Trust
from calltools.proof.verify import verify
from calltools.provenance import Step, sha256_file
from calltools.review.openings import Openings
from calltools.store.call_folder import ALIGNMENT, STATEMENTS
from calltools.store.call_moves import remove
from calltools.store.workspace import Workspace
from custody_kills import ExportKills
from lived import agrees, lived_workspace
from signing import office_key

openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="missing: openssl")


@pytest.fixture(scope="module")
def bag_and_fingerprint(
    tmp_path_factory: pytest.TempPathFactory, keys_folder: Path
) -> tuple[Path, str]:
    key = office_key(keys_folder)
    folder = tmp_path_factory.mktemp("bags")
    authority = OwnAuthority(folder / "authority")
    workspace = lived_workspace(folder / "office", key, authority)
    export_bag(workspace, folder / "bag", key)
    return folder / "bag", key.public.fingerprint


@pytest.fixture
def bag(bag_and_fingerprint: tuple[Path, str], tmp_path: Path) -> Path:
    """The bag once more: it may be changed."""
    return Path(shutil.copytree(bag_and_fingerprint[0], tmp_path / "bag"))


@openssl
@pytest.mark.parametrize("language", ["README.txt", "README.zh.txt"])
def test_a_stranger_checks_it_with_what_the_readme_tells(
    bag_and_fingerprint: tuple[Path, str], language: str, tmp_path: Path
) -> None:
    """With the system's programs, and ``bagit`` alone beside the standard library."""
    bag, fingerprint = bag_and_fingerprint
    path = programs(tmp_path)
    said = {}
    for command in commands(bag, language):
        result = run_command(command, bag, path)
        assert result.returncode == 0, (command, result.stderr)
        said[command] = result.stdout
    assert len(said) == 12
    for command, out in said.items():
        match command.split()[0]:
            case "p=;" | "for" | "while" | "bagit.py":
                assert out == ""
            case "grep":
                assert out == "1\n", command
            case "openssl" if "pkeyutl" in command:
                assert "Signature Verified Successfully" in out
            case "openssl" if " ts " in command:
                assert out == "Verification: OK\n" or out == ""
            case "openssl":
                assert out.startswith(fingerprint)


@openssl
@pytest.mark.parametrize(
    "changed",
    ["data/recordings/b0.wav", "data/log/events.jsonl", "README.txt", "bag.pae"],
)
def test_a_stranger_finds_what_was_changed(bag: Path, changed: str, tmp_path: Path) -> None:
    typed = commands(bag)
    data = bytearray((bag / changed).read_bytes())
    data[len(data) // 2] ^= 1
    (bag / changed).write_bytes(data)
    path = programs(tmp_path)
    assert any(run_command(command, bag, path).returncode for command in typed)


@pytest.mark.parametrize(
    ("verb", "name"),
    [("for", "data/transcripts/b0/transcript.json"), ("while", "data/log/bodies.jsonl")],
)
def test_a_stranger_finds_what_the_log_does_not_name(bag: Path, verb: str, name: str) -> None:
    (command,) = [typed for typed in commands(bag) if typed.startswith(f"{verb} ")]
    (bag / name).write_bytes((bag / name).read_bytes().replace(b"{", b"{ ", 1))
    said = run_command(command, bag).stdout
    assert said.startswith("NOT IN THE LOG: ")
    assert said.count("\n") == 1


def programs(folder: Path) -> Path:
    """A folder with bagit.py as its package has it, run by the plain interpreter."""
    path = folder / "programs"
    path.mkdir()
    module = Path(bagit.__file__)
    shutil.copy(module, path / "bagit_module.py")
    (path / "bagit.py").write_text(
        f"#!{sys.executable} -IS\nimport sys, importlib.metadata\n"
        "importlib.metadata.version = lambda name: '1.9.0'\n"
        f"sys.argv[0] = 'bagit.py'\nexec(compile(open({str(path / 'bagit_module.py')!r}).read(),"
        " 'bagit', 'exec'), {'__name__': '__main__', '__file__': __file__})\n"
    )
    (path / "bagit.py").chmod(0o755)
    return path


def test_bagit_and_verify_agree(bag_and_fingerprint: tuple[Path, str]) -> None:
    bag, fingerprint = bag_and_fingerprint
    assert bagit.Bag(str(bag)).validate()
    found = verify(bag, Trust.of(signers=[fingerprint]))
    assert found.state == "whole", [str(fault) for fault in found.faults]
    assert found.kind == "bag"
    assert found.left_out == 1  # the removed recording
    assert not list(bag.rglob(".calltools"))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("more.txt", lambda _: "put in"),
        ("tagmanifest-sha256.txt", lambda _: None),
        ("tagmanifest-sha256.txt", lambda text: text[text.index("\n") + 1 :]),
    ],
    ids=["a tag file put in", "no list of tag files", "a line of that list gone"],
)
def test_what_bagit_calls_valid_is_broken(
    bag: Path, name: str, change: Callable[[str], str | None]
) -> None:
    path = bag / name
    text = change(path.read_text("utf-8") if path.exists() else "")
    path.unlink(missing_ok=True) if text is None else path.write_text(text, "utf-8")
    assert bagit.Bag(str(bag)).validate()
    assert verify(bag, sound=False).state == "broken"


def test_only_the_recordings_named_are_in_it(workspace: Workspace, key: OfficeKey) -> None:
    bag = workspace.root.with_name("bag")
    openings = Openings(workspace)
    openings.opened("ann", "b01", "sound", "1")
    openings.opened("bob", "b02", "words", "2")
    remove(workspace, "b02", reason="not of this matter")
    export_bag(workspace, bag, key, ["b01"])
    found = verify(bag)
    assert agrees(found), [str(fault) for fault in found.faults]
    texts = [p.read_bytes() for p in bag.rglob("*") if p.is_file() and p.suffix != ".wav"]
    away = (b"b02.wav", b'"b02"', b"not of this matter", b"bob")
    assert not [word for word in away for text in texts if word in text]
    assert any(b'"ann"' in text for text in texts), "who opened what is in it goes with it"
    assert not any(path.stem == "b02" for path in bag.rglob("*"))
    (line,) = [line for line in (bag / "left-out.txt").read_text().splitlines() if "#" not in line]
    assert found.left_out == 1
    (bag / "left-out.txt").write_text("")
    assert any("left out of this bag" in str(flaw) for flaw in verify(bag).of("broken")), line
    with pytest.raises(SettingsError, match="not a recording"):
        export_bag(workspace, workspace.root.with_name("other"), key, ["b09"])


def test_a_name_with_a_percent_sign_and_chinese_is_listed_as_bags_have_it(
    workspace: Workspace, key: OfficeKey
) -> None:
    bag = workspace.root.with_name("袋")
    folder = workspace.folder("b01").path
    (folder / "海棠 100%.txt").write_text("a note of our own", "utf-8")
    export_bag(workspace, bag, key)
    assert bagit.Bag(str(bag)).validate()
    assert run_command(commands(bag)[1], bag).returncode == 0
    assert agrees(verify(bag))
    (folder / "100%25.txt").write_text("another", "utf-8")
    export_bag(workspace, workspace.root.with_name("other"), key)
    assert agrees(verify(workspace.root.with_name("other")))


def test_manifests_are_read_as_they_are_written(tmp_path: Path) -> None:
    hashes = {"data/a b": "0" * 64, "data/100%\n": "1" * 64, "data/%0A%25%0d\u2028": "2" * 64}
    path = tmp_path / "manifest-sha256.txt"
    path.write_text(manifest_text(hashes), "utf-8")
    assert read_manifest(path) == hashes
    for wrong in ("0" * 64, f"{'0' * 64}  ../up", f"{'0' * 63}A  data/a", f"{'0' * 64}  /etc"):
        path.write_text(f"{wrong}\n", "utf-8")
        with pytest.raises(IntegrityError, match="not a line of a manifest"):
            read_manifest(path)


def test_a_workspace_that_is_broken_gives_no_bag(workspace: Workspace, key: OfficeKey) -> None:
    bag = workspace.root.with_name("bag")
    path = workspace.folder("b01").path / STATEMENTS
    before = path.read_bytes()
    path.write_bytes(b"forged")
    with pytest.raises(IntegrityError, match=r"statements\.jsonl"):
        export_bag(workspace, bag, key)
    assert not bag.exists()
    path.write_bytes(before)
    export_bag(workspace, bag, key)
    assert agrees(verify(bag))
    with pytest.raises(SettingsError, match="already"):
        export_bag(workspace, bag, key)


def test_who_was_stopped_goes_on_and_copies_nothing_twice(
    workspace: Workspace, key: OfficeKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    bag = workspace.root.with_name("bag")
    copied: list[Path] = []
    real = copying.os.utime

    def utime(path: Path, **times: tuple[int, int]) -> None:
        copied.append(path)
        if len(copied) == 5:
            raise KeyboardInterrupt
        real(path, **times)

    monkeypatch.setattr(copying.os, "utime", utime)
    with pytest.raises(KeyboardInterrupt):
        export_bag(workspace, bag, key)
    assert not bag.exists()
    with pytest.raises(IntegrityError, match="not finished"):
        (bag.with_name("bag.unfinished") / "data" / "calltools.toml").write_text("")
        verify(bag.with_name("bag.unfinished"))
    export_bag(workspace, bag, key)
    assert len(set(copied)) == len(copied) - 1, "the one that was stopped is copied again"
    assert agrees(verify(bag))
    assert not bag.with_name("bag.unfinished").exists()


@pytest.mark.slow
def test_killed_at_any_moment_nothing_half_written_is_taken_for_whole(
    workspace: Workspace, key: OfficeKey, keys_folder: Path, times: int
) -> None:
    kills = ExportKills(workspace, key, keys_folder / "office.pem")
    for number in range(4 * times):
        kills.kill(0.02 * number / times)
    kills.finish()


def test_what_was_published_goes_along_from_wherever_it_lies(
    workspace: Workspace, key: OfficeKey, tmp_path: Path
) -> None:
    printed = tmp_path / "elsewhere" / "published.html"
    printed.parent.mkdir()
    printed.write_text("<p>答：十来天。</p>", "utf-8")
    inside = workspace.root / "printed" / "en.html"
    inside.parent.mkdir()
    inside.write_text("<p>Answer: ten days.</p>", "utf-8")
    sidecar = workspace.recordings / "b01.toml"
    sidecar.write_text(f'publications = ["{printed}", "../printed/en.html"]\n', "utf-8")
    folder = workspace.folder("b01")
    inputs = {
        "elsewhere/published.html": sha256_file(printed),
        "printed/en.html": sha256_file(inside),
    }
    folder.commit(Step("align", inputs=inputs), {ALIGNMENT: b"{}"})
    bag = tmp_path / "bag"
    found = export_bag(workspace, bag, key)
    kept = {path.name: path.read_bytes() for path in (bag / "data/publications").glob("*/*")}
    assert kept == {"published.html": printed.read_bytes(), "en.html": inside.read_bytes()}
    shutil.rmtree(printed.parent)
    assert not [flaw for flaw in verify(bag).faults if "isn't kept here" in flaw.problem]
    assert found.state == "whole"
    changed = next((bag / "data/publications").glob("*/published.html"))
    changed.write_text("<p>答：十年。</p>", "utf-8")
    told = [flaw.where for flaw in verify(bag).of("broken")]
    assert told == [changed.relative_to(bag).as_posix()]
