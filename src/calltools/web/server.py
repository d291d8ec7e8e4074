"""The program that serves the application."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import uvicorn

from calltools.custody.reads import ReadsLog
from calltools.errors import SettingsError, os_error_reason
from calltools.review.accounts import Accounts
from calltools.review.desk import Review
from calltools.web.access import Solo, Team
from calltools.web.app import application
from calltools.web.sound import SoundShelf
from calltools.web.visit import Desk

LOOPBACK = "127.0.0.1"
Told = Callable[[str], None]


def serve_alone(review: Review, name: str, port: int, told: Told) -> None:
    """Serve one person on this machine until interrupted; ``told`` gets the address."""
    access = Solo(name)
    with listening(LOOPBACK, port) as listener:
        at = f"{LOOPBACK}:{listener.getsockname()[1]}"
        desk = Desk(review, access, SoundShelf(review.workspace))
        told(f"http://{at}/enter/{access.secret}")
        _serve(desk, listener, (at, at.replace(LOOPBACK, "localhost")))


def serve_team(review: Review, address: str, port: int, hosts: tuple[str, ...], told: Told) -> None:
    """Serve the people of a team on ``address`` until interrupted.

    ``hosts`` are the names under which people reach it, behind a server that ends their TLS.
    """
    with listening(address, port) as listener:
        at = f"{address}:{listener.getsockname()[1]}"
        access = Team(Accounts(review.store.engine))
        sounds = SoundShelf(review.workspace)
        log = ReadsLog(review.workspace)
        desk = Desk(review, access, sounds, reads=log, is_secure=bool(hosts))
        told(f"http://{at}/")
        _serve(desk, listener, (at, *hosts))


def listening(address: str, port: int) -> socket.socket:
    """A socket that listens there, on a free port for 0.  Raises SettingsError."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
    except (OSError, OverflowError) as error:
        listener.close()
        reason = os_error_reason(error) if isinstance(error, OSError) else str(error)
        raise SettingsError("--port", f"{address}:{port}: {reason}", "choose another") from error
    return listener


def _serve(desk: Desk, listener: socket.socket, hosts: tuple[str, ...]) -> None:
    config = uvicorn.Config(
        application(desk, hosts),
        log_level="warning",
        access_log=False,  # addresses hold secrets
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    # Reading all calls for the first time takes a while; the first page does not wait for it.
    threading.Thread(target=desk.review.everything, daemon=True).start()
    uvicorn.Server(config).run(sockets=[listener])
