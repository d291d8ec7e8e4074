"""Whose words a quotation is said to be, and at which hospital they were said.

The report is walked from its beginning.  A speaker is looked for in the words that lead up to a
quotation, in those that follow it, and otherwise carried on from what went before; a hospital
stands beside the speaker, is known of a person by name, or is the one being written about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from calltools.language.quoting.around import Around
from calltools.language.quoting.asking import (
    ANSWER_COMES,
    ANSWERS,
    ASKED_INDIRECTLY,
    ASKS,
    IS_ANSWERED,
    QUESTION,
    WILL_ASK,
    is_put,
)
from calltools.language.quoting.hospitals import FindsHospitals, NamedHospital
from calltools.language.quoting.marks import Marked
from calltools.language.quoting.memory import Memory, is_anybody
from calltools.language.quoting.people import Mention, People, PersonSide, is_object
from calltools.language.quoting.scene import HIDDEN, BlockSentence, Scene
from calltools.language.quoting.speakers import (
    is_said,
    narrator_after,
    owns_a_thing,
    speaker_after,
    speaker_before,
    speaker_in_next,
    tells_whose_it_was,
)

_IS_SOMEBODY = re.compile(  # 来电的是病人的表弟，他…
    r"(?:[是为]|\b(?:is|was)\b)(?=[^，。,;.]*[，,] ?(?:and )?$)", re.IGNORECASE
)
_IS_A = re.compile(r"(?<!的)(?:是|为)(?:一?[个位名])$|\b(?:is|was) an? (?:\w+ ){0,2}$", re.I)
_SHORT_NAME_AT = re.compile(
    r"(?:^|\b(?:at|in|to|called|rang|of)\s(?:the )?|[。，；：！？、\s在到给打])$", re.IGNORECASE
)
_ELSEWHERE = re.compile(
    r"(?:\b(?:unlike|like|from|than|than at)\s(?:the )?|不像|不同于"
    r"|(?<![段通份盘卷音话录稿])来自|比)$",
    re.IGNORECASE,
)
_PLACE_FIRST = re.compile(
    r"(?:['’]s)? (?:own |same |head |\w+ )?"
    r"|(?:里|方面|那边|[\u4e00-\u9fff]{1,5}科)?的?(?:[一这那同]+[位名个])?"
)
_PLACE_AFTER = re.compile(
    r"(?:,? who \w+)?,? (?:at|of|from|in|for) (?:the )?|[,，] ?", re.IGNORECASE
)
_BESIDE = 25  # characters
_SUBORDINATE = re.compile(r"\s*(?:when|while|after|before|as|once|asked|to)\b", re.IGNORECASE)
_APPOSED_ROLE = re.compile(r", (?:an? |the |our |its )?")  # Dr. Fan, the surgeon
_REPORTS = re.compile(
    r"\b(?:sa(?:id|ys)|told|asked|that|because|if)\b|[说讲问称]|表示|告诉|因为|如果"
)
_NOBODY = re.compile(
    r"\b(?:no|any|every|each|or|neither|nor|many|most|all)\s+$|(?:没有|任何|每个|哪个|各位)$",
    re.IGNORECASE,
)


class Attributed(Protocol):
    """An earlier quotation, with its speaker and hospital."""

    @property
    def speaker(self) -> str | None:
        """Who said it."""

    @property
    def hospital(self) -> str | None:
        """Where."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is said to speak, where, and how that is known; the strings are the report's.

    ``said``: words beside the quotation say that somebody speaks; ``named``: they name who.
    """

    speaker: str | None = None
    hospital: str | None = None
    side: PersonSide | None = None
    said: bool = False
    named: bool = False


class Attributor:
    """Walks a report; :meth:`attribute` is to be asked for the quotations in order."""

    def __init__(self, scene: Scene, people: People, hospitals: FindsHospitals) -> None:
        self._scene = scene
        self._people = people
        self._places = [hospitals.find(text) for text in scene.written]
        self._memory = Memory()
        self._read_to = (0, 0)
        self._last: tuple[BlockSentence | None, Attribution] = (None, Attribution())

    def attribute(
        self, m: Marked, words: Around, text: str, before: Attributed | None = None
    ) -> Attribution:
        """Whose words ``text``, the quotation ``m``, is said to be.

        ``before`` is an earlier quotation with the same words: its speaker is this one's where
        nothing else is said, and no hospital named.
        """
        self._read_up_to(m.first, m.opened)
        sentence = self._scene.sentence_at(m.first, m.opened)
        if self._is_callers_question(words, text):
            found = Attribution(self._memory.caller, self._memory.place, "caller", True)
        else:
            found = self._from_words(words, text) or self._carried(sentence, words)
            if before is not None and not self._places_in(sentence):
                found = _as_before(found, before)
        self._remember(found)
        self._last = (sentence, found)
        return found

    def _is_callers_question(self, words: Around, text: str) -> bool:
        """Whether the report puts the question ``text`` as the caller's without saying so."""
        memory = self._memory
        if not memory.caller or not QUESTION.search(text):
            return False
        alone = not words.lead.strip() and not words.tail.strip()
        return is_put(words.near, words.cried) or (alone and memory.asking)

    def _remember(self, found: Attribution) -> None:
        if found.side == "caller":
            self._memory.caller = found.speaker
        elif found.side == "hospital" and found.speaker:
            self._memory.turn_to(found.speaker)
            self._memory.unheard = False
            if found.hospital:
                self._memory.role_at[found.speaker.lower()] = found.hospital

    # --- who ---------------------------------------------------------------------------------

    def _from_words(self, words: Around, text: str) -> Attribution | None:
        """The attribution that stands beside the quotation, if there is one."""
        if not words.near.strip() and narrator_after(words.cried):
            return Attribution(self._memory.caller, self._memory.place, "caller", True)
        near = speaker_before(self._people, words.near, first=words.near_at == 0)
        if near and near.side == "caller" and not QUESTION.search(text):
            rest = words.near[near.end :]
            answered = IS_ANSWERED.search(rest) and not ANSWERS.match(rest)
            if ASKED_INDIRECTLY.match(rest) or answered:
                near = None
        said = is_said(words.near, near)
        after = speaker_after(
            self._people, words.cried, goes_on=words.goes_on, leads_on=words.leads_on
        )
        if near and (said or not after) and not (after and _SUBORDINATE.match(words.near)):
            return self._of(near, words.block, words.near_at, said)
        if after:
            return self._of(after, words.tail_block, words.tail_at, True)
        if re.match(r"[\s,]*(?:(?:he|she|they|the \w+) )?(?:writes?|wrote)\b", words.tail):
            return Attribution(side="outsider", said=True)
        told = tells_whose_it_was(words.next) and not self._people.mentions(words.near)
        beside = words.near.strip() or words.tail.strip(" 。.") or HIDDEN in words.lead
        if beside and not told:
            return None
        follows = speaker_in_next(self._people, words.next)
        return self._of(follows, words.tail_block, words.next_at, True) if follows else None

    def _of(self, mention: Mention, block: int, shift: int, said: bool) -> Attribution:
        """The attribution to ``mention``, found in the words at ``shift`` of ``block``."""
        if mention.kind == "pronoun":
            mention, shift = self._antecedent(mention, block, shift) or (mention, shift)
        name, side = self._resolve(mention, block, shift)
        hospital = self._hospital(mention, block, shift, name, side)
        return Attribution(name, hospital, side, said, mention.kind != "pronoun")

    def _carried(self, sentence: BlockSentence, words: Around) -> Attribution:
        """Who spoke last, in the same sentence or before."""
        memory = self._memory
        said = is_said(words.near, None)
        last_sentence, last = self._last
        answer = last.side == "caller" and bool(ANSWER_COMES.search(words.near))
        said = said or answer
        if last_sentence == sentence and HIDDEN in words.lead and last.speaker and not answer:
            return Attribution(last.speaker, last.hospital, last.side, said or last.said)
        hospital = self._usual_place(memory.topic, sentence.block)
        return Attribution(memory.topic, hospital, "hospital" if memory.topic else None, said)

    def _resolve(self, mention: Mention, block: int, shift: int) -> tuple[str | None, PersonSide]:
        """The name that ``mention`` stands for, as the report writes it."""
        topic = self._memory.topic
        if mention.kind == "pronoun":
            if self._memory.outsider:
                return None, "outsider"
            if self._memory.caller and (
                self._asks_hospital(mention, block, shift)
                or self._presented(mention.start + shift, block)
            ):
                return self._memory.caller, "caller"
            return topic, "hospital"
        name = self._name(mention, block, shift)
        if mention.kind == "again" and (before := self._memory.again(name)):
            return before, "hospital"
        return name, mention.side

    def _name(self, mention: Mention, block: int, shift: int) -> str:
        start, end = mention.plain
        return self._scene.written[block][start + shift : end + shift]

    def _antecedent(self, mention: Mention, block: int, shift: int) -> tuple[Mention, int] | None:
        """Somebody of the hospital named before the pronoun in its own sentence, and where that
        begins."""
        at = mention.start + shift
        start = self._scene.sentence_at(block, at).start
        text = self._scene.folded[block][start:at]
        found = _subjects(text, self._people.mentions(text))
        return (found[-1], start) if found else None

    def _asks_hospital(self, mention: Mention, block: int, shift: int) -> bool:
        """Whether the pronoun asks somebody of the hospital: it is the caller's then."""
        text = self._scene.folded[block]
        asks = ASKS.match(text, mention.end + shift)
        if not asks:
            return False
        asked = self._people.mentions(text[asks.end() : asks.end() + 40])
        return bool(asked) and asked[0].side == "hospital" and asked[0].start < 5

    def _presented(self, at: int, block: int) -> bool:
        """Whether the words up to the pronoun at ``at`` have just told who the caller is."""
        text = self._scene.folded[block][self._scene.sentence_at(block, at).start : at]
        told = _IS_SOMEBODY.search(text)
        people = self._people.mentions(text)
        return bool(told and people and people[-1].side == "caller" and people[-1].end > told.end())

    # --- where -------------------------------------------------------------------------------

    def _hospital(
        self, mention: Mention, block: int, shift: int, name: str | None, side: PersonSide
    ) -> str | None:
        start, end = mention.start + shift, mention.end + shift
        sentence = self._scene.sentence_at(block, start)
        if mention.kind != "pronoun" and side != "caller":
            for place in self._places_in(sentence):
                if _beside(self._scene.written[block], place, start, end):
                    return place.name
        return self._usual_place(name, block)

    def _usual_place(self, name: str | None, block: int) -> str | None:
        """The hospital of a person known by name, else the one being written about.

        A note stands far from what it belongs to: there, where ``name`` spoke last.
        """
        key = (name or "").lower()
        found = self._memory.bound.get(key)
        if found is None and self._scene.blocks[block].kind == "note":
            found = self._memory.role_at.get(key)
        return found or self._memory.place

    # --- reading on --------------------------------------------------------------------------

    def _read_up_to(self, block: int, position: int) -> None:
        """Take in who and where was written of before ``position`` of ``block``."""
        first, at = self._read_to
        for i in range(first, block + 1):
            begin = at if i == first else 0
            end = position if i == block else len(self._scene.folded[i])
            if i != first:
                self._memory.outsider = False
                if self._scene.blocks[i].kind == "heading":
                    self._memory.leave()
            for sentence in self._scene.sentences[i]:
                if sentence.end > begin and sentence.start < end:
                    self._read(sentence, max(begin, sentence.start), min(end, sentence.end))
        self._read_to = (block, position)

    def _read(self, sentence: BlockSentence, begin: int, end: int) -> None:
        """Take in the sentence from ``begin`` to ``end``."""
        memory = self._memory
        text = self._scene.folded[sentence.block][: sentence.end]
        places = self._places_in(sentence)
        heading = self._scene.blocks[sentence.block].kind == "heading"
        people = [
            m
            for m in self._people.mentions(text[sentence.start :])
            if m.start + sentence.start >= begin
        ]
        for place in places:
            if begin <= place.start < end and (heading or _sets_scene(text, place)):
                if memory.place and place.full != memory.place:
                    memory.leave(goes_on=_goes_on_with(people))
                memory.place = place.full
        here = [m for m in people if m.start + sentence.start < end]
        for mention in here:
            name = self._name(mention, sentence.block, sentence.start)
            if mention.side == "caller":
                memory.caller = name
            elif mention.kind == "named" and mention.side == "hospital":
                self._bind(name, mention, text, sentence, places)
        if not heading and begin < end:
            self._turn_to(text[sentence.start : end], here, sentence)

    def _places_in(self, sentence: BlockSentence) -> list[NamedHospital]:
        found = self._places[sentence.block]
        return [place for place in found if sentence.start <= place.start < sentence.end]

    def _turn_to(self, text: str, people: Sequence[Mention], sentence: BlockSentence) -> None:
        """Make whom the sentence is about the one that pronouns mean from now on."""
        subjects = _subjects(text, people)
        if subjects:
            chosen = subjects[0]
            for one in subjects[1:]:
                between = text[chosen.end : one.start]
                apposed = chosen.kind == "named" and _APPOSED_ROLE.fullmatch(between)
                again = one.kind == "again" and chosen.kind == "named"
                if not (apposed or again) and not _REPORTS.search(between):
                    chosen = one
            if name := self._resolve(chosen, sentence.block, sentence.start)[0]:
                self._memory.turn_to(name)
        outside = [m for m in people if m.side == "outsider" and m.is_person]
        if sentence.start + len(text) == sentence.end:
            free = not subjects and HIDDEN not in text
            callers = [m for m in people if m.side == "caller" and not is_object(text, m)]
            self._memory.outsider = bool(outside) and free
            self._memory.asking = free and any(WILL_ASK.match(text, m.end) for m in callers)

    def _bind(
        self,
        name: str,
        mention: Mention,
        text: str,
        sentence: BlockSentence,
        places: Sequence[NamedHospital],
    ) -> None:
        """Remember the hospital of a person known by name, once it is told."""
        bound, guessed = self._memory.bound, self._memory.guessed
        key = name.lower()
        if key in bound and key not in guessed:
            return
        start, end = mention.start + sentence.start, mention.end + sentence.start
        beside = [p for p in places if _beside(text, p, start, end)]
        before = [p for p in places if p.end <= start]
        after = [p for p in places if p.start >= end and not p.is_short]
        for group in (beside, before[-1:], after[:1]) if key not in bound else (beside,):
            if group:
                bound[key] = group[0].full
                guessed.discard(key)
                return
        if self._memory.place and key not in bound:
            bound[key] = self._memory.place
            guessed.add(key)


def _as_before(found: Attribution, before: Attributed) -> Attribution:
    """``found``, as ``before`` has it where it is only carried on or is the same person's."""
    if not found.named and before.speaker:
        return replace(found, speaker=before.speaker, hospital=before.hospital, side="hospital")
    if found.speaker == before.speaker:
        return replace(found, hospital=before.hospital)
    return found


def _subjects(text: str, people: Sequence[Mention]) -> list[Mention]:
    """Those of the hospital whom ``text`` is about: not spoken to, no mere owners of things."""
    found = [
        m
        for m in people
        if m.side == "hospital"
        and m.kind != "pronoun"
        and not is_object(text, m)
        and not owns_a_thing(text, m)
        and not _NOBODY.search(text[: m.start])
    ]
    described = [m for m in found[1:] if _IS_A.search(text[: m.start]) and is_anybody(text, m)]
    return [m for m in found if m not in described]


def _goes_on_with(people: Sequence[Mention]) -> bool:
    """Whether a sentence goes on with somebody named before: its first person is a pronoun."""
    return bool(people) and people[0].kind == "pronoun"


def _sets_scene(text: str, place: NamedHospital) -> bool:
    """Whether the text goes over to a hospital where it names it."""
    before = text[max(place.start - 12, 0) : place.start]
    if _ELSEWHERE.search(before):
        return False
    return not place.is_short or bool(_SHORT_NAME_AT.search(before))


def _beside(text: str, place: NamedHospital, start: int, end: int) -> bool:
    """Whether the hospital stands right before or after the person at ``start`` to ``end``."""
    if place.end <= start:
        between, pattern = text[place.end : start], _PLACE_FIRST
    else:
        between, pattern = text[end : place.start], _PLACE_AFTER
    return len(between) < _BESIDE and bool(pattern.fullmatch(between))
