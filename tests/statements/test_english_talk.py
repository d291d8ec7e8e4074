"""What English questions ask, and talk of other things that must make no record.

``data/english_questions.txt``: ``# topic`` and questions of it.  ``data/english_asides.txt``:
question and answer about stays, tests, travel, drugs, ages and telephone numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from calltools.statements import extract
from calltools.statements.acts import read_question
from calltools.statements.view import read_turn
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Transcript, Turn

DATA = Path(__file__).parent / "data"
ASIDES = (DATA / "english_asides.txt").read_text("utf-8").splitlines()


def questions() -> Iterator[tuple[str, str]]:
    topic = ""
    for line in (DATA / "english_questions.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            topic = line[2:]
        else:
            yield topic, line


def test_the_topic_of_most_questions_is_known() -> None:
    asked = list(questions())
    read = [read_question(read_turn(0, INVESTIGATOR, text, "en")).topic for _, text in asked]
    right = sum(
        topic == found or (topic, found) == ("other", None)
        for (topic, _), found in zip(asked, read, strict=True)
    )
    assert right / len(asked) >= 0.95


@pytest.mark.parametrize("aside", ASIDES)
def test_talk_of_other_things_makes_no_record(aside: str) -> None:
    question, answer = aside.split("|")
    turns = (
        Turn("My husband needs a liver, how long is the wait?", role=INVESTIGATOR),
        Turn("About a month.", role=HOSPITAL),
        Turn(question, role=INVESTIGATOR),
        Turn(answer, role=HOSPITAL),
    )
    found = extract(Transcript(turns, language="en"))
    assert [s.quote for s in found if s.turn_index == len(turns) - 1] == []
    assert [s.wait_min_days for s in found] == [30]
