"""What is to be seen of each speaker of one call: the label, the place in the talk, what is said.

All measures are named (as in ``roles.toml``) and lie about between -2 and 2.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from statistics import median

from calltools.language.role_cues import cues, plain
from calltools.transcripts.layout.explained import explained
from calltools.transcripts.layout.vocabulary import (
    is_bare_word,
    is_sign,
    is_weak_caller,
    label_key,
    role_by_name,
)
from calltools.transcripts.layout.voices import VoiceWeights, names, voices
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, OTHER, UNKNOWN, Role

SpeakerMeasures = dict[str, float]

_HEARD = 16
"""So many turns of a speaker tell whose they sound like."""

_ASKS = re.compile(r"[?？]|[吗嗎呢]\W*$|请问|請問|是不是|有没有|有沒有|多少|多久|几|幾")
# The writer of the page, who rang up; somebody only pointed at, who answered.
_FIRST_PERSON = re.compile(r"^(?:i|me|my .*|our .*|(?:my)?self|我方?|本人|本[台报刊].*|笔者|小弟)$")
_POINTED_AT = re.compile(r"^(?:the |an? |that )|^(?:he|she|[他她]|[那对]边|voice|\w+ voice)$")
_ON_LINE = re.compile(r"\b(?:tele)?phone|电话|通话")
_OFF_LINE = re.compile(r"voice[- ]?over|旁白|画外|narrat|studio|\bv\.?o\b")
# What is said about the call, or to an audience, and not in it.
_OF_THE_CALL = re.compile(
    r"录音|通话|[这那两三几]一?[通段]|电话里|对话|节目|观众|听众|收[看听]|下[期集]|晚安|报道|本[报刊台]|"
    r"\b(?:(?:the|this|that|these|those|our|two) (?:tele)?(?:phone )?(?:calls?|recordings?|tapes?|"
    r"transcripts?|conversations?)|program(?:me)?|viewers?|listeners?|next week|reports?)\b"
)
_THIRD_PERSON = re.compile(
    r"(?:[他她]们?|医生|主任|护士|对方|院方)(?:说|讲|答|问|表示|回答)|"
    r"\b(?:he|she|they|the (?:doctor|nurse|director|man|woman|clerk|surgeon))"
    r" (?:said|says|told|tells|asked|asks|answered|replied)\b"
)


@dataclass(frozen=True, slots=True)
class Said:
    """What one turn holds: log-odds of the cues and how many were found; whether it asks, speaks
    of the call or of third persons; its words."""

    odds: float
    found: int
    asks: bool
    of_the_call: bool
    third_person: bool
    text: str

    @property
    def length(self) -> int:
        """Characters, those of English counted as a quarter."""
        return sum(1 if c > "\u2fff" else 0 for c in self.text) + self.text.count(" ") + 1


@lru_cache(65536)
def _said(text: str) -> Said:
    words = plain(text)
    found = [(cue.weight, len(cue.pattern.findall(words))) for cue in cues()]
    return Said(
        odds=sum(weight * n for weight, n in found),
        found=sum(n for _, n in found),
        asks=bool(_ASKS.search(text)),
        of_the_call=bool(_OF_THE_CALL.search(words)),
        third_person=bool(_THIRD_PERSON.search(words)),
        text=words,
    )


class SpokenCall:
    """The turns of one call by speaker.

    ``speakers`` are keys in order of appearance, ``labels[key]`` those printed; ``turns`` are
    (speaker or None, what was said); ``declared``, ``elsewhere`` and ``lead`` as for
    :func:`~calltools.transcripts.layout.roles.resolve_roles`.
    """

    def __init__(
        self,
        spoken: Sequence[tuple[str | None, str]],
        speaker_of: Mapping[str, str],
        declared: Mapping[str, Role],
        elsewhere: Collection[str] = (),
        lead: str = "",
        voice: VoiceWeights | None = None,
    ) -> None:
        self.labels: dict[str, list[str]] = {}
        self.turns: list[tuple[str | None, Said]] = []
        for label, text in spoken:
            speaker = None if label is None else speaker_of[label_key(label)]
            if speaker is not None and label is not None:
                labels = self.labels.setdefault(speaker, [])
                if label not in labels:
                    labels.append(label)
            self.turns.append((speaker, _said(text)))
        self.speakers = tuple(self.labels)
        self.declared = declared
        self.elsewhere = elsewhere
        self.lead = lead
        self._at: dict[str, list[int]] = {speaker: [] for speaker in self.speakers}
        for i, (speaker, _) in enumerate(self.turns):
            if speaker is not None:
                self._at[speaker].append(i)
        self._voice = voice
        self._sounds = self._sounding([text for _, text in spoken])
        self._changes = [
            (a, b) for (a, _), (b, _) in pairwise(self.turns) if a != b and None not in (a, b)
        ]

    def _sounding(self, texts: Sequence[str]) -> dict[str, SpeakerMeasures]:
        """Whose the first few turns of each speaker sound like."""
        found = {}
        for speaker, at in self._at.items():
            first = at[:_HEARD]
            told = voices([texts[i] for i in first], [texts[i - 1] if i else "" for i in first],
                          self._voice)  # fmt: skip
            caller, other = (float(told[name].sum()) for name in ("caller", "other"))
            found[speaker] = {
                "sounds like a caller": _bounded(caller / 8, 1.5),
                "sounds like a caller in a turn": _bounded(caller / len(first) / 3, 1.5),
                "sounds like a third party": _bounded(other / len(first) / 3, 1.5),
            }
        return found

    def is_explained(self, label: str) -> bool:
        """Whether the document says whose the label is."""
        return label_key(label) in self.declared or self._explained(label) is not None

    def _explained(self, label: str) -> str | None:
        return explained(label, self._printed, self.lead)

    def by_label(self, speaker: str) -> SpeakerMeasures:
        """What the labels of the speaker tell."""
        found: SpeakerMeasures = {}
        for label in self.labels[speaker]:
            for name in self._of_label(label):
                found[name] = 1.0
            if label_key(label) in self.elsewhere:
                found["speaks in other calls"] = 1.0
            if label_key(label) not in self.declared and not is_sign(label_key(label)):
                for name, odds in names([label], self._voice).items():
                    found[name] = _bounded(float(odds[0]) / 3, 1.0)
            if told := self._explained(label):
                found[f"explained as who {told}"] = 1.0
        if self._callers_by_word == [speaker]:
            found["the only one with a word of a caller"] = 1.0
        return found

    @cached_property
    def _callers_by_word(self) -> list[str]:
        """The speakers a label of whom is a word for who rings up."""
        return [
            one
            for one, labels in self.labels.items()
            if any("word of a caller" in self._of_label(label) for label in labels)
        ]

    @cached_property
    def _printed(self) -> list[str]:
        return [label for labels in self.labels.values() for label in labels]

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(map(label_key, self._printed))

    @cached_property
    def _usual_length(self) -> float:
        return median(turn.length for _, turn in self.turns)

    @cached_property
    def _asking(self) -> dict[str, float]:
        """The share of each speaker's turns that ask."""
        return {
            speaker: sum(self.turns[i][1].asks for i in at) / len(at)
            for speaker, at in self._at.items()
        }

    @cached_property
    def _most_asking(self) -> list[float]:
        """The two greatest shares."""
        return sorted(self._asking.values(), reverse=True)[:2]

    @cached_property
    def _names(self) -> list[tuple[str, str]]:
        """(speaker, key) of the labels by which one may speak of another."""
        return [
            (speaker, key)
            for speaker, labels in self.labels.items()
            for key in map(label_key, labels)
            if len(key) > 1
        ]

    def _of_label(self, label: str) -> list[str]:
        key = label_key(label)
        plain_label = " ".join(label.lower().split())
        if (told := self.declared.get(key)) is not None:
            return [f"legend says {told}"]
        sign = is_sign(key) and not self._asked_and_answered(key)
        role = None if sign else role_by_name(label)
        found = []
        if role == INVESTIGATOR:
            found.append("word of a relative" if is_weak_caller(key) else "word of a caller")
        elif role == HOSPITAL:
            bare = is_bare_word(key)
            found.append("word of a hospital" if bare else "word of a hospital with a name")
        elif role == OTHER:
            found.append("word of a third party")
        elif role == UNKNOWN:
            found.append("word that tells nothing")
        elif sign:
            found.append("sign")
        else:
            words = plain_label.split()
            found.append(
                "one name"
                if len(words) == 1 and (len(key) != 3 or key.isascii())
                else "name of several"
            )
        if label.isupper() and len(key) > 3:
            found.append("capitals")
        for name, pattern in (
            ("first person", _FIRST_PERSON),
            ("pointed at", _POINTED_AT),
            ("on the telephone", _ON_LINE),
            ("off the telephone", _OFF_LINE),
        ):
            if pattern.search(key if name == "first person" and " " not in plain_label
                              else plain_label):  # fmt: skip
                found.append(name)
        return found

    def _asked_and_answered(self, key: str) -> bool:
        """Whether ``key`` is the Q or A of questions and answers; A beside B is but a sign."""
        return key[:1] in "qa" and any(
            (k.startswith("q") and len(k) <= 4) or k == "caller" for k in self._keys
        )

    def by_speech(self, speaker: str) -> SpeakerMeasures:
        """Where the speaker stands in the talk, and what is said."""
        at = self._at[speaker]
        said = [self.turns[i][1] for i in at]
        n = len(said)
        odds = sum(turn.odds for turn in said)
        asks = self._asking[speaker]
        most = self._most_asking
        names = [key for other, key in self._names if other != speaker]
        return {
            "speaks alone": float(len(self.speakers) == 1),
            "speaks first": float(at[0] == 0),
            "speaks second": float(speaker == self.speakers[1]) if len(self.speakers) > 1 else 0.0,
            "speaks last": float(at[-1] == len(self.turns) - 1),
            "share of turns": n / len(self.turns),
            "speaks once": float(n == 1),
            "long turns": _bounded(
                math.log2(sum(t.length for t in said) / n / self._usual_length), 2
            )
            / 2,
            "asks": asks,
            "asks most": float(len(most) > 1 and asks == most[0] > most[1]),
            "said in all": _bounded(odds / 4, 1.5),
            "said in a turn": _bounded(odds / n / 2, 1.5),
            **self._sounds[speaker],
            "says nothing typical": sum(not turn.found for turn in said) / n,
            "speaks of the call": sum(turn.of_the_call for turn in said) / n,
            "speaks of third persons": sum(turn.third_person for turn in said) / n,
            "names another speaker": sum(
                any(name in turn.text.replace(" ", "") for name in names) for turn in said
            )
            / n,
        }

    def as_caller(self, speaker: str) -> SpeakerMeasures:
        """How the talk goes if the speaker is the caller."""
        touched = sum(speaker in pair for pair in self._changes)
        return {
            "every change of speaker is from or to the caller": (
                touched / len(self._changes) if self._changes else 0.0
            ),
        }

    def beside_caller(self, speaker: str, caller: str) -> SpeakerMeasures:
        """How the speaker's turns stand to those of the caller."""
        at, callers = self._at[speaker], self._at[caller]
        n = len(at)
        beside = [
            {self.turns[j][0] for j in (i - 1, i + 1) if 0 <= j < len(self.turns)} for i in at
        ]
        return {
            "after or before the caller": sum(caller in pair for pair in beside) / n,
            "beside a third": sum(bool(pair - {caller, speaker, None}) for pair in beside) / n,
            "before the caller begins": sum(i < callers[0] for i in at) / n,
            "after the caller ends": sum(i > callers[-1] for i in at) / n,
            "only before the caller begins": float(at[-1] < callers[0]),
            "only after the caller ends": float(at[0] > callers[-1]),
            "answers a question": sum(
                i > 0 and self.turns[i - 1][0] == caller and self.turns[i - 1][1].asks for i in at
            )
            / n,
            "asks the caller": sum(
                turn.asks and i + 1 < len(self.turns) and self.turns[i + 1][0] == caller
                for i, turn in ((i, self.turns[i][1]) for i in at)
            )
            / n,
        }


def _bounded(value: float, most: float) -> float:
    return max(-most, min(most, value))
