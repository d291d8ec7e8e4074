"""Recordings to sound and to figures about it."""

from calltools.media.decode import decode
from calltools.media.pcm import RATE, Pcm

__all__ = ["RATE", "Pcm", "decode"]
