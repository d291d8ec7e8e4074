"""The plan of a redaction: what a person wants taken out, each with their confirmation.

TOML, one ``[[remove]]`` for each::

    [[remove]]
    text = "段春晖"          # wherever it stands, in any script, in pinyin, in figures or numerals
    kind = "name"
    confirmed = true

    [[remove]]
    call = "call-07"        # a stretch of one call's sound, with the words said in it
    from = "0:12.300"
    to = "0:13.900"
    kind = "other"
    confirmed = true
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, get_args

from msgspec import Struct, field

from calltools.errors import CalltoolsError
from calltools.files import text_of
from calltools.messages import N_, Message
from calltools.records import convert
from calltools.times import clock
from calltools.transcripts.readers.timed import clock_ms

RemovalKind = Literal["name", "telephone", "identity", "place", "other"]
KINDS: tuple[RemovalKind, ...] = get_args(RemovalKind)

FEWEST = 2
"""A text of fewer letters and digits stands everywhere: the words would be torn apart."""

_REMEDY = "mend the plan: see docs/custody.md"
_TIME = re.compile(r"(?:(\d+):)?(\d+):(\d{1,2})(?:\.(\d{1,3}))?")


def count_letters(text: str) -> int:
    """How many letters and digits a text has."""
    return sum(map(str.isalnum, text))


class RedactionError(CalltoolsError):
    """A redaction that can't be done surely, and so is not done at all."""


class Removal(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing that is taken out: ``text`` wherever it stands, or the stretch of ``call``'s sound
    ``from`` … ``to`` (minutes, seconds and thousandths) with the words in it."""

    kind: RemovalKind
    text: str = ""
    call: str = ""
    start: str = field(default="", name="from")
    end: str = field(default="", name="to")
    confirmed: bool = False
    pinyin: bool = True
    """Whether ``text`` goes in Latin letters, too: not where its pinyin is an English word."""
    where: str = ""
    """Where it was found, for the person who confirms it; nothing hangs on it."""

    def __post_init__(self) -> None:
        if bool(self.text) == bool(self.call):
            raise ValueError(Message("expected text, or call with from and to"))
        if self.call and self.span_ms[1] <= self.span_ms[0]:
            raise ValueError(
                Message("ends at {end} and begins at {start}", end=self.end, start=self.start)
            )
        if self.text and count_letters(self.text) < FEWEST:
            raise ValueError(Message("expected {count} letters or digits at least", count=FEWEST))

    @property
    def span_ms(self) -> tuple[int, int]:
        """The stretch of sound.  Raises ValueError where its times are none."""
        return _ms(self.start), _ms(self.end)


class _PlanFile(Struct, frozen=True, forbid_unknown_fields=True):
    remove: tuple[Removal, ...]


def read_plan(path: Path) -> tuple[Removal, ...]:
    """The plan in a file.

    Raises RedactionError for what is not a plan, is not confirmed, or can't be meant.
    """
    try:
        plan = convert(tomllib.loads(text_of(path, RedactionError)), _PlanFile)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise RedactionError(path, f"is not TOML: {error}", "correct it") from error
    except ValueError as error:
        raise RedactionError(path, f"expected entries [[remove]]: {error}", _REMEDY) from error
    if not plan.remove:
        raise RedactionError(path, "expected entries [[remove]]", _REMEDY)
    for number, removal in enumerate(plan.remove, 1):
        if not removal.confirmed:
            raise RedactionError(
                f"{path}: entry {number}",
                "is not confirmed",
                "set confirmed = true, or take the entry out of the plan",
            )
    return plan.remove


def write_plan(removals: Iterable[Removal]) -> str:
    """A plan as TOML; what is not confirmed says so."""
    return "\n".join(_written(one) for one in removals)


def _written(one: Removal) -> str:
    rows = {"text": one.text, "call": one.call, "from": one.start, "to": one.end,
            "kind": one.kind, "where": one.where}  # fmt: skip
    lines = [f"{name} = {_quoted(value)}" for name, value in rows.items() if value]
    lines += [] if one.pinyin else ["pinyin = false"]
    return "\n".join(["[[remove]]", *lines, f"confirmed = {str(one.confirmed).lower()}", ""])


def _quoted(text: str) -> str:
    """A basic string of TOML, which is one of JSON but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", r"\u007f")


def _ms(text: str) -> int:
    match = _TIME.fullmatch(text)
    if not match:
        told = N_("expected a time such as {example}, found {found}")
        raise ValueError(Message(told, example=clock(12_300), found=repr(text)))
    return clock_ms(*match.groups(default=""))
