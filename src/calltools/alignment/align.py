"""A Chinese call and its English translation, linked sentence by sentence and turn by turn; calls
from their parts, and calls that are rows of JSON.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec import Struct

from calltools.alignment.carried_times import with_times, with_times_of_links
from calltools.alignment.evidence import Side
from calltools.alignment.findings import findings
from calltools.alignment.heard_differences import compare
from calltools.alignment.links import align_sentences, is_summary, turn_links, with_moved
from calltools.alignment.model import AlignedCall, Alignment, Sentence, TurnSpan
from calltools.alignment.same_call import check_same_call
from calltools.arithmetic import exact
from calltools.comparison.common_words import is_backchannel
from calltools.comparison.dictionary import terms
from calltools.comparison.pair_reader import MODEL, PairReader, installed_encoder, pair_reader
from calltools.comparison.weighing import LIKELY, PERHAPS
from calltools.errors import DifferentCallsError, TranscriptError
from calltools.language.encoders import ENCODER, Encoder, load_encoder
from calltools.language.sentences import Language, spans
from calltools.provenance import Step, sha256_file
from calltools.records import convert, plain, read_line
from calltools.settings import Settings
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, Role, Transcript, Turn

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]+")
_MARKS = frozenset("，。？！；,.?!;")


def link(zh: Sequence[Turn], en: Sequence[Turn], encoder: Encoder) -> Alignment:
    """Links of the sentences and turns of ``zh`` and ``en``; the findings are for the checks.

    Each side may be in either language: a text aligned with itself is linked one to one, and with
    the sides exchanged the links are too.
    """
    languages = _language(zh), _language(en)
    left, right = _sentences(zh, languages[0]), _sentences(en, languages[1])
    sides = _side(zh, left, languages[0]), _side(en, right, languages[1])
    links = with_moved(align_sentences(*sides, encoder), *sides, encoder)
    return Alignment(left, right, tuple(links), tuple(turn_links(links, left, right, zh, en)))


def align(
    zh: Sequence[Turn],
    en: Sequence[Turn],
    encoder: Encoder,
    reader: PairReader | None = None,
    *,
    machine: bool | None = None,
    least: float = LIKELY,
) -> Alignment:
    """Links of ``zh`` and ``en`` with what differs, gravest first.

    The ``reader`` weighs what the rules find inside turns; without, these hold alone.  ``machine``
    where the Chinese is a recogniser's; None to tell by whether it is punctuated.  Inside turns
    nothing is told that is less likely than ``least``.
    """
    if machine is None:
        machine = all(_MARKS.isdisjoint(turn.text) for turn in zh)
    linked = link(zh, en, encoder)
    if (_language(zh), _language(en)) != ("zh", "en"):  # nothing to compare by
        return linked
    return replace(
        linked, findings=findings(zh, en, linked, encoder, reader, machine=machine, least=least)
    )


def _language(turns: Sequence[Turn]) -> Language:
    """Chinese where there are more Chinese characters than Latin words."""
    text = " ".join(turn.text for turn in turns)
    return "zh" if len(_HAN.findall(text)) > len(_LATIN_WORD.findall(text)) else "en"


def _sentences(turns: Sequence[Turn], language: Language) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(number, start, end, turn.text[start:end])
        for number, turn in enumerate(turns)
        for start, end in spans(turn.text, language)
    )


def _side(turns: Sequence[Turn], sentences: Sequence[Sentence], language: Language) -> Side:
    roles = [turn.role if turn.role in (INVESTIGATOR, HOSPITAL) else "" for turn in turns]
    listening = set(_listening(turns, roles, language))
    places = [sentence.turn for sentence in sentences]
    return Side(
        texts=[sentence.text for sentence in sentences],
        turns=places,
        roles=[roles[at] for at in places],
        terms=[terms(sentence.text, language) for sentence in sentences],
        summaries=[is_summary(turns[at]) for at in places],
        listening=[at in listening for at in places],
        joint="" if language == "zh" else " ",
    )


def _listening(turns: Sequence[Turn], roles: Sequence[str], language: Language) -> Iterator[int]:
    """Turns that only listen (嗯, "mm") between two turns of the other party, which goes on."""
    for at in range(1, len(turns) - 1):
        before, here, behind = roles[at - 1 : at + 2]
        goes_on = here and before and before == behind != here
        if goes_on and is_backchannel(turns[at].text, language):
            yield at


# ---- a call from its parts: publications in two languages, and the recording's transcript


@dataclass(frozen=True, slots=True)
class Parts:
    """What there is of one call.

    ``heard`` is the recording's transcript, ``zh`` the published Chinese, ``en`` the published
    English; any two will do.  ``inputs`` are the files they are from, by name, with their sha256.
    """

    name: str
    heard: Transcript | None = None
    zh: Transcript | None = None
    en: Transcript | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)

    def check(self) -> str:
        """A remark or "", as :func:`~calltools.alignment.same_call.check_same_call` gives it.

        Raises DifferentCallsError where Chinese and English are of different calls.
        """
        return check_same_call(self.name, self.zh or self.heard, self.en)


class Aligner:
    """Aligns calls under one set of settings; its models are loaded when first needed."""

    def __init__(self, settings: Settings, *, doubtful: bool = False) -> None:
        """``doubtful``: what is less likely a change than not is told too."""
        self._settings = settings
        self._least = PERHAPS if doubtful else LIKELY

    @cached_property
    def encoder(self) -> Encoder:
        """The sentence embeddings.  Raises MissingPartError for want of them."""
        return load_encoder(self._settings.threads)

    @cached_property
    def reader(self) -> PairReader | None:
        """What reads a text and its rendering; None where its model is not installed.

        Raises ModelError where that is damaged.
        """
        return pair_reader(self._settings.models_dir)

    @cached_property
    def _hashes(self) -> dict[str, str]:
        reading = installed_encoder(self._settings.models_dir)
        return _weights_of_encoder() | ({MODEL: reading.sha256} if reading else {})

    def step(self, inputs: Mapping[str, str]) -> Step:
        """What aligning files with these hashes would be."""
        return Step(
            "align",
            inputs=inputs,
            models=self._hashes,
            parameters={"encoder": ENCODER}
            | ({} if self._least == LIKELY else {"least": self._least}),
        )

    @exact()
    def align(self, parts: Parts) -> AlignedCall:
        """Links and findings of a call, with times where its recording's transcript is there.

        Where no Chinese was published, what was heard is aligned with the English; where no
        English was, the Chinese is only compared with what was heard.  Raises TranscriptError
        where there are not two sides, MissingPartError for want of the encoder.
        """
        zh, comparison = parts.zh or parts.heard, None
        if parts.zh and parts.heard:
            comparison = compare(parts.zh.turns, parts.heard.turns)
            zh = with_times(parts.zh, comparison, parts.heard)
        if zh is None or not (parts.en or comparison):
            raise TranscriptError(
                parts.name, "expected two sides: Chinese and English, or a transcript and Chinese"
            )
        provenance = (self.step(parts.inputs),)
        if parts.en is None:
            nothing = Transcript((), "en", "published")
            return AlignedCall(
                parts.name, zh, nothing, Alignment((), (), (), ()), comparison, provenance
            )
        machine = zh is parts.heard or None
        alignment = align(
            zh.turns,
            parts.en.turns,
            self.encoder,
            self.reader,
            machine=machine,
            least=self._least,
        )
        en = with_times_of_links(parts.en, alignment, zh)
        return AlignedCall(parts.name, zh, en, alignment, comparison, provenance)


def _weights_of_encoder() -> dict[str, str]:
    """The sha256 of the encoder's weights, where its package is installed."""
    spec = importlib.util.find_spec(ENCODER)
    folder = Path(spec.origin).parent / "resources" if spec and spec.origin else None
    return {
        f"{ENCODER}/{path.name}": sha256_file(path)
        for path in (sorted(folder.glob("*.npz")) if folder else ())
    }


# ---- calls as JSON rows like those of gold/bilingual, and rows of links and findings


_ROLES: dict[object, Role] = {
    "caller": "investigator", "investigator": "investigator", "hospital": "hospital",
    "other": "other",
}  # fmt: skip


class _TurnFields(Struct):
    text: str
    label: str | None = None
    role: str | None = None


class _CallFields(Struct):
    zh_turns: tuple[_TurnFields, ...]
    en_turns: tuple[_TurnFields, ...]


def read_row(row: Mapping[str, Any]) -> tuple[Transcript, Transcript]:
    """The Chinese and the English of a row; nothing else of it is looked at.

    Raises ValueError for a row without turns.
    """
    data = convert(row, _CallFields)
    zh, en = (
        tuple(Turn(turn.text, turn.label, _ROLES.get(turn.role, "unknown")) for turn in side)
        for side in (data.zh_turns, data.en_turns)
    )
    return Transcript(zh, "zh", "published"), Transcript(en, "en", "published")


def to_row(
    identity: object, zh: Sequence[Turn], en: Sequence[Turn], alignment: Alignment
) -> dict[str, Any]:
    """``id``, ``links`` and ``findings`` of a call; spans are the words themselves.

    Severity and confidence of the findings stand beside.
    """
    findings = [
        plain(finding)
        | {"zh_span": _words(zh, finding.zh_span), "en_span": _words(en, finding.en_span)}
        for finding in alignment.findings
    ]
    links = [[list(link.zh), list(link.en)] for link in alignment.links]
    return {"id": identity, "links": links, "findings": findings}


def _words(turns: Sequence[Turn], span: TurnSpan | None) -> str | None:
    return None if span is None else turns[span.turn].text[span.start : span.end]


# ---- calls that are rows of JSON, aligned


def align_row(
    line: bytes, where: str, aligner: Aligner, *, anyway: bool = False
) -> tuple[dict[str, Any], DifferentCallsError | None]:
    """``id``, ``links`` and ``findings`` of the call in a line of JSON, which came from ``where``.

    A row whose sides are of two calls has none of them and ``mismatch``, and the error that tells
    why, unless it is to be aligned ``anyway``.  Raises TranscriptError for a line that is not one,
    and what :meth:`Aligner.align` does."""
    identity, zh, en = read_line(
        line,
        where,
        lambda row: (row["id"], *read_row(row)),
        "expected a call with id, zh_turns and en_turns",
    )
    parts = Parts(where, zh=zh, en=en)
    try:
        if not anyway:
            parts.check()
    except DifferentCallsError as error:
        return {"id": identity, "links": [], "findings": [], "mismatch": True}, error
    return to_row(identity, zh.turns, en.turns, aligner.align(parts).alignment), None
