"""The peer: what a user would write with openai-whisper and the stock pyannote pipeline.

The same weights as calltools': Whisper base at beam 5 with word times, segmentation-3.0 and
CAM++ with agglomerative clustering into two speakers.  Usage: plain_script.py AUDIO MODELS_DIR
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from calltools.media import decode
from calltools.models import locate
from calltools.settings import Settings
from calltools.speech import runtime


def main(audio: Path, models_dir: Path) -> None:
    """Write the segments and the number of spans to stdout."""
    settings = Settings(models_dir=models_dir, diarizer="pyannote", num_speakers=2)
    runtime.load_torch(settings.threads)

    from calltools.speech.engines.openai_whisper import OpenaiWhisper
    from calltools.speech.pyannote_pipeline import diarize_pyannote

    with decode(audio) as pcm:
        whisper = OpenaiWhisper(locate("whisper-base", models_dir), settings).network
        result = whisper.transcribe(
            pcm.read(), language="zh", beam_size=5, word_timestamps=True, fp16=False
        )
        speakers = diarize_pyannote(pcm, settings)
    segments = [[s["start"], s["end"], s["text"]] for s in result["segments"]]
    json.dump({"segments": segments, "spans": len(speakers.spans)}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
