"""How far syllables are apart."""

from __future__ import annotations

import pytest

from calltools.language.sounds import difference

APART = {
    ("gan", "gan"): 0, ("xin", "xing"): 0.5, ("zhi", "zi"): 0.5, ("nan", "lan"): 0.5,
    ("gai", "gan"): 1, ("jun", "juan"): 1, ("ke", "ge"): 1, ("ji", "zhi"): 1, ("que", "xing"): 3,
    ("ma", "tou"): 4,
}  # fmt: skip


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_is_often_taken_for_one_another_is_nearer(one: str, other: str) -> None:
    assert difference(one, other) == difference(other, one) == APART[one, other]
