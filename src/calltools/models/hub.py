"""Files of a Hugging Face repository at a pinned revision.

The hub's own client does it, in a child process: only there is ``HF_HUB_OFFLINE`` lifted.  Its
telemetry is off, and so is its second transfer protocol, which can't go on where it stopped.
The token is read from ``HF_TOKEN`` alone, never passed as an argument and never printed.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from calltools.errors import MissingPartError, ModelError
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


def fetch(model: Model, files: Sequence[ModelFile], folder: Path, progress: Progress) -> None:
    """Bring ``files`` of ``model`` into ``folder``, unchecked; broken downloads go on.

    Raises MissingPartError without huggingface_hub, ModelError with the hub's reason.
    """
    if importlib.util.find_spec("huggingface_hub") is None:
        raise MissingPartError(
            "huggingface_hub",
            f"is not installed, and {model.name} is fetched with it",
            "run `pip install 'calltools[speech]'`",
        )
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-P", "-m", "calltools.models.hub"]
    command += [model.repository, model.revision, str(folder.resolve())]
    command += [file.name for file in files]
    size = sum(file.size for file in files)
    code, output = run_watched(command, os.environ | _ENVIRONMENT, folder, size, progress)
    if code != 0:
        raise _failure(model, output)


def _failure(model: Model, output: str) -> ModelError:
    lines = output.strip().splitlines() or [f"no reason was given for {model.repository}"]
    try:
        kind, reason = json.loads(lines[-1])
    except ValueError:
        kind, reason = "", lines[-1]
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


def _download(repository: str, revision: str, folder: str, names: Sequence[str]) -> None:
    from huggingface_hub import hf_hub_download

    token = os.environ.get("HF_TOKEN") or False  # False: nor a token stored on this machine
    for name in names:
        hf_hub_download(repository, name, revision=revision, local_dir=folder, token=token)


def _explain(error: Exception) -> tuple[str, str]:
    """The kind of an error of the hub's client, and its first line."""
    kinds = {
        "GatedRepoError": "gated",
        "RepositoryNotFoundError": "gated",  # what the hub also says of a repository it hides
        "LocalEntryNotFoundError": "network",
        "ConnectError": "network",
        "ConnectTimeout": "network",
        "ConnectionError": "network",
        "OfflineModeIsEnabled": "network",
    }
    names = [cls.__name__ for cls in type(error).__mro__]
    kind = next((kinds[name] for name in names if name in kinds), "")
    return kind, next(iter(str(error).strip().splitlines()), type(error).__name__)


def main(arguments: Sequence[str]) -> int:
    """The child process: REPOSITORY REVISION FOLDER NAME…; prints the reason if it fails."""
    repository, revision, folder, *names = arguments
    try:
        _download(repository, revision, folder, names)
    except Exception as error:  # whatever the client raises is the user's one line
        sys.stdout.write("\n" + json.dumps(_explain(error)) + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
