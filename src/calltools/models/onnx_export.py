"""Which recogniser a folder of ONNX files holds, told by its names and by what the files say.

sherpa-onnx (https://github.com/k2-fsa/sherpa-onnx) ends the process where a file lacks what it
reads from its metadata, so that all of it is looked at before anything is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from calltools.errors import ModelError, require

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
        missing = [name for name in _TOKENIZER if not (folder / name).is_file()]
        if missing:
            raise ModelError(folder, f"has no {', '.join(missing)}", _HELP)
        files = {
            part: _only(folder, names, part) for part in ("conv_frontend", "encoder", "decoder")
        }
        return Export(QWEN3, files | {"tokenizer": "tokenizer"}, {})
    tokens = {"tokens": _only(folder, sorted(p.name for p in folder.glob("*.txt")), "tokens")}
    in_two = any(re.search(r"encoder|decoder", name) for name in names)
    parts = ("encoder", "decoder") if in_two else ("model",)
    files = {part: _only(folder, names, part) for part in parts}
    path = folder / files[parts[0]]
    metadata = onnx_metadata(path)
    kind = metadata.get("model_type", "")
    if in_two:
        family = WHISPER if kind.startswith("whisper") else FIRE_RED
    elif kind in _SINGLE:
        family = _SINGLE[kind]
    else:
        expected = f"expected {' or '.join(_SINGLE)} as its model_type"
        raise ModelError(path, f"{expected}, found {kind or 'nothing'}", _HELP)
    lacking = [key for key in _NEEDED[family].split() if not metadata.get(key)]
    if lacking:
        raise ModelError(
            path, f"expected the metadata of {family}, found no {', '.join(lacking[:3])}", _HELP
        )
    return Export(family, files | tokens, metadata)


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
    """What an ONNX file says of itself.

    ONNX Runtime loads it, so that a damaged graph and weights that are missing are told too.
    Raises ModelError for what it can't load, MissingPartError without it.
    """
    require("sherpa", "onnxruntime")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 4  # what is wrong is told once, in our line
    options.intra_op_num_threads = 1
    try:
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's own have no class in common
        reason = str(error).partition("\n")[0]
        raise ModelError(path, f"can't be loaded as ONNX: {reason}", _HELP) from error
    return dict(session.get_modelmeta().custom_metadata_map)
