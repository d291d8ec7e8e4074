"""Whether a quotation is given to the person and the hospital that said it.

By the report alone several readings may be likely (finding).  Whose words they are is evidence
too: a report seldom gives words to the wrong person, so of likely readings the one is meant under
which it is right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from calltools.language.names import PersonSide, posts, same_name, same_surname, surname
from calltools.language.normalise import simplify
from calltools.quotations.corpus import Corpus, Entry
from calltools.quotations.model import Location, Quotation
from calltools.quotations.naming.corpus_hospitals import may_be_named
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Role, Turn
from calltools.transcripts.vocabulary import is_sign, role_by_name

Fault = Literal["callers_words", "wrong_speaker", "wrong_call"]

_WRONG_SPEAKER, _WRONG_CALL = 0.026, 0.007
"""How often a report gives words to another person, or to another hospital: 28 and 8 of the 1,090
quotations that finding is fitted on."""
_MEANT, _FAULT = 0.95, 0.62
"""How likely the report must be right to be taken as right, and below which it gives the words to
another; in between nobody but a reader can tell.  With these no quotation of the fitted sets that
is labelled as given to another comes back clean."""
_ARTICLE = re.compile(
    r"^(?:(?:the|an?|our|this|that|same)\s+|那位|这位|该|同一位|一位|一名|那個|那个)", re.IGNORECASE
)


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


@dataclass(frozen=True, slots=True)
class Settled:
    """``quotation`` given to whom the report means; what of that is wrong, and whether that
    can't be told."""

    quotation: Quotation
    check: AttributionCheck
    unclear: bool = False


def settle(quotation: Quotation, place: Location, entry: Entry, corpus: Corpus) -> Settled:
    """Who is meant by ``quotation``, whose words stand at ``place``.

    A caller's words given to anybody at a hospital are told before the hospital's name.
    """
    turns = [entry.turns[part.turn] for part in place.parts]
    speaker, unclear = (
        check_speaker(quotation.speaker, turns, entry, quotation.hospital, quotation.side),
        False,
    )
    if speaker.fault is not None:
        fits = [
            one
            for one in quotation.speakers
            if check_speaker(one.name, turns, entry, quotation.hospital, one.side).fault is None
        ]
        right = _is_right(sum(one.share for one in fits), _WRONG_SPEAKER)
        if fits and right >= _MEANT:
            likeliest = max(fits, key=lambda one: one.share)
            quotation, speaker = replace(quotation, speaker=likeliest.name), AttributionCheck()
        else:
            unclear = right >= _FAULT
    call = check_hospital(quotation, entry, corpus)
    if call.fault is None or speaker.fault == "callers_words":
        return Settled(quotation, speaker, unclear)
    at = [one for one in quotation.hospitals if entry.id in one.meant]
    right = _is_right(sum(one.share for one in at), _WRONG_CALL)
    if at and right >= _MEANT:
        quotation = replace(quotation, hospital=at[0].name, meant=at[0].meant)
        return Settled(quotation, speaker, unclear)
    return Settled(quotation, call, right >= _FAULT or call.claimed is None)


def _is_right(share: float, wrong: float) -> float:
    """How likely the report is right where the readings under which it is have this share by
    its words, and reports are ``wrong`` so often."""
    return share / (share + wrong * (1 - share))


def role_of(attributed: str | None) -> Role | None:
    """The role that the report gives the speaker; None where it names nobody or tells no role."""
    if not attributed:
        return None
    bare = _bare(attributed)
    return role_by_name(bare) or (HOSPITAL if posts(bare) else None)


def _bare(attributed: str) -> str:
    return _ARTICLE.sub("", attributed.strip())


def check_hospital(quotation: Quotation, entry: Entry, corpus: Corpus) -> AttributionCheck:
    """Whether the words of ``entry`` are given to its hospital."""
    given = quotation.hospital
    names = [name for name in (entry.hospital, entry.hospital_other) if name]
    if not given or not names or entry.id in quotation.meant:
        return AttributionCheck()
    if not quotation.meant and any(may_be_named(given, name) for name in names):
        return AttributionCheck()
    meant = [e for e in corpus.entries if e.id in quotation.meant]
    meant.sort(key=lambda e: e.language[:2] != entry.language[:2])
    claimed = meant[0].id if meant else None
    return AttributionCheck("wrong_call", names[0], given, claimed, doubtful=claimed is None)


def check_speaker(
    attributed: str | None,
    turns: Sequence[Turn],
    entry: Entry,
    hospital: str | None = None,
    side: PersonSide | None = None,
) -> AttributionCheck:
    """Whether the words of ``turns``, those quoted, are given to whoever spoke them.

    ``hospital`` is the one that the report gives the words to: words that it gives to no person
    are then the hospital's.
    """
    callers = [turn for turn in turns if turn.role == INVESTIGATOR]
    others = [turn for turn in turns if turn.role != INVESTIGATOR]
    given = role_of(attributed)
    if callers and given != INVESTIGATOR:
        return _check_caller(attributed, callers[0], entry, hospital, side)
    if attributed is None or (given == INVESTIGATOR and not others):
        return AttributionCheck()
    if given == INVESTIGATOR:
        doubtful = any(turn.role != HOSPITAL for turn in others)
        return AttributionCheck(
            "wrong_speaker", others[0].speaker or "", attributed, None, doubtful
        )
    fits = [(_is_one(attributed, turn.speaker, _labels(entry)), turn) for turn in turns]
    for fit, turn in fits:
        if fit is False:
            return AttributionCheck("wrong_speaker", turn.speaker or "", attributed)
    return AttributionCheck(doubtful=any(fit is None for fit, _ in fits))


def _check_caller(
    attributed: str | None,
    caller: Turn,
    entry: Entry,
    hospital: str | None,
    side: PersonSide | None,
) -> AttributionCheck:
    """The same where the caller spoke and the report gives the words to somebody else."""
    if attributed is None and hospital is None:
        return AttributionCheck(doubtful=True)
    if attributed and _folded(_bare(attributed)) == _folded(caller.speaker or ""):
        return AttributionCheck()
    if (
        attributed
        and role_of(attributed) is None
        and side != "hospital"
        and not _is_another(attributed, entry)
    ):
        return AttributionCheck(doubtful=True)  # the caller, by a name or as a wife, a son
    return AttributionCheck(
        "callers_words", caller.speaker or "caller", attributed or hospital or ""
    )


def _is_another(attributed: str, entry: Entry) -> bool:
    """Whether the report's name is that of somebody who is not the caller in the transcript."""
    bare = _bare(attributed)
    return any(
        _folded(label) == _folded(bare) or same_surname(surname(bare), surname(label))
        for label in _labels(entry)
    )


def _labels(entry: Entry) -> frozenset[str]:
    """The labels of all who speak in the transcript but the caller."""
    spoke = (turn.speaker for turn in entry.turns if turn.role != INVESTIGATOR)
    return frozenset(speaker for speaker in spoke if speaker)


def _is_one(attributed: str, label: str | None, labels: frozenset[str]) -> bool | None:
    """Whether the report's name or title may be the one of ``label``; None if none can tell.

    ``labels`` are all on that side of the call: what is exactly another's is not this one's.
    """
    asked, said = _bare(attributed), label or ""
    if not label or _folded(asked) == _folded(said):
        return True
    others = [other for other in labels if other != label]
    if any(_folded(other) == _folded(asked) for other in others):
        return False
    if surname(asked) and is_sign(_folded(said)) and others:
        return None  # one of several voices that are only counted: A, B, C
    same = same_name(asked, said)
    if same is not None:
        return same
    anothers = any(same_surname(surname(asked), surname(other)) for other in others)
    if surname(asked) and surname(said):
        return False if anothers else None
    return not anothers


def _folded(label: str) -> str:
    return simplify(label).casefold().strip()
