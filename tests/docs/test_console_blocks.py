"""Every command that the guides tell people to type is one that the program takes."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import guides
from calltools.cli import cli

MAKEFILE = (guides.ROOT / "Makefile").read_text("utf-8")
PROJECT = tomllib.loads((guides.ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def typed(path: Path) -> Iterator[list[str]]:
    """The commands of its console blocks, in words; those of a pipe one by one."""
    for block in guides.blocks(path):
        if block.language != "console":
            continue
        text = block.text.replace("\\\n", " ")
        for line in re.findall(r"^\$ (.*)", text, re.M):
            lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>")
            lexer.whitespace_split = True
            command: list[str] = []
            for word in lexer:
                if set(word) <= set("|&;"):
                    yield command
                    command = []
                else:
                    command.append(word)
            yield command


def take(words: list[str]) -> None:
    """Parse a calltools command as click does; raises UsageError where click would."""
    rest = words[1 : words.index("<") if "<" in words else None]
    command: click.Command | None = cli
    context = click.Context(cli, info_name="calltools")
    while isinstance(command, click.Group) and (
        not command.invoke_without_command or (rest and not rest[0].startswith("-"))
    ):
        name, command, rest = command.resolve_command(context, rest)
        assert command is not None
        context = click.Context(command, info_name=name, parent=context)
    assert command is not None
    command.parse_args(context, rest)


@pytest.mark.parametrize("path", guides.GUIDES, ids=guides.name_of)
def test_every_command_of_a_console_block_is_taken(path: Path) -> None:
    for words in typed(path):
        match words:
            case ["calltools", _, *_]:
                take(words)
            case ["python", "-c", code]:
                exec(code, {})
            case ["make", target, *_]:
                assert re.search(rf"^{target}:", MAKEFILE, re.M), f"make {target}"
            case ["pip", "install", *packages]:
                for extra in re.findall(r"(?:calltools|\.)\[([\w,-]+)\]", " ".join(packages)):
                    assert set(extra.split(",")) <= set(PROJECT["optional-dependencies"])


@pytest.mark.parametrize("path", guides.GUIDES, ids=guides.name_of)
def test_every_command_in_the_text_exists(path: Path) -> None:
    for span in guides.spans(path):
        if verb := re.match(r"calltools ([a-z]+)", span):
            assert cli.get_command(click.Context(cli), verb[1]) is not None, span
        if target := re.fullmatch(r"make ([a-z-]+)", span):
            assert re.search(rf"^{target[1]}:", MAKEFILE, re.M), span


@pytest.mark.parametrize(
    "wrong",
    ["calltools rum", "calltools parse", "calltools run --beam 5", "calltools align -f pdf a b"],
)
def test_a_command_that_is_not_taken_is_told(wrong: str) -> None:
    with pytest.raises(click.UsageError):
        take(wrong.split())


@pytest.mark.parametrize("path", guides.GUIDES, ids=guides.name_of)
def test_a_block_of_commands_says_that_it_is_one(path: Path) -> None:
    for block in guides.blocks(path):
        if re.match(r"(\$ )?(calltools|make|pip) ", block.text):
            assert block.language in ("console", "text"), f"line {block.line}"
            assert block.language == "text" or block.text.startswith("$ "), f"line {block.line}"
