"""Passages lead back to the words, mark what is a figure, and are cut between clauses."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calltools.language.token_encoder import tokenizer
from calltools.statements.encoder_input import CALLERS, KINDS, LONGEST, OWN, passages
from calltools.statements.view import View, read_turn
from calltools.transcripts.model import Role

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def file(models_dir: Path) -> Path:
    return models_dir / "e5-small"


def views(*turns: tuple[Role, str]) -> list[View]:
    read = []
    for index, (role, text) in enumerate(turns):
        chinese = any("一" <= c <= "龥" for c in text)
        read.append(read_turn(index, role, text, "zh" if chinese else "en"))
    return read


@given(
    texts=st.lists(
        st.text("等肝源有的，。三个月a b,.wait two weeks", max_size=60), min_size=1, max_size=3
    )
)
def test_own_tokens_cover_the_words_of_the_clauses(file: Path, texts: list[str]) -> None:
    read = views(*(("hospital", text) for text in texts))
    last = len(read) - 1
    made = list(passages(read, last, tokenizer(file)))
    clauses = [clause for passage in made for clause, _, _ in passage.clauses]
    assert [c.index for c in clauses] == sorted(c.index for c in clauses)
    for passage in made:
        lengths = {len(getattr(passage, n)) for n in ("ids", "parts", "kinds", "firsts", "offsets")}
        assert lengths == {len(passage.ids)}
        for clause, first, end in passage.clauses:
            assert first < end
            assert all(part == OWN for part in passage.parts[first:end])
            start, stop = passage.offsets[first][0], passage.offsets[end - 1][1]
            assert start < clause.end
            assert clause.start < stop
            assert passage.firsts[first] == 1


def test_the_callers_turn_stands_before_and_is_marked(file: Path) -> None:
    read = views(("investigator", "要等多久"), ("hospital", "两个星期吧"))
    (passage,) = passages(read, 1, tokenizer(file))
    assert passage.parts.index(CALLERS) < passage.parts.index(OWN)
    marked = {
        KINDS[kind]
        for kind, part in zip(passage.kinds, passage.parts, strict=True)
        if kind and part == OWN
    }
    assert marked == {"duration"}


def test_a_long_turn_is_cut_between_clauses(file: Path) -> None:
    text = "，".join(["现在肝源比较紧张要等两三个月"] * 60)
    made = list(passages(views(("hospital", text)), 0, tokenizer(file)))
    assert len(made) > 1
    assert sum(len(p.clauses) for p in made) == 60
    assert all(p.parts.count(OWN) <= LONGEST for p in made)
