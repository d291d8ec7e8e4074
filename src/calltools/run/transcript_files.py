"""The formats in which ``run`` writes a transcript, the machine's and the corrected one."""

from __future__ import annotations

from calltools.run.job import Artefacts
from calltools.transcripts.model import Transcript
from calltools.transcripts.writers.json import to_json
from calltools.transcripts.writers.rttm import to_rttm
from calltools.transcripts.writers.subtitles import to_srt, to_vtt
from calltools.transcripts.writers.text import to_txt


def transcript_files(stem: str, transcript: Transcript, recording: str) -> Artefacts:
    """``transcript`` of the recording of that name, in files called ``stem``; of one without times,
    those that have none."""
    files = {f"{stem}.json": to_json(transcript), f"{stem}.txt": to_txt(transcript)}
    if all(turn.start_ms is None for turn in transcript.turns):
        return files
    return files | {
        f"{stem}.srt": to_srt(transcript),
        f"{stem}.vtt": to_vtt(transcript),
        f"{stem}.rttm": to_rttm(transcript, recording),
    }
