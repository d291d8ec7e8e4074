"""Transcripts from files of every kind, folders and workspaces; one that fails stops no other."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import aligned_call
from calltools.alignment.exchange import to_json as alignment_json
from calltools.quotations.corpus import read_corpus
from calltools.store.workspace import Workspace
from calltools.transcripts.model import Call, Transcript, Turn
from calltools.transcripts.writers.json import to_json

PUBLISHED = "晴川市第九医院　2016年4月2日\n\n调查员：你好，是移植科吗？\n医生：是的，你说。\n"


def row(identity: str, *texts: str, **fields: object) -> str:
    turns = [
        {"i": i, "role": ("caller", "hospital")[i % 2], "label": ("问", "答")[i % 2], "text": text}
        for i, text in enumerate(texts)
    ]
    return json.dumps({"id": identity, "turns": turns, **fields}, ensure_ascii=False)


def test_rows_of_json_lines_with_everything_they_say(tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    facts = {
        "lang": "zh-Hans", "call": "k1", "hospital": "晴川市第九医院",
        "hospital_other": "Qingchuan No. 9 Hospital", "date": "2016-04-02",
    }  # fmt: skip
    file.write_text(row("k1-zh", "要等多久？", "两个星期。", **facts), "utf-8")
    (entry,) = read_corpus([file]).entries
    assert (entry.id, entry.source) == ("k1-zh", file)
    assert (entry.language, entry.call, entry.hospital, entry.hospital_other, entry.date) == tuple(
        facts.values()
    )
    assert [(t.role, t.speaker, t.text) for t in entry.turns] == [
        ("investigator", "问", "要等多久？"),
        ("hospital", "答", "两个星期。"),
    ]


def test_a_folder_of_published_and_machine_transcripts(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "published.txt").write_text(PUBLISHED, "utf-8")
    transcript = Transcript((Turn("两个月吧。", "SPEAKER_00"),), call=Call(hospital="甲医院"))
    (tmp_path / "old" / "machine.json").write_text(to_json(transcript), "utf-8")
    for left_out in (".hidden", "superseded"):
        (tmp_path / left_out).mkdir()
        (tmp_path / left_out / "x.txt").write_text(PUBLISHED, "utf-8")
    corpus = read_corpus([tmp_path])
    assert {entry.id for entry in corpus.entries} == {"published", "machine"}
    assert corpus.by_id["machine"].hospital == "甲医院"
    assert corpus.by_id["published"].turns[1].text == "是的，你说。"
    assert not corpus.failed


def test_what_cannot_be_read_is_told_and_the_rest_is_there(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PUBLISHED, "utf-8")
    (tmp_path / "b.docx").write_bytes(b"no word file")
    (tmp_path / "c.jsonl").write_text(row("c1", "喂") + '\n{"no": "call"}\n' + row("c2", "在"))
    corpus = read_corpus([tmp_path, tmp_path / "missing.txt"])
    assert [entry.id for entry in corpus.entries] == ["a", "c1", "c2"]
    lines = sorted(str(error) for error in corpus.failed)
    for line, name in zip(lines, ("b.docx", "c.jsonl:2", "missing.txt"), strict=True):
        assert name in line


def test_transcripts_of_a_workspace_are_named_by_their_recordings(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path / "work")
    folder = workspace.transcripts / "ward-3"
    folder.mkdir()
    transcript = Transcript((Turn("有的。"),), audio_sha256="ab" * 32)
    (folder / "transcript.json").write_text(to_json(transcript), "utf-8")
    (folder / "speakers.json").write_text("{}", "utf-8")
    for path in (workspace.root, workspace.transcripts):
        corpus = read_corpus([path])
        assert [entry.id for entry in corpus.entries] == ["ward-3"]
        assert corpus.entries[0].audio_sha256 == "ab" * 32
        assert not corpus.failed


def test_a_workspace_has_what_was_published_of_a_call_with_its_times(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path)
    folder = workspace.transcripts / "call-1"
    folder.mkdir()
    heard = Transcript((Turn("两个越吧。", "SPEAKER_00"),))
    (folder / "transcript.json").write_text(to_json(heard), "utf-8")
    call = aligned_call.call()
    alignment = alignment_json([replace(call, name="call-1")])
    (folder / "alignment.json").write_text(alignment, "utf-8")
    corpus = read_corpus([tmp_path])
    assert [entry.id for entry in corpus.entries] == ["call-1.zh", "call-1.en", "call-1"]
    assert {entry.call for entry in corpus.entries} == {"call-1"}
    zh, en, machine = corpus.entries
    assert (zh.machine, en.machine, machine.machine) == (False, False, True)
    assert zh.turns[1].start_ms == 4000
    assert zh.heard == {3: ("printed 六十万, heard 四十万",)}
    (folder / "alignment.json").write_text("{", "utf-8")
    damaged = read_corpus([tmp_path])
    assert [entry.id for entry in damaged.entries] == ["call-1"]
    assert "alignment.json" in str(damaged.failed[0])


def test_what_aligning_wrote_is_both_publications_with_their_times(tmp_path: Path) -> None:
    (tmp_path / "al.json").write_text(alignment_json([aligned_call.call()]), "utf-8")
    zh, en = read_corpus([tmp_path / "al.json"]).entries
    assert (zh.id, en.id, zh.call, en.call) == ("invented.zh", "invented.en", *["invented"] * 2)
    assert (zh.turns[1].start_ms, zh.heard[3]) == (4_000, ("printed 六十万, heard 四十万",))
