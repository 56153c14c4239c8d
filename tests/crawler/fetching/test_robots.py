from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetching.robots import MAX_BYTES, Robots, product_of, read_robots


def read(text: str) -> Robots:
    return read_robots(text.encode(), "newsfold")


def allowed(text: str, path: str) -> bool:
    return read(text).allows(f"https://example.org{path}")


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("/fish", "/fish", True),
        ("/fish", "/fish/salmon.html", True),
        ("/fish", "/Fish", False),
        ("/fish*", "/fishheads", True),
        ("/fish/", "/fish", False),
        ("/fish/", "/fish/?id=1", True),
        ("/*.php", "/folder/any.php.file?x", True),
        ("/*.php", "/windows.PHP", False),
        ("/*.php$", "/filename.php", True),
        ("/*.php$", "/filename.php?parameters", False),
        ("/fish*.php", "/fishheads/catfish.php?p", True),
        ("/fish*.php", "/Fish.php", False),
        ("/*?", "/a?b", True),
        ("/*?", "/a", False),
        ("/caf%C3%A9", "/café", True),
        ("/café", "/caf%c3%a9", True),
        ("/%7ejoe", "/~joe", True),
        ("/a%2fb", "/a/b", False),
        ("/$", "/", True),
        ("/$", "/a", False),
        ("*", "/anything", True),
        ("/a*a$", "/a", False),
    ],
)
def test_patterns(pattern: str, path: str, matches: bool) -> None:
    assert allowed(f"User-agent: *\nDisallow: {pattern}", path) is not matches


def test_the_longest_rule_decides_and_allow_wins_a_tie() -> None:
    text = "User-agent: *\nDisallow: /a\nAllow: /a/b\nAllow: /c\nDisallow: /c"

    assert not allowed(text, "/a/x")
    assert allowed(text, "/a/b/x")
    assert allowed(text, "/c")


def test_our_groups_are_joined_and_go_before_anyones() -> None:
    text = (
        "User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-agent: NewsFold/2.0\nDisallow: /a # private\n"
        "Crawl-delay: 2\nUser-agent: newsfold\nDisallow: /b\nCrawl-delay: 5"
    )

    assert [allowed(text, path) for path in ("/a", "/b", "/c")] == [False, False, True]
    assert read(text).crawl_delay == 5


def test_what_is_not_understood_is_passed_over() -> None:
    text = "\ufeffSitemap: https://a.example/s\r\nnonsense\rUser-agent: *\n\nNoindex: /\nDisallow:\nCrawl-delay: soon"

    assert read(text) == Robots()


def test_an_empty_line_does_not_end_a_group() -> None:
    assert not allowed("User-agent: *\n\nDisallow: /a", "/a")


def test_what_lies_beyond_the_bound_is_not_read() -> None:
    text = "User-agent: *\n" + "#" * MAX_BYTES + "\nDisallow: /"

    assert allowed(text, "/a")


def test_a_pattern_of_many_stars_ends() -> None:
    assert allowed("User-agent: *\nDisallow: /" + "*a" * 5000 + "$", "/" + "a" * 4000 + "b")


@given(st.binary(max_size=300))
def test_any_bytes_are_read(body: bytes) -> None:
    read_robots(body, "newsfold").allows("https://example.org/a?b")


@given(st.text(alphabet="ab/*$", max_size=8), st.text(alphabet="ab/", max_size=8))
def test_patterns_mean_what_their_regular_expression_does(pattern: str, path: str) -> None:
    import re

    body = pattern.removesuffix("$")
    expression = ".*".join(re.escape(piece) for piece in body.split("*")) + ("$" if pattern.endswith("$") else "")
    expected = not pattern or re.match(expression, "/" + path) is None

    assert allowed(f"User-agent: *\nDisallow: {pattern}", "/" + path) is expected


@pytest.mark.parametrize(
    ("sent", "product"),
    [
        ("newsfold/1.0 (+https://harbour.example)", "newsfold"),
        ("Harbour-Bot", "Harbour-Bot"),
        ("Mozilla/5.0 (compatible; HarbourBot/2.1; +https://harbour.example)", "HarbourBot"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "Mozilla"),
        ("", ""),
    ],
)
def test_the_product_of_a_user_agent(sent: str, product: str) -> None:
    assert product_of(sent) == product


@pytest.mark.parametrize(
    ("text", "allows"),
    [
        ("User-agent: harbourbot\nDisallow: /", False),
        ("User-agent: newsfold\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\nUser-agent: harbourbot\nAllow: /", True),
        ("User-agent: *\nDisallow: /\nUser-agent: newsfold\nAllow: /", False),
        ("User-agent: harbourbot\nAllow: /\nUser-agent: newsfold\nDisallow: /", False),
        ("User-agent: other\nDisallow: /", True),
    ],
)
def test_who_sends_another_name_is_bound_by_both(text: str, allows: bool) -> None:
    assert read_robots(text.encode(), "HarbourBot", "newsfold").allows("https://example.org/a") is allows


def test_the_longer_delay_of_both_names_holds() -> None:
    text = b"User-agent: harbourbot\nCrawl-delay: 2\nUser-agent: newsfold\nCrawl-delay: 5"

    assert read_robots(text, "HarbourBot", "newsfold").crawl_delay == 5
