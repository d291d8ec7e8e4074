"""A PostgreSQL of the tests' own, from Debian, on loopback and run by somebody without rights."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

# Nothing of it is to outlive the tests: the disk need not be waited for.
OPTIONS = {
    "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off",
    "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "16MB",
}  # fmt: skip


def programs() -> Path | None:
    """The folder of initdb and postgres, of the newest release that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: p.parts[-3])
    return found[-1].parent if found else None


class PostgresServer:
    """A server on a port of its own, over the data in ``root``; it can be stopped, and started
    again."""

    def __init__(self, folder: Path, root: Path) -> None:
        self._folder, self._root = folder, root
        self._account: dict[str, Any] = {}
        self._running: subprocess.Popen[bytes] | None = None
        if os.geteuid() == 0:  # PostgreSQL refuses to be run by root
            nobody = pwd.getpwnam("nobody")
            self._account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(root, nobody.pw_uid, nobody.pw_gid)
        password = secrets.token_hex(16)
        key = root / "password"
        key.write_text(password)
        if self._account:
            os.chown(key, self._account["user"], self._account["group"])
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.url = URL.create(
            "postgresql+pg8000", "calltools", password, "127.0.0.1", self._port, "postgres"
        )
        subprocess.run(
            [folder / "initdb", "--pgdata", root / "data", "--username=calltools",
             f"--pwfile={key}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C",
             "--no-sync"],
            check=True, capture_output=True, cwd=root, **self._account,
        )  # fmt: skip

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = [part for pair in OPTIONS.items() for part in ("-c", "=".join(pair))]
        with (self._root / "log").open("ab") as log:
            self._running = subprocess.Popen(
                [self._folder / "postgres", "-D", self._root / "data", "-p", str(self._port),
                 *options],
                stdout=log, stderr=log, cwd=self._root, **self._account,
            )  # fmt: skip
        _wait(self.url, self._running)

    def stop(self) -> None:
        """Stop it at once, whoever is connected."""
        if self._running is not None:
            self._running.send_signal(signal.SIGINT)
            self._running.wait(30)
            self._running = None


@contextmanager
def cluster(folder: Path) -> Iterator[PostgresServer]:
    """A server that runs until the end of the block."""
    root = Path(tempfile.mkdtemp(prefix="calltools-pg-"))
    try:
        server = PostgresServer(folder, root)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _wait(url: URL, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            with create_engine(url).connect():
                return
        except DBAPIError:
            assert server.poll() is None, "the server ended"
            time.sleep(0.05)
    raise TimeoutError("no PostgreSQL after 15 s")


def emptied(server: URL) -> URL:
    """The database of the server, without anything in it, and nobody connected from before."""
    engine = create_engine(server)
    with engine.begin() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return server


def setting_of(server: URL, environment: pytest.MonkeyPatch) -> str:
    """The setting ``database`` for the server; its password goes into the environment."""
    assert server.password is not None
    environment.setenv("CALLTOOLS_DATABASE_PASSWORD", server.password)
    return server._replace(password=None).render_as_string()
