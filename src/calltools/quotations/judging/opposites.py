"""Pairs of contrary words in Chinese and in English, for checking what a rendering turned round."""

from __future__ import annotations

import re

Pair = tuple[re.Pattern[str], re.Pattern[str]]


def _pair(one: str, other: str) -> Pair:
    return re.compile(one), re.compile(other)


OPPOSITES: tuple[tuple[Pair, Pair], ...] = (
    (
        _pair(r"最[长慢晚久高多大]|顶多|至多", r"最[短快早低少小]|至少|起码"),
        _pair(
            r"\b(?:longest|slowest|latest|highest|most|maximum|biggest|largest)\b",
            r"\b(?:shortest|quickest|fastest|earliest|lowest|least|minimum|smallest|fewest)\b",
        ),
    ),
    (
        _pair(
            r"以内|之内|以里|内(?=[,，。]|$)|在\S{0,4}范围|在\S{0,4}之中",
            r"超[出过]|以外|之外|以上",
        ),
        _pair(r"\bwithin\b|\binside\b", r"\bbeyond\b|\boutside\b|\bexceed\w*|\bover\b|\bpast\b"),
    ),
    (
        _pair(r"以前|之前|事前|死前|逝世前|[术手]前", r"以后|之后|事后|死后|逝世后|术后|后来|然后"),
        _pair(r"\bbefore\w*\b|\bprior\b", r"\bafter\w*\b|\bsince\b|\bthen\b|\blater\b"),
    ),
    (
        _pair(r"全[是都部体]|所有|每[一个]|人人|都[是能有]", r"有的|有些|部分|一半|有时|少数|个别"),
        _pair(
            r"\b(?:all|every|everybody|everyone|each|always|none|nobody)\b",
            r"\b(?:some|part|half|sometimes|few|most|certain|others?)\b",
        ),
    ),
    (
        _pair(
            r"很多|[得的]多|多得|不少|许多|大量", r"很少|[得的]少|少得|不多|(?<!多)少(?=[,，。]|$)"
        ),
        _pair(
            r"\b(?:many|much|lots|plenty|numerous)\b", r"\b(?:few|fewer|little|rare\w*|scarce\w*)\b"
        ),
    ),
    (
        _pair(r"便宜", r"贵(?!院|姓|州|阳)"),
        _pair(r"\bcheap\w*", r"\bexpensive|\bdear(?:er)?\b|\bcostl"),
    ),
    (
        _pair(r"快(?!要|[一二两三四五六七八九十\d])", r"慢"),
        _pair(r"\b(?:fast|quick|soon)\w*", r"\b(?:slow)\w*"),
    ),
    (
        _pair(r"年轻|小伙", r"年老|老人|上年纪"),
        _pair(r"\byoung\w*", r"\b(?:old|older|elderly|aged)\b"),
    ),
    (
        _pair(r"包括|包含|算在", r"另[外加]?算|除外|不[包含]|另付|另收"),
        _pair(r"\binclud|\bcover", r"\bextra\b|\bexclud|\bseparate|\bon top\b|\bwithout\b"),
    ),
    (
        _pair(r"容易|好[等办找做]", r"难|不好[等办找做]"),
        _pair(r"\beas[yi]", r"\bhard\b|\bdifficult"),
    ),
    (
        _pair(r"男", r"女"),
        _pair(r"\b(?:man|men|male|he|his|him)\b", r"\b(?:woman|women|female|she|her)\b"),
    ),
    (
        _pair(r"成功|活[下了]|存活", r"失败|死[了亡]"),
        _pair(r"\bsucce|\bsurviv|\blive[sd]?\b", r"\bfail|\bdie[sd]?\b|\bdeath"),
    ),
    (
        _pair(r"可能(?!性)|能够", r"不可能"),
        _pair(r"(?<!not )\bpossible\b", r"\bimpossible\b|not possible"),
    ),
    (
        _pair(r"允许|批准|合法", r"禁止|违法|非法"),
        _pair(r"\ballow|\bpermit|\bapprov|\blegal", r"\bforbid|\bban|\bprohibit|\billegal"),
    ),
)
"""((Chinese word, its contrary), (English word, its contrary)).

Chinese is matched in simplified characters, English in small letters.
"""
