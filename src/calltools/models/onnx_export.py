"""Which recogniser a folder of ONNX files holds, told by its names and by what the files say.

sherpa-onnx (https://github.com/k2-fsa/sherpa-onnx) ends the process where a file lacks what it
reads from its metadata, so that all of it is looked at before anything is loaded.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from calltools.errors import ModelError
from calltools.files import reading

SENSE_VOICE, PARAFORMER = "sense-voice", "paraformer"
FIRE_RED, QWEN3, WHISPER = "fire-red-asr", "qwen3-asr", "whisper"

_TOKENIZER = tuple(f"tokenizer/{n}" for n in ("vocab.json", "merges.txt", "tokenizer_config.json"))
_HELP = "export or download it again, or name a model of `calltools models list`"

# What sherpa-onnx 2.0 reads of each, in the file that holds it; without, it ends the process.
_NEEDED = {
    SENSE_VOICE: (
        "vocab_size lfr_window_size lfr_window_shift normalize_samples with_itn without_itn "
        "lang_auto lang_zh lang_en lang_ja lang_ko lang_yue neg_mean inv_stddev"
    ),
    PARAFORMER: "vocab_size lfr_window_size lfr_window_shift neg_mean inv_stddev",
    FIRE_RED: "num_decoder_layers num_head head_dim sos eos max_len cmvn_mean cmvn_inv_stddev",
    WHISPER: (
        "n_mels n_text_layer n_text_ctx n_text_state n_vocab sot eot blank_id translate "
        "transcribe is_multilingual no_timestamps no_speech sot_sequence"
    ),
    QWEN3: "",
}
_SINGLE = {"sense_voice_ctc": SENSE_VOICE, "paraformer": PARAFORMER}


@dataclass(frozen=True, slots=True)
class Export:
    """A recogniser in ONNX: its family, its files by what they are for (names relative to their
    folder), and the metadata of the one that holds them."""

    family: str
    files: Mapping[str, str]
    metadata: Mapping[str, str]

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes it can be told to hear; empty where it takes none, or all that it knows."""
        if self.family == WHISPER:
            codes = self.metadata.get("all_language_codes", "en")
            return tuple(codes.split(","))
        return ("zh", "en", "ja", "ko", "yue") if self.family == SENSE_VOICE else ()

    @property
    def has_word_times(self) -> bool:
        """Whether it can tell when a token was said: by its frames, or by the attention of heads
        that were exported for it."""
        if self.family == WHISPER:
            return int(self.metadata.get("n_alignment_heads", 0)) > 0
        return self.family in (SENSE_VOICE, PARAFORMER)


def is_export(folder: Path) -> bool:
    """Whether ``folder`` holds any ONNX file."""
    return any(folder.glob("*.onnx"))


def find_export(folder: Path) -> Export:
    """The recogniser in ``folder``; of files in 32 and in 8 bits, the latter.

    Raises ModelError, which names what is missing, found twice or not said.
    """
    names = sorted(path.name for path in folder.glob("*.onnx"))
    if any("conv_frontend" in name for name in names):
        parts = ("conv_frontend", "encoder", "decoder")
        missing = [name for name in _TOKENIZER if not (folder / name).is_file()]
        if missing:
            raise ModelError(folder, f"has no {', '.join(missing)}", _HELP)
        files = {part: _only(folder, names, part) for part in parts}
        return Export(QWEN3, files | {"tokenizer": "tokenizer"}, {})
    tokens = {"tokens": _only(folder, sorted(p.name for p in folder.glob("*.txt")), "tokens")}
    if any(re.search(r"encoder|decoder", name) for name in names):
        files = {part: _only(folder, names, part) for part in ("encoder", "decoder")}
        path = folder / files["encoder"]
        said = onnx_metadata(path)
        is_whisper = said.get("model_type", "").startswith("whisper")
        family: str | None = WHISPER if is_whisper else FIRE_RED
    else:
        files = {"model": _only(folder, names, "model")}
        path = folder / files["model"]
        said = onnx_metadata(path)
        family = _SINGLE.get(said.get("model_type", ""))
    if family is None:
        kind = said.get("model_type") or "nothing"
        raise ModelError(
            path, f"expected {' or '.join(_SINGLE)} as its model_type, found {kind}", _HELP
        )
    lacking = [key for key in _NEEDED[family].split() if not said.get(key)]
    if lacking:
        raise ModelError(
            path, f"expected the metadata of {family}, found no {', '.join(lacking[:3])}", _HELP
        )
    return Export(family, files | tokens, said)


def files_of(folder: Path, export: Export) -> tuple[str, ...]:
    """All files that make ``export`` what it is, weights beside the graphs among them."""
    used = [name for name in export.files.values() if name != "tokenizer"]
    stems = [name.removesuffix(".onnx") for name in used if name.endswith(".onnx")]
    beside = [
        path.name
        for path in sorted(folder.iterdir())
        if path.suffix in (".weights", ".data") and path.name.startswith(tuple(stems))
    ]
    return (*used, *beside, *(_TOKENIZER if export.family == QWEN3 else ()))


def _only(folder: Path, names: Iterable[str], part: str) -> str:
    """The one of ``names`` that is ``part``, in 8 bits where there is such a one."""
    found = [name for name in names if re.search(rf"(^|[-_.]){part}[-_.]", name)]
    found = [name for name in found if ".int8." in name] or found
    if len(found) == 1:
        return found[0]
    wanted = "tokens.txt" if part == "tokens" else f"{part}.onnx"
    several = f"has several that may be {wanted}: {', '.join(found)}"
    raise ModelError(folder, several if found else f"has no {wanted}", _HELP)


def onnx_metadata(path: Path) -> dict[str, str]:
    """What an ONNX file says of itself (``metadata_props``), read without its weights.

    The file is a protobuf message ``ModelProto`` (https://onnx.ai/onnx/repo-docs/IR.html), whose
    graph is passed over.  Raises ModelError for a file that is none.
    """
    found: dict[str, str] = {}
    with reading(path), path.open("rb") as file:
        size = path.stat().st_size
        try:
            while file.tell() < size:
                field, value = _field(file, size, keep=14)
                if field == 14 and isinstance(value, bytes):
                    found.update([_entry(value)])
        except (ValueError, UnicodeDecodeError) as error:
            raise ModelError(path, f"is no ONNX file: {error}", _HELP) from error
    return found


def _entry(message: bytes) -> tuple[str, str]:
    """The key and value of a ``StringStringEntryProto``."""
    stream, values = io.BytesIO(message), {1: "", 2: ""}
    while stream.tell() < len(message):
        field, value = _field(stream, len(message))
        if field in values and isinstance(value, bytes):
            values[field] = value.decode("utf-8")
    return values[1], values[2]


def _field(file: BinaryIO, size: int, keep: int | None = None) -> tuple[int, bytes | int]:
    """The next field: its number, and its value where it is ``keep`` (None: any) or a number."""
    tag = _varint(file)
    field, kind = tag >> 3, tag & 7
    if kind == 0:
        return field, _varint(file)
    if kind not in (1, 2, 5) or field == 0:
        raise ValueError("a field of an unknown kind")
    length = _varint(file) if kind == 2 else (8 if kind == 1 else 4)
    if file.tell() + length > size:
        raise ValueError("it is cut short")
    if keep in (None, field):
        return field, file.read(length)
    file.seek(length, 1)
    return field, b""


def _varint(file: BinaryIO) -> int:
    value = 0
    for shift in range(0, 70, 7):
        if not (byte := file.read(1)):
            raise ValueError("it is cut short")
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return value
    raise ValueError("a number without end")
