"""Calls of several files put together by what is printed above them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.alignment.same_call import common_facts, pair_calls
from calltools.alignment.sources import pair_files, parts_of_recording, read_calls
from calltools.errors import TranscriptError
from calltools.transcripts.model import Call, Transcript, Turn, Word
from calltools.transcripts.writers.json import to_json

FORMATS = Path(__file__).parents[1] / "gold" / "formats"
ZH = """\
调查员：喂，你们那里换肾要等多久？
护士：大概一个月左右，你先过来检查。
调查员：费用呢？
护士：三十万左右。
"""
EN = """\
Investigator: Hello, how long is the wait for a kidney?
Nurse: About a month. Come in for tests first.
Investigator: And the cost?
Nurse: Around 300,000.
"""


def machine(*texts: str, call: Call | None = None) -> Transcript:
    turns = tuple(
        Turn(text, start_ms=1_000 * i, end_ms=1_000 * i + 900,
             words=(Word(text, 0, len(text), 1_000 * i, 1_000 * i + 900),))
        for i, text in enumerate(texts)
    )  # fmt: skip
    return Transcript(turns, call=call or Call(), duration_ms=10_000)


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


@pytest.mark.parametrize(
    ("one", "other", "facts"),
    [
        (Call(), Call(), 0),
        (Call(date="2015-04-02"), Call(phone="+86-10-5550-0101"), 0),
        (Call(date="2015-04-02"), Call(date="2015-04-02"), 1),
        (Call(date="2015-04-02"), Call(date="2015-04-03"), -1),
        (Call(date="2015-04-02"), Call(date="2015-04-01", date_hospital="2015-04-02"), 1),
        (Call(phone="010-5550 0101"), Call(phone="+86-10-5550-0101"), 1),
        (Call(phone="010-5550 0101"), Call(phone="+86-10-5550-0102"), -1),
        (Call(recording_no="7", date="2015"), Call(recording_no="7", date="2015"), 2),
        (Call(recording_no="7", date="2015"), Call(recording_no="8", date="2015"), -1),
    ],
)
def test_facts_agree_differ_or_are_unknown(one: Call, other: Call, facts: int) -> None:
    assert common_facts(one, other) == common_facts(other, one) == facts


def test_calls_are_paired_by_facts_before_order() -> None:
    zh = [Call(date="2015-04-02"), Call(date="2015-04-03"), Call()]
    en = [Call(), Call(date="2015-04-03"), Call(date="2015-04-02")]
    assert pair_calls(zh, en) == [(0, 2), (1, 1), (2, 0)]


def test_what_nothing_tells_is_paired_by_order_if_as_many_are_left() -> None:
    assert pair_calls([Call()] * 3, [Call()] * 3) == [(0, 0), (1, 1), (2, 2)]
    assert pair_calls([Call()] * 3, [Call()] * 2) == []
    assert pair_calls([Call(date="2015")] * 2, [Call(date="2016")] * 2) == []


_CALLS = st.lists(
    st.builds(
        Call,
        date=st.sampled_from([None, "2015-04-02", "2015-04-03"]),
        phone=st.sampled_from([None, "5550101", "5550102"]),
    ),
    max_size=5,
)


@given(_CALLS, _CALLS)
def test_pairs_never_share_a_call_nor_contradict(zh: list[Call], en: list[Call]) -> None:
    pairs = pair_calls(zh, en)
    for side in zip(*pairs, strict=True):
        assert len(set(side)) == len(side)
    if not len(zh) == len(en) == 1:
        assert all(common_facts(zh[i], en[j]) >= 0 for i, j in pairs)


def test_files_are_told_apart_by_language_and_origin(tmp_path: Path) -> None:
    heard = to_json(machine("喂你们那里换肾要等多久", "大概一个月左右你先过来检查"))
    files = {"en.txt": EN, "tape.json": heard, "zh.txt": ZH}
    ((parts,), remarks) = pair_files([write(tmp_path, *file) for file in files.items()])
    assert (remarks, parts.name) == ([], "zh")
    assert parts.zh and parts.zh.turns[0].role == "investigator"
    assert parts.en and parts.en.turns[0].text.startswith("Hello, how long")
    assert parts.heard and parts.heard.origin == "machine"
    folder = tmp_path.name
    assert set(parts.inputs) == {f"{folder}/{name}" for name in files}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("zh.txt", "zh2.txt"), "expected English, or the Chinese with the recording's"),
        (("en.txt",), "expected Chinese beside it"),
        (("tape.json",), "expected English or published Chinese"),
    ],
)
def test_one_side_alone_is_refused_with_what_is_missing(
    tmp_path: Path, names: tuple[str, ...], expected: str
) -> None:
    texts = {"zh.txt": ZH, "zh2.txt": ZH, "en.txt": EN, "tape.json": to_json(machine("喂你好"))}
    with pytest.raises(TranscriptError, match=expected):
        pair_files([write(tmp_path, name, texts[name]) for name in names])


def test_a_recording_takes_its_call_out_of_many(tmp_path: Path) -> None:
    both = f"2015年4月2日\n{ZH}\n\n2015年4月9日\n{ZH.replace('一个月', '两个月')}"
    path = write(tmp_path, "zh.txt", both)
    heard = machine("喂你好", call=Call(date="2015-04-09"))
    parts = parts_of_recording("tape", heard, {}, [path])
    assert parts.zh and "两个月" in parts.zh.turns[1].text
    with pytest.raises(TranscriptError, match="fill in date, phone or recording_no"):
        parts_of_recording("tape", machine("喂你好"), {}, [path])


def test_a_translation_between_the_turns_is_the_other_side() -> None:
    ((parts,), _) = pair_files([FORMATS / "zh46_interleaved.txt"])
    assert parts.zh and parts.en
    assert parts.en.turns[0].text == "What do you charge for a kidney?"
    assert [turn.role for turn in parts.en.turns] == [turn.role for turn in parts.zh.turns]


def test_what_any_recogniser_wrote_is_what_was_heard(tmp_path: Path) -> None:
    english = write(tmp_path, "en.txt", EN)
    ((parts,), _) = pair_files([FORMATS / "zh60_whisper.json", english])
    assert parts.zh is None
    assert parts.heard and parts.heard.turns[0].start_ms == 0


def test_an_account_in_brackets_is_the_passage_where_a_turn_has_nothing_else(
    tmp_path: Path,
) -> None:
    text = "Caller: And the cost?\nNurse: [She explains the costs.]\nCaller: [coughs] Thank you.\n"
    (found,) = read_calls(write(tmp_path, "en.txt", text))
    assert [turn.text for turn in found.transcript.turns] == [
        "And the cost?", "[She explains the costs.]", "Thank you.",
    ]  # fmt: skip
