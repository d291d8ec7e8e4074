"""Every figure of the hospital's is a record's or is listed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from calltools.cli.extract import command as extract_command
from calltools.statements import Statement
from calltools.statements.extraction import Extraction, extraction
from calltools.tables.columns import STATEMENTS, TURNS
from calltools.tables.table_rows import CallEntry, records
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Party, Transcript, Turn
from calltools.transcripts.writers.json import to_json
from calltools.views.call_page import call_page
from plain_reader import PlainReader

ROLES = {"C": INVESTIGATOR, "H": HOSPITAL}


def call(*turns: str, origin: str = "published") -> Transcript:
    """A call of turns that begin with C: (the caller) or H: (the hospital)."""
    made = tuple(Turn(turn[3:], turn[0], ROLES[turn[0]]) for turn in turns)
    chinese = any("一" <= c <= "龥" for turn in turns for c in turn)
    return Transcript(made, language="zh" if chinese else "en", origin=origin)  # type: ignore[arg-type]


def read(*turns: str, origin: str = "published") -> Extraction:
    return extraction(call(*turns, origin=origin), reader=PlainReader())


def bounds(s: Statement) -> tuple[int | None, int | None]:
    """The figure of a wait or a price."""
    price = s.price_min, s.price_max
    return (s.wait_min_days, s.wait_max_days) if s.category == "wait_time" else price


@pytest.mark.parametrize(
    ("answer", "origin", "expected"),
    [
        ("六十万岛八十万", "machine", [(600_000, 800_000)]),
        ("六十万岛八十万。", "published", [(600_000, 600_000), (800_000, 800_000)]),
        ("六十万到八十万", "machine", [(600_000, 800_000)]),
        ("材料费一万二手术费六万", "machine", [(12_000, 12_000), (60_000, 60_000)]),
        ("材料费一万二手术费六万。", "published", [(12_000, 12_000), (60_000, 60_000)]),
        ("一般五天急的两天", "machine", [(5, 5), (2, 2)]),
        ("快则五天慢则两个月", "machine", [(5, 5), (60, 60)]),
        ("两周或者三周都有", "machine", [(14, 21)]),
        ("五天六天都有可能。", "published", [(5, 6)]),
        ("forty thousand yuan for a liver and thirty thousand yuan for a kidney", "machine",
         [(40_000, 40_000), (30_000, 30_000)]),
    ],
)  # fmt: skip
def test_two_figures_are_two_records_and_a_range_is_one(
    answer: str, origin: str, expected: list[tuple[int, int]]
) -> None:
    made = read("C: ?", f"H: {answer}", origin=origin)
    assert [bounds(s) for s in made.statements] == expected
    assert not made.untaken


def test_a_misheard_range_says_what_it_was_read_as() -> None:
    (record,) = read("H: 六十万岛八十万", origin="machine").statements
    assert (record.quote, record.reading) == ("六十万岛八十万", "六十万到八十万")
    assert record.confidence is not None
    assert record.confidence < 0.9


UNTAKEN = call("C: 一年做多少？", "H: 肝做三百多例，肾一百例，等两个月。", "H: 床位四十张，三楼。")


def test_a_figure_that_no_record_took_is_listed_with_its_place() -> None:
    made = extraction(UNTAKEN, reader=PlainReader())
    assert [(f.turn_index, f.quote) for f in made.untaken] == [
        (1, "三百多例"), (1, "一百例"), (2, "四十张"),
    ]  # fmt: skip
    for figure in made.untaken:
        text = UNTAKEN.turns[figure.turn_index].text
        assert text[figure.start : figure.end] == figure.quote
        assert figure.quote in figure.clause


def test_tables_and_page_tell_of_figures_not_taken() -> None:
    made = extraction(UNTAKEN, reader=PlainReader())
    entry = CallEntry("c", made.statements, UNTAKEN)
    turns = records(TURNS, [entry])
    assert [row["figures_not_taken"] for row in turns] == [[], ["三百多例", "一百例"], ["四十张"]]
    (row,) = records(STATEMENTS, [entry])
    assert row["figures_not_taken"] == ["三百多例", "一百例"]
    page = call_page(UNTAKEN, made.statements)
    assert page.count("Figures that are in no record:") == 2


@given(
    figures=st.lists(
        st.sampled_from("三百例 两个月 四十万 百分之八十 十七台 半年 六千 5天".split()), max_size=5
    ),
    words=st.lists(st.sampled_from("肝 肾 大概 手术费 急的 ， 。".split()), max_size=5),
)
def test_every_figure_is_a_records_or_listed(figures: list[str], words: list[str]) -> None:
    mixed = "，".join(a + b for a, b in zip([*words, *[""] * 5], figures, strict=False))
    made = read("C: ?", f"H: {mixed}")
    taken = [cue for s in made.statements for cue in s.evidence if cue.rule == "figure"]
    places = sorted([(c.start, c.end) for c in taken] + [(f.start, f.end) for f in made.untaken])
    text = mixed
    covered = {i for start, end in places for i in range(start, end)}
    at = 0
    for figure in figures:
        at = text.index(figure, at)
        assert covered & set(range(at, at + len(figure))), (text, figure, places)
        at += len(figure)


@pytest.mark.model
@pytest.mark.usefixtures("models_dir")
def test_extract_tells_how_many_figures_and_with_why_which(tmp_path: Path) -> None:
    file = tmp_path / "call.json"
    made = call("C: 换肝要等多久？", "H: 一般要等两周。我们有四十张床。", origin="machine")
    file.write_text(to_json(made), "utf-8")
    plain = CliRunner().invoke(extract_command, [str(file), "--json"])
    assert "figures of the hospital's that no record took: 1; --why lists them" in plain.stderr
    assert [json.loads(line)["quote"] for line in plain.stdout.splitlines()] == ["一般要等两周"]
    why = CliRunner().invoke(extract_command, [str(file), "--json", "--why"])
    assert "turn 1, 10-13: 四十张 in: 我们有四十张床" in why.stderr
    assert why.stdout == plain.stdout


def unsure(confidence: float, source: str = "inferred") -> Transcript:
    made = call("C: 要等多久？", "H: 一般两个月。")
    parties = (Party(of, role, confidence, source) for of, role in ROLES.items())
    return replace(made, parties=tuple(parties))


@pytest.mark.parametrize(
    ("made", "certainty", "share", "is_marked"),
    [
        (unsure(0.76), 0.76, 0.76, True),
        (unsure(0.95), 0.95, 0.95, False),
        (unsure(0.76, "given"), None, 1.0, False),
        (replace(unsure(0.76), parties=()), None, 1.0, False),
    ],
)
def test_how_sure_the_role_is_counts_for_a_record(
    made: Transcript, certainty: float | None, share: float, is_marked: bool
) -> None:
    (record,) = extraction(made, reader=PlainReader()).statements
    assert record.role_certainty == certainty
    assert record.confidence == pytest.approx(0.9 * share, abs=0.001)
    assert ("role_unsure" in record.tags) is is_marked
    (row,) = records(STATEMENTS, [CallEntry("c", [record], made)])
    assert ("only 76% sure that the hospital speaks" in row["in_words"]) is is_marked


@pytest.mark.model
@pytest.mark.usefixtures("models_dir")
def test_turns_of_unsure_or_unknown_role_are_counted_and_end_with_exit_3(tmp_path: Path) -> None:
    file = tmp_path / "call.json"
    file.write_text(to_json(replace(unsure(0.76), origin="machine")), "utf-8")
    result = CliRunner().invoke(extract_command, [str(file), "--json"])
    assert result.exit_code == 3
    assert "1 of 2 turns are read as the hospital's though that role is only 76% sure" in (
        result.stderr
    )
    assert json.loads(result.stdout)["role_certainty"] == 0.76
    said = CliRunner().invoke(extract_command, [str(file), "--json", "--roles", "H=hospital"])
    assert said.exit_code == 0
    assert json.loads(said.stdout)["role_certainty"] is None
