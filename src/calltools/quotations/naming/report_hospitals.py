"""The hospitals that a report names, block by block: those of the calls at hand, and strangers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from calltools.language.quoting.hospitals import Hospitals, NamedHospital
from calltools.language.quoting.scene import Scene
from calltools.quotations.conditional_logit import shares
from calltools.quotations.naming.corpus_hospitals import HospitalMention, KnownHospitals
from calltools.quotations.naming.written_names import kinds_left_out

_AFFILIATED = re.compile(r"附|affiliated|university", re.IGNORECASE)
_CALLED = re.compile(
    r"[叫称](?:[它作做为]|之为)?$|\b(?:called|known as|knows? (?:it )?as)\s+(?:the\s+)?$"
)
_SURE = 0.6
"""How likely the likeliest of the hospitals that a short form fits must be."""
_WHICH = {
    "affiliation_left_out": -2.0,
    "named_last": 0.5,
    "named_lately": 0.5,
    "same_words_before": 1.0,
    "of_the_town": 1.0,
}
"""Which of several hospitals a short form means, in log odds.  Set by hand: labelled reports have
too few short forms that fit several hospitals to fit them."""
_NO_NAME = re.compile(r"[有是在的家这那该被把对给说称问到]|\bHospitals$")


@dataclass(frozen=True, slots=True)
class PlacedHospital:
    """A mention in block ``block``; ``key`` is None where it does not tell which hospital."""

    block: int
    start: int
    end: int
    text: str
    key: str | None
    keys: tuple[str, ...]
    bare: bool = False


class ReportHospitals:
    """Where a report names hospitals.

    A short form that fits several (二院) means the one that the words around make likely: named a
    moment ago, in the same town.  A name by which the report says that one is called too (人称…,
    "known as") means that one from there on.  Other hospitals without a call have keys of their
    own, their names.
    """

    def __init__(self, scene: Scene, known: KnownHospitals) -> None:
        self._known = known
        strangers = Hospitals(scene.written)
        self.placed: list[list[PlacedHospital]] = []
        trail: list[PlacedHospital] = []
        called: dict[str, str] = {}
        for block, text in enumerate(scene.written):
            here: list[PlacedHospital] = []
            others = [s for s in strangers.find(text) if not _NO_NAME.search(s.full)]
            for one in known.mentions(text):
                if any(_is_more(s, one) for s in others):
                    continue
                key = one.keys[0] if len(one.keys) == 1 else _likeliest(one, trail, known)
                key = None if one.bare and len(one.keys) > 1 else key
                here.append(
                    PlacedHospital(block, one.start, one.end, one.text, key, one.keys, one.bare)
                )
                trail.append(here[-1])
            for s in others:
                if not kinds_left_out(s.full) or any(
                    m.start < s.end and s.start < m.end for m in here
                ):
                    continue
                it = s.name.startswith("它")  # 叫它…
                full = s.full.removeprefix("它")
                if (known_as := _called(s, text, here)) is not None:
                    called.setdefault(full, known_as)
                key = called.get(full) or known.in_other_words(full) or full
                here.append(
                    PlacedHospital(block, s.start + it, s.end, s.name[it:], key, (), s.is_short)
                )
            self.placed.append(sorted(here, key=lambda p: p.start))
        self._by_text = dict(zip(scene.written[::-1], self.placed[::-1], strict=True))

    def keys_in(self, text: str) -> list[str]:
        """The keys of the hospitals of calls that ``text``, whatever of the report, names."""
        return [one.keys[0] for one in self._known.mentions(text) if len(one.keys) == 1]

    def find(self, text: str) -> Sequence[NamedHospital]:
        """The hospitals named in the block that reads ``text``, by their keys."""
        return [
            NamedHospital(p.start, p.end, p.key, p.key)
            for p in self._by_text.get(text, ())
            if p.key is not None
        ]

    def written(self, key: str | None, block: int, position: int) -> str | None:
        """How the report writes the hospital ``key`` nearest to a place: before it, else after."""
        if key is None:
            return None
        named = [p for here in self.placed for p in here if p.key == key]
        named = [p for p in named if not p.bare] or named
        before = [p for p in named if (p.block, p.start) < (block, position)]
        return before[-1].text if before else named[0].text if named else key


def _called(stranger: NamedHospital, text: str, here: Sequence[PlacedHospital]) -> str | None:
    """The hospital named before in the sentence, where it is said to be called that too."""
    before = text[: stranger.start]
    last = max((p for p in here if p.end <= stranger.start), key=lambda p: p.end, default=None)
    same = last is not None and not re.search(r"[.。!！?？;；]", before[last.end :])
    return last.key if last is not None and same and _CALLED.search(before) else None


def _is_more(stranger: NamedHospital, mention: HospitalMention) -> bool:
    """Whether what is taken for a known hospital is a part of the name of another."""
    if stranger.is_short or not stranger.start <= mention.start < mention.end <= stranger.end:
        return False
    rest = stranger.name[mention.end - stranger.start :]
    if mention.text.isascii():
        rest = stranger.name[: mention.start - stranger.start] + " " + rest
    return bool(kinds_left_out(rest))


def evidence(
    key: str, mention: HospitalMention, trail: Sequence[PlacedHospital], known: KnownHospitals
) -> dict[str, float]:
    """What speaks for ``mention`` meaning the hospital ``key``, by name."""
    names = [
        name for name in known.by_key[key].names if name.is_chinese == (not mention.text.isascii())
    ]
    sure = [p.key for p in trail if p.key is not None]
    distinct = list(dict.fromkeys(reversed(sure)))
    town = next((p for p in reversed(trail) if len(p.keys) > 1 and p.key is None), None)
    rest = any(_AFFILIATED.search(name.text) for name in names)
    return {
        "affiliation_left_out": float(rest and not _AFFILIATED.search(mention.text)),
        "named_last": float(bool(distinct) and distinct[0] == key),
        "named_lately": 1 / (1 + distinct.index(key)) if key in distinct else 0.0,
        "same_words_before": float(any(p.text == mention.text and p.key == key for p in trail)),
        "of_the_town": float(town is not None and key in town.keys),
    }


def _likeliest(
    mention: HospitalMention, trail: Sequence[PlacedHospital], known: KnownHospitals
) -> str | None:
    likely = likelihoods(mention, trail, known)
    best = max(likely, key=lambda key: likely[key])
    return best if likely[best] >= _SURE else None


def likelihoods(
    mention: HospitalMention, trail: Sequence[PlacedHospital], known: KnownHospitals
) -> dict[str, float]:
    """How likely ``mention`` means each of the hospitals that it fits."""
    readings = [evidence(key, mention, trail, known) for key in mention.keys]
    return dict(zip(mention.keys, shares(readings, _WHICH), strict=True))
