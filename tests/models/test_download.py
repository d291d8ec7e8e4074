"""A download goes on where it stopped, and says in one line why it can't."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from web_site import Site

from calltools.errors import ModelError
from calltools.models.download import download
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
