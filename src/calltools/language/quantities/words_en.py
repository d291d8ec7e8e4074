"""The words of English quantities: units, nouns, currencies, rates, modifiers."""

from __future__ import annotations

import re

from calltools.language.quantities.model import Bound, Period

UNITS = {
    name + ending: name
    for name in ("minute", "hour", "day", "week", "fortnight", "month", "year")
    for ending in ("", "s", "s'", "'s")
} | {"night": "day", "nights": "day"}
PERIODS: dict[str, Period] = {
    "day": "day", "night": "day", "week": "week", "month": "month", "year": "year",
    "evening": "day", "morning": "day", "afternoon": "day",
}  # fmt: skip
NOUNS = frozenset(
    "livers kidneys hearts lungs corneas organs donors operations transplants cases procedures "
    "theatres tables hospitals wards floors cities provinces counties districts villages towns "
    "countries kinds types sorts "
    "patients people times surgeons nurses doctors beds units teams groups rooms names hours kilos "
    "liver kidney heart lung cornea organ donor operation transplant case patient person".split()
)
FRACTIONS = frozenset("half halves third thirds quarter quarters fifth fifths tenth tenths".split())
MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)
WEEKDAYS = frozenset(
    f"{day}{s}"
    for day in "monday tuesday wednesday thursday friday saturday sunday".split()
    for s in ("", "s")
)
CURRENCY = re.compile(
    r"\s*(?:(?P<USD>(?:us |american )?dollars?\b|usd\b|bucks\b)|(?P<CNY>yuan\b|renminbi\b|"
    r"rmb\b|kuai\b)"
    r"|(?P<EUR>euros?\b)|(?P<GBP>pounds?\b)|(?P<HKD>hong kong dollars?\b)|(?P<TWD>(?:nt|"
    r"taiwan) dollars?\b)"
    r"|(?P<JPY>yen\b)|(?P<KRW>won\b))"
)
SIGNS = {"$": "USD", "¥": "CNY", "€": "EUR", "£": "GBP"}
RATE = re.compile(
    r"(?P<noun>(?:[ ,]+(?!and\b|but\b|or\b|if\b|within\b|in\b|for\b|to\b|is\b|"
    r"takes?\b)[a-z-]+){0,3}?)"
    r"[ ,]+(?:a|an|per|each|every|in (?:a|one)(?: good| normal| busy)?|in an?y (?:one|given)|"
    r"(?:in )?the same)(?: single)? "
    r"(?P<period>day|night|evening|morning|afternoon|week|month|year)\b(?! ago| or | and a half)"
    r"|[ ]+(?:is|was|makes|would be) (?:a|an) (?:\w+ )?(?:good|bad|normal|average|busy|quiet|"
    r"ordinary|typical|record|usual) (?P<kind>day|night|week|month|year)\b"
    r"|(?P<words>(?:[ ]+[a-z-]+){0,2}?)[ ]+(?:in|within|inside) (?:twenty-four|24) hours"
)
RATE_ADVERB = re.compile(
    r"(?:[ ]+[a-z-]+){0,2}?[ ]+(?P<period>daily|weekly|monthly|yearly|annually)\b"
)
BARE_PLURAL_AFTER = frozenset(
    "is of in for takes take took wait waits waited waiting not about be it's or only maybe "
    "perhaps say mean means talking for then usually really even , . ; : — ? ! think".split()
) | {""}
CODE_BEFORE = re.compile(
    r"\b(?:dial|extension|ext\.?|room|bed|ward|press|phone|number is|call|floor|building|"
    r"line|form|id|(?:bell|door|gate|window|counter|bus|tram|lift|exit)(?: number)?)\s+$"
)
CLOCK_BEFORE = re.compile(
    r"(?:\bat|\bby|\bbefore|\bafter|\buntil|\btill|\bfrom|\bbetween|\bpast"
    r"|\b(?:from|between) [a-z]+ (?:to|and))\s+$"
)
ENDS_LIST = re.compile(
    r"\s*(?:[.?!;]|$|or\b|,\s+(?:the|but|it|depending|if|though|nobody|no one|never|rarely|"
    r"seldom|usually)\b|"
    r",? (?:that (?:sort|kind)|something|or|depending|thereabouts|like that|somewhere)\b)"
)
YEAR_VALUE = range(1950, 2040)

FILLER = r"(?:\s+(?:of|a|the|be|is|it|only|just|in|for|wait|takes?|about))?"
_NEGATED = r"(?:[a-z]+n't|cannot|not|never|nobody|no one|nothing|rarely|seldom)(?: [\w']+){0,3}?"
BEFORE: tuple[tuple[Bound | None, bool, re.Pattern[str]], ...] = tuple(
    (bound, vague, re.compile(rf"(?<![a-z'])(?:{words}){FILLER}\s+$"))  # type: ignore[misc]
    for bound, vague, words in (
        (
            "at_most",
            False,
            r"within|inside(?: of)?|in under|(?<!add )(?<!adds )up to|"
            r"(?:no|not) (?:more|longer|later|over) than|never (?:more|longer) than|"
            r"at (?:the )?most|a maximum of|"
            r"not (?:over|beyond|exceeding)|maximum|no over|"
            rf"{_NEGATED} (?:(?:more|longer|later|higher) than|over|beyond|exceed(?:ing)?)",
        ),
        (
            "at_least",
            False,
            r"at (?:the very )?least|a minimum of|(?:no|not) (?:less|fewer|under) than|"
            r"never (?:less|fewer) than|minimum|not under|"
            r"no (?:sooner|earlier|quicker|faster) than|"
            rf"{_NEGATED} (?:(?:less|fewer|sooner|earlier|quicker) than|under|before|until)"
            r"(?: after)?",
        ),
        (
            "at_most",
            True,
            r"under|less than|fewer than|below|not quite|short of|shy of|hardly|barely|scarcely|"
            rf"{_NEGATED} (?:reach|come to|get (?:to|past))",
        ),
        (
            "at_least",
            True,
            r"(?:just |well |a little |slightly )?over|more than|(?:just |well )?above|"
            r"upwards? of|exceeding|beyond|longer than|north of|past",
        ),
        (
            None,
            True,
            r"about|around|roughly|approximately|nearly|almost|some|close to|something like|"
            r"more like|the be(?:st|tter) part of|in the region of|in the order of|circa|"
            r"getting on for|a good|perhaps some|or about|an estimated|approaching",
        ),
    )
)
AFTER: tuple[tuple[Bound | None, bool, re.Pattern[str]], ...] = (
    (
        "at_most",
        False,
        re.compile(
            r",?\s+(?:at (?:the )?(?:very )?(?:most|outside|longest|latest)|tops|"
            r"max(?:imum)?|or (?:less|under|fewer|sooner)|if (?:that|as much as that))\b"
        ),
    ),
    (
        "at_least",
        False,
        re.compile(
            r",?\s+(?:(?:and|or) (?:upwards?|more|over|longer|up|above|beyond|counting)|"
            r"upwards|at (?:the )?(?:very )?least|minimum|plus)\b|\+|-plus\b"
        ),
    ),
    (
        None,
        True,
        re.compile(
            r",?\s+(?:or so|or thereabouts|give or take|more or less|"
            r"or (?:a )?little (?:more|less)|roughly|approximately)\b|-?ish\b"
        ),
    ),
)
