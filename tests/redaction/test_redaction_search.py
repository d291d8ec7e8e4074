"""Finding what is to go, in every form, and proving that it is gone."""

from __future__ import annotations

import gzip
import json
import sqlite3
import zipfile
from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.redaction.plan import RedactionError, Removal, read_plan, write_plan
from calltools.redaction.proof import Proof
from calltools.redaction.propose import proposals
from calltools.redaction.sought import Sought
from calltools.transcripts.model import Call, Transcript, Turn


@pytest.mark.parametrize(
    ("text", "said", "found"),
    [
        ("段春晖", "找段春暉醫生", "段春暉"),
        ("段春晖", "Ask for Dr Duan Chunhui.", "Duan Chunhui"),
        ("段春晖", "ask for Chun-hui DUAN", "Chun-hui DUAN"),
        ("段春晖", "duàn chūnhuī", "duàn chūnhuī"),
        ("欧阳穗", "Sui Ouyang rang", "Sui Ouyang"),
        ("吕绿", "Lü Lü", "Lü Lü"),
        ("单雨", "Shan Yu or Dan Yu", "Shan Yu"),
        ("13900005678", "打幺三九零零零零五六七八", "幺三九零零零零五六七八"),
        ("13900005678", "１３９ ０００ ０５６７８", "１３９ ０００ ０５６７８"),
        ("三十五万", "要350000的", "350000"),
        ("Marlow Quince", "Quince, Marlow", "Quince, Marlow"),
        ("HX-35791", "call hx 35791", "hx 35791"),
        ("段春晖", "找段\ufe00春\u200d晖", "段\ufe00春\u200d晖"),
        ("段春晖", "段\u0336春\u0336晖", "段\u0336春\u0336晖"),
        ("段春晖", "duanchunhui1975@mail.example", "duanchunhui"),
        (
            "13900005678",
            "one three nine, zero zero oh zero, five six seven eight",
            "one three nine, zero zero oh zero, five six seven eight",
        ),
        ("13700005678", "幺三拐洞洞洞洞五六拐八", "幺三拐洞洞洞洞五六拐八"),
        ("350000", "叁拾伍万元", "叁拾伍万"),
    ],
)
def test_a_text_is_found_in_another_form(text: str, said: str, found: str) -> None:
    assert found in [said[a:b] for a, b in Sought.of(text).spans(said)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("李安", "Lianna rang"),
        ("1234", "91234"),
        ("Quince", "Quincey"),
        ("马克", "马上克服"),
        ("HX-35791", "the HX and 135791"),
        ("12", "one or two weeks, one, two"),
    ],
)
def test_a_part_of_another_word_or_number_is_not_taken(text: str, said: str) -> None:
    assert Sought.of(text).spans(said) == []


def test_pinyin_that_is_an_english_word_is_left_where_the_plan_says_so() -> None:
    assert Sought.of("马克").spans("They make it.")
    assert not Sought.of("马克", spelt=False).spans("They make it.")


@given(st.text("段春晖暉的abz 13９一-", max_size=30), st.text("段春晖 ,", max_size=9))
def test_a_planted_text_is_always_found_whole(before: str, after: str) -> None:
    said = before + "欧阳穗" + after
    spans = Sought.of("欧阳穗").spans(said)
    assert any(a <= len(before) and b >= len(before) + 3 for a, b in spans)


def put(folder: Path, name: str, data: bytes) -> None:
    (folder / name).write_bytes(data)


def test_what_is_left_is_found_however_it_is_kept(tmp_path: Path) -> None:
    secret = "找段春暉"
    database = sqlite3.connect(tmp_path / "a.sqlite")
    with database:
        database.execute("CREATE TABLE t (x TEXT)")
        database.execute("INSERT INTO t VALUES (?)", (secret,))
    database.close()
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("inside.txt", secret)
    put(tmp_path, "c.gz", gzip.compress(secret.encode()))
    put(tmp_path, "d.txt", secret.encode("gb18030"))
    put(tmp_path, "e.txt", secret.encode("utf-16"))
    put(tmp_path, "f.json", json.dumps({"x": secret}).encode())
    put(tmp_path, "g.html", "".join(f"&#{ord(c)};" for c in secret).encode())
    put(tmp_path, "h.html", b"data:text/plain;base64," + b64encode(secret.encode()))
    put(tmp_path, "i.txt", b"Duan Chun-hui")
    put(tmp_path, "段春晖.txt", b"")
    put(tmp_path, "j.txt", "他叫段\n春晖".encode())
    put(tmp_path, "k.txt", b"xduanchunhuix@mail.example")
    put(tmp_path, "clean.txt", "段 落, 春 天".encode())
    files = {left.file for left in Proof([Sought.of("段春晖")]).search(tmp_path)}
    assert files == {p.name for p in tmp_path.iterdir()} - {"clean.txt"}


def test_a_plan_that_is_written_is_read_again(tmp_path: Path) -> None:
    plan = [
        Removal(kind="name", text='"段"\\春\t晖', confirmed=True, where="b01: turn 3"),
        Removal(kind="other", call="b01", start="0:12.300", end="0:13.900", confirmed=True),
    ]
    path = tmp_path / "plan.toml"
    path.write_text(write_plan(plan), "utf-8")
    assert list(read_plan(path)) == plan
    assert plan[1].span_ms == (12_300, 13_900)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("", "expected entries"),
        ("[[remove]", "is no TOML"),
        ("a = " + "[" * 5000 + "]" * 5000, "is no TOML"),
        ('[[remove]]\ntext = "段春晖"\nkind = "name"', "entry 1: is not confirmed"),
        ('[[remove]]\ntext = "段"\nkind = "name"\nconfirmed = true', "letters or digits"),
        ('[[remove]]\ntext = "段春晖"\nkind = "nmae"\nconfirmed = true', "kind"),
        ('[[remove]]\ntext = "段春晖"\nkind = "name"\nconfirm = true', "confirm"),
        ('[[remove]]\nkind = "name"\nconfirmed = true', "expected text"),
        ('[[remove]]\ncall = "b01"\nfrom = "0:09"\nto = "0:03"\nkind = "other"\nconfirmed = true',
         "ends at 0:03"),
        ('[[remove]]\ncall = "b01"\nfrom = "soon"\nto = "0:03"\nkind = "other"\nconfirmed = true',
         "expected a time"),
    ],
)  # fmt: skip
def test_a_plan_that_can_not_be_meant_is_refused(tmp_path: Path, rows: str, told: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(rows, "utf-8")
    with pytest.raises(RedactionError, match=told) as error:
        read_plan(path)
    assert error.value.exit_code == 1
    assert str(path) in str(error.value)


def test_names_numbers_and_places_are_proposed_and_none_is_confirmed() -> None:
    call = Transcript(
        (
            Turn("是段春晖大夫吗？戚主任在不在？"),
            Turn("你打0999-5550142。身份证990101199001011234。", translation="Ask Dr Holm Xu."),
            Turn("号码是幺三九零零零零五六七八，我们是栖霞坡医院。"),
        ),
        call=Call(respondent="胡一鸣"),
    )
    found = proposals([("b01", call)])
    assert {(one.kind, one.text) for one in found} >= {
        ("name", "胡一鸣"), ("name", "段春晖"), ("name", "戚主任"),
        ("telephone", "0999-5550142"), ("identity", "990101199001011234"),
        ("telephone", "幺三九零零零零五六七八"), ("place", "栖霞坡医院"),
    }  # fmt: skip
    assert not any(one.confirmed for one in found)
    assert all(one.where.startswith("b01: ") for one in found)
