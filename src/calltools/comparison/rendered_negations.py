"""Negations of a rendering beside those of what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from calltools.comparison.dictionary import terms
from calltools.comparison.negated_text import contradiction
from calltools.comparison.signs import Sign
from calltools.comparison.unfaithful import Unfaithful, other
from calltools.comparison.words import is_light
from calltools.language.cues import sure_negations
from calltools.language.normalise import simplify
from calltools.language.sentences import Language

# Words that deny without a negation.
_IMPLIED = {
    "en": re.compile(
        r"\b(?:outside|beyond|fail\w*|lack\w*|few|little|useless|too late|too \w+ to|"
        r"(?:is|are|'s) over|out of the question|skip\w*|stop\w*|avoid\w*|forbid\w*|banned|"
        r"absent|missing|free of)\b"
    ),
    "zh": re.compile(
        r"谁(?:敢|知道|说)|哪(?:有|能|会|里)|岂|怕|回绝|拒|怎么(?:可能|会|能)|难|少|缺|免|放心|"
        r"以外|之外"
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
# Exceptions, which with a negation make an affirmation: "none from outside" is 没有不是本省的.
_BEYOND = {
    "en": re.compile(r"\b(?:outside|except|other than|apart from|unless|until|but)\b"),
    "zh": re.compile(r"以外|之外|除|非|才"),
}
_ANSWER = {
    "en": re.compile(r"(?:no|not at all|never)\b\s*[,.;]"),
    "zh": re.compile(r"(?:没有?|不是?|不行|不用|不会|不能|那不行)[的啊呀]?[,，。.;；]"),
}
# "Not all" and "all not": which of the two stands in the reach of the other.
_NOT_ALL = {
    "zh": re.compile(r"(?:不|没有?|并非|未必)(?:是|能|会|可能)?(?:全|都|所有|每|人人|一律|总)"),
    "en": re.compile(
        r"(?:\bnot|n't)(?: be| have)? (?:all|every\w*|each|always|entirely|completely|quite all)\b|"
        r"\b(?:all|every\w*)\b[^,.;]{0,20}(?:\bnot|n't)\b"
    ),
}
_SOME = {
    "zh": re.compile(r"有的|有些|部分|一些"),
    "en": re.compile(r"\b(?:some|part|partly|others)\b"),
}
_ALL_NOT = {
    "zh": re.compile(
        r"(?:全部?|全?都|所有\S{1,6}|每个?\S{0,3}|一律|统统|人人|谁|从来|一个)(?:也|都)?(?:是)?"
        r"(?:不(?!都|全|一定)|没(?!都|全)|未)"
    ),
    "en": re.compile(
        r"\b(?:none|nobody|no one|nothing|never|neither|not (?:one|a single|any)|no \w+|"
        r"all of \w+ (?:are|were|is)(?:n't| not))\b|n't (?:\w+ )?any"
    ),
}


def changed_negations(said: str, rendering: str, language: Language) -> Iterator[Unfaithful]:
    """Negations of the one side without one on the other; "nothing" and "not only"
    where the other says "not" or nothing of the kind."""
    here, there = _counts(said, language), _counts(rendering, other(language))
    zh, en = (said, rendering) if language == "zh" else (rendering, said)
    if here.isdisjoint(there):
        more = min((i - j for i in here for j in there), key=abs)
        heavier, lighter = (said, rendering) if more > 0 else (rendering, said)
        name = other(language) if more > 0 else language
        implied = abs(more) == 1 and _IMPLIED[name].search(simplify(lighter).casefold())
        excepted = abs(more) == 1 and _BEYOND[other(name)].search(simplify(heavier).casefold())
        doubled = abs(more) == 2 and _DOUBLED[name].search(simplify(lighter).casefold())
        partly = abs(more) == 1 and (
            _NOT_ALL[other(name)].search(simplify(heavier).casefold())
            and _SOME[name].search(simplify(lighter).casefold())
        )
        if not (implied or doubled or excepted or partly):
            yield Unfaithful(Sign.NEGATIONS_DIFFER, said, rendering)
    elif (
        any(e.search(en.casefold()) and not z.search(simplify(zh)) for e, z in _SPECIAL)
        or (_NO_ONE.search(simplify(zh)) and not _NO_ONE_EN.search(en.casefold()))
        or _is_contradicted(zh, en)
    ):
        yield Unfaithful(Sign.NEGATIONS_DIFFER, said, rendering)


def _counts(text: str, language: Language) -> set[int]:
    """How many negations there are; one fewer where the first only answers: "No, it can't"."""
    found = len(sure_negations(text, language))
    answer = found > 1 and _ANSWER[language].match(simplify(text).casefold())
    return {found, found - 1} if answer else {found}


def _is_contradicted(zh: str, en: str) -> bool:
    """Whether one side denies a word of content that the other has and does not deny.

    What a text has both with and without a negation (等了三个月都没等到) tells nothing.
    """
    found = contradiction(zh, "zh", en, "en")
    if found is None:
        return False
    folded = simplify(zh)
    place, (start, end) = found
    if place in sure_negations(zh, "zh"):
        word = folded[place[1] : place[1] + 1].strip("有")
        return not word or folded.count(word) == 1
    words = {w for word, w in terms(folded[slice(*place)], "zh") if not is_light(word, "zh")}
    denied = [keys for word, keys in terms(en[end:], "en") if not is_light(word, "en")][:1]
    return any(not keys.isdisjoint(others) for keys in denied for others in words) and (
        en[start:end].casefold() != "no"
    )


def changed_reach(said: str, rendering: str, language: Language) -> Iterator[Unfaithful]:
    """ "Not all" became "all … not", or the reverse."""
    texts = (
        (simplify(said).casefold().replace("’", "'"), language),
        (simplify(rendering).casefold().replace("’", "'"), other(language)),
    )
    partly = [bool(_NOT_ALL[name].search(text)) for text, name in texts]
    wholly = [bool(_ALL_NOT[name].search(_NOT_ALL[name].sub("", text))) for text, name in texts]
    if (partly[0] and not partly[1] and wholly[1]) or (partly[1] and not partly[0] and wholly[0]):
        yield Unfaithful(Sign.NEGATION_REACH, said, rendering)
