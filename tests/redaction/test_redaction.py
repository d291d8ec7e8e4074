"""A redacted copy: nothing of what was named is left, nothing else differs, or there is no copy."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from secrets_planted import (
    NAMES,
    NUMBER,
    PLACE,
    left,
    planted_call,
    timed,
)

import sounds
from authority import OwnAuthority
from calltools.alignment.exchange.json import read_json
from calltools.alignment.model import AlignedCall, TurnSpan
from calltools.cli import cli
from calltools.errors import IntegrityError
from calltools.media import decode
from calltools.proof.bag_export import export_bag
from calltools.proof.heads import sign_head
from calltools.proof.keys import OfficeKey
from calltools.proof.signature import open_envelope, read_envelope, sign, write_envelope
from calltools.proof.timestamp import keep_stamp, query
from calltools.proof.trust import Trust
from calltools.proof.verify import verify
from calltools.provenance import Step, sha256_bytes, sha256_file
from calltools.redaction.call_copy import SOUND
from calltools.redaction.certificate import CERTIFICATE_KIND
from calltools.redaction.copy_check import verify_copy
from calltools.redaction.plan import RedactionError, Removal
from calltools.redaction.redact import Redacted, redact
from calltools.redaction.redacted_sound import redacted_sound
from calltools.redaction.redacted_words import WordRemover, redact_words, shown_turn
from calltools.store.call_folder import ALIGNMENT, STATEMENTS, TRANSCRIPT
from calltools.store.log_files import BODIES, EVENTS, LOG
from calltools.store.recordings import recordings
from calltools.store.workspace import Workspace
from calltools.times import clock
from calltools.transcripts.model import Gap, Transcript, Turn
from calltools.transcripts.writers.json import to_json
from custody_kills import RedactKills
from lived import agrees
from signing import office_key
from store.made_calls import add_call, transcript

PLAN = (
    *(Removal(kind="name", text=name, confirmed=True) for name in NAMES),
    Removal(kind="telephone", text=NUMBER, confirmed=True),
    Removal(kind="place", text=PLACE, confirmed=True),
)
SECRETS = (*NAMES, "段春暉", "段春晖", "duanchunhui", "Quince Marlow", NUMBER,
           "一三九零零零零五六七八", "139-0000-5678", PLACE, "qixiapo", "ouyangsui")  # fmt: skip


@pytest.fixture(scope="module")
def done(
    planted_once: Path, tmp_path_factory: pytest.TempPathFactory, keys_folder: Path
) -> Redacted:
    """A copy by the plan, signed; to be looked at and not to be changed."""
    office = shutil.copytree(planted_once, tmp_path_factory.mktemp("done") / "office")
    return copy_of(Workspace(Path(office)), key=office_key(keys_folder))


@pytest.fixture
def copied(done: Redacted, tmp_path: Path) -> Path:
    """The copy once more, without its original: it may be changed."""
    return Path(shutil.copytree(done.folder, tmp_path / "copy"))


def copy_of(workspace: Workspace, plan: tuple[Removal, ...] = PLAN, **options: object) -> Redacted:
    target = workspace.root.parent / "copy"
    return redact(workspace, recordings(workspace), plan, target, **options)  # type: ignore[arg-type]


def test_nothing_that_was_named_is_left_in_any_file_or_name(done: Redacted) -> None:
    office = done.folder.with_name("office")
    assert {s for _file, s in left(office, SECRETS)} == set(SECRETS)
    assert left(done.folder, (*SECRETS, "断春晖")) == []
    assert all(done.counts)


def samples(path: Path) -> tuple[np.ndarray, int]:
    """All frames of a file at its own rate."""
    pieces: list[np.ndarray] = []
    with decode(path, take=lambda frames, _rate: pieces.append(frames)) as pcm:
        return np.concatenate(pieces), pcm.source.sample_rate


def test_every_sample_outside_is_the_original_and_inside_is_the_tone(done: Redacted) -> None:
    (call,) = done.calls
    (old, rate), (new, _rate) = (
        samples(call.recording.path),
        samples(done.folder / "call-001" / SOUND),
    )
    inside = np.zeros(len(old), bool)
    for first, last in call.sound.spans:
        inside[first:last] = True
    assert old.shape == new.shape
    assert np.array_equal(old[~inside], new[~inside])
    assert 0.1 < inside.mean() < 0.9
    assert np.abs(new[inside]).max() <= 3277
    words = planted_call().turns[0].words[3:6]
    assert inside[(words[0].start_ms or 0) * rate // 1000 + 1]


def stretch(start_ms: int | None, end_ms: int | None, call: str = "duan-chunhui") -> Removal:
    """That stretch of a call's sound."""
    start, end = clock(start_ms or 0), clock(end_ms or 0)
    return Removal(kind="other", call=call, start=start, end=end, confirmed=True)


def test_figures_and_stretches_of_sound_go_with_what_was_said_and_printed_of_them(
    planted: Workspace,
) -> None:
    turns = planted_call().turns
    start = turns[2].words[-3].start_ms or 0
    wait = Removal(kind="other", text="十来天", confirmed=True)
    stretches = stretch(start, start + 240), stretch(turns[7].start_ms, turns[7].end_ms)
    done = copy_of(planted, (*PLAN, wait, *stretches))
    assert min(done.counts) >= 1
    words, call = done.calls[0].words, published(done)
    assert words.transcript.turns[2].text.endswith(("[removed: other]久？", "[removed: other]？"))
    assert words.transcript.turns[7].text == call.zh.turns[7].text == "[removed: other]。"
    assert call.en.turns[7].text == "[removed: other]"
    assert call.zh.turns[6].text.endswith("今天在不在？")
    quotes = [
        json.loads(row)["quote"]
        for row in planted.folder("duan-chunhui").read(STATEMENTS).splitlines()
    ]
    assert quotes == ["快的话十来天", "慢的一个月"]
    (row,) = map(
        json.loads, (done.folder / "call-001" / STATEMENTS).read_text("utf-8").splitlines()
    )
    text = words.transcript.turns[3].text
    assert text[row["start"] : row["end"]] == row["quote"] == "慢的一个月"
    assert words.statements_left_out == 1


def published(done: Redacted) -> AlignedCall:
    (call,) = read_json((done.folder / "call-001" / ALIGNMENT).read_bytes())
    return call


def test_what_was_published_is_copied_without_what_went(done: Redacted) -> None:
    call = published(done)
    assert call.name == "call-001"
    assert call.zh.turns[1].text == "我是[removed: name]，您说。"
    assert call.en.turns[0].text == "Hello, is this Dr [removed: name]? I am [removed: name]."
    assert (call.zh.source, call.en.source, call.provenance) == (None, None, ())
    assert not any(link.answers for link in (*call.alignment.links, *call.alignment.sentence_links))
    for side, sentences in ((call.zh, call.alignment.zh_sentences),
                            (call.en, call.alignment.en_sentences)):  # fmt: skip
        assert [side.turns[s.turn].text[s.start : s.end] for s in sentences] == [
            turn.text for turn in side.turns
        ]
    name, number = call.alignment.findings
    assert (name.id, number.id) == ("f1", "f2")
    assert name.note == ""
    assert name.zh_span is not None
    assert call.zh.turns[1].text[name.zh_span.start : name.zh_span.end] == "[removed: name]"
    assert number.note == "", "its English turn lost a name"
    assert number.zh_span == TurnSpan(7, 3, 7)


def test_a_name_that_was_misheard_goes_from_the_sound_where_it_is_printed(
    done: Redacted,
) -> None:
    (call,) = done.calls
    turn = planted_call().turns[6]
    spoken = [(w.start_ms or 0, w.end_ms or 0) for w in turn.words[1:4]]
    assert [turn.text[w.start : w.end] for w in turn.words[1:4]] == ["断", "春", "会"]
    rate = call.sound.rate
    for start, end in spoken:
        assert any(a <= start * rate // 1000 and end * rate // 1000 <= b
                   for a, b in call.sound.spans)  # fmt: skip
    said = call.words.transcript.turns[6].text
    assert "春会" not in said
    assert said.startswith(("那[removed: name]", "[removed: name]"))
    assert said.endswith("今天在不在？")
    english_alone = planted_call().turns[7]
    assert call.to_hear == ((english_alone.start_ms, english_alone.end_ms),)


def test_tables_hold_what_is_left_of_all_calls(done: Redacted) -> None:
    tables = done.folder / "tables"
    assert {path.name for path in tables.iterdir()} == {
        "statements.csv", "calls.csv", "turns.csv", "calls.xlsx", "calls.sqlite",
    }  # fmt: skip
    assert "我是[removed: name]，您说。" in (tables / "turns.csv").read_text("utf-8-sig")
    with closing(sqlite3.connect(tables / "calls.sqlite")) as opened:
        rows = opened.execute("SELECT recording, id, quote FROM statements").fetchall()
        assert rows == [
            ("call-001", "call-001-1", "快的话十来天"),
            ("call-001", "call-001-2", "慢的一个月"),
        ]
        asked = "SELECT count(*) FROM turns_fts WHERE turns_fts MATCH '段春晖'"
        assert opened.execute(asked).fetchone() == (0,)


def test_a_name_and_a_number_at_which_the_other_cut_in_go_from_both_turns(
    planted: Workspace,
) -> None:
    call = planted_call()
    texts = {6: "那你打139000", 7: "05678，找段春", 8: "晖就行，再见。"}
    turns = []
    for index, turn in enumerate(call.turns):
        text = texts.get(index, turn.text)
        words = timed(text, turn.start_ms or 0)
        end = max(turn.end_ms or 0, words[-1].end_ms or 0)
        turns.append(replace(turn, text=text, words=words, end_ms=end, raw_text=None, printed=None))
    changed_call(planted, replace(call, turns=tuple(turns), duration_ms=60_000))
    planted.folder("duan-chunhui").commit(Step("align"), {})
    planted.folder("duan-chunhui").commit(Step("extract"), {STATEMENTS: b""})
    done = copy_of(planted)
    assert [turn.text for turn in done.calls[0].words.transcript.turns[6:]] == [
        "那你打[removed: telephone]",
        "[removed: telephone]，找[removed: name]",
        "[removed: name]就行，再见。",
    ]
    assert verify_copy(done.folder).of("broken") == []


def test_nothing_that_leaves_tells_the_hash_of_what_was_taken_out(
    done: Redacted, key: OfficeKey
) -> None:
    """Whoever knows all of a sidecar but a number, or of a step's record but a name, tries them."""
    office = Workspace(done.folder.with_name("office"))
    add_call(office, "another", transcript(1))
    bag = office.root.with_name("bag-of-another")
    export_bag(office, bag, key, ["another"])
    guessed = [path for path in office.root.rglob("*") if path.suffix in (".toml", ".json")]
    hashes = {sha256_file(path) for path in guessed if "another" not in path.as_posix()}
    sound = {one.audio_sha256 for one in recordings(office)}
    left_home = [path for folder in (bag, done.folder) for path in folder.rglob("*")]
    public = {sha256_file(path) for path in left_home if path.is_file()}
    for path in left_home:
        told = re.findall(rb"[0-9a-f]{64}", path.read_bytes()) if path.is_file() else []
        assert not (hashes - public - sound).intersection(map(bytes.decode, told)), path
    bodies = (bag / "data" / LOG / BODIES).read_text("utf-8")
    assert not [secret for secret in SECRETS if secret in bodies]
    assert agrees(verify(bag))


def test_the_copy_names_the_log_that_it_comes_from_and_does_not_hold_it(
    done: Redacted,
) -> None:
    office = Workspace(done.folder.with_name("office"))
    certificate = json.loads((done.folder / "certificate.json").read_bytes())
    lines = (office.root / LOG / EVENTS).read_bytes().splitlines()
    head = certificate["log"]
    assert head["sha256"] == sha256_bytes(lines[head["seq"] - 1])
    original = certificate["calls"][0]["original_audio_sha256"]
    assert original == done.calls[0].recording.audio_sha256
    assert not list(done.folder.rglob("*events*"))
    event = next(event for event in office.log.since(head["seq"]) if event.kind == "exported")
    exported = json.loads(office.log.raw_body(event))
    assert exported["certificate_sha256"] == sha256_file(done.folder / "certificate.json")


def test_notes_and_numbers_of_a_sidecar_stay_home_though_no_plan_names_them(
    planted: Workspace,
) -> None:
    call = planted_call()
    told = replace(call.call, notes="柜台二零七", phone="0999-24681357", recording_no="HX-35791")
    changed_call(planted, replace(call, call=told))
    planted.folder("duan-chunhui").commit(Step("align"), {})
    done = copy_of(planted, (*PLAN, Removal(kind="other", text="HX-35791", confirmed=True)))
    assert left(done.folder, ("柜台二零七", "24681357", "35791")) == []
    assert done.calls[0].words.transcript.call.date == "2017-03-11"
    assert done.counts[-1] == 1, "it stood there and is gone"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="missing: openssl")
def test_the_copy_of_a_stamped_workspace_is_whole(
    planted: Workspace, key: OfficeKey, tmp_path: Path
) -> None:
    authority = OwnAuthority(tmp_path / "authority")
    head = sign_head(planted.log, key)
    keep_stamp(planted.log, authority.answer(query(head)), [authority.root], "answer")
    copy = copy_of(planted, key=key).folder
    shutil.rmtree(planted.root)
    found = verify_copy(
        copy, Trust.of(signers=[key.public.fingerprint], authorities=[authority.root])
    )
    assert found.state == "whole", [str(flaw) for flaw in found.faults]
    assert len(found.stamps) == 1
    assert agrees(verify_copy(copy))
    (kept,) = (copy / "signatures").glob("*.dsse.json")
    with_head = verify_copy(copy, Trust.of(head=kept))
    assert agrees(with_head), "a head says nothing of a copy, which holds no log"
    assert with_head.of("note")
    assert not any("you keep" in line for line in with_head.vouched())


def test_the_certificate_names_every_file_and_nothing_that_was_taken_out(
    done: Redacted, key: OfficeKey
) -> None:
    certificate = json.loads((done.folder / "certificate.json").read_bytes())
    assert certificate["files"].items() >= {
        (f"call-001/{name}", sha256_file(done.folder / "call-001" / name))
        for name in (SOUND, TRANSCRIPT, STATEMENTS, "call.html")
    }
    assert {row["kind"]: row["entries"] for row in certificate["removed"]} == {
        "name": 3, "telephone": 1, "place": 1,
    }  # fmt: skip
    kind = "application/vnd.calltools.redaction+json"
    keys = {key.public.fingerprint: key.public}
    path = done.folder / "certificate.dsse.json"
    payload, _signer = open_envelope(read_envelope(path), kind, keys, path)
    assert json.loads(payload) == certificate


def changed_call(workspace: Workspace, call: Transcript) -> None:
    folder = workspace.folder("duan-chunhui")
    folder.commit(Step("transcript"), {TRANSCRIPT: to_json(call)})


def without_times(turn: Turn) -> Turn:
    return replace(turn, start_ms=None, end_ms=None, words=())


def cut_short(workspace: Workspace) -> None:
    """Change an original."""
    path = workspace.recordings / "duan-chunhui.wav"
    path.write_bytes(path.read_bytes()[:-2])


def with_turns(*turns: Turn) -> Callable[[Workspace], None]:
    """Give the call another transcript."""
    return lambda workspace: changed_call(workspace, replace(planted_call(), turns=turns))


def as_it_is(workspace: Workspace) -> None:
    """Leave a workspace alone."""


HERE = planted_call().turns
REFUSED: list[tuple[Callable[[Workspace], None], tuple[Removal, ...], str]] = [
    (as_it_is, (Removal(kind="name", text="钱无影", confirmed=True),), "in none of the calls"),
    (as_it_is, (stretch(540_000, 541_000),), "beyond its end"),
    (as_it_is, (*PLAN, stretch(1000, 2000, "another")), "call that is not copied"),
    (with_turns(Turn(" ")), PLAN, "transcript is empty"),
    (with_turns(*map(without_times, HERE)), PLAN, "it has no times"),
    (with_turns(*HERE[:2], without_times(HERE[2]), *HERE[3:]),
     (stretch(HERE[2].start_ms, HERE[2].end_ms),), "it has no times"),
    (with_turns(*HERE[:-1]), PLAN, "does not match the transcript as it is now"),
    (cut_short, PLAN, "duan-chunhui"),
]  # fmt: skip


@pytest.mark.parametrize(("prepare", "plan", "told"), REFUSED, ids=[told for *_, told in REFUSED])
def test_where_anything_is_not_sure_there_is_no_copy(
    planted: Workspace,
    prepare: Callable[[Workspace], None],
    plan: tuple[Removal, ...],
    told: str,
) -> None:
    prepare(planted)
    with pytest.raises((RedactionError, IntegrityError), match=told):
        copy_of(planted, plan)
    assert sorted(p.name for p in planted.root.parent.iterdir()) == ["office"]


def test_what_is_still_heard_makes_no_copy_and_a_copy_is_never_written_over(
    planted: Workspace,
) -> None:
    copy = planted.root.parent / "copy"
    with pytest.raises(RedactionError, match="still be heard"):
        copy_of(planted, listen=lambda _path: "我是段春暉")
    assert not copy.exists()
    copy.mkdir()
    with pytest.raises(RedactionError, match="is already there"):
        copy_of(planted)


@pytest.mark.slow
def test_killed_at_any_moment_there_is_no_copy_or_a_whole_one(
    planted: Workspace, key: OfficeKey, keys_folder: Path, times: int
) -> None:
    kills = RedactKills(planted, key, keys_folder / "office.pem")
    for moment in range(3 * times):
        kills.kill(0.15 * moment / times)
    kills.finish()


@pytest.mark.parametrize(
    ("label", "left"),
    [("段", "[removed: name]"), ("Quince", "[removed: name]"), ("Q", "Q"),
     ("SPEAKER_00", "SPEAKER_00"),
     ("段春暉", "[removed: name]"), ("护士", "护士")],
)  # fmt: skip
def test_a_label_that_is_a_part_of_a_name_goes_with_it(label: str, left: str) -> None:
    assert WordRemover(PLAN, "b01").label(label) == left
    call = Transcript(
        (Turn("喂", label, start_ms=0, end_ms=9),), gaps=(Gap("unheard", 9, 900, label),)
    )
    (gap,) = redact_words(call, (), PLAN, "b01").transcript.gaps
    assert gap == Gap("unheard", 9, 900, left)


def test_what_may_stay_of_a_turn_is_the_same_in_original_and_copy() -> None:
    shown = shown_turn(planted_call().turns[1])
    assert shown_turn(shown) == shown
    assert shown.raw_text is shown.printed is None


def certified(folder: Path, path: Path) -> None:
    """Let the certificate name the file as it is now, as one may who makes another certificate."""
    certificate = folder / "certificate.json"
    told = json.loads(certificate.read_bytes())
    told["files"][path.relative_to(folder).as_posix()] = sha256_file(path)
    write_certificate(folder, told)


def write_certificate(folder: Path, told: dict[str, Any], key: OfficeKey | None = None) -> None:
    """Another certificate, signed by ``key`` or by nobody."""
    for path in folder.glob("certificate.*"):
        path.unlink()
    text = json.dumps(told)
    (folder / "certificate.json").write_text(text, "utf-8")
    if key is not None:
        name = f"signatures/{key.public.fingerprint[:16]}.pub.pem"
        (folder / name).write_bytes(key.public.pem)
        told["files"][name] = sha256_file(folder / name)
        text = json.dumps(told)
        (folder / "certificate.json").write_text(text, "utf-8")
        envelope = sign(text.encode(), CERTIFICATE_KIND, key)
        write_envelope(folder, "certificate", envelope)


def changed(path: Path, old: str, new: str) -> None:
    """Put other words into a file."""
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def link_to_the_same_bytes(call: Path) -> None:
    away = call.parent.with_name("away")
    (call / STATEMENTS).rename(away)
    (call / STATEMENTS).symlink_to(away)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "none": Path.exists,
    "a word": lambda call: changed(call / TRANSCRIPT, "您说", "你说"),
    "a word that the certificate names anew": lambda call: (
        changed(call / ALIGNMENT, "goodbye", "good day"), certified(call.parent, call / ALIGNMENT)),
    "the signature taken off": lambda call: certified(call.parent, call / ALIGNMENT),
    "a file more": lambda call: (call / "more.txt").write_text("more", "utf-8"),
    "a file less": lambda call: (call / STATEMENTS).unlink(),
    "a link": link_to_the_same_bytes,
    "the certificate": lambda call: changed(call.with_name("certificate.json"), "place", "other"),
}  # fmt: skip


@pytest.mark.parametrize("how", DAMAGES)
def test_a_copy_is_verified_without_the_original(copied: Path, key: OfficeKey, how: str) -> None:
    DAMAGES[how](copied / "call-001")
    signer = key.public.fingerprint
    done = CliRunner().invoke(cli, ["verify", str(copied), "--signer", signer, "--json"])
    found = json.loads(done.stdout)
    assert found["kind"] == "copy"
    assert done.exit_code == (0 if how == "none" else 4), found["faults"]


def forged(folder: Path, how: str) -> dict[str, Any]:
    """Change what a copy says; the certificate that would go with it."""
    certificate: dict[str, Any] = json.loads((folder / "certificate.json").read_bytes())
    call = folder / "call-001"
    (told,) = certificate["calls"]
    if how == "a turn":
        changed(call / TRANSCRIPT, "您说", "十天")
    elif how == "a turn that is told as changed":
        told["turns_changed"] = told["turns_changed"][1:]
    elif how == "a statement":
        changed(call / STATEMENTS, "十来天", "三四天")
    elif how == "a call less":
        shutil.rmtree(call)
    elif how == "a call that is told and gone":
        certificate["calls"].append({**told, "folder": "call-002"})
    else:
        noise = folder.with_name("noise.wav")
        with decode(call / SOUND) as pcm:
            seconds = pcm.duration_ms / 1000
        sounds.write_wav(noise, sounds.white_noise(seconds, seed=1))
        with redacted_sound(noise, (), call / SOUND) as (sound, _pcm):
            pass
        if how == "all sound":
            told["pcm_sha256"] = sound.pcm_sha256
            told["sound_removed_frames"] = []
        elif how == "what stands where something was taken out":
            told["pcm_sha256"] = sound.pcm_sha256
    certificate["files"] = {
        path.relative_to(folder).as_posix(): sha256_file(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("certificate")
    }
    return certificate


FORGERIES = {
    "a turn": "doubtful",
    "a statement": "doubtful",
    "all sound": "doubtful",
    "another sound": "broken",
    "what stands where something was taken out": "broken",
    "a turn that is told as changed": "broken",
    "a call less": "broken",
    "a call that is told and gone": "broken",
}


@pytest.mark.parametrize("how", FORGERIES)
@pytest.mark.parametrize("signed", [False, True], ids=["unsigned", "by the forger's own key"])
def test_a_forged_copy_is_never_whole(
    copied: Path, key: OfficeKey, keys_folder: Path, how: str, signed: bool
) -> None:
    certificate = forged(copied, how)
    write_certificate(copied, certificate, office_key(keys_folder, "forger") if signed else None)
    found = verify_copy(copied)
    assert found.state == FORGERIES[how], [str(flaw) for flaw in found.faults]
    assert verify_copy(copied, Trust.of(signers=[key.public.fingerprint])).exit_code == 4
    assert verify_copy(copied).exit_code in (3, 4)
