"""Whether a quotation is given to the person and the hospital that said it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from calltools.language.normalise import simplify
from calltools.quotations.corpus import Corpus, Entry
from calltools.quotations.judging.names import romanised, surname
from calltools.quotations.model import Quotation
from calltools.quotations.naming.hospitals import may_be_named
from calltools.quotations.symbols import is_chinese
from calltools.transcripts.layout.vocabulary import is_sign, role_by_name
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Role, Turn

Fault = Literal["callers_words", "wrong_speaker", "wrong_call"]

_POST = {
    "nurse": re.compile(r"护士|护师|护理|\bnurses?\b|\bmatron\b|\bsister\b"),
    "doctor": re.compile(
        r"医生|大夫|医师|主任|院长|教授|所长|科长|专家|\bdoctors?\b|\bdr\b|\bdirector\b|\bsurgeon\b|"
        r"\bphysician\b|\bprof(?:essor)?\b|\bpresident\b|\bchief\b|\bconsultant\b|"
        r"\bspecialist\b|\bhead of\b"
    ),
    "desk": re.compile(
        r"总机|接线|话务|前台|\bswitchboard\b|\boperator\b|\breceptionist\b|\breception\b"
    ),
    "coordinator": re.compile(r"协调|\bco-?ordinator\b"),
    "office": re.compile(
        r"秘书|文员|\bsecretary\b|\bclerk\b|\baccountant\b|\bcashier\b|收费处|财务"
    ),
}


@dataclass(frozen=True, slots=True)
class AttributionCheck:
    """What is wrong with an attribution: None where it is right.

    ``said`` and ``given`` are who said the words and to whom the report gives them;
    ``claimed`` is the call that the report means; ``doubtful`` where names can't be compared.
    """

    fault: Fault | None = None
    said: str = ""
    given: str = ""
    claimed: str | None = None
    doubtful: bool = False


def role_of(attributed: str | None) -> Role | None:
    """The role that the report gives the speaker; None where it names nobody or tells no role."""
    if not attributed:
        return None
    bare = _bare(attributed)
    return role_by_name(bare) or (HOSPITAL if _posts(_folded(bare)) else None)


def _bare(attributed: str) -> str:
    plain = re.sub(r"(?i)^(?:the|an?|our|this|that|same)\s+", "", attributed.strip())
    return re.sub(r"^(?:那位|这位|該|该|同一位|一位|一名|那個|那个)", "", plain)


def check_hospital(quotation: Quotation, entry: Entry, corpus: Corpus) -> AttributionCheck:
    """Whether the words of ``entry`` are given to its hospital."""
    attributed = quotation.hospital
    named = bool(entry.hospital or entry.hospital_other)
    if not attributed or not named or entry.id in quotation.meant:
        return AttributionCheck()
    names = [name for name in (entry.hospital, entry.hospital_other) if name]
    if not quotation.meant and any(may_be_named(attributed, name) for name in names):
        return AttributionCheck()
    meant = [e for e in corpus.entries if e.id in quotation.meant]
    claimed = next((e.id for e in meant if e.language[:2] == entry.language[:2]), None)
    if claimed is None and meant:
        claimed = meant[0].id
    return AttributionCheck(
        "wrong_call",
        entry.hospital or entry.hospital_other or entry.id,
        attributed,
        claimed,
        doubtful=claimed is None,
    )


def check_speaker(
    attributed: str | None, turns: Sequence[Turn], entry: Entry, hospital: str | None = None
) -> AttributionCheck:
    """Whether the words of ``turns``, those quoted, are given to whoever spoke them.

    ``hospital`` is the one that the report gives the words to: words that it gives to no person
    are then the hospital's.
    """
    roles = {turn.role for turn in turns}
    callers = [turn for turn in turns if turn.role == INVESTIGATOR]
    given = role_of(attributed)
    if callers and given != INVESTIGATOR:
        if attributed is None and hospital is None:
            return AttributionCheck(doubtful=True)
        if attributed and _folded(_bare(attributed)) == _folded(callers[0].speaker or ""):
            return AttributionCheck()
        if attributed and given is None and not _is_named(attributed, entry):
            return AttributionCheck(doubtful=True)  # the caller, by a name or as a wife, a son
        return AttributionCheck(
            "callers_words", callers[0].speaker or "caller", attributed or hospital or ""
        )
    if attributed is None:
        return AttributionCheck()
    if given == INVESTIGATOR:
        if roles <= {INVESTIGATOR}:
            return AttributionCheck()
        others = [turn for turn in turns if turn.role != INVESTIGATOR]
        known = all(turn.role == HOSPITAL for turn in others)
        return AttributionCheck(
            "wrong_speaker", others[0].speaker or "", attributed, doubtful=not known
        )
    return _check_label(attributed, turns, entry)


def _is_named(attributed: str, entry: Entry) -> bool:
    """Whether the report's name is that of somebody who is not the caller in the transcript."""
    name = surname(_bare(attributed))
    return any(
        _folded(label) == _folded(_bare(attributed)) or _same_name(name, surname(label))
        for label in _labels(entry)
    )


def _labels(entry: Entry) -> frozenset[str]:
    """The labels of all who speak in the transcript but the caller."""
    spoke = (turn.speaker for turn in entry.turns if turn.role != INVESTIGATOR)
    return frozenset(speaker for speaker in spoke if speaker)


def _check_label(attributed: str, turns: Iterable[Turn], entry: Entry) -> AttributionCheck:
    labels = _labels(entry)
    doubtful = False
    for turn in turns:
        fits = _same_person(attributed, turn.speaker, labels)
        if fits is False:
            return AttributionCheck("wrong_speaker", turn.speaker or "", attributed)
        doubtful |= fits is None
    return AttributionCheck(doubtful=doubtful)


def _same_person(attributed: str, label: str | None, labels: Collection[str]) -> bool | None:
    """Whether the report's name or title may be the one of ``label``; None if none can tell.

    ``labels`` are all on that side of the call: what is exactly another's is not this one's.
    """
    if not label:
        return True
    asked, said = _folded(_bare(attributed)), _folded(label)
    if asked == said:
        return True
    if any(_folded(other) == asked for other in labels if other != label):
        return False
    names = surname(_bare(attributed)), surname(label)
    if names[0] and is_sign(said) and len(labels) > 1:
        return None  # one of several voices that are only counted: A, B, C
    if all(names):
        same = _same_name(*names)
        if same or is_chinese(names[0] or "") == is_chinese(names[1] or ""):
            return same
        others = [surname(other) for other in labels if other != label]
        return False if any(_same_name(names[0], other) for other in others) else None
    posts = _posts(asked), _posts(said)
    if all(posts):
        return bool(posts[0] & posts[1])
    if names[0] and not names[1]:  # a name for somebody whom the transcript calls by a title
        return not any(_same_name(names[0], surname(o)) for o in labels if o != label)
    return True


def _same_name(one: str | None, other: str | None) -> bool:
    if not one or not other:
        return False
    if is_chinese(one) and is_chinese(other):
        one, other = simplify(one), simplify(other)
        return one.startswith(other) or other.startswith(one)
    if is_chinese(one) or is_chinese(other):
        han, latin = (one, other) if is_chinese(one) else (other, one)
        words = latin.lower().split()
        return any(word in romanised(han) for word in words)
    return bool({*one.lower().split()} & {*other.lower().split()})


def _posts(folded: str) -> frozenset[str]:
    return frozenset(name for name, words in _POST.items() if words.search(folded))


@lru_cache(4096)
def _folded(label: str) -> str:
    return simplify(label).casefold().strip()
