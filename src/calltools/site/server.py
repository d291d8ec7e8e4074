"""The program that serves the application."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from calltools.errors import BusyError, SettingsError, os_error_reason
from calltools.review.accounts import Accounts
from calltools.review.desk import Review
from calltools.review.openings import Openings
from calltools.site.access import Solo, Team
from calltools.site.app import application
from calltools.site.request_deadline import HastyProtocol
from calltools.site.sound import SoundShelf
from calltools.site.visit import Desk

LOOPBACK = "127.0.0.1"
PORT = 8700
"""Where it listens unless somebody says another or that is taken: then on the next that is free."""
_PORTS_TRIED = 50  # ports one after the other
Told = Callable[[str], None]


def serve_alone(review: Review, name: str, port: int | None, told: Told) -> None:
    """Serve one person on this machine until interrupted; ``told`` gets the address once it
    answers."""
    access = Solo(name)
    with listening(LOOPBACK, port) as listener:
        at = f"{LOOPBACK}:{listener.getsockname()[1]}"
        desk = Desk(review, access, SoundShelf(review.workspace))
        hosts = (at, at.replace(LOOPBACK, "localhost"))
        config = Front().config(application(desk, hosts))
        _serve(desk, listener, config, lambda: told(f"http://{at}/enter/{access.secret}"))


@dataclass(frozen=True)
class Front:
    """How people of a team reach the program.

    It listens on ``address``.  ``hosts`` are names under which people reach it, ``proxies`` the
    addresses of servers that end their TLS in front of it: only what these say of whom they speak
    for is believed.  Or it ends TLS itself, with ``certificate`` and ``key``.  ``in_the_clear``:
    somebody said that neither is needed.
    """

    address: str = LOOPBACK
    port: int | None = None
    hosts: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None
    in_the_clear: bool = False

    def __post_init__(self) -> None:
        """Raises SettingsError where passwords and calls would be read on their way, where log-ins
        of all people would count as one, or for addresses that are none."""
        for proxy in self.proxies:
            if (network := _network(proxy)) is None or network.prefixlen == 0:
                raise SettingsError("--proxy", f"expected an address, found {proxy!r}")
        if (self.certificate is None) != (self.key is None):
            raise SettingsError("--tls-certificate, --tls-key", "go together", "give both")
        if self.certificate or self.in_the_clear:
            return
        here = _network("127.0.0.1" if self.address == "localhost" else self.address)
        if here is None or not here.is_loopback:
            raise SettingsError(
                "--listen",
                f"passwords and calls would go to {self.address} unencrypted",
                "give --tls-certificate and --tls-key; or listen on 127.0.0.1 behind a server that "
                "ends TLS (--host, --proxy); or say --without-tls",
            )
        if self.hosts and not self.proxies:
            raise SettingsError(
                "--host",
                "the address of the server in front, which ends TLS, is not known",
                "name it, so that log-ins that fail are told apart by who tries: --proxy 127.0.0.1",
            )

    @property
    def is_secure(self) -> bool:
        """Whether people reach it by TLS."""
        return bool(self.certificate or self.proxies)

    def config(self, app: ASGIApp) -> uvicorn.Config:
        """How ``app`` is served.  Raises SettingsError for a certificate that can't be used."""
        config = uvicorn.Config(
            app,
            http=HastyProtocol,
            log_level="warning",
            access_log=False,  # addresses hold secrets
            server_header=False,
            timeout_graceful_shutdown=2,
            proxy_headers=bool(self.proxies),
            forwarded_allow_ips=list(self.proxies),
            ssl_certfile=self.certificate,
            ssl_keyfile=self.key,
        )
        try:
            config.load()
        except OSError as error:  # ssl's errors are of these
            where = f"{self.certificate}, {self.key}"
            reason = os_error_reason(error)
            raise SettingsError(where, f"can't be used for TLS: {reason}", "see openssl") from error
        return config


def _network(address: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(address, strict=False)
    except ValueError:
        return None


def serve_team(review: Review, accounts: Accounts, front: Front, told: Told) -> None:
    """Serve the people of a team until interrupted; ``told`` gets the address once it answers."""
    with listening(front.address, front.port) as listener:
        at = f"{front.address}:{listener.getsockname()[1]}"
        desk = Desk(
            review,
            Team(accounts),
            SoundShelf(review.workspace),
            openings=Openings(review.workspace),
            is_secure=front.is_secure,
        )
        config = front.config(application(desk, (at, *front.hosts)))
        scheme = "https" if front.certificate else "http"
        _serve(desk, listener, config, lambda: told(f"{scheme}://{at}/"))


def listening(address: str, port: int | None) -> socket.socket:
    """A socket that listens there: on a free port for 0, for None on PORT or the next that is free.
    Raises SettingsError."""
    wanted = port if port is not None else PORT
    while True:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, wanted))
            listener.listen()
        except (OSError, OverflowError) as error:
            listener.close()
            is_taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
            if port is None and is_taken and wanted < PORT + _PORTS_TRIED:
                wanted += 1
                continue
            reason = os_error_reason(error) if isinstance(error, OSError) else str(error)
            where = f"{address}:{wanted}"
            raise SettingsError("--port", f"{where}: {reason}", "choose another") from error
        return listener


class _Server(uvicorn.Server):
    """Tells when it answers."""

    def __init__(self, config: uvicorn.Config, answers: Callable[[], None]) -> None:
        super().__init__(config)
        self._answers = answers

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._answers()


def _serve(
    desk: Desk, listener: socket.socket, config: uvicorn.Config, answers: Callable[[], None]
) -> None:
    # Reading all calls for the first time takes a while; the first page does not wait for it.
    threading.Thread(target=desk.review.everything, daemon=True).start()
    with contextlib.suppress(BusyError):  # another program of this workspace does it
        desk.jobs.start()
        desk.clean_aside(left_s=0)  # no other program is at work on it
    try:
        _Server(config, answers).run(sockets=[listener])
    finally:
        desk.jobs.close()
