"""Who sends the headers of a request too slowly is sent away; who is served is left alone."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest
from served import serving
from starlette.responses import PlainTextResponse

from calltools.site import request_deadline
from calltools.site.server import Front

pytestmark = pytest.mark.server


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(request_deadline, "HEADERS_S", 0.5)
    with serving(lambda _: Front().config(PlainTextResponse("here"))) as at:
        yield int(at.rpartition(":")[2])


def closed_after(connection: socket.socket, *pieces: bytes, pause_s: float = 0.2) -> float | None:
    """After how many seconds the connection is closed on which the pieces are sent slowly."""
    start = time.monotonic()
    connection.settimeout(pause_s)
    for piece in pieces:
        try:
            connection.sendall(piece)
            if not connection.recv(1):
                return time.monotonic() - start
        except TimeoutError:
            continue
        except OSError:
            return time.monotonic() - start
    return None


def test_slow_headers_and_silence_are_cut_off(port: int) -> None:
    slow = [b"GET / HTTP/1.1\r\nHost: x\r\n", *[b"a: b\r\n"] * 20]
    for pieces in (slow, [b"", *[b""] * 20]):
        with socket.create_connection(("127.0.0.1", port)) as connection:
            took = closed_after(connection, *pieces)
        assert took is not None
        assert took < 3


def test_a_connection_that_is_used_again_is_not(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.settimeout(5)
        for _ in range(4):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = b""
            while not answer.endswith(b"here"):
                answer += connection.recv(4_096)
            time.sleep(0.2)
