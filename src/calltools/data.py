"""The data files of the package: vocabularies, templates, catalogues."""

from __future__ import annotations

from importlib import resources


def read_data(name: str) -> str:
    """The text of the data file ``name``, as seen from the package: ``language/role_cues.toml``.

    The name is written where it is asked for, in full or with a ``{…}`` for what varies: what a
    module reads is told from its source.
    """
    return resources.files("calltools").joinpath(name).read_text("utf-8")


def data_bytes(name: str) -> bytes:
    """The bytes of the data file ``name``, written where it is asked for as for ``read_data``."""
    return resources.files("calltools").joinpath(name).read_bytes()
