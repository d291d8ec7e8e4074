"""The stages that a list of calls tells of are those of a run."""

from __future__ import annotations

from calltools.run.pipeline import Pipeline
from calltools.store.stages import OPTIONAL, VERSIONS


def test_a_list_knows_every_stage_of_a_run_in_its_order() -> None:
    assert {stage.name: stage.version for stage in Pipeline.kinds} == VERSIONS
    assert list(VERSIONS) == [stage.name for stage in Pipeline.kinds]
    assert set(VERSIONS) > OPTIONAL
