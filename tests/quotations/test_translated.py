"""Quotations in another language than the call: what is enough to call one unfaithful."""

from __future__ import annotations

import pytest
from judging import call, court_of

from calltools.quotations.judging.translated import judge_rendering
from calltools.quotations.model import Audited, Location, Part
from shared_encoder import shared_encoder, shared_reader

pytestmark = pytest.mark.model

ASKED, SAID = "要交多少？", "押金先交八万，出院多退少补，一般住三个礼拜。"
RENDERED = "You pay a deposit of eighty thousand first, and usually stay for three weeks."
CHANGED = "You pay a deposit of eighty thousand first, and usually stay for three months."


def judged(asked: str, said: str, quote: str) -> Audited:
    tried = court_of(call(asked, said, hospital="岸北铁路医院"))
    return tried.judge(quote, "doctor", "Anbei Railway Hospital")


@pytest.mark.parametrize("quote", [RENDERED, "usually you stay for three weeks"])
def test_a_faithful_translation_is_called_faithful(quote: str) -> None:
    assert judged(ASKED, SAID, quote).verdict == "translated_faithful"


def test_a_changed_unit_is_enough() -> None:
    found = judged(ASKED, SAID, CHANGED)
    assert found.verdict == "translated_unfaithful"
    assert [edit.op for edit in found.edits][:1] == ["mistranslate"]


def test_what_a_check_finds_in_a_free_translation_is_not_enough() -> None:
    said = "病历都要带来，不带我们没法看。"
    found = judged("带什么？", said, "Bring all the medical records, or we can do nothing for you.")
    assert found.verdict == "unclear"
    assert found.needs_person
    assert "can't be told" in found.why


def test_without_the_pair_reader_the_checks_alone_are_weighed() -> None:
    (entry,) = call(ASKED, SAID).entries
    part = Part(0, len(CHANGED), 1, 0, len(SAID), 0.6)
    place = Location("call", (part,), 0.6, translated=True)
    found = [
        judge_rendering(CHANGED, place, entry, shared_encoder(), reader)
        for reader in (None, shared_reader())
    ]
    read = [any(name.startswith("read_") for name in one.signs) for one in found]
    assert read == [False, True]
    assert all(one.unfaithful > 0.5 for one in found)
