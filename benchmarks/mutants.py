"""Single lines of the code changed at random: how many of the changes the tests notice.

``map`` runs the tests once and keeps which of them run which line (coverage.py, a context a test);
``try`` changes lines at random, one at a time, and runs the tests that run the line, those of the
module's own folder first, until one fails.  The same seed and map give the same changes; with
``--against FILE`` the changes of an earlier run are tried again, found by the function and the
text that they stand in, so that the tests before and after can be compared.

The operators are those of mutation testing (DeMillo, Lipton, Sayward 1978) that leave a program
that runs: another comparison, "and" for "or", a condition turned round, a number plus one, nothing
returned, a call left out.

Beside: the tests before a change, with --against.
Takes: hours; try --number 20 takes a quarter of one.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib
import importlib.abc
import importlib.util
import io
import json
import multiprocessing
import os
import random
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import coverage
import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "calltools"
MAP = ROOT / "build" / "mutants"
"""Where ``map`` keeps its coverage data."""
LANES = "not (browser or slow)"
"""Tests in this process; what runs the program as another process is not mapped."""
TESTS_EACH = 80
"""How many of the tests that run a line are tried."""
SECONDS_EACH = 120
"""A changed program that has not ended by then counts as noticed."""
PRELOADED = (
    "numpy", "pandas", "lxml.html", "hypothesis", "rapidfuzz", "jinja2", "sqlalchemy",
    "starlette.testclient", "docx", "opencc", "av", "rich", "click", "msgspec",
)  # fmt: skip
"""Packages loaded once; each change is tried in a fork of the process that holds them."""

COMPARED: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change of one place; ``function`` and ``text`` find it again in moved code."""

    file: str
    line: int
    function: str
    text: str
    operator: str
    count: int  # of equal places in the function, from 0


@dataclass(frozen=True)
class Tried:
    mutant: Mutant
    outcome: str  # "noticed", "missed", "not run" (no test runs the line), "not found"
    by: str = ""  # the test that failed


def operators(node: ast.AST) -> Iterator[str]:
    """The names of the changes that a node allows."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARED:
        yield "comparison"
    if isinstance(node, ast.BoolOp):
        yield "and/or"
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield "condition"
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield "number"
    if isinstance(node, ast.Return) and node.value is not None:
        yield "return"
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield "call"


def change(node: ast.AST, operator: str) -> None:
    """Change a node in place."""
    match node, operator:
        case ast.Compare(), "comparison":
            node.ops[0] = COMPARED[type(node.ops[0])]()
        case ast.BoolOp(), _:
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        case ((ast.If() | ast.IfExp() | ast.While()), _):
            node.test = ast.UnaryOp(ast.Not(), node.test)
        case ast.Constant(value=int() | float() as value), _:
            node.value = value + 1
        case ast.Return(), _:
            node.value = ast.Constant(None)
        case ast.Expr(), _:
            node.value = ast.Constant(None)


def places(tree: ast.Module) -> Iterator[tuple[ast.AST, int, str, str, str, int]]:
    """Each node that can be changed: line, function, text, operator, count of equal ones."""

    def walk(node: ast.AST, function: str) -> Iterator[tuple[ast.AST, str]]:
        for child in ast.iter_child_nodes(node):
            name = function
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                name = f"{function}.{child.name}".lstrip(".")
            yield child, name
            yield from walk(child, name)

    seen: Counter[tuple[str, str, str]] = Counter()
    for node, function in walk(tree, ""):
        for operator in operators(node):
            statement = ast.unparse(node.test if isinstance(node, ast.If | ast.While) else node)
            place = (function, statement, operator)
            yield node, getattr(node, "lineno", 0), *place, seen[place]
            seen[place] += 1


def mutants() -> list[Mutant]:
    """All changes of the package within functions."""
    made = []
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        name = path.relative_to(SOURCE).as_posix()
        made += [
            Mutant(name, line, function, text, operator, count)
            for _, line, function, text, operator, count in places(tree)
            if function
        ]
    return made


def mutated(mutant: Mutant) -> ast.Module:
    """The module of a mutant, changed."""
    tree = ast.parse((SOURCE / mutant.file).read_text("utf-8"))
    for node, _, function, text, operator, count in places(copy.copy(tree)):
        place = (function, text, operator, count)
        if place == (mutant.function, mutant.text, mutant.operator, mutant.count):
            change(node, operator)
            return ast.fix_missing_locations(tree)
    raise LookupError(mutant)


def found_again(mutant: Mutant, today: Sequence[Mutant]) -> Mutant | None:
    """The same change in code that may have moved: in the file of its name, or in another one."""
    same = [
        other
        for other in today
        if (other.function, other.text, other.operator, other.count)
        == (mutant.function, mutant.text, mutant.operator, mutant.count)
    ]
    here = [other for other in same if other.file == mutant.file]
    room = [other for other in same if other.file.split("/")[0] == mutant.file.split("/")[0]]
    return next(iter(here or room or same), None)


# ---- which test runs which line --------------------------------------------------------------


class Contexts:
    """A plugin of pytest: each test is a context of the coverage measured in its worker."""

    def __init__(self, worker: str) -> None:
        self.coverage = coverage.Coverage(
            data_file=str(MAP / "coverage"), data_suffix=worker, source=[str(SOURCE)]
        )
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        return (yield)

    def pytest_sessionfinish(self) -> None:
        self.coverage.stop()
        self.coverage.save()


def pytest_configure(config: pytest.Config) -> None:
    """Measure in the workers, which run the tests."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        config.pluginmanager.register(Contexts(worker))


def make_map(tests: Sequence[str], workers: int) -> None:
    """Run the tests, and keep which of them run which line."""
    MAP.mkdir(parents=True, exist_ok=True)
    for old in MAP.glob("coverage*"):
        old.unlink()
    pytest.main([
        *tests, "-q", "-p", "benchmarks.mutants", "-p", "no:cacheprovider", "-m", LANES,
        "--numprocesses", str(workers), "--dist", "loadfile", "--tb", "no",
    ])  # fmt: skip
    data = coverage.Coverage(data_file=str(MAP / "coverage"))
    data.combine([str(MAP)])
    data.save()


def tests_of_lines() -> Mapping[str, Mapping[int, Sequence[str]]]:
    """Of each file (below ``src/calltools``) and line: the tests that run it."""
    data = coverage.CoverageData(basename=str(MAP / "coverage"))
    data.read()
    return {
        Path(file).relative_to(SOURCE).as_posix(): {
            line: [test for test in tests if test]
            for line, tests in data.contexts_by_lineno(file).items()
        }
        for file in data.measured_files()
    }


# ---- a change tried --------------------------------------------------------------------------


class Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the changed module wherever it is imported."""

    def __init__(self, mutant: Mutant) -> None:
        parts = Path("calltools", mutant.file).with_suffix("").parts
        self.name = ".".join(part for part in parts if part != "__init__")
        self.path = SOURCE / mutant.file
        self.code = compile(mutated(mutant), str(self.path), "exec")

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        if name != self.name:
            return None
        package = [str(self.path.parent)] if self.path.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(
            name, self.path, loader=self, submodule_search_locations=package
        )

    def exec_module(self, module: ModuleType) -> None:
        exec(self.code, module.__dict__)


class FirstFailure:
    def __init__(self) -> None:
        self.test = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.test:
            self.test = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed and not self.test:
            self.test = report.nodeid


def run_tests(mutant: Mutant | None, tests: Sequence[str], answer: str) -> None:
    """In a fork of its own: run tests with the change, and write down which failed first."""
    os.setsid()
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_EACH, SECONDS_EACH))
    failure = FirstFailure()
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-seed", "0"]
    quiet = io.StringIO()
    with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
        try:
            if mutant is not None:
                sys.meta_path.insert(0, Mutated(mutant))
            code = int(pytest.main([*options, *tests], plugins=[failure]))
        except BaseException as stopped:
            code, failure.test = 1, failure.test or repr(stopped)[:100]
    Path(answer).write_text(json.dumps({"code": code, "by": failure.test}), "utf-8")
    os._exit(0)


def in_order(mutant: Mutant, tests: Sequence[str], rng: random.Random) -> list[str]:
    """Those of the module's own folder first, each lot in an order of its own."""
    own = f"tests/{mutant.file.split('/')[0]}/"
    shuffled = rng.sample(list(tests), len(tests))
    return sorted(shuffled, key=lambda test: not test.startswith(own))[:TESTS_EACH]


class Attempt:
    """A change being tried in a process of its own."""

    def __init__(self, mutant: Mutant, tests: Sequence[str], answer: Path) -> None:
        self.mutant, self.answer, self.until = mutant, answer, time.monotonic() + 2 * SECONDS_EACH
        answer.unlink(missing_ok=True)
        self.process = multiprocessing.get_context("fork").Process(
            target=run_tests, args=(mutant, tests, str(answer))
        )
        self.process.start()

    def ended(self) -> bool:
        if self.process.is_alive() and time.monotonic() > self.until:
            self.process.kill()
        self.process.join(0.05)
        return not self.process.is_alive()

    def result(self) -> Tried:
        if not self.answer.exists():
            return Tried(self.mutant, "noticed", "stopped or never ended")
        told = json.loads(self.answer.read_text("utf-8"))
        return Tried(self.mutant, "noticed" if told["code"] else "missed", told["by"])


def attempts(work: Sequence[tuple[Mutant, Sequence[str]]], workers: int) -> Iterator[Tried]:
    """Try changes, some at once, each with its tests."""
    waiting, running = list(enumerate(work)), list[Attempt]()
    while waiting or running:
        while waiting and len(running) < workers:
            number, (mutant, tests) = waiting.pop(0)
            if tests:
                running.append(Attempt(mutant, tests, MAP / f"{number}.json"))
            else:
                yield Tried(mutant, "not run")
        for ended in [attempt for attempt in running if attempt.ended()]:
            running.remove(ended)
            yield ended.result()


def sample(given: argparse.Namespace, covered: Mapping[str, Mapping[int, object]]) -> list[Mutant]:
    """Changes drawn at random, each of another line that some test runs."""
    everything = [
        mutant
        for mutant in mutants()
        if mutant.file.startswith(given.room) and covered.get(mutant.file, {}).get(mutant.line)
    ]
    lines: dict[tuple[str, int], list[Mutant]] = defaultdict(list)
    for mutant in everything:
        lines[mutant.file, mutant.line].append(mutant)
    rng = random.Random(given.seed)
    chosen = rng.sample(sorted(lines), min(given.number, len(lines)))
    return [rng.choice(lines[line]) for line in chosen]


def table(tried: Sequence[Tried]) -> str:
    """Of each room: changes tried, noticed, missed."""
    rooms: dict[str, Counter[str]] = defaultdict(Counter)
    for one in tried:
        for room in (one.mutant.file.split("/")[0], "all"):
            rooms[room][one.outcome] += 1
    outcomes = ("noticed", "missed", "not run", "not found")
    lines = [f"{'room':16}" + "".join(f"{outcome:>11}" for outcome in outcomes)]
    lines += [
        f"{room:16}" + "".join(f"{rooms[room][outcome]:>11}" for outcome in outcomes)
        for room in sorted(rooms, key=lambda room: (room == "all", room))
    ]
    return "\n".join(lines)


def compared(before: Sequence[Tried], after: Sequence[Tried]) -> Iterator[str]:
    """Changes that were noticed and no longer are."""
    for old, new in zip(before, after, strict=True):
        if old.outcome == "noticed" != new.outcome:
            place = f"{new.mutant.file}:{new.mutant.line} {new.mutant.function}"
            yield f"{new.outcome}: {place}: {old.mutant.operator} in {old.mutant.text[:60]!r}"
            yield f"    was noticed by {old.by}"


def read(path: Path) -> list[Tried]:
    rows = json.loads(path.read_text("utf-8"))
    return [Tried(Mutant(**row["mutant"]), row["outcome"], row["by"]) for row in rows]


def main(arguments: Sequence[str]) -> None:
    """Map, or try."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks mutants", description=__doc__)
    parser.add_argument("what", choices=["map", "try"])
    parser.add_argument("tests", nargs="*", help="map: which tests (all)")
    parser.add_argument("--room", default="", help="try: files whose path begins so")
    parser.add_argument("--number", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="write what each change came to")
    parser.add_argument("--against", type=Path, help="try the changes of a file of --keep again")
    given = parser.parse_args(arguments)
    os.chdir(ROOT)
    if given.what == "map":
        make_map(given.tests or ["tests"], given.workers)
        return
    for package in PRELOADED:
        with contextlib.suppress(ImportError):
            importlib.import_module(package)
    covered = tests_of_lines()
    before = read(given.against) if given.against else []
    today = mutants() if before else []
    again = [(old, found_again(old.mutant, today)) for old in before]
    chosen = [new for _, new in again if new is not None] if before else sample(given, covered)
    rng = random.Random(given.seed)
    work = [
        (mutant, in_order(mutant, covered.get(mutant.file, {}).get(mutant.line, ()), rng))
        for mutant in chosen
    ]
    done: dict[Mutant, Tried] = {}
    for number, tried in enumerate(attempts(work, given.workers), start=1):
        done[tried.mutant] = tried
        print(f"\r{number} of {len(work)}", end="", file=sys.stderr, flush=True)
    after = [done[mutant] for mutant in chosen]
    if before:
        after = [done[new] if new else Tried(old.mutant, "not found") for old, new in again]
    print(file=sys.stderr)
    if given.keep:
        given.keep.write_text(json.dumps([asdict(one) for one in after], indent=1), "utf-8")
    print(table(after))
    for line in compared(before, after) if before else ():
        print(line)
    for one in after if given.room else ():
        if one.outcome == "missed":
            place = f"{one.mutant.file}:{one.mutant.line}"
            print(f"missed: {place}: {one.mutant.operator} in {one.mutant.text[:70]!r}")
