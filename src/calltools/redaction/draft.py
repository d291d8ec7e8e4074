"""A redaction in progress: what may have to go, each word answered by a person, kept meanwhile.

Nothing in it is answered in advance.  It lies in the workspace, so that closing a window loses
nothing; it is work at hand and no evidence: what was taken out is told by the copy's certificate.
"""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from calltools.alignment.carried_times import text_time
from calltools.errors import ConflictError, SettingsError
from calltools.files import atomic_write, bytes_of
from calltools.messages import N_, Message, said_by
from calltools.progress import Progress, silent
from calltools.records import dumps, parse_as, plain
from calltools.redaction.call_copy import words_of
from calltools.redaction.plan import KINDS, RedactionError, Removal, RemovalKind, write_plan
from calltools.redaction.propose import proposals
from calltools.redaction.text_forms import Sought
from calltools.store.call_moves import call_named, calls_named
from calltools.store.workspace import Workspace
from calltools.times import clock, utc_now
from calltools.transcripts.model import Transcript

_FOLDER = ".calltools/redactions"
_ID = re.compile(r"[0-9a-f]{12}")
_PRIVATE = 0o600
_AROUND = 16
"""So many characters stand before and after a word where it is shown."""
_MOST_PLACES = 12
"""So many places of a word are kept to be heard; of the others their number."""

PlanAnswer = Literal["", "out", "stays"]
"""What a person said about a word: that it goes, that it stays; empty before anybody said
anything."""


class WordPlace(Struct, frozen=True):
    """Where a word stands in a call, with what is said around it, and when (ms, where known);
    ``printed`` where it stands in what was published of the call alone."""

    call: str
    turn: int
    role: str
    before: str
    words: str
    after: str
    start_ms: int | None = None
    end_ms: int | None = None
    printed: bool = False

    def is_said_with(self, other: WordPlace) -> bool:
        """Whether both are said at one time."""
        if None in (self.start_ms, self.end_ms, other.start_ms, other.end_ms):
            return False
        return (self.start_ms or 0) < (other.end_ms or 0) and (other.start_ms or 0) < (
            self.end_ms or 0
        )


class DraftEntry(Struct, frozen=True):
    """Something that may have to go: a text wherever it stands, or a stretch of a call's sound.

    ``places`` are where a text stands, the first of them, ``more`` how many others there are.
    ``by`` is who answered, or added it, ``at`` when.
    """

    id: str
    removal: Removal
    places: tuple[WordPlace, ...] = ()
    more: int = 0
    answer: PlanAnswer = ""
    by: str = ""
    at: str = ""
    added: bool = False


class RedactionDraft(Struct, frozen=True):
    """A redaction in progress of ``calls``, begun by ``actor``."""

    id: str
    calls: tuple[str, ...]
    actor: str
    time: str
    entries: tuple[DraftEntry, ...]

    @property
    def waiting(self) -> int:
        """How many entries nobody answered yet."""
        return sum(not entry.answer for entry in self.entries)

    @property
    def out(self) -> int:
        """How many entries go."""
        return sum(entry.answer == "out" for entry in self.entries)

    def plan(self) -> str:
        """The plan as the command takes it: what goes is confirmed, what stays is not in it."""
        return write_plan(
            replace(entry.removal, confirmed=entry.answer == "out")
            for entry in self.entries
            if entry.answer != "stays"
        )

    def removals(self) -> tuple[Removal, ...]:
        """What goes, each confirmed.  Raises RedactionError where anything was not answered, or
        nothing goes."""
        if self.waiting:
            problem = Message("{count} of its words were not answered", count=self.waiting)
            raise RedactionError("the plan", problem, "say for each whether it goes or stays")
        going = [entry.removal for entry in self.entries if entry.answer == "out"]
        if not going:
            raise RedactionError("the plan", "takes nothing out", "mark what is to go")
        return tuple(replace(removal, confirmed=True) for removal in going)


class RedactionDrafts:
    """The redactions in progress in a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def all(self) -> list[RedactionDraft]:
        """All of them, the latest first; one that can't be read is passed over."""
        drafts: list[RedactionDraft] = []
        for path in self._folder.glob("*.json"):
            with contextlib.suppress(ValueError, OSError):
                drafts.append(parse_as(path.read_bytes(), RedactionDraft))
        return sorted(drafts, key=lambda draft: draft.time, reverse=True)

    def get(self, draft_id: str) -> RedactionDraft:
        """The draft of that id.  Raises SettingsError where there is none."""
        path = self._path(draft_id)
        if not path.is_file():
            raise SettingsError("redaction", "there is none with that name", "see the list of them")
        return parse_as(bytes_of(path), RedactionDraft)

    def begin(
        self, names: Sequence[str], actor: str, progress: Progress = silent
    ) -> RedactionDraft:
        """A new draft for the calls of these names, with all that is proposed for them.

        Raises WorkspaceError where there is no such call, or it has no transcript.
        """
        calls = calls_named(self._workspace, names)
        texts: list[tuple[str, Transcript]] = []
        for number, call in enumerate(calls, 1):
            texts += [(call.name, words) for words in words_of(self._workspace, call)]
            progress(0.5 * number / len(calls))
        proposed = proposals(texts)
        entries = []
        for number, removal in enumerate(proposed, 1):
            entries.append(_entry(removal, texts))
            progress(0.5 + 0.5 * number / len(proposed))
        draft = RedactionDraft(
            secrets.token_hex(6),
            tuple(call.name for call in calls),
            actor,
            utc_now(),
            tuple(entries),
        )
        self._keep(draft)
        return draft

    def answer(self, draft_id: str, entry_id: str, answer: PlanAnswer, actor: str) -> None:
        """Keep what somebody said about a word; empty takes back what was said.

        Raises SettingsError for no such word.
        """

        def change(draft: RedactionDraft) -> RedactionDraft:
            if entry_id not in {entry.id for entry in draft.entries}:
                raise SettingsError("word", "is not in this plan", "look again")
            at = utc_now() if answer else ""
            by = actor if answer else ""
            answered = (
                replace(entry, answer=answer, by=by, at=at) if entry.id == entry_id else entry
                for entry in draft.entries
            )
            return replace(draft, entries=tuple(answered))

        self._change(draft_id, change)

    def add_text(
        self, draft_id: str, kind: RemovalKind, text: str, actor: str, *, pinyin: bool = True
    ) -> None:
        """Add a text that goes wherever it stands.  Raises SettingsError for one that can't be
        meant, stands nowhere, or is there already."""
        text = text.strip()

        def change(draft: RedactionDraft) -> RedactionDraft:
            if text in (entry.removal.text for entry in draft.entries if entry.removal.text):
                raise ConflictError("text", "is in the plan already", "answer it there")
            removal = _removal(kind, text=text, pinyin=pinyin)
            texts = list(self._texts(draft.calls))
            entry = _entry(removal, texts)
            if not entry.places and not _is_a_fact(removal, texts):
                raise SettingsError(
                    "text",
                    "is in none of these calls: it may be written differently there",
                    "check how it is written",
                )
            return _with(draft, entry, actor)

        self._change(draft_id, change)

    def add_stretch(
        self, draft_id: str, kind: RemovalKind, call: str, span: tuple[str, str], actor: str
    ) -> None:
        """Add a stretch of a call's sound, from a time to a time as ``0:12.3``.  Raises
        SettingsError for one that can't be meant."""

        def change(draft: RedactionDraft) -> RedactionDraft:
            if call not in draft.calls:
                raise SettingsError("call", "is not part of this plan", ", ".join(draft.calls))
            removal = _removal(kind, call=call, start=span[0], end=span[1])
            start_ms, end_ms = removal.span_ms
            recording = call_named(self._workspace, call)
            if end_ms > recording.probe.duration_ms:
                end = clock(recording.probe.duration_ms)
                problem = Message("the call ends at {time}", time=end)
                raise SettingsError("to", problem, "give a time before that")
            place = WordPlace(call, 0, "", "", "", "", start_ms, end_ms)
            return _with(draft, DraftEntry(secrets.token_hex(6), removal, (place,)), actor)

        self._change(draft_id, change)

    def remove(self, draft_id: str) -> None:
        """Throw a draft away.  Raises SettingsError where there is none."""
        self.get(draft_id)
        self._path(draft_id).unlink(missing_ok=True)

    @property
    def _folder(self) -> Path:
        return self._workspace.root / _FOLDER

    def _path(self, draft_id: str) -> Path:
        if not _ID.fullmatch(draft_id):
            raise SettingsError("redaction", "there is none with that name", "see the list of them")
        return self._folder / f"{draft_id}.json"

    def _change(self, draft_id: str, change: Callable[[RedactionDraft], RedactionDraft]) -> None:
        self._path(draft_id)
        with self._workspace.lock(f".redaction-{draft_id}"):
            self._keep(change(self.get(draft_id)))

    def _keep(self, draft: RedactionDraft) -> None:
        atomic_write(self._path(draft.id), dumps(draft), mode=_PRIVATE)

    def _texts(self, names: Iterable[str]) -> Iterator[tuple[str, Transcript]]:
        for call in (call_named(self._workspace, name) for name in names):
            yield from ((call.name, words) for words in words_of(self._workspace, call))


def one_of(choices: Sequence[str], found: str) -> Message:
    """What is said about a choice that there is not."""
    told = N_("expected one of {choices}, found {found}")
    return Message(told, choices=list(choices), found=repr(found))


def _removal(kind: str, **values: object) -> Removal:
    if kind not in KINDS:
        raise SettingsError("kind", one_of(KINDS, kind))
    try:
        return Removal(kind=kind, **values)  # type: ignore[arg-type]
    except ValueError as error:
        raise SettingsError("plan", said_by(error)) from error


def _with(draft: RedactionDraft, entry: DraftEntry, actor: str) -> RedactionDraft:
    """The draft with an entry that a person added, who so says that it goes."""
    added = replace(entry, answer="out", by=actor, at=utc_now(), added=True)
    return replace(draft, entries=(*draft.entries, added))


def _entry(removal: Removal, texts: Iterable[tuple[str, Transcript]]) -> DraftEntry:
    places = list(_places(removal, texts))
    more = max(0, len(places) - _MOST_PLACES)
    return DraftEntry(secrets.token_hex(6), removal, tuple(places[:_MOST_PLACES]), more)


def _places(removal: Removal, texts: Iterable[tuple[str, Transcript]]) -> Iterator[WordPlace]:
    """Where a text stands, in every way in which it is taken out: in what was heard of each call,
    then in what was published of it and stands at no such place."""
    sought = Sought.of(removal.text, spelt=removal.pinyin)
    heard: dict[str, list[WordPlace]] = {}
    for name, transcript in texts:
        is_printed = name in heard
        own = heard.setdefault(name, [])
        for index, turn in enumerate(transcript.turns):
            for start, end in sought.spans(turn.text):
                time = text_time(turn, start, end)
                place = WordPlace(
                    name,
                    index,
                    turn.role,
                    turn.text[max(0, start - _AROUND) : start],
                    turn.text[start:end],
                    turn.text[end : end + _AROUND],
                    time.start_ms if time else None,
                    time.end_ms if time else None,
                    is_printed,
                )
                if is_printed and any(map(place.is_said_with, own)):
                    continue
                if not is_printed:
                    own.append(place)
                yield place


def _is_a_fact(removal: Removal, texts: Iterable[tuple[str, Transcript]]) -> bool:
    """Whether a text stands in what is known about a call."""
    sought = Sought.of(removal.text, spelt=removal.pinyin)
    facts = (plain(transcript.call).values() for _, transcript in texts)
    return any(sought.spans(fact) for of in facts for fact in of if isinstance(fact, str))
