"""When a quotation was said: of long published turns, its own words and not the whole turn."""

from __future__ import annotations

import contextlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from calltools.alignment.exchange import read_json
from calltools.cli import cli
from calltools.provenance import sha256_file
from calltools.quotations.auditor import Auditor
from calltools.quotations.corpus import read_corpus
from calltools.quotations.outside_recordings import with_sounds
from calltools.quotations.report import report_of
from calltools.transcripts.model import Transcript, Turn, Word
from calltools.transcripts.writers.json import to_json
from calltools.views.clips import AROUND_MS, clips
from shared_encoder import shared_encoder
from sounds import write_wav

pytestmark = pytest.mark.model

SENTENCES = (
    ("我们这里是先做检查再排队的。", "With us the tests come first and then you queue."),
    ("检查大概要三四天才能出结果。", "The tests take about three or four days to give results."),
    ("等肾源的话一般是一个月左右。", "The wait for a kidney is usually a month or so."),
    ("手术费加上住院要准备五十万。", "For the operation and the stay you need 500,000."),
    ("周末我们门诊的医生都不上班。", "At weekends no doctor of our clinic is at work."),
)
ASKED = ("请您给我介绍一下换肾的情况好吗？", "Could you tell me about kidney transplants, please?")
LETTER_MS, PAUSE_MS = 200, 6_000


def words(text: str, start_ms: int) -> list[tuple[str, int]]:
    letters = [c for c in text if c.isalnum()]
    return [(c, start_ms + LETTER_MS * i) for i, c in enumerate(letters)]


Times = dict[str, tuple[int, int]]
"""When each sentence is said."""


@pytest.fixture(scope="module")
def aligned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Times]:
    """A folder with call.json, an aligned call of one long answer, and call.wav."""
    folder = tmp_path_factory.mktemp("aligned")
    times: Times = {}
    turns, now = [], 0
    for group in ((ASKED,), SENTENCES):
        spoken: list[tuple[str, int]] = []
        for zh, en in group:
            now += PAUSE_MS
            spoken += words(zh, now)
            times[zh] = times[en] = (now, spoken[-1][1] + LETTER_MS)
            now = times[zh][1]
        text = "".join(c for c, _ in spoken)
        heard_words = (Word(c, i, i + 1, s, s + LETTER_MS) for i, (c, s) in enumerate(spoken))
        turns.append(Turn(text, start_ms=spoken[0][1], end_ms=now, words=tuple(heard_words)))
    write_wav(folder / "call.wav", np.zeros(16 * (now + PAUSE_MS), np.float32))
    heard = Transcript(
        tuple(turns), duration_ms=now + PAUSE_MS, audio_sha256=sha256_file(folder / "call.wav")
    )
    (folder / "heard.json").write_text(to_json(heard), "utf-8")
    zh = f"调查员：{ASKED[0]}\n医生：{''.join(zh for zh, _ in SENTENCES)}\n调查员：谢谢。\n"
    en = f"Caller: {ASKED[1]}\nDoctor: {' '.join(en for _, en in SENTENCES)}\nCaller: Thank you.\n"
    (folder / "zh.txt").write_text(zh, "utf-8")
    (folder / "en.txt").write_text(en, "utf-8")
    with contextlib.chdir(folder):
        run("align", "heard.json", "zh.txt", "en.txt", "-o", "call.json")
    return folder, times


@pytest.fixture
def said(aligned: tuple[Path, Times], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Times:
    """Here are call.json and call.wav, to be changed at will; when each sentence is said."""
    folder, times = aligned
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return times


def run(*arguments: str) -> None:
    CliRunner().invoke(cli, arguments, catch_exceptions=False)


def rows(report: str) -> list[dict[str, object]]:
    Path("r.md").write_text(report, "utf-8")
    run("audit", "r.md", "-t", "call.json", "-o", "out.jsonl")
    return [json.loads(line) for line in Path("out.jsonl").read_text("utf-8").splitlines()]


def test_each_sentence_of_a_long_turn_has_its_own_time(said: Times) -> None:
    sentences = [text for pair in SENTENCES for text in pair]
    found = rows("".join(f"The doctor said: “{sentence}”\n\n" for sentence in sentences))
    assert {row["verdict"] for row in found} == {"verbatim"}
    assert [(row["start_ms"], row["end_ms"]) for row in found] == [said[s] for s in sentences]
    (row,) = rows("医生说：“一个月左右”。\n")  # words of a sentence: within two seconds
    start, end = said[SENTENCES[2][0]]
    begun = start + LETTER_MS * SENTENCES[2][0].index("一个月左右")
    assert begun - 2_000 <= int(str(row["start_ms"])) <= begun
    assert row["end_ms"] == end


def test_what_is_heard_is_two_seconds_around_the_words(said: Times) -> None:
    corpus, strangers = with_sounds(read_corpus([Path("call.json")]), [Path("call.wav")])
    assert not strangers
    sentence = SENTENCES[3][1]
    report = report_of(f"He said: “{sentence}”".encode(), "r.md")
    found = Auditor(corpus, shared_encoder()).audit(report).audited
    (clip,) = clips(found, corpus).values()
    start, end = said[sentence]
    assert (clip.start_ms, clip.end_ms) == (start - AROUND_MS, end + AROUND_MS)


def test_alignments_of_earlier_versions_tell_it_too(said: Times) -> None:
    """They have no words in the English, but the links that the times come from."""
    data = json.loads(Path("call.json").read_text("utf-8"))
    assert [len(segment["words"]) for segment in data["calls"][0]["en"]["segments"]] == [1, 5, 0]
    for segment in data["calls"][0]["en"]["segments"]:
        segment["words"] = []
    Path("call.json").write_text(json.dumps(data), "utf-8")
    assert not any(turn.words for turn in read_json(Path("call.json").read_bytes())[0].en.turns)
    (row,) = rows(f"The doctor said: “{SENTENCES[1][1]}”\n")
    assert (row["start_ms"], row["end_ms"]) == said[SENTENCES[1][1]]
