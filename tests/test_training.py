"""The command that fits: what it shows and writes; that its table names what is there."""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from calltools.alignment.model import FindingType
from calltools.language.normalise import simplify
from calltools.quotations.model import Verdict
from calltools.quotations.report import read_report
from training import __main__ as command
from training.__main__ import Fit, MissingSetError, find_sets, fits, run_fit
from training.fitting import PACKAGE, ROOT, Header, Options, file_of, kept_scores
from training.pairs_data import read_pairs

WEIGHTS = "language/role_weights.toml"
SMALL = Fit("role_cues", ("statements",), (WEIGHTS,))
HEADER = Header("python -m training fit role_cues", ["statements"], 1, "abc", {"right": 0.75})


def test_a_fit_is_shown_and_written_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / WEIGHTS
    monkeypatch.setattr(command, "PACKAGE", tmp_path)
    options = Options(find_sets(SMALL, command.FOLDERS), tmp_path / "work")
    run_fit(SMALL, options, write=False)
    assert (
        "right of those told            -   1.000" in capsys.readouterr().out and not file.exists()
    )
    run_fit(SMALL, options, write=True)
    assert file.read_bytes() == (tmp_path / "work" / WEIGHTS).read_bytes()
    written = tomllib.loads(file.read_text("utf-8"))
    assert written["fitted"]["sets"] == ["statements"]
    weights = written["weights"]
    assert weights["wants to ask"] > 0 > weights["tells the caller to come, bring, send, wait"]
    assert kept_scores(file)["stretches: right"] == pytest.approx(0.97, abs=0.02)


def test_a_set_that_is_nowhere_is_named() -> None:
    with pytest.raises(MissingSetError, match="no-such-set is in none of"):
        find_sets(Fit("same_call", ("no-such-set",), ()), command.FOLDERS)


@pytest.mark.parametrize("suffix", [".toml", ".npz"])
def test_a_weight_file_tells_how_it_was_made(suffix: str, tmp_path: Path) -> None:
    numbers = {"a": np.arange(3.0)} if suffix == ".npz" else {"odd name": {"x": 1.5, "kind": "y"}}
    file = tmp_path / f"weights{suffix}"
    file.write_bytes(file_of(numbers, HEADER, suffix))
    assert kept_scores(file) == {"right": 0.75}
    if suffix == ".toml":
        assert tomllib.loads(file.read_text("utf-8"))["odd name"] == {"x": 1.5, "kind": "y"}


def test_the_table_names_what_is_there() -> None:
    for fit in fits():
        files = [ROOT / "training" / f"{fit.name}.py", *(PACKAGE / name for name in fit.weights)]
        assert [path for path in files if not path.exists()] == []


# What is written to learn from is whole


TRAINING = Path(__file__).parents[1] / "training"
PAIRS = sorted((TRAINING / "pairs").glob("*.txt"))
UNCHANGED = {"verbatim", "wrong_call", "wrong_speaker", "callers_words"}


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (TRAINING / name).read_text("utf-8").splitlines()]


def test_statements_are_in_their_turns() -> None:
    for folder in ("calls", "clauses"):
        calls = {row["id"]: row["turns"] for row in rows(f"{folder}/dialogues.jsonl")}
        for row in rows(f"{folder}/statements.jsonl"):
            text = calls[row["dialogue_id"]][row["turn_index"]]["text"]
            assert text[row["start"] : row["end"]] == row["quote"], row["id"]


def test_every_turn_of_a_call_in_two_languages_is_linked_or_found_to_lack() -> None:
    for call in rows("bilingual/calls.jsonl"):
        for at, side in enumerate(("zh_turns", "en_turns")):
            linked = sorted(i for link in call["links"] for i in link[at])
            assert linked == list(range(len(call[side]))), call["id"]
        assert {f["type"] for f in call["findings"]} <= {*get_args(FindingType)}, call["id"]
        found = {i for f in call["findings"] if not f["en_turns"] for i in f["zh_turns"]}
        left = [i for zh, en in call["links"] if not en for i in zh if i not in found]
        assert all(len(call["zh_turns"][i]["text"]) < 6 for i in left), call["id"]


def test_labels_of_reports_stand_at_their_words() -> None:
    quotations = rows("reports/quotes.jsonl")
    names = {row["report"] for row in quotations}
    texts = {name: read_report(TRAINING / "reports" / name).text for name in names}
    for row in quotations:
        text = texts[row["report"]]
        assert text[row["start"] : row["end"]] == row["quote"]
        for name in filter(None, (row["attributed_speaker"], row["attributed_hospital"])):
            assert name.casefold() in text.casefold(), row["id"]
        assert row["verdict"] in get_args(Verdict)


def test_unchanged_words_are_in_their_calls() -> None:
    def plain(text: str) -> str:
        return simplify(text.replace("’", "'")).casefold().rstrip(" .,。，")

    calls = {call["id"]: call["turns"] for call in rows("reports/transcripts.jsonl")}
    for row in rows("reports/quotes.jsonl"):
        if row["verdict"] in UNCHANGED:
            first, last = row["turn_range"]
            turns = calls[row["transcript"]][first : last + 1]
            words = row["quote"]
            for edit in row["edits"]:
                if edit["op"] == "bracket":
                    words = words.replace(edit["to"], edit["from"])
            assert plain(words) in plain(" ".join(turn["text"] for turn in turns)), row["id"]


def test_a_pair_has_its_changes_where_they_stand(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(
        "# by one author\nzh 不贵，三天。\n= Not dear; three days.\n"
        "- negation | 不贵 | Dear | Dear; three days.\n- omission | 三天 |  | Not dear.\n",
        "utf-8",
    )
    assert list(read_pairs(file)) == [
        ("不贵，三天。", "Not dear; three days.", []),
        ("不贵，三天。", "Dear; three days.", [("negation", (0, 2), (0, 4))]),
        ("不贵，三天。", "Not dear.", [("omission", (3, 5), None)]),
    ]


@pytest.mark.parametrize(
    "line",
    ["- negation | 贵 | Dear", "- dear | 贵 | Dear | Dear.", "- negation | 贱 | D | D.", "x"],
)
def test_a_line_that_says_nothing_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "a.txt"
    file.write_text(f"zh 不贵。\n{line}\n", "utf-8")
    with pytest.raises(ValueError, match=r"a\.txt:2"):
        list(read_pairs(file))


@pytest.mark.parametrize("file", PAIRS, ids=lambda file: file.stem)
def test_every_text_has_faithful_renderings_and_no_changed_one_is_among_them(file: Path) -> None:
    faithful = defaultdict(set)
    for zh, en, changes in read_pairs(file):
        if not changes:
            faithful[zh].add(en)
    for zh, en, changes in read_pairs(file):
        assert len(faithful[zh]) >= 2, zh
        for kind, said, rendered in changes:
            assert en not in faithful[zh], zh
            assert (said is None) == (kind == "addition"), (zh, en)
            assert (rendered is None) == (kind == "omission"), (zh, en)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_opposites_are_two_and_stand_once(language: str) -> None:
    lines = (TRAINING / "opposites" / f"{language}.txt").read_text("utf-8").splitlines()
    pairs = [tuple(side.strip() for side in line.split("|")) for line in lines]
    assert all(len({*pair}) == len(pair) == 2 for pair in pairs)
    assert len({frozenset(pair) for pair in pairs}) == len(pairs)
    assert all(len(side) >= 2 for pair in pairs for side in pair)
