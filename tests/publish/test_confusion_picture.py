from __future__ import annotations

from xml.etree import ElementTree

from calltools.publish.confusion_picture import confusion_picture

COUNTS = {("a", "a"): 3, ("a", "b"): 1, ("b", "b"): 2, ("b", "a"): 4}


def drawn(title: str = "T") -> ElementTree.Element:
    grave = frozenset([("a", "b")])
    return ElementTree.fromstring(confusion_picture(COUNTS, ["a", "b"], ["a", "b"], grave, title))


def test_every_count_is_drawn_and_told() -> None:
    picture = drawn()
    counts = [element.text for element in picture.iter() if element.get("class") == "count"]
    assert counts == ["3", "1", "4", "2"]
    told = [element.text for element in picture.iter() if element.tag.endswith("title")]
    assert "labelled b, judged a: 4" in told


def test_what_is_grave_and_called_clean_is_framed() -> None:
    styles = [
        element.get("class")
        for element in drawn().iter()
        if element.get("fill-opacity") is not None
    ]
    assert styles == ["right", "grave", "wrong", "right"]


def test_titles_are_escaped() -> None:
    assert drawn("<b>&").get("aria-label") == "<b>&"
