"""Names of people and hospitals compared: scripts, languages, abbreviations."""

from __future__ import annotations

import re
from functools import lru_cache

from calltools.language.normalise import simplify
from calltools.quotations.symbols import is_chinese

_TITLES_ZH = re.compile(
    r"(?:副?(?:医生|大夫|医师|护士长?|护师|主任|院长|教授|所长|科长|处长|书记|专家|协调员|秘书|老师|"
    r"先生|女士|小姐|调查员|记者|志愿者|医务人员|工作人员|值班|总机|前台|接线员|主治|住院|外科|内科|"
    r"移植科?|负责人|受访者|对方|院方|答|问|家属|病人))+"
)
_TITLES_EN = frozenset(
    "dr doctor director nurse head chief prof professor president surgeon physician mr mrs ms miss "
    "sister matron the a an of on in at duty deputy vice senior junior staff coordinator operator "
    "switchboard receptionist respondent investigator caller interviewer reporter volunteer "
    "secretary clerk section ward transplant department liver kidney heart lung centre center "
    "hospital office same other second first man woman voice person speaker spokesman colleague "
    "old young male female undercover journalist researcher official answering duty".split()
)
_GENERIC_EN = frozenset("the of a an at in s".split())
_KINDS_EN = frozenset(
    "hospital hospitals hosp clinic institute institution centre center office ward unit "
    "university medical college transplant".split()
)
_NUMBERS = {
    word: str(n)
    for n, words in enumerate(
        ("first one i", "second two ii", "third three iii", "fourth four iv", "fifth five v",
         "sixth six", "seventh seven", "eighth eight", "ninth nine", "tenth ten"), 1,
    )
    for word in words.split()
}  # fmt: skip
_ANY_ZH = frozenset(("医院", "本院", "该院", "院方", "这家医院", "那家医院", "该医院", "同一医院"))
_KINDS_ZH = re.compile(
    r"[市省县區区州]|自治|大学|附属|医院|人民|中心|研究所|医学院|病院|那边|那里|的"
)


@lru_cache(4096)
def surname(label: str) -> str | None:
    """The name in a label or an attribution, without titles: Dr. Chu, 褚医生; None without one."""
    if is_chinese(label):
        bare = _TITLES_ZH.sub("", simplify(label)).strip(" ·,，")
        return bare if 1 <= len(bare) <= 4 and re.fullmatch(r"[\u3400-\u9fff·]+", bare) else None
    words = re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", label)
    kept = [w for w in words if w[0].isupper() and w.lower() not in _TITLES_EN and len(w) > 1]
    return " ".join(kept) or None


@lru_cache(4096)
def romanised(han: str) -> frozenset[str]:
    """Ways to write the first character (a surname may have two readings), the first two, or all
    in Latin letters."""
    from pypinyin import Style, pinyin

    readings = pinyin(han, style=Style.NORMAL, heteronym=True)
    plain = ["".join(r[0] for r in readings[:n]) for n in (2, len(readings))]
    return frozenset({r.lower() for r in readings[0]} | {p.lower() for p in plain})


@lru_cache(65536)
def hospital_fits(given: str, name: str) -> bool:
    """Whether ``given``, a report's name for a hospital, may mean the one called ``name``.

    It may leave words out ("the Chest Hospital", 青屿, 钟屏一院), be an acronym, or stand in the
    other language where a place's name is spelt as it sounds.
    """
    if is_chinese(given) and is_chinese(name):
        return _fits_zh(simplify(given), simplify(name))
    if is_chinese(given) or is_chinese(name):
        return _fits_by_sound(given, name)
    return _fits_en(given, name)


def _fits_zh(given: str, name: str) -> bool:
    given, name = (re.sub(r"[\W_]", "", _digits_zh(text)) for text in (given, name))
    if given in _ANY_ZH:
        return True
    told = _KINDS_ZH.sub("", given)
    return _subsequence(given, name) or (
        bool(told) and told[0] == name[0] and _subsequence(told, name)
    )


def _digits_zh(text: str) -> str:
    return re.sub(r"第(?=[一二三四五六七八九十\d])", "", text)


def _subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(c in rest for c in short)


def _fits_en(given: str, name: str) -> bool:
    words, others = _words(given), _words(name)
    told = [word for word in words if word not in _KINDS_EN]
    if len(words) == 1 and words[0] == "".join(word[0] for word in others):
        return True
    if len(words) <= 1 and not told:
        return True  # "the hospital"
    return set(told or words) <= set(others)


def _words(name: str) -> list[str]:
    words = re.findall(r"[^\W_]+", name.lower().replace("’", "'").replace("'", ""))
    kept = [word for word in words if word not in _GENERIC_EN and word != "no"]
    return [_NUMBERS.get(word, word) for word in kept]


def _fits_by_sound(given: str, name: str) -> bool:
    """Whether the words of the one that are no kind of hospital are the sounds of the other."""
    from pypinyin import Style, lazy_pinyin

    han, latin = (given, name) if is_chinese(given) else (name, given)
    told = [w for w in _words(latin) if w not in _KINDS_EN and not w.isdigit()]
    sound = "".join(lazy_pinyin(re.sub(r"[\W_]", "", simplify(han)), style=Style.NORMAL)).lower()
    return bool(told) and len(told[0]) > 2 and sound.startswith(told[0])
