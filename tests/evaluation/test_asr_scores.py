from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from calltools.cli.evaluate import command
from calltools.evaluation.asr import character_errors, pooled

chinese = st.text("肝肾移植等多久一二三四五六七年。，", max_size=20)


def test_errors_are_counted_by_kind() -> None:
    score = character_errors("肝移植要等多久", "甘移植等多久啊")
    assert (score.substitutions, score.deletions, score.insertions) == (1, 1, 1)
    assert score.rate == pytest.approx(3 / 7)


def test_script_numerals_and_punctuation_do_not_count() -> None:
    assert character_errors("押金三十五万，多退少补。", "押金35萬 多退少補").errors == 0


def test_text_where_nothing_was_said_is_all_insertion_and_has_no_rate() -> None:
    score = character_errors("", "谢谢观看")
    assert (score.insertions, score.rate) == (4, None)


@given(chinese, chinese)
def test_counts_add_up(reference: str, hypothesis: str) -> None:
    score = character_errors(reference, hypothesis)
    other = character_errors(hypothesis, reference)
    assert score.errors == other.errors
    assert score.hits + score.substitutions + score.insertions == other.length
    assert character_errors(reference, reference).errors == 0


@given(st.lists(st.tuples(chinese, chinese), max_size=5))
def test_the_pool_is_the_sum_of_its_files(texts: list[tuple[str, str]]) -> None:
    scores = [character_errors(*text) for text in texts]
    assert pooled(scores).errors == sum(score.errors for score in scores)
    assert pooled(scores).length == sum(score.length for score in scores)


@pytest.fixture
def references(tmp_path: Path) -> Path:
    folder = tmp_path / "references"
    folder.mkdir()
    (folder / "a.txt").write_text("您好，请问是移植病房吗？", "utf-8")
    turns = {"turns": [{"text": "要等多久"}, {"text": "三个月"}]}
    (folder / "b.json").write_text(json.dumps(turns), "utf-8")
    (folder / "b.wav").write_bytes(b"")
    return folder


@pytest.fixture
def hypotheses(tmp_path: Path) -> Path:
    folder = tmp_path / "hypotheses"
    folder.mkdir()
    segments = {"segments": [{"text": "您好请问"}, {"text": "是移植病房吗"}]}
    (folder / "a.json").write_text(json.dumps(segments), "utf-8")
    calls = {"calls": [{"turns": [{"text": "要等多久3个月"}]}]}
    (folder / "b.json").write_text(json.dumps(calls), "utf-8")
    (folder / "c.txt").write_text("没有对应", "utf-8")
    return folder


def test_folders_are_matched_by_name(references: Path, hypotheses: Path) -> None:
    result = CliRunner().invoke(command, ["asr", str(references), str(hypotheses), "--json"])
    assert result.exit_code == 0, result.output
    figures = json.loads(result.output)
    assert figures["pooled"]["cer"] == 0.0
    assert sorted(figures["files"]) == ["a", "b"]


def test_the_table_ends_with_all_together(references: Path, hypotheses: Path) -> None:
    result = CliRunner().invoke(command, ["asr", str(references), str(hypotheses)])
    assert result.output.splitlines()[-1].split() == "0.0 0 0 0 0 17 all together".split()
