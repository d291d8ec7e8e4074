"""An audit made again: which verdicts are not what they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from calltools.errors import CalltoolsError
from calltools.records import Row, read_objects


def read_earlier(path: Path) -> Sequence[Row]:
    """The rows of an earlier audit, JSON lines in the file ``path``.

    Raises CalltoolsError with file and line for what is none.
    """
    return read_objects(path, "report", "quote", "verdict", kind=CalltoolsError)


def changed_verdicts(now: Sequence[Row], before: Iterable[Row]) -> dict[int, str]:
    """The earlier verdict of each row of ``now`` that has another one, by position.

    A quotation is the same where its report and words are; of several with the same words the
    first is compared with the first, and so on.
    """
    verdicts: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for row in before:
        verdicts[row["report"], row["quote"]].append(row["verdict"])
    changed: dict[int, str] = {}
    seen: defaultdict[tuple[str, str], int] = defaultdict(int)
    for position, row in enumerate(now):
        key = (row["report"], row["quote"])
        earlier = verdicts[key][seen[key] : seen[key] + 1]
        seen[key] += 1
        if earlier and earlier[0] != row["verdict"]:
            changed[position] = earlier[0]
    return changed
