"""No model is handed out whose bytes are not those of the catalogue."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_model import CONTENT, known_as

from calltools.errors import ModelError
from calltools.models import Catalogue, faults, locate


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
