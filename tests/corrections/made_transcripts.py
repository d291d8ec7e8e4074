"""Random transcripts, corrections of them, and what a second recognition makes of them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from hypothesis import strategies as st

from calltools.corrections.corrected_transcript import Maker, fold
from calltools.corrections.editable_transcript import Run
from calltools.transcripts.correction import Correction
from calltools.transcripts.model import Call, Party, Transcript, Turn, Word

SPEAKERS = ("SPEAKER_00", "SPEAKER_01")
# Few words, so that the same ones stand in several places.
WORDS = ("有", "没有", "对，", "十六天", "六天", "肝源", "一个星期。", " we", " do", " wait", "嗯")
SHA = "a" * 64


def turn(*words: tuple[str, int, int], speaker: str = SPEAKERS[0]) -> Turn:
    """A turn of words with their times, and with the white space before them."""
    text, placed = "", []
    for written, start, end in words:
        said = written.strip()
        text += written[: len(written) - len(said)] if text else ""
        placed.append(Word(said, len(text), len(text) + len(said), start, end, 0.8))
        text += said
    return Turn(text, speaker, "unknown", words[0][1], words[-1][2], tuple(placed))


def call(*turns: Turn) -> Transcript:
    """A call of two voices."""
    return Transcript(turns, parties=tuple(map(Party, SPEAKERS)))


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    """One to five turns of one to six words, one after the other in time."""
    at, turns = 0, []
    for _ in range(draw(st.integers(1, 5))):
        texts = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6))
        words = [(text, at, at := at + draw(st.integers(100, 900))) for text in texts]
        turns.append(turn(*words, speaker=draw(st.sampled_from(SPEAKERS))))
        at += draw(st.integers(0, 2_000))
    return replace(call(*turns), call=Call(hospital="海棠医院"))


def made_by(machine: Transcript, events: list[Correction], sha256: str = SHA) -> Maker:
    """What makes further corrections of a transcript that has ``events``."""
    return Maker(fold(machine, sha256, events).draft, sha256, "K. Lind", made=events)


@st.composite
def events(draw: st.DrawFn, machine: Transcript, sha256: str, made: list[Correction]) -> None:
    """Add one random correction or undo to ``made``, as a person might make it now."""
    maker = made_by(machine, made, sha256)
    turns = maker.draft.turns
    number = draw(st.integers(0, len(turns) - 1)) if turns else None
    kinds = ["text", "turn", "split", "join", "speaker"] if number is not None else []
    kind = draw(st.sampled_from([*kinds, "role", "name", "header", *(["undo"] if made else [])]))
    if kind == "undo":
        maker.make("undo", undoes=draw(st.sampled_from(made)).id)
    elif kind == "role":
        maker.make("role", SPEAKERS[0], "hospital")
    elif kind == "name":
        maker.make("name", SPEAKERS[1], "护士")
    elif kind == "header":
        maker.make("header", "hospital", draw(st.sampled_from(("东湾医院", None))))
    if number is None or kind not in kinds:
        return
    whole = maker.draft.whole(number)
    start = draw(st.integers(0, whole.end - 1))
    words = "".join(draw(st.lists(st.sampled_from(WORDS), max_size=4))).strip()
    with suppress(ValueError):  # a turn begins there already, or no turn is before
        if kind == "text":
            maker.text(Run(number, start, draw(st.integers(start + 1, whole.end))), words)
        elif kind == "turn":
            maker.text(whole, words)
        elif kind == "split":
            maker.make("split", Run(number, start, start + 1))
        elif kind == "join":
            maker.make("join", whole)
        else:
            maker.make("speaker", whole, draw(st.sampled_from((*SPEAKERS, "护士"))))


@st.composite
def recognised_again(draw: st.DrawFn, machine: Transcript) -> Transcript:
    """The same call by another model: some words are others, times move a little."""
    turns = []
    for before in machine.turns:
        words = []
        for word in before.words:
            said = draw(st.sampled_from((word.text, word.text, word.text, "几", "机票")))
            moved = draw(st.integers(-80, 80))
            start, end = (max(0, (ms or 0) + moved) for ms in (word.start_ms, word.end_ms))
            words.append((said, start, end))
        after = turn(*words, speaker=before.speaker or "")
        turns.append(replace(after, start_ms=before.start_ms, end_ms=before.end_ms))
    return replace(machine, turns=tuple(turns))
