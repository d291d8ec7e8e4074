from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import demo_call
from calltools.transcripts.model import Call, Gap, Transcript, Turn
from calltools.views.call_page import call_page


class Text(HTMLParser):
    """The words of a page, those of scripts and styles left out; the attributes of its tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._silent = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag in ("script", "style")
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self._silent = False
        if tag not in ("bdi", "mark", "span"):
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)

    def __str__(self) -> str:
        return " ".join("".join(self.words).split())


def page(**options: object) -> str:
    call = demo_call.transcript()
    return call_page(call, demo_call.statements(call), **options)  # type: ignore[arg-type]


def words_of(call: Transcript) -> str:
    """The words of its page, without statements."""
    return str(Text(call_page(call, [])))


def test_it_says_what_is_known_and_has_every_turn_word_for_word() -> None:
    html = page(title="demo-call.wav")
    text = str(Text(html))
    for told in (
        "郑州云泽医院", "2005-11-08", "demo-call.wav", "ab" * 32, "cd" * 32, "43 s",
        "Synthetic: an invented call", "Machine transcript, unreviewed", "people decide",
        "transcribe", "Model whisper-base", "ef" * 32, "beam_size", "bandwidth narrow",
        *(turn.text for turn in demo_call.transcript().turns),
        # Prompting is shown with what was asked.
        "first said by the investigator (prompted)",
        "answers turn 4 without accepting it: 一个星期行不行？老人等不起。",
    ):  # fmt: skip
        assert told in text
    assert "heard otherwise" not in text
    real = replace(demo_call.transcript(), call=Call(hospital="某院"))
    assert "Synthetic" not in words_of(real)
    assert page(audio=b"\xff\xf3") == page(audio=b"\xff\xf3"), "the same bytes"


def test_a_denied_figure_is_struck_and_named_as_denied_wherever_it_stands() -> None:
    html = page()
    struck = re.findall(r"<s>(.*?)</s>", html)
    assert struck == ["<bdi>7 days (1 week)</bdi>"]
    for place in re.finditer(r"7 days \(1 week\)", html):
        assert "DENIED" in html[place.start() - 120 : place.start()]


def test_a_quotation_that_is_not_at_its_place_is_told_and_not_drawn_there() -> None:
    call = demo_call.transcript()
    first = demo_call.statements(call)[0]
    html = call_page(call, [demo_call.changed(first, start=1, end=7)])
    assert "<mark" not in html
    assert "The quotation is not at the place that the record names." in html
    stray = demo_call.changed(first, turn_index=99, start_ms=None)
    assert "Statements without a turn" in call_page(call, [stray])


def test_flags_are_explained_in_words_and_doubted_words_have_their_probability() -> None:
    tags = Text(page()).tags
    pointed = {a["aria-describedby"] for tag, a in tags if a.get("class") == "flag"}
    assert pointed == {"flag-low-5fconfidence", "flag-overlap", "flag-likely-5finvented"}
    assert pointed <= {attributes.get("id") for _, attributes in tags}
    assert {a["title"] for _, a in tags if a.get("class") == "low"} == {"probability 0.30"}
    text = words_of(replace(demo_call.transcript(), flags=("prompted", "something_new")))
    assert "The recogniser was given words to expect" in text
    assert "The program set the flag something_new" in text
    assert text.index("something_new") < text.index("您好，请问"), "those of the whole at the top"


def test_gaps_stand_between_the_turns_in_order_of_time() -> None:
    call = demo_call.transcript()
    gaps = (*call.gaps, Gap("unheard", 35_400, 36_200), Gap("busy_tone", 42_000, 42_500))
    text = words_of(replace(call, gaps=gaps))
    places = [
        text.rindex(words)
        for words in (
            "ringing, 1 s", "您好，请问", "慢的话一个多月", "speech without text, 1 s",
            "一个星期行不行",
            "unheard, the recogniser wrote a loop: listen, 1 s", "主任都在", "busy tone, 0 s",
        )
    ]  # fmt: skip
    assert places == sorted(places)
    spoken = (Gap("speech_without_text", 18_500, 19_300, "SPEAKER_01"),)
    html = call_page(replace(call, gaps=spoken), [])
    assert "Hospital speech without text, 1 s" in str(Text(html))
    assert html.count('class="gap gap-speech_without_text"') == 2, "with the sound, in its lane"


def test_without_sound_or_times_the_text_is_still_there() -> None:
    call = Transcript((Turn("喂", "甲"), Turn("你好", "乙", "hospital")), origin="published")
    html = call_page(call, [])
    assert "Published transcript, as printed." in html
    assert 'id="timeline"' not in html
    assert 'id="play"' not in html
    assert "你好" in html
    assert "No words were written for this call." in call_page(Transcript(()), [])


def test_what_a_second_hearing_has_stands_behind_the_words_once() -> None:
    call = demo_call.transcript()
    words = [
        replace(w, otherwise="四天") if i < 2 else w for i, w in enumerate(call.turns[5].words)
    ]
    turn = replace(call.turns[5], words=words, flags=("heard_otherwise",))
    changed = replace(call, turns=(*call.turns[:5], turn, *call.turns[6:]))
    record = replace(demo_call.statements(call)[0], heard_otherwise="要等四天")
    text = str(Text(call_page(changed, [record])))
    assert text.count("[heard otherwise: 四天]") == 1
    assert text.count("要等四天") == 1
    assert "listen before using either" in text


def test_a_reading_is_shown_once_behind_the_words_until_a_part_of_them_is_another() -> None:
    call = demo_call.transcript()
    turn = call.turns[0]
    size = len(turn.text[: turn.words[1].end])
    words = [replace(w, proposed="肝" * size) if i < 2 else w for i, w in enumerate(turn.words)]
    for proposed, shown in ((words, 1), ([replace(words[0], proposed=None), *words[1:]], 0)):
        changed = replace(turn, words=tuple(proposed), flags=("reading_proposed",))
        text = words_of(replace(call, turns=(changed, *call.turns[1:])))
        assert text.count(f"[perhaps: {'肝' * size}]") == shown
        assert "listen before using it" in text


def test_text_stays_text() -> None:
    call = demo_call.transcript()
    for text in ("</script><script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>"):
        turn = replace(call.turns[0], text=text, words=(), speaker=text)
        html = call_page(replace(call, turns=(turn,), call=Call(hospital=text)), [], title=text)
        assert "alert(1)" in "".join(Text(html).words)
        assert not [tag for tag, _ in Text(html).tags if tag == "img"]
        assert html.count("<script") == page().count("<script")
