"""Labels to roles: legend, vocabulary, then what is left over and who asks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from calltools.transcripts.layout.vocabulary import (
    fold,
    is_sign,
    is_unknown,
    is_weak_caller,
    role_by_name,
)
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, OTHER, UNKNOWN, Role

_QUESTION = re.compile(r"[?？]|[吗嗎呢]\W*$|请问|請問|是不是|有没有|有沒有|多少|多久|几|幾")


def resolve_roles(
    spoken: Sequence[tuple[str, str]], declared: Mapping[str, Role]
) -> dict[str, Role]:
    """The role of each label of a document, by its folded label.

    ``spoken`` are (label, words) in order.  A sign (A, 甲, M) whose meaning nothing declares gets
    the caller's role if its turns ask and the others' do not; a name does where only one is left.
    """
    keys = list(dict.fromkeys(fold(label) for label, _text in spoken))
    labels = {fold(label): label for label, _text in spoken}
    roles: dict[str, Role] = {}
    left = []
    for key in keys:
        if key in declared:
            roles[key] = declared[key]
        elif _is_sign(key, keys):
            left.append(key)
        elif (role := role_by_name(labels[key])) is not None:
            roles[key] = role
        else:
            left.append(key)
    _demote_weak_callers(roles, keys, declared)
    if INVESTIGATOR in roles.values():  # whoever a man or a woman is beside a caller, answers
        for key in keys:
            if roles.get(key) == UNKNOWN and not is_unknown(key):
                roles[key] = HOSPITAL
    if left:
        roles |= _by_position(left, roles, spoken)
    return roles


def _is_sign(key: str, keys: Sequence[str]) -> bool:
    """A single letter or a counting sign; ``A`` beside ``Q`` is an answer."""
    answers = any(k.startswith("q") and len(k) <= 4 for k in keys) or "caller" in keys
    return is_sign(key) and not (answers and key[:1] in "qa")


def _demote_weak_callers(
    roles: dict[str, Role], keys: Iterable[str], declared: Mapping[str, Role]
) -> None:
    """A relative is the caller only if nobody better is."""
    weak = [k for k in keys if is_weak_caller(k) and k not in declared]
    if any(role == INVESTIGATOR for k, role in roles.items() if k not in weak):
        roles.update(dict.fromkeys(weak, OTHER))


def _by_position(
    left: Sequence[str], roles: Mapping[str, Role], spoken: Sequence[tuple[str, str]]
) -> dict[str, Role]:
    known = set(roles.values())
    if INVESTIGATOR in known:
        return dict.fromkeys(left, HOSPITAL)
    if HOSPITAL in known and len(left) == 1:
        return {left[0]: INVESTIGATOR}
    if HOSPITAL in known or UNKNOWN in known or len(left) < 2:
        return dict.fromkeys(left, UNKNOWN)
    asks = _share_of_questions(spoken)
    ranked = sorted(left, key=lambda key: -asks[key])
    first, second = asks[ranked[0]], asks[ranked[1]]
    signs = all(_is_sign(key, left) for key in left)
    if first - second >= (0.15 if signs else 0.4):
        caller = ranked[0]
    elif signs:
        caller = left[0]
    else:
        return dict.fromkeys(left, UNKNOWN)
    return {key: INVESTIGATOR if key == caller else HOSPITAL for key in left}


def _share_of_questions(spoken: Iterable[tuple[str, str]]) -> dict[str, float]:
    questions: dict[str, list[bool]] = defaultdict(list)
    for label, text in spoken:
        questions[fold(label)].append(bool(_QUESTION.search(text)))
    return {key: sum(asked) / len(asked) for key, asked in questions.items()}
