"""What goes out to readers: self-contained pages, tables, sound small enough to embed."""

from calltools.publish.audio import Encoded, encode, waveform

__all__ = ["Encoded", "encode", "waveform"]
