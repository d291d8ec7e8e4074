"""What is made to be shared tells nothing of the machine: no login, no host, no place on a disk."""

from __future__ import annotations

import base64
import getpass
import io
import re
import shutil
import socket
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import av
import numpy as np
import pytest

import user
from calltools.alignment.sources import file_name
from calltools.media import decode
from calltools.store.workspace import Workspace
from sounds import write_wav

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "examples"
DEMO = ROOT / "recordings" / "demo-call.wav"

LOGIN, HOST = "qvzlogin", "qvzhost"
PLACE = re.compile(r"(?<![\w.:/<])(?:/(?:home|root|tmp|Users|usr|var|private)/\w|[A-Z]:\\\w)")
SOUND = re.compile(r'<script type="text/plain" id="sound"[^>]*>([^<]*)<')


def damaged_ogg(path: Path) -> None:
    """Ten seconds of the demonstration call, then noise, at which libav names the file."""
    file, sound = io.BytesIO(), path.with_suffix(".wav")
    with decode(DEMO) as pcm:
        write_wav(sound, pcm.read(9_000, 29_000))
    with av.open(str(sound)) as source, av.open(file, "w", format="ogg") as target:
        stream = target.add_stream("libopus", rate=16000)
        resampler = av.AudioResampler("s16", "mono", 16000)
        for frame in source.decode(audio=0):
            for piece in resampler.resample(frame):
                target.mux(stream.encode(piece))  # type: ignore[attr-defined]
        target.mux(stream.encode(None))  # type: ignore[attr-defined]
    data = bytearray(file.getvalue())
    end = len(data) // 2
    data[end:] = np.random.default_rng(0).bytes(len(data) - end)
    path.write_bytes(data)
    sound.unlink()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("users") / LOGIN
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def environment(home: Path, models_dir: Path) -> dict[str, str]:
    names = dict.fromkeys(("USER", "LOGNAME", "USERNAME", "LNAME"), LOGIN)
    hosts = dict.fromkeys(("HOSTNAME", "HOST", "COMPUTERNAME"), HOST)
    return user.environment(models_dir) | names | hosts | {"HOME": str(home)}


@pytest.fixture(scope="module")
def made(home: Path, environment: Mapping[str, str]) -> Path:
    """All that a workspace in a home folder makes of a damaged call, with its translation; in
    ``out`` what is written at a user's request."""
    root = home / "calls"
    workspace = Workspace.init(root)
    damaged_ogg(workspace.recordings / "damaged.ogg")
    for name in ("demo-call.zh.txt", "demo-call.en.txt", "demo-report.md"):
        shutil.copy(EXAMPLES / name, home)
    (workspace.recordings / "damaged.toml").write_text(
        f'synthetic = true\npublications = ["{home / "demo-call.en.txt"}"]\n', "utf-8"
    )
    out = home / "out"
    out.mkdir()

    def calltools(*args: object, expected: int = 0) -> None:
        result = user.run(root, environment, *args)
        assert result.returncode == expected, result.stderr

    calltools("run")
    calltools("correct", "damaged", "--header", "hospital=海棠医院", "--reason", "heard")
    calltools("run")
    for ending in ("csv", "jsonl", "parquet", "xlsx", "sqlite"):
        calltools("export", "--output", out / f"statements.{ending}")
    for table in ("calls", "turns"):
        calltools("export", "--table", table, "--output", out / f"{table}.csv")
    transcript = root / "transcripts" / "damaged" / "transcript.json"
    for format_ in ("txt", "docx", "eaf", "textgrid", "csv", "vtt", "json"):
        calltools("parse", transcript, "--format", format_.replace("json", "transcript"),
                  "--output-dir", out / format_)  # fmt: skip
    texts = (home / "demo-call.zh.txt", home / "demo-call.en.txt")
    for ending in ("html", "json", "csv", "tmx", "xliff"):
        calltools("align", *texts, "--output", out / f"aligned.{ending}")
    calltools(
        "audit", home / "demo-report.md", "-t", texts[0], "-t", texts[1], "--output", f"{out}/",
        expected=3,
    )  # fmt: skip
    return home


def shared_files(made: Path) -> list[Path]:
    """Pages, tables, transcripts, corrections: all but the settings and the index."""
    root = made / "calls"
    files = [*(made / "out").rglob("*"), *(root / "transcripts").rglob("*"), root / "index.html"]
    return [file for file in files if file.is_file()]


def texts_in(file: Path) -> Iterator[str]:
    """All that is written in a file, also where it is packed."""
    data = file.read_bytes()
    yield data.decode("utf-8", "replace")
    yield data.decode("latin-1")
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            for name in archive.namelist():
                yield archive.read(name).decode("utf-8", "replace")
    if file.suffix == ".sqlite":
        with sqlite3.connect(file) as connection:
            yield "\n".join(connection.iterdump())
    if file.suffix == ".parquet":
        import pandas as pd

        yield pd.read_parquet(file).to_json(force_ascii=False)
    if file.suffix == ".html":
        for sound in SOUND.findall(data.decode("utf-8")):
            yield base64.b64decode(sound).decode("latin-1")


@pytest.mark.model
@pytest.mark.slow
def test_nothing_that_is_shared_tells_of_the_machine(made: Path, models_dir: Path) -> None:
    own = {getpass.getuser(), socket.gethostname()}  # short ones are found in anything: root, vm
    names = {LOGIN, HOST, str(models_dir), str(ROOT)} | {name for name in own if len(name) > 5}
    files = shared_files(made)
    endings = {file.suffix for file in files}
    assert endings > {".html", ".csv", ".xlsx", ".parquet", ".sqlite", ".docx", ".eaf", ".json"}
    for file in files:
        for text in texts_in(file):
            told = {name for name in names if name in text}
            assert not told, (file, told)
        if file.suffix not in (".parquet", ".sqlite", ".xlsx", ".docx"):
            place = PLACE.search(SOUND.sub("", file.read_text("utf-8", "replace")))
            assert place is None, (file, place)
    texts = (file.read_text("utf-8").splitlines() for file in (made / "out" / "txt").glob("*.txt"))
    damage = "[warning: can't be read beyond"
    (told_of_damage,) = (line for text in texts for line in text if line.startswith(damage))
    assert "/" not in told_of_damage.replace("'damaged.ogg'", "")


@pytest.mark.model
@pytest.mark.slow
def test_who_works_is_named_where_they_want_to_be(
    made: Path, environment: Mapping[str, str], tmp_path: Path
) -> None:
    copy = tmp_path / "calls"
    shutil.copytree(made / "calls", copy)
    page = copy / "transcripts" / "damaged" / "call.html"
    assert "Run by" not in page.read_text("utf-8")
    assert "not named" in page.read_text("utf-8")
    result = user.run(
        copy, environment, "correct", "damaged", "--header", "respondent=护士",
        "--operator", "K. Lind",
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    result = user.run(copy, {**environment, "CALLTOOLS_OPERATOR": "K. Lind"}, "run")
    assert result.returncode == 0, result.stderr
    assert "K. Lind" in page.read_text("utf-8")


def test_a_file_is_named_without_the_folder_of_its_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / LOGIN))
    assert file_name(tmp_path / LOGIN / "zh.txt") == "zh.txt"
    assert file_name(tmp_path / LOGIN / "desk" / "zh.txt") == "desk/zh.txt"
