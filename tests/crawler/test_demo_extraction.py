"""Each article of the demo's web, rendered by its outlet's template, comes back as its editors wrote it."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.demo_pages import DemoText, demo_pages, demo_texts
from crawler.extract import extract
from storage.records import Article

EXPECTED: dict[str, Any] = json.loads(Path(__file__).with_name("demo_expected.json").read_text())
LANGUAGES = {"www.correodeloruna.example": "es", "www.qingdu-news.example": "zh", "www.yuanfan-zixun.example": "zh"}
NOBODY = re.compile(r"Wire|staff|desk|Office|RiverWatch|agencies")  # are no persons
NO_ARTICLES = {*EXPECTED["gone"], *EXPECTED["not_articles"]}
TEXTS = [text for text in demo_texts(2) if text.url not in NO_ARTICLES]


def article_of(text: DemoText) -> Article:
    page = demo_pages(2)[text.url]
    return extract(page.body, text.url, content_type=page.content_type)


def squeezed(text: str) -> str:
    """Without the agency's dateline, which belongs to the attributions as much as to the text."""
    return " ".join(re.sub(r"^[A-Z ]+ \(Meridian Wire\) - ", "", text).split())


each_text = pytest.mark.parametrize("text", TEXTS, ids=lambda text: f"{text.host}-{text.name}")


@each_text
def test_headline(text: DemoText) -> None:
    assert article_of(text).title == text.head["title"]


@each_text
def test_date_as_precise_as_the_page_gives_it_and_no_more(text: DemoText) -> None:
    declared, found = text.head.get("date"), article_of(text).published_at
    if declared is None:
        assert found is None
    else:
        assert found is not None
        assert datetime.fromisoformat(found) == datetime.fromisoformat(declared)
        assert ("T" in found) == ("T" in declared)


@each_text
def test_authors(text: DemoText) -> None:
    named = [name for name in text.head.get("author", "").split(" and ") if name and not NOBODY.search(name)]
    found = article_of(text).authors
    assert [name for name in named if name not in found] == []


@each_text
def test_every_paragraph_in_order_and_no_boilerplate(text: DemoText) -> None:
    article = article_of(text)
    whole = squeezed(article.text)
    places = [whole.find(squeezed(paragraph)) for paragraph in text.paragraphs]
    assert [text.paragraphs[i][:60] for i, place in enumerate(places) if place < 0] == []
    assert places == sorted(places)
    assert [phrase for phrase in EXPECTED["boilerplate"] if phrase in article.text] == []
    assert text.head["title"] not in article.text.split("\n\n")
    assert text.head.get("caption", "?") not in article.text


@each_text
def test_language(text: DemoText) -> None:
    assert article_of(text).language == LANGUAGES.get(text.host, "en")


@each_text
def test_canonical_url(text: DemoText) -> None:
    assert article_of(text).canonical_url == text.url


def test_an_update_says_when_it_was_made() -> None:
    (text,) = [text for text in TEXTS if text.head.get("updated")]
    modified = article_of(text).modified_at
    assert modified is not None
    assert datetime.fromisoformat(modified) == text.changed


@pytest.mark.parametrize("credited", EXPECTED["credited"], ids=lambda credited: credited["url"].rsplit("/", 1)[-1])
def test_whom_a_text_credits(credited: dict[str, str]) -> None:
    text = next(text for text in TEXTS if text.url == credited["url"])
    found = {(one.name, one.url) for one in article_of(text).attributions}
    assert (credited["name"], credited.get("link")) in found
