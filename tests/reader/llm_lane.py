"""The reader ``llm`` with a real server and a real, very small model: ``make test-llm``.

The model is far too small to be right.  What is shown is that whatever it says, no words that were
not said get through; what it makes of those that were is its own.  One entry a turn is asked for:
left to itself it gives none, or no end of them.
"""

from __future__ import annotations

import copy
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from altered import TURNS, altered_quotations

from calltools.reader import llm
from calltools.reader.llm import LlmReader, open_llm
from calltools.reader.proposal import Proposal
from calltools.reader.view import View, read_turn
from calltools.settings import Settings
from calltools.transcripts.model import HOSPITAL, INVESTIGATOR

pytestmark = pytest.mark.server

PYTHON = Path(__file__).parents[2] / "build" / "llm" / "bin" / "python"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("model")
    command = [str(PYTHON), str(Path(__file__).with_name("small_server.py")), str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as server:
        assert server.stdin is not None and server.stdout is not None
        try:
            # The libraries of the server may print before it does.
            yield next(line.strip() for line in server.stdout if line.startswith("http://"))
        finally:
            server.stdin.close()


@pytest.fixture
def reader(address: str, monkeypatch: pytest.MonkeyPatch) -> LlmReader:
    schema = copy.deepcopy(llm._schema())
    schema["properties"]["statements"] |= {"minItems": 1, "maxItems": 1}
    monkeypatch.setattr(llm, "_schema", lambda: schema)
    return open_llm(Settings(llm_endpoint=address), {})


def call(question: str, turn: str) -> list[View]:
    language = "en" if turn.isascii() else "zh"
    return [
        read_turn(0, INVESTIGATOR, question, language),
        read_turn(1, HOSPITAL, turn, language),
    ]


def said(views: list[View], proposals: list[Proposal]) -> list[str]:
    """What the proposals quote of the hospital's turn, which holds it letter for letter."""
    spans = [views[1].original_span(p.start, p.end) for p in proposals]
    assert all(p.turn == 1 for p in proposals)
    return [views[1].original[start:end] for start, end in spans]


def test_what_is_taken_of_honest_turns_was_said(reader: LlmReader) -> None:
    for turn in TURNS:
        views = call("要等多久？" if not turn.isascii() else "How long?", turn)
        print(turn, said(views, reader.read(views)))  # noqa: T201
    print(reader.report())  # noqa: T201
    assert reader.asked == len(TURNS)


def test_of_200_altered_quotations_that_the_caller_puts_none_is_taken(
    reader: LlmReader,
) -> None:
    tried = 0
    for turn, words in altered_quotations(200):
        views = call(words, turn)
        assert words not in said(views, reader.read(views))
        tried += any(refusal.quote == words for refusal in reader.refusals[-1:])
    print(reader.report(), f"{tried} altered quotations were tried")  # noqa: T201
    assert reader.asked == 200
