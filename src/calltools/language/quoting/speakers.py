"""Who speaks, by the words before a quotation and by those after it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from calltools.language.names import Name, is_subject
from calltools.language.quoting.around import Around
from calltools.language.quoting.scene import Scene
from calltools.language.quoting.vocabulary import chinese, either, english

Cast = Sequence[Sequence[Name]]
"""Who is named in each block of a text."""

_CLOSE = re.compile(r"[^,.;，。；]{0,8}|[^\u4e00-\u9fff,.;]{0,25}")
"""A verb and what belongs to it."""
ASKS = re.compile(
    r"(?:\bask(?:s|ed|ing)?\b[^,.;:，。：]{0,20}|\bquestions?|\bwants? to know|\bput it"
    r"|[追反]?问[^，。：,]{0,6}|问题)[\s,:：，]*$|(?:^|[\s。.])(?:Q|问)\s*[.：:]\s*$",
    re.IGNORECASE,
)
"""That somebody asks what follows."""
IS_ASKED = re.compile(
    r"\b(?:when|was|were|being|once|if|,)\s+asked\b[^.;。]*$|(?:被[^，。]{0,6}|当)问[^。]*$|^\s*asked\b",
    re.IGNORECASE,
)
"""That anybody who is named is asked it."""
_ENDS = re.compile(r"\s*(?:$|[,，.。;；])")
_SOON = 70  # characters after a quotation
_ARTICLE = (
    r"(?:(?:the|an?|one|our|this|that|another|other|his|her)\s|[^，。：:；、的\s]{1,16}的)?"
    r"(?:[那这一](?:位|名|个))?"
)
_LEAD = rf"(?: [a-z ]{{1,20}},)?[\s,，、—–.:：-]*{_ARTICLE}(?:\w+ ){{0,2}}?"
"""What may stand between a quotation and whoever said it: 「…」，当班的那位 (护士说)."""


def speaker_beside(scene: Scene, cast: Cast, words: Around) -> tuple[Name | None, bool, bool]:
    """Whom the words beside a quotation name as its speaker, whether they say that somebody
    speaks, and whether hardly more than that stands between."""
    before = _speaker_before(scene, cast, words)
    said = _said_at_end().search(words.near) is not None
    after_name = words.near[before.end - words.near_at :] if before else ""
    said = said or either("speech", "en", "zh").search(after_name) is not None
    after = _speaker_after(scene, cast, words)
    if after and not (before and said):
        return after, True, True
    return before, said, said and _CLOSE.fullmatch(after_name) is not None


def _speaker_before(scene: Scene, cast: Cast, words: Around) -> Name | None:
    """The last who is not an object: of a call, else somebody outside."""
    text, end = scene.folded[words.block], words.near_at + len(words.near)
    near = [one for one in cast[words.block] if words.near_at <= one.start < end]
    subjects = [one for one in near if is_subject(text, one)]
    inside = [one for one in subjects if one.side != "outsider"]
    return next(reversed(inside or subjects), None)


def _speaker_after(scene: Scene, cast: Cast, words: Around) -> Name | None:
    """Who speaks according to the words after a quotation: ``she said``, 护士说, ``said Dr. X``."""
    start, end = words.tail_at, words.tail_at + len(words.cried)
    found = (one for one in cast[words.tail_block] if start <= one.start < min(end, start + _SOON))
    name = next(found, None)
    if name is None:
        return None
    text = scene.folded[words.tail_block]
    lead, after = text[start : name.start], text[name.end : end]
    apposed = not words.near.strip() and _ENDS.match(after)
    if _leads_to_name().fullmatch(lead) or (apposed and re.fullmatch(_LEAD, lead, re.IGNORECASE)):
        return name
    verb = _then_verb().match(after) if re.fullmatch(_LEAD, lead, re.IGNORECASE) else None
    if verb is None:
        return None
    rest = re.sub(r"^[了过着道]|\s", "", after[verb.end() :])
    answers = not words.goes_on or ASKS.search(words.near)
    of_the_next = words.leads_on and (rest == "：" or (rest in ("", ":") and answers))
    return None if of_the_next else name


@cache
def _said_at_end() -> re.Pattern[str]:
    """A speech verb or a colon right before the quotation."""
    en, zh = english("speech", "en"), chinese("speech", "zh")
    more = (
        r"(?: (?:that|only|of|simply|also|on|out|us|me|him|her|them|back|this|as follows"
        r"|the (?:caller|investigator|words?)|our \w+|in \w+))*"
    )
    return re.compile(
        rf"(?:{en}{more}|{zh}[了过着得的是起就有]*(?:一句|一声|这么一句)?|[:：])"
        r"[\s,，:：—–-]*(?:and |that |an? |the )?[\s(（]*$",
        re.IGNORECASE,
    )


@cache
def _leads_to_name() -> re.Pattern[str]:
    """What stands before whoever a quotation is given to: ``said the``, ``according to``, —."""
    return re.compile(
        rf"[\s,，、—–.:：-]*(?:(?:then |\w+ly )?{english('speech', 'en')}(?: to \w+(?: \w+)?)?"
        r"(?:, [^,]{1,40},)?|(?:attributed to|according to|from|by|was|is)|[—–-]+|[(（]|是|出自|据)"
        rf"\s*{_ARTICLE}(?:\w+ ){{0,2}}?(?:[\u4e00-\u9fff]{{0,12}}?医院?的?)?",
        re.IGNORECASE,
    )


@cache
def _then_verb() -> re.Pattern[str]:
    """What follows the one who speaks, up to the verb."""
    return re.compile(
        r"(?:,? who [^,]{1,40},|, [^,]{1,50},)?"
        r"(?:\s*(?:\w+ly|also|then|once|again|himself|herself|had|has|would|could|finally|later))*"
        rf"\s*{english('speech', 'en')}"
        rf"|[^，。：:？！]{{0,8}}?(?:{chinese('speech', 'zh')}|这[么样]|如[此是])",
        re.IGNORECASE,
    )
