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
PARTS = {
    name + ending: parts
    for name, parts in (("half", 2), ("third", 3), ("quarter", 4), ("fifth", 5), ("tenth", 10))
    for ending in ("", "s")
} | {"halves": 2}
"""Of how many parts one is named: a quarter is one of four."""
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
    r"rmb\b|kuai\b|"
    r"cny\b)|(?P<EUR>euros?\b|eur\b)|(?P<GBP>pounds?\b|gbp\b)"
    r"|(?P<HKD>(?:hong kong|hk) dollars?\b|hkd\b)"
    r"|(?P<TWD>(?:nt|(?:new )?taiwan(?:ese)?) dollars?\b|ntd?\b|twd\b)"
    r"|(?P<AUD>(?:australian|aussie) dollars?\b|aud\b)|(?P<CAD>canadian dollars?\b|cad\b)"
    r"|(?P<JPY>yen\b|jpy\b)|(?P<KRW>won\b(?!')))"
)
SIGNS = {"$": "USD", "¥": "CNY", "€": "EUR", "£": "GBP"}
DOLLARS = {
    "us": "USD", "hk": "HKD", "nt": "TWD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD",
}  # fmt: skip
"""What stands before $: HK$."""
CODES = {
    code.lower(): code for code in ("CNY", "USD", "HKD", "TWD", "EUR", "GBP", "AUD", "CAD", "JPY")
} | {"rmb": "CNY", "renminbi": "CNY", "ntd": "TWD", "yuan": "CNY"}
"""Currencies that stand before the figure: RMB 45,000."""
FIGURE = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|million|dozen|few|several)"
    r"\b"
)
RATE_BEFORE = re.compile(
    r"\b(?:each|every) (?:single )?(?P<period>day|night|evening|morning|afternoon|week|month|year)"
    rf",?(?: (?!{FIGURE}|after\b|when\b|until\b|wait|so far\b|total\b)[a-z']+){{0,5}}\s+$"
)
PERIOD_ALONE = re.compile(r"(?:a|one) (?P<period>day|night|week|month|year)")
NOT_RATE_BEFORE = re.compile(r"\b(?:after|within|inside|than|for|wait|until|once)(?: [a-z]+)?\s+$")
WE_DO = re.compile(
    r",? (?:we|they|you|the (?:unit|department|team|hospital))(?: can| could| might| will| would)?"
    r" (?:do|does|did|manage[ds]?|performs?|performed|carry out|carried out)"
    r"(?: maybe| perhaps| usually)?\s+"
)
NOT_PER = re.compile(r"[ ,]+(?:so far|in total|altogether|in all|all told|to date|since)\b")
RATE = re.compile(
    r"(?P<noun>(?:[ ,]+(?!and\b|but\b|or\b|if\b|within\b|in\b|for\b|to\b|is\b|"
    r"takes?\b|total\b|altogether\b|so far\b|in all\b|we\b|i\b|they\b|it\b|you\b)"
    rf"(?!{FIGURE})[a-z-]+){{0,3}}?)"
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
    r"line|form|id|(?:bell|door|gate|window|counter|bus|tram|lift|exit)(?: number)?|"
    r"(?:extension|ext\.?|phone|telephone|mobile|tel\.?|fax|room|bed)(?: number| no\.?)?(?: is)?)"
    r"[\s:]+$"
)
AGE_BEFORE = re.compile(
    r"\b(?:aged?(?: between)?|ages|age of|age group(?: of)?|"
    r"(?:under|over|above|below) the age of)\s+$"
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
