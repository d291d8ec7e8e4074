"""The page of a call does what a reader asks of it: by mouse, by key, at any length."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from watched import Watched

import demo_call
from calltools.transcripts.model import Transcript, Turn
from calltools.views.call_page import call_page

pytestmark = pytest.mark.browser


def test_timeline_turns_words_and_statements_seek_and_play(demo: Callable[..., Watched]) -> None:
    watched = demo()
    page = watched.page
    lane = page.locator(".voice svg.lane").first
    lane.click(position={"x": lane.bounding_box()["width"] / 2, "y": 10})
    length_s = (demo_call.transcript().duration_ms or 0) / 1000
    assert watched.time() == pytest.approx(length_s / 2, abs=0.2)
    assert not watched.playing()
    page.click("#t2 [data-w='4']")
    word = demo_call.transcript().turns[2].words[4]
    assert watched.time() == pytest.approx((word.start_ms or 0) / 1000, abs=0.1)
    assert watched.lit() == [word.text]
    page.click(".time[data-turn='5']")
    watched.until(watched.playing)
    begins_s = (demo_call.transcript().turns[5].start_ms or 0) / 1000
    assert watched.time() == pytest.approx(begins_s, abs=0.5)
    watched.until(lambda: watched.time() > begins_s + 0.7)
    assert watched.turns() == ["t5"]
    page.click("#play")
    watched.until(lambda: not watched.playing())
    told = [f"t{one.turn_index}" for one in demo_call.statements(demo_call.transcript())]
    page.click("#s2 blockquote")
    watched.until(watched.playing)
    assert watched.turns() == [told[2]]
    assert "on" in page.get_attribute("#s2", "class").split()
    page.click(".marks a[data-card='s0']")
    watched.until(lambda: watched.turns() == [told[0]])
    page.click("#play")
    page.evaluate(f"location.hash = '#s{len(told) - 1}'")
    watched.until(lambda: watched.turns() == [told[-1]])


def test_words_light_up_one_after_another_while_it_plays(demo: Callable[..., Watched]) -> None:
    watched = demo()
    watched.page.click(".time[data-turn='3']")
    seen: list[str] = []
    end = time.monotonic() + 6
    while time.monotonic() < end and (not seen or watched.turns() == ["t3"]):
        word = "".join(watched.lit())
        if word and word not in seen:
            seen.append(word)
    turn = demo_call.transcript().turns[3]
    words = [word.text for word in turn.words]
    assert len(seen) >= len(words) - 1  # the machine that tests may miss one
    assert [word for word in words if word in seen] == seen


def test_every_key_does_what_the_help_says(demo: Callable[..., Watched]) -> None:
    watched = demo()
    press = watched.page.keyboard.press
    starts = [(turn.start_ms or 0) / 1000 for turn in demo_call.transcript().turns]

    def at(seconds: float) -> bool:
        return watched.time() == pytest.approx(seconds, abs=0.1)

    for key, turn in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowDown", 2), ("ArrowUp", 1)):
        press(key)
        assert at(starts[turn]), key
    press("ArrowUp")
    assert at(starts[0])
    press("ArrowRight")
    assert at(starts[0] + 3)
    press("ArrowLeft")
    assert at(starts[0])
    press("j")
    assert at(starts[3])
    press("j")
    press("n")
    assert at(starts[5])
    press("k")
    assert at(demo_call.statements(demo_call.transcript())[1].start_ms / 1000)  # type: ignore[operator]
    press("f")
    assert at(18.5)  # speech without text
    press("f")
    assert at(starts[9])
    press("F")
    assert at(18.5)
    press(" ")
    watched.until(watched.playing)
    press(" ")
    watched.until(lambda: not watched.playing())
    press("?")
    assert watched.page.locator("#help").is_visible()
    for words in ("play, pause", "3 seconds", "turn before", "previous card", "warning", "zoom"):
        assert words in watched.page.text_content("#help")
    before = watched.time()
    press("j")  # the help is open: no key goes past it
    assert watched.time() == before
    press("Escape")
    assert not watched.page.locator("#help").is_visible()


def test_everything_can_be_reached_by_tab_and_shows_its_focus(demo: Callable[..., Watched]) -> None:
    watched = demo()
    reached = []
    for _ in range(14):
        watched.page.keyboard.press("Tab")
        reached.append(
            watched.page.evaluate(
                "[document.activeElement.id || document.activeElement.className,"
                " getComputedStyle(document.activeElement).outlineStyle]"
            )
        )
    watched.page.focus("#theme")
    watched.page.keyboard.press(" ")  # presses what has the focus
    assert watched.page.text_content("#theme") == "Light"
    assert not watched.playing()
    names = [name for name, _ in reached]
    for name in ("skip", "theme", "help-button", "play", "back", "forward", "speed", "follow"):
        assert name in names
    assert {outline for _, outline in reached} == {"solid"}


def test_the_timeline_zooms_and_keeps_the_position_in_view(demo: Callable[..., Watched]) -> None:
    watched = demo()
    page = watched.page
    width = "document.querySelector('#axis').getBoundingClientRect().width"
    fit = page.evaluate(width)
    page.click(".time[data-turn='9']")
    page.keyboard.press(" ")
    page.click("#zoom-in")
    page.click("#zoom-in")
    assert page.evaluate(width) == pytest.approx(fit * 2.56, rel=0.01)
    assert len(page.locator("#axis text").all()) > 10
    seen = page.evaluate(
        "(() => { const p = document.querySelector('#playhead').getBoundingClientRect(),"
        " t = document.querySelector('#timeline').getBoundingClientRect();"
        " return t.left < p.left && p.right < t.right; })()"
    )
    assert seen
    page.keyboard.press("0")
    assert page.evaluate(width) == pytest.approx(fit, rel=0.01)
    # A warning explains itself on hover and on focus.
    page.locator(".flag", has_text="likely invented").hover()
    assert "nobody spoke" in page.text_content("#tip")
    assert page.locator("#tip").is_visible()
    page.mouse.move(1, 1)
    page.locator(".flag", has_text="low confidence").focus()
    assert "low probability" in page.text_content("#tip")


def test_an_hour_with_1700_turns_opens_and_answers_at_once(show: Callable[..., Watched]) -> None:
    call, statements = demo_call.long_call(1700)
    assert (call.duration_ms or 0) > 3_500_000

    frame = bytes.fromhex("fff348c4") + bytes(140)  # an MP3 frame of silence, 36 ms
    sound = frame * ((call.duration_ms or 0) // 36)
    html = call_page(call, statements, audio=sound, peaks=[0.5] * 2000)
    started = time.monotonic()
    watched = show(html)
    page = watched.page
    page.locator("#t0").wait_for()
    assert time.monotonic() - started < 6  # under 2 s on a free machine; this one is shared
    started = time.monotonic()
    page.keyboard.press("ArrowDown")
    assert watched.turns() == ["t0"]
    lane = page.locator(".voice svg.lane").first
    lane.click(position={"x": lane.bounding_box()["width"] * 0.75, "y": 10})
    there = watched.time()
    assert there == pytest.approx((call.duration_ms or 0) * 0.75 / 1000, rel=0.01)
    page.keyboard.press("n")
    page.keyboard.press("+")
    assert there < watched.time() < there + 300  # the next statement after that place
    assert time.monotonic() - started < 3


def test_a_transcript_without_sound_can_be_gone_through(show: Callable[..., Watched]) -> None:
    call = Transcript((Turn("喂", "甲"), Turn("等两周", "乙", "hospital")), origin="published")
    place = {"turn_index": 1, "start": 0, "end": 3, "quote": "等两周"}
    first = demo_call.statements(demo_call.transcript())[0]
    statement = demo_call.changed(first, **place, start_ms=None, end_ms=None)
    page = show(call_page(call, [statement])).page
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#t0"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#t1"
    page.keyboard.press("n")
    assert "on" in page.get_attribute("#s0", "class").split()
    page.keyboard.press(" ")
