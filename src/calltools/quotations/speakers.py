"""Who speaks, by the words before a quotation and by those after it."""

from __future__ import annotations

import re
from functools import cache

from calltools.quotations.people import Mention, People, is_object
from calltools.quotations.vocabulary import chinese, either, english

_LABEL = re.compile(r"\s*[：:]")
_BRACKETED = re.compile(r"[^,.;，。；]{0,20}[(（]\s*")
_NARRATOR = re.compile(
    r"[\s,，]*(?:(?:I|we) (?:asked|said|answered|replied|told)\b|我们?[又再]?(?:追|反)?[问说答])"
)
_POSSESSIVE = frozenset(["his", "her", "him", "其"])


def speaker_before(people: People, near: str, *, first: bool) -> Mention | None:
    """Who speaks according to ``near``, the words before a quotation.

    ``first``: they begin a paragraph, where "Narrator:" only says who reads it out.
    """
    found = [
        m
        for m in people.mentions(near)
        if not (first and m.side == "outsider" and m.start < 2 and _LABEL.match(near, m.end))
    ]
    inside = [m for m in found if m.side != "outsider"]
    owners = [m for m in inside if owns_words(near, m) and m.kind != "pronoun"]
    subjects = [m for m in inside if not is_object(near, m) and not owns_a_thing(near, m)]
    whole = [m for m in subjects if near[m.start : m.end].lower() not in _POSSESSIVE]
    for group in (whole, owners, subjects):
        if group:
            return group[-1]
    speaking = [m for m in found if m.side == "outsider" and _speaks().match(near, m.end)]
    return speaking[-1] if speaking else None


def is_said(near: str, mention: Mention | None) -> bool:
    """Whether the words before a quotation say that somebody, ``mention``, says it."""
    if _said_at_end().search(near):
        return True
    if mention is None:
        return False
    if _BRACKETED.fullmatch(near, mention.end):
        return True
    return bool(either("speech", "en", "zh").search(near, mention.end)) or owns_words(near, mention)


def speaker_after(people: People, tail: str, *, leads_on: bool) -> Mention | None:
    """Who speaks according to the words after a quotation: ``she said``, 护士说, ``said Dr. X``.

    ``leads_on``: right after ``tail`` stands another quotation, which a colon would lead to.
    """
    found = [m for m in people.mentions(tail) if m.start < 70]
    if not found:
        return None
    mention = found[0]
    before, verb_first, then_verb, belongs = _after_patterns()
    lead = tail[: mention.start]
    if lead.strip(" ,，、") and belongs.fullmatch(lead):
        return mention if mention.side != "outsider" else None
    verb = then_verb.match(tail, mention.end)
    if verb and before.fullmatch(lead):
        rest = tail[verb.end() :]
        is_chinese = "\u4e00" <= tail[verb.end() - 1] <= "\u9fff"
        if leads_on and (
            rest.rstrip().endswith((":", "：")) or (is_chinese and not rest.strip(" 了过着道"))
        ):
            return None
        return None if is_chinese and re.match(r"[了过着道]?[:：]", rest) else mention
    return mention if verb_first.fullmatch(lead) else None


def speaker_in_next(people: People, sentence: str) -> Mention | None:
    """Who speaks according to the sentence after a quotation that stands alone:
    "That is what Dr. X said", 这话是护士讲的."""
    if not _says_of_it().search(sentence):
        return None
    inside = [m for m in people.mentions(sentence) if m.side != "outsider" and m.kind != "pronoun"]
    denied = re.compile(r"(?:不是|并非|\bnot )(?:the )?$")
    return next((m for m in inside if not denied.search(sentence[: m.start])), None)


def narrator_after(tail: str) -> bool:
    """Whether the words after a quotation give it to the narrator: ``I asked``, 我问."""
    return bool(_NARRATOR.match(tail))


def owns_words(text: str, mention: Mention) -> bool:
    """Whether words of ``mention`` are meant: ``the nurse's reply``, 护士的原话."""
    return bool(_words_of().match(text, mention.end))


def owns_a_thing(text: str, mention: Mention) -> bool:
    """Whether only something of ``mention`` is meant: ``the surgeon's name``, 医生的名字."""
    return bool(_OWNS.match(text, mention.end)) and not owns_words(text, mention)


_OWNS = re.compile(
    r"['’]s? (?!.{0,30}\b(?:is|was|has|had) this\b)|的(?:名字|姓名|电话|号码|办公室|房间|名片|手机)"
)


@cache
def _words_of() -> re.Pattern[str]:
    en, zh = english("speech", "words_en"), chinese("speech", "words_zh")
    return re.compile(
        rf"['’]s? (?:[\w-]+ ){{0,4}}{en}|(?:[的之那][^，。,]{{0,8}}?|[^，。,的之那]{{0,4}}?){zh}",
        re.IGNORECASE,
    )


@cache
def _said_at_end() -> re.Pattern[str]:
    """A speech verb or a colon right before the quotation."""
    en, zh = english("speech", "en"), chinese("speech", "zh")
    more = (
        r"(?: (?:that|only|of|simply|also|on|out|us|me|him|her|them|back|this|as follows"
        r"|the (?:caller|investigator|words?)|our \w+|in \w+))*"
    )
    given = (
        r"\b(?:reads?|rendered?(?: \w+)?(?: as)?|(?:printed|quoted|given|made) as|turned into"
        r"|ha(?:s|ve|d) it)"
        r"|[译写印改摘引剪念播传听记录转]述?(?:成|作|为)了?"
    )
    were = rf"{english('speech', 'words_en')}(?: \w+){{0,3}} (?:was|were|is|are)"
    return re.compile(
        rf"(?:{en}{more}|{given}|{were}|{zh}[了过着得的是起就有]*(?:一句|一声|这么一句)?|[:：])"
        r"[\s,，:：—–-]*(?:and |that |an? |the )?[\s(（]*$",
        re.IGNORECASE,
    )


@cache
def _speaks() -> re.Pattern[str]:
    """Somebody outside the calls speaks for himself, rather than reporting others' words."""
    en = (
        r"(?:sa(?:y|ys|id)|t(?:ells|old)|writes?|wrote|asks?|asked|adds?|added|answer(?:s|ed)"
        r"|explain(?:s|ed)|joke[sd]?|comment(?:s|ed)|call(?:s|ed))"
    )
    zh = r"(?:说|写道?|问|讲|称|嫌|来信|写信|笑|答|管|批评)"
    return re.compile(rf"[^.:：。]{{0,40}}\b{en}\b|[^。：:]{{0,12}}{zh}", re.IGNORECASE)


@cache
def _says_of_it() -> re.Pattern[str]:
    return re.compile(
        r"^\s*(?:(?:that|this|it|so)\b[^.]{0,30}\b(?:said|says|words?|answer|reply)\b)"
        r"|(?:是|系|为|记在|归于|出自)[^，。]{1,24}?(?:讲|说|答)的|名下|^\s*(?:这句?话?|此语|说这话的)[^，。]{0,6}是",
        re.IGNORECASE,
    )


@cache
def _after_patterns() -> tuple[re.Pattern[str], ...]:
    en, zh = english("speech", "en"), chinese("speech", "zh")
    lead_in = r"[\s,，、—–.-]*(?:as |so )?"
    article = (
        r"(?:(?:the|an?|one|our|this|that|another|other|his|her|那位|这位|一位|一名|那个|这个"
        r"|当班的|当时的)\s*)?(?:\w+\s){0,2}?"
    )
    before = rf"(?: [a-z ]{{1,20}},)?{lead_in}{article}"
    verb_first = rf"{lead_in}(?:then |\w+ly )?{en}(?: to \w+(?: \w+)?)? {article}"
    then_verb = (
        r"(?:,? who [^,]{1,40},|, [^,]{1,50},)?"
        r"(?:\s*(?:\w+ly|also|then|once|again|himself|herself|had|has|would|finally|later))*"
        rf"\s*{en}|[^，。：:？！]{{0,8}}?{zh}"
    )
    belongs = (
        r"[\s,，、—–-]*(?:(?:was|were|is|are)(?: said to be)?|said to be|attributed to|ascribed to"
        r"|in|to quote|according to|by|[—–-]+|[(（]|是|出自|系|这是|That (?:is|was)|This (?:is|was)"
        r"|据)\s*(?:the |an? |our )?(?:\w+ ){0,3}?"
        r"(?:[\u4e00-\u9fff]{0,12}?医院?的?(?:一位|一名|那位|这位)?)?"
    )
    patterns = (before, verb_first, then_verb, belongs)
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
