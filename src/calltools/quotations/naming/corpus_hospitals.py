"""The hospitals of a corpus, and where a text names them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from calltools.language.sounds import spoken
from calltools.quotations.corpus import Corpus, Entry
from calltools.quotations.naming.two_languages import are_one_hospital
from calltools.quotations.naming.written_names import (
    KINDS,
    WrittenName,
    fold_name,
    kinds_left_out,
    word_key,
    written_names,
)
from calltools.quotations.symbols import is_chinese

_TOKEN = re.compile(r"No\.\s?\d+|St\.(?= [A-Z])|[^\W_]+(?:['’][^\W_]+)*['’]?")
_JOINS = re.compile(r"(?:\s|['’]s?|\b(?:of|at|in|for|the|No\.?)\b)*", re.IGNORECASE)
_BIG = 3  # digits: a number with so many is a name by itself
_THE = re.compile(r"\b(?:the|at|called|from|by|s)\s$|[(（*]$", re.IGNORECASE)
_ANY_ZH = frozenset(("医院", "本院", "该院", "院方", "这家医院", "那家医院", "该医院", "同一医院"))
_ANY_EN = re.compile(
    r"(?:the |this |that |same )*(?:hospital|institute|clinic|centre|center)$", re.I
)

Ids = frozenset[str]


@dataclass(frozen=True, slots=True)
class Hospital:
    """A hospital that there are calls to: its ``names`` and the transcripts (``ids``)."""

    key: str
    names: tuple[WrittenName, ...]
    ids: Ids

    @property
    def initials(self) -> frozenset[str]:
        """Of its English names."""
        return frozenset(
            "".join(re.findall(r"\b[A-Z]", name.text)) for name in self.written(chinese=False)
        )

    def written(self, *, chinese: bool) -> Iterator[WrittenName]:
        """Its names in one of the languages."""
        return (name for name in self.names if name.is_chinese == chinese)


@dataclass(frozen=True, slots=True)
class HospitalMention:
    """``text[start:end]`` names one of the hospitals ``keys``: several where it does not tell
    which.  ``whole``: by a full name; ``bare``: by one word that may be a town's."""

    start: int
    end: int
    text: str
    keys: tuple[str, ...]
    whole: bool = False
    bare: bool = False


class KnownHospitals:
    """The hospitals of ``corpus``: transcripts of one call, and those that share a name."""

    def __init__(self, corpus: Corpus) -> None:
        self.hospitals = tuple(_grouped(corpus))
        self.by_key: Mapping[str, Hospital] = {one.key: one for one in self.hospitals}
        self._talk = {
            one.key: fold_name(
                "\n".join(t.text for id_ in one.ids for t in corpus.by_id[id_].turns)
            )
            for one in self.hospitals
        }
        self._small = frozenset(
            word
            for entry in corpus.entries
            if not entry.language.startswith("zh")
            for turn in entry.turns
            for word in re.findall(r"\b[a-z]+\b", turn.text)
        )

    def of_transcript(self, id_: str) -> str | None:
        """The key of the hospital that the transcript's call was to."""
        return next((one.key for one in self.hospitals if id_ in one.ids), None)

    def mentions(self, text: str) -> list[HospitalMention]:
        """Where ``text`` names them, in order; of overlapping names the longest."""
        found = [*self._chinese(text), *self._english(text)]
        found.sort(key=lambda m: (m.start - m.end, m.start))
        kept: list[HospitalMention] = []
        for one in found:
            if not any(one.start < other.end and other.start < one.end for other in kept):
                kept.append(one)
        return sorted(kept, key=lambda m: m.start)

    def named(self, name: str) -> tuple[str, ...]:
        """The keys of the hospitals that ``name`` by itself may mean, one or several."""
        if _ANY_EN.fullmatch(name) or fold_name(name) in _ANY_ZH:
            return tuple(self.by_key)
        if name.isupper() and name.isalpha():
            return tuple(one.key for one in self.hospitals if name in one.initials)
        found = self.mentions(name)
        longest = max(found, key=lambda m: m.end - m.start, default=None)
        if longest is None or kinds_left_out(f"{name[: longest.start]} {name[longest.end :]}"):
            return ()
        return longest.keys

    def in_other_words(self, name: str) -> str | None:
        """The key of the one hospital that ``name`` may mean of those that have no name in its
        language."""
        keys = [
            one.key
            for one in self.hospitals
            if not any(one.written(chinese=is_chinese(name)))
            and any(are_one_hospital(written.text, name) for written in one.names)
        ]
        return keys[0] if len(keys) == 1 else None

    def _is_talk(self, word: str, keys: Iterable[str]) -> bool:
        """Whether a call of another hospital has the word."""
        return any(word in talk for key, talk in self._talk.items() if key not in keys)

    # --- Chinese ---------------------------------------------------------------------------

    def _chinese(self, text: str) -> Iterator[HospitalMention]:
        folded = fold_name(text)
        spans: defaultdict[tuple[int, int], dict[str, bool]] = defaultdict(dict)
        for hospital in self.hospitals:
            for name in _in_chinese(hospital):
                for stretch in name.stretches(folded):
                    keys = spans[stretch.start, stretch.end]
                    keys[hospital.key] = keys.get(hospital.key, False) or stretch.whole
        for (start, end), keys in spans.items():
            bare = folded[end - 1] not in "院总心所"
            if folded[start:end] in _ANY_ZH or (bare and self._is_talk(folded[start:end], keys)):
                continue
            whole = [key for key, is_whole in keys.items() if is_whole]
            yield HospitalMention(
                start, end, text[start:end], tuple(whole or keys), bool(whole), bare
            )

    # --- English ---------------------------------------------------------------------------

    def _english(self, text: str) -> Iterator[HospitalMention]:
        tokens = [*self._acronyms(text)] or list(_tokens(text))
        at = 0
        while at < len(tokens):
            run = self._run(text, tokens, at)
            mention = self._mention(text, tokens[at : at + run]) if run else None
            if mention is not None:
                yield mention
            at += max(run, 1)

    def _acronyms(self, text: str) -> list[_Token]:
        """The tokens with words put together that a name has as an acronym."""
        tokens = list(_tokens(text))
        short = {
            w
            for h in self.hospitals
            for n in h.names
            for w in re.findall(r"\b[A-Z]{2,5}\b", n.text)
        }
        for word in short:
            size = len(word)
            for i in range(len(tokens) - size + 1):
                part = tokens[i : i + size]
                if "".join(t.text[0] for t in part) == word:
                    joined = text[part[0].start : part[-1].end]
                    merged = _Token(part[0].start, part[-1].end, joined, word.casefold())
                    tokens[i : i + size] = [merged]
                    break
        return tokens

    def _keys_of(self, tokens: Sequence[_Token], *, loosely: bool = False) -> list[str]:
        """The hospitals that have all the words that tell."""
        telling = [t.key for t in tokens if not t.is_kind]
        return [
            one.key
            for one in self.hospitals
            if any(name.has(telling, loosely=loosely) for name in _in_english(one))
        ]

    def _run(self, text: str, tokens: Sequence[_Token], at: int) -> int:
        """How many tokens from ``at`` on are a name together."""
        if not tokens[at].may_begin:
            return 0
        size = 0
        while at + size < len(tokens):
            token = tokens[at + size]
            if size and not _JOINS.fullmatch(text, tokens[at + size - 1].end, token.start):
                break
            if not (token.may_begin or token.is_kind or token.text == "hospital"):
                break
            if not self._keys_of(tokens[at : at + size + 1], loosely=True):
                break
            size += 1
        return size

    def _mention(self, text: str, tokens: Sequence[_Token]) -> HospitalMention | None:
        telling = [t for t in tokens if not t.is_kind]
        if not telling:
            return None
        loosely = len(tokens) > len(telling) or tokens[-1].text[-1] in "'’"
        keys = self._keys_of(tokens) or (self._keys_of(tokens, loosely=True) if loosely else [])
        if not keys or not self._tells(text, tokens, telling, keys):
            return None
        start, end = tokens[0].start, tokens[-1].end
        words = {t.key for t in telling}
        whole = [
            key
            for key in keys
            for name in _in_english(self.by_key[key])
            if len(words) > 1 and words == set(name.words)
        ]
        return HospitalMention(
            start,
            end,
            text[start:end],
            tuple(dict.fromkeys(whole or keys)),
            bool(whole),
            len(telling) == 1 and not telling[0].key.isdigit(),
        )

    def _tells(
        self, text: str, tokens: Sequence[_Token], telling: Sequence[_Token], keys: Sequence[str]
    ) -> bool:
        """Whether the words are so many, or so much a name, that they name a hospital."""
        if len(telling) > 1:
            return True
        only = telling[0]
        if only.key.isdigit():
            return len(only.key) >= _BIG or only.text.startswith("No") or len(tokens) > 1
        sounds = [name.sound for key in keys for name in self.by_key[key].names if name.sound]
        first = [n.words[0] for key in keys for n in _in_english(self.by_key[key]) if n.words]
        is_own = any(only.key in sound for sound in sounds) or only.key in first or not sounds
        if is_own and only.key not in self._small and only.text[0].isupper():
            return True
        led = _THE.search(text, max(only.start - 8, 0), only.start)
        followed = re.match(r"['’]?(?:\s+[A-Z0-9])", text[only.end :])
        return len(tokens) > 1 or bool(led and only.text[0].isupper() and not followed)


@lru_cache(65536)
def may_be_named(given: str, name: str) -> bool:
    """Whether ``given`` by itself may mean the hospital called ``name``."""
    if are_one_hospital(given, name):
        return True
    return bool(_only(name).named(given))


@lru_cache(4096)
def _only(name: str) -> KnownHospitals:
    return KnownHospitals(Corpus((Entry("", (), hospital=name),)))


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str
    key: str

    @property
    def is_kind(self) -> bool:
        return self.key in KINDS

    @property
    def may_begin(self) -> bool:
        first = self.text[0]
        return (first.isupper() or first.isdigit()) and not self.is_kind


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        word = match[0]
        if not word[0].isascii() and is_chinese(word):
            continue
        number = re.match(r"No\.\s?(\d+)$", word)
        key = number[1] if number else word_key(word)
        if key not in ("of", "the", "at", "in", "for", "no", "s"):
            yield _Token(match.start(), match.end(), word, key)


def _grouped(corpus: Corpus) -> Iterator[Hospital]:
    """The transcripts put together by call, by name and by the names that are said to be one."""
    groups: list[_SameHospital] = []
    for entry in corpus.entries:
        names = dict.fromkeys(n for n in (entry.hospital, entry.hospital_other) if n)
        for alike in corpus.aliases:
            names |= dict.fromkeys(alike if not names.keys().isdisjoint(alike) else ())
        one = _SameHospital({entry.id}, names, {entry.call} if entry.call else set())
        for same in [other for other in groups if one.is_same(other)]:
            groups.remove(same)
            one = one.joined(same)
        groups.append(one)
    for group in [g for g in groups if g.names]:
        written = [w for name in group.names for w in written_names(name)]
        yield Hospital(min(group.ids), tuple(dict.fromkeys(written)), frozenset(group.ids))


@dataclass(frozen=True, slots=True)
class _SameHospital:
    """Transcripts that are of one hospital as far as is known."""

    ids: set[str]
    names: dict[str, None]
    calls: set[str]

    def is_same(self, other: _SameHospital) -> bool:
        """By a call, by a name, or by names in two languages."""
        if not self.calls.isdisjoint(other.calls) or not self.names.keys().isdisjoint(other.names):
            return True
        return not (self.calls and other.calls) and any(
            are_one_hospital(one, two) for one in self.names for two in other.names
        )

    def joined(self, other: _SameHospital) -> _SameHospital:
        return _SameHospital(
            self.ids | other.ids, other.names | self.names, self.calls | other.calls
        )


@lru_cache(4096)
def _in_chinese(hospital: Hospital) -> tuple[WrittenName, ...]:
    """Its Chinese names."""
    return tuple(hospital.written(chinese=True))


@lru_cache(4096)
def _in_english(hospital: Hospital) -> tuple[WrittenName, ...]:
    """Its English names; where there is none, how the beginning of its Chinese ones sounds."""
    return tuple(hospital.written(chinese=False)) or tuple(
        WrittenName(spelt) for name in hospital.names for spelt in _spelt(name)
    )


def _spelt(name: WrittenName) -> Iterator[str]:
    for size in (2, 3):
        yield spoken(name.characters[:size]).capitalize()
