"""What a reader should know is told in one place, and stands in all that is read."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import demo_call
from calltools.page.parse_files import read_bytes
from calltools.tables.columns import CALLS, STATEMENTS, TURNS
from calltools.tables.table_rows import CallEntry, records
from calltools.transcripts.correction import Correction, Outcome, Target
from calltools.transcripts.model import Call, Gap, Transcript, Turn
from calltools.transcripts.readers.calltools_json import read_transcript
from calltools.transcripts.warning import CallWarning
from calltools.transcripts.warnings import remark, remark_in, warnings_of
from calltools.transcripts.writers import write
from calltools.views.call_page import call_page

PLAIN = replace(demo_call.transcript(), call=Call(hospital="海棠医院"), gaps=())
CLOSE = CallWarning("voices_close", "the two voices are hardly apart")
CUT = CallWarning("damaged", "cut short: its header promises 12 more bytes")


def scored(score: float) -> Transcript:
    return replace(
        PLAIN,
        turns=tuple(
            replace(turn, words=tuple(replace(word, score=score) for word in turn.words))
            for turn in PLAIN.turns
        ),
    )


def orphaned(state: str) -> Transcript:
    gone = Correction("header", Target(field="hospital"), "海棠医院")
    return replace(PLAIN, corrections=(Outcome(gone, state, "gone"),))  # type: ignore[arg-type]


REHEARD = (replace(PLAIN.turns[1], flags=("reheard",)), *PLAIN.turns[2:])
NOBODYS = tuple(replace(turn, role="unknown") for turn in PLAIN.turns)
UNSURE = tuple(replace(party, confidence=0.89) for party in PLAIN.parties)


UNHEARD = replace(PLAIN, gaps=(Gap("unheard", 62_000, 82_100),))
KNOWN: list[tuple[Transcript, str]] = [
    (PLAIN, ""),
    (replace(PLAIN, warnings=(CUT, CLOSE)), "damaged voices_close"),
    (replace(PLAIN, warnings=(CUT, CUT)), "damaged"),
    (replace(PLAIN, call=Call(synthetic=True)), "synthetic"),
    (replace(PLAIN, flags=("prompted",)), "prompted"),
    (replace(PLAIN, gaps=(Gap("ringback", 0, 900),)), ""),
    (replace(PLAIN, gaps=(Gap("speech_without_text", 0, 900),)), "speech_without_text"),
    (UNHEARD, "unheard"),
    (replace(PLAIN, turns=REHEARD), "reheard"),
    (scored(0.69), "low_confidence"),
    (scored(0.71), ""),
    (orphaned("orphan"), "orphaned_corrections"),
    (orphaned("applied"), ""),
    (orphaned("undone"), ""),
    (replace(PLAIN, turns=NOBODYS), "roles_unknown"),
    (replace(PLAIN, parties=UNSURE), "roles_unsure"),
    (replace(PLAIN, turns=(NOBODYS[0], *PLAIN.turns[1:])), "roles_unread"),
]


def test_each_thing_to_know_is_told() -> None:
    for call, kinds in KNOWN:
        assert [warning.kind for warning in warnings_of(call)] == kinds.split(), kinds
    (warning,) = warnings_of(UNHEARD)
    assert "for 20.1 s" in warning.words
    assert "listen from 1:02.0 to 1:22.1" in warning.words


WARNED = replace(PLAIN, warnings=(CUT, CLOSE), flags=("prompted",))
WORDS = [warning.words for warning in warnings_of(WARNED)]


def docx_text(data: str | bytes) -> str:
    import docx

    assert isinstance(data, bytes)
    return "\n".join(line.text for line in docx.Document(io.BytesIO(data)).paragraphs)


def test_every_warning_stands_in_what_people_read() -> None:
    written: dict[str, Callable[[Transcript], str]] = {
        "txt": lambda call: str(write(call, "txt")),
        "docx": lambda call: docx_text(write(call, "docx")),
        "page": lambda call: call_page(call, []).split('class="facts"')[0],
        "table": lambda call: "\n".join(records(CALLS, [CallEntry("a", [], call)])[0]["warnings"]),
    }
    assert len(WORDS) == 3
    for name, text_of in written.items():
        warned, plain = text_of(WARNED), text_of(PLAIN)
        assert all(words[1:] in warned for words in WORDS), name
        assert not any(words[1:] in plain for words in WORDS), name


def test_turns_and_statements_carry_the_warnings_of_their_turn_in_words() -> None:
    entry = CallEntry("a", demo_call.statements(PLAIN), PLAIN)
    by_turn = {row["turn_index"]: row["warnings"] for row in records(TURNS, [entry])}
    assert by_turn[11] == ["overlap", "likely invented"]
    assert by_turn[0] == []
    rows = records(STATEMENTS, [entry])
    assert rows
    assert all(row["warnings"] == by_turn[row["turn_index"]] for row in rows)


MIXED = replace(
    PLAIN,
    turns=(
        replace(PLAIN.turns[0], language="zh"),
        replace(PLAIN.turns[1], text="We have many.", words=(), language="en"),
        *PLAIN.turns[2:],
    ),
)


@pytest.mark.parametrize("format_", ["txt", "docx"])
def test_no_remark_is_read_back_as_words_said_or_facts_of_the_call(format_: str) -> None:
    told = replace(
        MIXED,
        warnings=(
            CallWarning("damaged", "can't be read beyond 12:30: recording 17, 2019-05-01 东湾医院"),
            CallWarning("hardly_heard", "SPEAKER_01 speaks for 1.5 s only: check whose words"),
        ),
    )
    content = write(told, format_)
    data = content if isinstance(content, bytes) else content.encode()
    (found,) = read_bytes(data, f"call.{format_}").calls
    assert [turn.text for turn in found.turns] == [turn.text for turn in MIXED.turns]
    assert found.call == Call(hospital="海棠医院")
    assert found.notes == ()
    assert [w.words for w in found.warnings] == [w.words for w in warnings_of(told)]


def test_a_transcript_of_an_earlier_version_keeps_its_warnings() -> None:
    data = json.loads(write(replace(PLAIN, warnings=(CLOSE,)), "json"))
    assert data["warnings"] == [{"kind": CLOSE.kind, "words": CLOSE.words}]
    data["warnings"] = [CLOSE.words]
    found = read_transcript(json.dumps(data))
    assert [warning.words for warning in warnings_of(found)] == [CLOSE.words]


@given(st.text())
@example("[warning]")
@example("warning: x")
@example("[warning: x")
@example("[笑]")
@example("[flag: x]")
def test_a_remark_is_one_line_and_known_as_one(words: str) -> None:
    written = remark("warning: ", words)
    assert len(written.splitlines()) == 1
    assert (remark_in(written) or "")[:1] == ("warning: ",)
    known = words.startswith(("[warning: ", "[language: ", "[flags: ")) and words.endswith("]")
    assert remark_in(words) is None or known


def test_a_published_turn_is_in_the_language_of_its_call() -> None:
    call = Transcript((Turn("有的。", language="zh"),), "zh-Hant", "published")
    assert "language" not in str(write(call, "txt"))
