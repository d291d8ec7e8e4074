"""Recordings to sound and to figures about it."""

from calltools.media.decoding import decode, told_ms
from calltools.media.pcm import RATE, Pcm
from calltools.media.probing import Probe, probe
from calltools.media.tones import Tone

__all__ = ["RATE", "Pcm", "Probe", "Tone", "decode", "probe", "told_ms"]
