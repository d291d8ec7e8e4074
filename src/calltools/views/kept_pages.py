"""The pages of calls, kept beside the artefacts that they show: a cache, and no evidence.

The last line of a page names what it was made from: what it shows, and its looks (templates,
stylesheet, script, release).  Whether it is fresh is told by reading that line, not by rendering.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calltools.alignment.corrected_alignment import with_added
from calltools.errors import BusyError, CalltoolsError
from calltools.files import atomic_write
from calltools.progress import Progress, part, silent
from calltools.provenance import canonical_json, sha256_bytes
from calltools.review.alignment_items import aligned_calls, corrected_calls
from calltools.statements.rows import read_statements
from calltools.store.call_folder import ALIGNMENT, ALIGNMENT_PAGE, PAGE, STATEMENTS
from calltools.store.recordings import Registered, recordings
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.views.alignment_page import AlignmentView, alignment_page
from calltools.views.audio import MIME_TYPE, KeptSound, kept_sound
from calltools.views.call_page import CallView, call_page
from calltools.views.render import PageView, looks

if TYPE_CHECKING:
    from calltools.media import Pcm
    from calltools.store.call_folder import Folder
    from calltools.store.workspace import Workspace

_LAST_LINE = "<!-- shows {} as {} -->\n"
_LENGTH = len(_LAST_LINE.format("0" * 64, "0" * 64))


@dataclass(frozen=True, slots=True)
class _KeptPage:
    """A page of a call: the file that it is kept in, the artefacts that it shows (none: there is
    to be no such page; None: they do not belong together now), its view and its maker."""

    file: str
    artefacts: Callable[[Folder], tuple[str, ...] | None]
    view: type[PageView]
    make: Callable[[Folder, str, KeptSound | None], str]
    people: Callable[[Folder], Sequence[str]] = lambda _folder: ()
    """What people put right and it shows, beside what is in the artefacts: the ids of events."""

    def shows(self, recording: Registered, folder: Folder) -> str | None:
        """What a fresh one is made from, as a hash; empty where there is to be none, None where
        the one that is there stays as it is."""
        names = self.artefacts(folder)
        if not names:
            return None if names is None else ""
        hashes = [folder.sha256(name) for name in names]
        made_from = [recording.name, recording.pcm_sha256, names, hashes, self.people(folder)]
        return sha256_bytes(canonical_json(made_from).encode("utf-8"))

    def is_fresh(self, recording: Registered, folder: Folder, *, as_today: bool) -> bool:
        """Whether the page that is there shows what it is to, ``as_today``: in today's looks."""
        shown, last_line = self.shows(recording, folder), _last_line(f"{folder.path}/{self.file}")
        if not shown:
            return shown is None or last_line is None
        words = (last_line or "").split()
        return shown in words and (not as_today or _looks(self) in words)


@functools.cache
def _looks(page: _KeptPage) -> str:
    return looks(page.view.template)


def _last_line(path: str) -> str | None:
    """The end of a file; None where there is no file."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - asked of each of a thousand calls
            file.seek(max(0, os.fstat(file.fileno()).st_size - _LENGTH))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return None


def _of_call(folder: Folder) -> tuple[str, ...] | None:
    """Transcript and statements, where the statements are of the transcript as it stands."""
    names = (folder.transcript_name, STATEMENTS)
    extracted = folder.step("extract")
    if extracted is None or not all((folder.path / name).is_file() for name in names):
        return None
    is_of_it = extracted.inputs.get(names[0]) == folder.sha256(names[0])
    return names if is_of_it else None


def _of_alignment(folder: Folder) -> tuple[str, ...]:
    return (ALIGNMENT,) if (folder.path / ALIGNMENT).is_file() else ()


def _call_page(folder: Folder, name: str, sound: KeptSound | None) -> str:
    transcript, statements = folder.transcript_name, folder.path / STATEMENTS
    return call_page(
        read_transcript(folder.read(transcript), str(folder.path / transcript)),
        read_statements(folder.read(STATEMENTS), str(statements)),
        title=name,
        audio=sound.data if sound else None,
        audio_type=MIME_TYPE,
        peaks=sound.peaks if sound else (),
    )


def _english_put_right(folder: Folder) -> Sequence[str]:
    log, recording = folder.register.log, folder.recording
    return [event.id for event in log.of(recording, "translated")] if recording else ()


def _alignment_page(folder: Folder, _name: str, sound: KeptSound | None) -> str:
    """The alignment, with the English as people left it beside what was published."""
    (call,) = aligned_calls(folder)
    for corrected in corrected_calls(folder):
        call = with_added(corrected, corrected.call)
    return alignment_page(call, audio=sound.data if sound else None, audio_type=MIME_TYPE)


_PAGES = (
    _KeptPage(PAGE, _of_call, CallView, _call_page),
    _KeptPage(ALIGNMENT_PAGE, _of_alignment, AlignmentView, _alignment_page, _english_put_right),
)


def show_what_stands(recording: Registered, folder: Folder) -> bool:
    """Whether the pages of a call show its artefacts as they are, in whatever looks."""
    return all(page.is_fresh(recording, folder, as_today=False) for page in _PAGES)


def keep_pages(
    workspace: Workspace,
    recording: Registered,
    pcm: Pcm | None = None,
    progress: Progress = silent,
) -> bool:
    """Make the pages of a call that are not fresh; whether there were any.

    Call with the recording's lock held.  ``pcm`` is its sound where that is decoded already.
    Raises CalltoolsError for what can't be read or written.
    """
    folder = workspace.folder(recording.name)
    old = [page for page in _PAGES if not page.is_fresh(recording, folder, as_today=True)]
    if old:
        folder.clear_parts()
    for page in old:
        path = folder.path / page.file
        if not (shown := page.shows(recording, folder)):
            path.unlink(missing_ok=True)
            continue
        sound = kept_sound(workspace, recording, pcm, progress) if recording.has_sound else None
        html = page.make(folder, recording.name, sound)
        atomic_write(path, html + _LAST_LINE.format(shown, _looks(page)))
    return bool(old)


def keep_all_pages(workspace: Workspace, progress: Progress = silent) -> dict[str, CalltoolsError]:
    """Make the pages of all calls that are not fresh; what could not be made, by the call's name.

    Pages of a call that a run is at work on are left to it.
    """
    failed: dict[str, CalltoolsError] = {}
    known = recordings(workspace)
    for number, recording in enumerate(known):
        share = part(progress, number / len(known), (number + 1) / len(known))
        folder = workspace.folder(recording.name)
        try:
            if not all(page.is_fresh(recording, folder, as_today=True) for page in _PAGES):
                with workspace.lock(recording.name, timeout_s=0):
                    keep_pages(workspace, recording, progress=share)
        except BusyError:
            continue
        except CalltoolsError as error:
            failed[recording.name] = error
        share(1.0)
    return failed
