"""Speech recognisers behind one protocol (:class:`calltools.speech.model.Engine`)."""

from __future__ import annotations

from calltools.models import locate
from calltools.settings import Settings
from calltools.speech import runtime
from calltools.speech.model import Engine


def load_engine(settings: Settings) -> Engine:
    """The recogniser that ``settings`` name; it loads its weights when first used.

    Raises ModelError if the model is missing or not one for this engine, MissingPartError if the
    speech packages aren't installed.
    """
    runtime.prepare()
    model = locate(settings.model, settings.models_dir)
    if settings.engine == "whisper":
        runtime.require("whisper", "torch")
        from calltools.speech.engines.openai_whisper import OpenaiWhisper

        return OpenaiWhisper(model, settings)
    if settings.engine == "sherpa-onnx":
        runtime.require("sherpa_onnx")
        from calltools.speech.engines.sherpa import SherpaOnnx

        return SherpaOnnx(model, settings)
    runtime.require("faster_whisper")
    from calltools.speech.engines.faster_whisper import FasterWhisper

    return FasterWhisper(model, settings)
