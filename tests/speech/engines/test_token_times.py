"""Words get the times of their tokens."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from calltools.speech.engines.token_times import anchors_of, anchors_of_bytes, timed_words

TEXTS = st.text("等三个月，。 okwei12-%?", max_size=30)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 29), st.integers(-500, 9_000)), max_size=8))
def test_words_joined_are_the_text_and_their_times_rise(
    text: str, pairs: list[tuple[int, int]]
) -> None:
    offsets = sorted({at for at, _ in pairs if at < len(text)})
    anchors = list(zip(offsets, sorted(ms for _, ms in pairs), strict=False))
    words = timed_words(text, anchors, 1_000, 8_000)
    assert "".join(word.text for word in words) == text.rstrip()
    times = [at for word in words for at in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert all(1_000 <= at <= 8_000 for at in times)


def test_a_word_is_a_sign_or_a_run_of_letters_with_its_marks() -> None:
    words = timed_words("等3.5万，ok吗？ I'm here.", [], 0, 1_000)
    assert [w.text for w in words] == ["等", "3.5", "万，", "ok", "吗？", " I'm", " here."]


def test_a_word_begins_where_its_token_does() -> None:
    tokens = ["等", "三", "个", "▁", "wei@@", "xin", "月"]
    text = "等三个 weixin 月"
    anchors = anchors_of(text, tokens, [0.1, 0.3, 0.5, 0.6, 0.7, 0.9, 1.4])
    words = timed_words(text, anchors, 0, 2_000)
    assert {w.text.strip(): w.start_ms for w in words} == {
        "等": 100, "三": 300, "个": 500, "weixin": 700, "月": 1400
    }  # fmt: skip
    assert words[-1].end_ms == 1_800, "no longer than a syllable lasts"


@given(st.text("等三个月ok", min_size=1, max_size=20), st.data())
def test_tokens_of_bytes_fall_on_signs(text: str, data: st.DataObject) -> None:
    """However the vocabulary divides signs, each begins with the first token that has a byte of
    it."""
    signs = sorted({sign.encode() for sign in text})
    whole = data.draw(st.sets(st.sampled_from(signs)))
    vocabulary = whole | {sign[:2] for sign in signs}
    anchors = anchors_of_bytes(text, vocabulary, [])
    assert anchors == []
    pieces: list[bytes] = []
    for sign in text:
        raw = sign.encode()
        pieces += [raw] if raw in whole or len(raw) == 1 else [raw[:2], raw[2:]]
    times = [n / 10 for n in range(len(pieces))]
    found = dict(anchors_of_bytes(text, vocabulary, times))
    at = 0
    for offset, sign in enumerate(text):
        assert found[offset] == at * 100
        taken = b""
        while taken != sign.encode():
            taken += pieces[at]
            at += 1
