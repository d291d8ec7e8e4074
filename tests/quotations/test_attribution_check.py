from __future__ import annotations

import pytest
from judging import ids_named

from calltools.language.names import surname
from calltools.quotations.corpus import Corpus, Entry
from calltools.quotations.judging.attribution_check import (
    check_hospital,
    check_speaker,
    role_of,
)
from calltools.quotations.model import Quotation
from calltools.quotations.naming.corpus_hospitals import KnownHospitals
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Turn
from case_tables import rows

TURNS = (
    Turn("问一下。", "调查员", INVESTIGATOR),
    Turn("护士站。", "护士", HOSPITAL),
    Turn("我姓谭。", "谭医生", HOSPITAL),
)
CALL = Entry("t", TURNS, "zh", "云岭市第三人民医院", "Yunling No. 3 People's Hospital")
OTHER = Entry("u", TURNS, "zh", "泥湾市胸科医院", "Mudbay Chest Hospital")
CORPUS = Corpus((CALL, OTHER))


def given_to(hospital: str | None) -> Quotation:
    meant = ids_named(CORPUS, hospital)
    return Quotation(0, 2, "没有", "“”", hospital=hospital, meant=meant)


@pytest.mark.parametrize(("fault", "turn", "given"), rows("quotations/data/speakers_checked.tsv"))
def test_words_belong_to_who_spoke_them(fault: str, turn: str, given: str) -> None:
    assert (check_speaker(given, TURNS[int(turn) :][:1], CALL).fault or "-") == fault


def test_what_a_person_must_tell_of_the_callers_words_and_what_is_plainly_wrong() -> None:
    assert check_speaker("Dr. Wu", TURNS[2:], CALL).doubtful, "a name that can't be compared"
    for given in ("wife", "儿媳", "Mrs Qin", "打电话的人"):
        check = check_speaker(given, TURNS[:1], CALL, "Yunling No. 3")
        assert (check.fault, check.doubtful) == (None, True), given
    for given in ("Tan", "Dr Wu", "谭", "a woman at the ward's switchboard"):
        check = check_speaker(given, TURNS[:1], CALL, "Yunling No. 3")
        assert check.fault == "callers_words", given


def test_the_same_sign_for_the_caller_is_no_fault() -> None:
    turn = Turn("有吗？", "甲", INVESTIGATOR)
    assert check_speaker("甲", (turn,), CALL).fault is None


@pytest.mark.parametrize(("of", "given", "name"), rows("quotations/data/hospitals_checked.tsv"))
def test_names_of_hospitals(of: str, given: str, name: str) -> None:
    known = KnownHospitals(Corpus((Entry("t", TURNS, hospital=name),)))
    assert (known.named(given) == ("t",)) is (of == "fits")


def test_words_of_another_hospital_tell_the_call_that_was_meant() -> None:
    check = check_hospital(given_to("the Chest Hospital"), CALL, CORPUS)
    assert (check.fault, check.claimed, check.doubtful) == ("wrong_call", "u", False)
    unknown = check_hospital(given_to("Hefeng County Hospital"), CALL, CORPUS)
    assert (unknown.fault, unknown.claimed, unknown.doubtful) == ("wrong_call", None, True)
    assert check_hospital(given_to(None), CALL, CORPUS).fault is None


def test_a_report_means_every_call_its_name_fits() -> None:
    assert given_to("云岭").meant == {"t"}
    assert given_to("the hospital").meant == {"t", "u"}
    assert given_to(None).meant == frozenset()


def test_roles_and_surnames_of_attributions() -> None:
    assert role_of("the investigator") == role_of("an undercover reporter") == INVESTIGATOR
    assert role_of("那位护士") == role_of("Dr. Tan") == HOSPITAL
    assert role_of(None) is None
    names = {"Dr. Chu": "Chu", "褚醫生": "褚", "移植科谭医生": "谭"}
    nameless = dict.fromkeys(("Head Nurse", "Doctor on duty", "答", "B"))
    assert {label: surname(label) for label in names | nameless} == names | nameless
