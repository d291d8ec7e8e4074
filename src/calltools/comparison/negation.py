"""Negations that were lost, added or reversed.

One side has a "not" more than the other in 12 to 18 % of faithful pairs, so a count is a hint
only.  It becomes a difference in one of two ways: the word that is denied on the one side is
affirmed on the other (dictionary), or the text without its "not" is nearer in meaning to the
other side than with it (embeddings), nothing there is negative in sense ("few", "fails", 哪有),
and the clause is rendered near to its words: idioms (八字还没一撇, "up in the air") say nothing
about a "not".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from calltools.comparison.answers import opposite_answers
from calltools.comparison.changes import Change
from calltools.comparison.dictionary import Term, affirmed_keys, denied_keys, terms
from calltools.comparison.negated_text import (
    NegatedText,
    denied_words,
    negative_sense,
    negative_words,
    read_negations,
)
from calltools.comparison.signs import Sign
from calltools.comparison.words import is_light
from calltools.language.cues import negations
from calltools.language.encoders import Encoder
from calltools.language.lexicon import load
from calltools.language.normalise import TextSpan, simplify
from calltools.language.sentences import Language

_GAIN = 0.003
"""By how much more the text must mean the same without its "not" (cosine)."""
_GAIN_OF_CLAUSE = 0.019
"""The same of the clause with the "not" and what is nearest to it."""
_GAIN_AMONG_OTHERS = 0.01
"""The same where the other side has negations of its own."""
_PLAIN_GAIN_OF_CLAUSE = 0.06
"""A clause that gains so much needs no gain of the whole text."""
_NEAR_TO_THE_WORDS = 0.5
"""From this likeness (cosine) a clause is rendered near to its words; below, they share one."""
_GAIN_OF_FREE_RENDERING = 0.028
"""A text that gains so much without its "not" needs neither."""
_SENSE = 3
"""Characters behind a negation in which a word of negative sense makes it affirm: 不会少."""

_QUESTIONS = re.compile("[?？]")
_QUESTION = re.compile(r"[?？]\s*$|吗[。.]?\s*$")
_FORBIDS = re.compile("[别甭莫勿]|(?:(?<=[你您先万，。,.])|^)不要(?!紧)")
_ELLIPTICAL = re.compile(r"(?:.* )?if (?:not|\w+ \w+(?:n't| not))", re.IGNORECASE)
"""A condition that only turns the one before: "over six months if it isn't"."""
_CONDITION = re.compile(r"\w{1,3}?(?:就|那就|则|則|的话|的話)")
"""Behind the "not" of a condition, which English may leave to "otherwise" or "then"."""
_LOSES = re.compile(
    r" (?:(?:be|too|so|very|that|quite|at all) )*(?:los|wast|miss|forget|fail|delay|refus|mind|"
    r"hesitat|put off|give up|late|bad|far|wrong|harm|problem|trouble|doubt|worr)\w*",
    re.IGNORECASE,
)
"""Behind an English "not": what makes it affirm ("mustn't lose time", "not too late")."""
_NOT_UNTIL = re.compile(r"[^.;!?]*\b(?:till|until|before)\b", re.IGNORECASE)
"""The same, where the Chinese says 才, only then."""
_COUNTED = frozenset(
    "time day week month year hour minut one two three four five six seven eight nine ten".split()
)


def negation_differences(zh: str, en: str, encoder: Encoder) -> Iterator[Change[Sign]]:
    """At most one difference: the negation that most likely has no counterpart."""
    if answers := opposite_answers(zh, en):
        yes, no = answers
        note = f"opposite answers: {zh[slice(*yes)]} against “{en[slice(*no)]}”"
        yield Change(Sign.NEGATION_CHANGED, yes, no, note, 0.8)
        return
    if antonym := _denied_by_itself(zh, en):
        word, clause = antonym
        shown = en[slice(*clause)].strip()
        note = f"denied in Chinese, affirmed in English: {zh[slice(*word)]} against “{shown}”"
        yield Change(Sign.NEGATION_CHANGED, word, clause, note, 0.75)
        return
    left, right = read_negations(zh, "zh", en, "en"), read_negations(en, "en", zh, "zh")
    more = len(left.denied) - len(right.denied)
    hedged = len(negations(zh, "zh")) - len(negations(en, "en"))
    if more < 0:
        asked = len(load("zh").tables["polarity"]["rhetorical"].findall(simplify(zh)))
        asked += len(_QUESTIONS.findall(zh)) > len(
            _QUESTIONS.findall(en)
        )  # 能随便减的吗？ is "you don't"
        more, hedged = min(more + asked, 0), min(hedged + asked, 0)
    # Negations that only hedge (说不好, "not necessarily") may be rendered by hedges without one.
    if more * hedged <= 0 or (_QUESTION.search(zh) and _QUESTION.search(en)):
        return
    one, other = (left, right) if more > 0 else (right, left)
    if _doubled(one, other):
        return
    found = _affirmed_word(one, other) or _better_without(one, other, encoder)
    if found:
        denied, affirmed, confidence = found
        said, printed = (denied, affirmed) if one is left else (affirmed, denied)
        where = "Chinese, affirmed in English" if one is left else "English, affirmed in Chinese"
        note = f"denied in {where}: {_shown(zh, said)} against “{_shown(en, printed)}”"
        yield Change(Sign.NEGATION_CHANGED, said, printed, note, confidence)


DeniedSpans = tuple[TextSpan, TextSpan | None, float]


def _affirmed_word(one: NegatedText, other: NegatedText) -> DeniedSpans | None:
    """A word that ``one`` denies more often than ``other``, which also affirms it."""
    denied = [keys for place in one.denied for _, keys in denied_words(one, place)]
    clauses = [
        (place, negated, frozenset[str]().union(*(keys for _, keys in found)))
        for place, negated in other.clauses()
        for found in (_told(other.text[slice(*place)], other.language),)
    ]
    for place in one.denied:
        for word, keys in denied_words(one, place):
            had = [(at, negated) for at, negated, known in clauses if not keys.isdisjoint(known)]
            affirmed = [at for at, negated in had if not negated and _is_plain(other, at, keys)]
            times = sum(not keys.isdisjoint(others) for others in denied)
            own = sum(
                not negated and _has(one.text[slice(*at)], word, one.language)
                for at, negated in one.clauses()
            )  # 配上了就快，配不上…: what affirms "match" is rendered
            if len(affirmed) > own and times > len(had) - len(affirmed):
                return place, affirmed[0], 0.85
    return None


def _has(text: str, word: str, language: Language) -> bool:
    """Whether a word as ``terms`` gives it is in ``text``."""
    return word in (simplify(text) if language == "zh" else [w for w, _ in terms(text, language)])


def _told(text: str, language: Language) -> list[Term]:
    """The words of content, without their senses of time and number: 候 is "five days" as well."""
    return [
        (word, (affirmed_keys(word) if language == "zh" else keys) - _COUNTED)
        for word, keys in terms(text, language)
        if not is_light(word, language)
    ]


def _denied_by_itself(zh: str, en: str) -> tuple[TextSpan, TextSpan] | None:
    """A Chinese word that denies by itself (不要紧, "not serious") and an English clause that
    affirms what it denies, where nothing else in either text denies or affirms it."""
    right = read_negations(en, "en", zh, "zh")
    if negations(en, "en") or _QUESTION.search(zh) or negative_sense(right):
        return None
    words = terms(zh, "zh")
    for word, _ in words:
        keys = denied_keys(word)
        at = simplify(zh).find(word)
        if not keys or at < 0 or any(keys & others for w, others in words if w != word):
            continue
        for clause, _ in right.clauses():
            if any(keys & others for _, others in terms(en[slice(*clause)], "en")):
                return (at, at + len(word)), clause
    return None


def _is_plain(side: NegatedText, clause: TextSpan, keys: frozenset[str]) -> bool:
    """Whether nothing in a clause is negative in sense but what has one of ``keys`` itself.

    "Won't be back till Monday" is 下周一才回来.
    """
    return all(
        any(not keys.isdisjoint(others) for _, others in terms(word, side.language))
        for word in negative_words(side.text[slice(*clause)], side.language)
    )


def _better_without(one: NegatedText, other: NegatedText, encoder: Encoder) -> DeniedSpans | None:
    """The negation without which ``one`` is nearer to ``other``, as a whole and clause by clause.

    The clause tells more: in "It's a small operation" 不大 is at home, beside all the rest of a
    turn it is not.
    """
    if negative_sense(other) > negative_sense(one):
        return None
    pieces = [other.text[slice(*place)] for place, _ in other.clauses()] or [other.text]
    others = encoder.encode([*pieces, other.text])
    best: tuple[float, TextSpan] | None = None
    for place in one.denied:
        if _FORBIDS.match(one.text, place[0]):  # 别急 is "take your time" as well
            continue
        clause = one.clause_of(place)
        if _ELLIPTICAL.fullmatch(one.text[slice(*clause)].strip()) or (
            one.language == "zh" and _CONDITION.match(one.text, place[1])
        ):
            continue
        inside = NegatedText(one.text[slice(*clause)], one.language, ())
        shorter = inside.without((place[0] - clause[0], place[1] - clause[0]))
        likeness = others @ encoder.encode([inside.text, shorter, one.text, one.without(place)]).T
        nearest = int(likeness[:, 0].argmax())
        here = float(likeness[nearest, 1] - likeness[nearest, 0])
        overall = float(likeness[-1, 3] - likeness[-1, 2])
        if not _is_gain(here, overall, among_others=bool(other.denied)):
            continue
        behind = one.text[place[1] : min(place[1] + _SENSE, clause[1])]
        if one.language == "zh" and negative_words(behind, "zh"):
            continue
        if one.language == "en" and (
            _LOSES.match(one.text, place[1])
            or ("才" in other.text and _NOT_UNTIL.match(one.text, place[1]))
        ):
            continue
        close = likeness[nearest, 0] >= _NEAR_TO_THE_WORDS or overall >= _GAIN_OF_FREE_RENDERING
        if (close or _share_a_word(inside, other)) and (best is None or here > best[0]):
            best = here, place
    if best is None:
        return None
    return best[1], _whole(other.text), round(min(0.8, 0.5 + 5 * best[0]), 2)


def _is_gain(here: float, overall: float, *, among_others: bool) -> bool:
    """Whether clause and text gain enough without the negation; ``among_others`` where the other
    side has negations too."""
    if here >= _PLAIN_GAIN_OF_CLAUSE and overall > 0:
        return True
    return here >= _GAIN_OF_CLAUSE and overall >= (_GAIN_AMONG_OTHERS if among_others else _GAIN)


def _share_a_word(clause: NegatedText, other: NegatedText) -> bool:
    """Whether a word of content of ``clause`` has its like in ``other`` (dictionary)."""
    known = frozenset[str]().union(*(keys for _, keys in terms(other.text, other.language)))
    return any(
        not is_light(word, clause.language) and not keys.isdisjoint(known)
        for word, keys in terms(clause.text, clause.language)
    )


def _whole(text: str) -> TextSpan | None:
    """The place of all of ``text`` but the space around."""
    start = len(text) - len(text.lstrip())
    return (start, len(text.rstrip())) if text.strip() else None


def _doubled(one: NegatedText, other: NegatedText) -> bool:
    """Whether two negations of one clause may make an affirmation of the other side."""
    if len(one.denied) - len(other.denied) != 2:
        return False
    return any(
        sum(start <= n[0] < end for n in one.denied) == 2 for (start, end), _ in one.clauses()
    )


def _shown(text: str, place: TextSpan | None) -> str:
    """The words of a place, with those around where it is short."""
    if place is None:
        return text.strip()
    start, end = place
    if end - start < 8:
        for match in re.finditer(r"[^,，。.!！?？;；]+", text):
            if match.start() <= start < match.end():
                return match[0].strip()
    return text[start:end].strip()
