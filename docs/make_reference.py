"""Writes docs/reference/: the command line from click's own objects, the library
from its source, the columns of the tables from what they are made with.

``make reference`` runs it; a test compares what it would write with what is there.  For the
command line click tells what its help tells, whatever the width of the terminal.  The library is
read by griffe and not imported, so that defaults stand as they are written, never as this machine
has them.
"""

from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
import griffe
import msgspec

from calltools.cli import cli
from calltools.records import dumps
from calltools.tables.columns import (
    FINDINGS,
    QUOTATIONS,
    REVIEW_COLUMNS,
    REVIEW_TABLES,
    TABLES,
)
from calltools.tables.model import Column
from calltools.transcripts.correction import Correction

DOCS = Path(__file__).parent
PACKAGE = "calltools"
MADE = "<!-- Made by `make reference`; a change here is lost. -->"


def pages() -> dict[Path, str]:
    """The pages of the reference, by where they belong."""
    return {
        DOCS / "reference" / "command-line.md": "\n".join(_command_line()) + "\n",
        DOCS / "reference" / "library.md": "\n".join(_library()) + "\n",
        DOCS / "reference" / "tables.md": "\n".join(_tables()) + "\n",
        DOCS / "reference" / "house.svg": _house(),
        DOCS / "reference" / "correction.schema.json": dumps(_correction_schema()),
    }


_WRITTEN = ("kind", "target", "id", "time", "transcript_sha256")
"""What the body of every correction in the log has."""


def _correction_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a correction, as the log keeps it."""
    schema = msgspec.json.schema(Correction)
    schema["$defs"]["Correction"]["required"] = list(_WRITTEN)
    for part in schema["$defs"].values():
        part["description"] = inspect.cleandoc(part["description"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _command_line() -> Iterator[str]:
    yield from (f"# Command line\n\n{MADE}", "")
    yield "Exit codes: [design](../design.md#errors-and-exit-codes)."
    yield from _command(cli, click.Context(cli, info_name=PACKAGE, **cli.context_settings))


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    """A command and, if it is a group, those in it."""
    usage = command.collect_usage_pieces(context)
    yield from ("", f"## {context.command_path}", "")
    yield from (_paragraphs(command.help), "")
    yield from ("```text", " ".join([context.command_path, *usage]), "```")
    yield from ("", "| option | |", "|---|---|")
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and isinstance(parameter, click.Option):
            yield f"| {_code(record[0])} | {_cell(record[1])} |"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _command(below, click.Context(below, info_name=name, parent=context))


_KINDS = {
    "text": "text",
    "whole": "whole number",
    "share": "0 to 1",
    "truth": "true, false",
    "list": "list",
    "decisions": "decisions",
}


def _tables() -> Iterator[str]:
    yield from (f"# Columns of the tables\n\n{MADE}", "")
    yield "How they are made and used: [tables](../tables.md)."
    yield from _table("statements", TABLES["statements"].description, TABLES["statements"].columns)
    yield from _table("calls", TABLES["calls"].description, TABLES["calls"].columns)
    yield from _table("turns", TABLES["turns"].description, TABLES["turns"].columns)
    yield from _table("findings", FINDINGS.description, FINDINGS.columns)
    # With a review a quotation has one more column, before those that every reviewed table has.
    judged = REVIEW_TABLES["quotations"].columns[: len(QUOTATIONS.columns) + 1]
    yield from _table("quotations", QUOTATIONS.description, judged)
    after = "With a review, rows of `statements`, `findings` and `quotations` end with these."
    yield from _table("What people decided of a record", after, REVIEW_COLUMNS)
    decisions = REVIEW_TABLES["decisions"]
    yield from _table("decisions", decisions.description, decisions.columns)


def _table(title: str, text: str, columns: Iterable[Column]) -> Iterator[str]:
    yield from ("", f"## {title}", "", _paragraphs(text), "")
    yield from ("| column | holds | values |", "|---|---|---|")
    for column in columns:
        values = ", ".join(column.choices) or _KINDS[column.kind]
        yield f"| `{column.name}` | {_cell(column.description)} | {values} |"


def _library() -> Iterator[str]:
    package = griffe.load(PACKAGE, search_paths=[DOCS.parent / "src"])
    assert isinstance(package, griffe.Module)
    yield from (f"# Library\n\n{MADE}", "", _docstring(package))
    for name in sorted(map(str, package.exports or ()), key=str.casefold):
        yield from ("", f"## {name}", "")
        written = textwrap.fill(_signature(package[name]), 90, subsequent_indent="    ")
        yield from ("```", written, "```", "", _docstring(package[name]))
        if package[name].is_class:
            yield from _members(package[name])


def _members(owner: griffe.Object | griffe.Alias) -> Iterator[str]:
    for name, member in owner.members.items():
        if not name.startswith("_") and member.has_docstring:
            yield from ("", f"**`{_signature(member)}`**  ", _docstring(member))


def _house() -> str:
    """The rooms of the source and what they use, as a picture."""
    sys.path.append(str(DOCS))
    from house_picture import picture

    return picture()


def _signature(found: griffe.Object | griffe.Alias) -> str:
    """As it is written in the source."""
    target = found.final_target if isinstance(found, griffe.Alias) else found
    match target:
        case griffe.Function():
            return target.signature()
        case griffe.Class():
            # A class without fields of its own has those of the first that has.
            written = (kind.signature(name=target.name) for kind in (target, *target.mro()))
            return f"class {next(filter(None, written), target.name)}"
        case griffe.Attribute(annotation=annotation) if annotation:
            return f"{target.name}: {annotation}"
    return target.name


def _docstring(found: griffe.Object | griffe.Alias) -> str:
    return _paragraphs(found.docstring.value if found.docstring else "").replace("``", "`")


def _paragraphs(text: str | None) -> str:
    return "\n\n".join(" ".join(part.split()) for part in (text or "").split("\n\n"))


def _code(text: str) -> str:
    return "`" + text.replace("|", r"\|") + "`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|")


if __name__ == "__main__":
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
