"""English contractions written out: "we've" is "we have", "isn't" is "is not"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from calltools.language.normalise import Rewrite

_SHORT = {
    "'re": " are", "'ve": " have", "'ll": " will", "'d": " would", "'m": " am", "n't": " not",
    "can't": "cannot", "can not": "cannot", "won't": "will not", "shan't": "shall not",
    "let's": "let us", "ain't": "is not",
}  # fmt: skip
_CONTRACTION = re.compile(
    r"\b(?:can't|can not|won't|shan't|let's|ain't)\b|(?<=[a-z])(?:n't|'(?:re|ve|ll|d|m))\b|"
    # "father's" may be the father's; after these words it is always a verb.
    r"(?:(?<=\bit)|(?<=\bthat)|(?<=\bthere)|(?<=\bhe)|(?<=\bshe)|(?<=\bwhat)|(?<=\bwho)|"
    r"(?<=\bwhere)|(?<=\bhere)|(?<=\bhow)|(?<=\bthis)|(?<=\bnothing)|(?<=\bnobody)|(?<=\bsomebody)|(?<=\beverybody)|(?<=\bone)|(?<=\beverything))"
    r"'s\b(?P<has> (?:been|got|had|become)\b)?"
)


def contractions(text: str) -> Iterator[Rewrite]:
    """A rule for :func:`normalise`.  The text is in small letters, apostrophes typed or curly."""
    text = text.replace("’", "'")
    at = 0
    for match in _CONTRACTION.finditer(text):
        yield from ((i, i + 1, text[i]) for i in range(at, match.start()))
        at = match.end("has") if match["has"] else match.end()
        whole = _SHORT.get(match[0]) or (f" has{match['has']}" if match["has"] else " is")
        yield match.start(), at, whole
    yield from ((i, i + 1, text[i]) for i in range(at, len(text)))


def written_out(text: str) -> str:
    """``text`` without contractions."""
    return "".join(piece for _, _, piece in contractions(text))
