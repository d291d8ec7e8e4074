"""The hub's own client, run against a server on this machine that speaks the hub's protocol."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from small_model import CONTENT, known_as, small_model
from web_site import Site

from calltools.errors import MissingPartError, ModelError
from calltools.models import Model, install, locate
from calltools.models.hub import fetch_from_hub
from calltools.progress import silent

pytestmark = pytest.mark.server

TOKEN = "hf_inventedTokenForTestsOnly"


@pytest.fixture
def model(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lacks: Callable[[str], NoReturn]
) -> Model:
    """The small model in a repository of the server, which is set as the hub's address."""
    if importlib.util.find_spec("huggingface_hub") is None:
        lacks("huggingface_hub")
    model = small_model("hub")
    for name, data in CONTENT.items():
        site.pages[f"/{model.repository}/resolve/{model.revision}/{name}"] = data
    monkeypatch.setenv("HF_ENDPOINT", site.url)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf-home"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")  # as speech sets it: lifted for the child alone
    monkeypatch.delenv("HF_TOKEN", raising=False)
    return model


def test_pinned_files_arrive_and_nothing_else_is_asked(
    model: Model, site: Site, tmp_path: Path
) -> None:
    (outcome,) = install((), tmp_path / "models", known=known_as(model))
    assert outcome.error is None and outcome.installed
    assert (tmp_path / "models" / "small" / "model.bin").read_bytes() == CONTENT["model.bin"]
    assert locate("small", tmp_path / "models", known_as(model)).file("config.json").is_file()
    asked = {path for _method, path, _headers in site.asked}
    assert asked == set(site.pages), "no telemetry, no moving branch"


def test_token_comes_from_the_environment_alone(
    model: Model, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hf-home").mkdir()
    (tmp_path / "hf-home" / "token").write_text("hf_storedByAnotherProgram")
    fetch_from_hub(model, model.files, tmp_path / "without", silent)
    assert not any("Authorization" in headers for *_, headers in site.asked)
    site.asked.clear()
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    fetch_from_hub(model, model.files, tmp_path / "with", silent)
    sent = [{k.lower(): v for k, v in headers.items()} for *_, headers in site.asked]
    assert all(headers["authorization"] == f"Bearer {TOKEN}" for headers in sent)


def test_gated_repository_names_the_page_and_the_variable(
    model: Model, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.refuse = {"X-Error-Code": "GatedRepo", "X-Error-Message": "conditions not accepted"}
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    with pytest.raises(ModelError) as caught:
        fetch_from_hub(replace(model, gated=True), model.files, tmp_path / "f", silent)
    assert "HF_TOKEN" in caught.value.remedy
    assert f"https://huggingface.co/{model.repository}" in caught.value.remedy
    assert "\n" not in str(caught.value) and TOKEN not in str(caught.value)


def test_no_network_is_one_line_and_without_the_client_the_package_is_named(
    model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelError, match="the hub can't be reached") as caught:
        fetch_from_hub(model, model.files, tmp_path / "f", silent)
    assert "check the network" in caught.value.remedy and "\n" not in str(caught.value)
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(MissingPartError, match=r"pip install .*\[speech-light\]'"):
        fetch_from_hub(model, model.files, tmp_path / "f", silent)
