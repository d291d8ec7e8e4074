"""The release of calltools, which records of steps, pages and bags name."""

from __future__ import annotations

__version__ = "0.4.0"
