"""A chat endpoint on this machine that answers what it is told to, and keeps what it was asked."""

from __future__ import annotations

import contextlib
import json
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class ChatServer:
    """``answers`` are given in their order: what a model says, for each request."""

    address: str = ""
    models: tuple[str, ...] = ("small",)
    answers: deque[str] = field(default_factory=deque)
    formats: tuple[str, ...] = ("json_schema", "json_object")
    """The kinds of response_format it knows; 422 for others."""
    whole: tuple[int, bytes] | None = None
    """Status and body of every answer to a chat."""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def says(self, *answers: Any) -> None:
        """What a model is to say: text, or statements."""
        for answer in answers:
            text = answer if isinstance(answer, str) else json.dumps({"statements": answer})
            self.answers.append(text)

    def read(self) -> list[dict[str, str]]:
        """What the model was given to read, a request each."""
        return [json.loads(body["messages"][1]["content"]) for body in self.asked]


class _Handler(BaseHTTPRequestHandler):
    server_of: ChatServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args: object) -> None:
        """Say nothing on stderr."""

    def do_GET(self) -> None:
        self._send(200, json.dumps({"data": [{"id": name} for name in self.server_of.models]}))

    def do_POST(self) -> None:
        server = self.server_of
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server.headers.append(dict(self.headers))
        if body["response_format"]["type"] not in server.formats:
            self._send(422, "unknown response_format")
            return
        server.asked.append(body)
        if server.whole is not None:
            self._send(server.whole[0], server.whole[1].decode())
            return
        message = {"role": "assistant", "content": server.answers.popleft()}
        self._send(
            200, json.dumps({"object": "chat.completion", "choices": [{"message": message}]})
        )

    def _send(self, status: int, text: str) -> None:
        data = text.encode()
        self.send_response(status)
        if status in (301, 302):
            self.send_header("Location", text)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextlib.contextmanager
def chatting() -> Iterator[ChatServer]:
    """The server, running."""
    chat = ChatServer()
    handler = type("Handler", (_Handler,), {"server_of": chat})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    chat.address = f"http://127.0.0.1:{server.server_port}/v1"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield chat
    finally:
        server.shutdown()
        server.server_close()
