"""How clauses in a row become statements, and what a row of logits says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.reader.decoding import SEEN, runs
from calltools.reader.fields import CHOICES, FLAGS
from calltools.reader.heads import choices_of

shares = st.floats(0, 1, width=32)


def test_likely_clauses_in_a_row_are_one_statement() -> None:
    likely = np.array([0.9, 0.8, 0.1, 0.3, 0.9])
    assert list(runs(likely, 0.5)) == [(0, 1), (3, 3), (4, 4)]
    assert list(runs(likely, 0.5, [True, True, False, True, True])) == [
        (0, 0), (1, 1), (3, 3), (4, 4),
    ]  # fmt: skip
    assert list(runs(likely, 0.5, [True, False, False, True, True])) == [(0, 1), (3, 3), (4, 4)]


@given(chances=st.lists(shares, max_size=12), least=st.floats(0.2, 0.8))
def test_every_clause_worth_a_look_is_in_one_run(chances: list[float], least: float) -> None:
    likely = np.array(chances)
    found = list(runs(likely, least))
    covered = [i for first, last in found for i in range(first, last + 1)]
    assert len(covered) == len(set(covered))
    assert set(covered) == {i for i, p in enumerate(likely) if p >= min(least, SEEN)}


def test_a_row_of_logits_is_distributions_and_probabilities() -> None:
    width = sum(map(len, CHOICES.values())) + len(FLAGS)
    choices, flags = choices_of(np.linspace(-2, 2, width))
    assert {name: tuple(values) for name, values in choices.items()} == dict(CHOICES)
    assert all(sum(values.values()) == pytest.approx(1) for values in choices.values())
    assert all(0 < share < 1 for share in flags.values())
