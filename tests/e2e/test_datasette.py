"""The database of ``calltools export`` in Datasette, started as docs/tables.md tells."""

from __future__ import annotations

import json
import shlex
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NoReturn

import pytest

import export_cases
from calltools.publish.export import export
from calltools.publish.export.database import datasette_metadata

pytestmark = [pytest.mark.server, pytest.mark.slow]

GUIDE = Path(__file__).parents[2] / "docs" / "tables.md"


def documented(release: str) -> list[str]:
    """Arguments of the command for ``release`` in the guide."""
    commands = [
        shlex.split(line.removeprefix("$ datasette "), comments=True)
        for line in GUIDE.read_text("utf-8").splitlines()
        if line.startswith("$ datasette ")
    ]
    stable, coming = commands
    return stable if release.startswith("0.") else coming


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, lacks: Callable[[str], NoReturn]
) -> Iterator[str]:
    """The address of the database of the demonstration call."""
    try:
        arguments = documented(version("datasette"))
    except PackageNotFoundError:
        lacks("the package datasette")
    folder = tmp_path_factory.mktemp("datasette")
    (folder / "calls.sqlite").write_bytes(export([export_cases.demo()], "sqlite"))
    (folder / "calls.metadata.json").write_text(json.dumps(datasette_metadata("calls")))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "datasette", *arguments, "--port", str(port)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}/calls"
        until = time.monotonic() + 60
        while not answers(address):
            assert server.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < until, "no answer after a minute"
            time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=30).close()
    except (urllib.error.URLError, ConnectionError):
        return False
    return True


def rows(address: str, **query: str) -> list[dict[str, Any]]:
    query |= {"_shape": "array"}
    with urllib.request.urlopen(f"{address}.json?{urllib.parse.urlencode(query)}") as answer:
        found: list[dict[str, Any]] = json.load(answer)
    return found


def test_the_tables_are_served_with_their_descriptions(served: str) -> None:
    found = rows(f"{served}/statements")
    assert len(found) == len(export_cases.demo().statements)
    with urllib.request.urlopen(f"{served}/statements") as answer:
        page = answer.read().decode()
    assert "What the machine found, not what people decided" in page
    assert "how it is said; denied: the figures are those that the speaker REJECTS" in page


@pytest.mark.parametrize("words", ["肝源", "源", "十来天"])
def test_the_query_finds_chinese_words_of_any_length(served: str, words: str) -> None:
    found = rows(f"{served}/words", words=words)
    transcript = export_cases.demo().transcript
    assert transcript is not None
    expected = [n for n, turn in enumerate(transcript.turns) if words in turn.text]
    assert [row["turn_index"] for row in found] == expected != []
