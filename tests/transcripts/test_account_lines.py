"""Lines in brackets that tell what was talked about, and those that tell of anything else.

``accounts.tsv``: 1 or 0, and a line; three sets, each written before the rules were held against
it.  First seen: 58 of 59, 42 of 48 and 25 of 30 right.
"""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from calltools.page.asides import is_account
from calltools.page.files import read_bytes

ROWS = [
    line.split("\t")
    for line in Path(__file__).with_name("accounts.tsv").read_text("utf-8").splitlines()
]


def test_accounts_are_told_from_events_sounds_and_remarks() -> None:
    wrong = [line for kind, line in ROWS if is_account(line) != (kind == "1")]
    assert wrong == ["[A few polite phrases are exchanged.]"]


@given(st.sampled_from([line for kind, line in ROWS if kind == "1" and is_account(line)]))
def test_an_account_is_one_without_its_brackets_too(line: str) -> None:
    assert is_account(line.strip("[]()"))
    assert is_account(f"({line.strip('[]()')})")


def test_an_account_before_the_first_turn_is_the_calls() -> None:
    text = (
        b"[The caller says who he is.]\nCaller: And the cost?\nNurse: Ask the doctor.\nCaller: Yes."
    )
    (call,) = read_bytes(text, "call.txt").calls
    assert [(note.after_turn, note.text) for note in call.notes] == [
        (0, "[The caller says who he is.]")
    ]
