"""What is quoted in other words or another language is found by its sense, with real vectors."""

from __future__ import annotations

import pytest
from judging import entry

from calltools.language.encoders import Encoder
from calltools.quotations.corpus import Corpus
from calltools.quotations.locating.locate import locate
from calltools.quotations.locating.senses import Senses
from calltools.quotations.locating.text_index import Index, build_index
from calltools.transcripts.model import HOSPITAL

pytestmark = pytest.mark.model

LIVER = (
    "您好，我父亲要换肝，想打听一下。",
    "他多大年纪？什么血型？",
    "六十二，AB型。手术一般做几个小时？",
    "顺利的话六个小时，最长的一次做了十三个小时。",
    "术后要住多久？",
    "监护室一个星期，普通病房再住二十天，没有感染就可以回家。",
    "有没有人下不了手术台？",
    "前年有一个，去年没有。",
)
LUNG = (
    "Good morning, I'm ringing about a lung transplant for my mother.",
    "Is she on oxygen at home?",
    "Yes, all day. How many have you done this year?",
    "Nineteen up to now. In the whole of last year it was twenty-six.",
    "And who pays for the drugs afterwards?",
    "The insurance pays half of them. The rest, some three thousand a month, you pay yourself.",
    "Could it be done before the New Year?",
    "I wouldn't promise that. Nobody can tell you when there will be a donor.",
)


@pytest.fixture(scope="module")
def calls() -> Index:
    return build_index(Corpus((entry("liver", LIVER), entry("lung", LUNG))))


@pytest.fixture(scope="module")
def senses(calls: Index, encoder: Encoder) -> Senses:
    return Senses(calls, encoder)


@pytest.mark.parametrize(
    ("text", "transcript", "turn", "said"),
    [
        ("The longest one took thirteen hours", "liver", 3, "最长的一次做了十三个小时"),
        ("If all goes well, six hours", "liver", 3, "顺利的话六个小时"),
        ("a week in intensive care, then another twenty days on the ward", "liver", 5,
         "监护室一个星期，普通病房再住二十天"),
        ("There was one the year before last, none last year", "liver", 7, "前年有一个，去年没有"),
        ("医保报一半", "lung", 5, "The insurance pays half of them"),
        ("這個我不敢保證，什麼時候有供體誰也說不準", "lung", 7,
         "I wouldn't promise that. Nobody can tell you when there will be a donor"),
        ("去年一整年二十六例", "lung", 3, "In the whole of last year it was twenty-six"),
        # The sense is changed: it is the place all the same.
        ("The longest one took thirty hours", "liver", 3, "最长的一次做了十三个小时"),
        ("医保全报", "lung", 5, "The insurance pays half of them"),
        # Other words of the same language.
        ("手术顺的话大概要六小时", "liver", 3, ""),
        ("前年死过一个病人，去年一个也没有", "liver", 7, ""),
    ],
)  # fmt: skip
def test_a_rendering_is_found_in_the_call_that_is_meant(
    calls: Index, senses: Senses, text: str, transcript: str, turn: int, said: str
) -> None:
    found = locate(text, calls, prefer={transcript}, role=HOSPITAL, senses=senses)[0]
    assert (found.transcript, found.turn_range) == (transcript, (turn, turn))
    assert found.translated == bool(said)
    if said:
        (part,) = found.parts
        line = calls.corpus.by_id[transcript].turns[turn].text
        assert line[part.turn_start : part.turn_end] == said
        assert text[part.start : part.end] == text
        assert locate(text, calls, prefer={transcript}) == []


@pytest.mark.parametrize(
    "text", ["The guards bring them in at night", "院长的弟弟开了一家酒店", "……", "Rain tomorrow"]
)
def test_what_nobody_said_is_nowhere(calls: Index, senses: Senses, text: str) -> None:
    assert locate(text, calls, prefer={"liver", "lung"}, senses=senses) == []


def test_a_call_in_the_quotations_language_is_not_looked_for_in_the_other(
    encoder: Encoder,
) -> None:
    english = ("How long does it take?", "Six hours if it goes well, thirteen at the longest.")
    index = build_index(Corpus((entry("zh", LIVER, call="x"), entry("en", english, call="x"))))
    text, senses = "It lasts six hours, with luck", Senses(index, encoder)
    found = locate(text, index, prefer={"zh", "en"}, senses=senses)
    assert [(place.transcript, place.translated) for place in found] == [("en", False)]
