"""Signs and what models weigh them by: none is unknown, none forgotten."""

from __future__ import annotations

from calltools.comparison.signs import UNWEIGHED, Sign
from calltools.quotations.conditional_logit import weights


def test_each_sign_is_weighed_and_has_a_sentence() -> None:
    fair = {Sign.OMISSION, Sign.ADDITION}  # what a quotation leaves out, and puts in around it
    assert weights("rendering", "judging").keys() - {"base"} == set(Sign) - fair - UNWEIGHED.keys()
    assert all(sign.sentence[:1].isupper() for sign in Sign)
