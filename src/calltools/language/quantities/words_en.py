"""The words of English quantities: units, nouns, currencies, rates, modifiers."""

from __future__ import annotations

import re

from calltools.language.quantities.model import DAYS, Period

UNITS = {
    name + ending: name
    for name in ("minute", "hour", "day", "week", "fortnight", "month", "year")
    for ending in ("", "s", "s'", "'s")
} | {"night": "day", "nights": "day"}
_TIMES = "minute|hour|day|night|week|fortnight|month|year"
PERIODS: dict[str, Period] = {
    "day": "day", "night": "day", "week": "week", "month": "month", "year": "year",
    "evening": "day", "morning": "day", "afternoon": "day", "daily": "day", "weekly": "week",
    "monthly": "month", "yearly": "year", "annually": "year", "24": "day", "twenty-four": "day",
}  # fmt: skip
_NOUNS = (
    "livers kidneys hearts lungs corneas organs donors operations transplants cases procedures "
    "theatres tables hospitals wards floors cities provinces counties districts villages towns "
    "countries kinds types sorts "
    "patients people times surgeons nurses doctors beds units teams groups rooms names hours kilos "
    "liver kidney heart lung cornea organ donor operation transplant case patient person"
).split()
NOUN = re.compile(rf"[ -]({'|'.join(_NOUNS)})\b(?!')")
UNIT = re.compile(
    r"(?P<more>(?:[ -]+(?:full|whole|more|solid|calendar|working|good|long)\b)*)[ -]*"
    rf"(?P<unit>(?:{_TIMES})(?:s|'s)?)\b"
)
"""A unit behind a numeral."""
HALF_UNITS = re.compile(rf" and a half\b(?: (?P<unit>{_TIMES})s?\b)?")
AND_MORE = re.compile(r" and a (?:(?P<half>half)|bit)\b")
AND = re.compile(r" and ")
OLD = re.compile(r"(?: ?- ?| of | )(?:old's|olds?)\b|(?: ?- ?| of )age\b")
NOUN_OR_UNIT = re.compile(rf"[ -](?:(?:{_TIMES})s?|{'|'.join(_NOUNS)})\b")
PLURAL = re.compile(r"(?P<unit>days|weeks|fortnights|months|years)\b(?!(?:'| ago\b| old\b))")
THE_UNIT = re.compile(rf"(?:(?<=within )|(?<=inside ))the (?P<unit>{_TIMES})s?\b")
PARTS = {
    name + ending: parts
    for name, parts in (("half", 2), ("third", 3), ("quarter", 4), ("fifth", 5), ("tenth", 10))
    for ending in ("", "s")
} | {"halves": 2}
"""Of how many parts one is named: a quarter is one of four."""
MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)
WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b")
CURRENCY = re.compile(
    r"\s*(?:(?P<USD>(?:us |american )?dollars?\b|usd\b|bucks\b)|(?P<CNY>yuan\b|renminbi\b|"
    r"rmb\b|kuai\b|"
    r"cny\b)|(?P<EUR>euros?\b|eur\b)|(?P<GBP>pounds?\b|gbp\b)"
    r"|(?P<HKD>(?:hong kong|hk) dollars?\b|hkd\b)"
    r"|(?P<TWD>(?:nt|(?:new )?taiwan(?:ese)?) dollars?\b|ntd?\b|twd\b)"
    r"|(?P<AUD>(?:australian|aussie) dollars?\b|aud\b)|(?P<CAD>canadian dollars?\b|cad\b)"
    r"|(?P<JPY>yen\b|jpy\b)|(?P<KRW>won\b(?!')))"
)
SIGNS = {
    "$": "USD", "¥": "CNY", "€": "EUR", "£": "GBP", "rmb": "CNY", "renminbi": "CNY", "yuan": "CNY",
    "ntd": "TWD",
} | {
    code.lower(): code for code in ("CNY", "USD", "HKD", "TWD", "EUR", "GBP", "AUD", "CAD", "JPY")
}  # fmt: skip
SIGN_BEFORE = re.compile(
    r"(?:(?<![a-z])(?P<place>us|hk|nt|au?|ca?))?(?P<sign>[¥$€£]) ?$"
    r"|\b(?P<code>rmb|renminbi|yuan|ntd|cny|usd|hkd|twd|eur|gbp|aud|cad|jpy) $"
)
"""What stands before a sum: HK$45,000, RMB 45,000."""
DOLLARS = {
    "us": "USD", "hk": "HKD", "nt": "TWD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD",
}  # fmt: skip
FIGURE = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|million|dozen|few|several)"
    r"\b"
)
RATE_BEFORE = re.compile(
    r"\b(?:each|every) (?:single )?(?P<period>day|night|evening|morning|afternoon|week|month|year)"
    rf",?(?: (?!{FIGURE}|after\b|when\b|until\b|wait|so far\b|total\b)[a-z']+){{0,5}}\s+$"
)
PER = re.compile(r"(?:a|one) (?:day|night|week|month|year)")
BETWEEN = re.compile(
    r",? (?:we|they|you|the (?:unit|department|team|hospital))(?: can| could| might| will| would)?"
    r" (?:do|does|did|manage[ds]?|performs?|performed|carry out|carried out)"
    r"(?: maybe| perhaps| usually)?\s+"
)
TOTAL = re.compile(r"[ ,]+(?:so far|in total|altogether|in all|all told|to date|since)\b")
RATE = re.compile(
    r"(?:(?:[ ,]+(?!and\b|but\b|or\b|if\b|within\b|in\b|for\b|to\b|is\b|"
    r"takes?\b|total\b|altogether\b|so far\b|in all\b|we\b|i\b|they\b|it\b|you\b)"
    rf"(?!{FIGURE})[a-z-]+){{0,3}}?)"
    r"[ ,]+(?:a|an|per|each|every|in (?:a|one)(?: good| normal| busy)?|in an?y (?:one|given)|"
    r"(?:in )?the same)(?: single)? "
    r"(?P<period>day|night|evening|morning|afternoon|week|month|year)\b(?! ago| or | and a half)"
    r"|[ ]+(?:is|was|makes|would be) (?:a|an) (?:\w+ )?(?:good|bad|normal|average|busy|quiet|"
    r"ordinary|typical|record|usual) (?P<kind>day|night|week|month|year)\b"
    r"|(?:[ ]+[a-z-]+){0,2}?[ ]+(?:in|within|inside) (?P<hours>twenty-four|24) hours"
    r"|(?:[ ]+[a-z-]+){0,2}?[ ]+(?P<adverb>daily|weekly|monthly|yearly|annually)\b"
)
PLURAL_AFTER = re.compile(
    r"(?:^|[,.;:—?!]|\b(?:is|of|in|for|takes?|took|waits?|waited|waiting|not|about|be|it's|or|only|"
    r"maybe|perhaps|say|means?|talking|then|usually|really|even|think))\s*$"
)
"""What stands before weeks, months, years without a figure."""
PART = re.compile(
    r"(?:(?P<count>a|one|two|three|four|five|six|seven|eight|nine)[ -])?"
    r"(?P<part>half|quarters?|(?:third|fifth|tenth)s?)(?:(?<=half)(?: of)?| of)"
    rf"(?:[ -](?:an?|one))?[ -](?P<unit>{_TIMES}|century)(?:s|'s)?\b"
)
COUNTS = {word: n for n, word in enumerate("a two three four five six seven eight nine".split(), 1)}
PART_OF_DAYS = DAYS | {"year": 12 * DAYS["month"], "century": 100 * DAYS["year"]}
"""Days of the units that are divided: half a year is six months of thirty."""
TO = re.compile(r"(?:\s*(?:[-–]|\bto\b|\bup to\b)|\s+(?P<and>and)\b)\s*")
"""Between the ends of a range of numbers."""
LIST = re.compile(r"\s*(?:to\b|[-–]|(?P<and>and\b)|(?P<or>,|or\b))\s*[$€£¥]?")
"""Between two amounts that may be one range."""
BETWEEN_BEFORE = re.compile(r"\bbetween $")
SPOKEN_DIGITS = re.compile(
    r"(?:(?:o|oh|zero|one|two|three|four|five|six|seven|eight|nine|double)\b(?!-) ?)+(?<! )"
)
DIGIT_GROUPS = re.compile(r"\d+(?: \d{2,})+\b")
_MONTH = f"(?:{'|'.join(sorted(MONTHS))})"
OF_MONTH = re.compile(rf" (?:of )?{_MONTH}\b")
MONTH_BEHIND = re.compile(rf" {_MONTH}\b")
A_BEFORE = re.compile(r"\b(?:a|one) $")
DATED_BEFORE = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days? $")
DIGITS_DATED_BEFORE = re.compile(r"\b(?:the|on|by|to) $")
UNTIL_THE = re.compile(r"\b(?:on|by|before|after|until|till|from|since|around|for) the $")
ENDS = re.compile(r"\s*(?:$|[.,?!]|and\b|or\b)")
PERCENT = re.compile(r" ?(?:%|per ?cent\b)")
SHARES = re.compile(r"[ -](?:half|halves|thirds?|quarters?|fifths?|tenths?)\b")
CLOCK = re.compile(r" ?(?:o'clock\b|am\b|pm\b|noon\b|[ap]\.m\b\.?)")
CLOCK_AFTER = re.compile(r"\s*(?:$|[.,;?!]|(?:and|to|or|in|on)\b)")
ONE_AFTER = re.compile(
    r"\s+(?:within|in|of|thing|another|day|out|off|away|anywhere|place|hospital|list)\b"
)
ONE_BEFORE = re.compile(
    r"\b(?:the|that|this|no|which|any|every|each|an?|right|first|second|third|other|next|last|new|"
    r"old|same|fresh|good|(?:an?|another) [a-z]+) $"
)
"""Where "one" stands for what was named before."""
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
BEFORE: tuple[tuple[str, bool, re.Pattern[str]], ...] = tuple(
    (does, vague, re.compile(rf"(?<![a-z'])(?:{words}){FILLER}\s+$"))
    for does, vague, words in (
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
            "",
            True,
            r"about|around|roughly|approximately|nearly|almost|some|close to|something like|"
            r"more like|the be(?:st|tter) part of|in the region of|in the order of|circa|"
            r"getting on for|a good|perhaps some|or about|an estimated|approaching",
        ),
    )
)
AFTER: tuple[tuple[str, bool, re.Pattern[str]], ...] = tuple(
    (does, vague, re.compile(rf"(?:[ -](?:{'|'.join(_NOUNS)})\b)?(?:{words})"))
    for does, vague, words in (
        (
            "at_most",
            False,
            r",?\s+(?:at (?:the )?(?:very )?(?:most|outside|longest|latest)|tops|"
            r"max(?:imum)?|or (?:less|under|fewer|sooner)|if (?:that|as much as that))\b",
        ),
        (
            "at_least",
            False,
            r",?\s+(?:(?:and|or) (?:upwards?|more|over|longer|up|above|beyond|counting)|"
            r"upwards|at (?:the )?(?:very )?least|minimum|plus)\b|\+|-plus\b",
        ),
        (
            "",
            True,
            r",?\s+(?:or so|or thereabouts|give or take|more or less|"
            r"or (?:a )?little (?:more|less)|roughly|approximately)\b|-?ish\b",
        ),
    )
)
