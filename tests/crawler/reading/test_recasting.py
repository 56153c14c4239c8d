"""What a page hides, lists or calls an article is read as a reader would take it."""

from __future__ import annotations

import pytest

from crawler.extract import extract
from crawler.parsing.htmltree import Node, parse, text_until
from crawler.reading import recasting
from crawler.reading.recasting import demote, reveal, unlist
from crawler.reading.regions import densest, weigh
from storage.errors import NotAnArticleError

URL = "https://www.lindmouthpost.example/harbour/breakwater-vote-8841"
PARAGRAPHS = (
    "The harbour council voted on Tuesday night to rebuild the eastern breakwater of the town.",
    "Engineers told the meeting that the work would take two summers and cost eleven million crowns.",
    "Fishing crews have used the inner basin since the winter, the harbour master said after the vote.",
)
NEXT = (
    "A cafe in the old town takes no coins any more, and its guests have mixed feelings about that.",
    "Whoever wants to pay has to show a card, says the owner, who used to run a bank in the capital.",
)
MORE = (
    "The party says that the pier must be built at once and of stone, and that no tree on the hill may be felled.",
    "The league answers that nobody needs a pier, since boats have been drawn up on the sand for three hundred years.",
)
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
WHOLE = "The boat to the island was late again on Monday"


def page(body: str = "") -> bytes:
    return f"<html lang=en><body><article><h1>Council votes</h1>{TEXT}{body}</article></body></html>".encode()


def test_a_text_that_lies_in_an_item_of_a_list_keeps_its_paragraphs() -> None:
    swiped = f"<ul><li><div class=loader></div></li><li><h1>Council votes</h1><article>{TEXT}</article></li></ul>"
    assert extract(f"<html lang=en><body>{swiped}</body></html>".encode(), URL).text.split("\n\n") == list(PARAGRAPHS)


@pytest.mark.parametrize("kind", ["ul", "ol"])
@pytest.mark.parametrize("hours", [("", "", ""), ("<b>10:04</b>", "<b>9:15</b> ", "<b>8:02</b> ")])
def test_the_short_items_beside_a_long_one_are_text_too(kind: str, hours: tuple[str, str, str]) -> None:
    long = "".join(f"<p>{line}</p>" for line in (*MORE, PARAGRAPHS[0]))
    items = (long, *PARAGRAPHS[1:])
    listed = "".join(f"<li>{hour}{item}</li>" for hour, item in zip(hours, items, strict=True))
    first, last = "All the reasons, of which the first weighs most.", "It sat until ten at night."
    body = f"<h1>Council votes</h1><p>{first}</p><{kind}>{listed}</{kind}><p>{last}</p>"
    text = extract(f"<html lang=en><body><article>{body}</article>".encode(), URL).text
    for line in (first, *MORE, *PARAGRAPHS, last):
        assert line in text


def test_a_list_within_a_text_stays_one() -> None:
    tree = parse(
        page("<ul><li>One pier</li><li><p>Two piers of eleven million crowns, as was said before.</p></li></ul>"), URL
    )
    weights = weigh(tree)
    unlist(densest(weights), weights)
    assert len(list(tree.iter("li"))) == 2


def test_a_text_in_noscript_is_one_unless_it_stands_elsewhere_too() -> None:
    campaign = (
        "<div class=campaign><a href=/c>Sign</a><div>The county has had this case since February of 2024.</div></div>"
    )
    hidden = f"<html lang=en><body>{campaign}<h1>Council votes</h1><noscript><div>{TEXT}</div></noscript></body></html>"
    assert extract(hidden.encode(), URL).text.split("\n\n") == list(PARAGRAPHS)
    twice = (
        f"<html lang=en><body><h1>Council votes</h1><article>{TEXT}</article><noscript>{TEXT}</noscript></body></html>"
    )
    assert extract(twice.encode(), URL).text.split("\n\n") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "notice",
    [
        (
            "JavaScript is switched off in your browser, so some parts of this page may not work as they should.",
            "Please switch it on in the settings of your browser, or use another one, to see videos and comments here.",
        ),
        (
            "To read this article you have to switch on JavaScript, since it checks your subscription first.",
            "Questions? Our service is there for you on weekdays from nine to five, and by letter at any time.",
        ),
        (
            "Three men were rescued from a boat off the coast on Monday, as the coast guard said in the evening.",
            "A fire in the old mill was put out after nine hours, and nobody of those who live there was hurt.",
        ),
    ],
)
@pytest.mark.parametrize("tag", ["p", "div"])
def test_notices_and_teasers_in_noscript_are_no_text(notice: tuple[str, str], tag: str) -> None:
    text = "".join(f"<{tag}>{paragraph}</{tag}>" for paragraph in PARAGRAPHS)
    hidden = f"<noscript><div><p>{notice[0]}</p><p>{notice[1]}</p></div></noscript>"
    whole = f"<html lang=en><body><article><h1>Council votes</h1>{text}{hidden}</article></body></html>"
    assert extract(whole.encode(), URL).text.split("\n\n") == list(PARAGRAPHS)
    stub = f"<html lang=en><body><h1>Council votes</h1>{hidden}</body></html>"
    with pytest.raises(NotAnArticleError):
        extract(stub.encode(), URL)


def test_what_noscript_elements_hold_is_compared_once_with_what_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def counted(node: Node, limit: int) -> str:
        asked.append(node)
        return text_until(node, limit)

    monkeypatch.setattr(recasting, "text_until", counted)
    notices = "".join(f"<noscript><p>{PARAGRAPHS[0]} {n}</p><p>{PARAGRAPHS[1]}</p></noscript>" for n in range(40))
    reveal(parse(page(TEXT + notices), URL))

    assert len(asked) < 200


@pytest.mark.parametrize(
    "hidden",
    [
        "<div hidden><p>The council does, on Monday.</p></div>",
        "<div role=region hidden=until-found><p>The council does, on Monday.</p></div>",
        f"<div hidden><p>The council does, on Monday.</p><h3><a href=/a>{WHOLE}</a></h3></div>",
        "<p hidden>The council does, on Monday.</p>",
    ],
    ids=["an answer", "until found", "the rest of a text", "a paragraph"],
)
def test_what_a_page_shows_only_when_asked_is_text(hidden: str) -> None:
    # the answer to a question, or the rest of a text, is as often hidden as what no reader is meant to see
    assert "The council does, on Monday." in extract(page(f"<h3>Who decides?</h3>{hidden}<p>{NEXT[1]}</p>"), URL).text


def test_a_text_that_is_hidden_until_a_script_shows_it_is_read() -> None:
    body = f"<h1>Council votes</h1><div hidden>{TEXT}</div>"
    assert extract(f"<html lang=en><body>{body}</body></html>".encode(), URL).text.split("\n\n") == list(PARAGRAPHS)


def test_what_only_leads_on_is_no_part_of_a_text_of_one_sentence_though_it_is_called_an_article() -> None:
    links = "".join(f"<li><a href='/n/{place}'>{line}</a></li>" for place, line in enumerate((*PARAGRAPHS[1:], *NEXT)))
    more = (
        f"<section><header><h4>Picked for you</h4></header><article><h5>Town</h5><ul>{links}</ul></article></section>"
    )
    head = "<div><time>4 March 2026, 15:31</time> <a href='/town'>Town</a> <cite><a rel=author>Ann Lee</a></cite></div>"
    page = f"<h1>Council votes</h1><article>{head}<p>{PARAGRAPHS[0]}</p></article>{more}"

    assert extract(f"<html lang=en><body><div>{page}</div></body></html>".encode(), URL).text == PARAGRAPHS[0]


def test_articles_with_words_of_their_own_beside_a_text_stay_articles() -> None:
    entries = "".join(
        f"<article><h3><a href='#{place}'>Entry</a></h3><p>{line}</p></article>"
        for place, line in enumerate(PARAGRAPHS)
    )
    tree = parse(f"<html><body><main>{entries}</main></body></html>".encode(), URL)

    demote(tree, densest(weigh(tree)))

    assert len(list(tree.iter("article"))) == len(PARAGRAPHS)
