"""How far two agree who decided blind, and what they differ on, for a third to settle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from starlette.responses import Response

from calltools.data import read_data
from calltools.publish.picture import drawn_in_page
from calltools.review.agreement import Agreement, agreements
from calltools.review.desk import Reviewed
from calltools.review.fold import State
from calltools.web.cards import card_of
from calltools.web.templates import page
from calltools.web.visit import Visit, address_of, quoted_calls

_AT_ONCE = 50
"""How many disagreements stand on the page."""

_LINE = 20
_LEFT, _WIDTH, _TOP = 330, 400, 78
_MEASURES = (("kappa", "κ"), ("alpha", "α"), ("ac1", "AC1"))


def agreement(visit: Visit) -> Response:
    """The table and its picture, and a card for each item that two decided differently."""
    member = visit.who
    found = visit.desk.review.everything(member.name)
    rows = agreements(state for one in found for state in one.states)
    queue = list(_disputed(found))
    shown = [
        (
            one.name,
            address_of(one.name),
            one.transcript is None,
            card_of(state, member.name, member.duty),
        )
        for one, state in queue[:_AT_ONCE]
    ]
    if visit.desk.openings:
        quoted = quoted_calls(visit.desk.review, [card.state for *_, card in shown])
        for name in dict.fromkeys([*(name for name, *_ in shown), *quoted]):
            visit.desk.openings.opened(member.name, name, "words", visit.session)
    return page(
        visit,
        "agreement.html",
        rows=rows,
        picture=picture(rows) if rows else "",
        shown=shown,
        waiting=len(queue),
    )


def _disputed(found: Sequence[Reviewed]) -> Iterator[tuple[Reviewed, State]]:
    for one in found:
        for state in one.states:
            if state.status == "disputed" or state.conflict:
                yield one, state


def picture(rows: Sequence[Agreement]) -> str:
    """The figures with their intervals, a line for each; inline SVG."""
    known = [
        figure for row in rows for figure in (row.kappa, row.alpha, row.ac1) if figure is not None
    ]
    lows = [
        low
        for row in rows
        for low, _ in filter(None, (row.kappa_interval, row.alpha_interval, row.ac1_interval))
    ]
    least = min((0.0, *known, *lows))

    def at(figure: float) -> float:
        return _LEFT + _WIDTH * (figure - least) / (1 - least)

    lines = []
    for row in rows:
        figures = []
        for name, sign in _MEASURES:
            figure, between = getattr(row, name), getattr(row, f"{name}_interval")
            if figure is not None:
                low, high = between or (figure, figure)
                figures.append((name, f"{sign} {figure:.2f}", at(figure), at(low), at(high)))
        words = f"{row.kind}, {(row.label or 'all').replace('_', ' ')}: {' and '.join(row.people)}"
        lines.append((words, figures))
    return drawn_in_page(
        read_data("web/assets/agreement.svg"),
        title="Agreement beyond chance",
        width=_LEFT + _WIDTH + 30,
        height=_TOP + (_LINE * len(_MEASURES) + 12) * len(lines) + 10,
        top=_TOP,
        line=_LINE,
        ticks=[(f"{tick / 5:g}", at(tick / 5)) for tick in range(-5, 6) if tick / 5 >= least],
        lines=lines,
        signs=_MEASURES,
    )
