"""Which elements of a page are boxes beside its news is told by the words of their names."""

from __future__ import annotations

import pytest

from crawler.furniture import furniture_of, key_of
from crawler.htmltree import parse

LINE = "The ferry takes twenty-five minutes from pier to pier."


@pytest.mark.parametrize(
    ("name", "is_box"),
    [
        ("fact-box", True),
        ("facts-box wide", True),
        ("ArticleFactBox", True),
        ("print-only", True),
        ("post-meta", True),
        ("widget", True),
        ("artifact-box", False),
        ("artefacts-box", False),
        ("widget-area", False),
        ("promotion", False),
    ],
)
def test_a_box_is_told_by_its_name(name: str, is_box: bool) -> None:
    tree = parse(f"<html><body><div class='{name}'><p>{LINE}</p></div></body></html>".encode(), "https://a.example/")
    assert (key_of(LINE) in furniture_of(tree, [LINE], set()).boxes) is is_box


def test_a_long_text_is_not_searched_for_each_of_its_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.furniture.MAX_SEARCHED", 100)
    quote = "They have waited for years, and can wait for another spring."
    body = f"<html><body><aside>{quote}</aside><p>The mayor spoke.</p></body></html>"
    place = parse(body.encode(), "https://a.example/")

    assert furniture_of(place, ["The mayor spoke.", "He sat down."], set()).quotes == set()
    assert furniture_of(place, ["The mayor spoke."] * 4, set()).quotes == {key_of(quote)}
