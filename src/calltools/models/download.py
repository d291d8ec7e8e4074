"""A plain download over HTTP that goes on where it stopped."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path

from calltools.errors import ModelError
from calltools.models.catalogue import Model, ModelFile
from calltools.progress import Progress, parts
from calltools.version import __version__

_BLOCK = 1 << 18
_TIMEOUT_S = 60  # without a byte
_TRIES = 4
_BROKEN = (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError)
"""What is tried again; a disk that is full is another OSError."""


def fetch_from_url(
    _model: Model, files: Sequence[ModelFile], target: Path, progress: Progress
) -> None:
    """Bring ``files`` into the folder ``target``, each from its own address."""
    shares = parts(progress, [file.size for file in files])
    for file, share in zip(files, shares, strict=True):
        download(file.url, target / file.name, file.size, share)


def download(url: str, target: Path, size: int, progress: Progress) -> None:
    """Fetch ``url``, ``size`` bytes long, into ``target``; what lies there is its beginning.

    The bytes are not checked here.  A connection that breaks is taken up again a few times.
    Raises ModelError when nothing more arrives or the server refuses; what arrived is kept.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and target.stat().st_size > size:
        target.unlink()
    reason = "the server stopped early"
    for _ in range(_TRIES):
        try:
            _fetch(url, target, size, progress)
        except urllib.error.HTTPError as error:
            if error.code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                raise ModelError(url, f"the server answered {error.code} {error.reason}") from error
            target.unlink()
        except _BROKEN as error:
            reason = str(getattr(error, "reason", error)) or type(error).__name__
        if target.exists() and target.stat().st_size >= size:
            progress(1)
            return
    raise ModelError(
        url,
        f"can't be downloaded: {reason}",
        "check the network and try again: what arrived is kept; "
        "or use `calltools models install --from DIR`",
    )


def _fetch(url: str, target: Path, size: int, progress: Progress) -> None:
    """One request for what is missing of ``target``."""
    done = target.stat().st_size if target.exists() else 0
    if done >= size:
        return
    request = urllib.request.Request(url, headers={"User-Agent": f"calltools/{__version__}"})
    if done:
        request.add_header("Range", f"bytes={done}-")
    with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:
        going_on = answer.status == HTTPStatus.PARTIAL_CONTENT
        done = done if going_on else 0  # a server without ranges sends all of it again
        with target.open("ab" if going_on else "wb") as output:
            # One byte more than expected shows that the file is another one.
            while done <= size and (block := answer.read(min(_BLOCK, size + 1 - done))):
                output.write(block)
                done += len(block)
                progress(min(1.0, done / size))
