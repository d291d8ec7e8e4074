"""Calls with secrets planted everywhere, and a search for them that shares no code with ours."""

from __future__ import annotations

import base64
import gzip
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import sounds
from calltools.alignment.carried_times import with_times, with_times_of_links
from calltools.alignment.exchange.json import to_json as alignment_json
from calltools.alignment.heard_differences import compare
from calltools.alignment.model import (
    AlignedCall,
    Alignment,
    Answer,
    Finding,
    Link,
    Sentence,
    TurnSpan,
)
from calltools.provenance import Step
from calltools.statements.extraction import extract
from calltools.statements.rows import write_statements
from calltools.store.call_folder import ALIGNMENT, STATEMENTS, TRANSCRIPT
from calltools.store.recordings import register
from calltools.store.workspace import Workspace
from calltools.transcripts.model import Call, Note, Party, Source, Transcript, Turn, Word
from calltools.transcripts.writers.json import to_json
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
    ("investigator", "那断春会主任今天在不在？"),
    ("hospital", "不在，下星期一在。"),
    ("investigator", "好的，再见。"),
)
PRINTED = {
    3: "快的话十来天，慢的一个月。您打13900005678找 Marlow Quince。",
    6: "那段春晖主任今天在不在？",
}
"""What was published otherwise than it was heard: once with the name that was misheard."""

ENGLISH = (
    "Hello, is this Dr Duan Chunhui? I am Ouyang Sui.",
    "I am Duan Chunhui, go ahead.",
    "We are in Qixiapo; how long is the wait for a kidney?",
    "Ten days or so if it is quick, a month if slow. Call 139-0000-5678 and ask for Marlow Quince.",
    "Right, 13900005678, Quince Marlow.",
    "Yes, the number of Chunhui Duan.",
    "Is director Duan Chunhui in today?",
    "No, next Monday. Ask Marlow Quince.",
    "Fine, goodbye.",
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


FINDINGS = (
    Finding("name_changed", (1,), (1,), TurnSpan(1, 2, 5), TurnSpan(1, 5, 17),
            note="段春暉 rendered as Duan Chunhui", id="f1"),
    Finding("number_changed", (7,), (7,), TurnSpan(7, 3, 7), TurnSpan(7, 4, 15),
            note="下星期一: Monday", id="f2"),
)  # fmt: skip


ANSWER = Answer("commented", "欧阳穗", "2017-03-12T08:00:00Z", "问过段春晖")
"""What a person said of a link."""


def planted_alignment(
    heard: Transcript,
    name: str = "段春晖",
    otherwise: Mapping[int, str] = PRINTED,
    translation: Sequence[str] = ENGLISH,
    findings: Sequence[Finding] = FINDINGS,
) -> AlignedCall:
    """What was published of a call, held against what was heard and linked turn by turn; ``name``
    is that of a speaker and of the document, ``otherwise`` what is printed otherwise than heard."""
    turns = [
        Turn(otherwise.get(i, turn.text), name if i == 1 else "乙", turn.role)
        for i, turn in enumerate(heard.turns)
    ]
    source = Source(f"published/{name}.html", "0" * 64, "html")
    printed = Transcript(tuple(turns), origin="published", call=heard.call, source=source)
    comparison = compare(printed.turns, heard.turns)
    zh = with_times(printed, comparison, heard)
    english = tuple(
        Turn(text, "Duan", turn.role) for text, turn in zip(translation, turns, strict=True)
    )
    made = Alignment(
        *(
            tuple(Sentence(i, 0, len(turn.text), turn.text) for i, turn in enumerate(side))
            for side in (zh.turns, english)
        ),
        links := tuple(Link((i,), (i,), 0.9, answers=(ANSWER,)) for i in range(len(turns))),
        links,
        tuple(findings),
    )
    notes = (Note(1, "footer", translation[0]),)
    en = with_times_of_links(Transcript(english, "en", "published", notes=notes), made, zh)
    return AlignedCall(name, zh, en, made, comparison, (Step("align"),))


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
    inputs = {TRANSCRIPT: folder.sha256(TRANSCRIPT)}
    aligned = alignment_json([planted_alignment(call)])
    folder.commit(Step("align", inputs=inputs), {ALIGNMENT: aligned})
    folder.commit(
        Step("extract", inputs=inputs),
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
