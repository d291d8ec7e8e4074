"""A call from its parts: publications in two languages, and the recording's transcript."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from calltools.alignment.align import align
from calltools.alignment.carried_times import with_times, with_times_of_links
from calltools.alignment.model import AlignedCall, Alignment
from calltools.alignment.monolingual import compare
from calltools.alignment.same_call import check_same_call
from calltools.arithmetic import exact
from calltools.comparison.pair_reader import MODEL, PairReader, installed_encoder, pair_reader
from calltools.comparison.weighing import LIKELY, PERHAPS
from calltools.errors import TranscriptError
from calltools.language.encoders import ENCODER, Encoder, load_encoder
from calltools.provenance import Step, sha256_file
from calltools.settings import Settings
from calltools.transcripts.model import Transcript


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
