"""Names of people: who is named in a text, and whether two ways to write somebody are one person's.

Texts are in simplified characters (:func:`calltools.language.quoting.scene.fold`).  A report names
people by surname and title, by function, by a pronoun, or as "the same doctor".
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from calltools.language.normalise import is_chinese, simplify
from calltools.language.quoting.vocabulary import chinese, either, english, entries
from calltools.language.sounds import ways_to_read

NameKind = Literal["named", "role", "pronoun", "again"]
PersonSide = Literal["hospital", "caller", "outsider"]


@dataclass(frozen=True, slots=True)
class Name:
    """Somebody named at ``start`` to ``end`` as ``text``; who is ``meant`` a text may have named
    in full before: Professor Shi, by "the professor".

    ``again`` is a reference to somebody named before: "the same doctor", 该医生; ``text`` is
    without that.
    """

    start: int
    end: int
    text: str
    kind: NameKind
    side: PersonSide
    meant: str = ""

    @property
    def tells(self) -> bool:
        """Whether it tells who is meant."""
        return self.kind in ("named", "role")


@cache
def _english() -> re.Pattern[str]:
    def any_of(name: str) -> str:
        return english("people.en", name)

    again = r"(?:the |this |that )?\bsame "
    before = f"(?:{any_of('before')}[ -])*"
    after = f"(?: {any_of('after')})*"
    return re.compile(
        rf"(?P<named>(?:\b(?:dr|prof|mr|mrs|ms)\.?|{any_of('titles')}) "
        r"(?-i:[A-Z](?:\w|['’-](?!s\b)(?=\w))*(?: [A-Z][a-z]+)?))"
        rf"|(?P<outsider>(?:{any_of('outsider')}))"
        rf"|(?P<caller>{any_of('caller')})"
        rf"|(?P<same>{again}|(?={any_of('again')} (?:him|her)self\b))"
        rf"(?P<what>{before}(?:{any_of('hospital')}|{any_of('again')}){after})"
        rf"|(?P<role>{before}{any_of('hospital')}{after}"
        rf"|(?:(?<=voice from the )|(?<=\bthe )){any_of('rooms')}"
        rf"(?= (?:\w+ly |also |then |only |again )?{english('speech', 'en')}|,? wh(?:o|ich) )"
        rf"|(?<=voice from the ){any_of('rooms')})"
        r"|(?P<pronoun>\b(?:he|she)\b)"
        r"|(?P<narrator>\b(?:I|we)(?= (?:asked|said|answered|replied|told)\b))",
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
    again = r"(?:同一[位名个]?|这[位名个]|(?<![\u4e00-\u9fff])那[位名个]|该名?|此)"
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
        r"|(?P<pronoun>[他她](?!们|人|的))"
        r"|(?P<narrator>(?<![\u4e00-\u9fff])我们?(?=[又再]?[追反]?[问说答]))"
    )


class People:
    """Finds who is named in the texts of one report.

    Besides functions and titles it knows the names of those who ask or say something more than
    once (小温问, ``Holm said``), and those that are ``known`` beforehand, in simplified characters.
    """

    def __init__(
        self, texts: Sequence[str] = (), known: Mapping[str, PersonSide] | None = None
    ) -> None:
        bare = _bare_names(texts)
        self.bare_names = frozenset(bare)
        """Those of whom only a name is told, and no function."""
        self._sides = {**bare, **(known or {})}
        longest = sorted(map(bounded, self._sides), key=len, reverse=True)
        place = rf"(?!站|{chinese('people.zh', 'rooms')}|['’]s? (?:office|station|desk|room)\b)"
        self._pattern = re.compile(f"(?:{'|'.join(longest)}){place}") if longest else None

    def names(self, text: str) -> list[Name]:
        """Who is named in ``text``, in order."""
        found = [*_matches(_english(), text), *_matches(_chinese(), text)]
        for match in self._pattern.finditer(text) if self._pattern else ():
            start, end = match.span()
            over = [one for one in found if one.start < end and start < one.end]
            if all(one.end - one.start < end - start for one in over):
                found = [one for one in found if one not in over]
                found.append(Name(start, end, match[0], "named", self._sides[match[0]]))
        return sorted(found, key=lambda one: one.start)

    def cast(
        self, folded: Sequence[str], written: Sequence[str], notes: Container[int] = ()
    ) -> list[list[Name]]:
        """Who is named in each block of a text, as it is ``written``, and who is meant.

        In a note (``notes``: the blocks' numbers) they may be of any place, and who is "the same"
        stands where the note hangs.
        """
        cast: list[list[Name]] = []
        known: list[tuple[int, str]] = []
        for number, (block, text) in enumerate(zip(folded, written, strict=True)):
            here: list[Name] = []
            for name in self.names(block):
                shown = re.sub(r"^姓(.)的", r"\1", text[name.end - len(name.text) : name.end])
                name = replace(name, text=shown, meant=shown)
                if name.side == "hospital" and name.kind != "pronoun":
                    beside = here[-1] if here else None
                    if beside and _APPOSED.fullmatch(block, beside.end, name.start):
                        if name.kind == "named" and beside.kind == "role":
                            here[-1] = _known_as(beside, name.text)
                        elif name.kind == "role" and beside.kind == "named":
                            name = _known_as(name, beside.meant)
                    near = 0 if number in notes else number - 1
                    if name.kind != "again" or number not in notes:
                        name = _named_before(name, known, near)
                    if number not in notes:
                        known.append((number, name.meant))
                here.append(name)
            cast.append(here)
        return cast


_ANY_DOCTOR = re.compile(r"doctor|nurse|医[生师]|大夫|护士")
_APPOSED = re.compile(r", (?:an? |the |our |its )?")  # Dr. Fan, the surgeon


def _known_as(name: Name, person: str) -> Name:
    return replace(name, text=person, meant=person, kind="named" if surname(person) else "role")


def _named_before(name: Name, known: Sequence[tuple[int, str]], near: int) -> Name:
    """``name`` with whom a function means: the last person named with it from block ``near`` on;
    after "the same" the last who can have it."""
    for number, person in reversed(known):
        if name.kind == "again":
            done, what = posts(name.text), name.text.casefold()
            plain = _ANY_DOCTOR.fullmatch(what) and done & posts(person)
            if not done or plain or what in person.casefold():
                return _known_as(name, person)
        elif name.kind == "role" and number >= near and has_title(person, name.text):
            return replace(name, meant=person, kind="named")
    return name


def has_title(person: str, title: str) -> bool:
    """Whether somebody is named in English with a title: Professor Shi is the professor."""
    return title.casefold() in person.casefold().split()[:-1]


def bounded(name: str) -> str:
    """The pattern of a name: an English one as whole words."""
    return rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name)


def _bare_names(texts: Sequence[str]) -> dict[str, PersonSide]:
    """Names that stand before verbs of speaking, and whose side they are: callers ask and ring."""
    whole = "\n".join(texts)
    found: dict[str, PersonSide] = {}
    for match in _SPEAKING.finditer(whole):
        name = match["zh"] or match["en"]
        common = _COMMON_EN if match["en"] else _COMMON_ZH
        if common.match(name) or whole.count(name) < 2 or any(_matches(_chinese(), name)):
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


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[Name]:
    for match in pattern.finditer(text):
        kind: NameKind = "role"
        side: PersonSide = "hospital"
        name = match[0]
        if match["named"]:
            kind, name = "named", _AGAIN_ZH.sub("", name)
        elif match["outsider"] or match["caller"]:
            side = "outsider" if match["outsider"] else "caller"
        elif match["same"] is not None:
            kind, name = "again", match["what"]
        elif match["pronoun"] or match["narrator"]:
            kind, side = "pronoun", "caller" if match["narrator"] else "hospital"
        yield Name(*match.span(), name, kind, side)


_AGAIN_ZH = re.compile(r"^(?:同一[位名个]?|这[位名个]|那[位名个]|该名?|此)")
_SPOKEN_TO = re.compile(  # "told", "to", 对: anybody who follows listens
    r"(?:\b(?:t(?:ells?|old|elling)|ask(?:s|ed|ing)?|assure[sd]?|inform(?:s|ed)?|remind(?:s|ed)?"
    r"|warn(?:s|ed)|thank(?:s|ed)?|(?<!attributed )(?<!according )to|with|for|about|as(?= an?\b)|on"
    r"|through|interrupt(?:s|ed)?|put|heard?|rang|reached"
    r"|beside|behind|refer(?:s|red)|sen(?:ds|t)|hand(?:s|ed)|direct(?:s|ed)"
    r"|(?:sa(?:id|ys)|spoke|speaks) of|(?<!it )(?:is|was)(?= an?\b))"
    r"(?P<which> (?:the|an?|this|that|his|her|our|their|its|another|one))?"
    r"(?P<how> [\w'’]+(?<!that)(?<!\bby))? ?"
    r"|(?:对|向|[追反]?问[起到及]?|[转引复]述|(?<!的)是个|告诉|叮嘱|嘱咐|给|跟|将|把|请|找|替|让|叫|答复|回答|打断|提醒|劝|往|转给|交给"
    r"|[谈说讲提]到|关于|至于)[了过着起]?(?:[那这一][位个])?)$",
    re.IGNORECASE,
)
_OWNS = re.compile(
    r"['’]s? (?:\w+ )?(?:name|office|room|number|telephone|desk|station)\b"
    r"|的(?:名字|姓名|电话|号码|办公室|房间|名片|手机)"
    r"| (?:has|had|makes?|made|lets?) (?:him|her|them|the \w+) (?:say|tell|answer)\b"
)


def is_subject(text: str, name: Name) -> bool:
    """Whether somebody is neither spoken to, nor only the owner of something, nor one who lets
    another speak.  A name has no article before it: in "to this Dr. X replied" it is not an
    object."""
    spoken_to = _SPOKEN_TO.search(text, max(name.start - 30, 0), name.start)
    if spoken_to is not None and not (name.kind == "named" and spoken_to["which"]):
        return False
    return not _OWNS.match(text, name.end)


# --- one person ----------------------------------------------------------------------------------


@lru_cache(4096)
def surname(label: str) -> str | None:
    """The name in a label or an attribution, without titles: Dr. Chu, 褚医生; None without one."""
    if is_chinese(label):
        bare = _titles_zh().sub("", simplify(label)).strip(" ·,，")
        return bare if re.fullmatch(r"[\u3400-\u9fff·]{1,4}", bare) else None
    words = re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", label)
    titles = _titles_en()
    return (
        " ".join(w for w in words if w[0].isupper() and w.lower() not in titles and w[1:]) or None
    )


@cache
def _titles_zh() -> re.Pattern[str]:
    return re.compile(f"{chinese('labels', 'zh')}+")


@cache
def _titles_en() -> frozenset[str]:
    return frozenset(entries("labels", "en"))


@lru_cache(4096)
def romanised(han: str) -> frozenset[str]:
    """Ways to write the first character (a surname may have two readings), the first two, or all
    in Latin letters."""
    ways = ways_to_read(han)
    plain = ["".join(way[0] for way in ways[:n]) for n in (2, len(ways))]
    return frozenset({way.lower() for way in ways[0]} | {p.lower() for p in plain})


def same_surname(one: str | None, other: str | None) -> bool:
    """Whether two names begin or are spelled alike, across scripts by their sound."""
    if not one or not other:
        return False
    if is_chinese(one) and is_chinese(other):
        one, other = simplify(one), simplify(other)
        return one.startswith(other) or other.startswith(one)
    return not latin_words(one).isdisjoint(latin_words(other))


@lru_cache(4096)
def latin_words(name: str) -> frozenset[str]:
    """A surname in small Latin letters, in all ways to write it."""
    return romanised(name) if is_chinese(name) else frozenset(name.casefold().split())


@lru_cache(4096)
def posts(label: str) -> frozenset[str]:
    """What somebody does by the words of a label: nurse, doctor, desk, coordinator, office."""
    folded = simplify(label).casefold()
    return frozenset(post for post, words in _posts().items() if words.search(folded))


@cache
def _posts() -> Mapping[str, re.Pattern[str]]:
    kinds = ("nurse", "doctor", "desk", "coordinator", "office")
    return {kind: either("posts", f"{kind}_en", f"{kind}_zh") for kind in kinds}


def same_name(one: str, other: str) -> bool | None:
    """Whether two ways to write somebody may be one person's: by surname where both tell one, else
    by function; None where that can't be told."""
    surnames = surname(one), surname(other)
    if all(surnames):
        same = same_surname(*surnames)
        return same if same or is_chinese(one) == is_chinese(other) else None
    done = posts(one), posts(other)
    return bool(done[0] & done[1]) if all(done) else None


def name_key(name: str) -> str:
    """One for all ways to write somebody in one script: the surname, else the function."""
    known = surname(name)
    if not known:
        return simplify(name).casefold().strip()
    return known[0] if "\u4e00" <= known[0] <= "\u9fff" else known.casefold().split()[-1]


def is_written_for(one: str, other: str) -> bool:
    """Whether two ways to write somebody have one key, or one tells more (the duty doctor)."""
    key, another = name_key(one), name_key(other)
    return key == another or key.endswith(f" {another}") or another.endswith(f" {key}")
