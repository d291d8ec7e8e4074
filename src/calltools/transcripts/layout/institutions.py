"""Names of hospitals in running text, in lines of data and in headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from calltools.transcripts.layout.dates import dates
from calltools.transcripts.layout.weights import fitted_tables

_HOUSE_ZH = (
    "医院|醫院|卫生院|衛生院|保健院|疗养院|療養院|防治院|防治所|诊所|診所|门诊部|門診部|"
    "研究所|研究院|急救中心|移植中心|医学中心|醫學中心|医疗中心|醫療中心|血站|血液中心|健康中心|"
    "肿瘤中心|腫瘤中心|红十字会|紅十字會|医学院|醫學院|捐献办公室|捐獻辦公室|捐献中心|协调中心"
)
_RUN_ZH = re.compile(r"(?:[一-鿿○〇Ｘ×]|(?<=[第军軍队隊部警放])\d{1,3}|\d{2,3}(?=医院|醫院))+")
_HOSPITAL_ZH = re.compile("医院|醫院")
_HOUSES_ZH = re.compile(_HOUSE_ZH)
_BRANCH_ZH = re.compile(r"[一-鿿]{1,3}(?:分院|院区|院區)")
_LONGEST_ZH = 22
_GENERIC_ZH = re.compile(
    r"[一二三四五六七八九十两兩几幾多各每某这這那该該本贵貴哪另同其他她它我你您们們的里裡大小省市县縣镇鎮乡鄉区區"
    r"地方级級家间間所个個有些全国國外内人说說去到在是]*"
    r"(?:移植|调查|調查|受访|受訪|通话|通話|拨打|撥打|附近|当地|當地|公立|私立|民营|综合|專科|专科)?$"
)
_SMALL_ZH = frozenset(
    "的是到去给給在往向为為由从從了过過着著把让讓叫问問找对對与與和跟至就也又再都即及打通电電系繫访訪拨撥"
    "于於据據被将將请請查进進上得称稱有如像是"
)
"""Particles, prepositions and the last characters of verbs of calling: a name may follow them."""
_BEGIN_PLACES_ZH = frozenset(
    (
        "上海 上饶 上饒 上虞 上杭 从化 從化 从江 從江 通化 通辽 通遼 通州 通江 和田 和县 和縣 "
        "都匀 都勻 即墨 如皋 如东 如東 进贤 進賢 于都 于洪 于田 将乐 將樂 电白 電白"
    ).split()
)
"""Places whose names begin with one of those characters."""
_PLACE_ZH = frozenset("市县縣省州区區镇鎮乡鄉旗盟")
_KIND_ZH = re.compile(
    r"大学|大學|医科|醫科|医学|醫學|第[一二三四五六七八九十\d]|人民|中心|铁路|鐵路|军|軍|总医|總醫|中医|中醫|武警|附"
)

_HOUSE_EN = frozenset(
    (
        "hospital hospitals institute center centre clinic infirmary sanatorium sanitarium "
        "polyclinic"
    ).split()
)
_HOUSES_EN = re.compile(
    r"hosp|inst|cent|clinic|firmary|sanat|sanit|college|school|univ", re.IGNORECASE
)
_SCHOOL_EN = frozenset(("university college school academy").split())
_TOKEN_EN = re.compile(r"[A-Za-z0-9][\w'’.&-]*|&")
_JOINING_EN = frozenset(("of the for and & de affiliated attached to").split())
_BEFORE_EN = frozenset(
    (
        "a an the on in at to from by with when where who what our my we i it he she they you "
        "this that these those and of for call calls called calling dialled dialed rang phone "
        "telephone recording transcript tape case date time hospital: target after before then "
        "later next monday tuesday wednesday thursday friday saturday sunday january february "
        "march april may june july august september october november december dr mr mrs ms"
    ).split()
)
_GENERIC_EN = frozenset(
    (
        "the a an our my your this that another other general county city local same hospital "
        "hospitals central medical transplant transplantation organ kidney liver surgery center "
        "centre institute clinic of"
    ).split()
)
_CAPITALS = re.compile(r"[A-Z][A-Z'’]{2,}(?:[ ]+(?:[A-Z][A-Z'’.]*|\d+))*")


@dataclass(frozen=True, slots=True)
class Institution:
    """A hospital, clinic or the like named at ``start:end`` of a text."""

    start: int
    end: int
    name: str
    """As printed, but CAPITALS as Capitals."""


def institutions(text: str) -> list[Institution]:
    """The hospitals that ``text`` names, in order."""
    return sorted([*_chinese(text), *_english(text)], key=lambda found: found.start)


def _chinese(text: str) -> Iterator[Institution]:
    if not _HOUSES_ZH.search(text):
        return
    plain = list(text)
    for date in dates(text, without_year=True):
        plain[date.start : date.end] = " " * (date.end - date.start)
    for run in _RUN_ZH.finditer("".join(plain)):
        at = run.start()
        while house := (
            _HOSPITAL_ZH.search(text, at, run.end()) or _HOUSES_ZH.search(text, at, run.end())
        ):
            first = max(at, house.start() - _LONGEST_ZH)
            name = text[first : house.start()]
            start = first + _begin(name, after=text[at:first])
            end = house.end()
            if branch := _BRANCH_ZH.match(text, end, run.end()):
                end = branch.end()
            distinct = text[start : house.start()]
            if len(distinct) > 1 and not _GENERIC_ZH.match(distinct):
                yield Institution(start, end, text[start:end])
            at = end
            if not _HOSPITAL_ZH.search(text, at, run.end()):
                break  # 移植中心 after a hospital is its department


def _begin(before: str, *, after: str) -> int:
    """Where in ``before``, the characters that lead up to 医院, its name begins."""
    starts = range(max(len(before) - 1, 1))
    return max(starts, key=lambda i: _name_score(before, i, whole=not after))


def _name_score(before: str, start: int, *, whole: bool) -> float:
    known = fitted_tables("header")["name"]
    features = name_features(before, start, whole=whole)
    return sum(known.get(f, 0.0) * x for f, x in features.items())


def name_features(before: str, start: int, *, whole: bool = True) -> dict[str, float]:
    """What tells whether ``before[start:]`` begins the name of a Chinese hospital; ``whole``:
    nothing but a mark or a space stands before ``before``."""
    name = before[start:]
    place = next(
        (i for i, c in enumerate(name[:5]) if i and c in _PLACE_ZH and name[i - 1] not in "军軍"), 0
    )
    kind = _KIND_ZH.search(name)
    small = name[:1] in _SMALL_ZH and name[:2] not in _BEGIN_PLACES_ZH
    parted = start > 0 and before[start - 1 : start + 1] in _BEGIN_PLACES_ZH
    return {
        "edge": float(start == 0 and whole),
        "after_small": float(start > 0 and before[start - 1] in _SMALL_ZH and not parted),
        "begins_small": float(small),
        "holds_small": float(sum(c in _SMALL_ZH for c in name[1:-1])),
        "place_2": float(place == 2),
        "place_3": float(place == 3),
        "edge_place_3": float(start == 0 and whole and place == 3 and name[0] not in _SMALL_ZH),
        "kind_2": float(kind is not None and kind.start() == 2),
        "kind_0": float(kind is not None and kind.start() == 0),
        "short": float(len(name) < 3),
        "length": float(len(name)) / 10,
    }


def _english(text: str) -> Iterator[Institution]:
    if not _HOUSES_EN.search(text):
        return
    cased = _CAPITALS.sub(lambda m: _title(m[0]), text)
    for run in _runs_en(cased):
        houses = [i for i in range(len(run)) if _is_house(run, i)]
        if not houses:
            continue
        first = houses[0]
        start = _begin_en(run, first)
        end = _end_en(run, first)
        name = cased[run[start][1] : run[end][2]]
        told = [t for t in run[start : end + 1] if _word(t[0]) not in _GENERIC_EN]
        if told and end > start:
            stripped = name.rstrip(".")
            if _word(run[end][0]) in _HOUSE_EN:  # the Hospital's turn
                stripped = re.sub(r"['’]s$", "", stripped)
            yield Institution(run[start][1], run[start][1] + len(stripped), stripped)


_Token = tuple[str, int, int]


def _word(token: str) -> str:
    """As it is compared; Hospital's is Hospital."""
    return re.sub(r"['’]s$", "", token.lower().rstrip("."))


def _is_house(run: list[_Token], i: int) -> bool:
    word = _word(run[i][0])
    return word in _HOUSE_EN or (i > 0 and word in _SCHOOL_EN and _word(run[i - 1][0]) == "medical")


def _runs_en(text: str) -> Iterator[list[_Token]]:
    """Stretches of capitalised words with what joins them: nothing but blanks between."""
    run: list[_Token] = []
    for match in _TOKEN_EN.finditer(text):
        token = match[0]
        apart = run and text[run[-1][2] : match.start()].strip(" \xa0\n")
        ended = (
            run and run[-1][0].endswith(".") and _word(run[-1][0]) not in ("no", "st", "dr", "mt")
        )
        fits = token[0].isupper() or token in _JOINING_EN or token[0].isdigit()
        if apart or ended or not fits:
            if run:
                yield run
            run = []
        if fits:
            run.append((token, match.start(), match.end()))
    if run:
        yield run


def _begin_en(run: list[_Token], house: int) -> int:
    """The first word of the name whose ``Hospital`` is at ``house``."""
    start = 0
    for i in range(house):
        word = _word(run[i][0])
        numbered = i and _word(run[i - 1][0]) == "no"
        if (
            (word in _BEFORE_EN and word not in ("the", "and", "for", "of", "march", "may"))
            or (run[i][0][0].isdigit() and not numbered)
            or word == "to"
            or (word == "of" and not any(_word(t[0]) in _SCHOOL_EN for t in run[start:i]))
        ):
            start = i + 1
    while start < house and _word(run[start][0]) in _BEFORE_EN:
        start += 1
    return start


def _is_to(run: list[_Token], i: int) -> bool:
    return i < len(run) and run[i][0] == "to"


def _end_en(run: list[_Token], house: int) -> int:
    """The last word of the name: No. 1, of Chest Diseases, of the Eighth Division."""
    end = house
    i = house + 1
    while i < len(run):
        word = _word(run[i][0])
        if word == "no" and i + 1 < len(run) and run[i + 1][0][:1].isdigit():
            end = i + 1
            i += 2
        elif word in ("of", "for") or (word in ("affiliated", "attached") and _is_to(run, i + 1)):
            more = i + 1 + (word[-2:] == "ed")
            while more < len(run) and (
                run[more][0][0].isupper() or _word(run[more][0]) in _JOINING_EN
            ):
                if _word(run[more][0]) not in _JOINING_EN:
                    end = more
                more += 1
            i = max(more, i + 1)
        elif word in _HOUSE_EN | _SCHOOL_EN:
            end = i
            i += 1
        elif any(_word(t[0]) in _HOUSE_EN | _SCHOOL_EN for t in run[i + 1 : i + 5]):
            i += 1
        else:
            break
    return end


def _title(text: str) -> str:
    """TEXT IN CAPITALS as Text in Capitals; the length stays."""
    return re.sub(
        r"[A-Z]['’A-Z]*",
        lambda m: m[0].lower() if m[0] in ("OF", "THE", "FOR", "AND", "TO") else m[0].capitalize(),
        text,
    )
