"""Signs and what models weigh them by: none is unknown, none forgotten."""

from __future__ import annotations

import pytest

from calltools.comparison.pair_reader import CHANGE_KINDS
from calltools.comparison.signs import UNWEIGHED, Sign
from calltools.quotations.judging.judge import UNFAITHFUL
from calltools.quotations.weighing import likelihood, weights

MEASURES = {"base", "likeness", *(f"read_{kind}" for kind in CHANGE_KINDS)}
MODELS = ("rendering", "rendering_by_rules")


@pytest.mark.parametrize("model", MODELS)
def test_each_sign_is_weighed_or_there_is_a_reason(model: str) -> None:
    weighed = weights(model, "judging").keys() - MEASURES
    assert weighed | UNWEIGHED.keys() == set(Sign)
    assert not weighed & UNWEIGHED.keys()
    assert all(UNWEIGHED.values())


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    "sign",
    [
        Sign.ORGAN_CHANGED,
        Sign.NAME_CHANGED,
        Sign.GIVER_EXCHANGED,
        Sign.PARTIES_EXCHANGED,
        Sign.NEGATION_CHANGED,
        Sign.UNIT_CHANGED,
    ],
)
def test_an_organ_a_name_and_who_does_it_to_whom_are_grave_alone(model: str, sign: Sign) -> None:
    signs = {sign: 1.0, "likeness": 0.5}
    assert likelihood(signs, weights(model, "judging")) >= UNFAITHFUL


def test_every_sign_has_a_sentence() -> None:
    assert all(sign.sentence[:1].isupper() for sign in Sign)
