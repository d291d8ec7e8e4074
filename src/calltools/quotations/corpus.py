"""The transcripts that quotations are looked for in, of whatever kind of file."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, count
from pathlib import Path
from typing import Any, TypeVar

from calltools.alignment.carried_times import with_times_of_links
from calltools.alignment.exchange import read_json
from calltools.alignment.items import printed_and_heard
from calltools.alignment.model import AlignedCall
from calltools.alignment.sources import without_accounts
from calltools.comparison.common_words import is_backchannel
from calltools.errors import CalltoolsError, SettingsError, TranscriptError
from calltools.files import bytes_of
from calltools.language.sentences import Language, spans
from calltools.page.parse_files import read_bytes
from calltools.provenance import canonical_json, sha256_bytes
from calltools.records import convert, read_line, read_lines
from calltools.settings import SETTINGS_FILE
from calltools.store.call_folder import ALIGNMENT, HOSPITALS, TRANSCRIPT
from calltools.store.recordings import recordings
from calltools.store.workspace import Workspace, transcript_in
from calltools.transcripts.model import INVESTIGATOR, ROLES, UNKNOWN, Role, Transcript, Turn
from calltools.transcripts.readers import SUFFIXES

_ROLES: Mapping[str, Role] = {"caller": INVESTIGATOR, **{role: role for role in ROLES}}
_T = TypeVar("_T")


@dataclass(frozen=True)
class Entry:
    """One transcript of the corpus.

    ``hospital`` is the name in the transcript's language, ``hospital_other`` in the other one;
    ``call`` is one for transcripts of one call in two languages.  ``source`` is the file it was
    read from.  ``audio`` is the recording, where it is at hand.  ``machine`` transcripts were
    reviewed by nobody; ``heard`` tells by turn what a recogniser heard otherwise than a
    publication has it.
    """

    id: str
    turns: tuple[Turn, ...]
    language: str = "zh"
    hospital: str | None = None
    hospital_other: str | None = None
    date: str | None = None
    call: str | None = None
    source: Path | None = None
    audio: Path | None = None
    audio_sha256: str | None = None
    machine: bool = False
    heard: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def sha256(self) -> str:
        """Names the content: turns, speakers, roles and hospital."""
        turns = [[turn.text, turn.speaker, turn.role] for turn in self.turns]
        content = [self.language, self.hospital, self.hospital_other, turns]
        return sha256_bytes(canonical_json(content).encode())

    @property
    def is_english(self) -> bool:
        """Whether it is said to be in English."""
        return self.language.startswith("en")

    def goes_on(self, turn: int, later: int) -> bool:
        """Whether the voice of ``turn`` goes on in turn ``later``, and the other party only listens
        between the two: 嗯, "I see", but not "I see. Thank you.", which ends the matter."""
        first, last = self.turns[turn], self.turns[later]
        language: Language = "en" if self.is_english else "zh"
        return (
            turn < later
            and (first.speaker, first.role) == (last.speaker, last.role)
            and all(
                between.role != first.role
                and is_backchannel(between.text, language)
                and len(spans(between.text, language)) == 1
                for between in self.turns[turn + 1 : later]
            )
        )


@dataclass(frozen=True)
class Corpus:
    """Transcripts in the order they were given, each with an id of its own.

    ``failed`` tells what could not be read; the rest is there.  ``aliases`` are groups of names
    that each mean one hospital.
    """

    entries: tuple[Entry, ...]
    failed: tuple[CalltoolsError, ...] = ()
    aliases: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """The entries by their ids."""
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def counterparts(self) -> Mapping[str, Entry]:
        """By their ids, the transcripts of the same calls in the other language.

        Calls are the same by their id; where they have none, by a date that only two transcripts,
        one in each language, have.
        """
        groups: defaultdict[tuple[bool, str], list[Entry]] = defaultdict(list)
        for entry in self.entries:
            if entry.call or entry.date:
                groups[bool(entry.call), entry.call or entry.date or ""].append(entry)
        pairs: dict[str, Entry] = {}
        for (by_call, _), group in groups.items():
            for entry in group if by_call or len(group) == 2 else ():
                others = (o for o in group if o.is_english != entry.is_english and not o.machine)
                if other := next(others, None):
                    pairs[entry.id] = other
        return pairs


def read_corpus(sources: Iterable[Path | Transcript]) -> Corpus:
    """All transcripts of ``sources``: files, folders of them, workspaces; and transcripts.

    A file is JSON lines like gold/quotes/transcripts.jsonl, calltools JSON, or anything that
    :func:`calltools.page.parse_files.read_file` reads.  Ids are those of the rows, the names of
    a workspace's recordings, else the names of the files (``-01`` … for several calls of one
    file); of a transcript, that of its document.  An id that comes twice is told apart by the
    folder, or by a number.
    """
    failed: list[CalltoolsError] = []
    entries: list[Entry] = []
    aliases: list[tuple[str, ...]] = []
    for source in sources:
        if isinstance(source, Transcript):
            file = Path(source.source.file if source.source else "transcript")
            entries.append(_from_transcript(file.stem, source, file))
        elif (workspace := _workspace(source)) is not None:
            entries += _of_workspace(failed, workspace)
            if (table := workspace.root / HOSPITALS).is_file():
                aliases += read_aliases(table)
        else:
            for path in _unless_failed(failed, _files, source):
                entries += _unless_failed(failed, _of_file, failed, path)
    return Corpus(tuple(_with_own_ids(entries)), tuple(failed), tuple(aliases))


def read_aliases(path: Path) -> list[tuple[str, ...]]:
    """The names of hospitals in a table like the workspace's hospitals.toml, those of one together:
    ``[[hospital]]`` with ``names``.

    Raises SettingsError for what is not one.
    """
    try:
        table = tomllib.loads(bytes_of(path, SettingsError).decode("utf-8"))
        rows = convert(table.get("hospital", []), list[dict[str, tuple[str, ...]]])
        return [row["names"] for row in rows]
    except (ValueError, KeyError) as error:
        problem = f'expected [[hospital]] with names = ["…", "…"]: {error}'
        raise SettingsError(path, problem, "see the guide to auditing") from error


# --- workspaces, folders and files ----------------------------------------------------------------


def _unless_failed(
    failed: list[CalltoolsError], read: Callable[..., Iterable[_T]], *given: object
) -> list[_T]:
    """What ``read`` reads; nothing, and the error among ``failed``, where it can't."""
    try:
        return list(read(*given))
    except CalltoolsError as error:
        failed.append(error)
        return []


def _workspace(path: Path) -> Workspace | None:
    """The workspace that ``path`` is, or whose transcripts/ it is."""
    for root in (path, path.parent if path.name == "transcripts" else path):
        if (root / SETTINGS_FILE).is_file():
            return Workspace(root.resolve())
    return None


def _of_workspace(failed: list[CalltoolsError], workspace: Workspace) -> Iterator[Entry]:
    sounds = {sound.name: sound.path for sound in _unless_failed(failed, recordings, workspace)}
    for file in sorted(workspace.transcripts.glob(f"*/{TRANSCRIPT}")):
        name = file.parent.name
        for entry in _unless_failed(failed, _of_recording, failed, file.parent):
            yield replace(entry, call=name, audio=sounds.get(name))


def _of_recording(failed: list[CalltoolsError], folder: Path) -> list[Entry]:
    """The transcript of a recording, after what was published of its call."""
    (heard, *_) = _of_file(failed, transcript_in(folder))
    aligned = folder / ALIGNMENT
    published = _unless_failed(failed, _aligned, aligned) if aligned.is_file() else []
    names = [f"{folder.name}.{entry.id.rpartition('.')[2]}" for entry in published]
    of_call = [replace(entry, id=name) for entry, name in zip(published, names, strict=True)]
    return [*of_call, replace(heard, id=folder.name)]


def _files(path: Path) -> list[Path]:
    """``path`` itself, or the transcripts in the folder, without hidden and older ones."""
    if not path.is_dir():
        return [path]
    inside = [
        file
        for file in sorted(path.rglob("*"))
        if file.suffix.lower() in SUFFIXES | {".jsonl"}
        if not any(_is_left_out(part) for part in file.relative_to(path).parts) and file.is_file()
    ]
    if not inside:
        raise TranscriptError(path, "holds no transcript", "give files or another folder")
    return inside


def _is_left_out(name: str) -> bool:
    return name.startswith(".") or name == "superseded"


def _of_file(failed: list[CalltoolsError], path: Path) -> list[Entry]:
    """The transcripts of a file; rows of JSON lines that are none are put to ``failed``."""
    data = bytes_of(path, TranscriptError)
    if path.suffix.lower() == ".jsonl":
        rows = [_unless_failed(failed, _of_row, path, *row) for row in read_lines(data, path)]
        return [entry for row in rows for entry in row]
    if path.suffix.lower() == ".json" and b'"sentence_links"' in data:
        return _aligned(path)
    calls = read_bytes(data, str(path), is_call=True).calls  # it is given as a transcript
    if not calls:
        raise TranscriptError(path, "expected a transcript, found no call in it")
    numbers = [f"-{number:02d}" for number in range(1, len(calls) + 1)] if calls[1:] else [""]
    return [
        _from_transcript(f"{path.stem}{number}", call, path)
        for number, call in zip(numbers, calls, strict=True)
    ]


def _aligned(path: Path) -> list[Entry]:
    """What was published of the calls that aligning wrote, with the times that it gave."""
    entries: list[Entry] = []
    calls = read_json(bytes_of(path, TranscriptError), str(path))
    named = Counter(call.name for call in calls)
    for call in calls:
        english = with_times_of_links(call.en, call.alignment, call.zh)
        for side, transcript in (("zh", call.zh), ("en", english)):
            if transcript.turns and transcript.origin == "published":
                spoken = replace(transcript, turns=without_accounts(transcript.turns))
                entry = _from_transcript(f"{call.name}.{side}", spoken, path)
                own = call.name if named[call.name] == 1 else None
                entries.append(replace(entry, call=own, heard=_heard(call) if side == "zh" else {}))
    return entries


def _heard(call: AlignedCall) -> dict[int, tuple[str, ...]]:
    """What was heard otherwise than printed, by turn."""
    noted: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    for one in call.comparison.differences if call.comparison else ():
        if one.printed is not None and one.kind != "sounds_alike" and one.severity != "minor":
            noted[one.printed.turn] += (printed_and_heard(one),)
    return dict(noted)


def _from_transcript(name: str, transcript: Transcript, path: Path) -> Entry:
    return Entry(
        id=name,
        turns=transcript.turns,
        language=transcript.language,
        hospital=transcript.call.hospital,
        date=transcript.call.date,
        source=path,
        audio_sha256=transcript.audio_sha256,
        machine=transcript.origin == "machine",
    )


def _of_row(path: Path, place: str, line: bytes) -> list[Entry]:
    problem = "expected a transcript with id and turns"
    return [read_line(line, place, lambda row: _from_row(row, path), problem)]


def _from_row(row: Mapping[str, Any], path: Path) -> Entry:
    turns = tuple(
        Turn(
            str(turn["text"]),
            _text(turn.get("label", turn.get("speaker"))),
            _ROLES.get(str(turn.get("role")), UNKNOWN),
        )
        for turn in row["turns"]
    )
    return Entry(
        id=str(row["id"]),
        turns=turns,
        language=_text(row.get("lang", row.get("language"))) or "zh",
        hospital=_text(row.get("hospital")),
        hospital_other=_text(row.get("hospital_other")),
        date=_text(row.get("date")),
        call=_text(row.get("call")),
        source=path,
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _with_own_ids(entries: Sequence[Entry]) -> Iterator[Entry]:
    """``entries``, once each; those that share an id but not their content get ids of their own."""
    taken: dict[str, Entry] = {}
    for entry in entries:
        folder = [f"{entry.source.parent.name}/{entry.id}"] if entry.source else []
        for id_ in chain([entry.id], folder, (f"{entry.id}-{number}" for number in count(2))):
            same = taken.setdefault(id_, entry)
            if same is entry:
                yield replace(entry, id=id_)
            if same is entry or (same.source, same.sha256) == (entry.source, entry.sha256):
                break
