"""The library's face: each verb of the command line as a function over paths and records.

Settings that are not given are the defaults and what ``CALLTOOLS_…`` in the environment says.  No
calltools.toml is looked for: what a program does must not hang on the folder it is started in.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, overload

from calltools.alignment.align import Aligner
from calltools.alignment.sources import parts_of_sides
from calltools.errors import TranscriptError
from calltools.page.parse_files import read_bytes, read_file
from calltools.progress import Progress, silent
from calltools.quotations.auditor import Auditor
from calltools.quotations.corpus import read_corpus
from calltools.quotations.report import read_report
from calltools.results import AlignedCallView, Audit, Statements, TranscriptView
from calltools.settings import Settings, load
from calltools.statements import extraction
from calltools.statements.dialogues import read_named_calls
from calltools.tables.table_rows import CallEntry
from calltools.transcripts.model import Role, Transcript

if TYPE_CHECKING:
    from calltools.speech.transcribe import Transcriber

StrPath = str | os.PathLike[str]
"""The path of a file or folder."""


def transcribe(
    path: StrPath, settings: Settings | None = None, *, progress: Progress = silent
) -> TranscriptView:
    """The transcript of a recording, any audio or video file: who said what, and when.

    ``NAME.toml`` beside it, where there is one, tells what is known about the call, and settings of
    its own, over which those of ``settings`` win that are not the default.  ``progress`` is called
    with the share that is done, 0 to 1.  The models stay loaded for the next recording with the
    same settings.

    Raises MediaError for what can't be decoded, ModelError where a model is not installed,
    MissingPartError where calltools[speech] is not, SettingsError for settings that do not go
    together.
    """
    transcriber = _transcriber(settings.insisted() if settings else load())
    return TranscriptView.of(transcriber.transcribe_file(Path(path), progress))


def parse(
    source: StrPath | bytes,
    *,
    name: str = "document",
    roles: Mapping[str, Role] = MappingProxyType({}),
) -> list[TranscriptView]:
    """The calls in a transcript of any kind that `calltools parse` reads, in order.

    ``source`` is the path of a file, or what stands in one; ``name`` is then that of the file,
    whose ending tells the kinds of text apart.  ``roles`` are those of printed labels, by
    label.  Raises TranscriptError for what can't be read, SettingsError for a label that no turn
    has; a file that can be read and holds no call gives an empty list.
    """
    if isinstance(source, bytes):
        read = read_bytes(source, name, roles)
    else:
        read = read_file(Path(source), roles)
    return [TranscriptView.of(call) for call in read.calls]


def extract(source: Transcript | StrPath) -> Statements:
    """The statements of the hospital side, in the order of the words.

    ``source`` is a transcript, or the path of a file: a transcript of any kind, or dialogues (JSON
    lines).  Raises TranscriptError for a file that can't be read or holds no call.
    """
    if isinstance(source, Transcript):
        return Statements([CallEntry("", extraction.extract(source), source)])
    calls = read_named_calls(Path(source))
    return Statements(CallEntry(name, extraction.extract(call, name), call) for name, call in calls)


def align(
    zh: Transcript | StrPath | None,
    en: Transcript | StrPath | None = None,
    heard: Transcript | StrPath | None = None,
    *,
    settings: Settings | None = None,
    anyway: bool = False,
) -> AlignedCallView:
    """The links of a Chinese call and its English translation, and what a translator should check.

    ``heard`` is the transcript of the recording: with it everything has times, and the published
    Chinese is compared with what was heard.  Any two of the three will do.  Each is a transcript,
    or the path of a file that holds one call.  The encoder stays loaded.

    Raises DifferentCallsError, unless it shall go on ``anyway``, for two sides that are not of one
    call; TranscriptError for a file that can't be read or holds several calls, for a side in
    another language, and where there are not two sides; ModelError or MissingPartError for want of
    the encoder.  Warns where what is printed above the two differs and their words do not.
    """
    parts = parts_of_sides(_source(zh), _source(en), _source(heard))
    if not anyway and (remark := parts.check()):
        warnings.warn(remark, stacklevel=2)
    return AlignedCallView.of(_aligner(settings or load()).align(parts))


def audit(
    report: StrPath,
    transcripts: Transcript | StrPath | Iterable[Transcript | StrPath],
    *,
    settings: Settings | None = None,
    progress: Progress = silent,
) -> Audit:
    """Every quotation of a report with a verdict on its words, in the order of the report.

    ``report`` is a Markdown, HTML, Word, PDF or text file.  ``transcripts`` are what it may quote:
    transcripts, or paths of files of any kind, of folders of them, of workspaces.

    Raises ReportError for a report that can't be read, TranscriptError for the first transcript
    that can't be (what is quoted from it would be called invented) and where there is none.
    """
    if isinstance(transcripts, Transcript | str | os.PathLike):
        transcripts = [transcripts]
    corpus = read_corpus(_source(given) for given in transcripts)
    if corpus.failed:
        raise corpus.failed[0]
    if not corpus.entries:
        raise TranscriptError("transcripts", "are none", "give what the report may quote")
    aligner = _aligner(settings or load())
    auditor = Auditor(corpus, aligner.encoder, aligner.reader)
    return Audit.of(auditor.audit(read_report(Path(report)), progress=progress))


@overload
def _source(given: Transcript | StrPath) -> Transcript | Path: ...
@overload
def _source(given: None) -> None: ...
def _source(given: Transcript | StrPath | None) -> Transcript | Path | None:
    return given if given is None or isinstance(given, Transcript) else Path(given)


@lru_cache(maxsize=1)
def _transcriber(settings: Settings) -> Transcriber:
    from calltools.alignment.doubtful_words import HearsTwice
    from calltools.speech.transcribe import Transcriber

    return Transcriber(settings, HearsTwice)


@lru_cache(maxsize=1)
def _aligner(settings: Settings) -> Aligner:
    return Aligner(settings)
