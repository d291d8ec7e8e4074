"""What a person sees: pages, pictures, and sound small enough to embed."""

from calltools.views.audio import Encoded, encode, waveform

__all__ = ["Encoded", "encode", "waveform"]
