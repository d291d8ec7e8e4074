"""Figures, bounds and units of a rendering beside those of what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from calltools.comparison.figure import Figure, Interval, chinese_number
from calltools.comparison.figures import figures
from calltools.comparison.names import people
from calltools.comparison.quantities import same
from calltools.comparison.signs import Sign
from calltools.comparison.unfaithful import Unfaithful, other
from calltools.language.normalise import simplify
from calltools.language.sentences import Language

_ASKED = re.compile(r"几|多少|how (?:many|much|long)")
_OPPOSITE = {"at_least", "at_most"}
_YEAR_BEFORE = re.compile(r"\b(?:the )?year before\b|前年|前一年|上一年|頭一年|头一年")
_BOTH = {"zh": re.compile("[两双俩二]"), "en": re.compile(r"\b(?:both|two|pair|couple|double)\b")}


def changed_figures(
    turn: str, said: str, rendering: str, language: Language
) -> Iterator[Unfaithful]:
    """Figures without a counterpart, and bounds that were reversed.

    ``said`` are the words of ``turn`` that are rendered; a figure of the rest of the turn may
    stand for one that is left out of them.
    """
    quoted = [f for f in figures(rendering, other(language)) if not _is_asked(f)]
    spoken = figures(said, language)
    everything = figures(turn, language)
    for figure in quoted:
        alike = [one for one in spoken if _same(one, figure, language)]
        if figure.dimension.startswith("which") and not any(
            one.dimension == figure.dimension for one in everything
        ):
            continue  # "the year before": pointed at in other words
        if _YEAR_BEFORE.search(turn.casefold()) and _YEAR_BEFORE.search(figure.said.casefold()):
            continue  # after "last year" it is the year before last
        if (
            not alike
            and not any(_same(one, figure, language) for one in everything)
            and not (language == "zh" and figure.number in _ordinals(turn))
            and not (figure.number == (2, 2) and _BOTH[language].search(turn.casefold()))
        ):
            yield Unfaithful(Sign.FIGURE_NOT_SAID, said, figure.said)
        elif alike and all({one.bound, figure.bound} == _OPPOSITE for one in alike):
            yield Unfaithful(Sign.BOUND_REVERSED, alike[0].said, figure.said)
    for figure in spoken:
        if (
            not _is_asked(figure)
            and not figure.dimension.startswith("which")
            and not any(_same(figure, one, language) for one in figures(rendering, other(language)))
            and not (language == "en" and figure.number in _ordinals(rendering))
            and not (figure.number == (2, 2) and _BOTH[other(language)].search(rendering))
        ):
            yield Unfaithful(Sign.FIGURE_LEFT_OUT, figure.said, rendering)


def moved_figures(said: str, rendering: str, language: Language) -> Iterator[Unfaithful]:
    """Figures that changed places: nine and then five became five and then nine."""
    here, there = _counted(said, language), _counted(rendering, other(language))
    order = []
    for figure in there:
        alike = [i for i, one in enumerate(here) if _same(one, figure, language)]
        order += alike if len(alike) == 1 else []
    if order != sorted(order) and len(set(order)) == len(order):
        yield Unfaithful(Sign.FIGURES_EXCHANGED, said, rendering)


def changed_units(turn: str, rendering: str, language: Language) -> Iterator[Unfaithful]:
    """Units of time and currencies that the turn doesn't know, in whatever figure."""
    turn = without_people(turn, language)
    folded = simplify(without_people(rendering, other(language))).casefold()
    spoken = figures(turn, language)
    rendered = [
        f for f in figures(rendering, other(language)) if any(_same(o, f, language) for o in spoken)
    ]
    for name, here in _UNITS[other(language)].items():
        spoken_of = simplify(turn).casefold()
        if _UNITS[language][name].search(spoken_of):
            continue
        if name in _LOOSELY and _LOOSELY[name].search(spoken_of):
            continue
        for match in here.finditer(folded):
            converted = any(f.place[0] <= match.start() < f.place[1] for f in rendered)
            if name in _CURRENCIES or not converted:
                yield Unfaithful(Sign.UNIT_NOT_SAID, turn, match[0])
                return


def matched_figures(said: str, rendering: str, language: Language) -> list[tuple[Figure, Figure]]:
    """Pairs of figures, each of which has one counterpart only."""
    here, there = _counted(said, language), _counted(rendering, other(language))
    pairs = []
    for figure in there:
        alike = [one for one in here if _same(one, figure, language)]
        back = [one for one in there if alike and _same(alike[0], one, language)]
        if len(alike) == 1 and len(back) == 1:
            pairs.append((alike[0], figure))
    return pairs


def without_people(text: str, language: Language) -> str:
    """``text`` with the Chinese names of people blanked: 周主任 is no week."""
    if language == "zh":
        for person in people(text):
            start, end = person.place
            text = text[:start] + "\0" * (end - start) + text[end:]
    return text


_UNITS: Mapping[Language, Mapping[str, re.Pattern[str]]] = {
    "en": {
        "minute": re.compile(r"\bminutes?\b"),
        "hour": re.compile(r"\b(?:hours?|hourly)\b"),
        "day": re.compile(
            r"\b(?:(?<!these )(?<!good )(?<!national )days?|daily|nights?|yesterday|tomorrow|"
            r"today)\b"
        ),
        "week": re.compile(r"\b(?:weeks?|weekly|fortnights?)\b"),
        "month": re.compile(r"\b(?:months?|monthly)\b"),
        "year": re.compile(r"\b(?:years?|yearly|annual(?:ly)?)\b"),
        "dollar": re.compile(r"\bdollars?\b|\$|\busd\b"),
        "euro": re.compile(r"\beuros?\b|€"),
        "pound": re.compile(r"\bpounds? sterling\b|£"),
    },
    "zh": {
        "minute": re.compile(r"分钟|[一二两三四五六七八九十\d]分(?!之)|刻"),
        "hour": re.compile(r"小时|钟头|[一二两三四五六七八九十\d]点"),
        "day": re.compile(
            r"天(?![津然])|[昨今明次当前][天日晚]|[每一\d]日|夜|(?<![再太更最偏])晚(?![期年点了些])"
        ),
        "week": re.compile(r"周(?!围|边|转|到|密|全|折)|星期|礼拜"),
        "month": re.compile(r"月(?!经)"),
        "year": re.compile(r"年(?![龄轻纪级])|岁"),
        "dollar": re.compile(r"美元|美金|美刀|[港台加澳新]币|[港日]元|\$"),
        "euro": re.compile(r"欧元|€"),
        "pound": re.compile(r"英镑|£"),
    },
}
_LOOSELY: Mapping[str, re.Pattern[str]] = {
    "day": re.compile(
        r"\b(?:so far|now|nowadays|at present|currently)\b|现在|目前|这会|(?:礼拜|星期|"
        r"周)[一二三四五六日天]"
    ),
    "hour": re.compile(r"点"),
    "year": re.compile(r"\b(?:old|older|age|aged)\b|大[的了]?(?=[,，。?？]|$)"),
}
"""What else may be told in units: 今天 for "so far", "this hour" for 这个点."""
_CURRENCIES = frozenset(("dollar", "euro", "pound"))


def _counted(text: str, language: Language) -> list[Figure]:
    return [f for f in figures(text, language) if not (f.weak or f.dimension.startswith("which"))]


def _ordinals(turn: str) -> set[Interval]:
    """The numbers of 第四天, 第二次, which are dates or places in a row to the other check."""
    return {
        chinese_number(match[1])
        for match in re.finditer(r"第([零一二三四五六七八九十百\d]+)", turn)
    }


def _same(said: Figure, quoted: Figure, language: Language) -> bool:
    return same(said, quoted) if language == "zh" else same(quoted, said)


def _is_asked(figure: Figure) -> bool:
    """Figures that prove nothing alone, and those that a question asks for."""
    return figure.weak or _ASKED.search(figure.said.casefold()) is not None
