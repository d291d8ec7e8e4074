from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from calltools.statements import Cue, Statement
from calltools.statements.rows import read_statements, write_statements

# What breaks lines for str.splitlines() and not for JSON Lines.
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("\u2028\u2029\x85\r\n\f")
)


@given(st.lists(TEXTS))
def test_statements_survive_the_way_through_their_lines(quotes: list[str]) -> None:
    statements = [
        Statement(
            "wait_time", n, 0, len(quote), quote, word_ids=(0, 1), evidence=(Cue("rule", n, 0, 1),)
        )
        for n, quote in enumerate(quotes)
    ]
    lines = write_statements(statements)
    assert lines.count("\n") == len(statements)
    assert read_statements(lines) == statements
