"""Model files on disk: none is handed out before its bytes were checked.

Some formats execute code when they are loaded (PyTorch checkpoints are pickles), and a file
that differs by one bit makes another transcript; so the sha256 is compared every time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from calltools.errors import CalltoolsError, MissingModelError, ModelError
from calltools.files import reading
from calltools.models.catalogue import Catalogue, Model, load_catalogue
from calltools.models.onnx_export import files_of, find_export, is_export
from calltools.provenance import canonical_json, sha256_bytes, sha256_file

_CTRANSLATE2 = ("model.bin", "config.json", "tokenizer.json")
_CTRANSLATE2_MORE = ("vocabulary.txt", "vocabulary.json", "preprocessor_config.json")


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model whose files were all checked.

    ``files`` maps their names to sha256; ``sha256`` stands for the weights: the digest of the
    one file that holds them, or of all such files together.
    """

    name: str
    path: Path
    sha256: str
    format: str
    files: Mapping[str, str]
    in_catalogue: bool = True

    def file(self, filename: str) -> Path:
        """The path of a checked file.  Raises ModelError for any other."""
        if filename not in self.files:
            has = f"it has: {', '.join(self.files)}"
            raise ModelError(self.path, f"has no checked file {filename!r}", has)
        return self.path / filename


def locate(name: str, models_dir: Path, known: Catalogue | None = None) -> InstalledModel:
    """The model ``name`` of the catalogue in ``models_dir``, or a user's own recogniser.

    Its own: ``name`` is then the path of a folder in CTranslate2's format or of ONNX files, which
    hold no code.
    Raises MissingModelError where none of its files is there, ModelError where one is missing,
    differs from the catalogue or can't be read.
    """
    known = known or load_catalogue()
    if name not in known.models and _is_path(name):
        return _own(Path(name).expanduser().resolve())
    model = known.get(name)
    remedy = f"run `calltools models install {name}`"
    if is_absent(model, models_dir):
        raise MissingModelError(name, f"is not installed in {models_dir}", remedy)
    for filename, problem in faults(model, models_dir).items():
        raise ModelError(models_dir / name / filename, problem, f"{remedy} to replace it")
    digests = {file.name: file.sha256 for file in model.files}
    sha256 = _together({weight: digests[weight] for weight in model.weights})
    return InstalledModel(name, models_dir / name, sha256, model.format, digests)


def is_absent(model: Model, models_dir: Path) -> bool:
    """Whether none of the files of ``model`` is there."""
    return not any((models_dir / model.name / file.name).is_file() for file in model.files)


def faults(model: Model, models_dir: Path) -> dict[str, str]:
    """What is wrong with the files of ``model``: name to problem; empty where all are right."""
    folder = models_dir / model.name
    problems = {
        file.name: fault(folder / file.name, file.sha256, file.size) for file in model.files
    }
    return {name: problem for name, problem in problems.items() if problem}


def fault(path: Path, sha256: str, size: int) -> str:
    """Why the file at ``path`` is not the one of ``sha256`` and ``size`` bytes; empty if it is."""
    try:
        with reading(path):
            if not path.is_file():
                return "is missing"
            if (size_here := path.stat().st_size) != size:
                return f"expected {size} bytes, found {size_here}"
            sha256_here = checked_sha256(path)
    except CalltoolsError as error:
        return error.problem
    return "" if sha256_here == sha256 else f"expected sha256 {sha256}, found {sha256_here}"


def checked_sha256(path: Path) -> str:
    """The sha256 of a file, computed once per process for as long as it stays as it is."""
    stat = path.stat()
    return _sha256(path, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)


@lru_cache(maxsize=256)
def _sha256(path: Path, *_identity: int) -> str:
    return sha256_file(path)


def _together(digests: Mapping[str, str]) -> str:
    """One digest for several files; that of a single file is its own."""
    if len(digests) == 1:
        return next(iter(digests.values()))
    return sha256_bytes(canonical_json(dict(digests)).encode())


def _is_path(name: str) -> bool:
    return "/" in name or "\\" in name or name in (".", "..") or name.startswith("~")


def _own(folder: Path) -> InstalledModel:
    """A user's own model in CTranslate2's format or ONNX, its digest over all of its files.

    Without tokenizer.json faster-whisper would fetch one from the network, so it must be there.
    PyTorch checkpoints are refused: loading one that nobody vouches for may run any code.
    """
    if is_export(folder):
        form, names = "sherpa-onnx", files_of(folder, find_export(folder))
    else:
        form, names = "ctranslate2", _ctranslate2_files(folder)
    try:
        digests = {name: checked_sha256(folder / name) for name in names}
    except CalltoolsError as error:
        raise ModelError(error.where, error.problem, "mend the permissions") from error
    sha256 = _together(digests)
    return InstalledModel(folder.name, folder, sha256, form, digests, in_catalogue=False)


def _ctranslate2_files(folder: Path) -> tuple[str, ...]:
    missing = [name for name in _CTRANSLATE2 if not (folder / name).is_file()]
    if missing:
        what = f"has no {', '.join(missing)}" if folder.is_dir() else "is not a folder"
        raise ModelError(
            folder,
            f"expected a Whisper model in CTranslate2 format, or one in ONNX, {what}",
            "convert it with ct2-transformers-converter --copy_files tokenizer.json, "
            "or name a model of `calltools models list`",
        )
    more = tuple(name for name in _CTRANSLATE2_MORE if (folder / name).is_file())
    return _CTRANSLATE2 + more
