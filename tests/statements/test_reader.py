"""The reader: its model, its weights, and how clauses in a row become statements."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import user
from calltools.data import data_bytes
from calltools.errors import MissingModelError, ModelError
from calltools.language.net import Net
from calltools.models.catalogue import load_catalogue
from calltools.settings import Settings
from calltools.statements.reader import MODEL, SEEN, check_names, installed_reader, runs
from calltools.statements.signs import PIECE, seam_names, sign_names, topic_names
from calltools.store.workspace import Workspace
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Transcript, Turn
from calltools.transcripts.writers.json import to_json

TURNS = (Turn("换肝要等多久？", role=INVESTIGATOR), Turn("两周。", role=HOSPITAL))
READ = """
import sys
from calltools.language import lexicon

as_it_is = lexicon.entries

def turned_about(language):
    tables = as_it_is(language)
    return {table: dict(reversed(cues.items())) for table, cues in tables.items()}

if sys.argv[1:]:
    lexicon.entries = turned_about

from calltools.statements.reader import installed_reader
from calltools.statements.view import views_of
from calltools.transcripts.model import Transcript, Turn

turns = (
    Turn("现在肝移植要等多久？", role="investigator"),
    Turn("一般两个月左右，快的话二十天，费用四十五万。", role="hospital"),
    Turn("你们一年做多少台？", role="investigator"),
    Turn("去年做了一百一十台，供体都是公民捐献的。", role="hospital"),
)
for proposal in installed_reader().propose(views_of(Transcript(turns))):
    print(proposal.turn, proposal.start, proposal.category, f"{proposal.probability:.4f}")
"""
shares = st.floats(0, 1, width=32)


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A folder of models in which e5-small has the right files with wrong bytes."""
    folder = tmp_path / "damaged"
    (folder / MODEL).mkdir(parents=True)
    for file in load_catalogue().get(MODEL).files:
        (folder / MODEL / file.name).write_bytes(b"no weights")
    return folder


def test_without_its_model_or_with_a_damaged_one_nothing_is_read_and_one_line_says_what_to_do(
    tmp_path: Path, damaged: Path
) -> None:
    with pytest.raises(MissingModelError, match=f"calltools models install {MODEL}"):
        installed_reader(Settings(models_dir=tmp_path))
    (tmp_path / "call.json").write_text(to_json(Transcript(TURNS)), "utf-8")
    for models in ("/nonexistent", damaged):
        done = user.run(tmp_path, user.environment(models), "extract", "call.json")
        assert (done.returncode, done.stdout) == (1, "")
        (line,) = done.stderr.splitlines()
        assert f"calltools models install {MODEL}" in line
    assert line.startswith(f"error: {damaged / MODEL}")


@pytest.mark.model
def test_run_records_the_model_and_does_not_begin_with_a_damaged_one(
    demo_workspace: Workspace, tmp_path: Path, damaged: Path
) -> None:
    shutil.copytree(demo_workspace.root, tmp_path / "copy")
    step = Workspace(tmp_path / "copy").folder("demo-call").step("extract")
    assert step is not None
    assert step.models.keys() == {MODEL}
    assert {"numpy", "tokenizers"} <= step.parameters["packages"].keys(), "whose releases may tell"
    done = user.run(tmp_path / "copy", user.environment(damaged), "run")
    assert done.returncode == 1


@pytest.mark.model
def test_the_order_of_the_vocabulary_means_nothing(
    models_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CALLTOOLS_MODELS_DIR", str(models_dir))
    monkeypatch.setattr(sys, "argv", ["as it is"])
    exec(READ, {})
    as_it_is = capsys.readouterr().out
    command = [sys.executable, "-c", READ, "turned about"]
    turned_about = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert len(as_it_is.splitlines()) >= 3
    assert turned_about == as_it_is


def test_the_shipped_weights_name_all_that_the_vocabulary_has() -> None:
    names = Net.read(data_bytes("statements/reader.npz")).names
    assert set(names["topics"]) == set(topic_names())
    assert set(names["seams"]) == set(seam_names())
    assert {name for name in names["signs"] if not name.startswith(PIECE)} == set(sign_names())


@pytest.mark.parametrize(
    ("list_of", "change", "told"),
    [
        ("topics", lambda names: ("own.cue.nothing", *names[1:]), "found 'own.cue.nothing'"),
        ("signs", lambda _: (), "found 0 others"),
        ("kinds", lambda names: names[::-1], "others"),
        ("fields", lambda names: (*names, "modality=sung"), "found 'modality=sung'"),
    ],
)
def test_weights_of_other_columns_are_refused(
    list_of: str, change: Callable[[tuple[str, ...]], tuple[str, ...]], told: str
) -> None:
    net = Net.read(data_bytes("statements/reader.npz"))
    with pytest.raises(ModelError) as refused:
        check_names(Net(net.arrays, {**net.names, list_of: change(net.names[list_of])}))
    assert told in str(refused.value)
    assert "fit statements" in str(refused.value)


@pytest.mark.parametrize(
    ("joins", "made"),
    [
        ([0.9, 0.9, 0.9, 0.9], [(0, 1, 0.9), (3, 3, 0.3), (4, 4, 0.9)]),
        # Of two that may be one, one may be too many.
        ([0.2, 0.9, 0.9, 0.9], [(0, 0, 0.81), (1, 1, 0.72), (3, 3, 0.3), (4, 4, 0.9)]),
        ([0.2, 0.1, 0.1, 0.1], [(0, 0, 0.81), (1, 1, 0.72), (3, 3, 0.3), (4, 4, 0.9)]),
    ],
)
def test_likely_clauses_in_a_row_are_one_statement_where_they_rather_make_one(
    joins: list[float], made: list[tuple[int, int, float]]
) -> None:
    likely = np.array([0.9, 0.8, 0.1, 0.3, 0.9])
    for run, expected in zip(runs(likely, 0.5, np.array(joins)), made, strict=True):
        assert run == pytest.approx(expected)


@given(chances=st.lists(st.tuples(shares, shares), max_size=12), least=st.floats(0.2, 0.8))
def test_every_clause_worth_a_look_is_in_one_run(
    chances: list[tuple[float, float]], least: float
) -> None:
    likely = np.array([likely for likely, _ in chances])
    made = list(runs(likely, least, np.array([join for _, join in chances[1:]])))
    covered = [i for first, last, _ in made for i in range(first, last + 1)]
    assert len(covered) == len(set(covered))
    assert set(covered) == {i for i, p in enumerate(likely) if p >= min(least, SEEN)}
