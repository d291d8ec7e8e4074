"""What is heard in a copied recording, by the recogniser that the settings name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from calltools.settings import Settings


def listener(settings: Settings) -> Callable[[Path], str]:
    """A function that tells what is heard in a recording, in one text."""
    from calltools.speech.transcribe import Transcriber

    transcriber = Transcriber(settings)

    def listen(path: Path) -> str:
        return "\n".join(turn.text for turn in transcriber.transcribe_file(path).turns)

    return listen
