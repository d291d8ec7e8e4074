"""What tests of redacted copies share with those of custody: a key of the office."""

from __future__ import annotations

from signing import key, keys_folder

__all__ = ["key", "keys_folder"]
