"""Short answers that say yes on one side and no on the other."""

from __future__ import annotations

import re

from calltools.language.normalise import TextSpan, simplify

_YES_ZH = re.compile(r"(?:有|能|可以|会|行|做|收|肯定|当然)[的啊呀嘛]?(?=[，,。.！!]|$)")
_NO_ZH = re.compile(r"(?:没有|不能|不可以|不会|不行|不做|不收|不是|不)[的啊呀]?(?=[，,。.！!]|$)")
_YES_EN = re.compile(r"(?:yes|of course|certainly|sure)\b(?=[,.!]|$)", re.IGNORECASE)
_NO_EN = re.compile(r"no\b(?=[,.!]|$)", re.IGNORECASE)
_ASKED_FOR = r"(?:you|they|we|he|she|it|i|there)"
_SHORT_YES = re.compile(
    rf"{_ASKED_FOR} (?:can|may|do|does|are|is|did|was|were|will|have|has)(?=[,.!])", re.IGNORECASE
)
_SHORT_NO = re.compile(
    rf"{_ASKED_FOR} (?:can|do|does|are|is|did|was|were|wo|have|has)(?:n['’]t|not)(?=[,.!])",
    re.IGNORECASE,
)
_NO_WITH_A_VERB = re.compile(r"(?:没有|不能|不可以|不会|不行|不做|不收)[的啊呀]?(?=[，,。.！!]|$)")


def opposite_answers(zh: str, en: str) -> tuple[TextSpan, TextSpan] | None:
    """A first word that affirms on the one side and denies on the other.

    是 and 对 agree with the question, which may be a negative one; they are left out, and so are
    不 and 不是 where the English repeats the verb ("They are.").
    """
    for ours, theirs in (
        (_YES_ZH, _NO_EN),
        (_NO_ZH, _YES_EN),
        (_YES_ZH, _SHORT_NO),
        (_NO_WITH_A_VERB, _SHORT_YES),
    ):
        said, printed = ours.match(simplify(zh)), theirs.match(en)
        if said and printed:
            return said.span(), printed.span()
    return None
