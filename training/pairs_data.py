"""What the pair reader learns from: written pairs, links of written calls, everyday sentences.

Written pairs are those of training/pairs.  There a block is a Chinese text (``zh …``) with faithful
English renderings (``= …``) and changed ones: ``- kind | Chinese words | English words |
rendering``, where the words are those concerned, as they stand in the text and in that rendering;
an omission has no English ones, an addition no Chinese.  Kinds are ``omission``, ``addition``,
``negation`` (a denial made an affirmation, or the reverse), ``hedge`` (a doubt dropped) and
``meaning`` (anything else that is no figure).  Blank lines stand between blocks; ``#`` begins a
remark.

Links are those of training/bilingual.  Everyday sentences (Tatoeba, CC BY 2.0 FR) teach what
answers what.  Of faithful pairs of both others are made: a "not" taken away or put in, a word or
phrase put for its opposite (training/opposites).
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from calltools.language.normalise import TextSpan, simplify
from calltools.language.sentences import Language

KINDS = ("omission", "addition", "negation", "hedge", "meaning")
Change = tuple[str, TextSpan | None, TextSpan | None]
"""One of KINDS with its places in the Chinese and the English."""
Pair = tuple[str, str, Sequence[Change]]
"""Chinese, English, and what was changed where."""

UNPUNCTUATED = 0.15
"""The share of written pairs whose Chinese is without marks, as a recogniser writes it."""
TURNED, OPPOSED = 0.4, 0.6
"""The shares of faithful pairs of which one with another "not", and one with an opposite in a
word's place, is made."""
OPPOSITES = Path(__file__).parents[1] / "training" / "opposites"
_CLAUSE = re.compile(r"[^，。；：？！、…—,.;:?!]+")
_MARK = re.compile(r"[，。；：？！、…“”‘’「」『』—（）,.;:?!\s]")
_NAMES: dict[str, str] = {
    "omission": "omission",
    "addition": "addition",
    "negation_changed": "negation",
    "hedge_dropped": "hedge",
}
_OTHERWISE = {"summary_instead_of_translation", "reordered", "speaker_swapped"}
"""Findings whose links render other words altogether."""
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|can|could|will|would|should|must|may|might|have|has|had)\b(?! not|n't)"
)
_DENIED = re.compile(
    r"\b(?:(?P<do>don|doesn|didn)'t (?P<verb>\w+)|"
    r"(?P<plain>is|are|was|were|could|would|should|has|have|had|must)n't\b|"
    r"(?P<can>can't|cannot)\b|(?P<will>won't)\b|(?P<before>\w+) not\b)",
    re.IGNORECASE,
)
_OPPOSITE = dict(
    zip(
        "never nobody nothing without hardly few little none".split(),
        "always everybody everything with easily many much all".split(),
        strict=True,
    )
)
_STATED = re.compile(
    r"(I|You|We|They) (?!am|are|was|were|will|would|can|could|should|have|had|must|may|might|"
    r"never|do|don|did)([a-z]+)\b"
)
_NO_DENIAL = re.compile(r"(.)[不没]\1|不过|不但|不管|差不多|不错|不同|对不起|不客气|不得不")
_AFFIRMED = (
    ("没有", "有"), ("不是", "是"), ("不能", "能"), ("不会", "会"), ("不要", "要"), ("不想", "想"),
    ("没", "已经"), ("不", ""),
)  # fmt: skip
_AFFIRMS = "是 会 能 有 想 要 可以 喜欢 知道".split()


def read_pairs(file: Path) -> Iterator[Pair]:
    """The pairs of ``file``.

    Raises:
        ValueError: a line says nothing of the notation, or words stand in none of the two texts.
    """
    zh = ""
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        mark, _, rest = line.strip().partition(" ")
        if mark == "zh":
            zh = rest.strip()
        elif mark == "=" and zh:
            yield zh, rest.strip(), []
        elif mark == "-" and zh:
            yield _changed(zh, rest, f"{file}:{number}")
        elif mark and not mark.startswith("#"):
            raise ValueError(f"{file}:{number}: expected zh, =, - or #, found {line[:40]!r}")


def _changed(zh: str, line: str, where: str) -> Pair:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != 4 or parts[0] not in KINDS:
        raise ValueError(f"{where}: expected a kind, words, words and a rendering, found {line!r}")
    kind, *words, en = parts
    places = [_place(text, said) for text, said in zip((zh, en), words, strict=True)]
    for said, place in zip(words, places, strict=True):
        if said and place is None:
            raise ValueError(f"{where}: {said!r} is in none of the two texts")
    return zh, en, [(kind, places[0], places[1])]


def written(files: Sequence[Path], seed: int) -> Iterator[Pair]:
    """The pairs of ``files``, which are like those of training/pairs."""
    chance = random.Random(seed)
    for pair in (pair for file in files for pair in read_pairs(file)):
        yield _unmarked(pair) if chance.random() < UNPUNCTUATED else pair
        zh, en, changes = pair
        if not changes:
            yield from _made(zh, en, chance, TURNED)


def links(calls: Iterable[Mapping[str, Any]]) -> Iterator[Pair]:
    """The links of calls, which are like those of training/bilingual."""
    for call in calls:
        for zh, en in call["links"]:
            inside = [
                f for f in call["findings"] if {*zh} & {*f["zh_turns"]} or {*en} & {*f["en_turns"]}
            ]
            if zh and en and not any(f["type"] in _OTHERWISE for f in inside):
                said = "\n".join(call["zh_turns"][i]["text"] for i in zh)
                printed = "\n".join(call["en_turns"][j]["text"] for j in en)
                changes = [
                    (_NAMES[f["type"]], _place(said, f["zh_span"]), _place(printed, f["en_span"]))
                    for f in inside
                    if f["type"] in _NAMES
                ]
                yield said, printed, changes


def everyday(file: Path, count: int, seed: int) -> Iterator[Pair]:
    """About twice ``count`` pairs of ``file``: lines of English, tab, Chinese, as
    manythings.org/anki gives the sentences of Tatoeba."""
    chance = random.Random(seed)
    rows = [line.split("\t")[:2] for line in file.read_text("utf-8").splitlines()]
    chance.shuffle(rows)
    plain = [(zh, en) for en, zh in rows if 3 <= len(en.split()) <= 25 and len(zh) >= 4]
    for zh, en in list({zh: (zh, en) for zh, en in plain}.values())[:count]:
        yield zh, en, ()
        yield from _made(zh, en, chance, 1.0)


def _place(text: str, words: str | None) -> TextSpan | None:
    at = text.find(words) if words else -1
    return (at, at + len(words or "")) if at >= 0 else None


def _unmarked(pair: Pair) -> Pair:
    """``pair`` with Chinese without marks, if that is enough to read."""
    zh, en, changes = pair
    kept = [i for i, character in enumerate(zh) if not _MARK.match(character)]
    if len(kept) < 4:
        return pair
    where = {old: new for new, old in enumerate(kept)}

    def moved(place: TextSpan | None) -> TextSpan | None:
        inside = [where[i] for i in range(*place) if i in where] if place else []
        return (inside[0], inside[-1] + 1) if inside else None

    return "".join(zh[i] for i in kept), en, [(k, moved(a), b) for k, a, b in changes]


def _made(zh: str, en: str, chance: random.Random, share: float) -> Iterator[Pair]:
    """What is made of a faithful pair; ``share``: how often one with another "not"."""
    turned = _turned(zh, en, chance)
    if turned and chance.random() < share:
        yield turned
    opposed = _opposed(zh, en, chance)
    if opposed and chance.random() < OPPOSED:
        yield opposed


def _opposed(zh: str, en: str, chance: random.Random) -> Pair | None:
    """The pair with one word or phrase put for its opposite, in the English or in the Chinese."""
    if chance.random() < 0.6 and (printed := _replaced(en, "en", chance)):
        return zh, printed[0], [("negation", _whole(zh), _clause(*printed))]
    if said := _replaced(simplify(zh), "zh", chance):
        return said[0], en, [("negation", _clause(*said), _whole(en))]
    return None


def _replaced(text: str, language: Language, chance: random.Random) -> tuple[str, int] | None:
    """``text`` with one of its words put for its opposite, and where."""
    expression, others = _opposites(language)
    found = list(expression.finditer(text))
    if not found:
        return None
    one = chance.choice(found)
    other = chance.choice(others[one[0].lower()])
    if one[0][0].isupper():
        other = other[0].upper() + other[1:]
    return text[: one.start()] + other + text[one.end() :], one.start()


@cache
def _opposites(language: Language) -> tuple[re.Pattern[str], dict[str, list[str]]]:
    """What finds a word that has an opposite, the longest first, and the opposites of each."""
    others = defaultdict(list)
    for line in (OPPOSITES / f"{language}.txt").read_text("utf-8").splitlines():
        one, _, other = (part.strip() for part in line.partition("|"))
        others[one.lower()].append(other)
        others[other.lower()].append(one)
    words = "|".join(map(re.escape, sorted(others, key=len, reverse=True)))
    edges = (r"(?<![\w'-])", r"(?![\w'-])") if language == "en" else ("", "")
    return re.compile(f"{edges[0]}(?:{words}){edges[1]}", re.IGNORECASE), dict(others)


def _turned(zh: str, en: str, chance: random.Random) -> Pair | None:
    """The pair with one denial more or less, in the English or in the Chinese."""
    printed = _turned_english(en, chance) if chance.random() < 0.5 else None
    said = None if printed else _turned_chinese(simplify(zh), chance)
    if printed:
        return zh, printed[0], [("negation", _whole(zh), _clause(*printed))]
    if said:
        return said[0], en, [("negation", _clause(*said), _whole(en))]
    return None


def _whole(text: str) -> TextSpan | None:
    """All of a text of one clause; which of several answers what was turned is not known."""
    return (0, len(text)) if len(_CLAUSE.findall(text)) == 1 else None


def _clause(text: str, at: int) -> TextSpan:
    """The clause around a place."""
    around = (m.span() for m in _CLAUSE.finditer(text) if m.start() <= at <= m.end())
    return next(around, (0, len(text)))


def _turned_english(en: str, chance: random.Random) -> tuple[str, int] | None:
    """The text with one denial more or less, and where."""
    denied = list(_DENIED.finditer(en))
    if denied:
        one = chance.choice(denied)
        return en[: one.start()] + _without_not(one) + en[one.end() :], one.start()
    for word, other in _OPPOSITE.items():
        if match := re.search(rf"\b{word}\b", en):
            return en[: match.start()] + other + en[match.end() :], match.start()
    found = [m for m in _AUXILIARY.finditer(en) if m.start()]
    if found and not en.endswith("?"):
        one = chance.choice(found)
        return f"{en[: one.end()]} not{en[one.end() :]}", one.start()
    if (match := _STATED.match(en)) and not match[2].endswith("ed"):
        return f"{match[1]} don't {match[2]}{en[match.end() :]}", match.start()
    return None


def _without_not(match: re.Match[str]) -> str:
    verb = match["verb"] or ""
    ends = "es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else "s"
    word = {
        "don": verb, "doesn": {"have": "has"}.get(verb, verb + ends), "didn": f"did {verb}",
    }.get((match["do"] or "").lower())  # fmt: skip
    word = word or match["plain"] or match["before"] or ("can" if match["can"] else "will")
    return word.capitalize() if match[0][0].isupper() else word


def _turned_chinese(zh: str, chance: random.Random) -> tuple[str, int] | None:
    """The same of Chinese."""
    if _NO_DENIAL.search(zh) or zh.endswith(("?", "？")):
        return None
    for denied, affirmed in _AFFIRMED:
        if denied in zh:
            return zh.replace(denied, affirmed, 1), zh.index(denied)
    words = [word for word in _AFFIRMS if word in zh[1:]]
    if not words:
        return None
    at = zh.index(chance.choice(words), 1)
    return f"{zh[:at]}{'没' if zh[at] == '有' else '不'}{zh[at:]}", at
