"""Figures of what was said and of its rendering: which were changed, and how."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from calltools.comparison.changes import Change
from calltools.comparison.common_words import is_light, other_language
from calltools.comparison.dictionary import terms
from calltools.comparison.signs import Sign
from calltools.language.encoders import Encoder
from calltools.language.quantities import Quantity, QuantityPair, agree, match, quantities
from calltools.language.quantities.named_lengths import length_of_time
from calltools.language.sentences import Language
from calltools.messages import N_, Message
from calltools.times import WEEKDAYS

_ASKED = re.compile(r"几|多少|how (?:many|much|long)")
_BOTH = {"zh": re.compile("[两双俩二]"), "en": re.compile(r"\b(?:both|two|pair|couple|double)\b")}
_FOREIGN_MONEY = re.compile(
    "[美港欧歐日韩韓加澳]元|美[金刀]|英[镑鎊]|[港外][币幣]|[百千万萬\\d](?:欧|歐|镑|鎊|刀)"
)


def names_foreign_money(zh: str) -> bool:
    """Whether a Chinese text speaks of other money than the yuan."""
    return _FOREIGN_MONEY.search(zh) is not None


def figure_differences(
    zh: str, en: str, said: Language = "zh", *, foreign_money: bool = False
) -> Iterator[Change[Sign]]:
    """The figures and units of a pair that are other ones, or stand in another order, and those of
    what was said, in the language ``said``, that its rendering has not.

    ``foreign_money`` where the call speaks of other money than the yuan; elsewhere an amount
    without a currency is in yuan.
    """
    here, there = quantities(zh, "zh"), quantities(en, "en")
    local_money = not (foreign_money or names_foreign_money(zh) or names_foreign_money(en))
    matching = match(here, there, local_money=local_money)
    for pair in matching.changed:
        sign = Sign.UNIT_CHANGED if pair.agreement == "unit" else Sign.NUMBER_CHANGED
        yield _difference(sign, pair.left, pair.right)
    sides: tuple[tuple[Sequence[Quantity], Sequence[Quantity], Language], ...] = (
        (matching.unequal[0], there, "zh"),
        (matching.unequal[1], here, "en"),
    )
    for spare, others, language in sides:
        for figure in spare:
            other = en if language == "zh" else zh
            counted = figure.is_pointed or _is_pair(figure, other, other_language(language))
            if counted or not _proves(figure, others):
                continue
            left, right = (figure.span, None) if language == "zh" else (None, figure.span)
            if language == said:
                yield Change(Sign.FIGURE_LEFT_OUT, left, right, figure.said)
            else:
                yield Change(Sign.FIGURE_NOT_SAID, left, right, figure.said, _PERHAPS_PUT_IN)
    for first, _ in matching.crossed[:1]:
        words = Message("{zh} against “{en}”", zh=first.left.said, en=first.right.said)
        yield Change(Sign.FIGURES_EXCHANGED, first.left.span, first.right.span, words)


_PERHAPS_PUT_IN = 0.4
"""Of figures for which the words rendered have none, most stand elsewhere in the turn."""


def _proves(figure: Quantity, others: Sequence[Quantity]) -> bool:
    """Whether it tells anything that none of ``others`` says the same."""
    if figure.weak or _ASKED.search(figure.said.casefold()):
        return False
    if figure.is_pointed and not any(one.scale == figure.scale for one in others):
        return False  # "the year before": pointed at in other words
    return not any(agree(figure, one) == "same" for one in others)


def _is_pair(figure: Quantity, text: str, language: Language) -> bool:
    """Whether the other side says two in a word that is not a figure: 两边, "both"."""
    return figure.number == (2, 2) and _BOTH[language].search(text.casefold()) is not None


def matched_figures(
    said: str, rendering: str, language: Language
) -> list[tuple[Quantity, Quantity]]:
    """Pairs of figures that say the same."""
    matching = match(quantities(said, language), quantities(rendering, other_language(language)))
    return [
        (pair.left, pair.right)
        for pair in matching.pairs
        if pair.agreement == "same"
        and not any(q.weak or q.is_pointed for q in (pair.left, pair.right))
    ]


def _difference(sign: Sign, one: Quantity, other: Quantity) -> Change[Sign]:
    note = Message(
        "{left} ({zh}) against {right} (“{en}”)",
        left=_words(one),
        zh=one.said,
        right=_words(other),
        en=other.said,
    )
    pointed = one.is_pointed or one.scale in ("weekday", "month")
    unlike = one.scale != other.scale
    confidence = 0.9 - 0.2 * pointed - 0.2 * unlike - 0.15 * (one.vague and other.vague)
    confidence -= 0.05 * (one.is_pointed and unlike)  # last week for last month: perhaps
    timed = {one.scale, other.scale} <= {"period", "duration"}
    confidence -= (0.1 if timed else 0.3) * (one.weak or other.weak)
    return Change(sign, one.span, other.span, note, round(confidence, 2))


_CURRENCIES = {
    "GBP": Message("pounds sterling"),
    "EUR": Message("euros"),
    "HKD": Message("Hong Kong dollars"),
    "TWD": Message("Taiwan dollars"),
    "CNY": Message("yuan"),
    "元": Message("yuan"),
    "USD": Message("US dollars"),
    "": Message("no currency"),
}
_POINTED = {
    "which year": {
        -3: Message("three years ago"), -2: Message("the year before last"),
        -1: Message("last year"), 0: Message("this year"), 1: Message("next year"),
        2: Message("the year after next"),
    },
    "which month": {
        -1: Message("last month"), 0: Message("this month"), 1: Message("next month"),
    },
    "which week": {-1: Message("last week"), 0: Message("this week"), 1: Message("next week")},
    "which day": {
        -3: Message("three days ago"), -2: Message("the day before yesterday"),
        -1: Message("yesterday"), 0: Message("today"), 1: Message("tomorrow"),
        2: Message("the day after tomorrow"), 3: Message("three days from now"),
    },
    "weekday": dict(enumerate(WEEKDAYS, 1)),
}  # fmt: skip
_BOUNDS = {"at_least": N_("at least {figure}"), "at_most": N_("at most {figure}")}


def _words(figure: Quantity) -> str:
    """A figure in plain words: "20 to 29 days", "at least 180"."""
    low, high = figure.number
    if names := _POINTED.get(figure.scale):
        first, last = names[int(low)], names[int(high)]
        return first if low == high else Message("{one} or {other}", one=first, other=last)
    if figure.scale == "year":
        return f"{low:.0f}"
    number = _time if figure.scale == "clock" else _number
    words: str = number(low)
    if low != high:
        words = Message("{least} to {most}", least=words, most=number(high))
    if figure.bound in _BOUNDS:
        words = Message(_BOUNDS[figure.bound], figure=words)
    if figure.scale == "percent":
        return Message("{figure} %", figure=words)
    if figure.scale == "money":
        currency = _CURRENCIES.get(figure.unit, figure.unit)
        return Message("{figure} {unit}", figure=words, unit=currency)
    if figure.scale == "duration":
        return length_of_time(words, figure.unit, one=(low, high) == (1, 1))
    unit = "" if figure.kind == "date" else figure.unit
    return Message("{figure} {unit}", figure=words, unit=unit) if unit else words


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def _time(hours: float) -> str:
    whole, minutes = divmod(round(60 * hours), 60)
    return f"{whole}:{minutes:02}" if minutes else f"{whole}"


# ---- figures that changed places


_LEAST = 0.25
"""By how much the clauses must be more alike in pairs whose figures differ (sum of two cosines): of
31 faithful renderings where two figures stand in another order none has more, of 34 with figures
exchanged 30 have.  Where the dictionary says the same, any gain will do."""
_CLAUSE = {
    "zh": re.compile(r"(?:[^，,。.！!?？;；\n]|(?<=\d)[.,](?=\d))+"),
    "en": re.compile(r"(?:(?! and | but )[^.,;:?!—\n]|(?<=\d)[.,](?=\d))+"),
}


def exchanged_figures(zh: str, en: str, encoder: Encoder) -> Iterator[Change[Sign]]:
    """Two figures that changed places: 四成是亲属，六成是外人 printed as "sixty are family, forty
    others"; at most one difference.

    Both figures are on both sides, so nothing is missing; what tells is the words beside them.  Of
    the clauses that have the figures, those that are alike without them (embeddings) should have
    the same.
    """
    left, right = quantities(zh, "zh"), quantities(en, "en")
    best: tuple[float, QuantityPair, str] | None = None
    for first, second in match(left, right).crossed:
        told = [_beside(pair.left, left, zh, "zh") for pair in (first, second)]
        printed = [_beside(pair.right, right, en, "en") for pair in (second, first)]
        if not all((*told, *printed)) or first.left.scale != second.left.scale:
            continue
        a, b, c, d = encoder.encode([*told, *printed])
        gain = float(a @ c + b @ d - a @ d - b @ c)
        sure = gain >= _LEAST or (gain > 0 and _words_agree(*told, *printed))
        if sure and (best is None or gain > best[0]):
            best = gain, QuantityPair(first.left, second.right, "differs"), told[0]
    if best:
        gain, pair, words = best
        note = Message(
            "figures exchanged: {figure} is said of {what}, “{printed}” printed",
            figure=pair.left.said,
            what=words.strip(),
            printed=pair.right.said,
        )
        confidence = round(min(0.85, 0.5 + gain / 2), 2)
        yield Change(Sign.NUMBER_CHANGED, pair.left.span, pair.right.span, note, confidence)


def _beside(figure: Quantity, every: Sequence[Quantity], text: str, language: Language) -> str:
    """The words of the clause with the figure, which has no other."""
    for clause in _CLAUSE[language].finditer(text):
        inside = [
            q
            for q in every
            if clause.start() <= q.start < clause.end() and not (q.weak or q.is_pointed)
        ]
        if inside == [figure]:
            return f"{text[clause.start() : figure.start]} {text[figure.end : clause.end()]}"
    return ""


def _words_agree(one: str, other: str, first: str, second: str) -> bool:
    """Whether the words beside the figures render one another in order and not across."""
    a, b = _keys(one, "zh"), _keys(other, "zh")
    c, d = _keys(first, "en"), _keys(second, "en")
    return bool(a & c and b & d) and not (a & d or b & c)


def _keys(text: str, language: Language) -> frozenset[str]:
    known = (keys for word, keys in terms(text, language) if not is_light(word, language))
    return frozenset[str]().union(*known)
