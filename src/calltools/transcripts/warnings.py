"""What a reader should know of a transcript before relying on it: the one place that says so."""

from __future__ import annotations

from collections.abc import Iterator

from calltools.messages import N_, Message, first, plural
from calltools.times import position
from calltools.transcripts.certainty import doubtful_roles
from calltools.transcripts.flags import flag_text
from calltools.transcripts.model import HOSPITAL, SPEECH_WITHOUT_TEXT, UNHEARD, Transcript, Turn
from calltools.transcripts.warning import CallWarning

WARNING, LANGUAGE, FLAGS = "warning: ", "language: ", "flags: "
"""What calltools' own remarks begin with in texts; readers take none of them for words said."""

PROMPTED = "prompted"
"""The flag of a transcript whose recogniser was given words to expect."""

SYNTHETIC = CallWarning(
    "synthetic",
    Message(
        "synthetic: an invented call, made to show and test the program; it is evidence of nothing"
    ),
)
_PROMPTED = Message(
    "the recogniser was given words to expect and may have written them where nobody said them: "
    "do not rely on this transcript without listening"
)
_ROLES_UNKNOWN = Message(
    "it is not known who speaks for the hospital, so no statements were looked for: "
    "say who it is with calltools correct --role"
)
_GAPS = {
    UNHEARD: N_(
        "unheard, for {length} s the recogniser wrote the same over and over, which is not kept as "
        "words: listen from {places}"
    ),
    SPEECH_WITHOUT_TEXT: N_(
        "somebody speaks for {length} s of which no words were written: listen from {places}"
    ),
}
"""What gaps of a kind tell, with their length and where they are."""

OF_ROLES = frozenset(["roles_unknown", "roles_unsure", "roles_unread"])
"""Kinds of warnings that a person has to answer before the statements are whole."""
_NAMED = 3
"""How many places are named."""
_LOW_SCORE = 0.7
"""Mean probability of the words.  Nine recordings of four calls that read well have 0.82 or more.
Of 39 short utterances seven are below, with half of their characters wrong, the others a sixth."""


def warnings_of(transcript: Transcript) -> tuple[CallWarning, ...]:
    """All that a reader should know of the whole, gravest first.

    What was found when it was made (damage of the file, doubts about voices and language), and what
    follows from what it holds: an invented call, a prompt, words that the recogniser doubted,
    corrections that fit nowhere any more.  What single turns are flagged with is theirs.
    """
    synthetic = (SYNTHETIC,) if transcript.call.synthetic else ()
    content = (CallWarning(kind, words) for kind, words in _of_content(transcript))
    return tuple(dict.fromkeys((*synthetic, *content, *transcript.warnings)))


def _of_content(transcript: Transcript) -> Iterator[tuple[str, str]]:
    """(kind, words) of what follows from what the transcript holds."""
    for flag in transcript.flags:
        yield flag, _PROMPTED if flag == PROMPTED else flag_text(flag).meaning
    scores = [w.score for turn in transcript.turns for w in turn.words if w.score is not None]
    if scores and (mean := sum(scores) / len(scores)) < _LOW_SCORE:
        yield (
            "low_confidence",
            Message(
                "the recogniser gave the words a mean probability of {mean} only: listen before "
                "using any",
                mean=f"{mean:.2f}",
            ),
        )
    for kind, template in _GAPS.items():
        if gaps := [gap for gap in transcript.gaps if gap.kind == kind]:
            length = sum(gap.end_ms - gap.start_ms for gap in gaps) / 1000
            places = [
                Message("{start} to {end}", start=position(gap.start_ms), end=position(gap.end_ms))
                for gap in gaps
            ]
            yield kind, Message(template, length=f"{length:.1f}", places=first(places, _NAMED))
    if again := [turn for turn in transcript.turns if "reheard" in turn.flags]:
        starts = [position(turn.start_ms) for turn in again if turn.start_ms is not None]
        yield (
            "reheard",
            Message(
                "{turns} heard again, where the recogniser had written the same over and over: "
                "listen from {places}",
                turns=plural(len(again), "a turn was", "{count} turns were"),
                places=first(starts, _NAMED),
            ),
        )
    if transcript.parties and all(turn.role != HOSPITAL for turn in transcript.turns):
        yield "roles_unknown", _ROLES_UNKNOWN
    elif transcript.parties:
        for kind, words in doubtful_roles(transcript):
            yield (
                kind,
                Message("{doubt}: say whose they are with calltools correct --role", doubt=words),
            )
    if orphans := [o.correction.id for o in transcript.corrections if o.state == "orphan"]:
        yield (
            "orphaned_corrections",
            Message(
                "{corrections} nowhere any more ({ids}): calltools correct --list tells why",
                corrections=plural(len(orphans), "a correction fits", "{count} corrections fit"),
                ids=first(orphans, _NAMED),
            ),
        )


def turn_warnings(turn: Turn, transcript: Transcript) -> tuple[str, ...]:
    """What a reader should know of a turn, in a word or two each: ``low confidence``, ``in en``."""
    language = other_language(turn, transcript)
    other = (Message("in {language}", language=language),) if language else ()
    return other + tuple(flag_text(name).label for name in turn.flags)


def remark(kind: str, words: str) -> str:
    """A remark as texts have it, on one line: ``[warning: the two voices are hardly apart]``."""
    words = " ".join(words.split()).replace("[", "(").replace("]", ")")
    return f"[{kind}{words}]"


def remark_in(text: str) -> tuple[str, str] | None:
    """(kind, words) of the remark that ``text`` is; None if it is not one."""
    kind = next((k for k in (WARNING, LANGUAGE, FLAGS) if text.startswith(f"[{k}")), None)
    if kind is None or not text.endswith("]"):
        return None
    return kind, text[len(kind) + 1 : -1]


def other_language(turn: Turn, transcript: Transcript) -> str | None:
    """The language of a turn (its code) that is in another than the call; else None."""
    own = (turn.language or transcript.language).split("-")[0]
    return None if own == transcript.language.split("-")[0] else own
