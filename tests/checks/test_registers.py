"""Registers as people have them: tables, sidecars, publications."""

from __future__ import annotations

from pathlib import Path

import pytest

import sounds
from calltools.checks.check import check
from calltools.checks.register import read_register
from calltools.checks.workspace_calls import calls_of_workspace, calls_published
from calltools.errors import TranscriptError
from calltools.store.recordings import register
from calltools.store.workspace import Workspace

TABLE = """\
name,Hospital,date,weekday,phone,duration,respondent
one,烟台云雀医院,2016-05-10,星期二,0535-01234567,5:21,
,,,,,,
two,烟台若水医院,2016-05,,0535-07654321,12分05秒,秦晓岚医生
"""

PAGE = """\
调查录音{number}
医院：烟台云雀医院
电话：0535-01234567
日期：2016年5月10日（{weekday}）
时长：{length}

问：你好，请问你们做肝移植吗？
答：做，你是什么情况？
问：我父亲要做，等多久？
答：两个星期左右。
"""


def test_a_table_as_a_spreadsheet_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_bytes(b"\xef\xbb\xbf" + TABLE.replace("\n", "\r\n").encode())
    one, two = read_register(path)
    told = (one.call.hospital, one.call.date, one.weekday)
    assert told == ("烟台云雀医院", "2016-05-10", "星期二")
    assert (one.duration_ms, two.duration_ms) == (321_000, 725_000)
    assert (one.call.respondent, two.call.respondent) == (None, "秦晓岚医生")
    assert check([one, two]) == []


WRONG = (
    ("calls.csv", TABLE.replace("weekday", "Wochentag"), "'wochentag'"),
    ("calls.csv", TABLE.replace("name,", "call,"), "no column name"),
    (
        "calls.csv", TABLE.replace("2016-05-10", "10.5.2016"),
        "calls.csv:2: is not a call: date: expected a date",
    ),
    ("calls.csv", TABLE.replace("5:21", "long"), "duration: expected such as 5:21"),
    (
        "calls.jsonl", '{"name": "a"}\n{"name": "b", "words": "many"}\n',
        "calls.jsonl:2: is not a call: words: expected",
    ),
)  # fmt: skip


def test_what_is_wrong_with_a_table_is_told_with_its_row(tmp_path: Path) -> None:
    for name, wrong, told in WRONG:
        (tmp_path / name).write_text(wrong, "utf-8")
        with pytest.raises(TranscriptError) as error:
            read_register(tmp_path / name)
        assert told in str(error.value)


def publication(folder: Path, weekday: str = "星期二", length: str = "1分20秒") -> Path:
    path = folder / "page.txt"
    path.write_text(PAGE.format(number="7", weekday=weekday, length=length), "utf-8")
    return path


def test_a_publication_tells_its_day_of_the_week_and_its_length(tmp_path: Path) -> None:
    (known,) = calls_published(publication(tmp_path, length="约3分钟"))
    assert known.weekday is not None
    assert "星期二" in known.weekday
    assert (known.duration_ms, known.rounded, known.words) == (180_000, True, 32)


def test_the_recordings_of_a_workspace_beside_their_publications(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path / "ws")
    sound = sounds.write_wav(tmp_path / "one.wav", sounds.white_noise(2.0, seed=3))
    recording = register(workspace, sound)
    page = publication(tmp_path, weekday="星期五")
    recording.sidecar.write_text(
        'hospital = "烟台云雀医院"\ndate = 2016-05-10\nphone = "0532-01234567"\n'
        f'publications = ["{page.as_posix()}"]\n',
        "utf-8",
    )
    calls, publications = calls_of_workspace(workspace)
    printed = [known for path in publications for known in calls_published(path)]
    kinds = {finding.kind: finding for finding in check(calls, printed)}
    assert set(kinds) == {"area_code", "weekday", "published_otherwise", "duration_measured"}
    assert kinds["duration_measured"].note.endswith("1 min 20 s, the recording has 2 s.")
    assert kinds["weekday"].calls == ("page.txt",)
