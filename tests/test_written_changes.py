"""Pairs written to fit the comparison on: what the notation says, and that the set is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.written_changes import read_changes

TRAINING = Path(__file__).parents[1] / "training"
SETS = sorted((TRAINING / "pairs").glob("*.txt"))


def test_a_block_has_its_renderings_and_what_was_changed_where(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(
        "# by one author\nzh 不贵，三天。\n= Not dear; three days.\n"
        "- negation | 不贵 | Dear | Dear; three days.\n- omission | 三天 |  | Not dear.\n",
        "utf-8",
    )
    (block,) = read_changes(file)
    assert block.zh == "不贵，三天。"
    assert block.renderings == [
        ("Not dear; three days.", []),
        ("Dear; three days.", [("negation", (0, 2), (0, 4))]),
        ("Not dear.", [("omission", (3, 5), None)]),
    ]


@pytest.mark.parametrize(
    "line",
    ["- negation | 贵 | Dear", "- dear | 贵 | Dear | Dear.", "- negation | 贱 | D | D.", "x"],
)
def test_a_line_that_says_nothing_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "a.txt"
    file.write_text(f"zh 不贵。\n{line}\n", "utf-8")
    with pytest.raises(ValueError, match=r"a\.txt:2"):
        list(read_changes(file))


@pytest.mark.parametrize("file", SETS, ids=lambda file: file.stem)
def test_every_block_has_faithful_renderings_and_every_change_two_texts_that_differ(
    file: Path,
) -> None:
    blocks = list(read_changes(file))
    assert len({block.zh for block in blocks}) == len(blocks)
    for block in blocks:
        faithful = {en for en, changes in block.renderings if not changes}
        assert len(faithful) >= 2, block.zh
        for en, changes in block.renderings:
            for kind, zh, rendered in changes:
                assert en not in faithful
                assert (zh is None) == (kind == "addition"), (block.zh, en)
                assert (rendered is None) == (kind == "omission"), (block.zh, en)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_opposites_are_two_and_stand_once(language: str) -> None:
    lines = (TRAINING / "opposites" / f"{language}.txt").read_text("utf-8").splitlines()
    pairs = [tuple(side.strip() for side in line.split("|")) for line in lines]
    assert all(len({*pair}) == len(pair) == 2 for pair in pairs)
    assert len({frozenset(pair) for pair in pairs}) == len(pairs)
    assert all(len(side) >= 2 for pair in pairs for side in pair)
