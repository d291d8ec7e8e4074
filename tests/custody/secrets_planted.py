"""Calls with secrets planted everywhere, and a search for them that shares no code with ours."""

from __future__ import annotations

import base64
import gzip
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import sounds
from calltools.provenance import Step
from calltools.recordings import register
from calltools.statements.extraction import extract
from calltools.statements.rows import write_statements
from calltools.transcripts.model import Call, Note, Party, Transcript, Turn, Word
from calltools.transcripts.writers.json import to_json
from calltools.workspace import STATEMENTS, TRANSCRIPT, Workspace
from plain_reader import PlainReader

NAMES = ("段春晖", "欧阳穗", "Marlow Quince")
NUMBER = "13900005678"
PLACE = "栖霞坡"

SAID = (
    ("investigator", "喂，是段春晖段大夫吗？我叫欧阳穗。"),
    ("hospital", "我是段春暉，您说。"),
    ("investigator", "我们在栖霞坡，肾源要等多久？"),
    ("hospital", "快的话十来天，慢的一个月。您打一三九零零零零五六七八找 Marlow Quince。"),
    ("investigator", "好，139-0000-5678，找 Quince Marlow。"),
    ("hospital", "对，Duan Chunhui 的号，duàn chūnhuī。"),
)


def timed(text: str, at: int) -> tuple[Word, ...]:
    """A word for each Chinese character and each run of Latin letters, 120 ms for each."""
    found = re.finditer(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+", text)
    return tuple(
        Word(m[0], m.start(), m.end(), at + 120 * i, at + 120 * (i + 1), 0.9)
        for i, m in enumerate(found)
    )


def planted_call() -> Transcript:
    """A call whose words, translations, facts and notes hold the secrets."""
    turns, at = [], 400
    for number, (role, text) in enumerate(SAID):
        words = timed(text, at)
        end = words[-1].end_ms or at
        turns.append(
            Turn(text, f"SPEAKER_0{number % 2}", role, at, end, words,  # type: ignore[arg-type]
                 raw_text=text, printed=text, glosses=("段春晖",),
                 translation="Is this Dr Duan Chunhui of Qixiapo?" if number == 0 else None)
        )  # fmt: skip
        at = end + 300
    return Transcript(
        tuple(turns),
        call=Call(hospital="栖霞坡医院", respondent="段春晖", phone="0999-13900005678",
                  notes="Marlow Quince was told", date="2017-03-11"),
        parties=(Party("SPEAKER_00", "investigator", 0.9, name="欧阳穗"),
                 Party("SPEAKER_01", "hospital", 0.9, evidence=("段春晖",))),
        duration_ms=at,
        notes=(Note(2, "narration", "段春晖 laughs"),),
    )  # fmt: skip


def planted_workspace(root: Path, name: str = "duan-chunhui") -> Workspace:
    """A workspace with that call; the file's name and its tags tell a secret, too."""
    workspace = Workspace.init(root)
    call = planted_call()
    path = workspace.recordings / f"{name}.wav"
    seconds = (call.duration_ms or 0) / 1000
    sounds.write_wav(path, sounds.white_noise(seconds, seed=3))
    tag = "段春晖".encode()
    data = bytearray(path.read_bytes() + b"note" + len(tag).to_bytes(4, "little") + tag + b"\0")
    data[4:8] = (len(data) - 8).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    register(workspace, path)
    folder = workspace.folder(name)
    folder.commit(Step("transcript", parameters={"host": "段春晖"}), {TRANSCRIPT: to_json(call)})
    found = [
        replace(one, reading="段春晖", heard_otherwise="找断春晖", retracts="段春晖")
        for one in extract(call, name, PlainReader())
    ]
    folder.commit(
        Step("extract", inputs={TRANSCRIPT: folder.sha256(TRANSCRIPT)}),
        {STATEMENTS: write_statements(found)},
    )
    return workspace


def texts_in(folder: Path) -> Iterator[tuple[str, str]]:
    """(file, text) of all that can be read in a folder: names, bytes in several encodings, what is
    packed or embedded."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        yield name, name
        if path.is_file():
            for data in _unpacked(path.read_bytes(), path):
                yield from ((name, data.decode(e, "ignore")) for e in ("utf-8", "gb18030"))
                yield name, data.decode("utf-16-le", "ignore")


def _unpacked(data: bytes, path: Path) -> Iterator[bytes]:
    yield data
    for match in re.finditer(rb"base64,([A-Za-z0-9+/=]+)", data):
        yield base64.b64decode(match[1])
    if data[:2] == b"\x1f\x8b":
        yield gzip.decompress(data)
    if data[:2] == b"PK":
        with zipfile.ZipFile(path) as packed:
            yield from map(packed.read, packed.namelist())


def left(folder: Path, secrets: Iterable[str]) -> list[tuple[str, str]]:
    """Secrets that are left: letters and digits alone are compared, marks off, small."""
    plain = [(file, _plain(text)) for file, text in texts_in(folder)]
    return [(file, s) for s in secrets for file, text in plain if _plain(s) in text]


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if c.isalnum())
