"""A quotation in another language than the transcript: is the sense kept?"""

from __future__ import annotations

from calltools.language.polarity import hedges, negations
from calltools.language.quantities import find_quantities
from calltools.quotations.corpus import Entry
from calltools.quotations.model import Edit, Location, Quotation, Verdict


def judge_translation(
    quotation: Quotation, place: Location, entry: Entry
) -> tuple[Verdict, str, tuple[Edit, ...], bool]:
    """Verdict, reason and edits, and whether a person should look."""
    said = "\n".join(
        entry.turns[part.turn].text[part.turn_start : part.turn_end] for part in place.parts
    )
    language = entry.language[:2]
    other = "en" if language == "zh" else "zh"
    figures = [
        sorted((q.low or -1, q.high or -1) for q in find_quantities(text.casefold(), name))
        for text, name in ((said, language), (quotation.text, other))
    ]
    signs = [
        (len(negations(text, name)) % 2, bool(hedges(text, name)))
        for text, name in ((said, language), (quotation.text, other))
    ]
    if figures[0] == figures[1] and signs[0] == signs[1]:
        return "translated_faithful", "Figures, negations and hedges agree.", (), False
    edit = Edit("mistranslate", said, quotation.text, place.turn_range[0])
    return "translated_unfaithful", "Figures, negations or hedges differ.", (edit,), True
