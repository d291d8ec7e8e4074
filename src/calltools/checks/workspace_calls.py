"""The calls of a workspace and what was published of them, as the checks see them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from calltools.checks.dates_and_lengths import weekday_in
from calltools.checks.known_call import KnownCall
from calltools.errors import TranscriptError
from calltools.files import bytes_of
from calltools.language.role_cues import count_words, plain
from calltools.page.parse_files import read_file
from calltools.progress import Progress, silent
from calltools.statements.record import Statement
from calltools.statements.rows import read_statements
from calltools.store.call_folder import STATEMENTS
from calltools.store.copies import Recorded, Sketch, copies, sketch_of
from calltools.store.recordings import Registered, recordings
from calltools.store.workspace import Workspace
from calltools.transcripts.model import Call, Transcript
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.sidecar import read_sidecar

_ABOUT = ("约", "約", "大概", "about", "approx", "ca.")
_BESIDE = 16
"""So many characters around a date its day of the week stands."""


def calls_of_workspace(
    workspace: Workspace, progress: Progress = silent
) -> tuple[list[KnownCall], list[Path]]:
    """The recordings of a workspace as calls, and the publications that their sidecars name.

    A call whose transcript is not made yet is known by its sidecar.  Raises CalltoolsError for a
    file that can't be read.
    """
    known: list[KnownCall] = []
    recorded: list[Recorded] = []
    publications: dict[Path, None] = {}
    registered = recordings(workspace)
    for number, recording in enumerate(registered, 1):
        sidecar = read_sidecar(recording.sidecar)
        publications.update(dict.fromkeys(path.resolve() for path in sidecar.publications))
        call, said = _call(workspace, recording, sidecar.call)
        known.append(call)
        sound = (recording.probe.duration_ms, recording.pcm_sha256)
        recorded.append(Recorded(recording.name, *sound, said))
        progress(number / len(registered))
    copied = copies(recorded)
    return [_marked(call, copied.get(call.name)) for call in known], list(publications)


def _marked(call: KnownCall, copied: tuple[str, float] | None) -> KnownCall:
    return replace(call, copy_of=copied[0], alike=copied[1]) if copied else call


def _call(workspace: Workspace, recording: Registered, told: Call) -> tuple[KnownCall, Sketch]:
    """The call, and what its words are known again by."""
    folder = workspace.folder(recording.name)
    path = folder.path / folder.transcript_name
    length = recording.probe.duration_ms
    if not path.is_file():
        return KnownCall(recording.name, told, duration_ms=length), frozenset()
    transcript = read_transcript(bytes_of(path, TranscriptError), str(path))
    statements: list[Statement] = []
    if (folder.path / STATEMENTS).is_file():
        where = folder.path / STATEMENTS
        statements = list(read_statements(bytes_of(where, TranscriptError), str(where)))
    call = KnownCall(
        recording.name,
        transcript.call,
        duration_ms=length,
        words=_words(transcript),
        statements=tuple(statements),
    )
    return call, sketch_of(transcript)


def calls_published(path: Path) -> list[KnownCall]:
    """The calls that a publication prints, in order.  Raises CalltoolsError where it can't be
    read."""
    found = read_file(path)
    text = found.parsed.document.text if found.parsed else ""
    named = ((f"{path.name}#{number}", call) for number, call in enumerate(found.calls, 1))
    return [
        _printed(path.name if len(found.calls) == 1 else name, call, text) for name, call in named
    ]


def _printed(name: str, transcript: Transcript, text: str) -> KnownCall:
    length = _around(transcript, "duration_ms", text)
    return KnownCall(
        name,
        transcript.call,
        weekday=_weekday(transcript, text),
        duration_ms=transcript.duration_ms if "duration_ms" in transcript.places else None,
        rounded=any(word in length for word in _ABOUT),
        words=_words(transcript),
    )


def _weekday(transcript: Transcript, text: str) -> str | None:
    beside = _around(transcript, "date", text)
    return beside if weekday_in(beside) is not None else None


def _around(transcript: Transcript, fact: str, text: str) -> str:
    """The line of a fact, as far as it belongs to it."""
    place = transcript.places.get(fact)
    if place is None:
        return ""
    before = text[max(0, place.start - _BESIDE) : place.start].rpartition("\n")[2]
    after = text[place.end : place.end + _BESIDE].partition("\n")[0]
    return before + text[place.start : place.end] + after


def _words(transcript: Transcript) -> int:
    return sum(count_words(plain(turn.text)) for turn in transcript.turns)
