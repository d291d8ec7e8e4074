"""``calltools correct``: what a person puts right, kept beside the machine's words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from calltools.cli.console import (
    print_rows,
    print_table,
    say,
    settings_for,
    worked_on_workspace,
    write_stdout,
)
from calltools.cli.options import FILE, json_option, operator_option, pairs
from calltools.cli.translation import english_corrections, take_translation, undo_english
from calltools.errors import EditedError, SettingsError
from calltools.files import atomic_write, bytes_of
from calltools.settings import Settings
from calltools.store.call_folder import TRANSCRIPT, Folder
from calltools.store.workspace import Workspace
from calltools.times import position
from calltools.transcripts.correction import Kind

if TYPE_CHECKING:
    from calltools.corrections.editor import Editor


@click.command()
@click.argument("call", metavar="NAME")
@click.option(
    "--turn", type=int, help="The turn, counted from 0; on its own, shows the turn's words."
)
@click.option("--words", metavar="A-B", help="Words of that turn, counted from 0.  [default: all]")
@click.option("--text", help="What is said there; empty if nothing is.")
@click.option(
    "--speaker", metavar="VOICE", help="Who speaks that turn: SPEAKER_01, or a new voice."
)
@click.option("--split", is_flag=True, help="Start a new turn at the words of --words.")
@click.option("--join", is_flag=True, help="Join the turn to the one before it.")
@click.option("--role", metavar="VOICE=ROLE", multiple=True, help="Role of a voice.")
@click.option("--name", metavar="VOICE=NAME", multiple=True, help="Who a voice is.")
@click.option(
    "--header", metavar="FACT=VALUE", multiple=True, help="A fact of the call: hospital=…"
)
@click.option("--undo", metavar="ID", multiple=True, help="Undo a correction.")
@click.option(
    "--from",
    "edited",
    type=FILE,
    help="An edited file of the call: differences become corrections.",
)
@click.option("--reason", help="Why; kept with the corrections.")
@operator_option
@click.option("--list", "list_", is_flag=True, help="All corrections of the call, and their state.")
@json_option(help="The list as JSON.")
@click.option("--yes", is_flag=True, help="Keep what --from finds without asking.")
def command(
    call: str,
    turn: int | None,
    words: str | None,
    edited: Path | None,
    list_: bool,
    as_json: bool,
    yes: bool,
    reason: str | None,
    operator: str | None,
    **changes: Any,
) -> None:
    """Correct the transcript of the call NAME: words, speakers, turns, roles, facts.

    A correction is an event beside the machine's words, which stay as they are; the next `run`
    remakes everything that depends on it.  --from takes a file that was edited in another
    program: TXT, DOCX, EAF, TextGrid, SRT, VTT, CSV or JSON as calltools writes them; or the
    translation in a DOCX, XLIFF or TMX of `export --table links`.
    """
    from calltools.corrections.editor import Editor
    from calltools.store.call_moves import no_such_call

    workspace = worked_on_workspace()
    settings = settings_for(workspace, operator=operator)
    folder = workspace.folder(call)
    if not folder.path.is_dir():
        raise no_such_call(workspace, call)
    if edited is not None and take_translation(
        call, edited, settings.operator, reason, ask=not yes
    ):
        return
    if edited is not None:
        _take(workspace, folder, edited, settings, reason, ask=not yes)
        return
    if path := next((path for path in folder.edited() if path.name == TRANSCRIPT), None):
        remedy = f"take it first: calltools correct {call} --from {path}"
        raise EditedError(path, "was changed by hand", remedy)
    editor = Editor.open(folder, settings.operator, reason)
    if list_ or as_json:
        _list(editor, as_json=as_json)
        return
    undone = undo_english(editor.folder, changes["undo"], settings.operator)
    changes["undo"] = [one for one in changes["undo"] if one not in undone]
    _change(editor, turn, words, **changes)
    if editor.made:
        editor.keep()
        _tell(editor)
    elif turn is not None and not any(changes.values()):
        _show_words(editor, turn)
    elif not undone:
        say(f"{call}: nothing differs")


def _change(
    editor: Editor,
    turn: int | None,
    words: str | None,
    *,
    text: str | None,
    speaker: str | None,
    split: bool,
    join: bool,
    undo: Sequence[str],
    **pairs_of: Sequence[str],
) -> None:
    """Make the corrections that the options ask for, in the order of their dependence."""
    if turn is None:
        on_turn = {"--text": text is not None, "--speaker": speaker, "--split": split}
        on_turn |= {"--join": join, "--words": words is not None}
        if option := next((option for option, is_given in on_turn.items() if is_given), None):
            raise SettingsError(option, "is of a turn", "add --turn N")
    else:
        if text is not None:
            editor.text(editor.words(turn, words), text)
        if speaker:
            editor.change("speaker", turn, speaker)
        if split and words is None:
            raise SettingsError("--split", "begins a turn at a word", "add --words N")
        if split:
            editor.change("split", editor.words(turn, words))
        if join:
            editor.change("join", turn)
    for kind, values in pairs_of.items():
        for key, value in pairs(f"--{kind}", values):
            editor.change(cast("Kind", kind), key, value)
    for event in undo:
        editor.undo(event)


def _take(
    workspace: Workspace,
    folder: Folder,
    edited: Path,
    settings: Settings,
    reason: str | None,
    *,
    ask: bool,
) -> None:
    """Make corrections of an edited file, shown before they are kept.

    Where it is an artefact edited in place, it is set aside for the machine's once they are.
    """
    from calltools.corrections.correction_log import describe
    from calltools.corrections.editor import Editor
    from calltools.language.plain_text import counted
    from calltools.run.pipeline import machine_transcript

    name, by_hand = folder.path.name, folder.edited()
    machine = None
    if any(path.name == TRANSCRIPT for path in by_hand):
        machine = machine_transcript(workspace, settings, name)
    editor = Editor.open(folder, settings.operator, reason, machine)
    editor.edited(bytes_of(edited), str(edited))
    for event in editor.made:
        write_stdout(f"{describe(event)}\n")
    if editor.made:
        count = counted(len(editor.made), "correction")
        if ask:
            click.confirm(f"Keep {count} of {name}?", abort=True, err=True)
        editor.keep()
        say(f"{name}: {count} kept; run: calltools run {name}")
    else:
        say(f"{edited}: nothing differs from the transcript")
    for own in (path for path in by_hand if path.resolve() == edited.resolve()):
        with workspace.lock(name):
            kept = folder.set_aside(own)
            if own.name == TRANSCRIPT and machine is not None:
                atomic_write(own, machine)
        say(f"{own.name} as you edited it is now {kept}")


def _list(editor: Editor, *, as_json: bool) -> None:
    from calltools.corrections.correction_log import to_row
    from calltools.views.corrections_text import HEADINGS, correction_rows

    outcomes = editor.folded.outcomes
    records = [{**to_row(o.correction), "state": o.state, "why": o.why} for o in outcomes]
    of_english, rows = english_corrections(editor.folder)
    print_rows([*records, *of_english], as_json, HEADINGS, [*correction_rows(outcomes), *rows])


def _show_words(editor: Editor, turn: int) -> None:
    """The words of a turn with their numbers, for --words."""
    rows = [
        (str(number), word.text, "" if word.start_ms is None else position(word.start_ms), word.id)
        for number, word in enumerate(editor.draft.words(editor.words(turn)))
    ]
    print_table(("Word", "Text", "Begins", "Id"), rows)


def _tell(editor: Editor) -> None:
    from calltools.corrections.correction_log import describe

    for event in editor.made:
        say(f"{event.id}: {describe(event, editor.events)}")
    say(f"kept; run: calltools run {editor.folder.path.name}")
    for orphan in editor.folded.orphans:
        say(f"warning: {orphan.correction.id}: {describe(orphan.correction)}: {orphan.why}")
