"""Hospitals and people of the calls, by every name that a report may give them."""

from __future__ import annotations

from pathlib import Path

import pytest

from calltools.errors import SettingsError
from calltools.quotations.corpus import Corpus, Entry, read_aliases
from calltools.quotations.finding.find import find_quotations
from calltools.quotations.model import Quotation
from calltools.quotations.naming.corpus_hospitals import KnownHospitals
from calltools.quotations.naming.corpus_people import names_in, people_of
from calltools.quotations.naming.two_languages import are_one_hospital
from calltools.quotations.report import report_of
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Turn
from case_tables import rows


def entry(id_: str, zh: str, en: str, *speakers: str) -> Entry:
    turns = [Turn("请问一下。", "调查员", INVESTIGATOR)]
    turns += [Turn("这里是医院。", speaker, HOSPITAL) for speaker in speakers]
    return Entry(id_, tuple(turns), "zh", zh, en, call=id_)


FORMERLY = "柳埠医院（原海军第四十七医院）"
CORPUS = Corpus(
    (
        entry("a", "中国人民解放军第六二三医院", "PLA No. 623 Hospital, Tangbo", "于主任"),
        entry("b", "桐川大学附属第一医院", "First Affiliated Hospital of Tongchuan University"),
        entry("c", "桐川市第一人民医院", "Tongchuan No. 1 People's Hospital", "邝医生"),
        entry("d", "岸北铁路总医院", "Anbei Railway General Hospital", "护士站"),
        entry("e", FORMERLY, "Liubu Hospital (formerly Naval Hospital No. 47)"),
    )
)
KNOWN = KnownHospitals(CORPUS)


@pytest.mark.parametrize(("meant", "text"), rows("quotations/data/hospital_forms.tsv"))
def test_a_hospital_is_known_by_every_form_of_its_name(meant: str, text: str) -> None:
    assert ",".join(" ".join(m.keys) for m in KNOWN.mentions(text)) == meant.strip("-")


def test_names_that_are_said_to_be_one_are_one(tmp_path: Path) -> None:
    table = tmp_path / "hospitals.toml"
    table.write_text('[[hospital]]\nnames = ["柳埠医院（原海军第四十七医院）", "蓝楼"]\n', "utf-8")
    corpus = Corpus(CORPUS.entries, aliases=tuple(read_aliases(table)))
    assert KNOWN.mentions("蓝楼的护士说") == []
    (mention,) = KnownHospitals(corpus).mentions("蓝楼的护士说")
    assert mention.keys == ("e",)
    table.write_text('[[hospital]]\nname = "蓝楼"\n', "utf-8")
    with pytest.raises(SettingsError, match=r"expected .*names"):
        read_aliases(table)


def test_people_are_known_by_their_labels() -> None:
    texts = ["于主任说，护士站说，姓邝的医生说，一位医生说。"]
    assert names_in(texts, people_of(CORPUS)).keys() == {"于主任", "护士站", "姓邝的医生"}
    call = Entry("c", (Turn("I keep the accounts.", "Vice-President", HOSPITAL),), "en")
    texts = ["the vice-president said nothing; vice-presidents seldom do"]
    assert names_in(texts, people_of(Corpus((call,)))) == {"vice-president": "hospital"}


def found(text: str, corpus: Corpus = CORPUS) -> list[Quotation]:
    return find_quotations(report_of(text.encode(), "a.md"), corpus)


def given_to(text: str) -> list[tuple[str | None, str]]:
    return [(q.speaker, " ".join(sorted(q.meant))) for q in found(text) if q.is_quotation]


def test_who_was_asked_is_not_who_asks() -> None:
    text = (
        "An investigator rang the 623 and reached Director Yu. When asked “how many livers are"
        " there in a year”, Director Yu replied “I have never counted them, honestly”."
    )
    assert given_to(text) == [("investigator", "a"), ("Director Yu", "a")]


def test_a_note_belongs_to_what_it_hangs_on() -> None:
    text = (
        "At the 623 Director Yu said: “We have never counted them.”[^1]\n\n"
        "At the Railway Hospital the nurse said: “You must ask somebody else.”\n\n"
        "[^1]: The same doctor said later: “I have counted them after all.”\n"
    )
    assert given_to(text)[-1] == ("Director Yu", "a")


def test_another_hospital_of_the_town_is_none_of_those_called() -> None:
    (quotation,) = found("岸北市儿童医院的护士说：“我们这里从来没有数过。”")
    assert quotation.hospital == "岸北市儿童医院"
    assert quotation.meant == frozenset()


def test_what_the_caller_says_plainly_is_never_the_hospitals() -> None:
    text = (
        "At the Railway Hospital the nurse said: “We have never counted them.” The investigator"
        " said “then it is late, and he will not last”."
    )
    assert given_to(text)[-1][0] == "investigator"


def test_a_name_that_a_hospital_is_called_by_too_means_it() -> None:
    entry = Entry("a", (), "zh", "汀禾市第六八三医院")
    text = "汀禾的六八三医院，老百姓还叫它卫戍医院。卫戍医院的医生说：“能做。”"
    assert found(text, Corpus((entry,)))[0].meant == {"a"}


@pytest.mark.parametrize(
    "hospital",
    "浔溪医科大学第一附属医院 岸北医专附属医院 柳埠骨科医院 桐川卫校附院 崤水县中医院".split(),
)
def test_what_every_hospital_is_called_names_none(hospital: str) -> None:
    known = KnownHospitals(Corpus((Entry("a", (), "zh", hospital),)))
    for said in ("医院里的护士说", "在本院等", "院方没有回答", "那家医院不肯说"):
        assert known.mentions(said) == [], said


def test_a_hospital_known_in_english_alone_is_known_by_the_sound_of_its_chinese_name() -> None:
    names = {"a": "Xiaoshui County TCM Hospital", "b": "Xiaoshui No. 2 Hospital", "c": "Jiqiao"}
    corpus = Corpus(tuple(Entry(id_, (), "en", name) for id_, name in names.items()))
    text = (
        "崤水中医院的护士说：“名单不归我管。”崤水市第二医院的医生说：“这里不收押金。”"
        "崤水市儿童医院的医生说：“病历要带来。”"
    )
    assert [one.meant for one in found(text, corpus)] == [{"a"}, {"b"}, frozenset()]


@pytest.mark.parametrize(("of", "english", "chinese"), rows("quotations/data/hospital_names.tsv"))
def test_names_in_two_languages_are_one_hospitals_or_not(
    of: str, english: str, chinese: str
) -> None:
    alike = of == "one"
    assert are_one_hospital(english, chinese) is are_one_hospital(chinese, english) is alike
