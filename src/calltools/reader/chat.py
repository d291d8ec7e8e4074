"""A chat endpoint that speaks as OpenAI's does: llama.cpp's server, Ollama, vLLM.

What is asked goes to this machine alone, unless the user names the host that may have it.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from calltools.errors import MissingPartError, ModelError, SettingsError
from calltools.files import bytes_of
from calltools.records import parse_as
from calltools.settings import Settings

if TYPE_CHECKING:
    import httpx

KEY, KEY_FILE = "CALLTOOLS_LLM_KEY", "CALLTOOLS_LLM_KEY_FILE"
"""The environment variables that hold the key of an endpoint, or name a file that does."""
SEED = 0

_LONGEST_ANSWER = 3000
_CONNECT_S, _ANSWER_S = 10, 600
_OK, _BAD_REQUEST, _NOT_FOUND, _UNPROCESSABLE = 200, 400, 404, 422
_FORMS = ("json_schema", "json_object")
"""How a schema is asked for: OpenAI's way, and that of servers which do not know it."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Message:
    content: str | None = None


@dataclass(frozen=True, slots=True)
class _Choice:
    message: _Message


@dataclass(frozen=True, slots=True)
class _Completion:
    choices: list[_Choice]


@dataclass(frozen=True, slots=True)
class _Named:
    id: str


@dataclass(frozen=True, slots=True)
class _Listing:
    data: list[_Named]


@dataclass
class ChatEndpoint:
    """A model behind an address; construct with :func:`open_endpoint`."""

    address: str
    model: str
    client: httpx.Client = field(repr=False)
    forms: Sequence[str] = _FORMS

    @property
    def host(self) -> str:
        """Where it stands: ``this machine``, or the name of another."""
        return "this machine" if _is_loopback(self.address) else _host(self.address)

    def ask(self, system: str, user: str, schema: Mapping[str, Any]) -> str:
        """What the model answers to ``user`` as ``system`` tells it, one likeliest answer.

        It should be JSON of ``schema``; whether it is, is for the caller to see: servers have been
        known to answer without having kept to it.  Raises ModelError.
        """
        url = f"{self.address}/chat/completions"
        asked = {
            "model": self.model,
            "messages": [
                {"role": "system", "content": system},
                {"role": "user", "content": user},
            ],
            "temperature": 0,
            "seed": SEED,
            "max_tokens": _LONGEST_ANSWER,
        }
        for form in self.forms:
            response = _sent(self.client, url, asked | {"response_format": _format(form, schema)})
            if response.status_code not in (_BAD_REQUEST, _UNPROCESSABLE):
                break
        choices = _read(response, url, _Completion).choices
        self.forms = (form,)
        return (choices[0].message.content or "") if choices else ""


def open_endpoint(settings: Settings, environment: Mapping[str, str] | None = None) -> ChatEndpoint:
    """The endpoint that ``llm_endpoint``, ``llm_model`` and ``llm_remote`` of ``settings`` name.

    Raises MissingPartError without calltools[llm]; SettingsError for an endpoint on another machine
    than the one allowed, for a key that can't be one, or where the server has several models and
    none is named; ModelError where it can't be reached or refuses.
    """
    try:
        import httpx
    except ImportError as error:
        remedy = "install calltools[llm]"
        raise MissingPartError("httpx", "is needed for the reader llm", remedy) from error
    address = settings.llm_endpoint.rstrip("/")
    host, local = _host(address), _is_loopback(address)
    if not local and host != settings.llm_remote.lower():
        problem = f"{host} is another machine, and turns of calls would be sent to it"
        raise SettingsError("llm_endpoint", problem, f"--llm-remote {host} allows it")
    key = _key(os.environ if environment is None else environment)
    client = httpx.Client(
        headers={"Authorization": f"Bearer {key}"} if key else {},
        timeout=httpx.Timeout(_ANSWER_S, connect=_CONNECT_S),
        trust_env=not local,  # no proxy stands between this machine and itself
    )
    response = _sent(client, f"{address}/models")
    if settings.llm_model and response.status_code == _NOT_FOUND:
        return ChatEndpoint(address, settings.llm_model, client)
    names = [model.id for model in _read(response, f"{address}/models", _Listing).data]
    if not settings.llm_model and len(names) != 1:
        found = f"expected the name of a model, of which {address} has {', '.join(names) or 'none'}"
        raise SettingsError("llm_model", found, "give it with --llm-model")
    return ChatEndpoint(address, settings.llm_model or names[0], client)


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(_host(address)).is_loopback
    except ValueError:
        return _host(address) == "localhost"


def _key(environment: Mapping[str, str]) -> str:
    key, source = environment.get(KEY, ""), KEY
    if not key and (source := environment.get(KEY_FILE, "")):
        key = bytes_of(Path(source), SettingsError).decode("latin-1")
    key = key.strip()
    if not all("!" <= c <= "~" for c in key):
        raise SettingsError(source, "expected the key of an endpoint, one word in ASCII")
    return key


def _format(form: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    if form == "json_schema":
        return {"type": form, form: {"name": "answer", "strict": True, "schema": schema}}
    return {"type": form, "schema": schema}


def _sent(client: httpx.Client, url: str, body: Mapping[str, Any] | None = None) -> httpx.Response:
    import httpx

    try:
        return client.get(url) if body is None else client.post(url, json=body)
    except httpx.HTTPError as error:
        problem = f"can't be reached: {str(error) or type(error).__name__}"
        raise ModelError(url, problem, "start the server, or give --llm-endpoint") from error


def _read(response: httpx.Response, url: str, kind: type[_T]) -> _T:
    """The record in a response.  Raises ModelError for any other."""
    if response.status_code != _OK:
        # A stranger's words: some of them, in one line, and never the key.
        said = "".join(c if c.isprintable() else " " for c in response.text)
        if key := response.request.headers.get("Authorization", "").removeprefix("Bearer "):
            said = said.replace(key, "…")
        raise ModelError(url, f"the server answered {response.status_code}: {said[:200]}")
    try:
        return parse_as(response.content, kind)
    except ValueError as error:
        problem = f"expected an OpenAI-compatible endpoint: {error}"
        raise ModelError(url, problem, "look at --llm-endpoint: it mostly ends in /v1") from error
