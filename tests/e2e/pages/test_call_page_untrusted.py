"""What stands in a transcript is text in the page, whatever it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import pytest
from watched import Watched

import demo_call
from calltools.provenance import Step
from calltools.transcripts.model import Call, Gap, Party, Word
from calltools.views import Encoded
from calltools.views.call_page import call_page

pytestmark = pytest.mark.browser

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
