"""Weights name their columns: the order of a vocabulary file means nothing to a reader."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calltools.data import data_bytes
from calltools.errors import ModelError
from calltools.reader.columns import of_vocabulary
from calltools.reader.linear import LinearLayer
from calltools.reader.net import named, read_weights

READ = """
import sys
from calltools import data
from calltools.language import lexicon

as_it_is = lexicon.entries

def turned_about(language):
    tables = as_it_is(language)
    return {table: dict(reversed(cues.items())) for table, cues in tables.items()}

if sys.argv[1] == "turned about":
    lexicon.entries = turned_about

from calltools.reader.choice import choose
from dataclasses import replace
from calltools.settings import load
from calltools.statements.views import views_of
from calltools.transcripts.model import Transcript, Turn

turns = (
    Turn("现在肝移植要等多久？", role="investigator"),
    Turn("一般两个月左右，快的话二十天，费用四十五万。", role="hospital"),
    Turn("你们一年做多少台？", role="investigator"),
    Turn("去年做了一百一十台，供体都是公民捐献的。", role="hospital"),
)
reader = choose(replace(load(), reader=sys.argv[2])).open()
for proposal in reader.read(views_of(Transcript(turns))):
    print(proposal.turn, proposal.start, proposal.category, f"{proposal.probability:.4f}")
"""


def proposals(order: str, reader: str) -> str:
    """What a fresh interpreter's reader proposes with the vocabulary in an order."""
    done = subprocess.run(
        [sys.executable, "-c", READ, order, reader], capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.mark.parametrize("name", ["linear", pytest.param("trained", marks=pytest.mark.model)])
def test_the_order_of_the_vocabulary_means_nothing(
    name: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name == "trained":
        folder: Path = request.getfixturevalue("models_dir")
        monkeypatch.setenv("CALLTOOLS_MODELS_DIR", str(folder))
    as_it_is = proposals("as it is", name)
    assert len(as_it_is.splitlines()) >= 3
    assert proposals("turned about", name) == as_it_is


@pytest.mark.parametrize("file", ["linear", "trained"])
def test_the_shipped_weights_name_all_that_the_vocabulary_has(file: str) -> None:
    _, names = read_weights(data_bytes(f"reader/{file}.npz"))
    known = of_vocabulary()
    assert set(names["cues"]) == set(known.cues)
    assert set(names["manners"]) == set(known.manners)


@pytest.mark.parametrize(
    ("list_of", "change", "told"),
    [
        ("cues", lambda names: ("cue.no_such_cue", *names[1:]), "found 'cue.no_such_cue'"),
        ("manners", lambda _: (), "found no names"),
        ("kinds", lambda names: names[::-1], "names in another order"),
        ("fields", lambda names: (*names, "modality=sung"), "found 'modality=sung'"),
    ],
)
def test_weights_of_other_columns_are_refused(list_of: str, change: Any, told: str) -> None:
    with np.load(BytesIO(data_bytes("reader/linear.npz"))) as held:
        arrays = dict(held)
    _, names = read_weights(data_bytes("reader/linear.npz"))
    changed = BytesIO()
    arrays |= named({list_of: change(names[list_of])})
    np.savez(changed, **arrays)
    with pytest.raises(ModelError) as refused:
        LinearLayer(changed.getvalue())
    assert told in str(refused.value)
    assert "fit the reader again" in str(refused.value)
