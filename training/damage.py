"""Damage to translated calls: one known change at a time, by a seed, to see what is found.

A change takes the turns of one side and returns them changed, with the type of finding that is
due (None: none is) and the turn it is at; None where the change can't be made to that turn.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from calltools.alignment.model import Finding
from calltools.comparison.changed_names import people, spelled_names
from calltools.language.cues import hedges, negations
from calltools.language.quantities import quantities
from calltools.language.sentences import spans
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Turn

INSERTED = {
    "en": (
        "Between ourselves, the police bring them in at night.",
        "My cousin sells cars in the next town.",
        "Nobody has ever been punished for that.",
        "We keep a list of young people ready.",
        "The canteen closes early on holidays.",
    ),
    "zh": (
        "跟您说句实话，都是公安半夜送来的。",
        "我表弟在隔壁镇上卖汽车。",
        "从来没有人因为这个受过处分。",
        "我们手里有一份年轻人的名单。",
        "过节的时候食堂关门早。",
    ),
}


@dataclass(frozen=True)
class Damaged:
    """The turns after a change; ``due`` is the type of finding, ``at`` the turn of it."""

    turns: tuple[Turn, ...]
    due: str | None
    at: int


Change = Callable[[Sequence[Turn], int, str, random.Random], Damaged | None]


def _text(turns: Sequence[Turn], at: int, text: str, due: str) -> Damaged | None:
    if text == turns[at].text or not re.search(r"\w", text):
        return None
    changed = replace(turns[at], text=text[:1].upper() + text[1:])
    return Damaged((*turns[:at], changed, *turns[at + 1 :]), due, at)


# ---- whole turns and sentences


def delete_turn(
    turns: Sequence[Turn], at: int, language: str, _rng: random.Random
) -> Damaged | None:
    """The gap is at the turn behind: on the other side stands what is due."""
    if len(turns[at].text) < (30 if language == "en" else 10):
        return None
    due = "omission" if language == "en" else "addition"
    return Damaged((*turns[:at], *turns[at + 1 :]), due, at)


def insert_turn(
    turns: Sequence[Turn], at: int, language: str, rng: random.Random
) -> Damaged | None:
    new = Turn(rng.choice(INSERTED[language]), role=turns[at].role)
    due = "addition" if language == "en" else "omission"
    return Damaged((*turns[:at], new, *turns[at:]), due, at)


def delete_sentence(
    turns: Sequence[Turn], at: int, language: str, rng: random.Random
) -> Damaged | None:
    text = turns[at].text
    parts = spans(text, language)  # type: ignore[arg-type]
    long = [part for part in parts if part[1] - part[0] >= (25 if language == "en" else 8)]
    if len(parts) < 2 or not long:
        return None
    start, end = rng.choice(long)
    due = "omission" if language == "en" else "addition"
    return _text(turns, at, (text[:start] + text[end:]).strip(), due)


def insert_sentence(
    turns: Sequence[Turn], at: int, language: str, rng: random.Random
) -> Damaged | None:
    joint = " " if language == "en" else ""
    due = "addition" if language == "en" else "omission"
    return _text(turns, at, turns[at].text + joint + rng.choice(INSERTED[language]), due)


def swap_speaker(
    turns: Sequence[Turn], at: int, language: str, _rng: random.Random
) -> Damaged | None:
    if language != "en" or len(turns[at].text.split()) < 4:
        return None
    other = HOSPITAL if turns[at].role == INVESTIGATOR else INVESTIGATOR
    turned = replace(turns[at], role=other)
    return Damaged((*turns[:at], turned, *turns[at + 1 :]), "speaker_swapped", at)


def move_turn(turns: Sequence[Turn], at: int, language: str, rng: random.Random) -> Damaged | None:
    if language != "en" or len(turns[at].text.split()) < 6:
        return None
    rest = [*turns[:at], *turns[at + 1 :]]
    places = [k for k in range(len(rest)) if abs(k - at) >= 6]
    if not places:
        return None
    to = rng.choice(places)
    return Damaged((*rest[:to], turns[at], *rest[to:]), "reordered", to)


def merge_turns(
    turns: Sequence[Turn], at: int, language: str, _rng: random.Random
) -> Damaged | None:
    """Two turns printed as one are no finding; in the original they are one speaker's."""
    if at + 1 >= len(turns) or (language == "zh" and turns[at].role != turns[at + 1].role):
        return None
    joint = " " if language == "en" else ""
    both = replace(turns[at], text=turns[at].text + joint + turns[at + 1].text)
    return Damaged((*turns[:at], both, *turns[at + 2 :]), None, at)


def split_turn(
    turns: Sequence[Turn], at: int, language: str, _rng: random.Random
) -> Damaged | None:
    """One turn printed as two is no finding."""
    parts = spans(turns[at].text, language)  # type: ignore[arg-type]
    if len(parts) < 2:
        return None
    cut = parts[0][1]
    first = replace(turns[at], text=turns[at].text[:cut])
    second = replace(turns[at], text=turns[at].text[cut:].strip())
    return Damaged((*turns[:at], first, second, *turns[at + 1 :]), None, at)


# ---- one thing in a sentence

_NUMBERS = {
    "two": "four", "three": "eight", "four": "six", "five": "nine", "six": "two", "seven": "three",
    "eight": "five", "nine": "three", "ten": "thirty", "twenty": "fifty", "thirty": "seventy",
    "forty": "ninety", "fifty": "eighty", "sixty": "twenty", "eleven": "sixteen",
    "fifteen": "fifty", "seventy": "thirty", "eighty": "forty", "ninety": "sixty",
}  # fmt: skip
_HANZI = dict(zip("二两三四五六七八九", "五六八九七三二四六", strict=True))
_UNITS = {
    "en": (
        ("days", "weeks"), ("day", "month"), ("weeks", "months"), ("week", "month"),
        ("months", "years"), ("month", "week"), ("years", "months"), ("hours", "days"),
        ("minutes", "hours"), ("yuan", "dollars"), ("kilos", "pounds"), ("year", "day"),
    ),
    "zh": (
        ("小时", "分钟"), ("分钟", "小时"), ("个月", "年"), ("礼拜", "天"), ("星期", "天"),
        ("天", "周"), ("年", "天"), ("公斤", "斤"), ("万元", "万美元"),
    ),
}  # fmt: skip


def change_number(
    turns: Sequence[Turn], at: int, language: str, rng: random.Random
) -> Damaged | None:
    text = turns[at].text
    found = [f for f in quantities(text, language) if not (f.weak or f.is_pointed)]
    if not found:
        return None
    start, end = rng.choice(found).span
    words = _other_number(text[start:end], language, rng)
    return _text(turns, at, text[:start] + words + text[end:], "number_changed")


def _other_number(words: str, language: str, rng: random.Random) -> str:
    if language == "zh":
        places = [k for k, c in enumerate(words) if c in _HANZI]
        if not places:
            return words
        # The first place, so that a rounded figure changes too.
        k = places[0]
        return words[:k] + _HANZI[words[k]] + words[k + 1 :]
    if digits := re.search(r"[1-9]", words):
        other = rng.choice([d for d in "123456789" if d != digits[0]])
        return words[: digits.start()] + other + words[digits.end() :]
    spoken = re.search(rf"(?i)\b({'|'.join(_NUMBERS)})\b", words)
    if spoken is None:
        return words
    return words[: spoken.start()] + _NUMBERS[spoken[0].casefold()] + words[spoken.end() :]


def change_unit(
    turns: Sequence[Turn], at: int, language: str, _rng: random.Random
) -> Damaged | None:
    text = turns[at].text
    for figure in quantities(text, language):
        if figure.weak or figure.kind not in ("duration", "money", "mass"):
            continue
        start, end = figure.span
        for unit, other in _UNITS[language]:
            pattern = rf"\b{unit}\b" if language == "en" else unit
            words = re.sub(pattern, other, text[start:end], count=1)
            if words != text[start:end]:
                return _text(turns, at, text[:start] + words + text[end:], "unit_changed")
    return None


_AFFIRMED = {
    "don't": "", "doesn't": "", "didn't": "", "can't": "can", "won't": "will", "cannot": "can",
    "nobody": "everybody", "never": "always", "nothing": "everything", "not": "",
}  # fmt: skip


def lose_negation(
    turns: Sequence[Turn], at: int, language: str, rng: random.Random
) -> Damaged | None:
    text = turns[at].text
    hedged = {i for a, b in hedges(text, language) for i in range(a, b)}
    found = [place for place in negations(text, language) if place[0] not in hedged]
    if not found or re.search(r"[?？]", text):
        return None
    start, end = rng.choice(found)
    word = text[start:end].casefold()
    if language == "en":
        plain = _AFFIRMED.get(word, word.removesuffix("n't"))
        if plain == word:
            return None
    else:
        plain = {"没有": "有", "不": "", "没": ""}.get(word, word)
    changed = re.sub("  +", " ", text[:start] + plain + text[end:])
    return _text(turns, at, changed, "negation_changed")


_DENIED = (
    (r"\b(is|are|was|were|can|will|would|could|does|do|did)\b(?! not)", r"\1 not"),
    (r"\b(have|need|know|take|want|use|accept)\b", r"don't \1"),
)


def add_negation(
    turns: Sequence[Turn], at: int, language: str, _rng: random.Random
) -> Damaged | None:
    text = turns[at].text
    if re.search(r"[?？]", text) or negations(text, language):
        return None
    if language == "zh":
        changed = re.sub(r"(?<!不)(能|会|可以|要|是|用)", r"不\1", text, count=1)
        return _text(turns, at, changed, "negation_changed")
    for pattern, other in _DENIED:
        changed = re.sub(pattern, other, text, count=1)
        if changed != text:
            return _text(turns, at, changed, "negation_changed")
    return None


def drop_hedge(
    turns: Sequence[Turn], at: int, language: str, _rng: random.Random
) -> Damaged | None:
    text = turns[at].text
    found = hedges(text, "en")
    if language != "en" or not found or "?" in text or negations(text, "en"):
        return None
    for start, end in reversed(found):
        text = text[:start] + text[end:]
    text = re.sub(r"\s+([,.])", r"\1", re.sub(r"(^|(?<=[.,] ))[,\s]+|(?<=,),", "", text))
    return _text(turns, at, re.sub("  +", " ", text).strip(), "hedge_dropped")


def change_name(
    turns: Sequence[Turn], at: int, language: str, rng: random.Random
) -> Damaged | None:
    text = turns[at].text
    if language == "zh":
        found = [person.place for person in people(text)]
        others = ("牟", "邹", "佘", "庞", "晏")
    else:
        found = [name.place for name in spelled_names(text) if name.person]
        others = ("Mou", "Zou", "She", "Pang", "Yan")
    if not found:
        return None
    start, end = found[0]
    new = rng.choice(others)
    if language == "zh":
        end = start + 1
    elif " " in text[start:end]:
        end = start + text[start:end].index(" ")
    return _text(turns, at, text[:start] + new + text[end:], "name_changed")


_ORGANS = {
    "en": (("livers?", "kidney"), ("kidneys?", "liver"), ("hearts?", "lung"), ("lungs?", "heart")),
    "zh": (("肝", "肾"), ("肾", "肝"), ("心脏", "肺"), ("肺", "心脏")),
}


def change_organ(
    turns: Sequence[Turn], at: int, language: str, _rng: random.Random
) -> Damaged | None:
    text = turns[at].text
    for organ, other in _ORGANS[language]:
        changed = re.sub(rf"\b{organ}\b" if language == "en" else organ, other, text)
        if changed != text:
            return _text(turns, at, changed, "organ_changed")
    return None


CHANGES: dict[str, Change] = {
    change.__name__: change
    for change in (
        delete_turn, insert_turn, delete_sentence, insert_sentence, swap_speaker, move_turn,
        merge_turns, split_turn, change_number, change_unit, lose_negation, add_negation,
        drop_hedge, change_name, change_organ,
    )
}  # fmt: skip


# ---- how much of it is found

Find = Callable[[tuple[Turn, ...], tuple[Turn, ...]], Sequence[Finding]]
_AS_GOOD = {"unit_changed": {"unit_changed", "number_changed"}}
"""Ten days that became ten weeks are another unit; a range of days and so many weeks, both."""


@dataclass
class Tally:
    """By change: how often it was made, found, and how many other findings came with it."""

    made: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)

    def recall(self, name: str) -> float:
        """Share of the changes of a kind that were found."""
        return self.found[name] / self.made[name] if self.made[name] else 1.0

    def precision(self) -> float:
        """Share of the findings that a change called for."""
        found, extra = self.found.total(), self.extra.total()
        return found / (found + extra) if found + extra else 1.0


def measure(
    calls: Sequence[tuple[tuple[Turn, ...], tuple[Turn, ...]]],
    find: Find,
    rng: random.Random,
    *,
    each: int,
) -> Tally:
    """Makes every change ``each`` times in each side of every call and looks what is found."""
    tally = Tally()
    before = [Counter(finding.type for finding in find(zh, en)) for zh, en in calls]
    for name, change in CHANGES.items():
        for language in ("zh", "en"):
            for (zh, en), known in zip(calls, before, strict=True):
                turns = en if language == "en" else zh
                order = list(range(2, len(turns) - 2))
                rng.shuffle(order)
                made = (change(turns, at, language, rng) for at in order)
                for damaged in list(filter(None, made))[:each]:
                    sides = (zh, damaged.turns) if language == "en" else (damaged.turns, en)
                    _count(tally, name, language, damaged, find(*sides), Counter(known))
    return tally


def _count(
    tally: Tally, name: str, language: str, damaged: Damaged, found: Sequence[Finding],
    known: Counter[str],
) -> None:  # fmt: skip
    """``known`` are the findings of the call as it was."""
    tally.made[name] += 1
    hit = False
    for finding in found:
        at = finding.en_turns if language == "en" else finding.zh_turns
        near = not at or any(abs(turn - damaged.at) <= 1 for turn in at)
        due = damaged.due or ""
        if not hit and near and finding.type in _AS_GOOD.get(due, {due}):
            hit = True
        elif known[finding.type] > 0:
            known[finding.type] -= 1
        else:
            tally.extra[name] += 1
    tally.found[name] += hit
