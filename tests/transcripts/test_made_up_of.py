"""What the make-up of a page leaves no choice about, and what of a call was left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from calltools.page.parse_files import read_bytes
from calltools.transcripts.model import Transcript


def read(page: str, name: str = "page.md") -> tuple[Transcript, ...]:
    return read_bytes(page.encode(), name).calls


def spoken(page: str) -> list[tuple[str | None, str, str]]:
    return [(t.speaker, t.role, t.text) for call in read(page) for t in call.turns]


LEAD = "On 3 May 2016 our investigator telephoned the Lake Erris Infirmary, +1 555 5550 123.\n\n"


@pytest.mark.parametrize("end", ["\n", "\n\n"])
def test_what_stands_between_two_turns_of_one_label_is_nobodys_words(end: str) -> None:
    rows = [
        "**Investigator:** Good morning, do you do kidney transplants?",
        "**Nurse:** Yes, we do.",
        "**Investigator:** How long would my brother wait?",
        "**Nurse:** I must ask the doctor.",
        "She put the phone down for a moment.",
        "**Nurse:** About two weeks. Bring his papers.",
        "**Investigator:** Thank you.",
    ]
    (call,) = read(LEAD + end.join(rows) + "\n")
    assert [turn.text for turn in call.turns if turn.speaker == "Nurse"] == [
        "Yes, we do.", "I must ask the doctor.", "About two weeks. Bring his papers.",
    ]  # fmt: skip
    assert [note.text for note in call.notes] == ["She put the phone down for a moment."]
    rows[1:2] = [rows[1], "You have to bring his papers."]  # and this goes on with a turn
    (call,) = read(LEAD + "\n".join([*rows[:5], rows[6]]) + "\n")
    assert call.turns[1].text == "Yes, we do. You have to bring his papers."
    # A name in bold whose sentence goes on is no label.
    bold = [row.replace(":**", "**") for row in rows]
    bold[5] = "**Nurse** put the phone down for a moment."
    assert not any("put the phone down" in text for _, _, text in spoken(LEAD + "\n\n".join(bold)))


ONCE = """# 记者调查

近日，记者以病人家属身份致电多家医院。

记者：你们那里能做肝移植吗？

青屿市中心医院移植科主任林海：能做，供体很充足，两个星期就行。

记者：费用呢？

林海：三十万左右。

记者随后又致电东湾市人民医院。

东湾市人民医院护士长周敏：我们一个月做十几例，你快点来吧。
"""


def test_a_label_of_hospital_title_and_name_keeps_its_answer() -> None:
    said = spoken(ONCE)
    assert ("青屿市中心医院移植科主任林海", "hospital", "能做，供体很充足，两个星期就行。") in said
    assert ("东湾市人民医院护士长周敏", "hospital", "我们一个月做十几例，你快点来吧。") in said
    english = (
        "Call of 3 May 2016.\n\nCaller: Do you do livers?\n\n"
        "Dr. Harold Finch, Lake Erris Infirmary: We do, a week or two.\n\n"
        "Caller: And the cost?\n\nDr. Finch: Thirty thousand.\n\nCaller: Whose are they?\n\n"
        "Nurse Paula Reed, Saint Oswin Hospital: You must not ask.\n"
    )
    assert spoken(english)[-1][1:] == ("hospital", "You must not ask.")


LOST = """On 3 May 2016 our investigator telephoned the Lake Erris Infirmary.

**Investigator:** Do you do kidney transplants?

**Nurse:** Yes, we do.

The man beside her called out: “Tell them that we have three on the ward today.”

**Investigator:** How long would my brother wait?

**Nurse:** About two weeks.
"""


def test_speech_in_a_call_that_no_turn_holds_is_counted() -> None:
    (call,) = read(LOST)
    told = [warning.words for warning in call.warnings if warning.kind == "not_taken"]
    assert told == ["1 quoted line was not taken as words of the call: 7"]
    (whole,) = read(LOST.replace("“Tell them that we have three on the ward today.”", "something."))
    assert whole.warnings == ()


STOPPED = "We stopped in May and began again in June."


@pytest.mark.parametrize(
    ("below", "lines"),
    [
        (f"Doctor Hale “{STOPPED}”", ["1 quoted line was not taken as words of the call: 13"]),
        (f"Doctor Hale told us later: “{STOPPED}”", []),
        ("“We stopped in May,” a doctor told us later, “and began again in June.”", []),
        (f"Note: {STOPPED}", []),
        ("Doctor Hale “About two weeks.”", []),
    ],
    ids=["as a turn", "in a sentence", "around a sentence", "a note", "said before"],
)
def test_a_name_with_words_in_quotation_marks_below_a_call_is_counted(
    below: str, lines: list[str]
) -> None:
    page = LOST.replace("“Tell them that we have three on the ward today.”", "something.")
    (call,) = read(f"{page}\n{below}\n")
    assert [warning.words for warning in call.warnings] == lines


def test_a_page_that_repeats_what_was_said_lacks_nothing() -> None:
    page = LOST.replace("Tell them that we have three on the ward today.", "About two weeks.")
    assert read(page)[0].warnings == ()


LOSES_TURNS = {
    "n-en-04_newspaper_released_call.html": (
        "1 quoted line was not taken as words of the call: 9",
    ),
    "n-zh-10_quotes_in_turn.txt": ("1 quoted line was not taken as words of the call: 27",),
}
"""Pages of which turns are not taken: words in a sentence of the author's."""


def test_layouts_that_are_read_rightly_lack_nothing_and_those_that_lose_turns_say_so() -> None:
    gold = Path(__file__).parents[1] / "gold"
    lost = [gold / "formats-fresh" / name for name in LOSES_TURNS if name.startswith("n-")]
    pages = (*sorted((gold / "formats").glob("*[0-9]*")), *lost)
    found = {path.name: read_bytes(path.read_bytes(), path.name).left_out for path in pages}
    assert {name: told for name, told in found.items() if told} == LOSES_TURNS
