"""The page of the checks between calls: each finding with its evidence side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from calltools.checks.finding import FACT_NAMES, KIND_NAMES, WEIGHT_NAMES, CallFinding
from calltools.views.check_text import findings_summary
from calltools.views.render import render

_GRAVITY = {"contradiction": "serious", "proposal": "minor", "gap": "none"}


@dataclass(frozen=True, slots=True)
class _Witness:
    """What one source says: a column of the evidence."""

    source: str
    link: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _CheckItem:
    number: int
    finding: CallFinding
    name: str
    weight: str
    gravity: str
    kinds: str
    witnesses: tuple[_Witness, ...]


@dataclass(frozen=True, slots=True)
class CheckView:
    """What calls tell about each other, as a page shows it."""

    template: ClassVar[str] = "check.html"

    title: str
    summary: str
    items: Sequence[_CheckItem]
    totals: Sequence[tuple[str, str, int, str]]
    kinds: Sequence[tuple[str, str, int, str]]


def check_page(
    findings: Sequence[CallFinding],
    calls: int,
    publications: int,
    links: Mapping[str, str] | None = None,
    title: str = "Calls",
    language: str = "en",
) -> str:
    """One self-contained HTML document of the ``findings`` in so many ``calls``.

    It is in a ``language`` of the interface; ``links`` lead from the names of calls to their pages.
    """
    items = [_item(number, finding, links or {}) for number, finding in enumerate(findings, 1)]
    view = CheckView(
        title=title,
        summary=findings_summary(findings, calls, publications),
        items=items,
        totals=_counted(items, WEIGHT_NAMES.items()),
        kinds=_counted(items, KIND_NAMES.items()),
    )
    return render(view, language)


def _item(number: int, finding: CallFinding, links: Mapping[str, str]) -> _CheckItem:
    facts: dict[str, list[tuple[str, str]]] = {}
    for fact in finding.evidence:
        facts.setdefault(fact.source, []).append((FACT_NAMES.get(fact.fact, fact.fact), fact.value))
    witnesses = tuple(
        _Witness(FACT_NAMES.get(source, source), links.get(source, ""), tuple(told))
        for source, told in facts.items()
    )
    return _CheckItem(
        number,
        finding,
        KIND_NAMES[finding.kind],
        WEIGHT_NAMES[finding.weight],
        _GRAVITY[finding.weight],
        f"{finding.kind} {finding.weight}",
        witnesses,
    )


def _counted(
    items: Sequence[_CheckItem], names: Iterable[tuple[str, str]]
) -> list[tuple[str, str, int, str]]:
    """(kind, name, how many, gravity) of the kinds that occur, to be filtered by."""
    counts = Counter(kind for item in items for kind in item.kinds.split())
    gravity = {kind: item.gravity for item in items for kind in item.kinds.split()}
    return [(kind, name, counts[kind], gravity[kind]) for kind, name in names if counts[kind]]
