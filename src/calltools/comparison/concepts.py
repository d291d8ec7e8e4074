"""Words that tell how many, how surely and how far: they need a word of their kind on both sides.

Each kind has a narrow and a wide pattern a language.  What the one side says in the narrow sense
the other must say at least in the wide one: "all" needs 都 or 每 or the like.  The wide patterns
are as wide as faithful translations make them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from calltools.comparison.signs import Sign
from calltools.comparison.unfaithful import Unfaithful, other
from calltools.language.normalise import simplify
from calltools.language.sentences import Language


@dataclass(frozen=True, slots=True)
class _Concept:
    sign: Sign
    narrow: dict[Language, re.Pattern[str]]
    wide: dict[Language, re.Pattern[str]]


def _concept(sign: Sign, zh: tuple[str, str], en: tuple[str, str]) -> _Concept:
    """``zh`` and ``en`` are a narrow and a wide pattern each; English ones match whole words."""
    words = [re.compile(rf"\b(?:{pattern})\b") for pattern in en]
    return _Concept(
        sign,
        {"zh": re.compile(zh[0]), "en": words[0]},
        {"zh": re.compile(zh[1]), "en": words[1]},
    )


CONCEPTS = (
    _concept(
        Sign.HOW_MANY,
        (
            r"(?<!不)全都|(?<!不)全部|(?<!不)全是|所有|每个人|每一个|每[位家]|人人|一律|统统|"
            r"总是|永远",
            r"全|都|所有|每|各|一切|任何|凡|随时|总|一向|整|满|一律|从来|一直|永远|始终|皆|均|统统|"
            r"谁|什么|哪|大家|人人|完|一共|只|遍|处处|到处|其余|其他|剩|唯",
        ),
        (
            r"(?<!not )(?<!at )(?<!after )(?<!first of )(?<!above )all(?! right| the (?:more|"
            r"better|same)|"
            r" i know| we know| told| that (?:i|we)| over)|every(?! time)|everyone|everybody|"
            r"everything|always",
            r"all|every\w*|each|any\w*|always|entire\w*|whole|complete\w*|total\w*|none|no|never|"
            r"both|whoever|whatever|full\w*|constantly|ever|only|nothing|uniform\w*|"
            r"without exception",
        ),
    ),
    _concept(
        Sign.HOW_MANY,
        (
            r"大部分|大多|多数|居多|为主|大都|(?<=\S)的多(?=[,，。；;]|$)",
            r"大[部多都半]|多数|居多|多是|[的得]多|为主|主要|基本|一般|大体|普遍|绝大|更多|最|通常|"
            r"往往|占|[七八九]成",
        ),
        (
            r"(?<!at )(?<!at the )(?<!the )(?<!the very )most(?! of all)|mostly|(?:the|"
            r"a) majority|mainly|"
            r"chiefly|for the most part|largely",
            r"most\w*|majority|main\w*|chief\w*|large\w*|more|general\w*|usual\w*|principal\w*|"
            r"bulk|"
            r"predomin\w*|primar\w*|nearly all|many|greater part|normally|heav\w+|lots|focus\w*|"
            r"per cent|percent",
        ),
    ),
    _concept(
        Sign.HOW_MANY,
        (
            r"有的|有些|(?<!大)部分|个别|少数(?!民族)",
            r"有|部分|一些|几|某|个别|些|少数|多|一二|一两",
        ),
        (
            r"some of (?:them|the|our|those)|part of (?:them|the|it)|partly|in some cases|"
            r"certain ones|"
            r"a few of|some (?:are|were|have|come|came|die|do|did|go)",
            r"some\w*|part\w*|certain|few|a number|others?|several|not all|individual|occasion\w*|"
            r"minority|one or two|those|there (?:are|is|were|was)|cases?|any|once|ha(?:s|ve|"
            r"d) (?:been|had)",
        ),
    ),
    _concept(
        Sign.HOW_MANY,
        (
            r"只有(?!一)|只[能管做收是看用在给]|(?<!不)仅(?!仅)|光是|单单",
            r"只|仅|才|就|光|单|唯|而已|罢了|刚|专|也就|顶多|最多|除[了非]|先|随便",
        ),
        (
            r"only(?! just)|merely|solely|nothing but|no one but|exclusively",
            r"only|just|merely|sole\w*|but|nothing (?:but|else|except)|no more than|simply|alone|"
            r"exclusively|all (?:i|we|they|you)|purely|unless|until|limited|confined|restrict\w*|"
            r"except|other than|at most|never|depends|anything but|mere|no further|one|once|single",
        ),
    ),
    _concept(
        Sign.HOW_MANY,
        (r"一半", r"半|二分之一|五成|五十|50|对开|平分"),
        (r"half(?! an? |-|past| the time)", r"half|halves|fifty|50|50%|mid\w*"),
    ),
    _concept(
        Sign.HOW_MANY,
        (r"三分之[一二]|四分之[一三]", r"分之|成|%|％"),
        (
            r"an? (?:third|quarter|fifth|tenth)(?! time| of an hour)|two thirds|"
            r"three quarters(?! of an hour)",
            r"thirds?|quarters?|fifths?|tenths?|per cent|percent|%",
        ),
    ),
    _concept(
        Sign.HOW_SURELY,
        (
            r"必须|必得|务必|一定要|不得不|非\S{1,8}不[可行]|强制|硬性",
            r"要|得|必|需|须|一定|只[能有好]|才|应|该|非|逼|硬|先|不[行能]|重|吧|肯定|准|别|靠",
        ),
        (
            r"must(?! have been| be (?:luck|some|you|the))|ha(?:ve|s|d) to(?! do with)|got to|"
            r"need(?:s|ed)? to|"
            r"required?|obliged|compulsory|mandatory|obligatory",
            r"must|ha(?:ve|s|d) to|need\w*|requir\w*|always|only|got to|should|be sure|can't|"
            r"cannot|"
            r"can not|without fail|necessar\w*|essential|obliged|compulsory|mandatory|insist\w*|"
            r"absolutely|shall|no choice|bound|supposed|unless|forced|make sure|certainly|"
            r"\w+'ll have",
        ),
    ),
    _concept(
        Sign.HOW_SURELY,
        (r"最好", r"最|应|该|宜|建议|还是|尽量|别|就|吧|先|不如|更"),
        (
            r"(?:is|are|it's|'s|'d|had|would be|would do) best(?: to)?|ideally|preferabl[ey]|"
            r"advisable",
            r"best|better|should|ought|ideal\w*|prefer\w*|recommend\w*|advi[sc]\w*|good|optimal\w*|"
            r"suggest\w*|most",
        ),
    ),
    _concept(
        Sign.HOW_OFTEN,
        (
            r"[二两三四五六七八九十\d]+(?:天|周|个?星期|个?礼拜|个?月|年)(?:才|就|能)?(?:做|有|"
            r"来)?一(?:台|例|个|次)",
            r"每|一次|一[台例个]|隔",
        ),
        (
            r"(?:once|one) (?:every|in) (?:two|three|four|five|six|seven|ten|\d+) (?:days|weeks|"
            r"months|years)|"
            r"every (?:other|two|three|four|five|six|seven|ten|\d+) (?:days?|weeks?|months?|"
            r"years?)",
            r"every|each|once|one in|per|apart|takes?",
        ),
    ),
    _concept(
        Sign.CONDITION,
        (
            r"如果|要是|假如|倘若|除非|只要|的话(?!题|来)",
            r"如|要是|若|假|倘|除非|只[要有]|的话|就|才|一旦|否则|不然|时|万一|再|后|了|得|超|过|"
            r"越|没|不",
        ),
        (
            r"if(?! i may| you like| anything)|unless|provided|as long as|on condition",
            r"if|unless|provided|providing|as long|when\w*|once|in case|should|whether|with|"
            r"without|"
            r"depend\w*|for|otherwise|any \w+er|or|where|who\w*|until|after|those|then",
        ),
    ),
    _concept(
        Sign.COMPARISON,
        (
            r"比\S{1,8}(?:便宜|贵|快|慢|多|少|高|低|早|晚|好|差|大|小|长|短)|(?:便宜|贵|快|慢|多|少|高|低)了?[一二三四五六七八九十\d]+(?:分之|成|倍|%)|更(?:便宜|贵|快|慢|"
            r"多|少|高|低|好)",
            r"比|更|较|些|点|还|多|少|越|再|反|以[下上内]|便宜|贵|快|慢|早|晚|后|先|不如|差|好|老|"
            r"大|小|长|久|易|难|高|低|近|远|超|过",
        ),
        (
            r"(?:cheaper|dearer|faster|slower|quicker|longer|shorter|bigger|smaller|larger|older|"
            r"younger|higher|lower|better|worse|earlier|sooner|fewer|easier|harder) than|"
            r"(?:cheaper|dearer|more expensive)",
            r"\w+er|more|less|than|compared|as \w+ as|above|below|beyond|exceed\w*|most|best|least|"
            r"\w+est|worse|extra|saves?|beats?|half|again",
        ),
    ),
    _concept(
        Sign.WHEN,
        (
            r"随时",
            r"随时|时|马上|立|当天|每天|天天|什么时候|哪天|一直|总|全天|昼夜|任何",
        ),
        (
            r"(?:at )?any ?time(?! soon)|whenever|at all times|(?:day or|day and) night",
            r"any ?time|any (?:day|moment|hour|minute)|whenever|always|ever|at all times|"
            r"all the time|immediate\w*|at once|on demand|on call|day (?:or|and) night|"
            r"around the clock|round the clock|constant\w*|every day|right away|straight\w*",
        ),
    ),
    _concept(
        Sign.WHEN,
        (
            r"马上|立刻|立即|当天|第二天|即刻",
            r"时|刻|马上|立|当天|天|现|就|一来|很快|快|即|直接",
        ),
        (
            r"at once|immediately|right away|straight ?away|instantly|the same day",
            r"any ?time|at once|immediate\w*|(?<!all )right|straight\w*|instant\w*|same day|"
            r"always|whenever|next day|day|soon|moment|now|directly|ever|quick\w*|as soon|"
            r"on the spot",
        ),
    ),
    _concept(
        Sign.HOW_OFTEN,
        (r"从不|从没|从来不|从来没|从未", r"从|没|不|未|绝|决|永|哪"),
        (r"never(?! mind)", r"never|not|n't|no|none|\w+n't|nothing|nobody|at no time|cannot"),
    ),
    _concept(
        Sign.HOW_OFTEN,
        (r"有时|偶尔|间或", r"有时|偶|间或|有的|有些|碰|时不时|或|也有|可能|会|有过|经常|常"),
        (
            r"sometimes|occasionally|now and then|once in a while",
            r"sometimes?|occasion\w*|now and (?:then|again)|at times|once in a while|some|may|"
            r"might|"
            r"can|from time to time|often|there (?:are|is)",
        ),
    ),
    _concept(
        Sign.HOW_OFTEN,
        (r"经常|常常|往往|老是", r"常|往往|老|总|多|频|不时|一向|惯|一般|通常|都|平时"),
        (
            r"often|frequently",
            r"often|frequent\w*|always|regular\w*|usual\w*|many times|common\w*|much of|most\w*|"
            r"keeps?|tends?|again and again|general\w*|a lot|constantly|mostly|sometimes|habit\w*",
        ),
    ),
)  # fmt: skip


def changed_concepts(
    turn: str, said: str, rendering: str, language: Language
) -> Iterator[Unfaithful]:
    """How many, how surely, how often: what one side says and the other has nothing of.

    A word of the rendering may answer to one anywhere in the ``turn``; a word of ``said``, what
    is rendered, needs one in the rendering.
    """
    here, there = _plain(said), _plain(rendering)
    whole = _plain(turn)
    told: set[Sign] = set()
    for concept in CONCEPTS:
        put_in = concept.narrow[other(language)].search(there)
        left_out = concept.narrow[language].search(here)
        lost = left_out and not concept.wide[other(language)].search(there)
        new = put_in and not concept.wide[language].search(whole)
        if (lost or new) and concept.sign not in told:
            told.add(concept.sign)
            yield Unfaithful(concept.sign, said, rendering)


def _plain(text: str) -> str:
    return simplify(text).casefold().replace("’", "'")
