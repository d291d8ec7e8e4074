"""One call of a copy: its words, its sound and its page, made anew from what may stay."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from calltools.alignment.exchange.json import read_json
from calltools.alignment.exchange.json import to_json as alignment_to_json
from calltools.custody.ledger import CUSTODY
from calltools.custody.redaction.hash_tree import CallTree, opened_root
from calltools.custody.redaction.plan import RedactionError, Removal
from calltools.custody.redaction.published import PublishedWords, aligned_call
from calltools.custody.redaction.sound import (
    Fill,
    FrameFile,
    RedactedSound,
    SoundSpan,
    decode_frames,
    redact_sound,
)
from calltools.custody.redaction.words import RedactedWords, redact_words, shown_turn
from calltools.errors import IntegrityError, WorkspaceError
from calltools.files import bytes_of
from calltools.media import decode
from calltools.progress import Progress, part, silent
from calltools.publish.alignment_page import alignment_page
from calltools.publish.audio import encode
from calltools.publish.call_page import call_page
from calltools.recordings import Registered
from calltools.records import dumps
from calltools.statements.rows import read_statements, write_statements
from calltools.transcripts.model import Transcript, Turn
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.writers.json import to_json
from calltools.workspace import (
    ALIGNMENT,
    ALIGNMENT_PAGE,
    PAGE,
    STATEMENTS,
    TRANSCRIPT,
    Workspace,
    atomic_write,
)

SOUND = "sound.flac"
OPENINGS = "openings.json"
COMMITMENT = "commitment.json"
"""What a copy tells of the tree, and what the original's ledger holds of it."""

TREES, SALTS = "trees", "salts"
"""Folders beside the ledger: what was committed to, and the secrets that the salts come from."""


@dataclass(frozen=True, slots=True)
class CopiedCall:
    """A call of a copy, by the folder it is in.

    ``counts`` are how often each removal of the plan was found; ``to_hear`` the stretches of sound
    (ms) whose published English lost something, while nothing went from the sound.
    """

    folder: Path
    recording: Registered
    words: RedactedWords
    sound: RedactedSound
    root: str
    counts: tuple[int, ...]
    to_hear: tuple[SoundSpan, ...] = ()


def copy_call(
    workspace: Workspace,
    recording: Registered,
    removals: Sequence[Removal],
    folder: Path,
    *,
    fill: Fill,
    progress: Progress = silent,
) -> CopiedCall:
    """Make the copy of one call in ``folder``.

    Raises RedactionError where anything can't be taken out surely, IntegrityError for an original
    that was changed, and what reading the call raises.
    """
    recording.check()
    transcript = transcript_of(workspace, recording)
    kept = workspace.folder(recording.name)
    statements = read_statements(kept.read(STATEMENTS), str(kept.path / STATEMENTS))
    words = redact_words(transcript, statements, removals, recording.name)
    aligned = aligned_call(workspace, recording)
    published = PublishedWords(aligned, removals, recording.name) if aligned else None
    if published and (unheard := published.unheard(words.sound_ms)):
        words = redact_words(transcript, statements, removals, recording.name, unheard)
    folder.mkdir(parents=True)
    frames = decode_frames(recording.path, folder / ".frames", part(progress, 0.0, 0.3))
    try:
        sound = redact_sound(
            frames, words.sound_ms, folder / SOUND, fill=fill, progress=part(progress, 0.3, 0.7)
        )
        turns = transcript.turns + (published.turns if published else ())
        tree, root = _commit(workspace, recording, turns, frames)
    finally:
        frames.close()
    closed = {
        second
        for first, last in sound.spans
        for second in range(first // sound.rate, -(-last // sound.rate))
    }
    printed = published.changed if published else ()
    first = len(transcript.turns)
    openings = tree.openings(words.changed | {first + i for i in printed}, closed)
    with_sound = replace(words.transcript, pcm_sha256=sound.pcm_sha256)
    atomic_write(folder / TRANSCRIPT, to_json(with_sound))
    atomic_write(folder / STATEMENTS, write_statements(words.statements))
    atomic_write(folder / OPENINGS, dumps(openings))
    committed = workspace.root / CUSTODY / TREES / f"{root[:32]}.json"
    atomic_write(folder / COMMITMENT, bytes_of(committed))
    with decode(folder / SOUND) as pcm:
        encoded = encode(pcm, progress=part(progress, 0.7, 0.9))
    atomic_write(
        folder / PAGE,
        call_page(with_sound, words.statements, title=folder.name, audio=encoded.data,
                  audio_type=encoded.mime_type, peaks=encoded.peaks),
    )  # fmt: skip
    if published:
        call = published.aligned(words, folder.name)
        atomic_write(folder / ALIGNMENT, alignment_to_json([call]))
        page = alignment_page(call, audio=encoded.data, audio_type=encoded.mime_type)
        atomic_write(folder / ALIGNMENT_PAGE, page)
    again = decode_frames(folder / SOUND, folder / ".frames", part(progress, 0.9, 1.0))
    try:
        seconds = (block for _first, block in again.blocks())
        if opened_root(openings, shown_turns(folder), seconds) != root:
            raise RedactionError(folder, "does not come to the root that the original's ledger has")
    finally:
        again.close()
    counts = words.counts
    if published:
        counts = tuple(map(sum, zip(counts, published.counts, strict=True)))
    to_hear = published.not_in_sound(words.sound_ms) if published else ()
    return CopiedCall(folder, recording, words, sound, root, counts, tuple(to_hear))


def shown_turns(folder: Path) -> tuple[Turn, ...]:
    """The turns that the tree of a copied call covers, as its files have them: those of the
    transcript, then what was published, in Chinese and in English.  Raises TranscriptError."""
    path = folder / TRANSCRIPT
    turns = read_transcript(bytes_of(path, IntegrityError), str(path)).turns
    path = folder / ALIGNMENT
    for call in read_json(bytes_of(path), str(path)) if path.exists() else ():
        turns += call.zh.turns + call.en.turns
    return turns


def transcript_of(workspace: Workspace, recording: Registered) -> Transcript:
    """The transcript of a recording as it stands.  Raises WorkspaceError where there is none."""
    path = workspace.folder(recording.name).transcript_path()
    return read_transcript(bytes_of(path, WorkspaceError, "run calltools run"), str(path))


def _commit(
    workspace: Workspace, recording: Registered, turns: Sequence[Turn], frames: FrameFile
) -> tuple[CallTree, str]:
    """The tree of the original, whose root is kept where the ledger finds it.

    A recording's secret is made once, so that copies of the same words come to one root.
    """
    custody = workspace.root / CUSTODY
    salt = custody / SALTS / f"{recording.audio_sha256[:32]}.txt"
    if not salt.exists():
        atomic_write(salt, secrets.token_hex(32) + "\n")
    tree = CallTree(bytes.fromhex(bytes_of(salt).decode("ascii").strip()))
    for turn in turns:
        tree.add_turn(shown_turn(turn))
    for _first, block in frames.blocks():
        tree.add_second(block)
    commitment = tree.commitment(recording.audio_sha256)
    path = custody / TREES / f"{commitment.root[:32]}.json"
    if not path.exists():
        atomic_write(path, dumps(commitment))
    return tree, commitment.root
