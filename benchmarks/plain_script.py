"""The peer: what a user would write with openai-whisper and the stock pyannote pipeline.

The same weights as calltools': Whisper base at beam 5 with word times, segmentation-3.0 and
CAM++ with agglomerative clustering into two speakers.  Usage: plain_script.py AUDIO MODELS_DIR
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from calltools.speech.pyannote_pipeline import load_pipeline

from calltools.media import decode
from calltools.settings import Settings
from calltools.speech import runtime


def main(audio: Path, models_dir: Path) -> None:
    settings = Settings(models_dir=models_dir, engine="whisper", diarizer="pyannote", threads=2)
    torch = runtime.load_torch(settings.threads)

    from calltools.models import locate
    from calltools.speech.engines.openai_whisper import OpenaiWhisper

    with decode(audio) as pcm:
        samples = pcm.read()
    whisper = OpenaiWhisper(locate("whisper-base", models_dir), settings)
    result = whisper.network.transcribe(
        samples, language="zh", beam_size=5, word_timestamps=True, fp16=False
    )
    pipeline = load_pipeline(settings)
    file = {"waveform": torch.from_numpy(samples)[None], "sample_rate": 16000, "uri": audio.stem}
    voices = pipeline(file, num_speakers=2)
    json.dump(
        {
            "segments": [[s["start"], s["end"], s["text"]] for s in result["segments"]],
            "speakers": len(voices.speaker_diarization.labels()),
        },
        sys.stdout,
        ensure_ascii=False,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
