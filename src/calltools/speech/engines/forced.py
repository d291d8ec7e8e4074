"""How likely a recogniser holds a text to be what is said in a stretch of sound."""

from __future__ import annotations

import math
from collections.abc import Sequence

import ctranslate2
import numpy as np
from faster_whisper.tokenizer import Tokenizer

from calltools.media.pcm import Samples
from calltools.speech.engines.faster_whisper import FasterWhisper

_LEAST = 1e-10
"""Below what is kept of a probability."""


def log_probabilities(
    engine: FasterWhisper, samples: Samples, texts: Sequence[str], language: str
) -> list[float]:
    """The natural logarithm of the probability of each of ``texts`` in ``samples`` (30 s at most).

    The text is forced on the decoder, token by token; the encoder is given the sound as long as it
    is, which tells the same as filled up to 30 s and takes a tenth of the time.  Raises ModelError.
    """
    network = engine.network
    tokenizer = Tokenizer(
        network.hf_tokenizer,
        network.model.is_multilingual,
        task="transcribe",
        language=language,
    )
    extractor = network.feature_extractor
    features = extractor(samples)[..., : extractor.nb_max_frames]
    encoded = np.asarray(network.encode(features))
    sound = ctranslate2.StorageView.from_array(np.repeat(encoded, len(texts), axis=0))
    tokens = [tokenizer.encode(text) for text in texts]
    weighed = network.model.align(sound, tokenizer.sot_sequence, tokens, features.shape[-1])
    return [
        sum(math.log(max(probability, _LEAST)) for probability in one.text_token_probs)
        for one in weighed
    ]
