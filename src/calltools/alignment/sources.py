"""Files, transcripts and recordings of a workspace to calls whose parts belong together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from calltools.alignment.align import Parts
from calltools.alignment.same_call import common_facts, pair_calls
from calltools.errors import TranscriptError, WorkspaceError
from calltools.files import bytes_of
from calltools.page.asides import is_account, is_bracketed
from calltools.page.parse_files import read_bytes
from calltools.provenance import sha256_bytes
from calltools.store.recordings import recordings
from calltools.store.workspace import Workspace
from calltools.transcripts.model import Call, Note, Role, Transcript, Turn
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.sidecar import read_sidecar

# ---- a translator's accounts of what was talked about, where words would be expected
#
# A published English call may tell of a passage instead of translating it: "[They discuss the
# cost.]", on a line of its own, under a speaker's label or behind words. Read as a published
# layout, that is an editor's and no speech. Held against the Chinese it is what stands in the
# place of the words, so that it is found to be a summary and not taken for silence.


_LAST = re.compile(
    r"\s*(\[[^\[\]]*\]|[（(][^（）()]*[）)]|〔[^〔〕]*〕|【[^【】]*】|［[^［］]*］)[.。]?\s*$"
)
_SAME_PLACE = 0.15
"""How far apart, in lengths of the calls, two narrators' words may stand that tell the same."""


def is_only_account(turn: Turn) -> bool:
    """Whether ``turn``, as :func:`with_accounts` gives it, has no words but an editor's."""
    return bool(turn.glosses) and is_bracketed(turn.text.strip())


def without_accounts(turns: Iterable[Turn]) -> tuple[Turn, ...]:
    """``turns``, as many, with no words where there are only an editor's: nobody said them."""
    return tuple(
        replace(turn, text="", printed=turn.text) if is_only_account(turn) else turn
        for turn in turns
    )


def as_printed(turns: Iterable[Turn]) -> tuple[Turn, ...]:
    """``turns``, as many, with the editor's words in those that have no others."""
    return tuple(map(_as_printed, turns))


def _as_printed(turn: Turn) -> Turn:
    if not turn.printed or turn.text.strip():
        return turn
    accounts = tuple(filter(is_account, turn.stage_directions))  # the waiting list is not waiting
    if not (turn.glosses or accounts):
        return turn
    sounds = tuple(words for words in turn.stage_directions if words not in accounts)
    glosses = (*turn.glosses, *accounts)
    return replace(turn, text=turn.printed, glosses=glosses, stage_directions=sounds)


def with_accounts(english: Transcript, chinese: Transcript | None = None) -> Transcript:
    """``english`` with its accounts as passages at their places, in brackets.

    Those from lines of their own are of an unknown speaker and no longer among the notes.  Where
    ``chinese`` has a narrator's words at about the same place, the account translates those and
    stays a note.
    """
    narrated = _places(chinese) if chinese else []
    by_place: defaultdict[int, list[Note]] = defaultdict(list)
    for note in english.notes:
        by_place[note.after_turn].append(note)
    turns: list[Turn] = []
    notes: list[Note] = []
    for number in range(len(english.turns) + 1):
        place = number / max(1, len(english.turns))
        is_new = all(abs(place - other) > _SAME_PLACE for other in narrated)
        for note in by_place[number]:
            if is_new and is_account(note.text):
                turns.append(_passage(note.text))
            else:
                notes.append(replace(note, after_turn=len(turns)))
        for turn in english.turns[number : number + 1]:
            turns += _parted(turn)
    return replace(english, turns=tuple(turns), notes=tuple(notes))


def _places(call: Transcript) -> list[float]:
    """Where in the call a narrator speaks, 0 to 1."""
    return [
        note.after_turn / max(1, len(call.turns)) for note in call.notes if note.kind == "narration"
    ]


def _passage(account: str, speaker: str | None = None, role: Role = "unknown") -> Turn:
    inner = account.strip()
    if not is_bracketed(inner):
        inner = f"[{inner.strip('*_[](){} ')}]"
    gloss = inner[1:].rstrip(" .。")[:-1].strip()
    return Turn(inner, speaker, role, printed=account, glosses=(gloss,))


def _parted(turn: Turn) -> list[Turn]:
    """``turn``, and the accounts behind its words as turns of their own."""
    if is_only_account(turn) or not (turn.text.strip() and turn.printed):
        return [turn]
    accounts: list[str] = []
    rest = turn.printed
    while (match := _LAST.search(rest)) and is_account(match[1]):
        accounts.insert(0, match[1])
        rest = rest[: match.start()]
    if not accounts:
        return [turn]
    passages = [_passage(account, turn.speaker, turn.role) for account in accounts]
    taken = {gloss for passage in passages for gloss in passage.glosses}
    words = replace(
        turn,
        printed=rest if rest != turn.text else None,
        glosses=tuple(gloss for gloss in turn.glosses if gloss not in taken),
        stage_directions=tuple(sound for sound in turn.stage_directions if sound not in taken),
    )
    return [words, *passages]


# ---- files, transcripts and recordings of a workspace to calls whose parts belong together


SourceSide = Literal["heard", "zh", "en"]
_NAMES: dict[SourceSide, str] = {
    "heard": "the recording's transcript",
    "zh": "published Chinese",
    "en": "English",
}
_BESIDE: dict[SourceSide, str] = {
    "heard": "English or published Chinese",
    "zh": "English, or the Chinese with the recording's transcript",
    "en": "Chinese",
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
    calls = read_bytes(data, str(path), is_call=True).calls  # who aligns a file says what it is
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
    calls = _read_all(paths)
    heard, zh, en = ([call for call in calls if call.side == side] for side in _NAMES)
    if len({call.side for call in calls}) == 1:
        side = calls[0].side
        raise TranscriptError(
            paths[-1],
            f"expected {_BESIDE[side]} beside it, found only {_NAMES[side]}",
            "name a file of each side",
        )
    base = zh or heard
    others = [_partners(base, en), _partners(zh, heard)]
    together = [
        [ours, *(partners[number] for partners in others if number in partners)]
        for number, ours in enumerate(base)
    ]
    together = [sides for sides in together if len(sides) > 1]
    if not together:
        raise TranscriptError(
            paths[0],
            "no call of it has the number, date or telephone of one in the other files",
            "give one call a file",
        )
    used = {id(call) for sides in together for call in sides}
    left = [call for call in calls if id(call) not in used]
    remarks = [f"{call.name}: no other side was found for it, in {call.file}" for call in left]
    return [_parts(sides, sides[0].name) for sides in together], remarks


def _read_all(paths: Sequence[Path]) -> list[SideCall]:
    """The calls of all files; translations printed between the turns where no other is there."""
    return _with_translations([call for path in paths for call in read_calls(path)])


def _with_translations(calls: list[SideCall]) -> list[SideCall]:
    if any(call.side == "en" for call in calls):
        return calls
    return calls + [translation for call in calls if (translation := _translation(call))]


def _translation(call: SideCall) -> SideCall | None:
    """The English that is printed below the Chinese turns."""
    turns = tuple(
        Turn(turn.translation, turn.speaker, turn.role)
        for turn in call.transcript.turns
        if turn.translation
    )
    # What stands between the turns is the Chinese document's.
    english = replace(call.transcript, turns=turns, language="en", notes=())
    return replace(call, side="en", transcript=english) if turns else None


def _partners(ours: Sequence[SideCall], theirs: Sequence[SideCall]) -> dict[int, SideCall]:
    """The counterpart of each of ``ours`` that has one, by its position."""
    calls = ([side.transcript.call for side in sides] for sides in (ours, theirs))
    pairs = pair_calls(*calls)
    return {i: theirs[j] for i, j in pairs}


def _parts(calls: Sequence[SideCall], name: str) -> Parts:
    """The call that the sides make; the English has the accounts that stand in it for words."""
    sides = {call.side: call.transcript for call in calls}
    heard, zh, en = (sides.get(side) for side in _NAMES)
    english = with_accounts(en, zh or heard) if en else None
    return Parts(
        name, heard, zh, english, {call.file: call.sha256 for call in calls if call.sha256}
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
    given: dict[SourceSide, Transcript | Path | None] = {"zh": zh, "heard": heard, "en": en}
    if zh is None and heard is None:
        raise TranscriptError("zh", "is missing", "give the Chinese, or the recording's transcript")
    calls = []
    for side, source in given.items():
        if source is None:
            continue
        call = _only_call(source)
        if call.side != side and (side, call.side, heard) != ("zh", "heard", None):
            problem = f"expected {_NAMES[side]}, found {_NAMES[call.side]}"
            raise TranscriptError(call.file or call.name, problem)
        calls.append(call)
    return _parts(_with_translations(calls), calls[0].name)


def _only_call(source: Transcript | Path) -> SideCall:
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


def printed_chinese(path: Path) -> Transcript:
    """The one Chinese call of a publication, as printed.  Raises TranscriptError for another."""
    call = _only_call(path)
    if call.side == "en":
        raise TranscriptError(path, "expected Chinese, found English", "exchange the two files")
    return replace(call.transcript, origin="published")


def parts_of_texts(
    name: str, zh: Transcript, inputs: dict[str, str], publications: Sequence[Path]
) -> Parts:
    """A call without a recording: its Chinese as it stands, with the English of its
    ``publications``.  Raises TranscriptError where these have none."""
    english = [call for call in _read_all(publications) if call.side == "en"]
    if not english:
        raise TranscriptError(name, "its publications hold no English to align")
    parts = _parts([SideCall("zh", zh, name, "", ""), _chosen(english, zh.call, name)], name)
    return replace(parts, inputs=inputs | dict(parts.inputs))


def parts_in_workspace(name: str, workspace: Workspace) -> tuple[Parts, Path | None] | None:
    """The call named ``name``, or whose file that is, with its publications; and its sound.

    None where there is no such recording.  Raises TranscriptError where its sidecar names no
    publications, WorkspaceError where it has no transcript yet, and what
    :func:`parts_of_recording` does.
    """
    path = Path(name).resolve()
    recording = next((r for r in recordings(workspace) if name == r.name or path == r.path), None)
    if recording is None:
        return None
    publications = read_sidecar(recording.sidecar).publications
    if not publications:
        raise TranscriptError(
            recording.sidecar, "names no publications", 'add: publications = ["zh.html", "en.html"]'
        )
    file = workspace.folder(recording.name).transcript_path()
    data = bytes_of(file, WorkspaceError, "run calltools run")
    heard = read_transcript(data, file.name)
    of = parts_of_recording if recording.has_sound else parts_of_texts
    parts = of(recording.name, heard, {file.name: sha256_bytes(data)}, publications)
    return parts, recording.path if recording.has_sound else None


def parts_of_recording(
    name: str, heard: Transcript, inputs: dict[str, str], publications: Sequence[Path]
) -> Parts:
    """A recording's transcript with its call in each publication.

    Raises TranscriptError where a publication can't be read, or holds several calls of which the
    facts in the sidecar do not tell one.
    """
    calls = _read_all(publications)
    published = [[call for call in calls if call.side == side] for side in ("zh", "en")]
    chosen = [_chosen(side, heard.call, name) for side in published if side]
    if not chosen:
        raise TranscriptError(name, "its publications hold neither Chinese nor English to align")
    parts = _parts([SideCall("heard", heard, name, "", ""), *chosen], name)
    return replace(parts, inputs=inputs | dict(parts.inputs))


def _chosen(calls: Sequence[SideCall], call: Call, name: str) -> SideCall:
    """The one of ``calls``, all of one side, that is ``call``."""
    scores = [common_facts(call, other.transcript.call) for other in calls]
    best = max(scores)
    if len(calls) > 1 and (best < 1 or scores.count(best) > 1):
        raise TranscriptError(
            name,
            f"expected one call in its {_NAMES[calls[0].side]}, found {len(calls)}",
            "fill in date, phone or recording_no in the recording's .toml as they are printed",
        )
    return calls[scores.index(best)]
