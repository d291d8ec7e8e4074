"""A redaction in progress: no word is answered in advance, all answers are kept, a plan comes."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import sqlite3
import stat
import threading
import zipfile
from base64 import b64encode
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from secrets_planted import NAMES, NUMBER, left

from calltools.errors import ConflictError, SettingsError
from calltools.redaction.draft import RedactionDraft, RedactionDrafts
from calltools.redaction.plan import RedactionError, Removal, read_plan, write_plan
from calltools.redaction.propose import proposals
from calltools.redaction.redact import redact
from calltools.redaction.removal_proof import Proof
from calltools.redaction.text_forms import Sought
from calltools.store.recordings import recordings
from calltools.store.workspace import Workspace
from calltools.transcripts.model import Call, Transcript, Turn
from case_tables import rows


@pytest.fixture(scope="module")
def begun(planted_once: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A workspace with a redaction that was begun, to be copied."""
    office = shutil.copytree(planted_once, tmp_path_factory.mktemp("begun") / "office")
    return Path(office), RedactionDrafts(Workspace(Path(office))).begin((), "ann").id


@pytest.fixture
def drafts(begun: tuple[Path, str], tmp_path: Path) -> RedactionDrafts:
    return RedactionDrafts(Workspace(Path(shutil.copytree(begun[0], tmp_path / "office"))))


@pytest.fixture
def draft(drafts: RedactionDrafts, begun: tuple[Path, str]) -> RedactionDraft:
    return drafts.get(begun[1])


def test_each_word_has_its_places_with_their_sound_and_no_answer_in_advance(
    draft: RedactionDraft,
) -> None:
    assert {entry.answer for entry in draft.entries} == {""}
    assert draft.waiting == len(draft.entries) > 0
    name = next(entry for entry in draft.entries if "段春晖" in entry.removal.text)
    first = name.places[0]
    assert first.words in "喂，是段春晖段大夫吗？"
    assert first.start_ms is not None and first.end_ms is not None
    assert first.start_ms < first.end_ms
    assert {place.call for place in name.places} <= set(draft.calls)


def test_what_was_answered_is_kept_and_can_be_taken_back(
    drafts: RedactionDrafts, draft: RedactionDraft, tmp_path: Path
) -> None:
    first, second, *_ = draft.entries
    drafts.answer(draft.id, first.id, "out", "ann")
    drafts.answer(draft.id, second.id, "stays", "bob")
    again = RedactionDrafts(Workspace(tmp_path / "office")).get(draft.id)
    answers = [(entry.answer, entry.by) for entry in again.entries[:2]]
    assert answers == [("out", "ann"), ("stays", "bob")]
    assert again.waiting == len(draft.entries) - 2
    drafts.answer(draft.id, first.id, "", "bob")
    assert drafts.get(draft.id).entries[0].by == ""
    path = tmp_path / "office" / ".calltools" / "redactions" / f"{draft.id}.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_who_answer_at_once_lose_nothing(
    drafts: RedactionDrafts, draft: RedactionDraft, tmp_path: Path
) -> None:
    def work(number: int) -> None:
        own = RedactionDrafts(Workspace(tmp_path / "office"))
        for entry in draft.entries[number::2]:
            own.answer(draft.id, entry.id, "out", f"p{number}")

    threads = [threading.Thread(target=work, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drafts.get(draft.id).waiting == 0


def test_no_plan_comes_of_it_before_every_word_is_answered(
    drafts: RedactionDrafts, draft: RedactionDraft
) -> None:
    with pytest.raises(RedactionError, match="not answered"):
        draft.removals()
    for entry in draft.entries:
        drafts.answer(draft.id, entry.id, "stays", "ann")
    with pytest.raises(RedactionError, match="takes nothing out"):
        drafts.get(draft.id).removals()


def test_words_and_stretches_that_were_missed_are_added(
    drafts: RedactionDrafts, draft: RedactionDraft
) -> None:
    (call,) = draft.calls[:1]
    drafts.add_text(draft.id, "name", "好的", "ann")
    drafts.add_stretch(draft.id, "other", call, ("0:00.100", "0:00.200"), "bob")
    text, stretch = drafts.get(draft.id).entries[-2:]
    assert (text.answer, text.by, text.added) == ("out", "ann", True)
    assert (stretch.places[0].start_ms, stretch.places[0].end_ms) == (100, 200)
    with pytest.raises(ConflictError):
        drafts.add_text(draft.id, "name", "好的", "ann")
    for wrong in ("不在这里的词", "好", ""):
        with pytest.raises(SettingsError):
            drafts.add_text(draft.id, "name", wrong, "ann")
    for span in (("0:02", "0:01"), ("x", "0:01"), ("0:00", "99:00")):
        with pytest.raises(SettingsError):
            drafts.add_stretch(draft.id, "other", call, span, "bob")
    with pytest.raises(SettingsError):
        drafts.add_stretch(draft.id, "other", "no such call", ("0:00", "0:01"), "bob")
    for name in ("../../etc", "0" * 12):
        with pytest.raises(SettingsError):
            drafts.get(name)


def test_the_copy_is_made_of_the_plan_as_the_command_makes_it(
    drafts: RedactionDrafts, draft: RedactionDraft, tmp_path: Path
) -> None:
    for name in {*NAMES, NUMBER} - {entry.removal.text for entry in draft.entries}:
        drafts.add_text(draft.id, "name", name, "ann")
    for entry in draft.entries:
        drafts.answer(draft.id, entry.id, "out", "ann")
    done = drafts.get(draft.id)
    plan = done.removals()
    assert all(removal.confirmed for removal in plan)
    (tmp_path / "plan.toml").write_text(done.plan(), "utf-8")
    assert [r.text for r in read_plan(tmp_path / "plan.toml")] == [r.text for r in plan]
    planted = Workspace(tmp_path / "office")
    copy = redact(planted, recordings(planted), plan, tmp_path / "copy", actor="ann")
    assert not list(left(copy.folder, [*NAMES, NUMBER]))


# What is proposed to be taken out


def proposed(*said: str, known: Call | None = None) -> list[Removal]:
    turns = tuple(Turn(text, "S0") for text in said)
    return proposals([("b01", Transcript(turns, call=known or Call()))])


@pytest.mark.parametrize(("kind", "text", "said"), rows("redaction/data/proposed.tsv"))
def test_names_numbers_and_places_are_proposed_and_plain_words_are_not(
    kind: str, text: str, said: str
) -> None:
    found = proposed(said)
    if kind == "plain":
        assert {one.text for one in found} == {text} - {"-"}
    else:
        assert any(one.kind == kind and text in one.text for one in found)
        assert {(one.confirmed, one.where) for one in found} == {(False, "b01: turn 0")}


def test_a_name_with_a_title_tells_of_the_same_without() -> None:
    found = proposed("A doctor, a Mr Tolley, calls.", "Then Tolley rang again.")
    assert "Tolley" in {one.text for one in found}


def test_what_is_known_of_a_call_is_proposed_and_looked_through() -> None:
    known = Call(
        respondent="胡一鸣",
        notes="问过戚远山主任，电话0999-5550142",
        recording_no="HX-35791",
        pretext="替段春晖大夫问",
    )
    found = {(one.kind, one.text, one.where) for one in proposed("喂", known=known)}
    assert found >= {
        ("name", "胡一鸣", "b01: respondent"),
        ("telephone", "0999-5550142", "b01: notes"),
        ("other", "HX-35791", "b01: recording_no"),
    }
    assert {"戚远山", "段春晖"} <= {text[:3] for kind, text, _where in found if kind == "name"}


@pytest.mark.parametrize("row", rows("redaction/data/forms.tsv"), ids=lambda row: row[1])
def test_a_text_is_found_in_another_form_and_not_in_another_word(row: list[str]) -> None:
    text, said, *found = row
    spans = Sought.of(text).spans(said)
    assert set(found) <= {said[a:b] for a, b in spans}
    assert bool(spans) is bool(found)


def test_pinyin_that_is_an_english_word_is_left_where_the_plan_says_so() -> None:
    assert Sought.of("马克").spans("They make it.")
    assert not Sought.of("马克", spelt=False).spans("They make it.")


@given(st.text("段春晖暉的abz 13９一-", max_size=30), st.text("段春晖 ,", max_size=9))
def test_a_planted_text_is_always_found_whole(before: str, after: str) -> None:
    said = before + "欧阳穗" + after
    spans = Sought.of("欧阳穗").spans(said)
    assert any(a <= len(before) and b >= len(before) + 3 for a, b in spans)


def zipped(text: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("inside.txt", text)
    return made.getvalue()


def in_database(text: str) -> bytes:
    with closing(sqlite3.connect(":memory:")) as database, database:
        database.execute("CREATE TABLE t (x TEXT)")
        database.execute("INSERT INTO t VALUES (?)", (text,))
        return database.serialize()


SECRET = "找段春暉"
LEFT = {
    "in a database": in_database(SECRET),
    "in an archive": zipped(SECRET),
    "compressed": gzip.compress(SECRET.encode()),
    "in GB18030": SECRET.encode("gb18030"),
    "in UTF-16": SECRET.encode("utf-16"),
    "in escapes": json.dumps({"x": SECRET}).encode(),
    "in entities": "".join(f"&#{ord(c)};" for c in SECRET).encode(),
    "embedded": b"data:text/plain;base64," + b64encode(SECRET.encode()),
    "in pinyin": b"Duan Chun-hui",
    "in the name 段春晖": b"",
    "over lines": "他叫段\n春晖".encode(),
    "within a word": b"xduanchunhuix@mail.example",
    "struck through": "段\u0336春\u0336晖".encode(),
}


def test_what_is_left_is_found_however_it_is_kept(tmp_path: Path) -> None:
    for name, data in {**LEFT, "clean": "段 落, 春 天".encode()}.items():
        (tmp_path / name).write_bytes(data)
    assert {left.file for left in Proof([Sought.of("段春晖")]).search(tmp_path)} == set(LEFT)


def test_a_rare_character_is_found_in_its_two_escapes() -> None:
    text = "段\U00020164晖"
    assert list(Proof([Sought.of(text)]).in_text(json.dumps(f"找{text}。")))


def test_a_plan_that_is_written_is_read_again(tmp_path: Path) -> None:
    plan = [
        Removal(kind="name", text='"段"\\春\t晖', confirmed=True, where="b01: turn 3"),
        Removal(kind="other", call="b01", start="0:12.300", end="0:13.900", confirmed=True),
    ]
    path = tmp_path / "plan.toml"
    path.write_text(write_plan(plan), "utf-8")
    assert list(read_plan(path)) == plan
    assert plan[1].span_ms == (12_300, 13_900)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("", "expected entries"),
        ("[[remove]", "is not TOML"),
        ("a = " + "[" * 5000 + "]" * 5000, "is not TOML"),
        ('[[remove]]\ntext = "段春晖"\nkind = "name"', "entry 1: is not confirmed"),
        ('[[remove]]\ntext = "段"\nkind = "name"\nconfirmed = true', "letters or digits"),
        ('[[remove]]\ntext = "段春晖"\nkind = "nmae"\nconfirmed = true', "kind"),
        ('[[remove]]\ntext = "段春晖"\nkind = "name"\nconfirm = true', "confirm"),
        ('[[remove]]\nkind = "name"\nconfirmed = true', "expected text"),
        ('[[remove]]\ncall = "b01"\nfrom = "0:09"\nto = "0:03"\nkind = "other"\nconfirmed = true',
         "ends at 0:03"),
        ('[[remove]]\ncall = "b01"\nfrom = "soon"\nto = "0:03"\nkind = "other"\nconfirmed = true',
         "expected a time"),
    ],
)  # fmt: skip
def test_a_plan_that_can_not_be_meant_is_refused(tmp_path: Path, rows: str, told: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(rows, "utf-8")
    with pytest.raises(RedactionError, match=told) as error:
        read_plan(path)
    assert error.value.exit_code == 1
    assert str(path) in str(error.value)
