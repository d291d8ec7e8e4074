"""The first words of a call right below its header, where they read like a line of it."""

from __future__ import annotations

from calltools.page.files import read_bytes

HEADER = "（錄音8）雲溪市海棠醫院　二○一七年五月九日"
TURNS = (
    ("院方", "請稍等，我幫您轉。"),
    ("院方", "您好，哪位？"),
    ("來電者", "想問換腎要等多久。"),
    ("院方", "一般兩三個星期。"),
    ("來電者", "謝謝。"),
)


def read(first: str) -> tuple[list[str], str | None]:
    """The turns' words and the hospital of a call whose line below the header is ``first``."""
    lines = [HEADER, first, *(f"[{label}] {words}" for label, words in TURNS)]
    (call,) = read_bytes("\n\n".join(lines).encode(), "call.txt").calls
    return [turn.text for turn in call.turns], call.call.hospital


def test_a_first_request_for_a_ward_is_a_turn() -> None:
    said, hospital = read("[來電者] 麻煩轉腎移植中心。")
    assert said == ["麻煩轉腎移植中心。", *(words for _, words in TURNS)]
    assert hospital == "雲溪市海棠醫院"


def test_a_line_of_the_header_is_none() -> None:
    said, _ = read("[來電者] 林望")
    assert said == [words for _, words in TURNS]
