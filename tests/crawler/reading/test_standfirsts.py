"""The standfirst under a headline that no reading of the text has: with a link at its end, or as a list."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.parsing.headings import headline_of
from crawler.reading.standfirsts import with_standfirst

LEAD = "The harbour gets a second pier, and the ferry to the islands will moor there"
ITEMS = ["The pier is to be built within two years", "The harbour pays for half of what it costs"]
TEXT = "The council voted on Tuesday night, when the fishermen had gone home and the hall was as good as empty. " * 3


def read(beside: str, *, description: str = "", before: str = "") -> list[str]:
    title = "Council votes for the second pier"
    page = f"<title>{title}</title><div>{before}<h1>{title}</h1>{beside}<p>{TEXT}</p></div>"
    lines = [line for line in ("From the coast", "Gulls") if line in before]
    return with_standfirst([*lines, TEXT], headline_of(html.document_fromstring(page)), description)


@pytest.mark.parametrize(
    ("standfirst", "kept"),
    [
        (f"{LEAD}. <a href='/8790'>The ferry is late again</a>", f"{LEAD}."),
        (f"{LEAD}.<br><a href='/8790'><b>&nbsp;>>&nbsp;The ferry is late</a>", f"{LEAD}."),
        (f"{LEAD} » <a href='/8790'>The ferry is late</a>", LEAD),
        (f"{LEAD}", LEAD),
        (f"<a href='/8790'>The ferry</a> gets it: {LEAD}. <a href='/8790'>More</a>", None),
        (f"<a href='/8790'>{LEAD}.</a>", None),
        ("Ann Lee. <a href='/8790'>The ferry to the islands is late again</a>", None),
        (f"{LEAD}. <a href='/8790'></a>", f"{LEAD}."),
    ],
)
@pytest.mark.parametrize("description", ["", f"{LEAD}. And more."])
def test_a_standfirst_loses_the_link_that_leads_on(standfirst: str, kept: str | None, description: str) -> None:
    lines = read(f"<h2 class='subtitle'>{standfirst}</h2>", description=description)
    assert lines == [*([kept] if kept else []), TEXT]


@pytest.mark.parametrize(
    ("standfirst", "kept"),
    [
        (f"{LEAD}, as is said in <a href='/'>the Post</a>", f"{LEAD}, as is said in the Post"),
        (LEAD.replace("second pier", "<a href='/8790'>second pier</a>"), LEAD),
        (f"<a href='/8790'>{LEAD}</a> More", None),  # a teaser
        (f"As <a href='/8790'>we</a> said: {LEAD}", None),
    ],
)
def test_a_standfirst_in_the_words_of_the_description_may_have_a_link_in_it(standfirst: str, kept: str | None) -> None:
    assert read(f"<p>{standfirst}</p>", description=f"{LEAD}. And more.") == [*([kept] if kept else []), TEXT]
    assert read(f"<p>{standfirst}</p>") == [TEXT]


def listed(*items: str, name: str = "subtitulo") -> str:
    return f"<div class='{name}'><ul>{''.join(f'<li>{item}</li>' for item in items)}</ul></div>"


@pytest.mark.parametrize(
    ("beside", "kept"),
    [
        (listed(*ITEMS), ITEMS),
        (listed(*ITEMS) + "<ul><li>What the paper has on the harbour besides</li></ul>", ITEMS),
        (listed(*ITEMS, name="story-tools"), []),
        (listed(*ITEMS, name="article-summary"), []),  # which may be made by a machine
        (listed(*ITEMS, name="lead"), ITEMS),
        (listed(ITEMS[0], name="article-intro"), ITEMS[:1]),
        (listed("Share", "Print", "Write to us"), []),
        (listed("Sharing this article with friends", "Listen to this article (5 min)"), []),
        (listed(*(f"<a href='/8790'>{item}</a>" for item in ITEMS)), []),
        (listed(*ITEMS, TEXT), []),  # the reading has it
    ],
)
@pytest.mark.parametrize("description", ["", "A description in words that nothing on the page begins with, at length."])
def test_a_standfirst_may_be_a_list_of_subtitles(beside: str, kept: list[str], description: str) -> None:
    assert read(beside, description=description) == [*kept, TEXT]


def test_a_standfirst_stands_behind_what_is_above_the_headline() -> None:
    assert read(listed(*ITEMS), before="<p>From the coast</p>") == ["From the coast", *ITEMS, TEXT]
    assert read("", before=listed(*ITEMS)) == [TEXT]
