from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from calltools.cli.evaluate import command
from calltools.evaluation.asr import CharacterErrors, character_errors

chinese = st.text("肝肾移植等多久一二三四五六七年。，", max_size=20)
CASES = {
    "by kind": ("肝移植要等多久", "甘移植等多久啊", CharacterErrors(7, 5, 1, 1, 1), 3 / 7),
    "script, numerals and punctuation do not count": (
        "押金三十五万，多退少补。", "押金35萬 多退少補", CharacterErrors(10, 10), 0,
    ),
    "where nothing was said all is insertion": (
        "", "谢谢观看", CharacterErrors(insertions=4), None,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("reference", "hypothesis", "errors", "rate"), CASES.values(), ids=CASES)
def test_errors_are_counted(
    reference: str, hypothesis: str, errors: CharacterErrors, rate: float | None
) -> None:
    score = character_errors(reference, hypothesis)
    assert score == errors
    assert score.rate == (rate if rate is None else pytest.approx(rate))


@given(chinese, chinese)
def test_counts_add_up(reference: str, hypothesis: str) -> None:
    score = character_errors(reference, hypothesis)
    other = character_errors(hypothesis, reference)
    assert score.errors == other.errors
    assert score.hits + score.substitutions + score.insertions == other.length
    assert character_errors(reference, reference).errors == 0
    assert (score + other).errors == 2 * score.errors
    assert (score + other).length == score.length + other.length


@pytest.fixture
def folders(tmp_path: Path) -> tuple[str, str]:
    written = {
        "references/a.txt": "您好，请问是移植病房吗？",
        "references/b.json": json.dumps({"turns": [{"text": "要等多久"}, {"text": "三个月"}]}),
        "references/b.wav": "",
        "hypotheses/a.json": json.dumps(
            {"segments": [{"text": "您好请问"}, {"text": "是移植病房吗"}]}
        ),
        "hypotheses/b.json": json.dumps({"calls": [{"turns": [{"text": "要等多久3个月"}]}]}),
        "hypotheses/c.txt": "没有对应",
    }
    for name, content in written.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, "utf-8")
    return str(tmp_path / "references"), str(tmp_path / "hypotheses")


def test_folders_are_matched_by_name_and_the_table_ends_with_all_together(
    folders: tuple[str, str],
) -> None:
    result = CliRunner().invoke(command, ["asr", *folders, "--json"])
    assert result.exit_code == 0, result.output
    figures = json.loads(result.output)
    assert figures["pooled"]["cer"] == 0.0
    assert sorted(figures["files"]) == ["a", "b"]
    table = CliRunner().invoke(command, ["asr", *folders]).output
    assert table.splitlines()[-1].split() == "0.0 0 0 0 0 17 all together".split()
