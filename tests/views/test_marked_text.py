from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from calltools.views.marked_text import GRAVENESS, ItemMark, MarkedRun, mark_up

MARKS = st.lists(
    st.builds(
        lambda start, length, item, severity: ItemMark(start, start + length, item, severity),
        st.integers(0, 20),
        st.integers(1, 20),
        st.integers(1, 9),
        st.sampled_from(GRAVENESS),
    ),
    max_size=6,
)


@given(st.text(max_size=25), MARKS)
def test_the_runs_are_the_text_whole_and_every_character_has_its_items(
    text: str, marks: list[ItemMark]
) -> None:
    runs = mark_up(text, marks)
    assert "".join(run.text for run in runs) == text
    at = 0
    for run in runs:
        for place in range(at, at + len(run.text)):
            over = [m.item for m in marks if m.start <= place < m.end]
            assert sorted(run.items) == sorted(over)
        at += len(run.text)


def test_a_part_of_a_text_is_cut_out_with_its_marks() -> None:
    marks = [ItemMark(0, 3, 1, "minor"), ItemMark(2, 5, 2, "grave")]
    assert mark_up("一二三四五六", marks, 1, 6) == (
        MarkedRun("二", (1,), "minor"),
        MarkedRun("三", (1, 2), "grave"),
        MarkedRun("四五", (2,), "grave"),
        MarkedRun("六"),
    )
