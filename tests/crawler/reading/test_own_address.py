"""The address of a saved page is the one that it was saved from, else the one that it declares."""

from __future__ import annotations

import pytest

from crawler.extract import extract_saved
from crawler.parsing.htmltree import parse
from crawler.reading.own_address import own_address
from storage.errors import InputError

HERE = "https://outlet.example/pumps-hold"
BROWSER = "<!DOCTYPE html>\n<!-- saved from url=({:04})https://saved.example/a -->\n<html><head>"
SINGLEFILE = (
    "<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: https://saved.example/a \n"
    " saved date: Thu Nov 26 2026 10:00:00 GMT+0000\n--><meta charset=utf-8>"
)
CANONICAL = "<link rel='canonical' href='{}'>"
OG = "<meta property='og:url' content='{}'>"
JSON_LD = '<script type="application/ld+json">{}</script>'
ARTICLE = '{"@type": "NewsArticle", "headline": "Pumps hold", %s}'
SECTION = '{"@type": "CollectionPage", "url": "https://outlet.example/section/a"}'
CARD = '{"@type": "NewsArticle", "headline": "Another", "url": "https://outlet.example/%s"}'


def address(head: str, before: str = "<html><head>") -> str | None:
    body = f"{before}<title>Pumps hold</title>{head}</head><body><p>They held.</p></body></html>".encode()
    return own_address(parse(body, "a saved page"), body)


@pytest.mark.parametrize(
    "head",
    [
        CANONICAL.format(HERE + "?utm_source=x"),
        OG.format(HERE),
        f"<meta name='og:url' content='  {HERE}#top '>",
        JSON_LD.format(ARTICLE % f'"url": "{HERE}"'),
        JSON_LD.format(ARTICLE % f'"mainEntityOfPage": {{"@type": "WebPage", "@id": "{HERE}"}}'),
        JSON_LD.format("[" + SECTION + ", " + ARTICLE % f'"mainEntityOfPage": "{HERE}"' + "]"),
        CANONICAL.format(HERE) + OG.format("https://outlet.example/other"),
        OG.format(HERE) + JSON_LD.format(ARTICLE % '"url": "https://outlet.example/other"'),
        CANONICAL.format("/pumps-hold") + OG.format(HERE),
        CANONICAL.format("https://outlet.example/") + OG.format(HERE),
    ],
)
def test_a_page_declares_its_address_in_one_way_or_another(head: str) -> None:
    assert address(head) == HERE


@pytest.mark.parametrize("before", [BROWSER.format(23), SINGLEFILE, BROWSER.format(23).replace(" -->", "-->")])
def test_where_a_page_was_saved_from_goes_before_what_it_declares(before: str) -> None:
    assert address(CANONICAL.format(HERE), before) == "https://saved.example/a"


def test_a_mark_of_no_address_and_a_comment_within_the_text_say_nothing() -> None:
    unmarked = BROWSER.format(14).replace("https://saved.example/a", "about:internet")
    assert address("", unmarked) is None
    assert address(CANONICAL.format(HERE), unmarked) == HERE
    assert address(CANONICAL.format(HERE) + " " * 9000 + BROWSER.format(23)) == HERE


@pytest.mark.parametrize(
    "head",
    [
        "",
        CANONICAL.format("/pumps-hold"),
        OG.format("//outlet.example/pumps-hold"),
        OG.format("file:///home/pumps-hold.html"),
        JSON_LD.format(ARTICLE % '"url": "pumps-hold"'),
        JSON_LD.format(ARTICLE % '"@id": "https://outlet.example/#article"'),
        JSON_LD.format(f"[{CARD % 'a'}, {CARD % 'b'}]"),
        JSON_LD.format(SECTION),
    ],
)
def test_what_names_no_whole_address_is_refused_with_the_ways_to_give_it(head: str) -> None:
    assert address(head) is None
    with pytest.raises(InputError) as refused:
        extract_saved(f"<html><head>{head}</head><body><p>They held.</p></body></html>".encode(), None)
    for way in ("a comment of what saved it", "rel=canonical", "og:url", "JSON-LD", "--url", "import JSON Lines"):
        assert way in str(refused.value)
