"""Calls under review."""

from __future__ import annotations

from pathlib import Path

import pytest

import aligned_call
from calltools.alignment.exchange import to_json as alignment_json
from calltools.provenance import Step
from calltools.review.desk import Review
from calltools.store.call_folder import ALIGNMENT
from made_reviews import align, made_workspace


@pytest.fixture
def review(tmp_path: Path) -> Review:
    """A call, aligned, with its log in files."""
    workspace = made_workspace(tmp_path / "w")
    align(workspace)
    return Review(workspace)


@pytest.fixture
def review_on_each(tmp_path: Path, database: str) -> Review:
    """The same with its log in files and with a team's."""
    workspace = made_workspace(tmp_path / "w", database=database)
    align(workspace)
    return Review(workspace)


@pytest.fixture
def aligned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Review:
    """Two calls in the current folder; ``a01`` has the alignment of tests/aligned_call.py."""
    workspace = made_workspace(tmp_path / "w", "a01", "a02")
    made = {ALIGNMENT: alignment_json([aligned_call.call()])}
    workspace.folder("a01").commit(Step("align"), made)
    monkeypatch.chdir(workspace.root)
    return Review(workspace)
