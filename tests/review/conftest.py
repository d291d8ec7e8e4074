"""A call under review, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from calltools.review.database import connect
from calltools.review.desk import Review
from calltools.review.store import EventStore
from made_reviews import align, made_workspace


@pytest.fixture
def review(tmp_path: Path, database_url: URL) -> Iterator[Review]:
    workspace = made_workspace(tmp_path / "w")
    align(workspace)
    engine = connect(database_url)
    yield Review(workspace, EventStore(engine))
    engine.dispose()
