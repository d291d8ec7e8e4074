"""Whose words a quotation is said to be, and at which hospital they were said.

The report is walked from its beginning.  A speaker is looked for in the words that lead up to a
quotation, in those that follow it, and otherwise carried on from what went before; a hospital
stands beside the speaker, is known of a person by name, or is the one being written about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from calltools.quotations.hospitals import Hospitals, Place
from calltools.quotations.marks import BLOCKQUOTE, Marked
from calltools.quotations.people import Mention, Side, is_object, mentions
from calltools.quotations.scene import HIDDEN, Scene, Sentence
from calltools.quotations.vocabulary import chinese, either, english

_LEAD_ENDS = re.compile(r"[:：,，—–-]\s*$")
_LABEL = re.compile(r"\s*[：:]")
_SHORT_NAME_AT = re.compile(
    r"(?:^|\b(?:at|in|to|called|rang|of)\s(?:the )?|[。，；：！？、\s在到给打])$", re.IGNORECASE
)
_ELSEWHERE = re.compile(
    r"(?:\b(?:unlike|like|from|than|than at)\s(?:the )?|不像|不同于|来自|比)$", re.IGNORECASE
)
_PLACE_FIRST = re.compile(
    r"(?:(?:['’]s)? |, )?(?:an? |the )?(?:\w+ ){0,2}$|.{0,8}?的?(?:那位|这位|一位|一名|同一位|某位)?$",
    re.DOTALL,
)
_PLACE_AFTER = re.compile(r"(?:,? who \w+)?,? (?:at|of|from|in|for) (?:the )?$", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"\s*(?:(?:That|This|These|Those|So|Such|Thus|It)\b.{0,25}?\b(?:is|was|are|were|said|spoke|put)\b|(?:这|以上|此|上面|上述)[^。]{0,6}?(?:是|为|系|出自))"
)  # fmt: skip
_SUBORDINATE = re.compile(r"\s*(?:when|while|after|before|as|once|asked|to)\b", re.IGNORECASE)
_APPOSED = re.compile(r",? (?:an? |one |by name )?")  # the surgeon on call, a Dr. Fan
_QUESTION_PUT = re.compile(
    r"\b(?:to|on) the question\b|\bto be asked\b|(?:对于|对)?.{0,6}(?:问题|之问|问句)[：:，,]?$",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"[?？]\W*$|[吗嗎呢]\W*$")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is said to speak, where, and how that is known.

    ``said``: the words that stand beside the quotation say that somebody speaks;
    ``named`` where they name who.  The strings are the report's.
    """

    speaker: str | None = None
    hospital: str | None = None
    side: Side | None = None
    said: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """The words around a quotation, without other quotations, in simplified characters.

    ``lead`` is its sentence up to it, ``near`` the part of that after the last quotation before;
    ``tail`` its sentence after it, up to the next one; ``after`` the next sentence.
    """

    lead: str
    near: str
    tail: str
    after: str
    block: int
    near_at: int
    tail_block: int
    tail_at: int


@dataclass(slots=True)
class _Memory:
    """What has been read so far."""

    topic_name: str | None = None
    caller: str | None = None
    place: str | None = None
    bound: dict[str, str] = field(default_factory=dict)
    role_at: dict[str, str] = field(default_factory=dict)


def around(scene: Scene, m: Marked) -> Around:
    """The words around the quotation ``m``."""
    block, at = m.first, m.opened
    text = scene.folded[block]
    sentence = scene.sentence_at(block, at) if text else Sentence(block, 0, 0)
    start = min(sentence.start, at)
    if not text[start:at].strip() and start == 0 and _led_from_before(scene, block, m):
        block -= 1
        at = len(scene.folded[block])
        start = scene.sentences[block][-1].start
    lead = scene.folded[block][start:at]
    near_at = start + lead.rfind(HIDDEN) + 1
    tail_block, tail_at, tail_end = _tail(scene, m)
    after_text = scene.folded[tail_block]
    tail = after_text[tail_at:tail_end]
    following = next((s for s in scene.sentences[tail_block] if s.start >= tail_end), None)
    after = after_text[following.start : following.end] if following and HIDDEN not in tail else ""
    if following and HIDDEN in after_text[tail_end : following.start]:
        after = ""
    next_hidden = after_text.find(HIDDEN, tail_at)
    if next_hidden >= 0 and following and next_hidden < following.end:
        after = ""
    return Around(
        lead, scene.folded[block][near_at:at], tail, after, block, near_at, tail_block, tail_at
    )


def _led_from_before(scene: Scene, block: int, m: Marked) -> bool:
    """Whether the paragraph before leads up to the quotation that begins ``block``."""
    if block == 0 or scene.blocks[block - 1].kind in ("heading", BLOCKQUOTE):
        return False
    before = scene.folded[block - 1].rstrip()
    if re.search(r"[:：]$", before):
        return True
    return m.mark == BLOCKQUOTE and not re.search(rf"[.。!?！？{HIDDEN}]$", before)


def _tail(scene: Scene, m: Marked) -> tuple[int, int, int]:
    """Block, start and end of the words after the quotation, up to the next or the sentence's end."""
    block, at = m.last, m.closed
    text = scene.folded[block]
    if at >= len(text.rstrip()) and m.mark == BLOCKQUOTE and block + 1 < len(scene.blocks):
        follows = scene.folded[block + 1]
        signed = scene.blocks[block + 1].kind == BLOCKQUOTE
        if signed or _POINTS_BACK.match(follows):
            block, at, text = block + 1, 0, follows
    if at >= len(text):
        return block, at, at
    end = max(scene.sentence_at(block, max(at - 1, 0)).end, at)
    hidden = text.find(HIDDEN, at)
    return block, at, min(end, hidden) if hidden >= 0 else end


class Attributor:
    """Walks a report; :meth:`attribute` is to be asked for the quotations in order."""

    def __init__(self, scene: Scene, hospitals: Hospitals) -> None:
        self._scene = scene
        self._hospitals = hospitals
        self._memory = _Memory()
        self._read_to = (0, 0)
        self._last: tuple[Sentence | None, Attribution] = (None, Attribution())

    def attribute(self, m: Marked, words: Around, text: str) -> Attribution:
        """Whose words ``text``, the quotation ``m``, is said to be."""
        self._read_up_to(m.first, m.opened)
        memory = self._memory
        sentence = self._scene.sentence_at(m.first, m.opened)
        mention, block, shift, said = self._from_words(m, words)
        if _QUESTION_PUT.search(words.near) and _QUESTION.search(text) and memory.caller:
            attribution = Attribution(memory.caller, memory.place, "caller", True)
        elif mention is None:
            attribution = self._carried(sentence, words, said)
        else:
            name, side = self._resolve(mention, block, shift)
            hospital = self._hospital(mention, block, shift, name)
            attribution = Attribution(name, hospital, side, said, mention.kind != "pronoun")
            if side == "hospital" and name:
                memory.topic_name = name
                if hospital:
                    memory.role_at[name.lower()] = hospital
            elif side == "caller":
                memory.caller = name
        self._last = (sentence, attribution)
        return attribution

    # --- who ---------------------------------------------------------------------------------

    def _from_words(self, m: Marked, words: Around) -> tuple[Mention | None, int, int, bool]:
        """The mention that speaks, the block it is in, the offset there, whether it is said."""
        near = _speaker_before(words.near, first=words.near_at == 0)
        ends = bool(_said_at_end().search(words.near))
        after = self._after(m, words)
        says = near is not None and bool(
            either("speech", "en", "zh").search(words.near[near.end :])
        )
        by_near = near is not None and (ends or says or not after)
        if by_near and after and _SUBORDINATE.match(words.near):
            by_near = False
        if by_near and near is not None:
            said = ends or says or bool(_words_of().match(words.near, near.end))
            return near, words.block, words.near_at, said
        if after:
            return after, words.tail_block, words.tail_at, True
        return None, words.block, words.near_at, ends

    def _after(self, m: Marked, words: Around) -> Mention | None:
        tail = words.tail
        if not tail.strip():  # a question or a cry ends no sentence before "he asked"
            raw = self._scene.blocks[m.last].text[: m.closed]
            if not re.search(r"[?!？！…—][”’」』\"']?$", raw):
                return None
            text = self._scene.folded[m.last]
            sentence = self._scene.sentence_at(m.last, m.closed) if m.closed < len(text) else None
            if sentence is None:
                return None
            hidden = text.find(HIDDEN, m.closed, sentence.end)
            tail = text[m.closed : hidden if hidden >= 0 else sentence.end]
        follows_quote = (
            self._scene.folded[words.tail_block][words.tail_at + len(tail) :][:1] == HIDDEN
        )
        return speaker_after(tail, follows_quote)

    def _carried(self, sentence: Sentence, words: Around, said: bool) -> Attribution:
        memory = self._memory
        last_sentence, last = self._last
        same = last_sentence == sentence and HIDDEN in words.lead
        if same and last.speaker and last.side != "outsider":
            return Attribution(last.speaker, last.hospital, last.side, said or last.said)
        if same and last.side == "outsider" and not said:
            return last
        name = memory.topic_name
        hospital = self._usual_place(name, sentence.block)
        return Attribution(name, hospital, "hospital" if name else None, said)

    def _resolve(self, mention: Mention, block: int, shift: int) -> tuple[str | None, Side]:
        """The name that ``mention`` stands for, as the report writes it."""
        start, end = mention.plain
        name = self._scene.written[block][start + shift : end + shift]
        topic = self._memory.topic_name
        if mention.kind == "pronoun":
            inside = self._antecedent(mention, block, shift)
            return inside or topic, "hospital"
        if mention.kind == "again" and topic and _may_be(name, topic):
            return topic, "hospital"
        return name, mention.side

    def _antecedent(self, mention: Mention, block: int, shift: int) -> str | None:
        """Somebody of the hospital named before the pronoun in its own sentence."""
        at = mention.start + shift
        sentence = self._scene.sentence_at(block, at)
        text = self._scene.folded[block][sentence.start : at]
        found = [m for m in mentions(text) if m.side == "hospital" and m.kind in ("named", "role")]
        found = [m for m in found if not is_object(text, m)]
        if not found:
            return None
        start, end = found[-1].plain
        return self._scene.written[block][sentence.start + start : sentence.start + end]

    # --- where -------------------------------------------------------------------------------

    def _hospital(self, mention: Mention, block: int, shift: int, name: str | None) -> str | None:
        text = self._scene.written[block]
        start, end = mention.start + shift, mention.end + shift
        sentence = self._scene.sentence_at(block, start)
        if mention.kind != "pronoun" and mention.side != "caller":
            for place in self._hospitals.find(text):
                if (
                    sentence.start <= place.start
                    and place.end <= sentence.end
                    and _beside(text, place, start, end)
                ):
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
            if i != first and self._scene.blocks[i].kind == "heading":
                self._memory.topic_name = None
            for sentence in self._scene.sentences[i]:
                if sentence.end > begin and sentence.start < end:
                    self._read(sentence, max(begin, sentence.start), min(end, sentence.end))
        self._read_to = (block, position)

    def _read(self, sentence: Sentence, begin: int, end: int) -> None:
        memory = self._memory
        text = self._scene.folded[sentence.block]
        places = [
            p
            for p in self._hospitals.find(self._scene.written[sentence.block])
            if sentence.start <= p.start < sentence.end
        ]
        heading = self._scene.blocks[sentence.block].kind == "heading"
        for place in places:
            if begin <= place.start < end and (heading or _sets_scene(text, place)):
                memory.place = place.full if place.is_short else place.name
        people = [m for m in mentions(text[: sentence.end]) if m.start >= sentence.start]
        for mention in people:
            if not begin <= mention.start < end:
                continue
            name = self._scene.written[sentence.block][slice(*mention.plain)]
            if mention.side == "caller":
                memory.caller = name
            if mention.kind == "named" and mention.side == "hospital":
                self._bind(name, mention, text, sentence, places)
        subjects = [
            m
            for m in people
            if begin <= m.start < end
            and m.side == "hospital"
            and m.kind in ("named", "role")
            and not is_object(text, m)
        ]
        if subjects and not heading:
            chosen = subjects[0]
            if len(subjects) > 1 and _APPOSED.fullmatch(text[chosen.end : subjects[1].start]):
                chosen = subjects[1] if subjects[1].kind == "named" else chosen
            memory.topic_name = self._scene.written[sentence.block][slice(*chosen.plain)]

    def _bind(
        self, name: str, mention: Mention, text: str, sentence: Sentence, places: Sequence[Place]
    ) -> None:
        """Remember the hospital of a person known by name, once it is told."""
        memory = self._memory
        if name.lower() in memory.bound:
            return
        beside = [p for p in places if _beside(text, p, mention.start, mention.end)]
        before = [p for p in places if p.end <= mention.start]
        after = [p for p in places if p.start >= mention.end and not p.is_short]
        for group in (beside, before[-1:], after[:1]):
            if group:
                memory.bound[name.lower()] = group[0].full if group[0].is_short else group[0].name
                return
        if memory.place:
            memory.bound[name.lower()] = memory.place


def _sets_scene(text: str, place: Place) -> bool:
    before = text[max(place.start - 12, 0) : place.start]
    if _ELSEWHERE.search(before):
        return False
    return not place.is_short or bool(_SHORT_NAME_AT.search(before))


def _beside(text: str, place: Place, start: int, end: int) -> bool:
    """Whether the hospital stands right before or after the person at ``start`` to ``end``."""
    if place.end <= start:
        between = text[place.end : start]
        return len(between) < 25 and bool(_place_first().fullmatch(between))
    between = text[end : place.start]
    return len(between) < 25 and bool(_PLACE_AFTER.fullmatch(between))


@cache
def _place_first() -> re.Pattern[str]:
    return re.compile(
        r"(?:['’]s)? (?:own |same |head |\w+ )?|(?:里|方面|那边|肝胆外科|[\u4e00-\u9fff]{1,5}科)?的?(?:[一这那同]+[位名个])?"
    )


_ANYBODY = re.compile(
    r"man|woman|person|speaker|voice|official|lady|gentleman|人|女士|先生", re.IGNORECASE
)
_ALIKE = (
    re.compile(r"nurse|护士|護士|护理|護理", re.IGNORECASE),
    re.compile(r"doctor|\bdr\b|surgeon|physician|professor|director|医生|醫生|大夫|医师|醫師|主任|教授", re.IGNORECASE),
)  # fmt: skip


def _may_be(what: str, name: str) -> bool:
    """Whether "the same ``what``" can be ``name``: a doctor is no nurse."""
    if _ANYBODY.fullmatch(what) or name.lower().endswith(what.lower()):
        return True
    return any(kind.search(what) and kind.search(name) for kind in _ALIKE)


@cache
def _said_at_end() -> re.Pattern[str]:
    """A speech verb or a colon right before the quotation."""
    en, zh = english("speech", "en"), chinese("speech", "zh")
    return re.compile(
        rf"(?:{en}(?: (?:that|only|of|simply|also|on|out|us|me|him|her|them|back|this|as follows|the (?:caller|investigator|word|words)))*|{zh}[了过着得的是起就有]*(?:一句|一声|这么一句)?|[:：])[\s,，:：—–-]*(?:and |that |a |the |a warning, )?[\s(（]*$",
        re.IGNORECASE,
    )


@cache
def _words_of() -> re.Pattern[str]:
    """What follows somebody whose words are meant: ``'s own reply``, 的原话."""
    en, zh = english("speech", "words_en"), chinese("speech", "words_zh")
    return re.compile(rf"['’]s? (?:\w+ ){{0,3}}{en}|[的之那]?[^，。,]{{0,5}}?{zh}", re.IGNORECASE)


def _speaker_before(near: str, *, first: bool) -> Mention | None:
    """Who speaks according to the words before a quotation."""
    found = [
        m
        for m in mentions(near)
        if not (first and m.side == "outsider" and m.start < 2 and _LABEL.match(near, m.end))
    ]
    persons = [m for m in found if m.side != "outsider"]
    owners = [m for m in persons if _words_of().match(near, m.end) and m.kind != "pronoun"]
    subjects = [m for m in persons if not is_object(near, m)]
    full = [m for m in subjects if m.kind != "pronoun" or not _is_possessive(near, m)]
    for group in (full, owners, subjects):
        if group:
            return group[-1]
    outsiders = [m for m in found if m.side == "outsider" and _speaks().match(near, m.end)]
    return outsiders[-1] if outsiders else None


def _is_possessive(text: str, mention: Mention) -> bool:
    return text[mention.start : mention.end].lower() in ("his", "her", "him", "其")


@cache
def _speaks() -> re.Pattern[str]:
    """Somebody outside the calls speaks for himself, rather than reporting others' words."""
    en = r"(?:sa(?:y|ys|id)|t(?:ells|old)|writes?|wrote|asks?|asked|adds?|added|answer(?:s|ed)|explain(?:s|ed)|joke[sd]?|comment(?:s|ed)|call(?:s|ed))"
    zh = r"(?:说|写道?|问|讲|称|嫌|来信|写信|笑|答)"
    return re.compile(rf"(?:[^.:：。]{{0,40}}\b{en}\b|[^。：:]{{0,12}}{zh})", re.IGNORECASE)


@cache
def _tail_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    en, zh = english("speech", "en"), chinese("speech", "zh")
    lead_in = r"[\s,，、—–.-]*(?:as |so )?"
    article = r"(?:(?:the|an?|one|our|this|that|another|other|his|her|那位|这位|一位|一名|那个|这个|当班的|当时的)\s*)?(?:\w+\s){0,2}?"
    before = re.compile(rf"{lead_in}{article}", re.IGNORECASE)
    verb_first = re.compile(
        rf"{lead_in}(?:then |\w+ly )?{en}(?: to \w+(?: \w+)?)? {article}", re.IGNORECASE
    )
    then_verb = re.compile(
        rf"(?:,? who [^,]{{1,40}},|, [^,]{{1,50}},)?(?:\s*(?:\w+ly|also|then|once|again|himself|herself|had|has|would|finally|later))*\s*{en}"
        rf"|[^，。：:？！]{{0,8}}?{zh}",
        re.IGNORECASE,
    )
    return before, verb_first, then_verb


_BELONGS = re.compile(
    r"[\s,，、—–-]*(?:(?:was|were|is|are)(?: said to be)?|said to be|attributed to|ascribed to|in|to quote|according to|by|[—–-]+|[(（]|是|出自|系|这是|That (?:is|was)|This (?:is|was)|据)\s*(?:the |an? |our )?(?:\w+ ){0,3}?(?:[\u4e00-\u9fff]{0,12}?(?:医院|医院)?的?(?:一位|一名|那位|这位)?)?",
    re.IGNORECASE,
)


def speaker_after(tail: str, quote_follows: bool) -> Mention | None:
    """Who speaks according to the words after a quotation: ``she said``, 护士说, ``said Dr. X``.

    ``quote_follows``: right after ``tail`` stands another quotation, which a colon would lead to.
    """
    found = [m for m in mentions(tail) if m.start < 70]
    if not found:
        return None
    mention = found[0]
    before, verb_first, then_verb = _tail_patterns()
    lead = tail[: mention.start]
    belongs = _BELONGS.fullmatch(lead)
    if belongs and (lead.strip(" ,，、") or "the ") and lead.strip(" ,，、"):
        return mention
    verb = then_verb.match(tail, mention.end)
    if before.fullmatch(lead) and verb:
        rest = tail[verb.end() :]
        chinese_text = "\u4e00" <= tail[verb.end() - 1] <= "\u9fff"
        if quote_follows and (
            re.search(r"[:：]\s*$", rest) or (chinese_text and not rest.strip(" 了过着道"))
        ):
            return None
        if chinese_text and re.match(r"[了过着道]?[:：]", rest):
            return None
        return mention
    if verb_first.fullmatch(lead):
        return mention
    return None
