"""What a search for statements weighed and left, in lines for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from calltools.statements.extraction import Extraction

_LEAST_TOLD = 0.05
"""Readings less likely than this are not told."""


def weighed_lines(name: str, extraction: Extraction) -> Iterator[str]:
    """All that was weighed in a call, taken or not, with how likely each reading is."""
    taken = sum(not each.reason for each in extraction.weighed)
    yield f"{name or 'call'}: {len(extraction.weighed)} weighed, {taken} taken:"
    for each in extraction.weighed:
        outcome = f"not taken: {each.reason}" if each.reason else each.record
        head = f"turn {each.turn_index}: {each.category} {each.probability:.2f}, {outcome}"
        yield f"  {head}: {each.quote}"
        choices = (f"{field} {_likely(shares)}" for field, shares in each.choices.items())
        yield f"    {'; '.join(choices)}"


def _likely(shares: Mapping[str, float]) -> str:
    """The values of a field that may be, the likeliest first."""
    ranked = sorted(shares.items(), key=lambda share: -share[1])
    return ", ".join(f"{value} {share:.2f}" for value, share in ranked if share >= _LEAST_TOLD)


def untaken_lines(extractions: Iterable[tuple[str, Extraction]], *, each: bool) -> Iterator[str]:
    """How many of the hospital's figures belong to no record; ``each`` of them with its place."""
    untaken = [(name, figure) for name, found in extractions for figure in found.untaken]
    if untaken:
        more = "" if each else "; --why lists them"
        yield f"figures of the hospital's that no record took: {len(untaken)}{more}"
    for name, figure in untaken if each else ():
        where = f"{name} turn {figure.turn_index}, {figure.start}-{figure.end}".strip()
        yield f"  {where}: {figure.quote} in: {figure.clause}"
