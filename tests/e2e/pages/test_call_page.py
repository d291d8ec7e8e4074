"""The page of a call does what a reader asks of it: by mouse, by key, at any length."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pytest
from watched import Watched

import demo_call
from calltools.provenance import Step
from calltools.transcripts.model import Call, Gap, Party, Transcript, Turn, Word
from calltools.views import Encoded
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


# The page of a call can be read


def test_no_width_scrolls_sideways_and_statements_stand_beside_the_turn_or_below(
    demo: Callable[..., Watched],
) -> None:
    page = demo(has_touch=True).page
    wide = "document.documentElement.scrollWidth"
    for width in (320, 390, 768, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        for is_open in ("false", "true"):
            page.evaluate(f"document.querySelector('details').open = {is_open}")
            assert page.evaluate(wide) <= width
        for button in page.locator("#play, #back, #zoom-in, #help-button").all():
            assert button.bounding_box()["height"] >= 32
        text = page.locator("#t3 .said").bounding_box()
        card = page.locator("#s0").bounding_box()
        if width in (390, 1920):
            assert (card["x"] >= text["x"] + text["width"]) is (width == 1920)


def luminance(colour: str) -> float:
    """Relative luminance of ``rgb(…)`` after WCAG 2.2."""
    channels = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_what_lies_behind_it(
    demo: Callable[..., Watched], scheme: str
) -> None:
    page = demo(color_scheme=scheme).page
    page.click("#t5 [data-w='1']")
    page.evaluate("document.querySelector('details').open = true")
    pairs = page.evaluate(
        """() => {
          const back = (e) => { for (; e; e = e.parentElement) {
            const colour = getComputedStyle(e).backgroundColor;
            if (!colour.startsWith('rgba(0, 0, 0, 0')) return colour; } };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const found = {};
          while (walker.nextNode()) {
            const e = walker.currentNode.parentElement;
            if (!walker.currentNode.data.trim()) continue;
            if (e.closest('script, svg, [hidden], dialog')) continue;
            found[`${getComputedStyle(e).color}|${back(e)}`] = e.className || e.tagName;
          }
          return Object.entries(found);
        }"""
    )
    assert len(pairs) > 5
    for pair, where in pairs:
        text, ground = sorted((luminance(colour) for colour in pair.split("|")), reverse=True)
        assert (text + 0.05) / (ground + 0.05) >= 4.5, (pair, where)


def test_the_colours_follow_the_system_and_the_button(demo: Callable[..., Watched]) -> None:
    page = demo(color_scheme="dark").page
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    assert luminance(dark) < 0.05
    page.click("#theme")
    assert luminance(page.evaluate(background)) > 0.9
    page.reload()
    assert page.text_content("#theme") == "Light"
    page.click("#theme")
    assert page.evaluate(background) == dark


def test_on_paper_controls_are_gone_and_everything_else_is_there(
    demo: Callable[..., Watched],
) -> None:
    page = demo(color_scheme="dark").page
    page.emulate_media(media="print")
    for gone in (".player", ".tools", "#playhead"):
        assert not page.locator(gone).first.is_visible()
    for there in ("#timeline", "#t11", "#s2", ".notice.synthetic"):
        assert page.locator(there).first.is_visible()
    assert luminance(page.evaluate("getComputedStyle(document.body).backgroundColor")) > 0.9
    assert page.pdf()[:5] == b"%PDF-"
    assert page.evaluate("document.querySelector('details').open")  # provenance is printed too


# What stands in a transcript is text in the page, whatever it says


HOSTILE = (
    "</script></title></style><script>hacked()</script>"
    "<img src=x onerror=hacked()><svg onload=hacked()>"
    "\"'`onmouseover=hacked() {{7*7}} ${hacked()} --> ]]> &lt; &amp;"
    "\u2028\u2029\u202e\u2066\x00\x1b[31m"
)


def test_hostile_text_in_every_field_stays_text(
    show: Callable[..., Watched], sound: Encoded
) -> None:
    call = demo_call.transcript()
    turns = tuple(
        replace(
            turn,
            text=HOSTILE,
            speaker=HOSTILE,
            words=(Word(HOSTILE, 0, 30, turn.start_ms, turn.end_ms, 0.1, HOSTILE, HOSTILE),),
            flags=(HOSTILE, "overlap"),
            glosses=(HOSTILE,),
            stage_directions=(HOSTILE,),
            translation=HOSTILE,
        )
        for turn in call.turns
    )
    known = {f.name: HOSTILE for f in fields(Call) if "str" in str(f.type)}
    hostile = replace(
        call,
        turns=turns,
        language=HOSTILE,
        call=Call(**known),
        parties=(Party(HOSTILE, "hospital", 0.5, HOSTILE, (HOSTILE,)),),
        gaps=(Gap(HOSTILE, 0, 1000),),
        flags=(HOSTILE,),
        audio_sha256=HOSTILE,
        pcm_sha256=HOSTILE,
        provenance=(
            Step(
                HOSTILE,
                *[{HOSTILE: HOSTILE}] * 2,
                {HOSTILE: [HOSTILE]},
                {HOSTILE: HOSTILE},
                *[HOSTILE] * 4,
            ),
        ),
        measures={HOSTILE: HOSTILE},
    )
    names = (
        "category organ qualifier availability count_period currency modality introduced_by"
        " retracts id reading quote"
    )
    texts = dict.fromkeys(names.split(), HOSTILE)
    numbers = {"turn_index": 0, "start": 0, "end": len(HOSTILE), "price_min": 1, "count_min": 1}
    first = demo_call.statements(call)[0]
    statements = [
        demo_call.changed(first, **texts, **numbers, assent=True, ref_turn=1),
        demo_call.changed(first, **texts, turn_index=99),
        demo_call.changed(first, quote=HOSTILE, modality="denied"),
    ]
    html = call_page(hostile, statements, title=HOSTILE, audio=sound.data, audio_type=HOSTILE)
    watched = show(html)
    page = watched.page
    for key in "jnf?":
        page.keyboard.press(key)
    page.keyboard.press("Escape")
    page.hover(".flag >> nth=0")
    page.mouse.move(400, 400)
    assert page.locator("script").count() == 1  # ours; the sound's text was taken in
    assert page.locator("img, svg[onload], [onerror], [onmouseover]").count() == 0
    assert "<script>hacked()</script>" in page.text_content("#t0 .text")
    assert "[U+202E]" in page.text_content("#t0 .text")
    assert page.title().startswith("</script>")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_the_policy_stops_what_escaping_would_let_through(show: Callable[..., Watched]) -> None:
    intruder = (
        "<script>hacked()</script><img src='https://calls.invalid/x' onerror='hacked()'>"
        "<style>body { background: url(https://calls.invalid/y) }</style>"
    )
    html = call_page(demo_call.transcript(), [], title="here").replace("<h1>", "<h1>" + intruder)
    watched = show(html)
    watched.page.wait_for_timeout(200)
    assert watched.page.evaluate("window.wasHacked") is None
    blocked = [line for line in watched.complaints if "Content Security Policy" in line]
    assert len(blocked) >= 3
    tried = [u for u in watched.requests if u.startswith("https:")]
    stopped = [watched.failures[url] for url in tried]
    assert stopped == ["csp"] * len(tried), "before they left"
    watched.requests[:] = [u for u in watched.requests if u not in tried]
    watched.complaints.clear()
