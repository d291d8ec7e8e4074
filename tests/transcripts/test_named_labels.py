"""What a person says of a document binds: named labels, starts and dropped lines are no hints."""

from __future__ import annotations

import pytest

from calltools.errors import SettingsError
from calltools.page.directions import Directions
from calltools.page.files import read_bytes
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Role, Transcript

BOTH: dict[str, Role] = {"Kestrel": INVESTIGATOR, "Ward Nine": HOSPITAL}


def read(
    page: str, directions: Directions | None = None, name: str = "page.txt"
) -> tuple[Transcript, ...]:
    return read_bytes(page.encode(), name, directions).calls


def spoken(call: Transcript) -> list[tuple[str | None, str, str]]:
    return [(turn.speaker, turn.role, turn.text) for turn in call.turns]


PAGES = {
    "a label that occurs once": (
        "A reader's letter about gardening.\n\nWard Nine: we have two a week.\n\nYours, M.\n",
        {"Ward Nine": HOSPITAL},
        [("Ward Nine", "hospital", "we have two a week.")],
    ),
    "two labels inside a paragraph of prose": (
        "The tape was short. Kestrel: how long? Ward Nine: a fortnight. It ended there.\n",
        BOTH,
        [
            ("Kestrel", "investigator", "how long?"),
            ("Ward Nine", "hospital", "a fortnight. It ended there."),
        ],
    ),
    "a label behind a sentence without its stop": (
        "甲方：要等多久 乙方：两周\n",
        {"甲方": INVESTIGATOR, "乙方": HOSPITAL},
        [("甲方", "investigator", "要等多久"), ("乙方", "hospital", "两周")],
    ),
    "a play, which the judge knows for one": (
        "ACT ONE\n\nKESTREL: The moon is up, good sir.\nWARD NINE: And so art thou.\n"
        "KESTREL: Then let us to the wood.\n",
        BOTH,
        [
            ("KESTREL", "investigator", "The moon is up, good sir."),
            ("WARD NINE", "hospital", "And so art thou."),
            ("KESTREL", "investigator", "Then let us to the wood."),
        ],
    ),
    "a label alone above its words": (
        "Kestrel\nHow long is the wait?\n\nWard Nine (on the phone)\nA fortnight.\n",
        BOTH,
        [
            ("Kestrel", "investigator", "How long is the wait?"),
            ("Ward Nine", "hospital", "A fortnight."),
        ],
    ),
    "a host who is never a party": (
        "Presenter: Good evening. Tonight, the wards.\nExpert: It is a grave matter.\n"
        "Presenter: Indeed it is.\n",
        {"Expert": HOSPITAL},
        [("Expert", "hospital", "It is a grave matter.")],
    ),
    "a label in brackets behind the words": (
        "1. Which ward? (Ward Nine)\n\n2. The kidney ward. (Kestrel, in a hurry)\n",
        BOTH,
        [
            ("Ward Nine", "hospital", "Which ward?"),
            ("Kestrel", "investigator", "The kidney ward."),
        ],
    ),
    "a name with marks that no label has": (
        "The lady (room 4, left): two weeks, she says.\n",
        {"The lady (room 4, left)": HOSPITAL},
        [("The lady (room 4, left)", "hospital", "two weeks, she says.")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("page", "roles", "turns"), PAGES.values(), ids=PAGES)
def test_a_named_label_begins_a_turn_wherever_it_is_printed(
    page: str, roles: dict[str, Role], turns: list[tuple[str, str, str]]
) -> None:
    found = [turn for call in read(page, Directions(roles=roles)) for turn in spoken(call)]
    named = {label.lower() for label in roles}
    assert [turn for turn in found if (turn[0] or "").lower() in named] == turns


def test_a_longer_name_is_no_named_label() -> None:
    page = "Head Nurse: hello.\nKestrel: is the nurse there?\nHead Nurse: yes, she is.\n"
    with pytest.raises(SettingsError, match="has no label 'Nurse'"):
        read(page, Directions(roles={"Nurse": HOSPITAL}))


def test_a_named_label_in_what_a_page_sets_beside_the_text_is_read() -> None:
    page = (
        "<html><body><article><p>Garden news.</p></article><div class='comments'>"
        "<p>Ward Nine: we have two a week.</p></div></body></html>"
    )
    (call,) = read(page, Directions(roles={"Ward Nine": HOSPITAL}), "page.html")
    assert spoken(call)[0] == ("Ward Nine", "hospital", "we have two a week.")


INTERVIEW = """The chairman spoke to our paper.

Paper: What do you grow?
Chairman: Mostly beans.

Second part.

Paper: And in winter?
Chairman: Kale, and then beans again.
"""


def test_a_named_start_brings_a_call_back_whatever_is_thought_of_it() -> None:
    assert read(INTERVIEW) == ()
    (first, second) = read(INTERVIEW, Directions(starts=(3, 6)))
    assert [turn.text for turn in second.turns] == ["And in winter?", "Kale, and then beans again."]
    assert [turn.text for turn in first.turns] == ["What do you grow?", "Mostly beans."]


FACTS = """青屿市中心医院
问：要等多久？
答：两个星期。
东湾医院　2018年3月6日
问：费用呢？
答：三十万。
"""


def test_what_stands_below_a_named_start_is_of_its_call() -> None:
    first, second = read(FACTS, Directions(starts=(4,)))
    assert (first.call.hospital, second.call.hospital) == ("青屿市中心医院", "东湾医院")


WARD: dict[str, Role] = {"Caller": INVESTIGATOR, "Nurse": HOSPITAL}
WRAPPED = """Caller: Good morning, I would like to know how long my brother would have to wait
for a kidney if he came to you in the spring, and what the whole of it would be likely to
cost him, with the stay on the ward and the medicine that he has to take home afterwards.
Nurse: That I can not tell you on the telephone, you would have to come and bring all of
the papers that his doctor at home has given him.
Caller: Thank you.
"""


@pytest.mark.parametrize("dropped", [2, 3])
def test_a_dropped_row_of_a_paragraph_is_dropped_alone(dropped: int) -> None:
    rows = WRAPPED.splitlines()
    only = range(dropped, dropped + 1)
    (call,) = read(WRAPPED, Directions(roles=WARD, dropped=(only,)))
    kept = " ".join([*(turn.text for turn in call.turns), *(note.text for note in call.notes)])
    for number, row in enumerate(rows[1:3], start=2):
        assert (row in kept) == (number != dropped)
    assert rows[3].removeprefix("Nurse: ") in kept
