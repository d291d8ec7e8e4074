"""Stretches of a recording heard a second time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from calltools.language.normalise import simplify_words
from calltools.media.pcm import Pcm
from calltools.settings import Settings
from calltools.speech.engines import load_engine
from calltools.speech.intervals import Region
from calltools.speech.leakage import without


class SecondRecogniser:
    """Hears stretches again; its model is loaded when first needed, and once."""

    def __init__(self, settings: Settings) -> None:
        """For the second engine of ``settings``.  Raises what
        :class:`~calltools.speech.recogniser.Recogniser` does."""
        self._engine = load_engine(settings.second())

    @property
    def models(self) -> Mapping[str, str]:
        """The models in use, with the sha256 of their weights."""
        return self._engine.models

    @property
    def parameters(self) -> dict[str, Any]:
        """Everything else that changes what is written."""
        return {"engine": self._engine.name, **self._engine.parameters}

    @property
    def at_a_time(self) -> int:
        """So many pieces may be heard side by side."""
        return self._engine.at_a_time

    def text(
        self,
        pcm: Pcm,
        regions: Sequence[Region],
        language: str,
        *,
        channel: int | None = None,
        silenced: Sequence[Region] = (),
    ) -> str:
        """What is said in ``regions``, half a minute in all, on a channel or in the mix, in
        simplified script; ``silenced`` are stretches that are not to be heard."""
        pieces = [without(pcm.read(*region, channel), region[0], silenced) for region in regions]
        sound = np.concatenate(pieces)
        heard = self._engine.at_once(sound, language).strip() if sound.size else ""
        return "".join(simplify_words([heard])) if heard else ""
