"""Twenty people at work on 1,000 calls in ``calltools review --team``, the server killed meanwhile.

    python -m benchmarks review [--people 20] [--seconds 120] [--kills 10] [--calls 1000]
        [--databases files postgresql] [--pause 4]

Beside: both databases, files and PostgreSQL (Debian's, started by this program).
Takes: ten minutes; --calls 20 --people 3 --seconds 10 --databases files takes one.

The server is a program of its own over calls with ten statements each.  First comes the first page,
after a start with nothing read.  Then people look, decide, comment, correct and take back, thinking
up to ``--pause`` seconds before each decision, each with an open page that waits for news; the
server is killed (SIGKILL) again and again meanwhile.  What an answer took is told for each kind of
request, in ms, without and with kills.  Fails where an acknowledged decision is lost, one overwrote
another that its maker had not seen, or anything was answered with an error.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from at_work import Program, Record, lost, office, overwritten, work
from served import accounts_of

from benchmarks.measure import options_of
from calltools.review.desk import Review
from calltools.site.guard import COOKIE
from calltools.site.server import listening
from calltools.store.workspace import Workspace
from made_reviews import set_database
from postgresql import OPTIONS, cluster, programs, setting_of

_TURNS = 23
"""Turns of a call, for about ten statements in each."""


@contextmanager
def database(kind: str) -> Iterator[str]:
    """The setting ``database`` for an empty one of the kind."""
    if kind == "files":
        yield ""
        return
    programs_folder = programs()
    if programs_folder is None:
        raise SystemExit("expected PostgreSQL: apt-get install postgresql")
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        OPTIONS[name] = "on"  # as it is in earnest
    with cluster(programs_folder) as server, pytest.MonkeyPatch.context() as environment:
        yield setting_of(server.url, environment)


def decisions_a_second(review: Review, seconds: float = 5) -> float:
    """How many comments eight threads keep in a second."""
    name = review.calls()[0]
    key = review.call(name).whole.key
    end = time.monotonic() + seconds

    def comment(number: int) -> int:
        kept = 0
        while time.monotonic() < end:
            review.decide(name, key, "comment", f"person{number}", value={"text": "heard"})
            kept += 1
        return kept

    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(comment, range(8))) / seconds


def first_page(program: Program, review: Review) -> float:
    """How long Home takes, in seconds, when the program has just started and read nothing."""
    accounts = accounts_of(review.workspace, PasswordHasher())
    accounts.add("first", "lead")
    cookies = {COOKIE: accounts.start_session("first")}
    program.start()
    with httpx.Client(base_url=program.base, cookies=cookies, timeout=120) as client:
        start = time.monotonic()
        answer = client.get("/")
        taken = time.monotonic() - start
        assert answer.status_code == 200, answer.text
        start = time.monotonic()
        client.get("/")
        print(f"  first page {taken:.2f} s, then {time.monotonic() - start:.2f} s")
    return taken


def table(title: str, record: Record) -> None:
    """What each kind of request took."""
    print(f"  {title}: {len(record.kept)} kept, {record.conflicts} told that others were first,")
    print(f"    {record.unanswered} unanswered by a server that was killed")
    count = sum(map(len, record.seconds.values()))
    if not record.unanswered:
        print(f"    {record.cpu_s * 1000 / count:.0f} ms of processor time a request, news and all")
    print(f"    {'request':<8} {'times':>6} {'median':>8} {'95%':>8} {'99%':>8} ms")
    for kind in sorted(record.seconds):
        shares = [f"{record.percentile(kind, share) * 1000:8.0f}" for share in (0.5, 0.95, 0.99)]
        print(f"    {kind:<8} {len(record.seconds[kind]):>6} {' '.join(shares)}", flush=True)


def at_work(own: Workspace, options: argparse.Namespace) -> list[str]:
    """People at work on a workspace, without kills and with them; what went wrong."""
    wrong: list[str] = []
    with listening("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    review = Review(own)
    states = [s for one in review.everything() for s in one.of_kind("statement")]
    print(f"  {len(review.calls())} calls, {len(states)} statements", flush=True)
    print(f"  {decisions_a_second(review):.0f} decisions a second, eight at once")
    program = Program(own, port)
    first_page(program, review)
    for seed, kills in enumerate((0, options.kills)):
        record = work(
            program, review, options.people, options.seconds / 2, kills, options.pause, seed
        )
        table(f"{kills} kills", record)
        gone, over = lost(review, record), overwritten(review)
        print(f"    lost {len(gone)}, overwritten {len(over)}, errors {len(record.errors)}")
        wrong += [*gone, *(state.key for state in over), *record.errors]
        if not kills:
            program.start()
    return wrong


def main(arguments: Sequence[str]) -> int:
    """Measure with each database; 1 where something went wrong."""
    parser = options_of(__name__)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--pause", type=float, default=4)
    parser.add_argument("--databases", nargs="+", default=["files", "postgresql"])
    options = parser.parse_args(arguments)
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        made = office(Path(folder) / "office", options.calls, _TURNS)
        for kind in options.databases:
            own = Workspace(Path(shutil.copytree(made.root, Path(folder) / kind)))
            with database(kind) as setting:
                set_database(own, setting)
                print(kind)
                wrong += at_work(own, options)
    print("\n".join(wrong[:10]))
    return int(bool(wrong))
