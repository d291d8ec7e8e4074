"""Who is mentioned in a report: names with titles, functions, pronouns, and whose side they are.

Texts are those of a :class:`~calltools.language.quoting.scene.Scene`: quotations hidden,
Chinese in simplified characters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Literal

from calltools.language.quoting.vocabulary import chinese, either, english

MentionKind = Literal["named", "role", "pronoun", "again"]
PersonSide = Literal["hospital", "caller", "outsider"]

_BODY = re.compile(
    r"panel|bench|tribunal|court|commission|committee|ministry|embassy|government|everybody"
    r"|people|counsel|authors"
    r"|委员会|本?庭|评议庭|编辑部?|旁白|人们|有人|来信|旁听席",
    re.IGNORECASE,
)
_ROOM_OF = r"['’]s? (?:office|station|desk|room)\b"
_APPOSED = re.compile(
    r", (?:(?:an? |the |our |its )(?:[a-z]+ ){0,2})?"
)  # Professor Marten, a lawyer


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody mentioned at ``start`` to ``end``.

    ``again`` is a reference to somebody named before: "the same doctor", 该医生; ``plain`` is
    what it says without that.
    """

    start: int
    end: int
    plain: tuple[int, int]
    kind: MentionKind
    side: PersonSide
    is_person: bool = True
    """Not a body such as a panel, of which nobody says "he"."""


@cache
def _english() -> re.Pattern[str]:
    def any_of(name: str) -> str:
        return english("people.en", name)

    again = r"(?:the |this |that )?\bsame "
    before = f"(?:{any_of('before')}[ -])*"
    after = f"(?: {any_of('after')})*"
    return re.compile(
        rf"(?P<named>{any_of('titles')}\.? (?-i:[A-Z](?:\w|['’-](?!s\b)(?=\w))*(?: [A-Z][a-z]+)?))"
        rf"|(?P<outsider>(?:{any_of('outsider')}))"
        rf"|(?P<caller>{any_of('caller')})"
        rf"|(?P<same>{again}|(?={any_of('again')} (?:him|her)self\b))"
        rf"(?P<what>{before}(?:{any_of('hospital')}|{any_of('again')}){after})"
        rf"|(?P<role>{before}{any_of('hospital')}{after}(?!{_ROOM_OF})"
        rf"|(?:(?<=voice from the )|(?<=\bthe )){any_of('rooms')}"
        rf"(?= (?:\w+ly |also |then |only |again )?{english('speech', 'en')}|,? wh(?:o|ich) )"
        rf"|(?<=voice from the ){any_of('rooms')})"
        r"|(?P<pronoun>\b(?:he|she|his|her|him)\b)",
        re.IGNORECASE,
    )


# A given name, and what may stand before a surname that is followed by one.
_GIVEN = (
    r"[\u4e00-\u9fff]"
    r"(?<![的了是在和与及向对把被给说这那位个名年有男女老当主总要也都就不去来到上下])"
)
_BEFORE_NAME = r"(?:(?<![\u4e00-\u9fff])|(?<=[的是找请由位院科所室叫问])|(?<=医生)|(?<=主任))"


@cache
def _chinese() -> re.Pattern[str]:
    def any_of(name: str) -> str:
        return chinese("people.zh", name)

    surname = any_of("surnames")
    again = r"(?:同一[位名个]?|这[位名个]|那[位名个]|该名?|此)"
    before = f"{any_of('before')}*"
    after = f"(?:{any_of('after')})?"
    given = rf"(?!{any_of('before')})(?:(?!{any_of('hospital')}){_GIVEN}){{1,2}}"
    rooms = any_of("rooms")
    return re.compile(
        rf"(?P<named>(?:(?<![\u4e00-\u9fff]){again})?{surname}(?:{any_of('titles')}|[某×○〇]{{1,2}})"
        rf"|{_BEFORE_NAME}{surname}{given}{any_of('titles')})"
        rf"|(?P<outsider>{any_of('outsider')})"
        rf"|(?P<caller>{any_of('caller')})"
        rf"|(?P<same>{again}|(?=对方(?![追反]?问)))"
        rf"(?P<what>{before}(?:{any_of('hospital')}|人|女士|先生))"
        rf"|(?P<role>(?!{any_of('hospital')}?{rooms}){before}{any_of('hospital')}{after}"
        rf"|{rooms}(?:里|那边|那头)?的那?[位个]?人"
        rf"|{rooms}(?=[^，。：:]{{0,4}}(?:说|答|回[答话]|讲|问|告诉|称)))"
        r"|(?P<pronoun>[他她](?!们|人)|其(?!中|他|它|实|余|次|一|二|三|四))"
    )


class People:
    """Finds who is mentioned in the texts of one report.

    Besides functions and titles it knows the names of those who ask or say something more than
    once (小温问, ``Holm said``), and those that are ``known`` beforehand, in simplified characters.
    """

    def __init__(
        self, texts: Sequence[str] = (), known: Mapping[str, PersonSide] | None = None
    ) -> None:
        self._names = _names(texts)
        self._known = dict(known or {})
        self.bare_names = frozenset(self._names)
        """Those of whom only a name is told, and no function."""
        self._pattern = re.compile("|".join(map(re.escape, self._names))) if self._names else None
        longest = sorted(map(_bounded, self._known), key=len, reverse=True)
        self._known_pattern = re.compile("|".join(longest)) if longest else None

    def mentions(self, text: str) -> list[Mention]:
        """Who is mentioned in ``text``, in order."""
        found = [*_mentions(_english(), text), *_mentions(_chinese(), text)]
        if self._known_pattern:
            for match in self._known_pattern.finditer(text):
                start, end = match.span()
                room = _room().match(text, start)
                if room and room.end() > end:
                    continue
                over = [m for m in found if m.start < end and start < m.end]
                if all(m.end - m.start < end - start for m in over):
                    found = [m for m in found if m not in over]
                    side = self._known[match[0]]
                    found.append(Mention(start, end, (start, end), "named", side))
        if self._pattern:
            taken = [(m.start, m.end) for m in found]
            for match in self._pattern.finditer(text):
                if not any(s < match.end() and match.start() < e for s, e in taken):
                    side = self._names[match[0]]
                    found.append(Mention(*match.span(), match.span(), "named", side))
        found.sort(key=lambda m: m.start)
        for i, (one, other) in enumerate(pairwise(found)):
            between = text[one.end : other.start]
            if one.side == "hospital" and other.side == "outsider" and _APPOSED.fullmatch(between):
                found[i] = replace(one, side="outsider")
        return found


@cache
def _room() -> re.Pattern[str]:
    """A place by whoever works there, who is not mentioned: 护士站, 主任办公室."""
    worker, rooms = chinese("people.zh", "hospital"), chinese("people.zh", "rooms")
    return re.compile(rf"{worker}?{rooms}|\w+{_ROOM_OF}")


def _bounded(name: str) -> str:
    return rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name)


def _names(texts: Sequence[str]) -> dict[str, PersonSide]:
    """Names that stand before verbs of speaking, and whose side they are: callers ask and ring."""
    whole = "\n".join(texts)
    found: dict[str, PersonSide] = {}
    for match in _SPEAKING.finditer(whole):
        name = match["zh"] or match["en"]
        common = _COMMON_EN if match["en"] else _COMMON_ZH
        if common.match(name) or whole.count(name) < 2 or _mentions(_chinese(), name):
            continue
        if not either("source", "en", "zh").search(name):
            asks = re.search(
                rf"{re.escape(name)}(?:[又再还就便]?[追反]?问|打|拨|致电|\s(?:ask|rang|rings|call|dial))",
                whole,
            )
            found[name] = "caller" if asks else "hospital"
    return found


_SPEAKING = re.compile(
    r"(?<![\u4e00-\u9fff])(?P<zh>[\u4e00-\u9fff]{2,4}?)(?:又|就|便|也|再|还|才|则|却|只|接着|随后)*"
    r"(?:[追反]?问|说|答|讲|喊)(?:道|了一句)?"
    r"(?=[：，。\ue000])"
    r"|(?:^|[.,;:!?\ue000]\s+|\b(?:and|as|but|then|when|whom|that|what)\s)"
    r"(?P<en>[A-Z][a-z]+(?:-[a-z]+)?) "
    r"(?:said|says|ask(?:ed|s)|repli(?:ed|es)|answer(?:ed|s)|add(?:ed|s)|told|tells)\b",
    re.MULTILINE,
)
_COMMON_EN = re.compile(
    r"(?:He|She|They|We|You|It|I|One|Who|What|That|This|Nobody|Somebody|Everybody|Everyone|Someone"
    r"|Another|Both|Others|Some|People|Nothing|Something|Counsel|Readers?|There|Here|Then|Panel|Bench"
    r"|When|While|Once|After|Before|Since|Court|Hospital|Institute|Nurse|Doctor|Director)$"
)
_COMMON_ZH = re.compile(
    r"[他她它我你您咱这那也又再还就便却才则只都已曾被把对向从在于关据如若虽但而且并因所其有没不是会可]"
    r"|[接随后然最今昨当每各某另同一二三四五六七八九十两几首先前末总终开话听照按即既此该时]"
)


def _mentions(pattern: re.Pattern[str], text: str) -> list[Mention]:
    found = []
    for match in pattern.finditer(text):
        kind: MentionKind = "role"
        side: PersonSide = "hospital"
        plain = match.span()
        is_person = True
        if match["named"]:
            kind = "named"
            lead = re.match(r"同一[位名个]?|这[位名个]|那[位名个]|该名?|此", match["named"])
            plain = (match.start() + (lead.end() if lead else 0), match.end())
        elif match["outsider"]:
            side = "outsider"
            is_person = not _BODY.fullmatch(match[0])
        elif match["caller"]:
            side = "caller"
        elif match["same"] is not None:
            kind, plain = "again", match.span("what")
        elif match["pronoun"]:
            kind = "pronoun"
        found.append(Mention(*match.span(), plain, kind, side, is_person))
    return found


_WHO = re.compile(r",? who\b|，(?=[他她][说讲答])")
_SPOKEN_TO = re.compile(  # "told", "to", 对: whoever follows listens
    r"(?:\b(?:t(?:ells?|old|elling)|ask(?:s|ed|ing)?|assure[sd]?|inform(?:s|ed)?|remind(?:s|ed)?"
    r"|warn(?:s|ed)|thank(?:s|ed)?|to|with|for|about|interrupt(?:s|ed)?|put|heard?|rang|reached"
    r"|beside|behind|refer(?:s|red)|sen(?:ds|t)|hand(?:s|ed)|direct(?:s|ed)|comfort(?:s|ed)"
    r"|console[sd]|greet(?:s|ed)|scold(?:s|ed)|correct(?:s|ed)|recogni[sz]e[sd])"
    r"(?P<which> (?:the|an?|this|that|his|her|our|their|its|another|one))?"
    r"(?P<how> \w+(?<!that)(?<!\bby))? ?"
    r"|(?:对|向|[追反]?问起?|告诉|叮嘱|嘱咐|给|跟|将|把|请|找|替|让|叫|答复|回答|打断|提醒|劝|往|转给|交给"
    r"|安慰|安抚|打发|招呼|埋怨|训斥|责怪|问候|警告|告诫|回绝|拒绝|应付|纠正|感谢|通知)"
    r"[了过着起]?(?:[那这一][位个])?(?:来电的|打电话的|电话那头的|病人的|患者的)?)$",
    re.IGNORECASE,
)


MAKES = re.compile(
    r"\b(?:has|have|had|makes?|made|making|lets?|letting|having)\s(?:the |an? |its |one )?$"
    r"|(?:让|使|替|代)[那这]?[位名个]?$",
    re.IGNORECASE,
)
"""Right before whoever is made to say or do something."""


_ACTED_ON = re.compile(  # passes the caller on
    r"\b(?!(?:this|thus|as|is|was|does|has|during|perhaps|always)\b)\w+(?:s|ed|ing)"
    r" (?:the|this|his|her|our) $|(?:记得|记起|认出|听出)[了过]?(?:[这那一][位个])?$",
    re.IGNORECASE,
)


@cache
def _then_speaks() -> re.Pattern[str]:
    return re.compile(
        rf"\s+(?:\w+ly |then |also |had |has |once |again )*{english('speech', 'en')}"
        rf"|[^，。：:]{{0,4}}{chinese('speech', 'zh')}",
        re.IGNORECASE,
    )


_SPOKEN_OF = re.compile(r"(?:[谈说讲提]到|谈及|提及|论及|关于|至于)[^，。：:；]{0,8}$")
_BEGINS_WITH = re.compile(
    r"\b(?:beg[ia]ns?|start(?:s|ed)?|open(?:s|ed)?|end(?:s|ed)?|close[sd]?|continue[sd]?|stay|go on"
    r") with (?:the |an? )?$",
    re.IGNORECASE,
)
_HAS_A_VOICE = re.compile(
    r"\b(?:has|have|had|with|in|of) (?:an?|the|his|her|its) (?:\w+ ){0,2}$", re.IGNORECASE
)


def is_object(text: str, mention: Mention) -> bool:
    """Whether somebody is spoken to rather than speaking.  A name has no article before it: in
    "to this Dr. X replied" it is no object.  A voice that somebody has is nobody."""
    if text[mention.start : mention.end].lower() == "voice" and _HAS_A_VOICE.search(
        text, max(mention.start - 40, 0), mention.start
    ):
        return True
    if _WHO.match(text, mention.end):  # put through to Dr. X, who said
        return False
    if mention.side == "caller":
        before = max(mention.start - 30, 0)
        if MAKES.search(text, before, mention.start):
            return True
        if _ACTED_ON.search(text, before, mention.start) and not _then_speaks().match(
            text, mention.end
        ):
            return True
    if _BEGINS_WITH.search(text, max(mention.start - 40, 0), mention.start):
        return False
    if _SPOKEN_OF.search(text, max(mention.start - 14, 0), mention.start):
        return not _then_speaks().match(text, mention.end)
    found = _SPOKEN_TO.search(text, max(mention.start - 30, 0), mention.start)
    return found is not None and not (mention.kind == "named" and found["which"])
