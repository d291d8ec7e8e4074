"""Workspaces of calls that nobody spoke: registered, transcribed and extracted on paper."""

from __future__ import annotations

import random
from zlib import crc32

import sounds
from calltools.provenance import Step, sha256_file
from calltools.statements.extraction import extract
from calltools.statements.rows import write_statements
from calltools.store.call_folder import STATEMENTS, TRANSCRIPT
from calltools.store.recordings import register
from calltools.store.stages import VERSIONS
from calltools.store.workspace import Workspace
from calltools.transcripts.model import Call, Party, Transcript, Turn, Word
from calltools.transcripts.writers.json import to_json
from plain_reader import PlainReader

ASKED = ("换肝要等多久？", "肝源多不多？", "一个星期能做上吗？", "费用大概多少？")
SAID = (
    "快的话十来天，慢的一个月。", "肝源还可以。", "一个星期肯定不够。", "三十万左右。",
    "这个不好说，您来医院问吧。", "我们不做移植。", "The waiting time is about two weeks.",
)  # fmt: skip


def transcript(seed: int, turns: int = 10) -> Transcript:
    """A call of ``turns`` turns, an investigator and a hospital taking turns."""
    chosen = random.Random(seed)
    made, at = [], 0
    for number in range(turns):
        asks = number % 2 == 0
        text = chosen.choice(ASKED if asks else SAID)
        words = tuple(
            Word(ch, i, i + 1, at + 200 * i, at + 200 * (i + 1), 0.9) for i, ch in enumerate(text)
        )
        end = at + 200 * len(text)
        speaker, role = ("SPEAKER_00", "investigator") if asks else ("SPEAKER_01", "hospital")
        made.append(Turn(text, speaker, role, at, end, words))  # type: ignore[arg-type]
        at = end + 300
    date = f"{2015 + seed % 8}-0{1 + seed % 9}-11"
    hospital = ("海棠医院", "东湾医院")[seed % 2]
    parties = (Party("SPEAKER_00", "investigator", 0.9), Party("SPEAKER_01", "hospital", 0.9))
    return Transcript(
        tuple(made), call=Call(hospital=hospital, date=date), parties=parties, duration_ms=at
    )


def add_call(workspace: Workspace, name: str, call: Transcript, sound_s: float = 0.3) -> None:
    """A recording of that name, with ``call`` as its transcript and what is found in it."""
    path = workspace.recordings / f"{name}.wav"
    sounds.write_wav(path, sounds.white_noise(sound_s, seed=crc32(name.encode())))
    sidecar = register(workspace, path).sidecar
    folder = workspace.folder(name)
    inputs, version = {"sidecar": sha256_file(sidecar)}, VERSIONS["transcript"]
    step = Step("transcript", inputs=inputs, stage_version=version)
    folder.commit(step, {TRANSCRIPT: to_json(call)})
    inputs = {TRANSCRIPT: folder.sha256(TRANSCRIPT)}
    folder.commit(
        Step("extract", inputs=inputs),
        {STATEMENTS: write_statements(extract(call, name, PlainReader()))},
    )
