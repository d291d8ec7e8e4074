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
    r"\b(?P<before>it|that|there|he|she|what|who|where|here|how|this|nothing|nobody|somebody|"
    r"everybody|one|everything)'s\b(?P<has>(?= (?:been|got|had|become)\b))?"
)


def contractions(text: str) -> Iterator[Rewrite]:
    """A rule for :func:`normalise`.  The text is in small letters, apostrophes typed or curly."""
    text = text.replace("’", "'")
    at = 0
    for match in _CONTRACTION.finditer(text):
        start = match.end("before") if match["before"] else match.start()
        yield from ((i, i + 1, text[i]) for i in range(at, start))
        whole = " has" if match["has"] is not None else " is"
        yield start, match.end(), _SHORT.get(match[0], whole)
        at = match.end()
    yield from ((i, i + 1, text[i]) for i in range(at, len(text)))


def written_out(text: str) -> str:
    """``text`` without contractions."""
    return "".join(piece for _, _, piece in contractions(text))
