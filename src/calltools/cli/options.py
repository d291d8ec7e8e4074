"""Options that several verbs share; each is a field of ``Settings``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from calltools.errors import SettingsError
from calltools.settings import DEFAULTS, DEVICES, DIARIZERS, ENGINES

if TYPE_CHECKING:
    from calltools.transcripts.model import Role

# Whether it can be read is told when it is: one line naming the file, and the others are done.
FILE = click.Path(path_type=Path, readable=False)

_DOCUMENTS = frozenset(".doc .docx .odt .ods .pdf .ppt .pptx .rtf .xls .xlsx".split())

json_option = partial(click.option, "--json", "as_json", is_flag=True)
"""The verb prints JSON, where a person would pipe it; ``help`` says what of."""

F = TypeVar("F", bound=Callable[..., Any])

output_option = partial(
    click.option,
    "-o",
    "--output",
    default="-",
    help="File to write, - for stdout.  [default: -]",
)
operator_option = click.option("--operator", help="Who does it.  [default: nobody is named]")
threads_option = click.option(
    "--threads", type=int, help="CPU threads.  [default: half of them, 4 at most]"
)
authority_option = partial(
    click.option, "--authority", "authorities", type=FILE, multiple=True, metavar="PEM"
)


def written_options(formats: Iterable[str], otherwise: str = "") -> Callable[[F], F]:
    """Where results go and as what: ``format_name``, ``output`` and ``bom``.

    ``otherwise`` tells the format where neither the option nor the name of the output does.
    """
    options = (
        click.option(
            "-f",
            "--format",
            "format_name",
            type=click.Choice(tuple(formats)),
            help=f"[default: by OUTPUT{otherwise}]",
        ),
        output_option(),
        click.option("--bom", is_flag=True, help="Byte order mark before csv, for spreadsheets."),
    )
    return lambda command: with_options(command, options)


def with_options(command: F, options: Sequence[Callable[[F], F]]) -> F:
    """``command`` with ``options``, which ``--help`` lists in their order."""
    for option in reversed(options):
        command = option(command)
    return command


def refuse_bom(bom: bool, format_name: str | None) -> None:
    """Raises SettingsError where a byte order mark is asked for before what is no csv."""
    if bom and format_name != "csv":
        raise SettingsError("--bom", f"is for csv, not for {format_name or 'a table'}")


def default(name: str) -> str:
    """What ``--help`` tells of the setting ``name`` where nobody sets it."""
    return f"[default: {DEFAULTS[name]}]"


_SPEECH = (
    click.option(
        "--engine", type=click.Choice(ENGINES), help=f"Speech recogniser.  {default('engine')}"
    ),
    click.option(
        "--model",
        help=f"Whisper model: a name of `calltools models list`, or a folder.  {default('model')}",
    ),
    click.option(
        "--language",
        help=f"Language spoken, ISO 639-1; auto: zh or en is found.  {default('language')}",
    ),
    click.option(
        "--beam-size", type=int, help=f"Hypotheses kept while decoding.  {default('beam_size')}"
    ),
    click.option(
        "--initial-prompt",
        help="Words to prime the recogniser with.  Its words can turn up where nothing is said:"
        " the whole transcript is flagged `prompted`.",
    ),
    click.option(
        "--diarizer",
        type=click.Choice(DIARIZERS),
        help=f"How voices are told apart.  {default('diarizer')}",
    ),
    click.option(
        "--num-speakers", type=int, help="How many speak.  [default: found, 2 on most calls]"
    ),
    click.option(
        "--investigator",
        help="Which voice is the investigator: left, right (stereo) or SPEAKER_00, SPEAKER_01.",
    ),
    click.option(
        "--device", type=click.Choice(DEVICES), help=f"Where models run.  {default('device')}"
    ),
    threads_option,
    click.option(
        "--models-dir", type=click.Path(path_type=Path), help="Where model files are installed."
    ),
)


def pairs(option: str, values: Iterable[str]) -> list[tuple[str, str]]:
    """``A=b`` as (A, b), without the spaces around either.  Raises SettingsError for another
    form."""
    found = []
    for value in values:
        key, equals, given = value.partition("=")
        if not equals:
            raise SettingsError(option, f"expected NAME=VALUE, found {value!r}")
        found.append((key.strip(), given.strip()))
    return found


def roles(option: str, values: Iterable[str]) -> dict[str, Role]:
    """``NAME=ROLE`` as the role of each name.  Raises SettingsError for one that there is not."""
    from calltools.transcripts.model import ROLES

    given: dict[str, Role] = {}
    for name, said in pairs(option, values):
        role = next((role for role in ROLES if role == said), None)
        if role is None:
            raise SettingsError(option, f"expected one of {', '.join(ROLES)}, found {said!r}")
        given[name] = role
    return given


def refuse_document(output: Path) -> None:
    """Raises SettingsError where a name promises a kind of file that is not written here."""
    if output.suffix.lower() in _DOCUMENTS:
        problem = f"a {output.suffix} file can't be written"
        raise SettingsError(
            "--output", problem, "choose another ending, or a --format and no ending"
        )


def speech_options(command: F) -> F:
    """The options of everything that turns sound into a transcript."""
    return with_options(command, _SPEECH)
