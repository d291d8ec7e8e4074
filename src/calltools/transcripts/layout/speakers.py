"""Who, of all that are labelled as speakers, is a party of a call: not a host, an expert, a
reader who comments, nor anybody of a page that holds no call.

Weighed for each label of a document, from what it says, with whom it speaks in turn and what
stands before it: by named cues, and by what the words are about (sentence vectors).  The weights
are data, fitted by ``benchmarks/fit_layout.py``.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import numpy as np

from calltools.language.encoders import Encoder, Vectors, load_encoder
from calltools.transcripts.layout.cues import (
    CALL_WORDS,
    GREETS,
    PERSONAL,
    Surroundings,
    asks,
    step,
)
from calltools.transcripts.layout.legend import legends
from calltools.transcripts.layout.models import Models
from calltools.transcripts.layout.readings import Reading
from calltools.transcripts.layout.vocabulary import (
    fold,
    header_field,
    is_sign,
    is_stage,
    role_by_name,
)
from calltools.transcripts.layout.weights import likelihood
from calltools.transcripts.readers.document import Line

_NEAR = 12
"""Lines before a speaker's first words in which a call may be told of."""
_FIRST, _ABOVE, _MOST = 8, 6, 200
"""So many turns of a speaker, lines above, and characters of each, tell what is talked about."""
_MOST_SPEAKERS = 400
"""Of more labels, as a glossary has, those that come later are judged by their cues alone."""
_SCALE = 10.0
_AMONG = 0.1
"""So likely, at least, is a party who only speaks between two others; whose words they are is
judged with all of the call in view."""
_PHONE = re.compile(r"\d[\d -]{6,}\d")


@dataclass(slots=True)
class Speaker:
    """A label with the lines whose words it says."""

    name: str
    label: str
    lines: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    partners: Counter[str] = field(default_factory=Counter)
    """Who speaks right before or after."""


def party_lines(
    lines: Sequence[Line],
    chosen: Sequence[Reading],
    around: Surroundings,
    models: Models,
    *,
    least: float = 0.5,
    named: Collection[str] = (),
) -> list[Reading]:
    """The readings with the words of people put outside who are no party of a call, as likely as
    ``least`` or more; those whose labels (keys) are ``named`` are parties."""
    found = speakers(lines, chosen)
    if not found or any(line.timed for line in lines):
        return list(chosen)
    likely = likelihoods(lines, found, around, models)
    parties = {name for name in found if likely[name] >= least}
    order = sorted((i, name) for name, speaker in found.items() for i in speaker.lines)
    among = Counter(
        name
        for (_b, before), (_i, name), (_a, after) in zip(order, order[1:], order[2:], strict=False)
        if before in parties and after in parties
    )
    parties |= {
        name
        for name, speaker in found.items()
        if likely[name] >= _AMONG and among[name] == len(speaker.lines)
    }
    parties |= {name for name, speaker in found.items() if fold(speaker.label) in named}
    strangers = {i for name in found.keys() - parties for i in found[name].lines}
    sure = {i: likely[name] for name in parties for i in found[name].lines}
    kept = []
    silent = False
    for i, reading in enumerate(chosen):
        if reading.kind in ("turn", "bare"):
            silent = i in strangers
        if silent and reading.kind != "outside":
            kept.append(Reading("outside"))
        else:
            kept.append(replace(reading, likely=sure[i]) if i in sure else reading)
    return kept


def speakers(lines: Sequence[Line], chosen: Sequence[Reading]) -> dict[str, Speaker]:
    """The speakers of a document by name; all who have no label are one."""
    found: dict[str, Speaker] = {}
    last: Speaker | None = None
    at = -9
    for i, (line, reading) in enumerate(zip(lines, chosen, strict=True)):
        if reading.kind == "goes_on" and last is not None:
            last.words[-1] += " " + line.text
            at = i
        if reading.kind not in ("turn", "bare"):
            continue
        name, label = _name(line, reading)
        speaker = found.setdefault(name, Speaker(name, label))
        speaker.lines.append(i)
        speaker.words.append(line.text[reading.start :])
        if last is not None and last is not speaker and i - at <= 2:
            speaker.partners[last.name] += 1
            last.partners[name] += 1
        last, at = speaker, i
    return found


def _name(line: Line, reading: Reading) -> tuple[str, str]:
    """The name and label of who begins to speak; a bracket behind a label that is no sound tells
    people of one label apart (``REPORTER (on phone)``)."""
    head = reading.head
    if head is None:
        return "", ""
    behind = line.text[slice(*head.aside)] if head.aside else ""
    return head.key + ("" if is_stage(behind) else behind), head.label


def likelihoods(
    lines: Sequence[Line],
    found: Mapping[str, Speaker],
    around: Surroundings,
    models: Models,
) -> dict[str, float]:
    """How likely each speaker is a party of a call, 0 to 1."""
    cues = speaker_cues(lines, found, around)
    vectors = topic_vectors(lines, found) @ np.array(models.topics)
    scores = {}
    for (name, names), topic in zip(cues.items(), vectors, strict=True):
        score = sum(models.speakers.get(cue, 0.0) for cue in names) + float(topic)
        scores[name] = likelihood(score)
    return scores


def topic_vectors(lines: Sequence[Line], found: Mapping[str, Speaker]) -> Vectors:
    """What each speaker's words, his partners' and the lines above are about: (speakers, 3 x
    dimensions of the encoder), the mean of the first few of each, scaled to count as cues do."""
    encoder = _encoder()
    spoken = {i for speaker in found.values() for i in speaker.lines}
    read = dict(islice(found.items(), _MOST_SPEAKERS))
    texts = {name: [w[:_MOST] for w in s.words[:_FIRST]] for name, s in read.items()}
    above = {
        name: [
            lines[i].text[:_MOST]
            for i in range(max(s.lines[0] - _ABOVE, 0), s.lines[0])
            if i not in spoken
        ]
        for name, s in read.items()
    }
    encoder.encode([text for some in (texts, above) for of in some.values() for text in of])
    own = {name: _mean(encoder, of) for name, of in texts.items()}
    unknown = np.zeros_like(next(iter(own.values())))
    rows = []
    for name, speaker in read.items():
        partners = [own.get(p, unknown) for p, _count in speaker.partners.most_common(2)]
        theirs = np.mean(partners, axis=0) if partners else unknown
        rows.append(np.concatenate([own[name], theirs, _mean(encoder, above[name])]))
    rows += [np.zeros_like(rows[0])] * (len(found) - len(read))
    return np.array(rows, np.float32) * np.float32(_SCALE)


@functools.cache
def _encoder() -> Encoder:
    return load_encoder()


def _mean(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    vectors: Vectors = encoder.encode(texts or [""]).mean(axis=0)
    return vectors if texts else np.zeros_like(vectors)


def speaker_cues(
    lines: Sequence[Line], found: Mapping[str, Speaker], around: Surroundings
) -> dict[str, list[str]]:
    """What speaks for and against each speaker's being a party of a call."""
    declared = legends(lines)
    own = {name: list(_own(s, lines, around, declared)) for name, s in found.items()}
    of_document = list(_of_document(lines, found, around))
    every: dict[str, list[str]] = {}
    for name, speaker in found.items():
        partners = [other for other, _count in speaker.partners.most_common(2)]
        theirs = {f"partner: {cue}" for other in partners for cue in own[other]}
        alone = [] if partners else ["no partner"]
        every[name] = ["always", *own[name], *sorted(theirs), *of_document, *alone]
    return every


def _own(
    speaker: Speaker, lines: Sequence[Line], around: Surroundings, declared: Mapping[str, object]
) -> Iterator[str]:
    count = len(speaker.lines)
    words = speaker.words
    yield f"role {role_by_name(speaker.label)}"
    if speaker.name in declared:
        yield "declared"
    if is_sign(speaker.name):
        yield "sign"
    if (key := header_field(speaker.label)) is not None:
        yield f"key {key}"
    if speaker.label.isupper():
        yield "capitals"
    yield f"turns {min(count, 4)}"
    yield f"length {step(sum(map(len, words)) // count, (15, 40, 80, 150))}"
    yield f"asks {step(4 * sum(map(asks, words)) // count, (1, 2, 4))}"
    yield f"personal {step(4 * sum(bool(PERSONAL.search(w)) for w in words) // count, (1, 2, 4))}"
    yield f"of calls {step(4 * sum(bool(CALL_WORDS.search(w)) for w in words) // count, (1, 2))}"
    if any(map(GREETS.match, words)):
        yield "greets"
    if GREETS.match(words[0]):
        yield "greets first"
    first = speaker.lines[0]
    since = min(around.since[first - 1], _NEAR) if first else _NEAR
    yield f"facts before {step(since, (2, 6, _NEAR))}"
    before = lines[max(first - _NEAR, 0) : first]
    if any(CALL_WORDS.search(line.text) for line in before):
        yield "call told before"
    if any(line.kind == "heading" for line in before[-4:]):
        yield "heading before"
    top = sum(n for _name, n in speaker.partners.most_common(1))
    every = sum(speaker.partners.values())
    if every:
        yield f"partner's share {step(4 * top // every, (2, 3, 4))}"
        yield f"partners {min(len(speaker.partners), 3)}"
    if min(map(len, words)) > 80:
        yield "all long"


def _of_document(
    lines: Sequence[Line], found: Mapping[str, Speaker], around: Surroundings
) -> Iterator[str]:
    count = len(found)
    said = sum(len(speaker.lines) for speaker in found.values())
    yield f"speakers {step(count, (2, 3, 4, 6))}"
    yield f"share of lines {step(4 * said // max(len(lines), 1), (1, 2, 3))}"
    yield f"call words in document {step(around.call_words, (1, 3, 8))}"
    if any(_PHONE.search(line.text) for line in lines):
        yield "telephone number in document"
    roles = {role_by_name(speaker.label) for speaker in found.values()}
    yield "both roles" if {"investigator", "hospital"} <= roles else "not both roles"
    greets = any(GREETS.match(w) for s in found.values() for w in s.words)
    yield "somebody greets" if greets else "nobody greets"
    yield f"facts in document {step(sum(around.evidence), (1, 3, 6))}"
