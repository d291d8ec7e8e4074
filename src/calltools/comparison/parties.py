"""Who and when: words for parties, times and order in both languages, as places in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from calltools.language.normalise import TextSpan, simplify
from calltools.language.sentences import Language

_PARTIES: Mapping[str, tuple[str, str]] = {
    "we": (r"我们?|咱们?|俺|自己人|本院|本中心", r"i|we|me|us|my|our|ours|mine|myself|ourselves"),
    "you": (r"您|你们?", r"you|your|yours|yourself"),
    "they": (r"他们|她们|它们|人家|别人|他人", r"they|them|their|theirs|others|other people"),
    "family": (r"家属|家里人?|家人|亲属|亲人", r"famil(?:y|ies)|relatives?|next of kin"),
    "patient": (r"病人|患者|受体|受者", r"patients?|recipients?"),
    "donor": (r"供体|供者|捐献者|捐献人|捐的人|捐者", r"donors?"),
    "doctor": (r"医生|大夫|医师|主刀", r"doctors?|surgeons?|physicians?|dr"),
    "nurse": (r"护士长?", r"nurses?"),
    "director": (r"主任|院长|所长", r"directors?|presidents?|heads?|chiefs?"),
    "coordinator": (r"协调员|协调的人?", r"co-?ordinators?|coordinating"),
    "hospital": (r"医院|院里|院方|本院", r"hospitals?"),
    "office": (r"办公室|协调办", r"offices?"),
    "team": (r"组|团队", r"teams?|groups?"),
    "police": (r"警察|公安|警方", r"police\w*"),
    "court": (r"法院|法庭", r"courts?"),
    "army": (r"部队|军方|军队", r"army|military"),
    "soldier": (r"军人|当兵的?|士兵", r"soldiers?|servicemen"),
    "civilian": (r"平民|老百姓|地方病人", r"civilians?"),
    "government": (
        r"政府|卫健委|卫生局|卫计委",
        r"government|health (?:bureau|commission|authorit\w+)",
    ),
    "red cross": (r"红十字会?", r"red cross"),
    "system": (r"系统|电脑|计算机", r"system|computers?"),
    "foreigner": (r"外国人|老外", r"foreigners?"),
    "man": (r"男[的人性]?", r"m[ae]n|males?"),
    "woman": (r"女[的人性]?(?!儿)", r"wom[ae]n|females?"),
    "old": (r"老人|老年人|年纪大的|岁数大的", r"the old|old people|elderly|older"),
    "young": (r"年轻人?", r"young\w*"),
    "child": (r"孩子|小孩|儿童", r"child(?:ren)?"),
    "liver": (r"肝", r"livers?"),
    "kidney": (r"肾", r"kidneys?"),
    "heart": (r"心脏?(?=移植|[做换取供]|、|，|,)|供心", r"hearts?"),
    "lung": (r"肺", r"lungs?"),
}
_TIMES: Mapping[str, tuple[str, str]] = {
    "year before last": (r"前年", r"(?:the )?year before(?: last)?|two years ago"),
    "last year": (r"去年|上年", r"last year"),
    "this year": (r"今年|本年", r"this year"),
    "next year": (r"明年", r"next year"),
    "last month": (r"上个?月", r"last month"),
    "this month": (r"这个?月|本月", r"this month"),
    "next month": (r"下个?月", r"next month"),
    "last week": (r"上个?(?:周|星期|礼拜)", r"last week"),
    "this week": (r"这个?(?:周|星期|礼拜)|本周", r"this week"),
    "next week": (r"下个?(?:周|星期|礼拜)", r"next week"),
    "yesterday": (r"昨天|昨晚", r"yesterday|last night"),
    "today": (r"今天|今晚", r"today|tonight"),
    "tomorrow": (r"明天|明晚", r"tomorrow"),
    "formerly": (r"以前|过去|从前|原来", r"before|formerly|in the past|used to|previously"),
    "now": (r"现在|目前|如今|眼下", r"now|nowadays|currently|these days|at present"),
    "first": (r"先|首先", r"first"),
    "then": (
        r"后(?=[找做有来交付补查给])|然后|再(?=[找做有来交付补查给])|之后",
        r"afterwards?|then|later|after that",
    ),
    "day": (r"白天|早上|上午", r"by day|daytime|mornings?"),
    "night": (r"夜里|半夜|晚上|夜间", r"nights?|evenings?"),
    "quick": (r"快(?!要|两)", r"quick\w*|fast\w*"),
    "slow": (r"慢", r"slow\w*"),
    "short": (r"短", r"short\w*"),
    "long": (r"长(?![^的]*医)", r"long(?:er|est)?"),
    "big": (r"大的", r"big\w*|large\w*"),
    "small": (r"小的", r"small\w*"),
    "single": (r"单[肺侧个]?", r"single|one lung"),
    "double": (r"双[肺侧]?", r"double|both"),
    "admission": (r"住院|入院|住进", r"admission|admitted|coming in"),
    "operation": (r"手术|开刀|做完", r"operations?|operated|surgery"),
    "discharge": (r"出院", r"discharged?|leav\w+"),
    "registration": (r"登记|挂号", r"regist\w+"),
    "death": (r"逝世|去世|死", r"deaths?|die[sd]?"),
    "weekday": (r"工作日|平时", r"weekdays?|working days?"),
    "weekend": (r"周末", r"weekends?"),
}


def _compiled(table: Mapping[str, tuple[str, str]]) -> dict[Language, dict[str, re.Pattern[str]]]:
    return {
        "zh": {name: re.compile(zh) for name, (zh, _) in table.items()},
        "en": {name: re.compile(rf"\b(?:{en})\b") for name, (_, en) in table.items()},
    }


_PARTIES_BY, _TIMES_BY = _compiled(_PARTIES), _compiled(_TIMES)


def parties(text: str, language: Language) -> Iterator[tuple[str, TextSpan]]:
    """The parties that ``text`` names, each with every place."""
    yield from _found(_PARTIES_BY[language], text)


def times(text: str, language: Language) -> Iterator[tuple[str, TextSpan]]:
    """The words of ``text`` for when, in which order and of which kind, with their places."""
    yield from _found(_TIMES_BY[language], text)


def _found(table: Mapping[str, re.Pattern[str]], text: str) -> Iterator[tuple[str, TextSpan]]:
    folded = simplify(text).casefold().replace("’", "'")
    for name, pattern in table.items():
        for match in pattern.finditer(folded):
            yield name, match.span()
