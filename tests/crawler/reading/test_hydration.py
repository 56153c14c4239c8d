"""The article of a page that its own scripts are to fill is read out of the data that they are given for it."""

from __future__ import annotations

import json

import pytest

from crawler.extract import extract
from crawler.parsing import jsonld
from crawler.parsing.htmltree import parse
from crawler.reading import hydration
from crawler.reading.hydration import unpack
from storage.errors import NotAnArticleError

URL = "https://www.lindmouthpost.example/harbour/breakwater-vote-8841"
TITLE = "Council votes for a new breakwater"
PARAGRAPHS = (
    "The harbour council voted on Tuesday night to rebuild the eastern breakwater of the town.",
    "Engineers told the meeting that the work would take two summers and cost eleven million crowns.",
    "Fishing crews have used the inner basin since the winter, the harbour master said after the vote.",
)
OTHER = "<p>The boat to the island was late again on Monday, and nobody knew why.</p>" * 20
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
STORIES = [{"title": "Boat late again", "body": OTHER}, {"title": TITLE, "id": 8841, "body": TEXT}]


def shell(script: str, body: str = "") -> bytes:
    head = f'<meta property="og:title" content="{TITLE}"><title>{TITLE}</title>'
    return f"<html lang=en><head>{head}</head><body><div id=root>{body}</div>{script}</body></html>".encode()


def data(value: object, before: str = "<script type='application/json'>", after: str = "</script>") -> str:
    return before + json.dumps(value).replace("<", "\\u003c") + after


@pytest.mark.parametrize(
    "script",
    [
        data({"props": {"related": STORIES[:1], "post": STORIES[1]}}),
        data({"stories": STORIES}, "<script>window.__INITIAL_STATE__ = ", ";boot();</script>"),
        data({"stories": STORIES}, '<script>window["__PRELOADED_STATE__"]=', "</script>"),
        data(STORIES[1], "<script>Fusion.globalContent=", ";Fusion.arcSite='post'</script>"),
        data({"post": {"slug": "breakwater-vote-8841", "content": TEXT}}),
        data({"post": {"headline": f" {TITLE}. ", "content": TEXT.upper().replace("<P>", "<P CLASS=a>")}}),
    ],
    ids=["JSON", "a name", "a name in brackets", "a content", "by the slug", "in capitals"],
)
def test_a_shell_s_text_is_what_its_data_hold_beside_its_name(script: str) -> None:
    read = [paragraph.lower() for paragraph in extract(shell(script), URL).text.split("\n\n")]
    assert read == [paragraph.lower() for paragraph in PARAGRAPHS]


@pytest.mark.parametrize(
    "script",
    [
        data({"stories": STORIES[:1]}),
        data({"post": {"title": TITLE, "body": " ".join(PARAGRAPHS)}}),  # a description, whatever its length
        data({"stories": STORIES}, "<script>window.__INITIAL_STATE__ = unpack(", ")</script>"),
        data({"stories": STORIES}).replace("}]", "}"),
    ],
    ids=["of another article", "without paragraphs", "of a call", "broken"],
)
def test_a_shell_stays_one_where_its_data_hold_no_such_text(script: str) -> None:
    with pytest.raises(NotAnArticleError, match="an empty shell that scripts would fill"):
        extract(shell(script), URL)


def test_what_a_page_shows_goes_before_what_its_data_hold() -> None:
    shown = "".join(f"<p>{paragraph} It is the third time in ten years.</p>" for paragraph in PARAGRAPHS * 2)
    script = data({"post": {"title": TITLE, "body": TEXT}})

    assert "third time" in extract(shell(script, f"<h1>{TITLE}</h1>{shown}"), URL).text


def test_data_are_only_read_where_a_page_shows_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hydration, "objects_in", lambda state: pytest.fail(f"read {state}"))
    tree = parse(shell(data({"post": {"title": TITLE, "body": TEXT}}), TEXT * 5), URL)

    unpack(tree, [TITLE], URL)

    assert tree.find(".//noscript") is None


def test_data_without_end_are_read_no_further_than_other_objects_are() -> None:
    deep: dict[str, object] = {"title": TITLE, "body": TEXT}
    far = [{"n": n} for n in range(5 * jsonld.MAX_NODES)]
    with pytest.raises(NotAnArticleError):
        extract(shell(data({"far": far, "post": {"post": {"post": {"post": deep}}}})), URL)
