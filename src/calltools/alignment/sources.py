"""Files, transcripts and recordings of a workspace to calls whose parts belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from calltools.alignment.accounts import as_printed, with_accounts
from calltools.alignment.calls import Parts
from calltools.alignment.same_call import common_facts, pair_calls
from calltools.errors import TranscriptError, WorkspaceError
from calltools.files import bytes_of
from calltools.provenance import sha256_bytes
from calltools.recordings import recordings
from calltools.transcripts.files import read_bytes
from calltools.transcripts.model import Call, Transcript, Turn
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.sidecar import read_sidecar
from calltools.workspace import Workspace

SourceSide = Literal["heard", "zh", "en"]
_NAMES: dict[SourceSide, str] = {
    "heard": "the recording's transcript",
    "zh": "published Chinese",
    "en": "English",
}


@dataclass(frozen=True, slots=True)
class SideCall:
    """A call of a file, which side it is, and what to call it."""

    side: SourceSide
    transcript: Transcript
    name: str
    file: str
    sha256: str


def read_calls(path: Path) -> list[SideCall]:
    """The calls in the file ``path`` (``-``: stdin), of any kind that ``parse`` reads.

    Raises TranscriptError if it can't be read, holds no call or one in another language.
    """
    data = bytes_of(path, TranscriptError)
    calls = read_bytes(data, str(path), judged=False).calls  # who aligns a file says what it is
    if not calls:
        raise TranscriptError(path, "expected a transcript, found no call in it")
    stem = "stdin" if str(path) == "-" else path.stem
    names = [f"{stem}-{n}" for n in range(1, len(calls) + 1)] if calls[1:] else [stem]
    file, sha256 = file_name(path), sha256_bytes(data)
    return [
        SideCall(_side(call, path), replace(call, turns=as_printed(call.turns)), name, file, sha256)
        for call, name in zip(calls, names, strict=True)
    ]


def file_name(path: Path) -> str:
    """How a file is named in records: with its folder, for two may have one name; but not with
    the user's own, which is named after the user."""
    return path.name if path.absolute().parent == Path.home() else "/".join(path.parts[-2:])


def _side(call: Transcript, path: Path) -> SourceSide:
    if call.language.startswith("en"):
        return "en"
    if call.language.startswith(("zh", "yue")):
        is_recognised = call.source is not None and call.source.format == "recogniser"
        return "heard" if call.origin == "machine" or is_recognised else "zh"
    raise TranscriptError(
        path, f"expected Chinese or English, found the language {call.language!r}"
    )


def pair_files(paths: Sequence[Path]) -> tuple[list[Parts], list[str]]:
    """The calls of ``paths`` put together, and remarks on what has no counterpart.

    Calls go together by the facts printed above them (number, date, telephone), else by order.
    Raises TranscriptError where the files are not two sides of anything.
    """
    found = _read_all(paths)
    heard, zh, en = ([f for f in found if f.side == side] for side in ("heard", "zh", "en"))
    _check_sides(found, paths)
    base = zh or heard
    english, spoken = _partners(base, en), _partners(zh, heard)
    together = [
        (ours, english.get(number), spoken.get(number))
        for number, ours in enumerate(base)
        if number in english or number in spoken
    ]
    calls = [_parts(*sides) for sides in together]
    used = {id(side) for sides in together for side in sides}
    left = [f for f in found if id(f) not in used]
    remarks = [f"{f.name}: no other side was found for it, in {f.file}" for f in left]
    if not calls:
        raise TranscriptError(
            paths[0],
            "no call of it has the number, date or telephone of one in the other files",
            "give one call a file",
        )
    return calls, remarks


def _read_all(paths: Sequence[Path]) -> list[SideCall]:
    """The calls of all files; translations printed between the turns where no other is there."""
    found = [call for path in paths for call in read_calls(path)]
    if all(call.side != "en" for call in found):
        found += [_translation(call) for call in found if _is_bilingual(call)]
    return found


def _is_bilingual(found: SideCall) -> bool:
    return any(turn.translation for turn in found.transcript.turns)


def _translation(found: SideCall) -> SideCall:
    """The English that is printed below the Chinese turns."""
    turns = tuple(
        Turn(turn.translation, turn.speaker, turn.role)
        for turn in found.transcript.turns
        if turn.translation
    )
    # What stands between the turns is the Chinese document's.
    english = replace(found.transcript, turns=turns, language="en", notes=())
    return replace(found, side="en", transcript=english)


def _partners(ours: Sequence[SideCall], theirs: Sequence[SideCall]) -> dict[int, SideCall]:
    """The counterpart of each of ``ours`` that has one, by its position."""
    pairs = pair_calls([f.transcript.call for f in ours], [f.transcript.call for f in theirs])
    return {i: theirs[j] for i, j in pairs}


def _check_sides(found: Sequence[SideCall], paths: Sequence[Path]) -> None:
    sides = {f.side for f in found}
    if len(sides) > 1:
        return
    (side,) = sides
    others = "English, or the Chinese with the recording's transcript"
    expected = {"heard": "English or published Chinese", "zh": others, "en": "Chinese"}[side]
    raise TranscriptError(
        paths[-1],
        f"expected {expected} beside it, found only {_NAMES[side]}",
        "name a file of each side",
    )


def _parts(
    chinese: SideCall, english: SideCall | None, heard: SideCall | None, name: str = ""
) -> Parts:
    """The call that the sides make; the English has the accounts that stand in it for words."""
    if chinese.side == "heard":  # no Chinese was published
        heard = chinese
    return Parts(
        name or chinese.name,
        heard.transcript if heard else None,
        chinese.transcript if chinese.side == "zh" else None,
        with_accounts(english.transcript, chinese.transcript) if english else None,
        {f.file: f.sha256 for f in (chinese, english, heard) if f and f.sha256},
    )


def parts_of_sides(
    zh: Transcript | Path | None,
    en: Transcript | Path | None = None,
    heard: Transcript | Path | None = None,
) -> Parts:
    """One call from its sides, each a transcript or a file that holds one call.

    Without ``heard``, ``zh`` may be the recording's transcript; without ``en``, the translation is
    that printed between its turns, if any.  Raises TranscriptError for a file that can't be read or
    does not hold one call, and for a side that is another than it is said to be.
    """
    given: dict[SourceSide, Transcript | Path | None] = {"heard": heard, "zh": zh, "en": en}
    found = {side: _one(source) for side, source in given.items() if source is not None}
    if "heard" not in found and "zh" in found and found["zh"].side == "heard":
        found["heard"] = found.pop("zh")
    for side, call in found.items():
        if call.side != side:
            problem = f"expected {_NAMES[side]}, found {_NAMES[call.side]}"
            raise TranscriptError(call.file or call.name, problem)
    chinese = found.get("zh") or found.get("heard")
    if chinese is None:
        raise TranscriptError("zh", "is missing", "give the Chinese, or the recording's transcript")
    if "en" not in found and _is_bilingual(chinese):
        found["en"] = _translation(chinese)
    return _parts(chinese, found.get("en"), found.get("heard"))


def _one(source: Transcript | Path) -> SideCall:
    if isinstance(source, Transcript):
        file, sha256 = (source.source.file, source.source.sha256) if source.source else ("", "")
        name = Path(file).stem or "call"
        printed = replace(source, turns=as_printed(source.turns))
        return SideCall(_side(source, Path(name)), printed, name, file, sha256)
    calls = read_calls(source)
    if len(calls) > 1:
        raise TranscriptError(
            source, f"expected one call, found {len(calls)}", "parse it and give one of them"
        )
    return calls[0]


def parts_in_workspace(name: str, workspace: Workspace) -> tuple[Parts, Path] | None:
    """The recording called ``name``, or whose file that is, with its publications; and its sound.

    None where there is no such recording.  Raises TranscriptError where its sidecar names no
    publications, WorkspaceError where it has no transcript yet, and what
    :func:`parts_of_recording` does.
    """
    path = Path(name).resolve()
    found = next((r for r in recordings(workspace) if name == r.name or path == r.path), None)
    if found is None:
        return None
    publications = read_sidecar(found.sidecar).publications
    if not publications:
        raise TranscriptError(
            found.sidecar, "names no publications", 'add: publications = ["zh.html", "en.html"]'
        )
    file = workspace.folder(found.name).transcript_path()
    data = bytes_of(file, WorkspaceError, "run calltools run")
    heard = read_transcript(data, file.name)
    parts = parts_of_recording(found.name, heard, {file.name: sha256_bytes(data)}, publications)
    return parts, found.path


def parts_of_recording(
    name: str, heard: Transcript, inputs: dict[str, str], publications: Sequence[Path]
) -> Parts:
    """A recording's transcript with its call in each publication.

    Raises TranscriptError where a publication can't be read, or holds several calls of which the
    facts in the sidecar do not tell one.
    """
    found = _read_all(publications)
    zh, en = (
        _chosen([f for f in found if f.side == side], heard.call, name) for side in ("zh", "en")
    )
    if not (zh or en):
        raise TranscriptError(name, "its publications hold neither Chinese nor English to align")
    own = SideCall("heard", heard, name, "", "")
    parts = _parts(zh or own, en, own, name)
    return replace(parts, inputs=inputs | dict(parts.inputs))


def _chosen(found: Sequence[SideCall], call: Call, name: str) -> SideCall | None:
    """The one of ``found`` that is ``call``."""
    if len(found) < 2:
        return found[0] if found else None
    scores = [common_facts(call, f.transcript.call) for f in found]
    best = max(scores)
    if best < 1 or scores.count(best) > 1:
        raise TranscriptError(
            name,
            f"expected one call in its {_NAMES[found[0].side]}, found {len(found)}",
            "fill in date, phone or recording_no in the recording's .toml as they are printed",
        )
    return found[scores.index(best)]
