"""An invented call in a workspace, run without models, and run again after corrections."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import aligned_call
import sounds
from calltools.alignment.exchange import to_json as alignment_json
from calltools.alignment.model import Alignment, Finding, Link, Sentence, TurnSpan
from calltools.corrections.corrected_transcript import fold
from calltools.corrections.correction_log import corrections_of
from calltools.provenance import Step, sha256_bytes, sha256_file
from calltools.review.desk import Review, Reviewed
from calltools.review.event import Decision
from calltools.review.exchange import Imported, exported, import_events, read_exported
from calltools.review.item_state import State
from calltools.statements.extraction import extract
from calltools.statements.rows import write_statements
from calltools.store.call_folder import (
    ALIGNMENT,
    CORRECT,
    CORRECTED,
    CORRECTIONS,
    STATEMENTS,
    TRANSCRIPT,
    Folder,
)
from calltools.store.recordings import register
from calltools.store.workspace import Workspace
from calltools.transcripts.model import Call, Party, Transcript, Turn, Word
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.writers.json import to_json
from plain_reader import PlainReader

SAID = (
    ("SPEAKER_00", ("请问", "要", "等", "多久", "？")),
    ("SPEAKER_01", ("大概", "一个月", "吧", "。", "我", "说不准", "。")),
    ("SPEAKER_00", ("费用", "呢", "？")),
    ("SPEAKER_01", ("六十万", "，", "我们", "有", "肝源", "。")),
    ("SPEAKER_01", ("周末", "不做", "手术", "。")),
)
ROLES = {"SPEAKER_00": "investigator", "SPEAKER_01": "hospital"}


def machine(said: tuple[tuple[str, tuple[str, ...]], ...] = SAID, late_ms: int = 0) -> Transcript:
    """The transcript that a machine made; a word takes 300 ms, a turn a second more."""
    at = late_ms
    turns = []
    for speaker, words in said:
        text, made, begun = "", [], at
        for word in words:
            made.append(Word(word, len(text), len(text) + len(word), at, at + 300, 0.9))
            text += word
            at += 300
        turns.append(Turn(text, speaker, ROLES[speaker], begun, at, tuple(made)))
        at += 1_000
    parties = tuple(Party(speaker, role, 0.9) for speaker, role in ROLES.items())
    return Transcript(
        tuple(turns), "zh", call=Call(hospital="云岭医院"), parties=parties,
        duration_ms=at, pcm_sha256="b" * 64,
    )  # fmt: skip


def made_workspace(root: Path, *names: str, database: str = "") -> Workspace:
    """A workspace with the call ``a01``, or those of ``names``, transcribed and extracted; its log
    is in the ``database`` of the settings."""
    workspace = Workspace.init(root)
    set_database(workspace, database)
    for number, name in enumerate(names or ("a01",)):
        transcribe(workspace, name, replace(machine(), pcm_sha256=f"{number:064x}"))
    return workspace


def set_database(workspace: Workspace, database: str) -> None:
    """Let the log be in the ``database`` of the settings, before it is opened."""
    if database:
        with workspace.settings_file.open("a") as file:
            file.write(f'database = "{database}"\n')


def transcribe(workspace: Workspace, name: str, transcript: Transcript) -> None:
    """Let ``transcript`` be the machine's of the call, and make everything of it."""
    folder = workspace.folder(name)
    if not folder.recording:  # nobody hears it; it is the same for the same transcript
        sound = workspace.recordings / f"{name}.wav"
        seed = int(str(transcript.pcm_sha256)[-6:], 16)
        sounds.write_wav(sound, sounds.white_noise(0.1, seed=seed))
        register(workspace, sound)
    inputs = {"sidecar": sha256_file(workspace.recordings / f"{name}.toml")}
    folder.commit(Step("transcript", inputs=inputs), {TRANSCRIPT: to_json(transcript)})
    run(workspace, name)


def run(workspace: Workspace, name: str = "a01") -> None:
    """What ``calltools run`` makes of a call, with a reader that needs no model."""
    folder = workspace.folder(name)
    standing = _corrected(folder)
    made_of = folder.transcript_name
    inputs = {made_of: folder.sha256(made_of)}
    found = extract(standing, reader=PlainReader())
    folder.commit(Step("extract", inputs=inputs), {STATEMENTS: write_statements(found)})
    if (folder.path / ALIGNMENT).exists():
        align(workspace, name)


def _corrected(folder: Folder) -> Transcript:
    data = folder.read(TRANSCRIPT)
    transcript = read_transcript(data, TRANSCRIPT)
    if not folder.is_corrected:
        return transcript
    corrections = corrections_of(folder.register.log, folder.recording)
    corrected = fold(transcript, sha256_bytes(data), corrections).transcript
    inputs = {CORRECTIONS: folder.corrections_sha256()}
    folder.commit(Step(CORRECT, inputs=inputs), {CORRECTED: to_json(corrected)})
    return corrected


def align(workspace: Workspace, name: str = "a01") -> None:
    """An alignment of the call as it stands with its translation: a finding and three links."""
    folder = workspace.folder(name)
    zh = read_transcript(folder.read(folder.transcript_name), folder.transcript_name)
    en = aligned_call.transcripts()[1]
    at = zh.turns[1].text.find("个月")
    finding = Finding("number_changed", (1,), (1,), TurnSpan(1, max(0, at - 1), at + 2), None)
    pairs = ((0, 0), (1, 1), (3, 4))
    links = tuple(Link((n,), (m,)) for n, m in pairs if n < len(zh.turns))
    made = Alignment(
        tuple(Sentence(n, 0, len(turn.text), turn.text) for n, turn in enumerate(zh.turns)),
        tuple(Sentence(n, 0, len(turn.text), turn.text) for n, turn in enumerate(en.turns)),
        links,
        links,
        (finding,),
    )
    call = aligned_call.AlignedCall(name, zh, en, made)
    folder.commit(
        Step("align", inputs={folder.transcript_name: folder.sha256(folder.transcript_name)}),
        {ALIGNMENT: alignment_json([call])},
    )


def statement(reviewed: Reviewed, label: str = "wait_time") -> State:
    """The one statement of that category."""
    (found,) = [one for one in reviewed.of_kind("statement") if one.label == label]
    return found


def sent(source: Review, target: Review) -> Imported:
    """What one office exports, taken in by another."""
    return import_events(target, read_exported(exported(source).encode(), "sent.jsonl"), "lea")


def receive(review: Review, elsewhere: Path, *decisions: Decision) -> Imported:
    """Take in decisions that were made in a workspace of another office, at ``elsewhere``."""
    other = Review(Workspace.init(elsewhere))
    other.decisions.add(decisions)
    return sent(other, review)


def assign(review: Review, *people: str, **value: object) -> None:
    """Let a lead assign the call: to ann and bob unless others are named; to two, blind."""
    chosen = list(people or ("ann", "bob"))
    told = {"people": chosen, "blind": len(chosen) > 1, **value}
    review.decide("a01", review.call("a01").whole.key, "assign", "lea", value=told)
