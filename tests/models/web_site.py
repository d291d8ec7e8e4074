"""A web server on this machine that can misbehave."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from small_model import digest


@dataclass
class Site:
    """What the web server has, what it was asked, and how it behaves."""

    url: str = ""
    pages: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    sent: int = 0
    ranges: bool = True
    drop_after: int | None = None
    """Each answer ends after so many bytes, whatever its header promised."""
    hold: threading.Event | None = None
    """The second half of every answer is held back until it is set."""
    refuse: dict[str, str] | None = None
    """Headers of a 401 given to every request."""


class _Handler(BaseHTTPRequestHandler):
    site: Site
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args: object) -> None:
        """Say nothing on stderr."""

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        site = self.site
        site.asked.append((self.command, self.path, dict(self.headers)))
        page = site.pages.get(self.path)
        if site.refuse is not None:
            self._headers(401, 0, site.refuse)
            return
        if page is None:
            self._headers(404, 0, {})
            return
        start, status = 0, 200
        if site.ranges and (wanted := self.headers.get("Range")):
            start = int(wanted.removeprefix("bytes=").split("-")[0])
            status = 206 if start < len(page) else 416
        extra = {"ETag": f'"{digest(page)}"', "X-Repo-Commit": "0123456789abcdef" * 2 + "01234567"}
        if status == 206:
            extra["Content-Range"] = f"bytes {start}-{len(page) - 1}/{len(page)}"
        self._headers(status, max(0, len(page) - start), extra)
        if body and status != 416:
            self._send(page[start:])

    def _headers(self, status: int, length: int, extra: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(length), **extra}.items():
            self.send_header(name, value)
        self.end_headers()

    def _send(self, data: bytes) -> None:
        site = self.site
        data = data if site.drop_after is None else data[: site.drop_after]
        half = len(data) // 2
        self.wfile.write(data[:half])
        site.sent += len(data)
        if site.hold is not None:
            site.hold.wait(60)
        self.wfile.write(data[half:])
        if site.drop_after is not None:
            self.close_connection = True


@contextlib.contextmanager
def served() -> Iterator[Site]:
    """The server, running."""
    site = Site()
    handler = type("Handler", (_Handler,), {"site": site})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        if site.hold is not None:
            site.hold.set()
        server.shutdown()
        server.server_close()
