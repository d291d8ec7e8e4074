"""Fit ``transcripts/layout/roles.toml``, and say how well it would do on documents not seen.

    python benchmarks/fit_print_roles.py ../shared/gold [--write]

Printed calls are those of ``formats*/expected.json`` and of ``training/layouts``, with the
labelled lines of hosts, narrators and experts (notes of kind narration) as third parties in their
places. So that the model learns from how people talk and not from the names they bear, calls are
copied with other labels, with and without a legend, cut short, and with remarks of third parties
taken from reports; dialogues of ``statements*`` are used in the same way. Everything of a
document is in one of five folds.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from calltools.transcripts.layout.aliases import join_aliases
from calltools.transcripts.layout.legend import legends
from calltools.transcripts.layout.roles import (
    KNOWN,
    MODELLED,
    CallMeasures,
    PrintedCall,
    RoleWeights,
    joint_shares,
)
from calltools.transcripts.layout.speaker_cues import SpokenCall
from calltools.transcripts.layout.vocabulary import is_sign, label_key
from calltools.transcripts.layout.voices import VoiceWeights, label_vectors, voice_vectors
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR, OTHER, UNKNOWN, Role
from calltools.transcripts.readers import read_document
from calltools.transcripts.readers.document import Line

OUT = Path(__file__).parents[1] / "src/calltools/transcripts/layout/roles.toml"

VOICES = OUT.with_name("voices.json")

_FOLDS = 5
_APART = 4
"""Folds in which the words of a document are judged by a head that never saw it."""
_VOICE = 3.0
_LABEL = 10.0
_COPIES = 14
_PENALTY = 0.0003
_PENALTY_OF_WHAT_IS_TOLD = 0.00002
"""Of what is explained before the call: seen seldom, and hardly ever wrong."""

_LEGEND = 10.0
"""The weight of what a legend says, for or against: certain, and not fitted."""

_MOST_SPEAKERS = 9
_SETS = ("formats", "formats-field", "formats-field-2")
_WRITTEN = Path(__file__).parents[1] / "training/layouts"
_LABELS = _WRITTEN / "labels.txt"
_ROLES: Mapping[str, Role] = {
    "caller": INVESTIGATOR,
    "investigator": INVESTIGATOR,
    "hospital": HOSPITAL,
    "other": OTHER,
    "unknown": UNKNOWN,
}
_LABELLED = re.compile(r"([^：:。？！?!]{1,40}?)\s*[：:]\s*(.+)|(Q|A)\.\s+(.+)")
_SECOND_CALLER = ("always", "legend says investigator", "word of a caller", "first person")

Floats = NDArray[np.float64]
Spoken = tuple[str, str, Role]
"""Label, words, role."""


@dataclass(frozen=True)
class Example:
    """A call of a document, whose set is named; ``weight`` in the fit."""

    document: str
    turns: tuple[Spoken, ...]
    declared: Mapping[str, Role]
    elsewhere: frozenset[str] = frozenset()
    lead: str = ""
    weight: float = 1.0

    @property
    def chinese(self) -> bool:
        return bool(re.search(r"[\u4e00-\u9fff]", "".join(text for _, text, _ in self.turns)))


def _lines(file: Path) -> Sequence[Line]:
    return read_document(file.read_bytes(), file.name).lines


def printed(gold: Path, name: str) -> Iterator[Example]:
    """The calls of a set with labels, third parties in their places."""
    files = json.loads((gold / name / "expected.json").read_text("utf-8"))["files"]
    for file, row in files.items():
        lines = _lines(gold / name / file)
        declared = dict(legends(lines))
        declared = {label_key(key): role for key, role in declared.items()}
        calls = [tuple(_with_third_parties(call)) for call in row["calls"]]
        keys = [frozenset(label_key(label) for label, _, _ in turns) for turns in calls]
        for i, turns in enumerate(calls):
            elsewhere = frozenset().union(*keys[:i], *keys[i + 1 :])
            if turns:
                lead = _lead([line.text for line in lines], calls, turns)
                yield Example(f"{name}/{file}", turns, declared, elsewhere, lead)


def _lead(lines: Sequence[str], calls: Sequence[Sequence[Spoken]], turns: Sequence[Spoken]) -> str:
    """The first lines of the document and the last before the call that hold no turn."""
    said = [text[:10] for call in calls for _, text, _ in call]
    begins = next((i for i, line in enumerate(lines) if turns[0][1][:10] in line), 0)
    others = [line for line in lines[:begins] if not any(text in line for text in said)]
    return "\n".join(others if len(others) < 40 else [*others[:25], *others[-15:]])


def _with_third_parties(call: Mapping[str, Any]) -> Iterator[Spoken]:
    notes: dict[int, list[Spoken]] = defaultdict(list)
    for note in call.get("notes", ()):
        if note["kind"] == "narration" and (m := _LABELLED.fullmatch(note["text"])):
            notes[note["after_turn"]].append((m[1] or m[3], m[2] or m[4], OTHER))
    for i, turn in enumerate(call["turns"]):
        yield from notes[i]
        if turn["speaker_label"]:
            yield turn["speaker_label"], turn["text"], _ROLES[turn["role"]]
    yield from notes[len(call["turns"])]


def dialogues(gold: Path) -> Iterator[Example]:
    """Calls of two and more roles of the sets of statements."""
    for file in sorted(gold.glob("statements*/dialogues.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            turns = tuple(
                (t.get("speaker") or t["role"][0].upper(), t.get("text", ""), _ROLES[t["role"]])
                for t in row["turns"]
            )
            if all(text for _, text, _ in turns) and len({role for _, _, role in turns}) > 1:
                yield Example(f"{file.parent.name}/{row['id']}", turns, {}, weight=0.3)


def remarks(gold: Path) -> list[tuple[str, str]]:
    """Sentences of reports about calls, with the document they stand in."""
    found = []
    for file in sorted(gold.glob("quotes*/reports/*.*")):
        document = f"{file.parent.parent.name}/{file.name}"
        for line in _lines(file):
            parts = re.split(r"(?<=[。！？])|(?<=[.!?]) ", line.text)
            pairs = (" ".join(parts[i : i + 2]).strip() for i in range(0, len(parts), 2))
            found += [(document, text) for text in pairs if 20 < len(text) < 300]
    return found


class Copies:
    """Copies of calls under other names."""

    def __init__(self, seed: int, texts: Sequence[str]) -> None:
        self.random = np.random.default_rng(seed)
        self.texts = {
            zh: [t for t in texts if bool(re.search(r"[\u4e00-\u9fff]", t)) == zh]
            for zh in (True, False)
        }

    def of(self, example: Example) -> Example:
        """One copy: shortened, joined by third parties, given other labels, as chance has it."""
        chance = self.random.random(3)
        turns = list(example.turns)
        if chance[0] < 0.6 and len(turns) > 2:
            length = int(self.random.integers(2, len(turns)))
            start = int(self.random.integers(0, len(turns) - length + 1))
            turns = turns[start : start + length]
        elif chance[0] > 0.88 and any(role == HOSPITAL for _, _, role in turns):
            turns = [turn for turn in turns if turn[2] != INVESTIGATOR]  # the caller isn't quoted
        declared, elsewhere, lead = example.declared, example.elsewhere, example.lead
        if self.random.random() < 0.3:
            elsewhere, lead = frozenset(), ""
        if chance[2] > 0.85:  # labels that tell are right, whatever is said
            texts = self.random.permutation([text for _, text, _ in turns])
            turns = [(a, str(b), c) for (a, _, c), b in zip(turns, texts, strict=True)]
        elif chance[2] < 0.55:
            turns, declared, elsewhere, lead = self.relabelled(turns, example, elsewhere)
        if chance[1] < 0.4:
            turns = self._joined_by_third_parties(turns, example.chinese)
        return replace(
            example, turns=tuple(turns), declared=declared, elsewhere=elsewhere, lead=lead
        )

    def third_parties_alone(self, chinese: bool) -> Example:
        """A region that is no call: host and guests among themselves."""
        turns: list[Spoken] = []
        for _ in range(3):
            turns = self._joined_by_third_parties(turns, chinese)
        return Example("", tuple(turns), {}, weight=0.5)

    def relabelled(
        self, turns: Sequence[Spoken], example: Example, elsewhere: frozenset[str]
    ) -> tuple[list[Spoken], Mapping[str, Role], frozenset[str], str]:
        """The turns with another label for each speaker, a legend of theirs or none, and which
        of the new labels are heard in other calls."""
        speaker_of = join_aliases([label for label, _, _ in turns])
        kind = str(self.random.choice(["sign", "name", "title", "mixed"]))
        names: dict[str, str] = {}
        declared: dict[str, Role] = {}
        again: set[str] = set()
        legend = self.random.random() < 0.3
        for label, _, role in turns:
            speaker = speaker_of[label_key(label)]
            if speaker not in names:
                name = self._name(role, kind, example.chinese)
                while name in names.values():
                    name = self._name(role, "name", example.chinese)
                names[speaker] = name
                if legend and role in MODELLED:
                    declared[label_key(name)] = role
            if label_key(label) in elsewhere:
                again.add(label_key(names[speaker]))
        renamed = [(names[speaker_of[label_key(a)]], b, c) for a, b, c in turns]
        lead = example.lead
        for label in sorted({a for a, _, _ in turns}, key=len, reverse=True):
            lead = lead.replace(label, names[speaker_of[label_key(label)]])
        return renamed, declared, frozenset(again), lead if self.random.random() < 0.5 else ""

    def _name(self, role: Role, kind: str, chinese: bool) -> str:
        if kind == "sign":
            return str(
                self.random.choice(list("甲乙丙丁戊" if chinese else "ABCDEFGHIJKLMNOPSTUVW"))
            )
        told = kind == "title" or (kind == "mixed" and self.random.random() < 0.5)
        if chinese:
            name = "".join(self._letters("岑汤卞缪隗戎郦宓蔺逄茹暨濮麴旻湜婵翀昶璟琬霁铎鹄", 1, 4))
            told_by = {HOSPITAL: ["医生", "主任", "护士", "院长"], OTHER: ["教授", "律师", "医师"]}
        else:
            name = "".join(self._letters("bdfgklmnprstvz", 1, 2))
            name += "".join(self._letters(["al", "or", "en", "wick", "ham", "ist", "ow"], 1, 3))
            name = name.capitalize()
            told_by = {
                HOSPITAL: ["Dr. ", "Nurse ", "Director "],
                OTHER: ["Professor ", "Lord ", "Dr "],
            }
        if not told or role == UNKNOWN:
            return name
        if role == INVESTIGATOR:
            return str(
                self.random.choice(["调查员", "来电者"] if chinese else ["Caller", "Investigator"])
            )
        title = str(self.random.choice(told_by[role]))
        return name + title if chinese else title + name

    def _letters(self, of: Sequence[str], least: int, most: int) -> list[str]:
        return [str(c) for c in self.random.choice(list(of), self.random.integers(least, most))]

    def _joined_by_third_parties(self, turns: Sequence[Spoken], chinese: bool) -> list[Spoken]:
        texts = self.texts[chinese]
        several = [self._third_party(chinese) for _ in range(self.random.integers(1, 4))]
        result = list(turns)
        for _ in range(self.random.integers(1, 4)):
            where = (0, len(result), int(self.random.integers(0, len(result) + 1)))[
                int(self.random.integers(3))
            ]
            block: list[Spoken] = []
            for _ in range(self.random.integers(1, 4)):
                name = several[self.random.integers(len(several))]
                block.append((name, texts[self.random.integers(len(texts))], OTHER))
            result[where:where] = block
        return result

    def _third_party(self, chinese: bool) -> str:
        if self.random.random() < 0.25:
            return str(
                self.random.choice(
                    ["主持人", "旁白", "专家", "主播"]
                    if chinese
                    else ["HOST", "NARRATOR", "Presenter"]
                )
            )
        name = self._name(OTHER, "mixed", chinese)
        return name.upper() if not chinese and self.random.random() < 0.3 else name


@dataclass(frozen=True)
class Matrices:
    """Calls as arrays.  A hypothesis is a call and who is the caller in it (or nobody); a row is
    a hypothesis and another speaker.

    ``caller`` (hypotheses, measures), zero for nobody; ``other`` and ``second`` (rows, measures);
    ``of_row`` the hypothesis of each row, ``of_call`` the call of each hypothesis; ``true`` which
    hypotheses hold, ``third`` and ``two`` which rows of them are of third parties and of second
    callers; ``weight`` of each call.
    """

    caller: Floats
    other: Floats
    second: Floats
    nobody: NDArray[np.bool_]
    of_row: NDArray[np.int64]
    of_call: NDArray[np.int64]
    true: Floats
    third: Floats
    two: Floats
    weight: Floats


class Names:
    """The names of the measures, in order."""

    def __init__(self, found: Sequence[CallMeasures]) -> None:
        self.caller = sorted({name for call in found for row in call.caller for name in row})
        self.other = sorted(
            {name for call in found for rows in call.other for row in rows for name in row}
        )
        self.second = list(_SECOND_CALLER)


def matrices(examples: Sequence[Example], found: Sequence[CallMeasures], names: Names) -> Matrices:
    """The calls as arrays; ``found`` are the measures of each."""
    caller, other, second = [], [], []
    nobody, of_row, true, third, two = [], [], [], [], []
    of_call: list[int] = []
    for i, (example, call) in enumerate(zip(examples, found, strict=True)):
        roles = roles_of(example)
        said = Counter(speakers_of(example))
        callers = [s for s, role in enumerate(roles) if role == INVESTIGATOR]
        truth = max(callers, key=lambda s: said[s]) if callers else None
        for row, others in enumerate(call.other):
            who = call.callers[row] if row < len(call.callers) else None
            hypothesis = len(of_call)
            of_call.append(i)
            true.append(float(who == truth))
            measures = call.caller[row] if who is not None else {}
            caller.append([measures.get(name, 0.0) for name in names.caller])
            for s, one in enumerate(others):
                if s == who:
                    continue
                of_row.append(hypothesis)
                nobody.append(who is None)
                other.append([one.get(name, 0.0) for name in names.other])
                second.append([one.get(name, 0.0) for name in names.second])
                third.append(float(who == truth and roles[s] == OTHER))
                two.append(float(who == truth and roles[s] == INVESTIGATOR))
    weight = np.array([e.weight for e in examples])
    return Matrices(
        caller=np.array(caller),
        other=np.array(other),
        second=np.array(second),
        nobody=np.array(nobody),
        of_row=np.array(of_row),
        of_call=np.array(of_call),
        true=np.array(true),
        third=np.array(third),
        two=np.array(two),
        weight=weight / weight.sum(),
    )


def speakers_of(example: Example) -> list[int]:
    """The number of the speaker of each turn."""
    speaker_of = join_aliases([label for label, _, _ in example.turns])
    order = list(dict.fromkeys(speaker_of.values()))
    return [order.index(speaker_of[label_key(label)]) for label, _, _ in example.turns]


def roles_of(example: Example) -> list[Role]:
    """The role of each speaker, that of most turns."""
    votes: dict[int, Counter[Role]] = defaultdict(Counter)
    for speaker, (_, _, role) in zip(speakers_of(example), example.turns, strict=True):
        votes[speaker][role] += 1
    return [votes[s].most_common(1)[0][0] for s in range(len(votes))]


def fit(m: Matrices, names: Names) -> RoleWeights:
    """The weights that make the roles likeliest, less a penalty on their squares."""
    cuts = np.cumsum([len(names.caller), len(names.other)])
    first = np.flatnonzero(np.diff(m.of_call, prepend=-1))
    of_hypothesis = m.weight[m.of_call]
    of_row = of_hypothesis[m.of_row]

    every = [*names.caller, *names.other, *names.second]
    penalty = np.array(
        [_PENALTY_OF_WHAT_IS_TOLD if name.startswith("explained") else _PENALTY for name in every]
    )

    def loss(all_weights: Floats) -> tuple[float, Floats]:
        u, v, w = np.split(all_weights, cuts)
        a = m.other @ v
        b = np.where(m.nobody, -1e9, m.second @ w)
        most = np.maximum(0, np.maximum(a, b))
        e0, ea, eb = np.exp(-most), np.exp(a - most), np.exp(b - most)
        z = e0 + ea + eb
        scores = m.caller @ u
        scores = scores + np.bincount(m.of_row, np.log(z) + most, minlength=len(scores))
        top = np.maximum.reduceat(scores, first)
        share = np.exp(scores - top[m.of_call])
        whole = np.add.reduceat(share, first)
        p = share / whole[m.of_call]
        value = float(m.weight @ (np.log(whole) + top))
        value -= float((of_hypothesis * m.true) @ (m.caller @ u))
        value -= float(of_row @ (m.third * a + m.two * np.where(m.nobody, 0, b)))
        rows = p[m.of_row]
        gradient = np.concatenate(
            [
                (of_hypothesis * (p - m.true)) @ m.caller,
                (of_row * (rows * ea / z - m.third)) @ m.other,
                (of_row * (rows * eb / z - m.two)) @ m.second,
            ]
        )
        return (
            value + float(penalty @ all_weights**2),
            gradient + 2 * penalty * all_weights,
        )

    role_of = [INVESTIGATOR] * len(names.caller) + [OTHER] * len(names.other)
    role_of += [INVESTIGATOR] * len(names.second)
    fixed = [_of_legend(name, role) for name, role in zip(every, role_of, strict=True)]
    found = minimize(
        loss,
        np.array([weight or 0.0 for weight in fixed]),
        jac=True,
        method="L-BFGS-B",
        bounds=[(weight, weight) for weight in fixed],
        options={"maxiter": 300},
    )
    u, v, w = np.split(found.x, cuts)
    return {
        "caller": dict(zip(names.caller, map(float, u), strict=True)),
        "other": dict(zip(names.other, map(float, v), strict=True)),
        "second_caller": dict(zip(names.second, map(float, w), strict=True)),
    }


def _of_legend(name: str, role: Role) -> float | None:
    if not name.startswith("legend says "):
        return None
    return _LEGEND if name == f"legend says {role}" else -_LEGEND


def heard(example: Example, voice: VoiceWeights) -> SpokenCall:
    """The call with what is to be seen of its speakers."""
    said = [(label, text) for label, text, _ in example.turns]
    return PrintedCall(said, example.declared, example.elsewhere, example.lead).heard(voice)


def fit_voices(examples: Sequence[Example]) -> VoiceWeights:
    """The weights of the head on sentence vectors: whose words a turn's are."""
    told = [e for e in examples if e.document]
    texts = [[text for _, text, _ in e.turns] for e in told]
    vectors = np.vstack([voice_vectors(said, ["", *said[:-1]]) for said in texts])
    roles = np.array([role for e in told for _, _, role in e.turns])
    weights = np.array([e.weight for e in told for _ in e.turns])
    found: dict[str, Sequence[float]] = dict(fit_labels(told))
    for name, against in (("caller", (HOSPITAL,)), ("other", (HOSPITAL, INVESTIGATOR))):
        role = OTHER if name == "other" else INVESTIGATOR
        rows = np.isin(roles, [role, *against])
        model = LogisticRegression(
            C=_VOICE, max_iter=2000, class_weight="balanced" if name == "other" else None
        )
        model.fit(vectors[rows], roles[rows] == role, sample_weight=weights[rows])
        found[name] = [round(float(w), 2) for w in (model.intercept_[0], *model.coef_[0])]
    return found


def fit_labels(examples: Sequence[Example]) -> VoiceWeights:
    """The weights of the head on labels: whom one names."""
    named = {
        (label, role)
        for e in examples
        for label, _, role in e.turns
        if role in MODELLED and e.weight == 1 and not is_sign(label_key(label))
    }
    for line in _LABELS.read_text("utf-8").splitlines():
        role, _, labels = line.partition(": ")
        if role in _ROLES:
            named |= {(label, _ROLES[role]) for label in labels.split(" | ")}
    rows = sorted(named)
    model = LogisticRegression(C=_LABEL, max_iter=2000)
    model.fit(label_vectors([label for label, _ in rows]), [role for _, role in rows])
    of = {
        role: (b, *w)
        for role, b, w in zip(model.classes_, model.intercept_, model.coef_, strict=True)
    }
    return {
        f"named {name}": [
            round(float(a - b), 2) for a, b in zip(of[role], of[HOSPITAL], strict=True)
        ]
        for name, role in (("caller", INVESTIGATOR), ("other", OTHER))
    }


def voices_apart(examples: Sequence[Example]) -> tuple[dict[str, VoiceWeights], VoiceWeights]:
    """By document the head that never saw it; the head of all."""
    documents = sorted({e.document for e in examples})
    fold_of = {d: i % _APART for i, d in enumerate(np.random.default_rng(3).permutation(documents))}
    apart = [
        fit_voices([e for e in examples if fold_of[e.document] != fold]) for fold in range(_APART)
    ]
    return {d: apart[fold] for d, fold in fold_of.items()}, fit_voices(examples)


def trained(
    examples: Sequence[Example], texts: Sequence[str], seed: int
) -> tuple[RoleWeights, VoiceWeights]:
    """The weights fitted to the examples and their copies, and the head on their words."""
    apart, whole = voices_apart(examples)
    copies = Copies(seed, texts)
    rows: list[Example] = []
    for example in examples:
        n = _COPIES if example.weight == 1 else 3
        same = (example, *(copies.of(example) for _ in range(n)))
        rows += [replace(one, weight=one.weight / (n + 1)) for one in same]
    rows += [
        replace(copies.third_parties_alone(bool(i % 2)), weight=0.1) for i in range(len(rows) // 60)
    ]
    rows = [e for e in rows if e.turns and len(roles_of(e)) <= _MOST_SPEAKERS]
    rows = [e for e in rows if UNKNOWN not in roles_of(e)]
    found = [CallMeasures.of(heard(e, apart.get(e.document, whole))) for e in rows]
    names = Names(found)
    return fit(matrices(rows, found, names), names), whole


@dataclass
class Tally:
    """Roles of speakers or turns, true and found."""

    found: Counter[tuple[Role, Role]]
    sure: list[tuple[float, bool]]

    def __str__(self) -> str:
        total = sum(self.found.values())
        right = sum(n for (a, b), n in self.found.items() if a == b)
        third = sum(n for (a, b), n in self.found.items() if a == OTHER and b in MODELLED[:2])
        lost = sum(n for (a, b), n in self.found.items() if b == OTHER and a in MODELLED[:2])
        turned = sum(n for (a, b), n in self.found.items() if {a, b} == {INVESTIGATOR, HOSPITAL})
        unknown = sum(n for (a, b), n in self.found.items() if b == UNKNOWN and a != UNKNOWN)
        thirds = sum(n for (a, _), n in self.found.items() if a == OTHER)
        return (
            f"{right}/{total} ({right / max(total, 1):.3f}); turned round {turned}, left unknown "
            f"{unknown}, third parties {thirds} of which made a party {third}, parties made third "
            f"{lost}"
        )


def judged(
    examples: Sequence[Example], by_name: RoleWeights, voice: VoiceWeights
) -> list[dict[str, tuple[Role, float]]]:
    """For each call of a document the likeliest role of each label, and how sure."""
    talks = [heard(example, voice) for example in examples]
    found = []
    measures = [CallMeasures.of(talk) for talk in talks]
    for talk, shares in zip(talks, joint_shares(talks, measures, by_name), strict=True):
        of_speaker = zip(talk.labels.values(), shares, strict=True)
        found.append(
            {
                label_key(label): (MODELLED[int(share.argmax())], float(share.max()))
                for labels, share in of_speaker
                for label in labels
            }
        )
    return found


def tally(found: Sequence[tuple[Example, Mapping[str, tuple[Role, float]]]]) -> tuple[Tally, Tally]:
    """By label of a call, and by turn."""
    speakers, turns = Tally(Counter(), []), Tally(Counter(), [])
    for example, roles in found:
        seen = set()
        for label, _, role in example.turns:
            likeliest, sure = roles[label_key(label)]
            got = likeliest if sure >= KNOWN else UNKNOWN
            turns.found[role, got] += 1
            if (label, role) not in seen:
                seen.add((label, role))
                speakers.found[role, got] += 1
                speakers.sure.append((sure, likeliest == role))
    return speakers, turns


def unseen_names(example: Example, seed: int) -> Example:
    """The call with every label another, without a legend."""
    turns, _, elsewhere, _ = Copies(seed, []).relabelled(example.turns, example, example.elsewhere)
    return replace(example, turns=tuple(turns), declared={}, elsewhere=elsewhere, lead="")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    written = sorted(folder.name for folder in _WRITTEN.iterdir() if folder.is_dir())
    calls = [e for name in _SETS for e in printed(given.gold, name)]
    calls += [e for name in written for e in printed(_WRITTEN, name)]
    more = list(dialogues(given.gold))
    texts = remarks(given.gold)
    documents = sorted({e.document for e in calls})
    np.random.default_rng(0).shuffle(documents)
    fold_of = {document: i % _FOLDS for i, document in enumerate(documents)}
    found: list[tuple[Example, dict[str, tuple[Role, float]]]] = []
    renamed: list[tuple[Example, dict[str, tuple[Role, float]]]] = []
    for fold in range(_FOLDS):
        rest = [e for e in calls if fold_of[e.document] != fold]
        by_name, voice = trained([*rest, *more], [t for _, t in texts], fold)
        for document in (d for d in documents if fold_of[d] == fold):
            same = [e for e in calls if e.document == document]
            found += zip(same, judged(same, by_name, voice), strict=True)
            other = [unseen_names(e, len(renamed) + i) for i, e in enumerate(same)]
            renamed += zip(other, judged(other, by_name, voice), strict=True)
    for name in (*_SETS, *written):
        for title, results in (("as printed", found), ("unseen names", renamed)):
            of_set = [r for r in results if r[0].document.startswith(f"{name}/")]
            speakers, turns = tally(of_set)
            print(f"{name}, {title}\n  speakers {speakers}\n  turns {turns}")
    for title, results in (("as printed", found), ("unseen names", renamed)):
        speakers, _ = tally(results)
        print(f"how sure and how often right, {title}:", end="")
        for low, high in (
            (0.5, 0.6),
            (0.6, 0.7),
            (0.7, 0.8),
            (0.8, 0.9),
            (0.9, 0.95),
            (0.95, 0.99),
            (0.99, 1.01),
        ):
            inside = [right for sure, right in speakers.sure if low <= sure < high]
            print(f"  {low}-{high}: {sum(inside)}/{len(inside)}", end="")
        print()
    for title, results in (("as printed", found), ("unseen names", renamed)):
        print("all,", title, tally(results)[1])
    for example, roles in found:
        for label in dict.fromkeys(label for label, _, _ in example.turns):
            true = {role for one, _, role in example.turns if one == label}
            got, sure = roles[label_key(label)]
            if true != {got} or sure < KNOWN:
                print("   ", example.document, label, *true, "->", got, round(sure, 2))
    if given.write:
        write(*trained([*calls, *more], [t for _, t in texts], _FOLDS))


def write(by_name: RoleWeights, voice: VoiceWeights) -> None:
    VOICES.write_text(json.dumps(voice) + "\n", "utf-8")
    lines = [
        "# What tells who called, who answered for the hospital and who is a third party.",
        "# Log-odds for each measure of layout/speaker_cues.py, against a party of the hospital.",
        "# Fitted, not guessed: benchmarks/fit_print_roles.py.",
    ]
    for table, rows in by_name.items():
        lines += ["", f"[{table}]"]
        lines += [
            f'"{name}" = {weight:.2f}' for name, weight in rows.items() if abs(weight) >= 0.05
        ]
    OUT.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
