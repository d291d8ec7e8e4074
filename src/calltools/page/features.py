"""What speaks for and against each thing that a segment may be, by name.

A state is an option of a segment with who speaks: ``caller``, ``hospital`` or ``third``.  Its
features are those of the option, whoever speaks; those of a third party (host, expert, anybody of
a page that holds no call), and those of the caller; of the hospital's there are none, it is what
the others are weighed against.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from calltools.page.call_begins import PARTS
from calltools.page.dates import dates
from calltools.page.header import fields, hospital_in
from calltools.page.legend import explained, legends
from calltools.page.line_cues import (
    CALL_WORDS,
    GREETS,
    PERSONAL,
    asks,
    cues,
    step,
    survey,
)
from calltools.page.line_readings import Reading
from calltools.page.quotation_cues import quotation_cues, role_cues
from calltools.page.segments import Option, Segment, Stream
from calltools.page.speaker_cues import FIRST_PERSON, OFF_LINE, ON_LINE, POINTED_AT, said_in
from calltools.page.turn_heads import Head
from calltools.transcripts.readers.document import Line
from calltools.transcripts.vocabulary import (
    header_field,
    is_bare_word,
    is_sign,
    is_stage,
    is_weak_caller,
    label_key,
    role_by_name,
)

Features = dict[str, float]
ROLES = ("caller", "hospital", "third")
_NEAR = 12  # lines; not measured


@dataclass(frozen=True, slots=True)
class RoleOption:
    """An option (the ``option``-th of its segment) with who speaks, None where nobody begins."""

    option: int
    role: str | None = None


@dataclass(slots=True)
class LabelUse:
    """What a label does in the document."""

    label: str
    lines: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    partners: set[str] = field(default_factory=set)


def states(segment: Segment) -> list[RoleOption]:
    """Everything a segment may be, with everybody who may say it."""
    return [
        RoleOption(k, role) for k, option in enumerate(segment.options) for role in _who(option)
    ]


def _who(option: Option) -> tuple[str | None, ...]:
    if option.head is not None and option.head.style == "entry":
        return ("hospital",)  # a list tells what a hospital answered
    if option.speaks:
        return ROLES
    return ("party", "third") if option.kind == "goes_on" else (None,)


class PageFeatures:
    """The features of a document's states."""

    def __init__(self, page: Stream) -> None:
        self.page = page
        self.lines = page.lines
        self.readings = [
            tuple(Reading(o.kind, o.head, o.start) for o in s.options)  # type: ignore[arg-type]
            for s in page.segments
            if s.quotation is None
        ]
        self.around = survey(self.lines, self.readings)
        self.around.wrapped, self.around.opened = page.wrapped, page.opened
        self.declared = legends(self.lines)
        self.lead = "\n".join(line.text for line in self.lines)[:4000]
        self.labels = self._labels()
        self.printed = [one.label for one in self.labels.values()][:60]
        grouped = sum(len(n.text) for i, n in enumerate(self.lines) if self._recurs(i))
        self.grouped = grouped / max(sum(len(n.text) for n in self.lines), 1)
        self.document = list(self._of_document())
        self._own: dict[str, list[str]] = {}
        self._named: dict[str, list[str]] = {}

    def _recurs(self, i: int) -> bool:
        return any(r.head and self._count(r.head) > 1 for r in self.readings[i])

    def _count(self, head: Head) -> int:
        """How often a label occurs, set off in this way."""
        return self.around.labels[head.style, _counted(head.key)].count

    def _labels(self) -> dict[str, LabelUse]:
        labels: dict[str, LabelUse] = {}
        last: str | None = None
        for i, options in enumerate(self.readings):
            heads = [r.head for r in options if r.head]
            best = max(heads, default=None, key=self._count)
            for r in options:
                if r.head is None:
                    continue
                name = speaker_name(self.lines[i], r.head)
                one = labels.setdefault(name, LabelUse(r.head.label))
                one.lines.append(i)
                one.words.append(self.words_at(i, r.start))
                if r.head is best:
                    if last is not None and last != name:
                        one.partners.add(last)
                        labels[last].partners.add(name)
                    last = name
        return labels

    def words_at(self, i: int, start: int) -> str:
        """What is said in line ``i`` from ``start``: below a label that stands alone, the next."""
        words = self.lines[i].text[start:]
        return words if words.strip() or i + 1 == len(self.lines) else self.lines[i + 1].text

    def _of_document(self) -> Iterator[str]:
        a = self.around
        yield f"call words in document {step(a.call_words, (1, 3, 8))}"
        yield f"facts in document {step(sum(a.evidence), (1, 3, 6))}"
        again = [label for label in self.labels.values() if len(label.lines) > 1]
        yield f"labels again {step(len(again), (1, 2, 3, 5))}"
        roles = {role_by_name(label.label) for label in again}
        yield "both roles" if {"investigator", "hospital"} <= roles else "not both roles"
        first = min((label.lines[0] for label in again), default=0)
        top = self.lines[: first + 1][-16:]
        texts = [line.text for line in top]
        if any(map(hospital_in, texts)):
            yield "above: hospital"
        if any(map(dates, texts)):
            yield "above: date"
        if any(map(CALL_WORDS.search, texts)):
            yield "above: of calls"
        told = {name for line in top for name, _key, value in fields(line) if value}
        yield from (f"above: key {name}" for name in sorted(told))
        words = [w for label in again for w in label.words]
        yield f"parts {step(sum(bool(PARTS.search(w)) for w in words), (1, 2))}"
        yield f"you {step(_quarters(PERSONAL.search, words), (1, 2, 3))}"
        yield f"long turns {step(sum(map(len, words)) // max(len(words), 1), (15, 30, 60, 120))}"
        yield "somebody greets" if a.greetings else "nobody greets"
        quoted = sum(len(quote.text) for quote in self.page.ground.quoted)
        letters = max(sum(len(line.text) for line in self.lines), 1)
        yield f"share quoted {step(8 * quoted // letters, (1, 2, 4))}"
        said = sum(len(label.lines) for label in again)
        yield f"share of lines {step(4 * said // max(len(self.lines), 1), (1, 2, 3))}"

    def of(self, segment: Segment) -> list[Features]:
        """The features of each state of ``segment``."""
        if segment.quotation is not None:
            return self._quotation(segment)
        i = segment.line
        every = cues(i, self.readings[i], self.around)
        found: list[Features] = []
        before = self._before(i)
        for option, own in zip(segment.options, every, strict=True):
            base = dict.fromkeys(own, 1.0)
            if option.kind == "goes_on":
                found += [base, {f"third {name}": value for name, value in base.items()}]
                continue
            if not option.speaks:
                found.append(base)
                continue
            if len(_who(option)) == 1:
                found.append(base)
                continue
            party, named = self._party(i, option), self._role(i, option, before)
            found += _with_roles(base, party, named)
        return found

    def _before(self, i: int) -> str:
        j = i - 1
        while j >= 0 and i - j < 4 and not self.lines[j].text.strip():
            j -= 1
        return self.lines[j].text if j >= 0 else ""

    def _party(self, i: int, option: Option) -> Features:
        names = [*self.document]
        first = i
        if option.head is not None:
            name = speaker_name(self.lines[i], option.head)
            if name not in self._own:
                self._own[name] = list(self._of_label(name))
            names += self._own[name]
            first = self.labels[name].lines[0]
        else:
            names.append("no label")
        if (option.start and option.head is None) or option.kind == "bare":
            names.append("bare")
        if GREETS.match(self.lines[i].text[option.start :]):
            names.append("greets here")
        since = min(self.around.since[first - 1], _NEAR) if first else _NEAR
        names.append(f"facts before {step(since, (2, 6, _NEAR))}")
        here = min(self.around.since[i - 1], 40) if i else 40
        names.append(f"facts before this {step(here, (2, 6, 12, 40))}")
        above = self.lines[max(first - _NEAR, 0) : first]
        if any(CALL_WORDS.search(line.text) for line in above):
            names.append("call told before")
        if any(line.kind == "heading" for line in above[-4:]):
            names.append("heading before")
        return dict.fromkeys(names, 1.0)

    def _of_label(self, name: str) -> Iterator[str]:
        one = self.labels[name]
        count, words = len(one.lines), one.words
        yield f"role {role_by_name(one.label)}"
        if name in self.declared:
            yield "declared"
        if is_sign(name):
            yield "sign"
        if (key := header_field(one.label)) is not None:
            yield f"key {key}"
        if one.label.isupper():
            yield "capitals"
        yield f"turns {min(count, 4)}"
        yield f"length {step(sum(map(len, words)) // count, (15, 40, 80, 150))}"
        yield f"asks {step(_quarters(asks, words), (1, 2, 4))}"
        yield f"personal {step(_quarters(PERSONAL.search, words), (1, 2, 4))}"
        yield f"of calls {step(_quarters(CALL_WORDS.search, words), (1, 2))}"
        if any(map(GREETS.match, words)):
            yield "greets"
        yield f"partners {min(len(one.partners), 3)}"
        for partner in sorted(one.partners)[:3]:
            yield f"partner role {role_by_name(self.labels[partner].label)}"

    def _role(self, i: int, option: Option, before: str) -> Features:
        words = self.words_at(i, option.start)
        said = said_in(words)
        found: Features = {
            "odds": max(-1.5, min(1.5, said.odds / 2)),
            "asks": float(said.asks),
            "before asks": float(asks(before)),
            "nothing typical": float(not said.found),
        }
        found[f"length {step(len(words), (6, 15, 40, 100))}"] = 1.0
        if GREETS.match(words):
            found["greets"] = 1.0
        if option.head is not None:
            name = speaker_name(self.lines[i], option.head)
            if name not in self._named:
                self._named[name] = list(self._of_name(option.head.label))
            found |= dict.fromkeys(self._named[name], 1.0)
            one = self.labels[name]
            odds = [said_in(w) for w in one.words[:16]]
            found["pooled odds"] = max(-1.5, min(1.5, sum(s.odds for s in odds) / 4))
            found["pooled asks"] = sum(s.asks for s in odds) / len(odds)
            partner = [
                said_in(w).asks for p in sorted(one.partners)[:2] for w in self.labels[p].words[:16]
            ]
            found["partner asks"] = sum(partner) / len(partner) if partner else 0.0
            found["speaks before partner"] = float(
                bool(one.partners)
                and all(one.lines[0] < self.labels[p].lines[0] for p in one.partners)
            )
            found["once"] = float(len(one.lines) == 1)
        else:
            found["no label"] = 1.0
        return {name: value for name, value in found.items() if value}

    def _of_name(self, label: str) -> Iterator[str]:
        key = label_key(label)
        plain = " ".join(label.lower().split())
        if (told := self.declared.get(key)) is not None:
            yield f"legend says {told}"
            return
        role = None if is_sign(key) and key[:1] not in "qa" else role_by_name(label)
        if role == "investigator":
            yield "word of a relative" if is_weak_caller(key) else "word of a caller"
        elif role == "hospital":
            yield "word of a hospital" if is_bare_word(key) else "word of a hospital with a name"
        elif role == "other":
            yield "word of a third party"
        elif role == "unknown":
            yield "word that tells nothing"
        elif is_sign(key):
            yield "sign"
        else:
            yield (
                "one name"
                if len(plain.split()) == 1 and (len(key) != 3 or key.isascii())
                else "name of several"
            )
        if label.isupper() and len(key) > 3:
            yield "capitals"
        for name, pattern in (
            ("first person", FIRST_PERSON),
            ("pointed at", POINTED_AT),
            ("on the telephone", ON_LINE),
            ("off the telephone", OFF_LINE),
        ):
            if pattern.search(plain):
                yield name
        if len(label) <= 20 and (who := explained(label, self.printed, self.lead)):
            yield f"explained as who {who}"

    def _quotation(self, segment: Segment) -> list[Features]:
        assert segment.quotation is not None
        found: list[Features] = []
        k = segment.quotation
        grouped = 1.0 if self.grouped > 0.3 else 0.0
        own = {
            name: float(v)
            for name, v in quotation_cues(self.page.ground, k, grouped=grouped).items()
            if v
        }
        told = {name: float(v) for name, v in role_cues(self.page.ground, k).items() if v}
        words = said_in(self.page.ground.quoted[k].text)
        told |= {"q odds": max(-1.5, min(1.5, words.odds / 2))}
        for option in segment.options:
            base: Features = {option.kind: 1.0}
            if option.kind == "quoted":
                base |= {f"quoted:{name}": value for name, value in own.items()}
                found += _with_roles(
                    base, dict.fromkeys([*self.document, "quoted"], 1.0) | own, told, "q "
                )
            else:
                found.append({f"q {option.kind}": 1.0})
        return found


def _with_roles(
    base: Features, party: Features, named: Features, prefix: str = ""
) -> list[Features]:
    caller = {f"{prefix}caller:{name}": value for name, value in named.items()}
    third = {f"{prefix}third:{name}": value for name, value in (party | named).items()}
    return [
        base | {f"{prefix}caller": 1.0} | caller,
        base,
        base | {f"{prefix}third": 1.0} | third,
    ]


def _quarters(told: Callable[[str], object], words: Sequence[str]) -> int:
    """How many quarters of the words of a label tell something."""
    return 4 * sum(bool(told(w)) for w in words) // max(len(words), 1)


def _counted(key: str) -> str:
    return key.rstrip("0123456789") or key


def speaker_name(line: Line, head: Head) -> str:
    """The name under which a speaker is counted: a bracket behind a label that is not sound tells
    people of one label apart (``REPORTER (on phone)``)."""
    behind = line.text[slice(*head.aside)] if head.aside else ""
    return head.key + ("" if is_stage(behind) else behind)
