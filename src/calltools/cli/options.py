"""Options that several verbs share; each is a field of ``Settings``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from calltools.errors import SettingsError
from calltools.files import format_of
from calltools.settings import DEFAULTS, DEVICES, DIARIZERS, ENGINES, SECOND_ENGINES

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
interface_option = click.option(
    "--interface-language",
    "interface",
    type=click.Choice(("en", "zh-Hans", "zh-Hant")),
    default="en",
    help="Language of the page, and of a table on a terminal.",
)
operator_option = click.option("--operator", help="Your name, for the record.  [default: none]")
files_option = partial(click.option, type=FILE, multiple=True)
authority_option = partial(files_option, "--authority", "authorities", metavar="PEM")
output_dir_option = partial(
    click.option, "--output-dir", type=click.Path(path_type=Path, file_okay=False), default=Path()
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


def default(name: str) -> str:
    """What ``--help`` tells of the setting ``name`` where nobody sets it."""
    return f"[default: {DEFAULTS[name]}]"


_SPEECH: dict[str, tuple[Any, str]] = {
    "engine": (click.Choice(ENGINES), "Speech recogniser."),
    "model": (str, "Whisper model: a name of `calltools models list`, or a folder."),
    "language": (str, "Language spoken, ISO 639-1; auto: zh or en is found."),
    "beam-size": (int, "Hypotheses kept while decoding."),
    "initial-prompt": (
        str,
        "Words to prime the recogniser with; they may appear where nothing is said, and the whole "
        "transcript is flagged `prompted`.",
    ),
    "second-engine": (
        click.Choice(SECOND_ENGINES),
        "Recogniser that hears doubtful figures and denials a second time; where the two differ, "
        "both are shown.",
    ),
    "diarizer": (click.Choice(DIARIZERS), "How voices are told apart."),
    "num-speakers": (int, "Number of speakers.  [default: found, 2 on most calls]"),
    "investigator": (
        str,
        "Which voice is the investigator: left, right (stereo) or SPEAKER_00, SPEAKER_01.",
    ),
    "device": (click.Choice(DEVICES), "Where models run."),
    "threads": (int, "CPU threads.  [default: half of them, 4 at most]"),
    "models-dir": (click.Path(path_type=Path), "Where model files are installed."),
}
"""What turns sound into a transcript: settings with the kinds of their values."""


def _setting(name: str) -> Callable[[F], F]:
    kind, told = _SPEECH[name]
    field = name.replace("-", "_")
    return click.option(
        f"--{name}", type=kind, help=f"{told}  {default(field)}" if DEFAULTS.get(field) else told
    )


threads_option = _setting("threads")


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


def chosen_format(
    given: str | None,
    output: str,
    formats: Mapping[str, Sequence[str]],
    *,
    bom: bool,
    otherwise: str = "",
) -> str:
    """The one of ``formats`` that is meant: given, by the name of the output, or ``otherwise``.

    Raises SettingsError where that name promises a kind of file that is not written here (any that
    is in none of them, where it would be ``otherwise``), for one that is given and is none of them,
    and for a byte order mark before another than csv.
    """
    suffix = Path(output).suffix.lower()
    by_name = format_of(output, formats)
    is_strange = bool(suffix and otherwise) and not given
    if not by_name and (suffix in _DOCUMENTS or is_strange):
        remedy = f"choose another ending, or no ending and a --format: {', '.join(formats)}"
        raise SettingsError("--output", f"a {suffix} file can't be written", remedy)
    name = given or by_name or otherwise
    if given and given not in formats:
        raise SettingsError("--format", f"{given} is not for this", f"one of {', '.join(formats)}")
    if bom and name != "csv":
        raise SettingsError("--bom", f"is for csv, not for {name or 'a table'}")
    return name


def speech_options(command: F) -> F:
    """The options of everything that turns sound into a transcript."""
    return with_options(command, list(map(_setting, _SPEECH)))
