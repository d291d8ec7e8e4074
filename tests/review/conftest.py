"""A call under review, with its log in files and with a team's."""

from __future__ import annotations

from pathlib import Path

import pytest

from calltools.review.desk import Review
from made_reviews import align, made_workspace


@pytest.fixture
def review(tmp_path: Path, database: str) -> Review:
    workspace = made_workspace(tmp_path / "w", database=database)
    align(workspace)
    return Review(workspace)
