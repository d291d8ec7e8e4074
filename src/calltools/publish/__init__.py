"""What goes out to readers: self-contained pages, tables, sound small enough to embed."""

from calltools.publish.audio import Encoded, encode, waveform
from calltools.publish.call_page import call_page

__all__ = ["Encoded", "call_page", "encode", "waveform"]
