"""A download goes on where it stopped, and says in one line why it can't."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_model import CONTENT, known_as, small_model
from web_site import Site

from calltools.errors import MissingPartError, ModelError
from calltools.models import Model, install, locate
from calltools.models.download import download
from calltools.models.hub import fetch_from_hub
from calltools.progress import silent

pytestmark = pytest.mark.server


DATA = bytes(range(251)) * 5000
SIZE = len(DATA)


@pytest.fixture
def page(site: Site) -> Site:
    site.pages["/file"] = DATA
    return site


@pytest.mark.parametrize(
    ("there", "behaviour"),
    [
        (None, {}),
        (DATA[:1000], {"ranges": False}),
        (None, {"drop_after": SIZE // 3 + 1}),
        (DATA + b"more", {}),
    ],
    ids=["nothing there", "no ranges", "breaking connections", "too long a leftover"],
)
def test_the_whole_file_arrives(
    there: bytes | None, behaviour: dict[str, Any], page: Site, tmp_path: Path
) -> None:
    target = tmp_path / "deep" / "file"
    if there is not None:
        target.parent.mkdir()
        target.write_bytes(there)
    for name, value in behaviour.items():
        setattr(page, name, value)
    shares: list[float] = []
    download(f"{page.url}/file", target, SIZE, shares.append)
    assert target.read_bytes() == DATA
    assert shares == sorted(shares) and shares[-1] == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(done=st.integers(1, SIZE - 1))
def test_goes_on_from_any_point(page: Site, tmp_path: Path, done: int) -> None:
    target = tmp_path / "file"
    target.write_bytes(DATA[:done])
    page.sent = 0
    download(f"{page.url}/file", target, SIZE, silent)
    assert target.read_bytes() == DATA
    assert page.sent == SIZE - done


def test_what_arrived_is_kept_when_the_server_gives_up(page: Site, tmp_path: Path) -> None:
    page.drop_after = 5000
    with pytest.raises(ModelError, match="can't be downloaded"):
        download(f"{page.url}/file", tmp_path / "file", SIZE, silent)
    kept = (tmp_path / "file").read_bytes()
    assert kept and kept == DATA[: len(kept)]


def test_endless_page_is_not_read_to_its_end(page: Site, tmp_path: Path) -> None:
    download(f"{page.url}/file", tmp_path / "file", 1000, silent)
    assert (tmp_path / "file").stat().st_size == 1001, "one more, so that the check refuses it"


def test_missing_page_and_no_network_are_one_line(site: Site, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="the server answered 404"):
        download(f"{site.url}/none", tmp_path / "file", SIZE, silent)
    with pytest.raises(ModelError, match=r"can't be downloaded: .*refused") as caught:
        download("http://127.0.0.1:9/file", tmp_path / "file", SIZE, silent)
    assert "--from DIR" in caught.value.remedy and "\n" not in str(caught.value)


# The hub's own client, run against a server on this machine that speaks the hub's protocol


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
