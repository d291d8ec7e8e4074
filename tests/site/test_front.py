"""How the program is reached: whom it believes, and what goes over the network in the clear."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from served import PASSWORD, desk_of_team, serving

from calltools.errors import SettingsError
from calltools.review.desk import Review
from calltools.site.app import application
from calltools.site.server import PORT, Front, listening
from calltools.site.visit import Desk

Served = Callable[[Front, Desk], str]


@pytest.fixture
def served() -> Iterator[Served]:
    """Serves a desk on loopback as ``front`` says; gives the host and port."""
    with ExitStack() as servers:
        yield lambda front, desk: servers.enter_context(
            serving(lambda at: front.config(application(desk, [at])))
        )


def failures(at: str, forwarded: Callable[[int], str]) -> str:
    """What is told of the eighth log-in that fails, each under another name."""
    with httpx.Client(headers={"sec-fetch-site": "same-origin"}) as client:
        for number in range(8):
            headers = {"x-forwarded-for": forwarded(number)}
            data = {"name": f"nobody{number}", "password": "no"}
            told = client.post(f"http://{at}/login", data=data, headers=headers).text
    return told


@pytest.mark.server
def test_whom_a_request_is_from_is_believed_of_a_proxy_that_was_named_alone(
    own: Review, served: Served
) -> None:
    desk = desk_of_team(own)
    assert "too many failures" in failures(served(Front(), desk), lambda n: f"198.51.100.{n}")
    behind = Front(hosts=("review.example",), proxies=("127.0.0.1",))
    at = served(behind, desk)
    assert "is wrong" in failures(at, lambda n: f"203.0.113.{n}")
    # What the client itself says stands before what the proxy saw, and counts for nothing.
    assert "too many failures" in failures(at, lambda n: f"192.0.2.{n}, 203.0.113.77")


def test_what_would_be_read_on_its_way_needs_an_explicit_word() -> None:
    refused: tuple[tuple[dict[str, Any], str], ...] = (
        ({"address": "0.0.0.0"}, "unencrypted"),
        ({"address": "192.0.2.7", "hosts": ("a",), "proxies": ("192.0.2.1",)}, "unencrypted"),
        ({"address": "review.example"}, "unencrypted"),
        ({"hosts": ("review.example",)}, "--proxy"),
        ({"proxies": ("*",)}, "address"),
        ({"proxies": ("0.0.0.0/0",)}, "address"),
        ({"certificate": Path("x")}, "give both"),
    )
    for options, told in refused:
        with pytest.raises(SettingsError, match=told) as error:
            Front(**options)
        assert "\n" not in str(error.value)
    listens: tuple[dict[str, Any], ...] = (
        {}, {"address": "localhost"}, {"address": "::1"},
        {"address": "0.0.0.0", "in_the_clear": True},
        {"hosts": ("review.example",), "proxies": ("127.0.0.1",)},
        {"hosts": ("review.example",), "proxies": ("192.0.2.0/24",)},
    )  # fmt: skip
    for options in listens:
        assert Front(**options).is_secure == ("proxies" in options)


@pytest.mark.server
@pytest.mark.skipif(shutil.which("openssl") is None, reason="missing: openssl")
def test_tls_ends_here_where_a_certificate_is_given(
    own: Review, served: Served, tmp_path: Path
) -> None:
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    front = Front("192.0.2.7", certificate=certificate, key=key)
    desk = desk_of_team(own)
    desk.is_secure = front.is_secure
    at = served(front, desk)
    trusted = ssl.create_default_context(cafile=str(certificate))
    with httpx.Client(verify=trusted, headers={"sec-fetch-site": "same-origin"}) as client:
        data = {"name": "lead", "password": PASSWORD}
        answer = client.post(f"https://{at}/login", data=data)
        assert answer.status_code == 303
        assert all("secure" in one.lower() for one in answer.headers.get_list("set-cookie"))
        assert client.get(f"https://{at}/").status_code == 200
    host, port = at.split(":")
    with socket.create_connection((host, int(port))) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        assert b"HTTP/1.1 200" not in plain.recv(1000)
    key.write_text("no key")
    with pytest.raises(SettingsError, match="can't be used for TLS"):
        front.config(application(desk, [at]))


@pytest.mark.server
def test_it_listens_where_it_always_does_or_if_that_is_taken_on_the_next_that_is_free() -> None:
    with listening("127.0.0.1", None) as first, listening("127.0.0.1", None) as second:
        taken, free = (one.getsockname()[1] for one in (first, second))
        assert PORT <= taken < free
        with pytest.raises(SettingsError, match="choose another"):
            listening("127.0.0.1", taken)
