"""One call of a copy: its words, its sound and its page, made anew from what may stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from calltools.alignment.exchange.json import to_json as alignment_to_json
from calltools.errors import WorkspaceError
from calltools.files import atomic_write, bytes_of
from calltools.media import decode
from calltools.progress import Progress, part, silent
from calltools.publish.alignment_page import alignment_page
from calltools.publish.audio import encode
from calltools.publish.call_page import call_page
from calltools.redaction.plan import Removal
from calltools.redaction.published import PublishedWords, aligned_call
from calltools.redaction.sound import (
    Fill,
    RedactedSound,
    SoundSpan,
    decode_frames,
    redact_sound,
)
from calltools.redaction.words import RedactedWords, redact_words
from calltools.statements.rows import read_statements, write_statements
from calltools.store.folder import ALIGNMENT, ALIGNMENT_PAGE, PAGE, STATEMENTS, TRANSCRIPT
from calltools.store.recordings import Registered
from calltools.store.workspace import Workspace
from calltools.transcripts.model import Transcript
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.writers.json import to_json

SOUND = "sound.flac"


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
    frames = decode_frames(recording.path, folder / ".frames", part(progress, 0.0, 0.4))
    try:
        sound = redact_sound(
            frames, words.sound_ms, folder / SOUND, fill=fill, progress=part(progress, 0.4, 0.8)
        )
    finally:
        frames.close()
    words = replace(
        words,
        statements=tuple(
            replace(one, id=f"{folder.name}-{number}")
            for number, one in enumerate(words.statements, 1)
        ),
    )
    with_sound = replace(words.transcript, pcm_sha256=sound.pcm_sha256)
    atomic_write(folder / TRANSCRIPT, to_json(with_sound))
    atomic_write(folder / STATEMENTS, write_statements(words.statements))
    with decode(folder / SOUND) as pcm:
        encoded = encode(pcm, progress=part(progress, 0.8, 1.0))
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
    counts = words.counts
    if published:
        counts = tuple(map(sum, zip(counts, published.counts, strict=True)))
    to_hear = published.not_in_sound(words.sound_ms) if published else ()
    return CopiedCall(folder, recording, words, sound, counts, tuple(to_hear))


def transcript_of(workspace: Workspace, recording: Registered) -> Transcript:
    """The transcript of a recording as it stands.  Raises WorkspaceError where there is none."""
    path = workspace.folder(recording.name).transcript_path()
    return read_transcript(bytes_of(path, WorkspaceError, "run calltools run"), str(path))
