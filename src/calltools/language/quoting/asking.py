"""Questions that callers put and the answers that follow: who speaks by turns."""

from __future__ import annotations

import re

_PUT = re.compile(
    r"\b(?:to|on) the question\b|(?:对于|对)?.{0,6}(?:问题|之问|问句)[：:，,]?$", re.IGNORECASE
)
ASKED_INDIRECTLY = re.compile(  # how long it took: what follows is the answer
    r"[^，。,.]{0,6}?(?:问|\b(?:asks?|asked)\b)(?!道)[^：:，,。]{3,}[，,.。]?\s*$", re.IGNORECASE
)
IS_ANSWERED = re.compile(r"(?:回答|答复|答案)[^，。]{0,6}$|\b(?:answer|reply)\b[^,.;]{0,12}$")
ANSWERS = re.compile(r"(?:的|也|又|便|就|则|于是|接着|随即)*(?:回答|答复)")  # he himself does
ANSWER_COMES = re.compile(r"回[答话]|答[复案]|得到的|\b(?:answer|reply|response)\b")
QUESTION = re.compile(r"[?？]\W*$|[吗嗎呢]\W*$")
ASKS = re.compile(r"\s*(?:ask(?:s|ed)|wanted to know|问)\b ?", re.IGNORECASE)
WILL_ASK = re.compile(
    r"[^,;，；]{0,40}?\b(?:ask(?:s|ed)|questions?|want(?:s|ed) to know)\b"
    r"|[^，；]{0,10}?问|\s+sa(?:y|id)\?",
    re.IGNORECASE,
)
_ANSWERED_WHEN = (re.compile(r"(?:回答|答复|回应)$"), re.compile(r"(?:时|的时候|这|一问|的提问)"))


def is_put(near: str, tail: str) -> bool:
    """Whether the words around a question say that it is answered: to the question "…",
    回答「…」时."""
    answered, when = _ANSWERED_WHEN
    return bool(_PUT.search(near) or (answered.search(near) and when.match(tail)))


ASKED_ABOUT = re.compile(  # asked whether X, he said; 问到X，他答; 在回答X时
    r"(?:\b(?:asked?|asks|asking)\b(?! for\b)(?: (?:him|her|them|us|Dr\.? \w+))?(?: about| of)?"
    r"|\bquestions? (?:about|of|on|whether|as to)|\bwanted to know) (?P<en>[^,:;]{3,})"
    r"|(?:(?:问的?人|访员|记者)?[追反又再]?问(?:他们?|她们?|对方)?[及到起道]?|[说谈]到)(?P<zh>[^，,：:；]+)"
    r"|回答(?P<when>[^，,：:；]{2,})(?:时|的时候)",
    re.IGNORECASE,
)
"""What somebody is said to be asked about, by the words before the answer."""
