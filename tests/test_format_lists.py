"""Formats are listed once, in the room that writes them, and everything else is made from it."""

from __future__ import annotations

import click

import aligned_call
from calltools.alignment import exchange
from calltools.alignment.model import FORMATS
from calltools.cli import cli
from calltools.cli.options import default
from calltools.files import format_of
from calltools.settings import Settings
from calltools.tables.export import export_file as tables
from calltools.tables.formats import (
    ALIGNMENT_FORMATS,
    AUDIT_FORMATS,
    BINARY_FORMATS,
    TABLE_FORMATS,
)


def test_every_format_that_is_listed_has_its_writer() -> None:
    assert all(exchange.written(name, [aligned_call.call()]) for name in FORMATS)
    assert tables._WRITERS.keys() == TABLE_FORMATS.keys()
    assert TABLE_FORMATS.keys() > BINARY_FORMATS


def test_the_name_of_a_file_tells_its_format() -> None:
    for formats in (ALIGNMENT_FORMATS, AUDIT_FORMATS, TABLE_FORMATS):
        for name, suffixes in formats.items():
            for suffix in suffixes:
                assert format_of(f"a.b{suffix}", formats) == name
                assert format_of(f"a{suffix.upper()}", formats) == name
        assert format_of("-", formats) is None
        assert format_of("a.odt", formats) is None


def test_help_tells_the_defaults_that_settings_have() -> None:
    settings = Settings()
    command = cli.get_command(click.Context(cli), "run")
    assert command is not None
    helps = {p.name: p.help for p in command.params if isinstance(p, click.Option)}
    for name in ("engine", "model", "language", "beam_size", "diarizer", "device"):
        assert default(name) == f"[default: {getattr(settings, name)}]"
        assert (helps[name] or "").endswith(default(name))
