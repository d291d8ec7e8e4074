"""Secrets planted in calls that are left in a redacted copy.

    python -m benchmarks redaction [--calls 50] [--speech FOLDER]

Beside: a search that shares no code with the program (tests/redaction).
Takes: five minutes; --speech as long as the recordings, twice.

Ten secrets are planted in each of the calls: in words, translations, what was published of them,
notes, facts, sidecars, in the names and tags of files.  With --speech, words that were recognised
in the recordings of FOLDER are taken out, and the copied sound is recognised again under another
setting.  ``proposed`` are names in calls that the fit of names never saw.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import secrets_planted

import sounds
from benchmarks.measure import options_of, show
from calltools.alignment.exchange.json import to_json as alignment_to_json
from calltools.provenance import Step
from calltools.redaction.plan import Removal
from calltools.redaction.propose import proposals
from calltools.redaction.redact import redact
from calltools.redaction.text_forms import Sought
from calltools.settings import load
from calltools.statements.rows import write_statements
from calltools.store.call_folder import ALIGNMENT, STATEMENTS, TRANSCRIPT
from calltools.store.recordings import recordings, register
from calltools.store.workspace import Workspace
from calltools.transcripts.model import Call, Transcript, Turn
from calltools.transcripts.writers.json import to_json
from training.labelled_names import bare, labels

FAMILY = "段欧郗戚仇厉崔贲祝宓滕骆闵"
GIVEN = "晖穗岚澈蕴湛霁筠弈珩岫澍翊"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is planted in one call."""

    names: Sequence[str]
    phones: Sequence[str]
    places: Sequence[str]

    @classmethod
    def at_random(cls, rng: random.Random) -> Secrets:
        """Six names, two numbers, two places."""
        return cls(
            ["".join((rng.choice(FAMILY), *rng.sample(GIVEN, 2))) for _ in range(6)],
            [f"139{rng.randrange(10**8):08d}" for _ in range(2)],
            ["".join(rng.sample(GIVEN, 3)) + "里" for _ in range(2)],
        )

    def plan(self) -> list[Removal]:
        """All to be taken out."""
        kinds = (("name", self.names), ("telephone", self.phones), ("place", self.places))
        return [Removal(kind=k, text=s, confirmed=True) for k, some in kinds for s in some]  # type: ignore[arg-type]

    def call(self) -> Transcript:
        """A call that tells each of them."""
        turns, at = [], 200
        for number, secret in enumerate((*self.names, *self.phones, *self.places)):
            text = f"您找{secret}吧，再等两三个星期。"
            words = secrets_planted.timed(text, at)
            end = words[-1].end_ms or at
            english = f"{_spelt(secret)} will know."
            turns.append(
                Turn(text, f"S{number % 2}", "hospital", at, end, words, raw_text=text,
                     translation=english)
            )  # fmt: skip
            at = end + 200
        facts = Call(
            hospital=self.places[0], phone=self.phones[0], respondent=self.names[0],
            notes=self.names[1],
        )  # fmt: skip
        return Transcript(tuple(turns), call=facts, duration_ms=at)

    def plant(self, workspace: Workspace, number: int) -> None:
        """The call as a recording with all that is made of one."""
        call = self.call()
        stem = _spelt(self.names[2]).replace(" ", "-")
        path = workspace.recordings / f"{stem}-{number}.wav"
        sounds.write_wav(path, sounds.white_noise((call.duration_ms or 0) / 1000, seed=number))
        path.write_bytes(path.read_bytes() + self.names[3].encode())
        recording = register(workspace, path)
        recording.sidecar.write_text(f'respondent = "{self.names[0]}"\n', "utf-8")
        kept = workspace.folder(recording.name)
        made = Step("transcript", parameters={"by": self.names[4]})
        kept.commit(made, {TRANSCRIPT: to_json(call)})
        english = [f"Ask {_spelt(name)}, in two or three weeks." for name in self.names]
        english += [f"Ask at {_spelt(one)}." for one in (*self.phones, *self.places)]
        otherwise = {0: f"您找{self.names[5]}吧，再等两三个星期。"}
        printed = secrets_planted.planted_alignment(call, self.names[0], otherwise, english, ())
        inputs = {TRANSCRIPT: kept.sha256(TRANSCRIPT)}
        kept.commit(Step("align", inputs=inputs), {ALIGNMENT: alignment_to_json([printed])})
        kept.commit(Step("extract"), {STATEMENTS: write_statements(())})


def planted(calls: int) -> dict[str, Any]:
    """Ten secrets a call, in one copy of all of them."""
    rng = random.Random(11)
    plan: list[Removal] = []
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.init(Path(folder) / "office")
        for number in range(calls):
            secrets = Secrets.at_random(rng)
            secrets.plant(workspace, number)
            plan += secrets.plan()
        forms = [form for one in plan for form in (one.text, _spelt(one.text))]
        start = time.perf_counter()
        done = redact(workspace, recordings(workspace), plan, Path(folder) / "copy")
        taken = time.perf_counter() - start
        return {
            "calls": calls,
            "secrets": len(plan),
            "found": sum(done.counts),
            "left": len(secrets_planted.left(done.folder, forms)),
            "seconds_a_call": round(taken / calls, 2),
        }


def _spelt(text: str) -> str:
    """A name in pinyin, the family name first; figures and places as they are."""
    from pypinyin import lazy_pinyin

    if not "\u4e00" <= text[0] <= "\u9fff":
        return text
    family, *given = lazy_pinyin(text)
    return f"{family.title()} {''.join(given).title()}"


def speech(folder: Path, each: int = 6) -> dict[str, Any]:
    """Words heard in real recordings, taken out and listened for again with another beam."""
    from calltools.speech.transcribe import Transcriber

    first, again = Transcriber(load()), Transcriber(replace(load(), beam_size=1))
    rng = random.Random(5)
    plan: list[Removal] = []
    with tempfile.TemporaryDirectory() as made:
        workspace = Workspace.init(Path(made) / "office")
        for path in sorted(folder.glob("*.wav")):
            if ".stereo" in path.name:
                continue
            recording = register(workspace, path)
            call = first.transcribe_file(path)
            kept = workspace.folder(recording.name)
            kept.commit(Step("transcript"), {TRANSCRIPT: to_json(call)})
            kept.commit(Step("extract"), {STATEMENTS: write_statements(())})
            long = [t.text[i : i + 4] for t in call.turns for i in range(0, len(t.text) - 4, 4)]
            words = [text for text in long if text.isalpha()]
            plan += [Removal(kind="other", text=text, confirmed=True)
                     for text in rng.sample(words, min(each, len(words)))]  # fmt: skip
        done = redact(workspace, recordings(workspace), plan, Path(made) / "copy")
        heard = [
            "\n".join(turn.text for turn in again.transcribe_file(path).turns)
            for path in sorted(done.folder.rglob("*.flac"))
        ]
    still = [one.text for one in plan if any(Sought.of(one.text).spans(text) for text in heard)]
    return {"words": len(plan), "heard_again": len(still)}


def proposed() -> dict[str, Any]:
    """Names of the calls that the fit of names never saw: how many of them are proposed, and how
    many of the proposals are none."""
    missed, wrong, total = [], [], 0
    for row in labels()["fresh"]:
        call = Transcript(tuple(Turn(text, speaker) for text, speaker in row["turns"]))
        told = [one.text for one in proposals([("fresh", call)]) if one.kind == "name"]
        total += len(row["names"])
        missed += [n for n in row["names"] if not any(n in t or bare(n) in t for t in told)]
        wrong += [t for t in told if not any(t in n or bare(n) in t for n in row["names"])]
    return {"names": total, "missed": missed, "no_names": wrong}


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = options_of(__name__)
    parser.add_argument("--calls", type=int, default=50)
    parser.add_argument("--speech", type=Path)
    options = parser.parse_args(arguments)
    found: dict[str, Any] = {"planted": planted(options.calls), "proposed": proposed()}
    if options.speech:
        found["speech"] = speech(options.speech)
    show(found)
