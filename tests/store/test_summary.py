"""The stages that a list of calls tells of are those of a run."""

from __future__ import annotations

from calltools.run import pipeline
from calltools.store.summary import STAGES


def test_a_list_knows_every_stage_of_a_run_in_its_order() -> None:
    assert {stage.name: stage.__module__ for stage in pipeline._STAGES} == STAGES
    assert list(STAGES) == [stage.name for stage in pipeline._STAGES]
