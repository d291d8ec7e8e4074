"""The calls of a workspace, or of files, with their statements and what transcripts are at hand.

Files may have been edited, cut short or mixed up since they were written.  A row of a wrong type,
or one whose quotation does not stand in the transcript where it says, is not published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from calltools.errors import SettingsError, TranscriptError, WorkspaceError
from calltools.files import bytes_of
from calltools.messages import N_, Message, plural
from calltools.provenance import sha256_file
from calltools.statements.dialogues import read_dialogues
from calltools.statements.record import Statement
from calltools.statements.rows import read_statements
from calltools.store.call_folder import STATEMENTS, TRANSCRIPT, Folder
from calltools.store.call_moves import no_such_call
from calltools.store.workspace import Workspace, transcript_in
from calltools.tables.table_rows import CallEntry, PublishedEntry, ReportEntry, calls_in, copied
from calltools.transcripts.model import Transcript
from calltools.transcripts.readers.calltools_json import read_transcript


def extracted(workspace: Workspace) -> tuple[list[str], list[str]]:
    """The names of the recordings that have statements, and of those that wait for them."""
    names = [path.parent.name for path in sorted(workspace.transcripts.glob(f"*/{TRANSCRIPT}"))]
    done = [name for name in names if (workspace.folder(name).path / STATEMENTS).is_file()]
    return done, [name for name in names if name not in done]


def entries_of(
    source: str,
    workspace: Workspace | None = None,
    dialogues: Mapping[str, Transcript] = MappingProxyType({}),
) -> list[CallEntry]:
    """The calls of ``source``: a recording of ``workspace``, or a file that holds statements.

    A file ends in .jsonl, or is stdin (``-``); its calls are those of the transcript.json beside
    it, else of ``dialogues``.  Raises WorkspaceError for a recording that is not there or whose
    transcript changed since, CalltoolsError for a file that can't be read, TranscriptError for
    what is none of its statements.
    """
    if source == "-" or source.endswith(".jsonl"):
        return _of_file(source, dialogues)
    return [_of_recording(source, workspace)]


def how_many(entries: Sequence[PublishedEntry], table_name: str) -> str:
    """How many rows of a table the calls and reports have, how many calls they are, and in how many
    recordings where one has several."""
    calls = calls_in(entries)
    counts = {
        "turns": sum(len(call.transcript.turns) for call in calls if call.transcript),
        "findings": sum(len(call.findings) for call in calls),
        "quotations": sum(len(e.quotations) for e in entries if isinstance(e, ReportEntry)),
        "decisions": sum(len(entry.decisions) for entry in entries),
    }
    name = table_name if table_name in counts else "statements"
    number = counts.get(name, sum(len(call.statements) for call in calls))
    count = len(calls) - len(copied(calls))
    return Message(
        _IN_ONE_EACH if count == len(calls) else _IN_SEVERAL,
        number=number,
        rows=Message(name),
        calls=plural(count, "{count} call", "{count} calls"),
        recordings=len(calls),
    )


_IN_ONE_EACH = N_("{number} {rows} of {calls}")
_IN_SEVERAL = N_("{number} {rows} of {calls} in {recordings} recordings")


def dialogues_by_id(files: Iterable[Path]) -> dict[str, Transcript]:
    """The calls in files of dialogues.  Raises CalltoolsError for what can't be read."""
    return {
        name: call for file in files for name, call in read_dialogues(bytes_of(file), str(file))
    }


def _of_recording(source: str, workspace: Workspace | None) -> CallEntry:
    if workspace is None:
        raise WorkspaceError(source, "is not a .jsonl file, and this is not a workspace")
    names = (Path(source).name, Path(source).stem)
    folder = next((workspace.folder(n) for n in names if workspace.folder(n).path.is_dir()), None)
    if folder is None:
        raise no_such_call(workspace, source)
    transcript = folder.transcript_path()
    _check_fresh(folder, transcript)
    return _entry(folder.path / STATEMENTS, transcript)


def _check_fresh(folder: Folder, transcript: Path) -> None:
    """Raise WorkspaceError if the statements were extracted from an earlier transcript."""
    step = folder.step("extract")
    if step and step.inputs.get(transcript.name) != sha256_file(transcript):
        raise WorkspaceError(
            folder.path, "the transcript changed since statements were extracted",
            "run: calltools run",
        )  # fmt: skip


def _of_file(source: str, dialogues: Mapping[str, Transcript]) -> list[CallEntry]:
    beside = transcript_in(Path(source).parent) if source != "-" else None
    if beside and beside.is_file():
        return [_entry(Path(source), beside)]
    name = "stdin" if source == "-" else Path(source).stem
    return entries_of_rows(bytes_of(source), source, name, dialogues)


def _entry(statements: Path, transcript: Path) -> CallEntry:
    call = read_transcript(bytes_of(transcript), str(transcript))
    name = statements.resolve().parent.name
    return entry_of_recording(name, bytes_of(statements), str(statements), call)


def entry_of_recording(
    name: str, data: bytes | str, where: str, transcript: Transcript
) -> CallEntry:
    """The recording ``name`` with the statements in ``data``, the lines of the file ``where``.

    Raises TranscriptError, naming file and line, for a row that is not one or that is not from
    ``transcript``.
    """
    entry = CallEntry(name, read_statements(data, where), transcript)
    _check(entry, where)
    return entry


def entries_of_rows(
    data: bytes | str, where: str, name: str, dialogues: Mapping[str, Transcript]
) -> list[CallEntry]:
    """The calls that the statements in ``data`` belong to, in order; from the file ``where``.

    A call is named by its statements' ``dialogue_id``; those without one belong to ``name``.
    ``dialogues`` are the transcripts that are at hand.  Raises TranscriptError as above.
    """
    found: dict[str, list[Statement]] = {}
    for statement in read_statements(data, where):
        found.setdefault(statement.dialogue_id or name, []).append(statement)
    entries = [CallEntry(call, rows, dialogues.get(call)) for call, rows in found.items()]
    for entry in entries:
        _check(entry, where)
    return entries


def without_repeats(entries: Iterable[PublishedEntry]) -> list[PublishedEntry]:
    """``entries``; SettingsError if two calls among them have one name."""
    kept = list(entries)
    for name, count in Counter(call.recording for call in calls_in(kept)).items():
        if count > 1:
            raise SettingsError(name, "is the name of two calls", "give each once, or rename one")
    return kept


def _check(entry: CallEntry, where: str) -> None:
    """Raise TranscriptError if ids repeat or quotations do not stand where they should."""
    ids = set()
    for statement in entry.statements:
        if not statement.id or statement.id in ids:
            raise TranscriptError(
                where,
                f"expected one id for each statement of {entry.recording}, found"
                f" {statement.id!r} {'twice' if statement.id else 'for one'}",
                "extract it again",
            )
        ids.add(statement.id)
        if entry.transcript and not _stands(statement, entry.transcript):
            raise TranscriptError(
                where,
                f"statement {statement.id} of {entry.recording}: its quotation does not stand in"
                f" turn {statement.turn_index} of the transcript",
                "extract it again from this transcript",
            )


def _stands(statement: Statement, transcript: Transcript) -> bool:
    if statement.turn_index >= len(transcript.turns):
        return False
    text = transcript.turns[statement.turn_index].text
    return text[statement.start : statement.end] == statement.quote
