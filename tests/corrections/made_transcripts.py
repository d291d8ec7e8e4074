"""Random transcripts, corrections of them, and what a second recognition makes of them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from calltools.corrections.draft import Draft, Run
from calltools.corrections.fold import fold
from calltools.corrections.making import Maker
from calltools.transcripts.correction import Correction
from calltools.transcripts.model import Call, Party, Transcript, Turn, Word

SPEAKERS = ("SPEAKER_00", "SPEAKER_01")
# Few words, so that the same ones stand in several places.
WORDS = ("有", "没有", "对，", "十六天", "六天", "肝源", "一个星期。", " we", " do", " wait", "嗯")
SHA = "a" * 64


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    """One to five turns of one to six words, one after the other in time."""
    at = 0
    turns = []
    for _ in range(draw(st.integers(1, 5))):
        words, text = [], ""
        begun = at
        for written in draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6)):
            said = written.strip()
            text += written[: len(written) - len(said)] if text else ""
            end = at + draw(st.integers(100, 900))
            words.append(Word(said, len(text), len(text) + len(said), at, end, 0.9))
            text += said
            at = end
        turns.append(
            Turn(text, draw(st.sampled_from(SPEAKERS)), "unknown", begun, at, tuple(words))
        )
        at += draw(st.integers(0, 2_000))
    parties = tuple(Party(speaker) for speaker in SPEAKERS)
    return Transcript(tuple(turns), call=Call(hospital="海棠医院"), parties=parties)


@st.composite
def events(draw: st.DrawFn, machine: Transcript, sha256: str, made: list[Correction]) -> None:
    """Add one random correction or undo to ``made``, as a person might make it now."""
    draft = fold(machine, sha256, made).draft
    maker = Maker(sha256, "K. Lind")
    number = draw(st.integers(0, len(draft.turns) - 1)) if draft.turns else None
    kinds = ["text", "turn", "split", "join", "speaker"] if number is not None else []
    kind = draw(st.sampled_from([*kinds, "role", "name", "header", *(["undo"] if made else [])]))
    try:
        if kind == "undo":
            made.append(maker.undo(draw(st.sampled_from(made)).id))
        elif kind == "role":
            made.append(maker.make(draft, "role", SPEAKERS[0], "hospital"))
        elif kind == "name":
            made.append(maker.make(draft, "name", SPEAKERS[1], "护士"))
        elif kind == "header":
            made.append(
                maker.make(draft, "header", "hospital", draw(st.sampled_from(("东湾医院", None))))
            )
        else:
            assert number is not None
            size = len(draft.turns[number].tokens)
            start = draw(st.integers(0, size - 1))
            end = draw(st.integers(start + 1, size))
            said = "".join(draw(st.lists(st.sampled_from(WORDS), max_size=4))).strip()
            if kind == "text":
                made += maker.text(draft, Run(number, start, end), said)
            elif kind == "turn":
                made += maker.text(draft, draft.whole(number), said)
            elif kind == "split":
                made.append(maker.make(draft, "split", Run(number, start, start + 1)))
            elif kind == "join":
                made.append(maker.make(draft, "join", number))
            else:
                made.append(
                    maker.make(draft, "speaker", number, draw(st.sampled_from((*SPEAKERS, "护士"))))
                )
    except ValueError:
        pass  # a turn begins there already, or no turn is before


@st.composite
def recognised_again(draw: st.DrawFn, machine: Transcript) -> Transcript:
    """The same call by another model: some words are others, times move a little."""
    turns = []
    for turn in machine.turns:
        words, text = [], ""
        for word in turn.words:
            said = draw(st.sampled_from((word.text, word.text, word.text, "几", "机票")))
            moved = draw(st.integers(-80, 80))
            words.append(
                replace(
                    word,
                    text=said,
                    start=len(text),
                    end=len(text) + len(said),
                    start_ms=max(0, (word.start_ms or 0) + moved),
                    end_ms=max(0, (word.end_ms or 0) + moved),
                )
            )
            text += said
        turns.append(replace(turn, text=text, words=tuple(words)))
    return replace(machine, turns=tuple(turns))


def draft_of(machine: Transcript, made: list[Correction], sha256: str = SHA) -> Draft:
    """The draft that further corrections are made on."""
    return fold(machine, sha256, made).draft
