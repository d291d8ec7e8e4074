"""The names that may come up in a call of which something is known."""

from __future__ import annotations

from calltools.run.stage_readings import terms_of_call
from calltools.transcripts.model import Call
from calltools.transcripts.sidecar import Sidecar


def test_names_of_the_call_are_its_hospital_its_city_who_answered_and_the_lexicon() -> None:
    call = Call(hospital="郑州云泽医院", phone="021-55500102", respondent="陈立医生 (nurse)")
    terms = terms_of_call(Sidecar(call, lexicon=("韦主任", "OPO")))
    assert terms == {"郑州云泽医院", "云泽医院", "郑州", "上海", "陈立医生", "韦主任"}
    town = terms_of_call(Sidecar(Call(hospital="青屿市中心医院")))
    assert town == {"青屿市中心医院", "青屿", "中心医院"}
    assert terms_of_call(Sidecar()) == frozenset()
