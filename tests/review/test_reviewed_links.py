"""What goes out of an alignment: links as people moved them, findings with who answered them."""

from __future__ import annotations

import csv
import io

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import aligned_call
from calltools.alignment.exchange import read_json
from calltools.alignment.exchange import to_json as alignment_json
from calltools.alignment.model import AlignedCall, Link
from calltools.cli import cli
from calltools.errors import SettingsError
from calltools.provenance import Step
from calltools.review.desk import Review
from calltools.review.links import link_rows
from calltools.review.reviewed_alignment import reviewed_alignments
from calltools.store.call_folder import ALIGNMENT
from calltools.store.workspace import Workspace
from made_reviews import made_workspace


@pytest.fixture
def desk(aligned: Review) -> Review:
    return aligned


def move(desk: Review, turn: int, source: int, target: int, who: str = "ann") -> str:
    """Let ``who`` move an English turn between rows of the machine."""
    rows = [row.state.key for row in link_rows(desk.call("a01").states)]
    return desk.move_turn("a01", "en", turn, rows[source], rows[target], who).id


def exported(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(cli, ["export", "--reviewed", "--table", "links", *arguments])
    assert result.exit_code == code, result.output
    return result.stdout


def pairs(call: AlignedCall) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(link.zh, link.en) for link in call.alignment.links]


def test_a_moved_link_goes_out_as_it_was_moved_and_the_others_as_the_machines(
    desk: Review,
) -> None:
    move(desk, 2, 5, 1)
    (call,) = read_json(exported("--format", "json"))
    assert pairs(call)[1] == ((1,), (1, 2))
    assert pairs(call)[5] == ((5,), ())
    said = [[(one.status, one.by) for one in link.answers] for link in call.alignment.links]
    assert said == [[], [("moved", "ann")], [], [], [], [("moved", "ann")], []]
    assert call.alignment.links[1].answers[0].time.endswith("Z")

    rows = list(csv.DictReader(io.StringIO(exported("--format", "csv"))))
    assert rows[1]["en"] == "Two months. | We don't operate at weekends."
    assert rows[1]["review"].startswith("moved by ann 20")
    assert {rows[n]["review"] for n in (0, 2, 3, 4, 6)} == {"machine"}

    tmx = etree.fromstring(exported("--format", "tmx", "--without", "nothing").encode())
    units = {tuple(seg.text for seg in tu.iter("seg")): tu for tu in tmx.iter("tu")}
    moved = ("大概一个月吧。我也说不准。", "Two months. We don't operate at weekends.")
    reviews = {
        words: tu.xpath("string(prop[@type='x-review'])").split(" 20")[0]
        for words, tu in units.items()
    }
    assert reviews[moved] == "moved by ann"
    assert reviews["费用呢？", "And the cost?"] == "machine"
    assert "周末不做手术。" not in {words[0] for words in units}

    xliff = exported("--format", "xliff")
    assert "Two months. We don't operate at weekends." in xliff
    assert ">moved by ann 20" in xliff


def test_findings_tell_who_answered_them_and_what(desk: Review) -> None:
    organ, figure = (
        next(one for one in desk.call("a01").of_kind("finding") if one.label == label).key
        for label in ("negation_changed", "number_changed")
    )
    desk.decide("a01", figure, "disagree", "bob", reason="two calls")
    desk.decide("a01", figure, "comment", "cem", value={"text": "listen to 0:05"})
    desk.decide("a01", organ, "agree", "ann")
    (call,) = read_json(exported("--format", "json"))
    told = {
        finding.type: [(one.status, one.by, one.text) for one in finding.answers]
        for finding in call.alignment.findings
        if finding.answers
    }
    assert told == {
        "number_changed": [
            ("disagreed", "bob", "two calls"),
            ("commented", "cem", "listen to 0:05"),
        ],
        "negation_changed": [("agreed", "ann", "")],
    }
    assert "disagreed by bob" in exported("--format", "tmx", "--without", "nothing")


def test_what_one_of_two_decided_blind_does_not_go_out(desk: Review) -> None:
    found = next(one for one in desk.call("a01").of_kind("finding"))
    blind = {"people": ["ann", "bob"], "blind": True}
    desk.decide("a01", found.key, "assign", "lead", value=blind)
    desk.decide("a01", found.key, "disagree", "ann", reason="planted")
    desk.decide("a01", found.key, "comment", "ann", value={"text": "planted"})
    assert "planted" not in exported("--format", "json")
    desk.decide("a01", found.key, "disagree", "bob", reason="planted too")
    assert "planted too" in exported("--format", "json")


@settings(max_examples=6, deadline=None)
@given(moves=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 6)), max_size=5))
def test_every_turn_and_sentence_goes_out_once_and_within_its_link(
    moves: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    workspace = made_workspace(tmp_path_factory.mktemp("w"))
    workspace.folder("a01").commit(
        Step("align"), {ALIGNMENT: alignment_json([aligned_call.call()])}
    )
    desk = Review(Workspace(workspace.root))
    for turn, target in moves:
        rows = link_rows(desk.call("a01").states)
        (source,) = (n for n, row in enumerate(rows) if turn in [t.number for t in row.en])
        move(desk, turn, source, target)
    (call,) = reviewed_alignments(desk, "a01")
    of = call.alignment
    assert sorted(n for link in of.links for n in link.zh) == list(range(6))
    assert sorted(n for link in of.links for n in link.en) == list(range(6))
    assert sorted(n for link in of.sentence_links for n in link.zh) == list(range(7))
    assert sorted(n for link in of.sentence_links for n in link.en) == list(range(6))

    def turns(link: Link) -> tuple[set[int], set[int]]:
        zh = {of.zh_sentences[n].turn for n in link.zh}
        return zh, {of.en_sentences[n].turn for n in link.en}

    for link in of.sentence_links:
        zh, en = turns(link)
        assert any(zh <= set(one.zh) and en <= set(one.en) for one in of.links)


@pytest.mark.usefixtures("desk")
def test_what_can_not_be_meant_is_told() -> None:
    assert exported("a02", "--format", "csv", code=1) == ""
    links = ["export", "--table", "links"]
    for wrong in (
        ["--reviewed", "--format", "xlsx"],
        ["--reviewed", "--schema", "json"],
        [],
    ):
        assert isinstance(CliRunner().invoke(cli, [*links, *wrong]).exception, SettingsError)
