"""Several people at once, and a server that dies under them."""

from __future__ import annotations

from pathlib import Path

import pytest
from at_work import Program, lost, office, overwritten, work

from calltools.review.desk import Review
from calltools.site.server import listening


@pytest.mark.slow
@pytest.mark.server
def test_nothing_acknowledged_is_lost_or_overwritten_when_the_server_is_killed(
    tmp_path: Path, database: str
) -> None:
    workspace = office(tmp_path / "office", calls=3, turns=6, database=database)
    review = Review(workspace)
    with listening("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    program = Program(workspace, port)
    program.start()
    record = work(program, review, people=4, seconds=5, kills=1, pause_s=0.05)
    assert record.errors == []
    assert len(record.kept) > 5
    assert lost(review, record) == []
    assert overwritten(review) == []
