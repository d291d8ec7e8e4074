"""What a reader should know of a transcript before relying on it: the one place that says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from calltools.times import position
from calltools.transcripts.certainty import doubtful_roles
from calltools.transcripts.model import HOSPITAL, UNHEARD, Transcript, Turn
from calltools.transcripts.warning import CallWarning

WARNING, LANGUAGE, FLAGS = "warning: ", "language: ", "flags: "
"""What calltools' own remarks begin with in texts; readers take none of them for words said."""

PROMPTED = "prompted"
"""The flag of a transcript whose recogniser was given words to expect."""

SYNTHETIC = CallWarning(
    "synthetic",
    "synthetic: an invented call, made to show and test the program; it is evidence of nothing",
)
_PROMPTED = CallWarning(
    "prompted",
    "the recogniser was given words to expect and may have written them where nobody said them: "
    "do not rely on this transcript without listening",
)
_ROLES_UNKNOWN = CallWarning(
    "roles_unknown",
    "it is not known who speaks for the hospital, so no statements were looked for: "
    "say who it is with calltools correct --role",
)

OF_ROLES = frozenset(["roles_unknown", "roles_unsure", "roles_unread"])
"""Kinds of warnings that a person has to answer before the statements are whole."""
_LOW_SCORE = 0.7
"""Mean probability of the words.  Nine recordings of four calls that read well have 0.82 or more.
Of 39 short utterances seven are below, with half of their characters wrong, the others a sixth."""


@dataclass(frozen=True, slots=True)
class FlagText:
    """A turn's flag in words: a short label, and what it tells the reader to do."""

    name: str
    label: str
    meaning: str


_FLAGS = {
    "likely_invented": (
        "likely invented",
        "The recogniser may have written words that nobody spoke. Listen before using them.",
    ),
    "repetition": (
        "repetition",
        "The same words come again and again, as recognisers do when they lose the sound. "
        "Listen before using them.",
    ),
    "reheard": (
        "heard again",
        "The recogniser had lost the sound here and wrote a loop; these words are from hearing it "
        "again in another way. Listen before using them.",
    ),
    "low_confidence": (
        "low confidence",
        "The recogniser gave these words a low probability. Listen before using them.",
    ),
    "text_without_speech": (
        "text without speech",
        "Words were written where no speech was found in the sound. They may be invented.",
    ),
    "heard_otherwise": (
        "heard otherwise",
        "A second hearing has another figure here, or denies what the first does not, or the other "
        "way round. Both are shown; listen before using either.",
    ),
    "overlap": (
        "overlap",
        "Both parties speak at once; words may be missing or given to the wrong party.",
    ),
}


def warnings_of(transcript: Transcript) -> tuple[CallWarning, ...]:
    """All that a reader should know of the whole, gravest first.

    What was found when it was made (damage of the file, doubts about voices and language), and what
    follows from what it holds: an invented call, a prompt, words that the recogniser doubted,
    corrections that fit nowhere any more.  What single turns are flagged with is theirs.
    """
    return tuple(dict.fromkeys((*_of_content(transcript), *transcript.warnings)))


def _of_content(transcript: Transcript) -> Iterator[CallWarning]:
    if transcript.call.synthetic:
        yield SYNTHETIC
    for flag in transcript.flags:
        told = f"the program set the flag {flag}; it is not explained here"
        yield _PROMPTED if flag == PROMPTED else CallWarning(flag, told)
    scores = [w.score for turn in transcript.turns for w in turn.words if w.score is not None]
    if scores and (mean := sum(scores) / len(scores)) < _LOW_SCORE:
        yield CallWarning(
            "low_confidence",
            f"the recogniser gave the words a mean probability of {mean:.2f} only: "
            "listen before using any",
        )
    yield from _of_loops(transcript)
    unwritten = [gap for gap in transcript.gaps if gap.kind == "speech_without_text"]
    if unwritten:
        total_ms = sum(gap.end_ms - gap.start_ms for gap in unwritten)
        yield CallWarning(
            "speech_without_text",
            f"somebody speaks for {total_ms / 1000:.1f} s of which no words were written: "
            f"listen from {_first([position(gap.start_ms) for gap in unwritten])}",
        )
    if transcript.parties and all(turn.role != HOSPITAL for turn in transcript.turns):
        yield _ROLES_UNKNOWN
    elif transcript.parties:
        for kind, words in doubtful_roles(transcript):
            yield CallWarning(kind, f"{words}: say whose they are with calltools correct --role")
    orphans = [o.correction.id for o in transcript.corrections if o.state == "orphan"]
    if orphans:
        fit = "a correction fits" if len(orphans) == 1 else f"{len(orphans)} corrections fit"
        yield CallWarning(
            "orphaned_corrections",
            f"{fit} nowhere any more ({_first(orphans)}): calltools correct --list tells why",
        )


def _of_loops(transcript: Transcript) -> Iterator[CallWarning]:
    unheard = [gap for gap in transcript.gaps if gap.kind == UNHEARD]
    if unheard:
        total_ms = sum(gap.end_ms - gap.start_ms for gap in unheard)
        where = [f"from {position(gap.start_ms)} to {position(gap.end_ms)}" for gap in unheard]
        yield CallWarning(
            UNHEARD,
            f"unheard, for {total_ms / 1000:.1f} s the recogniser wrote the same over and over, "
            f"which is not kept as words: listen {_first(where)}",
        )
    again = [turn for turn in transcript.turns if "reheard" in turn.flags]
    if again:
        turns = "a turn was" if len(again) == 1 else f"{len(again)} turns were"
        where = [position(turn.start_ms) for turn in again if turn.start_ms is not None]
        yield CallWarning(
            "reheard",
            f"{turns} heard again, where the recogniser had written the same over and over: "
            f"listen from {_first(where)}",
        )


def _first(found: Sequence[str]) -> str:
    """The first three, and that there are more."""
    return ", ".join(found[:3]) + (" …" if len(found) > 3 else "")


def turn_warnings(turn: Turn, transcript: Transcript) -> tuple[str, ...]:
    """What a reader should know of a turn, in a word or two each: ``low confidence``, ``in en``."""
    language = other_language(turn, transcript)
    found = (f"in {language}",) if language else ()
    return found + tuple(flag_text(name).label for name in turn.flags)


def remark(kind: str, words: str) -> str:
    """A remark as texts have it, on one line: ``[warning: the two voices are hardly apart]``."""
    words = " ".join(words.split()).replace("[", "(").replace("]", ")")
    return f"[{kind}{words}]"


def remark_in(text: str) -> tuple[str, str] | None:
    """(kind, words) of the remark that ``text`` is; None if it is none."""
    kind = next((k for k in (WARNING, LANGUAGE, FLAGS) if text.startswith(f"[{k}")), None)
    if kind is None or not text.endswith("]"):
        return None
    return kind, text[len(kind) + 1 : -1]


def flag_text(name: str) -> FlagText:
    """The words for a turn's flag; one that is not known here says so."""
    unexplained = f"The program set the flag {name}; it is not explained here."
    return FlagText(name, *_FLAGS.get(name, (name.replace("_", " "), unexplained)))


def other_language(turn: Turn, transcript: Transcript) -> str | None:
    """The language of a turn (its code) that is in another than the call; else None."""
    own = (turn.language or transcript.language).split("-")[0]
    return None if own == transcript.language.split("-")[0] else own
