"""Uncertainty of the Chinese that its rendering leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from calltools.alignment.checks.figures import figures
from calltools.alignment.checks.model import Difference
from calltools.language.polarity import hedges
from calltools.language.normalise import simplify

_WEAK = frozenset("一般 通般 通常 平均 往往 基本 基本上 大体 大体上 争取 尽量 听说 据说 吧 看来 我想 我看 我觉得".split())


def hedge_differences(zh: str, en: str) -> Iterator[Difference]:
    """The hedges of ``zh`` where ``en`` has none at all: any hedge may render any other."""
    found = hedges(zh, "zh")
    print(zh,'|',en,'|',[zh[a:b] for a,b in found],[en[a:b] for a,b in hedges(en,'en')])
    yield from ()
