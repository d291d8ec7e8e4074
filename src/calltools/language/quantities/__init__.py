"""Quantities in speech: durations, counts, money, percentages, ordinals and dates, as intervals."""

from calltools.language.quantities.model import DAYS, Quantity

__all__ = ["DAYS", "Quantity", "find_quantities"]


def find_quantities(text: str, language: str) -> list[Quantity]:
    """The quantities in ``text``, left to right, none overlapping.

    ``text`` is Chinese in simplified script and half-width digits, or lower-case English
    (``language.script.fold`` makes both); ``language`` starts with ``zh`` or ``en``.
    """
    from calltools.language.quantities import en, zh

    grammar = en if language.startswith("en") else zh
    return list(grammar.find(text))
