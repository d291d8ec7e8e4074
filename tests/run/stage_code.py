"""What the code of each stage is, as a hash, beside the version that the stage had then.

    python tests/run/stage_code.py [WHY]        (make stage-versions WHY="…")

writes ``stage_code.json`` anew.  It refuses where the code of a stage is another and its version
(:mod:`calltools.store.stages`) is not, unless WHY says why the stage makes the same as before.

The code of a stage is its module, what that imports anywhere in it, what these import, and the data
files that they read: not how they are laid out, nor comments and docstrings.
"""

from __future__ import annotations

import ast
import fnmatch
import hashlib
import json
import sys
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

RECORD = Path(__file__).with_name("stage_code.json")

FRAME = {
    "calltools.data": "hands over data files, which count by themselves",
    "calltools.errors": "what is said where nothing is made",
    "calltools.files": "what the system may say against reading a file",
    "calltools.models": "finds models, whose weights a step records by their hash",
    "calltools.progress": "tells how far work is",
    "calltools.provenance": "records what was done",
    "calltools.run.job": "hands over artefacts, which a step records by their hash",
    "calltools.settings": "hands over settings, which a step records as parameters",
    "calltools.store.hashes": "remembers what files hash to",
    "calltools.store.call_folder": "keeps artefacts, which a step records by their hash",
    "calltools.store.log": "keeps what happened; corrections count by the hash of what they say",
    "calltools.store.recordings": "hands over originals, which a step records by their hash",
    "calltools.store.logged_recordings": "tells which steps were done last",
    "calltools.store.stages": "holds the versions themselves",
    "calltools.store.workspace": "keeps artefacts, and says where they are",
    "calltools.version": "the release",
}
"""Modules (with all below them) that shape no result, each with the reason."""


class Sources:
    """The sources of a package in the folder ``root``."""

    def __init__(self, root: Path, frame: Iterable[str] = FRAME) -> None:
        self._root = root
        self._frame = tuple(frame)

    @cached_property
    def modules(self) -> Mapping[str, ast.Module]:
        """Every module, by its name, without docstrings and what only type checkers see."""
        found = {}
        for path in sorted(self._root.rglob("*.py")):
            parts = path.relative_to(self._root.parent).with_suffix("").parts
            name = ".".join(part for part in parts if part != "__init__")
            found[name] = _Bare().visit(ast.parse(path.read_bytes()))
        return found

    @cached_property
    def _data(self) -> tuple[str, ...]:
        files = (path for path in sorted(self._root.rglob("*")) if path.is_file())
        return tuple(
            str(p.relative_to(self._root)) for p in files if p.suffix not in (".py", ".pyc")
        )

    @cache  # noqa: B019 - lives as long as a test
    def imports_of(self, module: str) -> set[str]:
        """The modules of the package that ``module`` imports, at once or later, less the frame.

        A package is imported where a name is taken from it, not where it only leads to a module.
        """
        found = set()
        for node in ast.walk(self.modules[module]):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                inner = {f"{node.module}.{alias.name}" for alias in node.names}
                found |= {name if name in self.modules else str(node.module) for name in inner}
        return {name for name in found & set(self.modules) if not self._is_frame(name)}

    def data_of(self, module: str) -> set[str]:
        """The data files that ``module`` reads.  Raises ValueError where it does not say which."""
        found: set[str] = set()
        for node in ast.walk(self.modules[module]):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("read_data", "data_bytes"):
                pattern = _pattern(node.args[0])
                files = fnmatch.filter(self._data, pattern)
                if not files or not pattern.strip("*"):
                    raise ValueError(f"{module} reads {ast.unparse(node.args[0])}: say there what")
                found |= set(files)
        return found

    def made_of(self, module: str) -> set[str]:
        """``module`` and all the modules that it rests on."""
        found, waiting = set[str](), [module]
        while waiting:
            if (name := waiting.pop()) not in found:
                found.add(name)
                waiting += self.imports_of(name)
        return found

    def digest(self, module: str) -> str:
        """The hash of all that ``module`` is made of."""
        parts = [[name, self._own_digest(name)] for name in sorted(self.made_of(module))]
        return _sha256(parts)

    @cache  # noqa: B019
    def _own_digest(self, module: str) -> str:
        data = {name: _content(self._root / name) for name in sorted(self.data_of(module))}
        return _sha256([_dump(self.modules[module]), data])

    def _is_frame(self, module: str) -> bool:
        return f"{module}.".startswith(tuple(f"{name}." for name in self._frame)) or (
            module == self._root.name
        )


class _Bare(ast.NodeTransformer):
    """Takes out docstrings and what only type checkers see."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        return None if isinstance(node.value, ast.Constant) else node

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        return node.orelse if ast.unparse(node.test) == "TYPE_CHECKING" else node


def _dump(node: object) -> Any:
    """A tree as plain values, the same whatever the release of Python."""
    if isinstance(node, ast.AST):
        fields = {name: value for name, value in ast.iter_fields(node) if value not in (None, [])}
        return [type(node).__name__, {name: _dump(value) for name, value in fields.items()}]
    return [_dump(inner) for inner in node] if isinstance(node, list) else repr(node)


def _sha256(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, default=str).encode()).hexdigest()


def _pattern(name: ast.expr) -> str:
    parts = name.values if isinstance(name, ast.JoinedStr) else [name]
    return "".join(str(p.value) if isinstance(p, ast.Constant) else "*" for p in parts)


def _content(path: Path) -> Any:
    if path.suffix == ".toml":
        return tomllib.loads(path.read_text("utf-8"))
    return hashlib.sha256(path.read_bytes()).hexdigest()


Record = dict[str, dict[str, Any]]
"""Of each stage its ``version``, the ``digest`` of its code, and ``why`` an earlier digest had the
same version, where one had."""


def changed(record: Record, now: Record) -> list[str]:
    """The stages whose code is another than that in ``record``, under the version there."""
    return [
        name
        for name, stage in now.items()
        if (before := record.get(name))
        and before["digest"] != stage["digest"]
        and before["version"] == stage["version"]
    ]


def rewritten(record: Record, now: Record, why: str = "") -> Record:
    """The record as it is to be.  Raises ValueError for code that changed and needs a new version
    or a reason."""
    same = changed(record, now)
    if same and not why:
        raise ValueError(
            f"the code of {', '.join(same)} is another: raise the version in store/stages.py,"
            ' or say why it makes the same: make stage-versions WHY="…"'
        )
    found = {}
    for name, stage in now.items():
        kept = record.get(name, {})
        reason = why if name in same else kept.get("why", "")
        is_new = kept.get("version") != stage["version"]
        found[name] = stage | ({"why": reason} if reason and not is_new else {})
    return found


@cache
def sources_of_calltools() -> Sources:
    """The sources of the package itself, read once."""
    import calltools

    return Sources(Path(calltools.__file__).parent)


def of_calltools() -> Record:
    """The stages as they are now."""
    from calltools.run.pipeline import Pipeline

    sources = sources_of_calltools()
    return {
        stage.name: {"version": stage.version, "digest": sources.digest(stage.__module__)}
        for stage in Pipeline.kinds
    }


def recorded() -> Record:
    """What ``stage_code.json`` holds."""
    record: Record = json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}
    return record


def main() -> None:
    try:
        record = rewritten(recorded(), of_calltools(), " ".join(sys.argv[1:]))
    except ValueError as error:
        sys.exit(str(error))
    RECORD.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
