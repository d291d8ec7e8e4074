"""Files of a Hugging Face repository at a pinned revision.

The hub's own client does it, in a child process that runs this module: only there is
``HF_HUB_OFFLINE`` lifted.  Its telemetry is off, and so is its second transfer protocol, which
can't go on where it stopped.  The token is read from ``HF_TOKEN`` alone, never passed as an
argument and never printed.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from calltools.errors import ModelError, require
from calltools.models.catalogue import Model, ModelFile
from calltools.models.children import run_watched
from calltools.progress import Progress

_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "0",
    "TRANSFORMERS_OFFLINE": "0",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "HF_HUB_DISABLE_XET": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
}

_KINDS = {
    "GatedRepoError": "gated",
    "RepositoryNotFoundError": "gated",  # what the hub also says about a repository it hides
    "LocalEntryNotFoundError": "network",
    "TransportError": "network",
    "ConnectionError": "network",
}


def fetch_from_hub(
    model: Model, files: Sequence[ModelFile], target: Path, progress: Progress
) -> None:
    """Bring ``files`` of ``model`` into the folder ``target``, unchecked; broken downloads go on.

    Raises MissingPartError without huggingface_hub, ModelError with the hub's reason.
    """
    require("speech-light", "huggingface_hub")
    target.mkdir(parents=True, exist_ok=True)
    arguments = [model.repository, model.revision, str(target.resolve())]
    arguments += [file.name for file in files]
    size = sum(file.size for file in files)
    environment = os.environ | _ENVIRONMENT
    code, output = run_watched(__name__, arguments, environment, target, size, progress)
    if code != 0:
        raise _failure(model, output)


def _failure(model: Model, output: str) -> ModelError:
    last = next(reversed(output.strip().splitlines()), "no reason was given")
    try:
        kind, reason = json.loads(last)
    except ValueError:  # the child died before it could say why
        kind, reason = "", last
    page = f"https://huggingface.co/{model.repository}"
    refused = "accept its conditions at" if model.gated else "see"
    remedies = {
        "gated": f"{refused} {page}, then set HF_TOKEN to a token of that account",
        "network": "check the network, or use `calltools models install --from DIR`",
    }
    return ModelError(
        model.name,
        f"can't be fetched from {model.repository}: {reason}",
        remedies.get(kind, f"see {page}, or use --from DIR"),
    )


def _download(repository: str, revision: str, folder: str, *names: str) -> None:
    """The child's work."""
    from huggingface_hub import get_hf_file_metadata, hf_hub_download, hf_hub_url

    token = os.environ.get("HF_TOKEN") or False  # False: nor a token stored on this machine
    # Asked once without retries: no network and no permission show at once, not after minutes.
    get_hf_file_metadata(hf_hub_url(repository, names[0], revision=revision), token=token)
    for name in names:
        hf_hub_download(repository, name, revision=revision, local_dir=folder, token=token)


def _explained(error: Exception) -> tuple[str, str]:
    """The kind of an error of the hub's client, and the first line of its message."""
    names = [cls.__name__ for cls in type(error).__mro__]
    kind = next((_KINDS[name] for name in names if name in _KINDS), "")
    if kind == "network":
        return kind, "the hub can't be reached"
    return kind, next(iter(str(error).strip().splitlines()), type(error).__name__)


if __name__ == "__main__":
    try:
        _download(*sys.argv[1:])
    except Exception as error:  # whatever the client raises becomes the user's one line
        sys.exit("\n" + json.dumps(_explained(error)))
