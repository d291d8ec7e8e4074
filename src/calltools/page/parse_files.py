"""A transcript file of any kind to transcripts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from calltools.errors import SettingsError, TranscriptError, did_you_mean
from calltools.files import bytes_of
from calltools.messages import Message
from calltools.page.named_labels import NO_ROLES, NamedLabels
from calltools.page.parse import Parsed, parse
from calltools.page.roles import roles_of
from calltools.provenance import Step, sha256_bytes
from calltools.transcripts.model import Role, Source, Transcript
from calltools.transcripts.readers import SUFFIXES, read_document
from calltools.transcripts.readers.calltools_json import read_transcript
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


def read_file(path: Path, roles: Mapping[str, Role] = NO_ROLES) -> ReadFile:
    """The calls of a file, ``-`` for stdin; raises what :func:`read_bytes` does."""
    return read_bytes(bytes_of(path, TranscriptError), str(path), roles)


def read_bytes(
    data: bytes, where: str, roles: Mapping[str, Role] = NO_ROLES, *, is_call: bool = False
) -> ReadFile:
    """The calls in ``data``, which came from the file ``where``.

    ``roles`` are those that a person gives to printed labels; the step of each call records them.
    ``is_call``: the person who gives it says that it holds a call.  Raises TranscriptError for
    what can't be read, SettingsError for roles of labels that it has not.
    """
    kind = Path(where).suffix.lower()
    is_json = where.endswith(".json") and b'"schema_version"' in data
    document = read_document(data, where) if data.startswith(b"PK\x03\x04") else None
    made: Transcript | None
    if is_json:
        made = read_transcript(data, where)
    elif document:
        made = made_document(document, where)
    else:
        made = _ANNOTATIONS.get(kind, made_text)(data, where)
    name, parameters = Path(where).name, NamedLabels(roles).parameters()
    step = Step("parse", inputs={name: sha256_bytes(data)}, parameters=parameters)
    if made is None:
        document = document or read_document(data, where)
        parsed = parse(document, roles, is_call=is_call)
        check_labels(roles, parsed.calls, where)
        source = Source(name, step.inputs[name], document.format, document.encoding)
        calls = tuple(replace(call, source=source, provenance=(step,)) for call in parsed.calls)
        return ReadFile(calls, replace(parsed, calls=calls))
    if roles:
        raise SettingsError(where, "is not parsed: it tells itself who speaks", _CORRECT)
    if is_json:
        return ReadFile((made,), None)
    if kind in _TIERS and not made.parties:
        made = _with_roles(made)
    source = Source(name, step.inputs[name], kind.removeprefix("."))
    return ReadFile((replace(made, source=source, provenance=(step,)),), None)


def _with_roles(call: Transcript) -> Transcript:
    """A call whose tiers somebody named by other names than calltools does."""
    roles = roles_of([(turn.speaker, turn.text) for turn in call.turns if turn.speaker])
    turns = tuple(
        replace(turn, role=roles[fold(turn.speaker)]) if turn.speaker else turn
        for turn in call.turns
    )
    return replace(call, turns=turns, parties=parties(turns))


def check_labels(roles: Iterable[str], calls: Iterable[Transcript], where: str) -> None:
    """Raise SettingsError for a label with a role that no turn of ``calls`` has."""
    labels = dict.fromkeys(turn.speaker for call in calls for turn in call.turns if turn.speaker)
    known = set(map(fold, labels))
    if missing := [label for label in roles if fold(label) not in known]:
        raise SettingsError(
            where,
            Message(
                "has no label {missing}, found {labels}",
                missing=f"{missing[0]!r}",
                labels=[*labels] or [Message("none")],
            ),
            did_you_mean(missing[0], labels),
        )
