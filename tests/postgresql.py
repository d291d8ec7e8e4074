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


@contextmanager
def cluster(folder: Path) -> Iterator[URL]:
    """A server that runs until the end of the block."""
    root = Path(tempfile.mkdtemp(prefix="calltools-pg-"))
    account: dict[str, Any] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to be run by root
        nobody = pwd.getpwnam("nobody")
        account = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        os.chown(root, nobody.pw_uid, nobody.pw_gid)
    password = secrets.token_hex(16)
    data, key = root / "data", root / "password"
    key.write_text(password)
    if account:
        os.chown(key, account["user"], account["group"])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = URL.create("postgresql+pg8000", "calltools", password, "127.0.0.1", port, "postgres")
    try:
        subprocess.run(
            [folder / "initdb", "--pgdata", data, "--username=calltools", f"--pwfile={key}",
             "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"],
            check=True, capture_output=True, cwd=root, **account,
        )  # fmt: skip
        set_options = [part for pair in OPTIONS.items() for part in ("-c", "=".join(pair))]
        with (root / "log").open("wb") as log:
            server = subprocess.Popen(
                [folder / "postgres", "-D", data, "-p", str(port), *set_options],
                stdout=log, stderr=log, cwd=root, **account,
            )  # fmt: skip
        try:
            _wait(url, server)
            yield url
        finally:
            server.send_signal(signal.SIGINT)  # at once, whoever is connected
            server.wait(30)
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
