"""How both engines decode, chosen so that they write down what is said and nothing else."""

from __future__ import annotations

from typing import Any

from calltools.settings import Settings


def decoding_parameters(settings: Settings) -> dict[str, Any]:
    """Arguments for ``transcribe`` of faster-whisper and openai-whisper alike.

    Temperature 0 alone, because the retries at higher temperatures are where text is invented;
    no conditioning on the text before, because one invented sentence breeds the next; a prompt
    only where a user insists, because its words turn up in silence and ringing.
    """
    parameters: dict[str, Any] = {
        "language": settings.language,
        "beam_size": settings.beam_size,
        "temperature": 0.0,
        "condition_on_previous_text": False,
        "word_timestamps": True,
    }
    if settings.initial_prompt:
        parameters["initial_prompt"] = settings.initial_prompt
    return parameters
