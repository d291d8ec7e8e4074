"""A transcript file of any kind to transcripts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from calltools.errors import SettingsError, TranscriptError, did_you_mean
from calltools.files import bytes_of
from calltools.messages import Message
from calltools.page.directions import Directions
from calltools.page.kept_page import KeptPage
from calltools.page.parse import Parsed, parse
from calltools.page.roles import roles_of
from calltools.provenance import Step, sha256_bytes
from calltools.transcripts.model import Source, Transcript
from calltools.transcripts.readers import SUFFIXES, read_document
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.readers.document import Document, line_starts
from calltools.transcripts.readers.own_files import made_document, made_text
from calltools.transcripts.vocabulary import fold
from calltools.transcripts.warning import NOT_TAKEN
from calltools.transcripts.writers.eaf import read_eaf
from calltools.transcripts.writers.table import read_csv
from calltools.transcripts.writers.textgrid import read_textgrid
from calltools.transcripts.writers.tiers import parties

_CORRECT = Message("correct the transcript instead: calltools correct")
_ANNOTATIONS: dict[str, Callable[[bytes, str], Transcript | None]] = {
    ".eaf": read_eaf,
    ".textgrid": read_textgrid,
    ".csv": read_csv,
}
_TIERS = (".eaf", ".textgrid")


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file holds; ``parsed`` is None for what needs no parsing: calltools' own files and
    those of annotation tools."""

    calls: tuple[Transcript, ...]
    parsed: Parsed | None

    @property
    def doubts(self) -> tuple[str, ...]:
        """What could not be read surely, one sentence each."""
        return self.parsed.document.doubts if self.parsed else ()

    @property
    def left_out(self) -> tuple[str, ...]:
        """What may be words of a call and is in no turn, counted, one sentence each."""
        of_calls = (w.words for call in self.calls for w in call.warnings if w.kind == NOT_TAKEN)
        return (*dict.fromkeys(of_calls), *(self.parsed.left_out if self.parsed else ()))

    @property
    def lacks_speech(self) -> bool:
        """Whether words of a call that was found are in no turn: a person has to look."""
        return bool(self.calls and self.left_out)


def transcript_files(paths: Iterable[Path]) -> list[Path]:
    """Files as given, folders as the transcripts in them; each once.

    Raises SettingsError where there is none.
    """
    given = list(paths)
    files: list[Path] = []
    for path in given:
        if not path.is_dir():
            files.append(path)
            continue
        inside = (p for p in sorted(path.rglob("*")) if p.suffix.lower() in SUFFIXES)
        files += [p for p in inside if p.is_file() and p.name != "expected.json"]
    if not files:
        raise SettingsError(str(given[0]), "holds no transcript", "give files or a folder")
    return list(dict.fromkeys(files))


def read_file(path: Path, directions: Directions | None = None) -> ReadFile:
    """The calls of a file, ``-`` for stdin; raises what :func:`read_bytes` does."""
    return read_bytes(bytes_of(path, TranscriptError), str(path), directions)


def read_bytes(
    data: bytes, where: str, directions: Directions | None = None, *, judged: bool = True
) -> ReadFile:
    """The calls in ``data``, which came from the file ``where``.

    ``directions`` are what a person says about it; the step of each call records them.  It is
    ``judged`` whether what looks like a call is one, unless it is given as one.  Raises
    TranscriptError for what can't be read, SettingsError for directions that don't fit it.
    """
    return OpenedFile(data, where, judged=judged).read(directions)


class OpenedFile:
    """A file that is read once, and parsed as often as somebody says otherwise of it.

    Raises TranscriptError for what can't be read.
    """

    def __init__(self, data: bytes, where: str, *, judged: bool = True) -> None:
        self._where, self._judged = where, judged
        self._kind = Path(where).suffix.lower()
        self._sha256 = sha256_bytes(data)
        self._is_json = where.endswith(".json") and b'"schema_version"' in data
        document = read_document(data, where) if data.startswith(b"PK\x03\x04") else None
        self._made: Transcript | None
        if self._is_json:
            self._made = read_transcript(data, where)
        elif document:
            self._made = made_document(document, where)
        else:
            self._made = _ANNOTATIONS.get(self._kind, made_text)(data, where)
        self._document = document
        if self._made is None:
            self._document = document or read_document(data, where)
        self._kept = KeptPage()

    def read(self, directions: Directions | None = None) -> ReadFile:
        """The calls.  Raises SettingsError for directions that don't fit."""
        directions = directions or Directions()
        name, parameters = Path(self._where).name, directions.parameters()
        step = Step("parse", inputs={name: self._sha256}, parameters=parameters)
        if self._made is not None:
            return self._as_made(step)
        document = self._document
        assert document is not None, "what needs parsing was read as a document"
        _check_places(directions, document, self._where)
        parsed = parse(document, directions, kept=self._kept, judged=self._judged)
        check_labels(directions, parsed.calls, self._where)
        source = Source(name, self._sha256, document.format, document.encoding)
        calls = tuple(replace(call, source=source, provenance=(step,)) for call in parsed.calls)
        return ReadFile(calls, replace(parsed, calls=calls))

    def _as_made(self, step: Step) -> ReadFile:
        made = self._made
        assert made is not None
        if step.parameters:
            raise SettingsError(self._where, "is not parsed: it tells itself who speaks", _CORRECT)
        if self._is_json:
            return ReadFile((made,), None)
        if self._kind in _TIERS and not made.parties:
            made = _with_roles(made)
        source = Source(Path(self._where).name, self._sha256, self._kind.removeprefix("."))
        return ReadFile((replace(made, source=source, provenance=(step,)),), None)


def _with_roles(call: Transcript) -> Transcript:
    """A call whose tiers somebody named by other names than calltools does."""
    roles = roles_of([(turn.speaker, turn.text) for turn in call.turns if turn.speaker])
    turns = tuple(
        replace(turn, role=roles[fold(turn.speaker)]) if turn.speaker else turn
        for turn in call.turns
    )
    return replace(call, turns=turns, parties=parties(turns))


def _check_places(directions: Directions, document: Document, where: str) -> None:
    named = [*directions.given, *(at for fact in directions.facts for at in fact.words or ())]
    if any(at > len(document.text) for at in named):
        raise SettingsError(
            where, "has no place like the one that the directions name", "are they its own?"
        )
    last = len(line_starts(document)) if directions.lines else 0
    if beyond := [number for number in directions.lines if not 1 <= number <= last]:
        raise SettingsError(
            where,
            Message(
                "expected a line from 1 to {last}, found {beyond}", last=last, beyond=beyond[0]
            ),
            "lines are numbered in --format table and on the page of --page",
        )


def check_labels(directions: Directions, calls: Iterable[Transcript], where: str) -> None:
    """Raise SettingsError for a label with a role that no turn of ``calls`` has."""
    labels = dict.fromkeys(turn.speaker for call in calls for turn in call.turns if turn.speaker)
    known = set(map(fold, labels))
    if missing := [label for label in directions.roles if fold(label) not in known]:
        raise SettingsError(
            where,
            Message(
                "has no label {missing}, found {labels}",
                missing=f"{missing[0]!r}",
                labels=[*labels] or [Message("none")],
            ),
            did_you_mean(missing[0], labels),
        )
