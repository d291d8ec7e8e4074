"""Simulated people at work on a review that is served as a program of its own, which is killed.

Each looks, decides, comments, corrects and takes back as a browser does, with pauses, and keeps
what the server acknowledged.  Used by test_people_at_work.py.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
from argon2 import PasswordHasher
from lxml import html
from served import accounts_of

from calltools.provenance import Step
from calltools.review.accounts import Accounts
from calltools.review.desk import Review
from calltools.review.item_state import State
from calltools.site.guard import COOKIE, TOKEN_HEADER
from calltools.statements.extraction import extract
from calltools.statements.rows import write_statements
from calltools.store.call_folder import AUDIO, RECORD, STATEMENTS, TRANSCRIPT
from calltools.store.logged_recordings import REGISTER
from calltools.store.workspace import Workspace
from calltools.transcripts.writers.json import to_json
from made_reviews import set_database
from plain_reader import PlainReader
from store.made_calls import transcript

_PATTERNS = 10
"""How many different calls there are; the others are the same words in other recordings."""


def office(root: Path, calls: int, turns: int, database: str = "") -> Workspace:
    """A workspace of that many calls, transcribed and extracted, without their sound."""
    workspace = Workspace.init(root)
    set_database(workspace, database)
    patterns = []
    for seed in range(min(calls, _PATTERNS)):
        call = transcript(seed, turns)
        patterns.append((call, write_statements(extract(call, "call", PlainReader()))))
    for number in range(calls):
        call, statements = patterns[number % len(patterns)]
        folder = workspace.folder(f"call{number:04d}")
        folder.path.mkdir(parents=True)
        sound = Step(REGISTER, inputs={AUDIO: f"{number + 1:064x}"})
        folder.commit(sound, {RECORD: "{}"}, "registered")
        data = to_json(replace(call, pcm_sha256=f"{number:064x}"))
        folder.commit(Step("transcript"), {TRANSCRIPT: data})
        inputs = {TRANSCRIPT: folder.sha256(TRANSCRIPT)}
        folder.commit(Step("extract", inputs=inputs), {STATEMENTS: statements})
    return workspace


class Program:
    """``calltools review --team`` over a workspace, in a process of its own."""

    def __init__(self, workspace: Workspace, port: int) -> None:
        self._environment = {**os.environ, "CI": ""}
        self._root, self._port = workspace.root, port
        self._server: subprocess.Popen[str] | None = None
        self.base = f"http://127.0.0.1:{port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [
            sys.executable, "-m", "calltools", "review", "--team", "--port", str(self._port),
        ]  # fmt: skip
        self._server = subprocess.Popen(
            command, cwd=self._root, env=self._environment, stdout=subprocess.PIPE, text=True
        )
        assert self._server.stdout is not None
        assert self._server.stdout.readline().startswith("http"), "the server did not start"

    def cpu_s(self) -> float:
        """The processor time that it took so far, in seconds."""
        assert self._server is not None
        told = Path(f"/proc/{self._server.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """End it without a word."""
        assert self._server is not None
        self._server.send_signal(signal.SIGKILL)
        self._server.wait()
        assert self._server.stdout is not None
        self._server.stdout.close()


@dataclass
class Record:
    """What happened: how long each kind of request took (s), what was acknowledged (the ids of
    events), what was told of a conflict, what went wrong, and the server's processor time since it
    was last started."""

    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    kept: list[str] = field(default_factory=list)
    conflicts: int = 0
    unanswered: int = 0
    errors: list[str] = field(default_factory=list)
    cpu_s: float = 0.0

    def percentile(self, kind: str, share: float = 0.95) -> float:
        """Within how many seconds that share of the requests was answered."""
        taken = sorted(self.seconds[kind])
        return taken[min(len(taken) - 1, int(share * len(taken)))] if taken else 0.0


class Person(threading.Thread):
    """Somebody who works until told to stop; ``pause_s`` is how long they think at most."""

    def __init__(
        self, base: str, session: str, seed: int, stop: threading.Event, pause_s: float
    ) -> None:
        super().__init__(daemon=True)
        self.record = Record()
        self._chosen = random.Random(seed)
        self._stop_it, self._pause_s = stop, pause_s
        self._client = httpx.Client(base_url=base, cookies={COOKIE: session}, timeout=30)
        self._client.headers["sec-fetch-site"] = "same-origin"
        self._mine: list[str] = []

    def run(self) -> None:
        """Work."""
        calls: list[str] = []
        while not self._stop_it.is_set():
            try:
                if not calls or self._chosen.random() < 0.1:
                    home = self._page("home", "/")
                    calls = [str(a) for a in home.xpath("//tbody//a/@href")]
                # Some calls are looked at by many, so that they come into each other's way.
                few = calls[:5] if self._chosen.random() < 0.3 else calls
                self._look_at(self._chosen.choice(few))
            except httpx.TransportError:  # the server was killed
                self.record.unanswered += 1
                time.sleep(0.2)
            except UnexpectedError as error:
                self.record.errors.append(str(error))
        self._client.close()

    def _look_at(self, at: str) -> None:
        page = self._page("call", at)
        cards = page.xpath("//article[contains(@class, 'decide')]")
        for card in self._chosen.sample(cards, min(3, len(cards))):
            self._think()
            if self._stop_it.is_set():
                return
            item = f"/items/{card.get('data-address')}/{card.get('data-key')}"
            self._decide(item, card)
            self._page("card", item)
        if self._mine and self._chosen.random() < 0.1:
            self._send("undo", f"/undo/{self._mine.pop()}", {})
        if self._chosen.random() < 0.05:
            body = {"what": "text", "turn": 1, "value": f"大概{self._chosen.randrange(2, 99)}天。"}
            self._send("correct", f"{at}/corrections", body)

    def _decide(self, item: str, card: Any) -> None:
        looked_at = card.xpath(".//input[@name='at']/@value")
        body: dict[str, Any] = {"at": str(looked_at[0])}
        match self._chosen.randrange(6):
            case 0:
                body = {"action": "comment", "value": {"text": "听过了。"}}
            case 1:
                body |= {"action": "reject", "reason": "nobody said so"}
            case 2:
                body |= {"action": "amend", "value": {"organ": self._chosen.choice(ORGANS)}}
            case _:
                body |= {"action": "confirm"}
        found = self._send("decide", item, body)
        if found:
            self._mine.append(found["event"])

    def _page(self, kind: str, path: str) -> Any:
        answer = self._timed(kind, lambda: self._client.get(path))
        if answer.status_code != 200:
            raise UnexpectedError(f"{answer.status_code} {path}: {answer.text[:200]}")
        if token := re.search(r'name="token" content="(\w+)"', answer.text):
            self._client.headers[TOKEN_HEADER] = token[1]
        return html.fromstring(answer.text)

    def _send(self, kind: str, path: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
        answer = self._timed(kind, lambda: self._client.post(path, json=body))
        if answer.status_code == 409:
            self.record.conflicts += 1
            return None
        if answer.status_code == 403 and "another session" in answer.text:
            return None  # the page is of the server that was killed: it has to be loaded again
        if answer.status_code != 200:
            raise UnexpectedError(f"{answer.status_code} {path}: {answer.text[:200]}")
        found: dict[str, Any] = answer.json()
        self.record.kept += [found["event"]] if "event" in found else found["corrections"]
        return found

    def _timed(self, kind: str, ask: Callable[[], httpx.Response]) -> httpx.Response:
        start = time.monotonic()
        answer = ask()
        self.record.seconds[kind].append(time.monotonic() - start)
        return answer

    def _think(self) -> None:
        self._stop_it.wait(self._chosen.uniform(0, self._pause_s))


ORGANS = ("kidney", "heart", "lung")


class UnexpectedError(Exception):
    """What a person did was answered with what nobody expects."""


def work(
    program: Program,
    review: Review,
    people: int,
    seconds: float,
    kills: int,
    pause_s: float,
    seed: int = 1,
) -> Record:
    """Let ``people`` work for so long, each with an open page; ``kills`` times the server is killed
    and started again meanwhile.  The program runs before, and is killed in the end.

    ``seed`` names the people, too.
    """
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    accounts = accounts_of(review.workspace, cheap)
    stop = threading.Event()
    crew = []
    for number in range(people):
        name = _name(seed, number)
        accounts.add(name, "lead")
        session = accounts.start_session(name)
        crew.append(Person(program.base, session, seed * 1_000 + number, stop, pause_s))
    listeners = [
        threading.Thread(
            target=_listen, args=(program.base, accounts, _name(seed, n), stop), daemon=True
        )
        for n in range(people)
    ]
    for one in (*crew, *listeners):
        one.start()
    chosen = random.Random(seed)
    for _ in range(kills):
        time.sleep(seconds / (kills + 1) * chosen.uniform(0.8, 1.2))
        program.kill()
        program.start()
    time.sleep(seconds / (kills + 1))
    stop.set()
    for one in crew:
        one.join(60)
    total = added(one.record for one in crew)
    total.cpu_s = program.cpu_s()
    program.kill()
    return total


def _name(seed: int, number: int) -> str:
    return f"person{seed}-{number}"


def _listen(base: str, accounts: Accounts, name: str, stop: threading.Event) -> None:
    """The news that each page waits for."""
    cookies = {COOKIE: accounts.start_session(name)}
    with httpx.Client(base_url=base, cookies=cookies, timeout=5) as client:
        while not stop.is_set():
            try:
                with client.stream("GET", "/news") as answer:
                    for _ in answer.iter_lines():
                        if stop.is_set():
                            return
            except httpx.HTTPError:
                stop.wait(0.5)


def added(records: Any) -> Record:
    """All that happened to all of them."""
    total = Record()
    for one in records:
        for kind, taken in one.seconds.items():
            total.seconds[kind] += taken
        total.kept += one.kept
        total.conflicts += one.conflicts
        total.unanswered += one.unanswered
        total.errors += one.errors
    return total


def lost(review: Review, record: Record) -> list[str]:
    """What was acknowledged and is not there any more."""
    there = {event.id for event in review.decisions.events()}
    return [one for one in record.kept if one not in there]


def overwritten(review: Review) -> list[State]:
    """Items that two decided without sight of each other, though each said what they had seen."""
    return [state for one in review.everything() for state in one.states if len(state.heads) > 1]
