"""The lines that an outlet always runs are left out on reading, and the text stays whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import html
from starlette.testclient import TestClient

from crawler.web.app import create_app
from storage.export import article_record
from storage.furniture.leaving_out import left_out
from storage.reading import iter_articles
from tests.storage.reports import NOTICE, folded_texts, lines_of, report, save, told
from tests.storage.samples import article

if TYPE_CHECKING:
    from pathlib import Path

    from storage.store import Store


def test_a_text_is_read_without_it_and_stays_as_it_is(store: Store) -> None:
    save(store, *(report(seed, NOTICE, "And a last word after it.") for seed in (1, 2, 3)))
    stored = dict(store.connection.execute("SELECT url, text FROM articles").fetchall())
    for url, text in folded_texts(store).items():
        assert NOTICE in stored[url]
        assert NOTICE not in text
        assert len(text) == len(stored[url])
        assert text.index("And a last word") == stored[url].index("And a last word")
    assert store.connection.execute("SELECT max(revision) FROM articles").fetchone() == (1,)


def test_exports_and_pages_tell_it_from_news_and_the_text_stays_whole(store: Store) -> None:
    save(store, *(report(seed, NOTICE, "And a last word after it.") for seed in (1, 2, 3)), report(4))
    records = [article_record(store, stored) for stored in iter_articles(store)]
    assert [record["furniture"] for record in records] == [[NOTICE], [NOTICE], [NOTICE], []]
    assert all(NOTICE in record["text"] for record in records[:3])


@pytest.mark.parametrize("end", ["\n", "\n\n"])
def test_a_text_and_the_lines_left_out_of_it_are_parted_whatever_ends_the_lines(store: Store, end: str) -> None:
    texts = [end.join([NOTICE, *told(seed), NOTICE, "And a last word after it."]) for seed in (1, 2, 3)]
    save(store, *(article(f"http://post.example/{n}", text=text, outlet="Post") for n, text in enumerate(texts)))
    parted = left_out(store.connection, "Post", texts[0])
    assert parted.lines == (NOTICE,)
    assert parted.text == end.join([*told(1), "And a last word after it."])
    alone = left_out(store.connection, "Post", NOTICE)
    assert (alone.lines, alone.text) == ((), NOTICE), "a text of nothing else stays whole"
    other = left_out(store.connection, "Echo", texts[0])
    assert (other.lines, other.text) == ((), texts[0])


@pytest.mark.parametrize("end", ["\n", "\n\n"])
def test_the_page_of_an_article_shows_them_in_a_list_of_their_own(store: Store, tmp_path: Path, end: str) -> None:
    texts = [end.join([*told(seed), NOTICE, "And a last word after it."]) for seed in (1, 2, 3)]
    save(store, *(article(f"http://post.example/{n}", text=text, outlet="Post") for n, text in enumerate(texts)))
    with TestClient(create_app(tmp_path / "store.db"), base_url="http://127.0.0.1:8000") as client:
        page = html.document_fromstring(client.get("/article/1").text)
    readings = [reading.text_content() for reading in page.xpath("//*[contains(@class, 'reading')]")]
    assert [NOTICE in reading for reading in readings] == [False, True]
    assert readings[1].strip() == NOTICE
    assert "And a last word after it." in readings[0]
    assert "1 paragraph that Post always runs" in page.xpath("string(//details/summary)")


def test_short_lines_and_texts_of_hardly_anything_else_stay(store: Store) -> None:
    save(store, *(report(seed, "Read more here.") for seed in range(5)))
    assert lines_of(store) == []
    save(
        store,
        *(report(seed, NOTICE) for seed in (10, 11, 12)),
        article("http://post.example/n", text=NOTICE, outlet="Post"),
    )
    assert folded_texts(store)["http://post.example/n"] == NOTICE
