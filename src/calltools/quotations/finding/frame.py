"""Who answers for a quotation: the report itself, somebody else, or nobody any more.

A report may give words as its own finding, as what another source has (a newspaper, an exhibit,
a witness), or to say that they are wrong or can't be found.
"""

from __future__ import annotations

import re
from functools import cache

from calltools.language.quoting.around import Around
from calltools.language.quoting.people import MAKES, Mention, People, is_object
from calltools.language.quoting.scene import HIDDEN
from calltools.language.quoting.speakers import tells_of_a_version
from calltools.language.quoting.vocabulary import chinese, either, english
from calltools.quotations.model import Frame

_ONLY_JOINS = re.compile(
    r"(?:[\s,，、;；]|and|or|then|and then|but|又|和|与|及|或|以及)*", re.IGNORECASE
)
_IT_HAS = re.compile(r"\s*It (?:also |even )?(?:has(?! been)|had(?! been)|makes|made|lets)\b")
_RECORD = re.compile(r"\b(?:recording|tape|call|transcript)s?\b|录音|通话|带子|磁带|记录")
_CONTRAST = re.compile(r"[\s,，;；]*(?:而(?!且)|但|可是|却|不过|whereas\b|while\b|but\b)")
_NO = re.compile(
    r"\b(?:no|not an?|not one|neither)(?: \w+)? $|没有?(?:一[家份个]|任何|哪[家份个])?$", re.I
)
_CLAUSE = re.compile(r"[\s,，(（—–:：-]*[^,;，；]*")


def frame_of(words: Around, people: People, before: Frame | None) -> Frame:
    """The frame of a quotation by the ``words`` around it; ``before`` is that of the quotation
    before it in its sentence, if there is one."""
    if _ONLY_JOINS.fullmatch(words.near) and HIDDEN in words.lead and before:
        source = before != "own"
        if before == "disowned":
            return before
    else:
        source = _is_anothers(words, people, before)
    if _is_denied_before(words) or _is_untraced(words):
        return "disowned"
    if source and _is_wrong(words):
        return "disowned"
    return "second_hand" if source else "own"


def _last_clause(words: Around) -> str:
    """The whole lead where no other quotation stands in it."""
    return words.near if HIDDEN in words.lead else words.lead


# --- another's ----------------------------------------------------------------------------------


def _is_anothers(words: Around, people: People, before: Frame | None) -> bool:
    """Whether a source other than the report has it so, by the words before or after."""
    near = _last_clause(words)
    if _IT_HAS.match(near):  # the source of the quotation before
        return before == "second_hand"
    if _own().search(near):
        return False
    if _names_source(near) or _is_passed_on(people, near):
        return True
    if _CONTRAST.match(words.tail):
        return False
    clause = _CLAUSE.match(words.tail)
    tail = clause[0] if clause else ""
    return bool(_has_it_so().search(tail)) and _names_source(tail)


def _names_source(text: str) -> bool:
    found = (*_source().finditer(text), *_newspaper().finditer(text))
    return any(not _NO.search(text, 0, match.start()) for match in found)


def _is_passed_on(people: People, near: str) -> bool:
    """Whether somebody makes a person of the call say it: "the yearbook has the nurse say",
    某报让护士说出; or somebody outside says that the person said it: "a lawyer claims that"."""
    found = people.mentions(near)
    for i, mention in enumerate(found):
        if mention.side != "hospital":
            continue
        earlier = found[:i]
        made = MAKES.search(near, 0, mention.start) and _say().match(near, mention.end)
        if made and all(m.side == "outsider" for m in earlier):
            return True
        if any(_tells_of(near, m, mention) for m in earlier if m.side == "outsider"):
            return not is_object(near, mention)
    return False


def _tells_of(near: str, outsider: Mention, mention: Mention) -> bool:
    """Whether ``outsider``, no author of the report, says something of ``mention``."""
    if _authors().fullmatch(near, outsider.start, outsider.end):
        return False
    return bool(_claims().search(near, outsider.end, mention.start))


def _source() -> re.Pattern[str]:
    return either("source", "en", "zh")


def _own() -> re.Pattern[str]:
    return either("source", "own_en", "own_zh")


def _authors() -> re.Pattern[str]:
    return either("source", "authors_en", "authors_zh")


def _claims() -> re.Pattern[str]:
    return either("source", "claims_en", "claims_zh")


@cache
def _newspaper() -> re.Pattern[str]:
    """A newspaper by its name; in English its capitals count."""
    en, zh = english("source", "newspapers_en"), chinese("source", "newspapers_zh")
    return re.compile(
        rf"\b(?:Daily|Evening|Morning|Sunday) [A-Z]\w+|\b(?:[A-Z]\w+ )+{en}|《[^》]{{1,12}}{zh}》"
    )


@cache
def _has_it_so() -> re.Pattern[str]:
    """What relates the words after a quotation to it: as … has it, 是…的写法."""
    en, zh = english("source", "has_it_en"), chinese("source", "has_it_zh")
    return re.compile(rf"^[\s,，(（—–-]*(?:so|in|says?|thus|reads?)\b|{en}|{zh}", re.IGNORECASE)


@cache
def _say() -> re.Pattern[str]:
    """Right after whoever is made to say something."""
    return re.compile(
        r"[^,.;:]{0,40}?\b(?<!to )(?:say|saying|speak|speaking|boast|reply|answer|declare|promise"
        r"|admit|add|state|claim|tell|ask|explain|talk)\b|[^，。：]{0,6}?(?:说|讲|回?答|表示|开口|承认)",
        re.IGNORECASE,
    )


# --- nobody's -----------------------------------------------------------------------------------


def _is_denied_before(words: Around) -> bool:
    """Whether the words before say that it was not said, or that the report no longer has it."""
    lead = _last_clause(words)
    return bool(_denied().search(words.near) or _earlier().search(lead))


def _is_untraced(words: Around) -> bool:
    """Plain words, after the quotation, that nobody said it."""
    untraced = either("disowned", "untraced_en", "untraced_zh")
    of_another = _CONTRAST.match(words.tail) and tells_of_a_version(words.tail)
    said_after = (words.next,) if of_another else (words.tail, words.next)
    return any(untraced.search(text.strip()) for text in said_after)


def _is_wrong(words: Around) -> bool:
    """Words that something is wrong: with the quotation where it is another's."""
    wrong = either("disowned", "wrong_en", "wrong_zh")
    gainsaid = either("disowned", "gainsaid_en", "gainsaid_zh")
    tail, following = words.tail.strip(), words.next.strip()
    if wrong.search(tail) or wrong.search(following) or gainsaid.search(tail):
        return True
    return bool(_RECORD.search(following) and gainsaid.search(following))


def _earlier() -> re.Pattern[str]:
    return either("disowned", "earlier_en", "earlier_zh")


@cache
def _denied() -> re.Pattern[str]:
    """Right before words that were not said: "she never said", 并没有说; "not", 而不是."""
    verb = english("speech", "en")
    adverb = (
        r"(?:(?!only\b)\w+ly |ever |once |even |in fact |quite |at any point |in so many words )*"
    )
    object_ = r"(?: (?:that|of|so|it|the words?|anything like|to (?:him|her|us|the \w+)))*"
    as_another = r"(?:,? as [^,]{1,50},)?"
    never = (
        r"(?:\bnot|n['’]t|\bnever|\bnobody|\bno one"
        r"|\b(?:nowhere|at no (?:point|time|place))\b[^,;:]{0,60})"
    )
    en = (
        rf"\b(?:nobody|no one|none of \w+)\b[^,;:.]{{0,40}} {verb}{object_}[\s,]*$"
        rf"|{never} {adverb}(?:(?!den){verb}|use[sd]?|utter(?:ed)?|find|hear|contain){object_}"
        r"[\s,]*$"
        r"|\b(?:there (?:is|was) no|no (?:trace|sign|mention) of|in vain for)(?: the \w+)?\s*$"
        rf"|\b(?:not|rather than|instead of)(?: the)?{as_another}\s*$"
    )
    zh = (
        rf"{chinese('disowned', 'never_zh')}(?:有人|曾|在[^，。]{{1,8}}[里中上时]|对[^，。]{{1,6}}"
        r"|直接|真的?|明确|亲口|这[样么]|那[样么])*(?:说|讲|提|用|谈到|答|称|表示)(?:起|过|出)?"
        r"(?:什么|诸如|像)?$|(?<!是)(?:不是|而非|并非|绝非)(?:说|什么|所谓的?)*$"
    )
    return re.compile(f"{en}|{zh}", re.IGNORECASE)
