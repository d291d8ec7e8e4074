"""Names of people compared: scripts and languages."""

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
