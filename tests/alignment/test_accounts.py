"""A translator's accounts as passages: at their places, once, and never as anybody's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.alignment.sources import as_printed, with_accounts, without_accounts
from calltools.page.parse_files import read_bytes
from calltools.transcripts.model import Note, Transcript, Turn

_ACCOUNTS = st.sampled_from(
    ["[They discuss the cost.]", "She explains the tests.", "(He asks why.)"]
)
_OTHERS = st.sampled_from(
    ["[laughs]", "[The phone rings for a minute.]", "……", "[Nobody answers.]"]
)


@st.composite
def calls(draw: st.DrawFn) -> Transcript:
    """English calls with notes between their turns."""
    turns = tuple(
        Turn(text, "Nurse") for text in draw(st.lists(st.sampled_from("abc"), max_size=6))
    )
    places = sorted(draw(st.lists(st.integers(0, len(turns)), max_size=6)))
    notes = tuple(Note(at, "narration", draw(_ACCOUNTS | _OTHERS)) for at in places)
    return Transcript(turns, "en", "published", notes=notes)


def sequence(call: Transcript) -> list[str]:
    """What is printed, turns and notes, in order."""
    found: list[str] = []
    for number in range(len(call.turns) + 1):
        found += [note.text for note in call.notes if note.after_turn == number]
        found += [turn.printed or turn.text for turn in call.turns[number : number + 1]]
    return found


@given(calls())
def test_everything_stays_where_it_is_printed(call: Transcript) -> None:
    brought = with_accounts(call)
    assert sequence(brought) == sequence(call)
    assert with_accounts(brought) == brought


@given(calls())
def test_nobody_is_given_the_words_of_an_account(call: Transcript) -> None:
    turns = with_accounts(call).turns
    own = without_accounts(turns)
    assert [turn.text for turn in own if turn.text] == [turn.text for turn in call.turns]
    assert [turn.text for turn in as_printed(own)] == [turn.printed or turn.text for turn in own]
    for turn, before in zip(own, turns, strict=True):
        assert turn.text or (before.speaker, before.role) == (None, "unknown")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nurse: Yes. [She explains the queue.]", ["Yes.", "[She explains the queue.]"]),
        ("Nurse: [She explains the waiting list.]", ["[She explains the waiting list.]"]),
        ("Nurse: Yes. [laughs]", ["Yes."]),
        ("Nurse: It takes [a kidney] ten days.", ["It takes ten days."]),
        ("Nurse: Yes.\n[They discuss\nthe cost.]", ["Yes.", "[They discuss the cost.]"]),
    ],
)
def test_an_account_beside_words_is_a_passage_of_its_own(text: str, expected: list[str]) -> None:
    document = f"Caller: Is there a queue?\n{text}\nCaller: Thank you.\n"
    (call,) = read_bytes(document.encode(), "en.txt", is_call=True).calls
    read = Transcript(as_printed(call.turns), "en", notes=call.notes)
    assert [turn.text for turn in with_accounts(read).turns[1:-1]] == expected


def test_what_a_narrator_tells_on_both_sides_is_no_summary() -> None:
    note = Note(1, "narration", "[They discuss the cost.]")
    english = Transcript((Turn("a"), Turn("b")), "en", notes=(note,))
    chinese = Transcript((Turn("甲"), Turn("乙")), notes=(Note(1, "narration", "（谈费用。）"),))
    assert with_accounts(english, chinese) == english
    assert len(with_accounts(english, Transcript(chinese.turns)).turns) == 3
