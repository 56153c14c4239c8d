"""What is cropped of a page holds its headline and most of its text, in the frames that extractors know it by."""

from __future__ import annotations

from crawler.parsing.headings import headline_of
from crawler.parsing.htmltree import Node, parse, visible_text
from crawler.reading.cropping import core_of, framed
from crawler.reading.regions import densest, weigh

PROSE = "<p>The bridge over the Lenne was closed on Monday after a crack had been found in one of its piers.</p>" * 6
URL = "https://news.example.org/bridge-closed"


def crop(body: str, title: str = "Bridge closed") -> str | None:
    tree = parse(f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode(), URL)
    part = core_of(tree, headline_of(tree), densest(weigh(tree)), weigh(tree))
    return None if part is None else visible_text(part)


def test_menus_and_lists_are_left_out() -> None:
    found = crop(f"<nav>Home Sports</nav><main><h1>Bridge closed</h1>{PROSE}</main><div>Other news</div>")
    assert found is not None
    assert found.startswith("Bridge closed")
    assert "Sports" not in found
    assert "Other news" not in found


def test_the_frames_stay_without_what_else_they_hold() -> None:
    page = f"<div class=story-body><p>Menu</p><section><h1>Bridge closed</h1>{PROSE}</section></div>"
    tree = parse(f"<html><body>{page}</body></html>".encode(), URL)
    part: Node = framed(core_of(tree, headline_of(tree), densest(weigh(tree)), weigh(tree)))
    assert part.tag == "html"
    assert [node.get("class") for node in part.iter("div")] == ["story-body"]
    assert "Menu" not in visible_text(part)
    assert "Menu" in visible_text(tree)


def test_a_head_with_a_standfirst_is_not_the_article() -> None:
    text = "<br>".join(["The text of this page lies in no paragraph, only between breaks of lines."] * 9)
    found = crop(f"<main><header><h1>Bridge closed</h1>{PROSE[:90]}</header><div>{text}</div></main>")
    assert "lies in no paragraph" in str(found)


def test_of_a_page_without_a_frame_or_a_headline_nothing_is_cropped() -> None:
    assert crop(f"<h1>Bridge closed</h1>{PROSE}<p>Foot</p>") is None
    assert crop(f"<main>{PROSE}</main>") is None


def test_a_text_that_goes_on_elsewhere_is_cropped_as_a_whole_or_not_at_all() -> None:
    lead = f"<div><div class=lead><h1>Bridge closed</h1>{PROSE * 2}</div></div>"
    rest = f"<div><div class=rest>{PROSE.replace('Monday', 'Sunday')}</div></div>"
    assert "Sunday" in str(crop(f"<nav>Home</nav><main>{lead}{rest}</main><div>Other news</div>"))
    assert crop(f"{lead}{rest}") is None
    assert crop(f"{lead}<div>Other news</div>") is not None
