"""What a release hears: characters, speakers and roles wrong, text invented, speech lost.

    python -m benchmarks speech.hearing OUT [--python PATH] [--only calls stereo …] [--files]

Beside: what is known of the recordings; another release (PATH is its interpreter), in a table of
its own.
Takes: about as long as the recordings, 50 minutes; --only demo takes one.

What ``calltools transcribe`` writes lies below OUT/heard and is not made again.  The recordings are
those of ../shared/audio, the demonstration call, and half an hour on bad lines, which is made in
OUT/made (scenes.py).

Columns: characters wrong (and, for a condition, of the same words on a good line); diarization
error of the turns and of the RTTM file, edges counted and left out (collar 250 ms), overlap
counted; speech given to the wrong party; voices whose role is right, unknown, wrong; characters
written where nobody speaks, a minute of it; seconds of speech, and characters in a row (four or
more), that were not written: told (by a gap, a turn without words, a flag) and untold.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein

from benchmarks.measure import ROOT, SHARED, options_of
from benchmarks.speech.scenes import make
from calltools.evaluation.asr import CharacterErrors, character_errors
from calltools.evaluation.counts import Counts
from calltools.evaluation.diarization import LENIENT, STRICT, DiarizationErrors, Spoken, score
from calltools.evaluation.inputs import read_spoken, read_texts
from calltools.language.normalise import CER, normalise
from calltools.speech.intervals import Region, join, subtract

_DRIFT_MS = 300
"""Times of words are believed within this, as the product itself does."""
_EDGE_MS = 500
"""A word this near to speech may belong to it."""
_LEAST_LOSS_MS = 700
"""A shorter stretch without words is a breath."""
_LEAST_RUN = 4
"""Characters in a row that lack; fewer are an error like any other."""
_LEAST_VOICE_MS = 1_000
"""Who speaks for less has no role to be judged by."""
_TELLING = {"speech_without_text", "unheard"}
_DOUBTED = {"low_confidence", "likely_invented", "repetition", "reheard", "text_without_speech"}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reference:
    """What is known of a recording: its text, who speaks when, and turns with both."""

    recording: Path
    text: str | None = None
    spoken: tuple[Spoken, ...] = ()
    turns: tuple[Row, ...] = ()
    row: str = ""
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Figures(Counts):
    """Counts of one recording, or of several."""

    recordings: int = 0
    failed: int = 0
    ms: int = 0
    text: CharacterErrors = field(default_factory=CharacterErrors)
    turns: DiarizationErrors = field(default_factory=DiarizationErrors)
    turns_lenient: DiarizationErrors = field(default_factory=DiarizationErrors)
    rttm: DiarizationErrors = field(default_factory=DiarizationErrors)
    rttm_lenient: DiarizationErrors = field(default_factory=DiarizationErrors)
    roles_right: int = 0
    roles_unknown: int = 0
    roles_wrong: int = 0
    invented: int = 0
    non_speech_ms: int = 0
    told_ms: int = 0
    untold_ms: int = 0
    told_characters: int = 0
    untold_characters: int = 0


# The recordings and what is known of them.


def references(
    shared: Path, out: Path, seed: int, only: Sequence[str]
) -> dict[str, list[Reference]]:
    """The sets by name, all or some; the one that is made is made when it is asked for."""
    audio, demo = shared / "audio", ROOT / "recordings" / "demo-call.wav"
    mixed = [file.with_suffix(".wav") for file in sorted((audio / "calls").glob("*.json"))]

    def spliced(kind: str) -> list[Reference]:
        folder = audio / "diarization"
        return [_of_rttm(folder, f"{call}_{kind}", call) for call in ("zh01", "zh02")]

    def made_in(folder: Path) -> list[Reference]:
        if not folder.exists():
            make(folder, shared, seed)
        return made(folder)

    def utterances(folder: Path) -> list[Reference]:
        texts = read_texts(folder / "manifest.tsv")
        return [Reference(folder / f"{name}.wav", text) for name, text in texts.items()]

    sets: dict[str, Callable[[], list[Reference]]] = {
        "calls": lambda: [_of_turns(file, file.with_suffix(".json")) for file in mixed],
        "stereo": lambda: [
            _of_turns(file.with_suffix(".stereo.wav"), file.with_suffix(".json")) for file in mixed
        ],
        "spliced": lambda: spliced("ph"),
        "spliced-stereo": lambda: spliced("st"),
        "sample": lambda: [_of_rttm(audio / "diarization", *["pyannote_sample"] * 2)],
        "utterances": lambda: utterances(audio / "speech"),
        "demo": lambda: [_of_turns(demo, ROOT / "tests" / "gold" / "demo-call" / "turns.json")],
        "made": lambda: made_in(out / "made"),
    }
    return {name: known() for name, known in sets.items() if not only or name in only}


def _of_turns(recording: Path, reference: Path) -> Reference:
    data = json.loads(reference.read_text("utf-8"))
    (spoken,) = read_spoken(reference).values()
    (text,) = read_texts(reference).values()
    turns = tuple(data["turns"])
    row, of = data.get("condition", ""), data.get("of")
    return Reference(recording, text, tuple(spoken), turns, row, of)


def _of_rttm(folder: Path, recording: str, reference: str) -> Reference:
    (spoken,) = read_spoken(folder / f"{reference}.rttm").values()
    return Reference(folder / f"{recording}.wav", spoken=tuple(spoken))


def made(folder: Path) -> list[Reference]:
    """The recordings of ``folder`` that lie beside their references."""
    files = sorted(file for file in folder.iterdir() if file.suffix not in ("", ".json"))
    return [_of_turns(file, file.with_suffix(".json")) for file in files]


# What a release makes of them.


def hear(python: Path, recordings: Sequence[Path], folder: Path) -> None:
    """``calltools transcribe`` by that interpreter of all that is not in ``folder`` yet; what
    fails is told by it and left out."""
    folder.mkdir(parents=True, exist_ok=True)
    lacking = [file for file in recordings if not (folder / f"{file.stem}.rttm").exists()]
    if lacking:
        command: list[object] = [python, "-m", "calltools", "transcribe", *lacking]
        command += ["--output-dir", folder, "--format", "json", "--format", "rttm"]
        subprocess.run([str(part) for part in command], check=False)


def figures(reference: Reference, folder: Path) -> Figures:
    """What was heard of a recording, against what is known of it."""
    stem = reference.recording.stem
    transcript, rttm = folder / f"{stem}.json", folder / f"{stem}.rttm"
    heard: Row = {"segments": [], "gaps": [], "parties": [], "duration_ms": 0}
    if transcript.exists():
        heard = json.loads(transcript.read_text("utf-8"))
    text = "\n".join(segment["text"] for segment in heard["segments"])
    counts: Row = {
        "recordings": 1,
        "failed": int(not transcript.exists()),
        "ms": heard["duration_ms"],
    }
    if reference.text is not None:
        counts["text"] = character_errors(reference.text, text)
    if reference.spoken:
        turns = _spoken(transcript)
        for name, spoken in (("turns", turns), ("rttm", _spoken(rttm))):
            errors = score(reference.spoken, spoken)
            counts[name], counts[f"{name}_lenient"] = errors[STRICT], errors[LENIENT]
        counts |= _roles(reference.spoken, turns, heard)
        counts |= _invented(reference.spoken, heard)
        counts |= _lost(reference.spoken, heard)
        counts |= _lost_characters(reference.turns, heard, text)
    return Figures(**counts)


def _spoken(file: Path) -> list[Spoken]:
    return next(iter(read_spoken(file).values()), []) if file.exists() else []


def _words(heard: Row) -> Iterator[Row]:
    for segment in heard["segments"]:
        yield from (word for word in segment["words"] if word["start_ms"] is not None)


def _wider(regions: Iterable[Region], ms: int) -> list[Region]:
    return join((max(0, start - ms), end + ms) for start, end in regions)


def _length(regions: Iterable[Region]) -> int:
    return sum(end - start for start, end in regions)


def _common(regions: list[Region], others: list[Region]) -> int:
    return _length(regions) - _length(subtract(regions, others))


def _roles(reference: Sequence[Spoken], turns: Sequence[Spoken], heard: Row) -> dict[str, int]:
    """Voices that were given the role in which they speak most, none, or another."""
    found = dict.fromkeys(("roles_right", "roles_unknown", "roles_wrong"), 0)
    theirs = {each.role: [] for each in reference if each.role}  # type: dict[str, list[Region]]
    for each in reference:
        if each.role:
            theirs[each.role].append((each.start_ms, each.end_ms))
    for party in heard["parties"] if theirs else ():
        own = join((t.start_ms, t.end_ms) for t in turns if t.speaker == party["speaker"])
        shared = {role: _common(join(regions), own) for role, regions in theirs.items()}
        role = max(shared, key=lambda role: shared[role])
        if shared[role] >= _LEAST_VOICE_MS:
            given = party["role"]
            kind = "unknown" if given == "unknown" else "right" if given == role else "wrong"
            found[f"roles_{kind}"] += 1
    return found


def _invented(reference: Sequence[Spoken], heard: Row) -> dict[str, int]:
    """Characters of words in the middle of which, and half a second around, nobody speaks."""
    speech = _wider(((each.start_ms, each.end_ms) for each in reference), _EDGE_MS)
    written = sum(
        len(normalise(word["word"], CER).text)
        for word in _words(heard)
        if not any(a <= (word["start_ms"] + word["end_ms"]) / 2 <= b for a, b in speech)
    )
    silent = _length(subtract([(0, heard["duration_ms"])], speech))
    return {"invented": written, "non_speech_ms": silent}


def _told(heard: Row, *, doubted: bool) -> list[Region]:
    """Where the transcript says that something was not heard, or that its words are doubtful."""
    regions = [(g["start_ms"], g["end_ms"]) for g in heard["gaps"] if g["kind"] in _TELLING]
    regions += [
        (segment["start_ms"], segment["end_ms"])
        for segment in heard["segments"]
        if not segment["words"] or (doubted and _DOUBTED & {*segment["flags"]})
    ]
    return _wider(regions, _DRIFT_MS)


def _lost(reference: Sequence[Spoken], heard: Row) -> dict[str, int]:
    """Time in which somebody speaks and no word stands."""
    words = _wider(((word["start_ms"], word["end_ms"]) for word in _words(heard)), _DRIFT_MS)
    spoken = join((each.start_ms, each.end_ms) for each in reference)
    lost = [(a, b) for a, b in subtract(spoken, words) if b - a >= _LEAST_LOSS_MS]
    told = _common(lost, _told(heard, doubted=False))
    return {"told_ms": told, "untold_ms": _length(lost) - told}


def _lost_characters(turns: Sequence[Row], heard: Row, text: str) -> dict[str, int]:
    """Chinese characters that lack, several in a row; those of a turn are taken to be as long as
    each other.  Of Latin letters a syllable has several."""
    said, at_ms = "", list[float]()
    for turn in turns:
        plain = normalise(turn["text"], CER).text
        step = (turn["end_ms"] - turn["start_ms"]) / max(len(plain), 1)
        said += plain
        at_ms += [turn["start_ms"] + step * (number + 0.5) for number in range(len(plain))]
    told = _told(heard, doubted=True)
    found = {"told_characters": 0, "untold_characters": 0}
    for edit in Levenshtein.opcodes(said, normalise(text, CER).text):
        lacking = [at for at in range(edit.src_start, edit.src_end) if not said[at].isascii()]
        if edit.tag == "delete" and len(lacking) >= _LEAST_RUN:
            for at in lacking:
                is_told = any(start <= at_ms[at] <= end for start, end in told)
                found["told_characters" if is_told else "untold_characters"] += 1
    return found


# The table.

HEADINGS = (
    "", "n", "min", "CER", "turns 0", "turns .25", "rttm 0", "rttm .25", "wrong party",
    "roles right/unknown/wrong", "invented a min", "lost s told", "untold",
    "lost characters told", "untold", "failed",
)  # fmt: skip


def cells(name: str, found: Figures, good: Figures | None = None) -> tuple[str, ...]:
    """A row of the table; ``good`` is what the same words give on a good line."""
    minutes = found.non_speech_ms / 60_000
    wrong = _percent(found.text.rate)
    if good and good is not found:
        wrong += f" ({_percent(good.text.rate)})"
    errors = (found.turns, found.turns_lenient, found.rttm, found.rttm_lenient)
    return (
        name,
        str(found.recordings),
        f"{found.ms / 60_000:.1f}",
        wrong,
        *(_percent(each.rate) for each in errors),
        _percent(found.turns.wrong_party),
        f"{found.roles_right}/{found.roles_unknown}/{found.roles_wrong}",
        "–" if not minutes else f"{found.invented / minutes:.1f}",
        f"{found.told_ms / 1000:.1f}",
        f"{found.untold_ms / 1000:.1f}",
        str(found.told_characters),
        str(found.untold_characters),
        str(found.failed),
    )


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}"


def rows(name: str, known: Sequence[Reference], folder: Path, files: bool) -> Iterator[Any]:
    """Rows of a set: all of it, each condition, and each file where ``files``."""
    every = {each.recording.stem: figures(each, folder) for each in known}
    yield cells(name, sum(every.values(), Figures()))
    for row in dict.fromkeys(each.row for each in known if each.row):
        its = [each for each in known if each.row == row]
        found = sum((every[each.recording.stem] for each in its), Figures())
        good = sum((every[each.of] for each in its if each.of in every), Figures())
        yield cells(row, found, None if row == "clean" else good)
    if files:
        for each in known:
            stem = each.recording.stem
            yield cells(stem, every[stem], every.get(each.of or stem))


def show(table: Iterable[Sequence[str]]) -> None:
    """Print it as Markdown, line by line."""
    rule = ("---", *("---:" for _ in HEADINGS[1:]))
    for line in (HEADINGS, rule, *table):
        print(f"| {' | '.join(line)} |")


def main(arguments: Sequence[str]) -> None:
    """Hear what was not heard yet, and print the table."""
    parser = options_of(__name__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--python", type=Path, default=Path(sys.executable))
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--files", action="store_true", help="a row for each recording too")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    table: list[Any] = []
    sets = references(options.shared.resolve(), options.out, options.seed, options.only)
    for name, known in sets.items():
        folder = options.out / "heard" / name
        hear(options.python, [each.recording for each in known], folder)
        table += rows(name, known, folder, options.files)
    show(table)
