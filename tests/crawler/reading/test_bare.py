from __future__ import annotations

import pytest
from lxml import html

from crawler.extract import extract
from crawler.parsing.htmltree import Node
from crawler.reading.bare import frame_bare

VOTE = (
    "The council of the harbour town voted on Tuesday night to build a second pier beyond the fish market, after a "
    "debate of eleven years."
)
CREWS = (
    "Fishing crews had asked for it since the storm that broke the first one, the mayor said, and the money has now "
    "been found."
)
SURVEY = (
    "A survey by the university had shown that the bay silts up by four centimetres a year, which makes the old pier "
    "useless at low tide."
)
COST = "Opponents say that the new pier will cost twice what was planned, and that the beach will be gone in ten years."


def lines_of(text: str, *, after: str = "") -> list[str]:
    page = (
        "<html><head><title>Council votes for second pier</title></head><body><nav><a href='/a'>News</a></nav>"
        f"<h1>Council votes for second pier</h1>{text}{after}<footer>Imprint</footer></body></html>"
    )
    return extract(page.encode(), "https://harbour.example/2024/05/01/pier").text.split("\n\n")


def framed(body: str) -> Node:
    tree = html.document_fromstring(f"<html><body>{body}</body></html>")
    frame_bare(tree)
    return tree


@pytest.mark.parametrize("block", ["<div class='x'>&nbsp;</div>", "<div class='ad'></div>", "<div><img src='a'></div>"])
def test_what_stands_bare_behind_a_block_is_a_paragraph_of_its_own(block: str) -> None:
    text = f"<div class='article-body'>{VOTE}<br><br>{CREWS}{block}{SURVEY}<br><br>{block}{COST}<br><br></div>"

    assert lines_of(text) == [VOTE, CREWS, SURVEY, COST]


@pytest.mark.parametrize("tag", ["span style='font-size: large'", "font size='3'"])
def test_what_stands_in_an_editors_span_behind_a_block_is_a_paragraph(tag: str) -> None:
    vote, crews, survey = (f"<{tag}>{text}</{tag.split(maxsplit=1)[0]}>" for text in (VOTE, CREWS, SURVEY))
    picture, empty = "<div><div><img src='a'></div><br></div>", "<div><br></div>"
    first, last = f"{VOTE} {CREWS}", f"{CREWS} {COST}"
    mixed = f"<p>{first}</p>{empty}{survey}{empty}<p>{COST}</p><p>{last}</p>"

    assert lines_of(f"<div class='post'>{vote}<br><br>{crews}{picture}{survey}</div>") == [VOTE, CREWS, SURVEY]
    assert lines_of(f"<div class='post'>{mixed}</div>") == [first, SURVEY, COST, last]


@pytest.mark.parametrize(
    "box",
    [
        f"<div><div><img src='a'></div><span class='legend'>{VOTE}</span></div>",
        f"<div><div><img src='a'></div><span>{VOTE} Photo: Ann Lee</span></div>",
        "<div><div><img src='a'></div><span>The pier at low tide on Monday</span></div>",
        f"<div><div><img src='a'></div><span><a href='/a'>{VOTE}</a></span></div>",
        f"<div><span>{VOTE}</span><span>{CREWS}</span></div>",
    ],
    ids=["a caption by name", "a caption by its credit", "a short one", "a link", "no block"],
)
def test_spans_that_are_no_paragraphs_stay_as_they_are(box: str) -> None:
    assert html.tostring(framed(box)) == html.tostring(html.document_fromstring(f"<html><body>{box}</body></html>"))


@pytest.mark.parametrize("seen", ["<iframe src='/v'></iframe>", "<button>Share</button>"])
def test_what_is_left_out_between_two_sentences_joins_no_words(seen: str) -> None:
    (line,) = lines_of(f"<div><p>{VOTE}{seen}{CREWS} {SURVEY} {COST}</p></div>")

    assert line.startswith(f"{VOTE} {CREWS}")


@pytest.mark.parametrize(
    "notice", ["Advertisement - story continues below", "Advertisement \u2014 Content continues below"]
)
def test_a_notice_between_bare_prose_is_none_of_it(notice: str) -> None:
    assert lines_of(f"<div>{VOTE}<div>{notice}</div>{SURVEY}<div>{notice}</div>{COST}</div>") == [VOTE, SURVEY, COST]


@pytest.mark.parametrize("seen", ["<button>?</button>", "<select><option>?</option></select>"])
@pytest.mark.parametrize("words", ["bay{}, which silts", "bay (see map{}) silts", "老朽化{}した橋", "the bay{}."])
def test_what_is_left_out_within_a_sentence_leaves_no_space_where_none_belongs(seen: str, words: str) -> None:
    (line,) = lines_of(f"<div><p>{VOTE} {words.format(seen)} {SURVEY} {COST}</p></div>")

    assert words.format("") in line


def test_each_block_before_boxes_of_bare_prose_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Node] = []
    monkeypatch.setattr("crawler.reading.bare._is_line", asked.append)
    framed("<div><a href='/x'>Storm</a></div>" * 20 + f"<div>{VOTE}<p>quoted</p>{CREWS}</div>" * 10)

    assert len(asked) == len(set(asked)) == 29  # all blocks but the last


def test_a_text_that_stands_bare_is_chosen_before_the_teasers_below_it() -> None:
    card = "<dl><dt><a href='/{0}'>Storm warning {0}</a></dt><dd>{1}</dd><dd>2024-05-0{0}</dd></dl>"
    cards = "".join(card.format(day, "Sailors are told to stay in port until the wind turns.") for day in (1, 2, 3))
    note = "<div class='note'><p>The publisher is not liable for what readers do on account of this news.</p></div>"
    text = f"{VOTE} {CREWS} {SURVEY}"

    assert lines_of(f"<div class='txt'>{text}<p></p></div>", after=note + cards)[0] == text


def test_subheadings_and_answers_in_plain_blocks_stay_between_bare_prose() -> None:
    text = f"<div>{VOTE}<div>What the bay does</div>{SURVEY}<div>Long: {CREWS} <a href='/x'>more</a></div>{COST}</div>"

    assert lines_of(text) == [VOTE, "What the bay does", SURVEY, f"Long: {CREWS} more", COST]


def test_words_within_a_line_part_no_paragraph() -> None:
    tree = framed(f"<div><p>{VOTE}</p>So <b>said</b> the <a href='/m'>mayor</a>, <span>who</span> sits. {SURVEY}</div>")

    assert [node.text_content() for node in tree.iter("p")][1] == f"So said the mayor, who sits. {SURVEY}"


@pytest.mark.parametrize(
    "box",
    [
        "<div><ul><li>a</li></ul>" + "<a href='/n'>Council news of the town</a> | " * 12 + "</div>",
        f"<div>By Ann Lee, harbour reporter<p>{VOTE}</p></div>",
        f"<table><tr><td>{VOTE}<div></div>{CREWS}</td></tr></table>",
        f"<div>{VOTE}<br>{CREWS}</div>",
    ],
    ids=["a menu", "a byline", "a cell", "no block"],
)
def test_what_is_no_bare_prose_beside_blocks_stays_as_it_is(box: str) -> None:
    before = html.document_fromstring(f"<html><body>{box}</body></html>")

    assert html.tostring(framed(box)) == html.tostring(before)


PLAIN = f"<div>{SURVEY} <a href='/a'>Read it</a>.<br></div>"


def test_a_nameless_block_of_prose_among_paragraphs_is_one() -> None:
    tree = framed(f"<div><p>{VOTE}</p>{PLAIN}<p>{CREWS}</p><p>{COST}</p></div>")

    assert [node.tag for node in tree.body[0]] == ["p"] * 4


PICTURE = "<div align=center><img src='x'></div>"


@pytest.mark.parametrize(
    "rest",
    [
        f"{PICTURE}<div>The bay in May</div><p>{CREWS}</p><p>{COST}</p><p>{VOTE}</p>",
        f"<div><p>{CREWS}</p>{PICTURE}<p>{COST}</p><p>{VOTE}</p></div>",
        f"<div>{CREWS}</div><div>{VOTE}</div><p>{COST}</p><p>{VOTE}</p><p>{CREWS}</p>",
    ],
    ids=["behind a picture", "in a plain block", "behind plain blocks"],
)
def test_a_nameless_block_of_prose_is_a_paragraph_also_where_the_next_one_stands_further_down(rest: str) -> None:
    tree = framed(f"<div>{PLAIN}{rest}</div>")

    assert tree.body[0][0].tag == "p"


@pytest.mark.parametrize(
    "box",
    [
        f"<div>{PICTURE}{PLAIN}{PICTURE}<p>{CREWS}</p><p>{COST}</p><p>{VOTE}</p></div>",
        f"<div>{PLAIN}{PICTURE}<p>{CREWS}</p><p>{COST}</p><p>{VOTE}</p></div>",
        f"<div>{PLAIN}<ul><li>One</li></ul><p>{CREWS}</p><p>{COST}</p><p>{VOTE}</p></div>",
        f"<div>{PLAIN}<div class='x'></div><p>{CREWS}</p><p>{COST}</p><p>{VOTE}</p></div>",
        f"<div><p>{CREWS}</p><p>{COST}</p><p>{VOTE}</p>{PLAIN}{PICTURE}</div>",
        f"{PLAIN}<div><p>{CREWS}</p><p>{COST}</p><p>{VOTE}</p></div>",
        f"<div>{PLAIN}<div><p>{CREWS}</p></div></div>",
    ],
    ids=["a caption", "one above", "before a list", "before a name", "the last", "of the page", "hardly a text"],
)
def test_a_nameless_block_that_no_paragraph_follows_among_others_stays_one(box: str) -> None:
    assert html.tostring(framed(box)) == html.tostring(html.document_fromstring(f"<html><body>{box}</body></html>"))


@pytest.mark.parametrize(
    "box",
    [
        f"<div><p>{VOTE}</p>{PLAIN.replace('<div', '<div class=teaser')}<p>{CREWS}</p><p>{COST}</p></div>",
        f"<div><p>{VOTE}</p><div><a href='/a'>{SURVEY}</a></div><p>{CREWS}</p><p>{COST}</p></div>",
        f"<div><p>{VOTE}</p><div>By Ann Lee, harbour reporter</div><p>{CREWS}</p><p>{COST}</p></div>",
        f"<div><p>{VOTE}</p><ul><li>One</li></ul>{PLAIN}<ul><li>Two</li></ul><p>{CREWS}</p><p>{COST}</p></div>",
        f"<div><p>{VOTE}</p>{PLAIN}</div>",
        f"<div><p>{VOTE}</p><p>{CREWS}</p><p>{COST}</p>{PLAIN}</div>",
    ],
    ids=["a name", "a link", "a byline", "among lists", "hardly a text", "the last"],
)
def test_another_block_among_paragraphs_stays_one(box: str) -> None:
    assert html.tostring(framed(box)) == html.tostring(html.document_fromstring(f"<html><body>{box}</body></html>"))


FOGGY = "The harbour of Lindmouth on a foggy morning in March, on which no ship could leave the bay for the open sea."
PITCH = "Do you like what you read? Every Friday we send the best of the week to you, the next one in two days."
BIO = "The writer has told of the bay since 1998, and teaches at the school of journalism. She lives there with cats."
LONG = [f"{VOTE} {CREWS}", f"{CREWS} {SURVEY}", f"{SURVEY} {COST}", f"{COST} {VOTE}"]


@pytest.mark.parametrize(
    "block",
    [
        f"<p><img src='x'></p><div>{FOGGY} Photo: Ann Lee/AFP</div>",
        f"<div>Advertisement. {FOGGY}</div>",
        f"<div>{PITCH} <a href='/n'>Get it here</a><br></div>",
    ],
    ids=["a caption", "an advertisement", "a pitch"],
)
def test_captions_and_advertisements_in_nameless_blocks_are_no_text(block: str) -> None:
    first, *others = [f"<p>{text}</p>" for text in LONG]

    assert lines_of(f"<div class='article-body'>{first}{block}{''.join(others)}</div>") == LONG


def test_what_stands_nameless_among_paragraphs_is_text_and_what_stands_last_is_not() -> None:
    first, *others = [f"<p>{text}</p>" for text in LONG]
    body = f"{first}<div>{FOGGY}</div>{''.join(others)}<div>{BIO}</div>"

    assert lines_of(f"<div class='article-body'>{body}</div>") == [LONG[0], FOGGY, *LONG[1:]]


def test_a_text_that_a_page_hides_until_it_knows_the_reader_is_read_in_paragraphs() -> None:
    rest = f"<div style='display: none'><p>{CREWS}</p><p>{SURVEY}</p><p>{COST}</p></div>"

    assert lines_of(f"<article><div class='head'>{VOTE}</div><div>{rest}</div></article>")[-3:] == [CREWS, SURVEY, COST]


def test_hidden_prose_about_something_else_stays_hidden() -> None:
    cookies = "<p>We and our partners store and read information on your device and use it to show advertisements.</p>"
    hidden = f"<div style='display:none'>{cookies * 3}</div>"

    assert lines_of(f"<p>{VOTE}</p><p>{CREWS}</p>", after=hidden) == [VOTE, CREWS]


def test_a_long_paragraph_that_comes_again_word_for_word_is_a_teaser() -> None:
    lead = f"{VOTE} {CREWS}"
    again = f"<div class='more'><div><a href='/2'>Council votes</a></div><div class='c'><p>{lead}</p></div></div>"

    assert lines_of(f"<div class='c'><p>{lead}</p><p>{SURVEY}</p><p>{COST}</p>{again}</div>") == [lead, SURVEY, COST]


@pytest.mark.parametrize("name", ["pull-quote", "wysiwyg--exergue", "zitat", "destacado"])
def test_what_is_called_a_quote_and_says_again_what_the_text_says_is_none_of_it(name: str) -> None:
    said = SURVEY.split(",", maxsplit=1)[0]
    body = f"<p>{VOTE}</p><p class='{name}'>{said}</p><p>{SURVEY}</p><p class='{name}'>{COST}</p><p>{CREWS}</p>"

    assert lines_of(f"<div class='c'>{body}</div>") == [VOTE, SURVEY, COST, CREWS]
