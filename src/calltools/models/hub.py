"""Files of a Hugging Face repository at a pinned revision.

The hub's own client does it, in a child process (:mod:`calltools.models.hub_client`): only there
is ``HF_HUB_OFFLINE`` lifted.  Its telemetry is off, and so is its second transfer protocol, which
can't go on where it stopped.
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


def fetch_from_hub(
    model: Model, files: Sequence[ModelFile], target: Path, progress: Progress
) -> None:
    """Bring ``files`` of ``model`` into the folder ``target``, unchecked; broken downloads go on.

    Raises MissingPartError without huggingface_hub, ModelError with the hub's reason.
    """
    if importlib.util.find_spec("huggingface_hub") is None:
        raise MissingPartError(
            "huggingface_hub",
            f"is not installed, and {model.name} is fetched with it",
            "run `pip install 'calltools[speech-light]'`",
        )
    target.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-P", "-m", "calltools.models.hub_client"]
    command += [model.repository, model.revision, str(target.resolve())]
    command += [file.name for file in files]
    size = sum(file.size for file in files)
    code, output = run_watched(command, os.environ | _ENVIRONMENT, target, size, progress)
    if code != 0:
        raise _failure(model, output)


def _failure(model: Model, output: str) -> ModelError:
    lines = output.strip().splitlines() or ["no reason was given"]
    try:
        kind, reason = json.loads(lines[-1])
    except ValueError:  # the child died before it could say why
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
