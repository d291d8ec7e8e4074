"""Figures as tables: every figure once, beside what it is of."""

from __future__ import annotations

from calltools.evaluation.score_tables import tables


def test_every_figure_stands_once_in_a_table_of_those_like_it() -> None:
    rates = {"p": 0.5, "r": None}
    figures = {
        "wrong": ["a", "b"],
        "all": rates,
        "kinds": {"price": {**rates, "languages": {"en": rates}}},
        "confusion": [{"labelled": "x", "count": 1}, {"labelled": "y", "count": 2}],
        "fields": {"organ": 1.0},
        "by_role": None,
    }
    assert list(tables(figures)) == [
        (("", ""), [("wrong", "2 a b"), ("by_role", None), ("fields organ", 1.0)]),
        (
            ("", "p", "r"),
            [
                ("all", 0.5, None),
                ("kinds price", 0.5, None),
                ("kinds price languages en", 0.5, None),
            ],
        ),
        (("", "labelled", "count"), [("confusion", "x", 1), ("confusion", "y", 2)]),
    ]


def test_a_table_too_wide_for_lines_goes_on_below_itself() -> None:
    wide = {f"figure_{number}": number for number in range(10)}
    first, second = tables({"files": {"a": wide, "b": wide}})
    assert first[0] == ("", *(f"figure {number}" for number in range(8)))
    assert second == (("", "figure 8", "figure 9"), [("files a", 8, 9), ("files b", 8, 9)])
