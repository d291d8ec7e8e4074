"""Whether a statement can say what a person puts into its fields, and waits in people's words.

The labelling rules (gold/statements/LABELLING.md) say which fields a category has; figures are
checked for slips of the finger, not for truth.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from calltools.errors import SettingsError
from calltools.language.lexicon import load
from calltools.language.quantities import DAYS, quantities
from calltools.language.quantities.vocabulary import words
from calltools.messages import LABELLED, N_, Message, in_a_row
from calltools.statements.proposal import BOUNDS, Category
from calltools.statements.statement_text import CATEGORIES, FIELD_NAMES

OF_EVERY = (
    "organ", "vague", "modality", "assent", "introduced_by", "about_other_place", "historic",
)  # fmt: skip
"""What any statement may say beside its category."""

OF_CATEGORY: Mapping[Category, tuple[str, ...]] = {
    "wait_time": (*BOUNDS["wait_time"], "qualifier"),
    "organ_availability": ("availability", *BOUNDS["organ_availability"], "count_period"),
    "transplant_volume": (*BOUNDS["transplant_volume"], "count_period"),
    "price": (*BOUNDS["price"], "currency"),
    "organ_source": (),
    "scheduling": (*BOUNDS["scheduling"], "count_period"),
}
"""What the statements of a category alone may say, in the order in which a form asks."""

_MOST: Mapping[str, int] = {
    "wait_max_days": 30 * DAYS["year"],
    "count_max": 1_000_000,
    "price_max": 1_000_000_000,
}
"""No wait is longer than thirty years, no hospital does more, no operation costs more."""

_HAN = re.compile(r"[\u3400-\u9fff]")


@cache
def organs() -> tuple[str, ...]:
    """The organs that a statement may be of."""
    return tuple(load("zh").tables["organ"])


@cache
def currencies() -> tuple[str, ...]:
    """The currencies that a price may be in (ISO 4217)."""
    of_both = {code for tag in ("zh", "en") for code in words(tag).data["currencies"].values()}
    return tuple(sorted(of_both))


def check_fields(row: Mapping[str, Any], changed: Collection[str]) -> None:
    """Raise SettingsError, naming the field, where one of the fields ``changed`` makes of the
    statement ``row`` what none can say."""
    for concerned, problem in _problems(row):
        names = [name for name in concerned if name in changed]
        if names:
            raise field_error(names[0], problem)


def field_error(name: str, problem: str) -> SettingsError:
    """What is wrong with a field, with what it is called."""
    return SettingsError(name, in_a_row(FIELD_NAMES.get(name, name), problem, by=LABELLED))


def _problems(row: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """What can't be, each with the fields that it may be put right in."""
    category = row.get("category")
    own = OF_CATEGORY.get(category, ()) if category else ()
    for name in sorted({one for names in OF_CATEGORY.values() for one in names} - set(own)):
        if row.get(name) is not None:
            named = CATEGORIES.get(str(category), str(category))
            yield (name,), Message("a statement of {category} does not have it", category=named)
    for name, listed in (("organ", organs()), ("currency", currencies())):
        value = row.get(name)
        if value is not None and value not in listed:
            shown = repr(str(value)[:40])
            problem = Message("expected one of {listed}, found {found}", listed=listed, found=shown)
            yield (name,), problem
    for low, high in dict.fromkeys(BOUNDS.values()):
        least, most = row.get(low), row.get(high)
        for name, value in ((low, least), (high, most)):
            if value is not None and not 0 <= value <= _MOST[high]:
                limits = {"most": f"{_MOST[high]:,}", "found": f"{value:,}"}
                yield (name,), Message("expected from 0 to {most}, found {found}", **limits)
        if least is not None and most is not None and least > most:
            bounds = {"least": f"{least:,}", "most": f"{most:,}"}
            problem = Message("the least is more than the most: {least} and {most}", **bounds)
            yield (high, low), problem
    if row.get("currency") and row.get("price_min") is None and row.get("price_max") is None:
        yield (
            ("currency", "price_min", "price_max"),
            Message("expected a price beside its currency"),
        )


def wait_of(text: str) -> tuple[int | None, int | None]:
    """The least and most days of a wait in words (``2 to 3 weeks``, 两三个月, ``14``).

    Raises SettingsError for what is not a wait, or more than one.
    """
    language = "zh" if _HAN.search(text) else "en"
    plain = text.strip().lower()
    found = quantities(f"{plain} days" if plain.isdecimal() else plain, language)
    waits = [quantity for quantity in found if quantity.kind == "duration"]
    if len(waits) != 1 or len(found) != 1:
        problem = N_("expected one wait, as “2 to 3 weeks” or “14 days”, found {found}")
        raise SettingsError("wait", Message(problem, found=repr(text[:40])))
    return waits[0].low, waits[0].high
