"""The transcripts that quotations are looked for in, of whatever kind of file."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from calltools.alignment.accounts import without_accounts
from calltools.alignment.exchange import read_json
from calltools.alignment.model import AlignedCall
from calltools.alignment.times import with_times_of_links
from calltools.comparison.words import is_backchannel
from calltools.errors import CalltoolsError, SettingsError, TranscriptError
from calltools.files import bytes_of
from calltools.language.sentences import Language, spans
from calltools.provenance import canonical_json, sha256_bytes
from calltools.recordings import recordings
from calltools.records import read_line, read_lines
from calltools.settings import SETTINGS_FILE
from calltools.transcripts.files import read_bytes
from calltools.transcripts.model import INVESTIGATOR, ROLES, UNKNOWN, Role, Transcript, Turn
from calltools.transcripts.readers import SUFFIXES
from calltools.workspace import ALIGNMENT, CORRECTIONS, HOSPITALS, TRANSCRIPT, Folder, Workspace

_ROLES: Mapping[str, Role] = {"caller": INVESTIGATOR, **{role: role for role in ROLES}}
_LEFT_OUT = "superseded"


@dataclass(frozen=True, slots=True)
class Entry:
    """One transcript of the corpus.

    ``hospital`` is the name in the transcript's language, ``hospital_other`` in the other one;
    ``call`` is one for transcripts of one call in two languages.  ``source`` is the file it was
    read from, ``sha256`` names its content: turns, speakers, roles and hospital.  ``audio`` is
    the recording, where it is at hand.  ``machine`` transcripts were reviewed by nobody;
    ``heard`` tells by turn what a recogniser heard otherwise than a publication has it.
    """

    id: str
    turns: tuple[Turn, ...]
    language: str = "zh"
    hospital: str | None = None
    hospital_other: str | None = None
    date: str | None = None
    call: str | None = None
    source: Path | None = None
    sha256: str = ""
    audio: Path | None = None
    audio_sha256: str | None = None
    machine: bool = False
    heard: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def goes_on(self, turn: int, later: int) -> bool:
        """Whether the voice of ``turn`` goes on in turn ``later``, and the other party only listens
        between the two: 嗯, "I see", but not "I see. Thank you.", which ends the matter."""
        first, last = self.turns[turn], self.turns[later]
        language: Language = "en" if self.language.startswith("en") else "zh"
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


def read_corpus(sources: Iterable[Path | Transcript]) -> Corpus:
    """All transcripts of ``sources``: files, folders of them, workspaces; and transcripts.

    A file is JSON lines like gold/quotes/transcripts.jsonl, calltools JSON, or anything that
    :func:`calltools.transcripts.files.read_file` reads.  Ids are those of the rows, the names of
    a workspace's recordings, else the names of the files (``-01`` … for several calls of one
    file); of a transcript, that of its document.  An id that comes twice is told apart by the
    folder, or by a number.
    """
    entries: list[Entry] = []
    failed: list[CalltoolsError] = []
    aliases: list[tuple[str, ...]] = []
    for path in sources:
        if isinstance(path, Transcript):
            source = Path(path.source.file if path.source else "transcript")
            entries.append(_from_transcript(source.stem, path, source))
            continue
        if (workspace := _workspace(path)) is not None:
            _read_workspace(workspace, entries, failed)
            if (table := workspace.root / HOSPITALS).is_file():
                aliases += read_aliases(table)
            continue
        try:
            files = _files(path)
        except CalltoolsError as error:
            failed.append(error)
            continue
        for file in files:
            try:
                entries += _read_file(file, failed)
            except CalltoolsError as error:
                failed.append(error)
    return Corpus(tuple(_with_own_ids(entries)), tuple(failed), tuple(aliases))


def read_aliases(path: Path) -> list[tuple[str, ...]]:
    """The names of hospitals in a table like the workspace's hospitals.toml, those of one together:
    ``[[hospital]]`` with ``names``.

    Raises SettingsError for what is none.
    """
    try:
        table = tomllib.loads(bytes_of(path, SettingsError).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(path, f"is no TOML: {error}", "see the guide to auditing") from error
    rows = table.get("hospital", [])
    groups = [row.get("names") if isinstance(row, dict) else None for row in rows]
    if not isinstance(rows, list) or not all(
        isinstance(names, list) and all(isinstance(name, str) for name in names) for names in groups
    ):
        raise SettingsError(
            path, 'expected [[hospital]] with names = ["…", "…"]', "put one there for each"
        )
    return [tuple(names) for names in groups if names]


def make_entry(entry: Entry) -> Entry:
    """``entry`` with the sha256 of its content."""
    content = [
        entry.language,
        entry.hospital,
        entry.hospital_other,
        [[turn.text, turn.speaker, turn.role] for turn in entry.turns],
    ]
    return replace(entry, sha256=sha256_bytes(canonical_json(content).encode()))


def _workspace(path: Path) -> Workspace | None:
    """The workspace that ``path`` is, or whose transcripts/ it is."""
    for root in (path, path.parent if path.name == "transcripts" else path):
        if (root / SETTINGS_FILE).is_file():
            return Workspace(root.resolve())
    return None


def _read_workspace(
    workspace: Workspace, entries: list[Entry], failed: list[CalltoolsError]
) -> None:
    try:
        sounds = {recording.name: recording for recording in recordings(workspace)}
    except CalltoolsError as error:
        failed.append(error)
        sounds = {}
    for file in sorted(workspace.transcripts.glob(f"*/{TRANSCRIPT}")):
        name = file.parent.name
        try:
            found = _read_file(Folder(file.parent).transcript_path(), failed)[0]
        except CalltoolsError as error:
            failed.append(error)
            continue
        sound = sounds.get(name)
        audio = None if sound is None else sound.path
        own = [*_publications(file.with_name(ALIGNMENT), failed), replace(found, id=name)]
        entries += [replace(entry, call=name, audio=audio) for entry in own]


def _publications(path: Path, failed: list[CalltoolsError]) -> Iterator[Entry]:
    """What was published of a recording's call, with the times that aligning it gave."""
    if not path.is_file():
        return
    try:
        calls = read_json(bytes_of(path, TranscriptError), str(path))
    except CalltoolsError as error:
        failed.append(error)
        return
    yield from _sides(calls, path)


def _sides(calls: Iterable[AlignedCall], path: Path) -> Iterator[Entry]:
    for call in calls:
        english = with_times_of_links(call.en, call.alignment, call.zh)
        for side, transcript in (("zh", call.zh), ("en", english)):
            if transcript.turns and transcript.origin == "published":
                transcript = replace(transcript, turns=without_accounts(transcript.turns))
                entry = _from_transcript(f"{call.name}.{side}", transcript, path)
                yield replace(entry, heard=_heard(call) if side == "zh" else {})


def _heard(call: AlignedCall) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for one in call.comparison.differences if call.comparison else ():
        if one.printed is not None and one.kind != "sounds_alike" and one.severity != "minor":
            printed, heard = one.printed_text, one.heard_text or "nothing"
            note = f"printed {printed}, heard {heard}"
            found[one.printed.turn] = (*found.get(one.printed.turn, ()), note)
    return found


def _files(path: Path) -> list[Path]:
    """``path`` itself, or the transcripts in the folder, without hidden and older ones."""
    if not path.is_dir():
        return [path]
    inside = [
        file
        for file in sorted(path.rglob("*"))
        if file.suffix.lower() in SUFFIXES | {".jsonl"}
        and file.name != CORRECTIONS
        and file.is_file()
        and not any(
            part.startswith(".") or part == _LEFT_OUT for part in file.relative_to(path).parts
        )
    ]
    if not inside:
        raise TranscriptError(path, "holds no transcript", "give files or another folder")
    return inside


def _read_file(path: Path, failed: list[CalltoolsError]) -> list[Entry]:
    """The transcripts of a file; rows of JSON lines that are none are put to ``failed``."""
    data = bytes_of(path, TranscriptError)
    if path.suffix.lower() == ".jsonl":
        return list(_read_rows(data, path, failed))
    if path.suffix.lower() == ".json" and b'"sentence_links"' in data:
        aligned = read_json(data, str(path))
        named = Counter(call.name for call in aligned)
        return [
            replace(entry, call=call.name if named[call.name] == 1 else None)
            for call in aligned
            for entry in _sides([call], path)
        ]
    calls = read_bytes(data, str(path), judged=False).calls  # it is given as a transcript
    if not calls:
        raise TranscriptError(path, "expected a transcript, found no call in it")
    names = [path.stem]
    if len(calls) > 1:
        names = [f"{path.stem}-{number:02d}" for number in range(1, len(calls) + 1)]
    return [_from_transcript(name, call, path) for name, call in zip(names, calls, strict=True)]


def _from_transcript(name: str, transcript: Transcript, path: Path) -> Entry:
    call = transcript.call
    return make_entry(
        Entry(
            id=name,
            turns=transcript.turns,
            language=transcript.language,
            hospital=call.hospital,
            date=call.date,
            source=path,
            audio_sha256=transcript.audio_sha256,
            machine=transcript.origin == "machine",
        )
    )


def _read_rows(data: bytes, path: Path, failed: list[CalltoolsError]) -> Iterator[Entry]:
    problem = "expected a transcript with id and turns"
    for place, line in read_lines(data, path):
        try:
            yield read_line(line, place, lambda row: _from_row(row, path), problem)
        except TranscriptError as error:
            failed.append(error)


def _from_row(row: Mapping[str, Any], path: Path) -> Entry:
    turns = tuple(
        Turn(
            str(turn["text"]),
            _text(turn.get("label", turn.get("speaker"))),
            _ROLES.get(str(turn.get("role")), UNKNOWN),
        )
        for turn in row["turns"]
    )
    return make_entry(
        Entry(
            id=str(row["id"]),
            turns=turns,
            language=_text(row.get("lang", row.get("language"))) or "zh",
            hospital=_text(row.get("hospital")),
            hospital_other=_text(row.get("hospital_other")),
            date=_text(row.get("date")),
            call=_text(row.get("call")),
            source=path,
        )
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _with_own_ids(entries: Sequence[Entry]) -> Iterator[Entry]:
    """``entries``, once each; those that share an id but not their content get ids of their own."""
    taken: dict[str, Entry] = {}
    for entry in entries:
        for id_ in _ids(entry):
            same = taken.setdefault(id_, entry)
            if same is entry:
                yield replace(entry, id=id_)
                break
            if (same.source, same.sha256) == (entry.source, entry.sha256):
                break


def _ids(entry: Entry) -> Iterator[str]:
    yield entry.id
    if entry.source is not None:
        yield f"{entry.source.parent.name}/{entry.id}"
    number = 2
    while True:
        yield f"{entry.id}-{number}"
        number += 1
