"""The child process that talks to the hub: REPOSITORY REVISION FOLDER NAME…

The token is read from ``HF_TOKEN`` alone, never passed as an argument and never printed.  When it
fails, the last line it prints is the JSON list [kind, reason].
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence

_KINDS = {
    "GatedRepoError": "gated",
    "RepositoryNotFoundError": "gated",  # what the hub also says of a repository it hides
    "LocalEntryNotFoundError": "network",
    "TransportError": "network",
    "ConnectionError": "network",
}


def main(arguments: Sequence[str]) -> int:
    """Download the named files; returns the exit code."""
    repository, revision, folder, *names = arguments
    try:
        _download(repository, revision, folder, names)
    except Exception as error:  # whatever the client raises becomes the user's one line
        sys.stdout.write("\n" + json.dumps(_explain(error)) + "\n")
        return 1
    return 0


def _download(repository: str, revision: str, folder: str, names: Sequence[str]) -> None:
    from huggingface_hub import get_hf_file_metadata, hf_hub_download, hf_hub_url

    token = os.environ.get("HF_TOKEN") or False  # False: nor a token stored on this machine
    # Asked once without retries: no network and no permission show at once, not after minutes.
    get_hf_file_metadata(hf_hub_url(repository, names[0], revision=revision), token=token)
    for name in names:
        hf_hub_download(repository, name, revision=revision, local_dir=folder, token=token)


def _explain(error: Exception) -> tuple[str, str]:
    """The kind of an error of the hub's client, and the first line of its message."""
    names = [cls.__name__ for cls in type(error).__mro__]
    kind = next((_KINDS[name] for name in names if name in _KINDS), "")
    if kind == "network":
        return kind, "the hub can't be reached"
    return kind, next(iter(str(error).strip().splitlines()), type(error).__name__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
