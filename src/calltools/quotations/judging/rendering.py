"""A quotation in another language than the transcript: is the sense kept?

The checks of alignment are made for translators and spare them false alarms.  Here a changed
figure or negation must not pass, so figures without a counterpart and negations that do not
balance count as well; a person is asked where they are all there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from calltools.alignment.checks import differences
from calltools.alignment.checks.figure import Figure, Interval, chinese_number
from calltools.alignment.checks.figures import figures
from calltools.alignment.checks.negation import contradiction
from calltools.alignment.checks.quantities import same
from calltools.alignment.dictionary import terms
from calltools.alignment.encoders import Encoder
from calltools.language.normalise import simplify
from calltools.language.polarity import hedges, negations
from calltools.language.sentences import Language
from calltools.quotations.corpus import Entry
from calltools.quotations.judging.context import CONDITION, hedged_after, hedged_before
from calltools.quotations.judging.explain import quote
from calltools.quotations.judging.opposites import OPPOSITES
from calltools.quotations.judging.tokens import read
from calltools.quotations.locating.quoted import ELLIPSIS
from calltools.quotations.model import Edit, Location, Part
from calltools.quotations.symbols import is_chinese

_CLAUSE = re.compile(r"(?:[^,，.。;；:：?？!！、\n—…]|(?<=\d)[.,:](?=\d))+")
_LEAST_LIKENESS = 0.15
_COMMON = 0.5
# Words that deny without a negation.
_IMPLIED = {
    "en": re.compile(
        r"\b(?:outside|beyond|fail\w*|lack\w*|few|little|useless|too late|too \w+ to|"
        r"stop\w*|avoid\w*|forbid\w*|banned|absent|missing|free of)\b"
    ),
    "zh": re.compile(
        r"谁(?:敢|知道|说)|哪(?:有|能|会|里)|岂|怎么(?:可能|会|能)|难|少|缺|免|放心|以外|之外"
    ),
}
# Two negations that are counted as none.
_DOUBLED = {
    "en": re.compile(r"\bnot (?:un|in|im)\w+|\bnot without\b|\b(?:can't|cannot) (?:help|but)\b"),
    "zh": re.compile(
        r"没有?不|不是没|无不|[不没]\S{0,3}不得|不能不|不得不|未尝不|非\S{1,6}不[可行]"
    ),
}
# Denials that are more, or less, than "not", and what they need in the other language.
_SPECIAL = (
    (
        re.compile(r"\b(?:nothing|nobody|none|no one|never(?! (?:more|less|longer)))\b"),
        re.compile(r"没|無|无|谁|哪|什么|任何|都不|也不|从[来不未]|绝不|永远|决不|一\S{1,3}不"),
    ),
    (
        re.compile(r"(?:\bnot|n't) (?:be )?(?:only|just|merely|simply)\b"),
        re.compile(r"不[只仅光但单止]|不是[只光]|不全"),
    ),
)
_NO_ONE = re.compile(
    r"没有?一|没有?人|没有?谁|谁[也都]不|[也都]没有?(?=[,，。]|$)|从[来未]不|从[来未]没"
)
_NO_ONE_EN = re.compile(
    r"\b(?:no|none|nobody|no one|nothing|never|neither|nor|any\w*|a single|without|not (?:a|one))\b"
)
_NOT = re.compile(r"[不没沒无無未非]")
_ASKED = re.compile(r"几|多少|how (?:many|much|long)")


@dataclass(frozen=True, slots=True)
class Unfaithful:
    """Something that the quotation says otherwise.

    ``said`` and ``quoted`` are the two readings; ``sure`` is False where a person should look.
    """

    reason: str
    said: str
    quoted: str
    sure: bool


def mistranslations(
    quoted: str, place: Location, entry: Entry, encoder: Encoder
) -> Iterator[tuple[Edit, str, bool]]:
    """What ``quoted``, found in another language at ``place``, says otherwise: the edit, the
    reason, and whether that is sure."""
    for part in place.parts:
        rendering = quoted[part.start : part.end]
        turn = entry.turns[part.turn].text
        for one in compare_rendering(turn, (part.turn_start, part.turn_end), rendering, encoder):
            edit = Edit("mistranslate", one.said, one.quoted, part.turn, "rendering")
            yield edit, f"{one.reason}: {quote(one.said)} became {quote(one.quoted)}.", one.sure
    yield from _seams(quoted, place.parts)


def _seams(quoted: str, parts: Sequence[Part]) -> Iterator[tuple[Edit, str, bool]]:
    """Parts of separate turns, or out of order."""
    for one, other in pairwise(parts):
        marked = ELLIPSIS.search(quoted, one.start, other.end) is not None
        backwards = (other.turn, other.turn_start) < (one.turn, one.turn_start)
        if backwards or (one.turn != other.turn and not marked):
            edit = Edit("take", "", quoted[other.start : other.end], other.turn, "stitched")
            yield edit, "Words of separate places are joined.", False


def compare_rendering(
    turn: str, place: tuple[int, int], rendering: str, encoder: Encoder
) -> list[Unfaithful]:
    """What ``rendering`` of the words ``place`` of ``turn`` says otherwise than these."""
    language: Language = "zh" if is_chinese(turn) else "en"
    start, end = _covered(turn, place, rendering, encoder)
    said = turn[start:end]
    zh, en = (said, rendering) if language == "zh" else (rendering, said)
    found = list(_checked(zh, en, language, encoder))
    kinds = {one.reason for one in found}
    found += [one for one in _figures(turn, said, rendering, language) if one.reason not in kinds]
    found += _units(turn, rendering, language)
    found += _order(said, rendering, language)
    found += _opposites(said, rendering, language)
    if not any("negation" in reason for reason in kinds):
        found += _negations(said, rendering, language)
    other: Language = "en" if language == "zh" else "zh"
    if not hedges(rendering, other):
        found += _cut_hedges(turn, start, end, rendering, language)
    return found


def _covered(
    turn: str, place: tuple[int, int], rendering: str, encoder: Encoder
) -> tuple[int, int]:
    """The words of ``turn`` from the first to the last clause that the rendering is of.

    ``place`` is where it was found, which its likest clauses may go beyond.
    """
    language: Language = "zh" if is_chinese(turn) else "en"
    other: Language = "en" if language == "zh" else "zh"
    clauses = [match.span() for match in _CLAUSE.finditer(turn) if _has_words(match[0])]
    parts = [match[0] for match in _CLAUSE.finditer(rendering) if _has_words(match[0])]
    if len(clauses) < 2 or not parts:
        return place
    if len(parts) >= len(clauses):
        return clauses[0][0], clauses[-1][1]
    texts = [simplify(turn[a:b]) for a, b in clauses]
    vectors = encoder.encode([simplify(part) for part in parts])
    likeness = vectors @ encoder.encode(texts).T
    known = [terms(text, language) for text in texts]
    start, end = place
    for row, part in zip(likeness, parts, strict=True):
        asked = terms(part, other)
        scores = [
            float(value) + _COMMON * _common(asked, words)
            for value, words in zip(row, known, strict=True)
        ]
        best = max(range(len(scores)), key=scores.__getitem__)
        if scores[best] >= _LEAST_LIKENESS:
            start, end = min(start, clauses[best][0]), max(end, clauses[best][1])
    return start, end


def _has_words(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _common(
    one: Sequence[tuple[str, frozenset[str]]], other: Sequence[tuple[str, frozenset[str]]]
) -> float:
    """The share of the words of the shorter side that the other has."""
    keys = frozenset[str]().union(*(k for _, k in other))
    common = sum(not k.isdisjoint(keys) for _, k in one)
    return common / max(min(len(one), len(other)), 1)


def _checked(zh: str, en: str, language: Language, encoder: Encoder) -> Iterator[Unfaithful]:
    """What the checks for translators find; parts left out are fair, unless they qualify."""
    for one in differences(zh, en, encoder):
        left = zh[slice(*one.zh)] if one.zh else ""
        right = en[slice(*one.en)] if one.en else ""
        said, quoted = (left, right) if language == "zh" else (right, left)
        kind = one.type
        if language == "en" and kind in ("omission", "addition"):
            kind = "addition" if kind == "omission" else "omission"
        if kind == "omission" and not _qualifies(said, language):
            continue
        yield Unfaithful(_REASONS[kind], said, quoted, sure=kind != "addition")


_REASONS = {
    "number_changed": "A figure was changed",
    "unit_changed": "A unit was changed",
    "negation_changed": "A negation was changed",
    "hedge_dropped": "The doubt was left out",
    "name_changed": "A name was changed",
    "organ_changed": "An organ was changed",
    "omission": "What qualifies the rest was left out",
    "addition": "Something was put in",
}


def _qualifies(said: str, language: Language) -> bool:
    return bool(
        negations(said, language) or hedges(said, language) or CONDITION[language].search(said)
    )


def _figures(turn: str, said: str, rendering: str, language: Language) -> Iterator[Unfaithful]:
    """Figures without a counterpart, and bounds that were reversed."""
    other: Language = "en" if language == "zh" else "zh"
    quoted = [figure for figure in figures(rendering, other) if not _is_asked(figure)]
    spoken = figures(said, language)
    everything = figures(turn, language)
    for figure in quoted:
        alike = [one for one in spoken if _same(one, figure, language)]
        if figure.dimension.startswith("which") and not any(
            one.dimension == figure.dimension for one in everything
        ):
            continue  # "the year before": pointed at in other words
        if (
            not alike
            and not any(_same(one, figure, language) for one in everything)
            and not (language == "zh" and figure.number in _ordinals(turn))
        ):
            yield Unfaithful("A figure was changed", said, figure.said, sure=False)
        elif alike and all({one.bound, figure.bound} == _OPPOSITE for one in alike):
            denied = bool(negations(said, language) or negations(rendering, other))
            yield Unfaithful("A bound was reversed", alike[0].said, figure.said, sure=not denied)
    for figure in spoken:
        if (
            not _is_asked(figure)
            and not figure.dimension.startswith("which")
            and not any(_same(figure, one, language) for one in figures(rendering, other))
        ):
            yield Unfaithful("A figure was left out", figure.said, rendering, sure=False)


def _units(turn: str, rendering: str, language: Language) -> Iterator[Unfaithful]:
    """Units of time and currencies that the turn doesn't know, in whatever figure."""
    other: Language = "en" if language == "zh" else "zh"
    folded = simplify(rendering).casefold()
    spoken = figures(turn, language)
    rendered = [f for f in figures(rendering, other) if any(_same(o, f, language) for o in spoken)]
    for name, here in _UNITS[other].items():
        if _UNITS[language][name].search(simplify(turn).casefold()):
            continue
        for match in here.finditer(folded):
            converted = any(f.place[0] <= match.start() < f.place[1] for f in rendered)
            if name in _CURRENCIES or not converted:
                yield Unfaithful("A unit was changed", turn, match[0], sure=False)
                return


_UNITS: Mapping[Language, Mapping[str, re.Pattern[str]]] = {
    "en": {
        "minute": re.compile(r"\bminutes?\b"),
        "hour": re.compile(r"\b(?:hours?|hourly)\b"),
        "day": re.compile(
            r"\b(?:(?<!these )(?<!good )days?|daily|nights?|yesterday|tomorrow|today)\b"
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
        "day": re.compile(r"天(?![津然])|[昨今明次当前][天日晚]|[每一\d]日|夜|晚"),
        "week": re.compile(r"周(?!围|边|转|到)|星期|礼拜"),
        "month": re.compile(r"月(?!经)"),
        "year": re.compile(r"年(?![龄轻纪级])|岁"),
        "dollar": re.compile(r"美元|美金|美刀|[港台加澳新]币|[港日]元|\$"),
        "euro": re.compile(r"欧元|€"),
        "pound": re.compile(r"英镑|£"),
    },
}
_CURRENCIES = frozenset(("dollar", "euro", "pound"))


def _order(said: str, rendering: str, language: Language) -> Iterator[Unfaithful]:
    """Figures that changed places: nine and then five became five and then nine."""
    other: Language = "en" if language == "zh" else "zh"
    here, there = _counted(said, language), _counted(rendering, other)
    order = []
    for figure in there:
        alike = [i for i, one in enumerate(here) if _same(one, figure, language)]
        order += alike if len(alike) == 1 else []
    if order != sorted(order) and len(set(order)) == len(order):
        yield Unfaithful("The figures changed places", said, rendering, sure=False)


def _counted(text: str, language: Language) -> list[Figure]:
    return [f for f in figures(text, language) if not (f.weak or f.dimension.startswith("which"))]


_OPPOSITE = {"at_least", "at_most"}


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


def _negations(said: str, rendering: str, language: Language) -> Iterator[Unfaithful]:
    """Negations of the one side without one on the other; "nothing" and "not only"
    where the other says "not" or nothing of the kind."""
    other: Language = "en" if language == "zh" else "zh"
    here, there = _denials(said, language), _denials(rendering, other)
    zh, en = (said, rendering) if language == "zh" else (rendering, said)
    more = len(here) - len(there)
    if more:
        lighter, name = (rendering, other) if more > 0 else (said, language)
        implied = abs(more) == 1 and _IMPLIED[name].search(lighter.casefold())
        doubled = abs(more) == 2 and _DOUBLED[name].search(simplify(lighter).casefold())
        if not (implied or doubled):
            yield Unfaithful("The negations differ", said, rendering, sure=False)
    elif (
        any(e.search(en.casefold()) and not z.search(simplify(zh)) for e, z in _SPECIAL)
        or (_NO_ONE.search(simplify(zh)) and not _NO_ONE_EN.search(en.casefold()))
        or contradiction(zh, en) is not None
    ):
        yield Unfaithful("The negations differ", said, rendering, sure=False)


def _opposites(said: str, rendering: str, language: Language) -> Iterator[Unfaithful]:
    """Words of contrary sense: one side has only the one of a pair, the other only the other."""
    zh, en = (said, rendering) if language == "zh" else (rendering, said)
    if _NOT.search(zh) or _denials(en, "en"):
        return  # a denied word is its contrary
    for chinese, english in OPPOSITES:
        here = [pattern.search(simplify(zh)) is not None for pattern in chinese]
        there = [pattern.search(en.casefold()) is not None for pattern in english]
        if any(here) and any(there) and sum(here) == sum(there) == 1 and here != there:
            yield Unfaithful("The contrary is said", said, rendering, sure=False)
            return


def _denials(text: str, language: Language) -> list[tuple[int, int]]:
    """Negations, without those that only hedge (说不好, "not sure")."""
    softened = {i for start, end in hedges(text, language) for i in range(start, end)}
    return [place for place in negations(text, language) if place[0] not in softened]


def _cut_hedges(
    turn: str, start: int, end: int, rendering: str, language: Language
) -> Iterator[Unfaithful]:
    """A clause beside the words that hedges them, where the rendering is certain."""
    tokens = read(turn, language)
    inside = [i for i, t in enumerate(tokens.items) if t.start < end and start < t.end]
    if not inside:
        return
    for beside in (hedged_before(tokens, inside[0]), hedged_after(tokens, inside[-1] + 1)):
        if beside is not None:
            yield Unfaithful("The doubt was left out", tokens.text(*beside), rendering, sure=False)
