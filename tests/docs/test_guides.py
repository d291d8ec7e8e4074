"""What the guides say is true: commands are taken, links lead somewhere, code runs."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import demo_call
import guides
from calltools.cli import cli
from calltools.statements.rows import write_statements
from calltools.transcripts.writers import to_json

MAKEFILE = (guides.ROOT / "Makefile").read_text("utf-8")
PROJECT = tomllib.loads((guides.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PAGES = sorted((guides.ROOT / "docs").glob("*.md"))
PLACE = re.compile(r"(?:src|tests|docs|benchmarks)/[\w./-]+|(?:[a-z_]\w*/)*[a-z_]\w*\.(?:py|toml)")

EVERY = pytest.mark.parametrize("path", guides.GUIDES, ids=guides.name_of)


def commands(text: str) -> Iterator[list[str]]:
    """The commands of a console block, in words; those of a pipe one by one."""
    for line in re.findall(r"^\$ (.*)", text.replace("\\\n", " "), re.M):
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


def is_target(name: str) -> bool:
    return re.search(rf"^{name}:", MAKEFILE, re.M) is not None


@EVERY
def test_every_command_is_taken(path: Path) -> None:
    for block in guides.blocks(path):
        if re.match(r"(\$ )?(calltools|make|pip) ", block.text):
            assert block.language in ("console", "text"), f"line {block.line}"
        for words in commands(block.text) if block.language == "console" else ():
            match words:
                case ["calltools", _, *_]:
                    take(words)
                case ["python", "-c", code]:
                    exec(code, {})
                case ["make", target, *_]:
                    assert is_target(target), words
                case ["pip", "install", *packages]:
                    for extra in re.findall(r"(?:calltools|\.)\[([\w,-]+)\]", " ".join(packages)):
                        assert set(extra.split(",")) <= set(PROJECT["optional-dependencies"])
    for span in guides.spans(path):
        if verb := re.match(r"calltools ([a-z]+)", span):
            assert cli.get_command(click.Context(cli), verb[1]) is not None, span
        if target := re.fullmatch(r"make ([a-z-]+)", span):
            assert is_target(target[1]), span


@pytest.mark.parametrize(
    "wrong",
    ["calltools rum", "calltools parse", "calltools run --beam 5", "calltools align -f pdf a b"],
)
def test_a_command_that_is_not_taken_is_noticed(wrong: str) -> None:
    with pytest.raises(click.UsageError):
        take(wrong.split())


@pytest.mark.parametrize("path", guides.GUIDES + guides.BESIDE, ids=guides.name_of)
def test_every_link_to_a_file_or_heading_leads_there(path: Path) -> None:
    for link in guides.links(path):
        if not re.match(r"[a-z]+:", link):
            file, _, anchor = link.partition("#")
            target = (path.parent / file).resolve() if file else path
            assert target.exists(), f"{link}: no such file"
            assert not anchor or anchor in guides.anchors(target), f"{link}: no such heading"


def test_every_file_of_the_repository_that_is_named_exists() -> None:
    """By its path or an end of it: a guide may leave out the room that it has named."""
    tops = ["src", "tests", "training", "docs", "benchmarks", "requirements"]
    found = [
        path.relative_to(guides.ROOT) for top in tops for path in guides.ROOT.glob(f"{top}/**/*")
    ]
    named = {"/".join(path.parts[at:]) for path in found for at in range(len(path.parts))}
    named |= {path.name for path in guides.ROOT.iterdir()} | {"calltools.toml"}  # of a workspace
    for guide in guides.GUIDES:
        for span in filter(PLACE.fullmatch, guides.spans(guide)):
            assert span.rstrip("/") in named, f"{guides.name_of(guide)}: {span}"


def test_there_are_twelve_pages_that_can_be_read() -> None:
    assert len(PAGES) <= 12
    for page in PAGES:
        text = page.read_text("utf-8")
        assert text.count("\n") <= 350, page.name
        assert "![" in text.split("\n## ")[0], f"{page.name}: no picture"


def test_both_readmes_say_the_same() -> None:
    """Readers of Chinese get the same commands, pages, pictures, names and sizes."""
    english, chinese = guides.ROOT / "README.md", guides.ROOT / "README.zh-Hans.md"
    typed = [
        [re.sub(r" +# .*", "", b.text) for b in guides.blocks(path) if b.language == "console"]
        for path in (english, chinese)
    ]
    assert typed[0] == typed[1] != []
    links = [set(guides.links(path)) for path in (english, chinese)]
    assert links[0] - {chinese.name} == links[1] - {english.name}
    assert chinese.name in links[0] and english.name in links[1]
    assert set(guides.spans(english)) == set(guides.spans(chinese))
    sizes = [re.findall(r"[\d.]+ [MG]B", path.read_text("utf-8")) for path in (english, chinese)]
    assert sizes[0] == sizes[1] != []
    assert len(guides.anchors(english)) == len(guides.anchors(chinese)) > 5


CODE = {
    path: found
    for path in guides.GUIDES
    if (found := [block for block in guides.blocks(path) if block.language == "python"])
}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the code may use, with the demonstration call as its labels have it."""
    shutil.copytree(guides.ROOT / "docs" / "examples", tmp_path / "docs" / "examples")
    shutil.copytree(guides.ROOT / "recordings", tmp_path / "recordings")
    (tmp_path / "calltools.toml").touch()
    folder = tmp_path / "transcripts" / "demo-call"
    folder.mkdir(parents=True)
    call = demo_call.transcript()
    (folder / "transcript.json").write_text(to_json(call), "utf-8")
    (folder / "statements.jsonl").write_text(write_statements(demo_call.statements(call)), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def execute(path: Path, words: set[str]) -> None:
    """The blocks that need no more than ``words``, each with the names of those before it."""
    names: dict[str, object] = {"__name__": "__main__"}
    for block in CODE[path]:
        if set(block.words) <= words:
            # Empty lines in front, so that a traceback names the line of the guide.
            exec(compile("\n" * block.line + block.text, guides.name_of(path), "exec"), names)


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("path", CODE, ids=guides.name_of)
def test_python_blocks_run(path: Path) -> None:
    execute(path, set())


@pytest.mark.model
@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("path", CODE, ids=guides.name_of)
def test_python_blocks_run_where_models_are(
    path: Path, models_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLTOOLS_MODELS_DIR", str(models_dir))
    execute(path, {"models"})
