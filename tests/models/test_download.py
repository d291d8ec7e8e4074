"""A download goes on where it stopped, and says in one line why it can't."""

from __future__ import annotations

from pathlib import Path

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


def test_whole_file_arrives_with_progress(page: Site, tmp_path: Path) -> None:
    shares: list[float] = []
    download(f"{page.url}/file", tmp_path / "deep" / "file", SIZE, shares.append)
    assert (tmp_path / "deep" / "file").read_bytes() == DATA
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


def test_server_without_ranges_sends_it_again_from_the_start(page: Site, tmp_path: Path) -> None:
    page.ranges = False
    (tmp_path / "file").write_bytes(DATA[:1000])
    download(f"{page.url}/file", tmp_path / "file", SIZE, silent)
    assert (tmp_path / "file").read_bytes() == DATA


def test_broken_connections_are_taken_up_again(page: Site, tmp_path: Path) -> None:
    page.drop_after = SIZE // 3 + 1
    download(f"{page.url}/file", tmp_path / "file", SIZE, silent)
    assert (tmp_path / "file").read_bytes() == DATA


def test_what_arrived_is_kept_when_the_server_gives_up(page: Site, tmp_path: Path) -> None:
    page.drop_after = 5000
    with pytest.raises(ModelError, match="can't be downloaded"):
        download(f"{page.url}/file", tmp_path / "file", SIZE, silent)
    kept = (tmp_path / "file").read_bytes()
    assert kept and kept == DATA[: len(kept)]


def test_too_long_a_leftover_is_fetched_anew(page: Site, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(DATA + b"more")
    download(f"{page.url}/file", tmp_path / "file", SIZE, silent)
    assert (tmp_path / "file").read_bytes() == DATA


def test_endless_page_is_not_read_to_its_end(page: Site, tmp_path: Path) -> None:
    download(f"{page.url}/file", tmp_path / "file", 1000, silent)
    assert (tmp_path / "file").stat().st_size == 1001, "one more, so that the check refuses it"


def test_missing_page_is_one_line(site: Site, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="the server answered 404"):
        download(f"{site.url}/none", tmp_path / "file", SIZE, silent)


def test_no_network_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"can't be downloaded: .*refused") as caught:
        download("http://127.0.0.1:9/file", tmp_path / "file", SIZE, silent)
    assert "--from DIR" in caught.value.remedy and "\n" not in str(caught.value)
