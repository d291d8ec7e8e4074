"""One call of a copy: its words, its sound and its page, made anew from what may stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from calltools.alignment.exchange.json import to_json as alignment_to_json
from calltools.alignment.model import AlignedCall
from calltools.errors import WorkspaceError
from calltools.files import atomic_write, bytes_of
from calltools.progress import Progress, part, silent
from calltools.redaction.plan import Removal
from calltools.redaction.redacted_publication import PublishedWords, aligned_call
from calltools.redaction.redacted_sound import Fill, RedactedSound, redacted_sound
from calltools.redaction.redacted_words import RedactedWords, redact_words
from calltools.speech.intervals import Region
from calltools.statements.record import Statement
from calltools.statements.rows import read_statements, write_statements
from calltools.store.call_folder import ALIGNMENT, ALIGNMENT_PAGE, PAGE, STATEMENTS, TRANSCRIPT
from calltools.store.recordings import Registered
from calltools.store.workspace import Workspace
from calltools.transcripts.model import Transcript
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.writers.json import to_json
from calltools.views.alignment_page import alignment_page
from calltools.views.audio import Encoded, encode
from calltools.views.call_page import call_page

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
    to_hear: tuple[Region, ...] = ()


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
    published, words = _what_stays(workspace, recording, removals)
    words = replace(words, statements=_named_anew(words.statements, folder.name))
    folder.mkdir(parents=True)
    with redacted_sound(
        recording.path, words.sound_ms, folder / SOUND, fill=fill, progress=part(progress, 0.0, 0.8)
    ) as (sound, pcm):
        audio = encode(pcm, progress=part(progress, 0.8, 1.0))
    _write_words(folder, words, sound, audio)
    if published is None:
        return CopiedCall(folder, recording, words, sound, words.counts)
    _write_published(folder, published.aligned(words, folder.name), audio)
    counts = tuple(map(sum, zip(words.counts, published.counts, strict=True)))
    to_hear = tuple(published.not_in_sound(words.sound_ms))
    return CopiedCall(folder, recording, words, sound, counts, to_hear)


def _what_stays(
    workspace: Workspace, recording: Registered, removals: Sequence[Removal]
) -> tuple[PublishedWords | None, RedactedWords]:
    """What was published of a call, where it was, and its words, without what goes."""
    name, kept = recording.name, workspace.folder(recording.name)
    transcript = transcript_of(workspace, recording)
    statements = read_statements(kept.read(STATEMENTS), str(kept.path / STATEMENTS))
    words = redact_words(transcript, statements, removals, name)
    aligned = aligned_call(workspace, recording)
    published = PublishedWords(aligned, removals, name) if aligned else None
    if published and (unheard := published.unheard(words.sound_ms)):
        words = redact_words(transcript, statements, removals, name, unheard)
    return published, words


def _named_anew(statements: Sequence[Statement], name: str) -> tuple[Statement, ...]:
    """Statements under ids that tell nothing of the recording's name."""
    return tuple(replace(one, id=f"{name}-{n}") for n, one in enumerate(statements, 1))


def _write_words(folder: Path, words: RedactedWords, sound: RedactedSound, audio: Encoded) -> None:
    """The transcript of the copied sound, its statements and its page."""
    transcript = replace(words.transcript, pcm_sha256=sound.pcm_sha256)
    atomic_write(folder / TRANSCRIPT, to_json(transcript))
    atomic_write(folder / STATEMENTS, write_statements(words.statements))
    page = call_page(transcript, words.statements, title=folder.name, audio=audio.data,
                     audio_type=audio.mime_type, peaks=audio.peaks)  # fmt: skip
    atomic_write(folder / PAGE, page)


def _write_published(folder: Path, call: AlignedCall, audio: Encoded) -> None:
    """What was published of the call, and its page."""
    atomic_write(folder / ALIGNMENT, alignment_to_json([call]))
    page = alignment_page(call, audio=audio.data, audio_type=audio.mime_type)
    atomic_write(folder / ALIGNMENT_PAGE, page)


def words_of(workspace: Workspace, recording: Registered) -> Iterator[Transcript]:
    """All that is written of a call: its transcript, and both sides of what was published."""
    aligned = aligned_call(workspace, recording)
    yield transcript_of(workspace, recording)
    if aligned:
        yield from (aligned.zh, aligned.en)


def transcript_of(workspace: Workspace, recording: Registered) -> Transcript:
    """The transcript of a recording as it stands.  Raises WorkspaceError where there is none."""
    path = workspace.folder(recording.name).transcript_path()
    return read_transcript(bytes_of(path, WorkspaceError, "run calltools run"), str(path))
