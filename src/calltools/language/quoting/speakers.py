"""Who speaks, by the words before a quotation and by those after it."""

from __future__ import annotations

import re
from functools import cache

from calltools.language.quoting.people import Mention, People, is_object
from calltools.language.quoting.vocabulary import chinese, either, english

_LABEL = re.compile(r"\s*[：:]")
_BRACKETED = re.compile(r"[^,.;，。；]{0,20}[(（]\s*")
_NARRATOR = re.compile(
    r"[\s,，]*(?:(?:I|we) (?:asked|said|answered|replied|told)\b|我们?[又再]?(?:追|反)?[问说答])"
)
_SOON = 70  # characters after a quotation
_POSSESSIVE = frozenset(["his", "her", "him", "其"])
_HEARS = re.compile(  # whoever hears it does not say it
    r"\s*(?:(?:then|also|was|were|is|are|has|had|been|only) )*"
    r"(?:heard?|hears|told|learn(?:s|ed|t)|received?|gets?|got|asked|assured|informed|given)\b"
    r"|[^，。]{0,6}?(?:听[到见了着]|得知|得到|收到|获悉|被|获得)",
    re.IGNORECASE,
)
_OF = re.compile(r"['’]s?\b|的")
_THIS_OF = re.compile(r"的?[这那](?:一|几|两|最后一)?(?:句|番|段|席)")  # 护士这句
_TELLS = re.compile(
    r"(?:又|也|还|再|便|就|则|随即|马上)?(?:告诉|说)"
    r"|(?: \w+ly)? (?:told|tells|explain(?:s|ed)|said|says)\b"
)
_TOLD_OF = re.compile(
    r"(?:要找|找|该问|归|换|请|叫)的?(?:是|了)?(?:一位|那位)?$"
    r"|\b(?:wants?|wanted|needs?|needed|was|is|see|for|find) (?:the |a )?$"
)
_COLON_ZH = re.compile(r"[了过着道]?[:：]")
_JOINT = r"[\s,，、—–.:：-]*"
_ARTICLE = (
    r"(?:(?:the|an?|one|our|this|that|another|other|his|her)\s|[^，。：:；、的\s]{1,16}的)?"
    r"(?:[那这一](?:位|名|个))?"
)


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
    owners = [
        m for m in inside if m.kind != "pronoun" and (owns_words(near, m) or near[m.end :] == "的")
    ]
    subjects = [m for m in inside if not is_object(near, m) and not owns_a_thing(near, m)]
    whole = [m for m in subjects if not _is_possessive(near, m)]
    whole = [m for m in whole if not _HEARS.match(near, m.end)] or whole
    tellers = [m for m in whole if _TELLS.match(near, m.end)]
    if tellers:
        whole = [m for m in whole if m.end <= tellers[-1].end or not _is_told_of(near, m)]
        if whole[-1].end > tellers[-1].end and not near[whole[-1].end :].strip():
            whole = whole[:-1]  # 医生说，家属「…」: the quotation tells what they do
    for group in (whole, owners, subjects):
        if group:
            return group[-1]
    if is_rendered(near):
        return None
    speaking = [m for m in found if m.side == "outsider" and _speaks().match(near, m.end)]
    return speaking[-1] if speaking else None


def _is_told_of(text: str, mention: Mention) -> bool:
    """Whether somebody is only what another tells of: 告诉来电者，要找的是祝医生."""
    return bool(_TOLD_OF.search(text, max(mention.start - 20, 0), mention.start))


def _is_possessive(text: str, mention: Mention) -> bool:
    """Whether a pronoun may only tell whose something is; "told by her" does more."""
    return text[mention.start : mention.end].lower() in _POSSESSIVE and not re.search(
        r"\b(?:by|from) $", text[: mention.start]
    )


def is_said(near: str, mention: Mention | None) -> bool:
    """Whether the words before a quotation say that somebody, ``mention``, says it."""
    if _said_at_end().search(near):
        return True
    if mention is None:
        return False
    if near[mention.end :] == "的" or _BRACKETED.fullmatch(near, mention.end):
        return True
    return bool(either("speech", "en", "zh").search(near, mention.end)) or owns_words(near, mention)


def speaker_after(
    people: People, tail: str, *, goes_on: bool = False, leads_on: bool = False
) -> Mention | None:
    """Who speaks according to the words after a quotation: ``she said``, 护士说, ``said Dr. X``.

    ``goes_on``: a comma parts the quotation from ``tail``, which so belongs to it.  ``leads_on``:
    right after ``tail`` stands another quotation, which a colon would lead to.
    """
    found = [m for m in people.mentions(tail) if m.start < _SOON]
    if not found or (not goes_on and tail.rstrip().endswith(("?", "？"))):  # the report asks
        return None
    mention = found[0]
    lead, after = tail[: mention.start], tail[mention.end :]
    if _introduces().fullmatch(lead) or (owns_words(tail, mention) and _copula().fullmatch(lead)):
        return mention if mention.side != "outsider" else None
    if _verb_first().fullmatch(lead):
        return mention
    if not _subject().fullmatch(lead):
        return None
    if not lead.strip() and not leads_on and _THIS_OF.match(after):
        return mention
    if verb := _then_verb().match(after):
        return None if _is_of_the_next(after, verb.end(), goes_on, leads_on) else mention
    acts = goes_on and not leads_on and mention.kind != "pronoun" and mention.side == "hospital"
    return mention if acts and not _HEARS.match(after) and not _OF.match(after) else None


def _is_of_the_next(after: str, end: int, goes_on: bool, leads_on: bool) -> bool:
    """Whether the verb that ends at ``end`` leads to the quotation after it: 护士又说：「…」."""
    rest = after[end:]
    if "\u4e00" <= after[end - 1] <= "\u9fff":
        colon = _COLON_ZH.match(rest)
        return bool(colon) or (leads_on and not rest.strip(" 了过着道"))
    return leads_on and not goes_on and rest.rstrip().endswith((":", "："))


def speaker_in_next(people: People, sentence: str) -> Mention | None:
    """Who speaks according to the sentence after a quotation that stands alone:
    "That is what Dr. X said", 这话是护士讲的."""
    if not _says_of_it().search(sentence):
        return None
    inside = [m for m in people.mentions(sentence) if m.side != "outsider" and m.kind != "pronoun"]
    denied = re.compile(r"(?:不是|并非|\bnot )(?:the )?$")
    return next((m for m in inside if not denied.search(sentence[: m.start])), None)


def tells_whose_it_was(sentence: str) -> bool:
    """Whether the sentence after a quotation is there to tell who said it: 说这句话的是护士."""
    return bool(_WHOSE.match(sentence))


_WHOSE = re.compile(
    r"\s*(?:[说讲]这(?:句|番|些)?话的(?:人)?(?:，?正)?是|这(?:句|番)话(?:出自|是[^，。]{1,16}[说讲]的)"
    r"|(?:the one|the person|whoever|the man|the woman) who said (?:so|this|that|it) (?:is|was)\b)",
    re.IGNORECASE,
)


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


_RENDERED = (
    r"\b(?:reads?|rendered?(?: \w+)?(?: as)?|(?:print|quot|giv|mad|tak|heard|set down|put down"
    r"|translat|reproduc|report|cit|gav|mak)(?:ed|en|e|s)?"
    r" (?:\w+ ){0,3}as|turn(?:ed|s)? (?:\w+ )?into"
    r"|ha(?:s|ve|d) it)"
    r"|[译写印改摘引剪念播传听记录转登抄]述?(?:成|作|为|的是)了?"
)


def is_rendered(near: str) -> bool:
    """Whether the words before a quotation say that somebody gives words that way: printed as."""
    return bool(re.search(rf"(?:{_RENDERED})[\s,，:：]*$", near, re.IGNORECASE))


def tells_of_a_version(text: str) -> bool:
    """Whether a text says somewhere that somebody gives words in a way of his own: 印作."""
    return bool(re.search(_RENDERED, text, re.IGNORECASE))


@cache
def _said_at_end() -> re.Pattern[str]:
    """A speech verb or a colon right before the quotation."""
    en, zh = english("speech", "en"), chinese("speech", "zh")
    more = (
        r"(?: (?:that|only|of|simply|also|on|out|us|me|him|her|them|back|this|as follows"
        r"|the (?:caller|investigator|words?)|our \w+|in \w+))*"
    )
    were = rf"{english('speech', 'words_en')}(?: \w+){{0,3}} (?:was|were|is|are)"
    return re.compile(
        rf"(?:{en}{more}|{_RENDERED}|{were}|{zh}[了过着得的是起就有]*(?:一句|一声|这么一句)?|[:：])"
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
    zh = (
        r"(?:说|写道?|问|讲|称|嫌|来信|写信|笑|答|管|批评|回信|回复|留言|点评|批注|陈述|表示|补充|总结"
        r"|宣布|发言|强调)"
    )
    return re.compile(rf"[^.:：。]{{0,40}}\b{en}\b|[^。：:]{{0,12}}{zh}", re.IGNORECASE)


@cache
def _says_of_it() -> re.Pattern[str]:
    return re.compile(
        r"^\s*(?:(?:that|this|it|so)\b[^.]{0,30}\b(?:said|says|words?|answer|reply)\b"
        r"|(?:the|these|those) (?:words|sentence|line|answer|reply) (?:is|are|was|were|came)\b"
        r"|thus\b)"
        r"|(?:是|系|为|记在|归于|出自)[^，。]{1,24}?(?:讲|说|答)的|名下"
        r"|^\s*(?:这句?话?|此语|[说讲]这(?:句|番|些)?话的)[^，。]{0,6}是",
        re.IGNORECASE,
    )


@cache
def _subject() -> re.Pattern[str]:
    """What may stand between a quotation and whoever said it: 「…」，当班的那位 (护士说)."""
    manner = (
        r"as|so|thus|and so|which is (?:what|how)|(?:is|was) (?:how|what|all(?: that)?)"
        r"|(?:in|with) (?:this|that|these|those|such|the same|so many) (?:way|manner|words?|spirit)"
    )
    return re.compile(
        rf"(?: [a-z ]{{1,20}},)?{_JOINT}(?:(?:{manner})[\s,]+)?{_ARTICLE}(?:\w+ ){{0,2}}?",
        re.IGNORECASE,
    )


@cache
def _verb_first() -> re.Pattern[str]:
    """``said the``, ``answered, after a while, our``."""
    return re.compile(
        rf"{_JOINT}(?:then |\w+ly )?{english('speech', 'en')}(?: to \w+(?: \w+)?)?"
        rf"(?:, [^,]{{1,40}},)? {_ARTICLE}(?:\w+ ){{0,2}}?",
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


@cache
def _introduces() -> re.Pattern[str]:
    """What stands before whoever a quotation is given to, without a verb of speaking."""
    return re.compile(
        r"[\s,，、—–:：-]*(?:which (?:is|are|was|were) (?:the |an? )?"
        r"(?:words?|lines?|answers?|remarks?|sentences?) (?:of|by|from)"
        r"|(?:was|were|is|are)(?: said to be)?|said to be|attributed to"
        r"|(?:is |was |came |so much |this |that |all |only )*(?:from|by)|thus|in|to quote"
        r"|according to|[—–-]+|[(（]|是|出自|系|这是|That (?:is|was)|This (?:is|was)|据)\s*"
        rf"(?:the |an? |our )?(?:\w+ ){{0,3}}?(?:[\u4e00-\u9fff]{{0,12}}?医院?的?{_ARTICLE}|那位)?",
        re.IGNORECASE,
    )


@cache
def _copula() -> re.Pattern[str]:
    """``ran the``, ``was, in short, the``: before "nurse's reply"."""
    return re.compile(
        r"[\s,—–:-]*(?:is|was|were|are|ran|runs|comes?|came|goes|went|reads?|it (?:is|was))\b"
        rf"[^.;]{{0,20}}? {_ARTICLE}(?:\w+ ){{0,2}}?|[，：\s—]*[就便]?(?:是|成了){_ARTICLE}",
        re.IGNORECASE,
    )
